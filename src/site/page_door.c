#include "base/clock.h"
#include "base/text.h"
#include "core/acceptance.h"
#include "core/second_step.h"
#include "core/sign_in.h"
#include "gate.h"
#include "pages.h"

#include <arpa/inet.h>
#include <string.h>

/* Signing in and out, and coming in by an invitation. */

/* An IPv6 customer has a whole /64: it counts as one address; IPv4 in IPv6's clothes does not. */
static const char *neighbourhood(struct visit *visit)
{
    const char *address = visit->request->address != NULL ? visit->request->address : "?";
    uint8_t bytes[16];
    char hex[17];
    if (strchr(address, ':') == NULL || strchr(address, '.') != NULL ||
        inet_pton(AF_INET6, address, bytes) != 1)
        return address;
    bytes_hex(hex, (struct bytes){bytes, 8});
    return arena_text(visit->arena, hex);
}

struct tries {
    const char *address;
    const char *person;
};

/* By address, and by person from one address: a stranger elsewhere can lock nobody out. */
static enum status take_try(struct visit *visit, struct tries *tries, const char *whom)
{
    int64_t now = clock_now();
    tries->address = neighbourhood(visit);
    tries->person =
        arena_printf(visit->arena, "%s %s", tries->address, text_fold(visit->arena, whom));
    if (limits_take(visit->site->by_address, tries->address, now, &visit->retry_after) &&
        limits_take(visit->site->by_person, tries->person, now, &visit->retry_after))
        return STATUS_OK;
    return STATUS_LIMIT;
}

/* Only misses count: colleagues behind one address sign in one after the other. */
static void give_back(struct visit *visit, const struct tries *tries)
{
    limits_give(visit->site->by_address, tries->address);
    limits_give(visit->site->by_person, tries->person);
}

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
    struct tries tries;
    const char *email = act_text(visit->fields, "email");
    enum status status = take_try(visit, &tries, email);
    if (status != STATUS_OK)
        return status;
    struct act *before = visit->act;
    visit->act = NULL; /* somebody else at the same browser */
    status = sign_in(visit->site->core, visit->arena, email, act_text(visit->fields, "passphrase"),
                     token);
    if (status == STATUS_TAMPERED)
        visit->fault = "account_tampered";
    if (status == STATUS_OK && before != NULL) /* its cookie is about to be replaced */
        status = sign_in_end(before);
    bool waits = status == STATUS_OK && second_step_waits(visit->site->core, visit->arena, token);
    if (status == STATUS_OK && !waits)
        status = gate_begin(visit, token);
    if (status != STATUS_OK)
        return status;
    give_back(visit, &tries);
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
    struct tries tries;
    const char *invitation = route_param(&visit->params, "jeton");
    enum status status = take_try(visit, &tries, invitation);
    if (status != STATUS_OK)
        return status;
    visit->act = NULL;
    status = acceptance_accept(visit->site->core, visit->arena, invitation, visit->fields, token,
                               &visit->fault_fields);
    if (status == STATUS_NOT_FOUND)
        visit->fault = "invitation";
    if (status == STATUS_OK || status == STATUS_INVALID)
        give_back(visit, &tries); /* the link was right */
    if (status == STATUS_OK)
        status = gate_begin(visit, token);
    visit->location = "/";
    return status;
}
