/* /connexion/facteur. */

#include "base/clock.h"

#include "answer/fields.h"
#include "core/doors/known.h"
#include "core/doors/second_step.h"
#include "gate/attempts.h"
#include "gate/gate.h"
#include "gate/security_visit.h"
#include "pages/pages.h"

#include <string.h>

/* /connexion/facteur: after the passphrase, before the login. */

static void code_form(struct visit *visit)
{
    json_t *form = page_form(visit, "form", "second_code", "/connexion/facteur", NULL, 0);
    json_t *code = fields_find(form, "code");
    page_fill(form, "code", "one-time-code");
    json_object_set_new(code, "digits", json_true());
    json_object_set_new(code, "value", json_null()); /* a code that missed is no help */
}

enum status page_second_step(struct visit *visit)
{
    json_t *model;
    enum status status = second_step_view(visit->site->core, visit->arena, &model, visit->pending);
    if (status != STATUS_OK)
        return status;
    visit->nav = "door";
    visit_merge(visit, model);
    visit_set(visit, "next", json_string(page_next(visit)));
    if (visit->resume != NULL)
        visit_set(visit, "resume", json_string(visit->resume));
    const bool keys = json_array_size(json_object_get(model, "passkeys")) > 0;
    visit_set(visit, "has_passkeys", json_boolean(keys));
    if (visit->site->passkeys.rp_id != NULL)
        visit_set(visit, "rp_id", json_string(visit->site->passkeys.rp_id));
    if (json_is_true(json_object_get(model, "code")))
        code_form(visit);
    return STATUS_OK;
}

enum status page_second_step_ask(struct visit *visit, const char *token, const char *next)
{
    visit->pending = visit->pending_set = arena_text(visit->arena, token);
    visit->next = next;
    visit->done = NULL;
    if (visit->request->wants_json)
        visit_set(visit, "second_factor", json_true());
    visit->location = strcmp(next, "/") == 0
                          ? "/connexion/facteur"
                          : arena_printf(visit->arena, "/connexion/facteur?suite=%s", next);
    if (visit->resume == NULL && strpbrk(next, "?&%+") == NULL)
        return STATUS_OK;
    visit->template = "pages/second-factor"; /* what was typed fits into no address */
    return page_second_step(visit);
}

struct tries {
    const char *whose; /* NULL: a passkey, which nobody guesses */
    const char *address;
};

/* The passphrase was right, so no stranger can use up somebody's tries; and whoever guesses with a
 * stolen passphrase uses up none of the browser that its owner came in by before. */
static enum status take_try(struct visit *visit, struct tries *tries, bool code)
{
    char id[ID_TEXT];
    struct core *core = visit->site->core;
    const int64_t now = clock_now();
    const char *address = attempts_place(visit->arena, visit->request->address);
    const struct account_id *account = &visit->waiting;
    enum status status = second_step_whose(&visit->waiting, core, visit->arena, visit->pending);
    *tries = (struct tries){0};
    if (status != STATUS_OK)
        return status;
    tries->address = arena_printf(visit->arena, "%s facteur", address);
    if (!limits_take(visit->site->by_place, tries->address, now, &visit->retry_after))
        return STATUS_LIMIT;
    if (!code)
        return STATUS_OK;
    const char *known =
        known_whose(core, visit->arena, http_cookie(visit->request, GATE_KNOWN), *account);
    tries->whose = known != NULL ? known : arena_text(visit->arena, id_text(id, &account->id));
    if (limits_take(visit->site->by_factor, tries->whose, now, &visit->retry_after))
        return STATUS_OK;
    visit->fault = "too_many_codes";
    return STATUS_LIMIT;
}

static enum status missed(struct visit *visit, const struct second_step_told *told)
{
    visit->fault = told->fault;
    if (told->fault != NULL && strcmp(told->fault, "second_step_over") == 0) {
        visit->pending = NULL;
        visit->pending_drop = true;
        visit->fault_fields = NULL;
    } else if (strncmp(told->fault, "code_", 5) == 0) {
        visit->fault_fields =
            act_json(visit->arena, json_pack("{s:{s:s}}", "code", "key", told->fault));
        visit->fault = NULL;
    }
    return STATUS_INVALID;
}

static enum status arrive(struct visit *visit, const char *login,
                          const struct second_step_told *told)
{
    if (told->misses > 0)
        page_done(visit, "signed_in_missed");
    visit->pending_drop = true;
    visit->location = page_next(visit);
    visit->go_on = visit->resume != NULL;
    return gate_begin(visit, login);
}

static enum status answer(struct visit *visit, enum status status, const struct tries *tries,
                          const char *login, const struct second_step_told *told)
{
    if (status == STATUS_DENIED)
        return missed(visit, told);
    if (status != STATUS_OK)
        return status;
    limits_give(visit->site->by_place, tries->address);
    if (tries->whose != NULL)
        limits_give(visit->site->by_factor, tries->whose);
    return arrive(visit, login, told);
}

enum status page_second_step_code(struct visit *visit)
{
    char login[TOKEN_TEXT];
    struct tries tries;
    struct second_step_told told;
    enum status status = take_try(visit, &tries, true);
    if (status != STATUS_OK)
        return status;
    visit->act = NULL;
    status = second_step_code(visit->site->core, visit->arena, visit->pending,
                              act_text(visit->fields, "code"), login, &told);
    return answer(visit, status, &tries, login, &told);
}

enum status page_second_step_key(struct visit *visit)
{
    char login[TOKEN_TEXT];
    struct tries tries;
    struct second_step_told told;
    enum status status = take_try(visit, &tries, false);
    if (status != STATUS_OK)
        return status;
    visit->act = NULL;
    status = second_step_key(visit->site->core, visit->arena, visit->pending, visit->fields,
                             &visit->site->passkeys, login, &told);
    return answer(visit, status, &tries, login, &told);
}
