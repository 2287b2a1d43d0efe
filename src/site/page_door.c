#include "attempts.h"
#include "core/acceptance.h"
#include "core/second_step.h"
#include "core/sign_in.h"
#include "gate.h"
#include "pages.h"

#include <string.h>

/* Signing in and out, and coming in by an invitation. */

enum status page_door(struct visit *visit)
{
    const char *next = page_next(visit);
    if (visit->act != NULL && visit->failure == NULL) {
        visit->location = next;
        return STATUS_OK;
    }
    json_t *form = page_form(visit, "form", "sign_in", "/connexion", NULL, 0);
    page_fill(form, "email", "username");
    page_fill(form, "passphrase", "current-password");
    visit_set(visit, "next", json_string(next));
    if (visit->resume != NULL)
        visit_set(visit, "resume", json_string(visit->resume));
    visit_set(visit, "asked", json_boolean(strcmp(next, "/") != 0));
    return STATUS_OK;
}

enum status page_door_sign_in(struct visit *visit)
{
    char token[TOKEN_TEXT];
    struct attempt attempt;
    const char *email = act_text(visit->fields, "email");
    struct act *before = visit->act;
    visit->act = NULL; /* somebody else at the same browser */
    enum status status = attempts_take(&attempt, visit, email);
    if (status != STATUS_OK)
        return status;
    status = sign_in(visit->site->core, visit->arena, email, act_text(visit->fields, "passphrase"),
                     attempt.rank, token);
    attempts_told(visit, &attempt, status);
    if (status == STATUS_TAMPERED)
        visit->fault = "account_tampered";
    if (status == STATUS_OK && before != NULL) /* its cookie is about to be replaced */
        status = sign_in_end(before);
    bool waits = status == STATUS_OK && second_step_waits(visit->site->core, visit->arena, token);
    if (status == STATUS_OK && !waits)
        status = gate_begin(visit, token);
    if (status != STATUS_OK)
        return status;
    if (waits) {
        visit->cookie_drop = before != NULL;
        return page_second_step_ask(visit, token, page_next(visit));
    }
    visit->location = page_next(visit);
    visit->go_on = visit->resume != NULL;
    return STATUS_OK;
}

enum status page_door_sign_out(struct visit *visit)
{
    visit->cookie_drop = true;
    visit->location = "/connexion";
    return visit->act != NULL ? sign_in_end(visit->act) : STATUS_OK;
}

enum status page_door_invitation(struct visit *visit)
{
    json_t *invitation;
    const char *token = route_param(&visit->params, "jeton");
    enum status status = acceptance_view(visit->site->core, visit->arena, &invitation, token);
    if (status == STATUS_NOT_FOUND)
        visit->fault = "invitation";
    status = attempts_link(visit, status);
    if (status != STATUS_OK)
        return status;
    const char *name =
        json_string_value(json_object_get(json_object_get(invitation, "person"), "name"));
    json_t *form = page_form(visit, "form", "accept_invitation",
                             arena_printf(visit->arena, "/invitation/%s", token),
                             act_json(visit->arena, json_pack("{s:s*}", "name", name)), 0);
    page_fill(form, "passphrase", "new-password");
    page_fill(form, "passphrase_again", "new-password");
    if (json_is_true(json_object_get(invitation, "founding")))
        json_object_set_new(page_field(form, "email"), "required", json_true());
    else
        page_drop(form, "email");
    json_object_set(visit->model, "invitation", invitation);
    return STATUS_OK;
}

enum status page_door_accept(struct visit *visit)
{
    char token[TOKEN_TEXT];
    const char *invitation = route_param(&visit->params, "jeton");
    visit->act = NULL;
    enum status status = acceptance_accept(visit->site->core, visit->arena, invitation,
                                           visit->fields, token, &visit->fault_fields);
    if (status == STATUS_NOT_FOUND)
        visit->fault = "invitation";
    status = attempts_link(visit, status);
    if (status == STATUS_OK)
        status = gate_begin(visit, token);
    visit->location = "/";
    return status;
}
