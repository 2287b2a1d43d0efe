#include "attempts.h"
#include "browser.h"
#include "core/acceptance.h"
#include "core/logins.h"
#include "core/sign_in.h"
#include "gate.h"
#include "pages.h"

#include <string.h>

/* Signing in and out, and coming in by an invitation. */

static const char *next_of(struct visit *visit)
{
    const char *next = visit->next != NULL ? visit->next : visit_query(visit, "suite");
    if (visit->resume != NULL && next != NULL &&
        route_find(NULL, HTTP_POST, next, visit->arena) != NULL)
        return next;
    return route_is_local(next, visit->arena) ? next : "/";
}

enum status page_door(struct visit *visit)
{
    const char *next = next_of(visit);
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

/* The login begins: its cookie, and forms tied to it. */
static enum status begin(struct visit *visit, const char *token)
{
    visit->cookie_set = arena_text(visit->arena, token);
    gate_carry(visit, token);
    visit_set(visit, "csrf", json_string(visit->csrf));
    enum status status = sign_in_resume(visit->site->core, visit->arena, &visit->act, token);
    if (status != STATUS_OK)
        return status;
    visit->pack = visit->act->pack;
    const char *browser;
    const char *system;
    browser_of(&browser, &system, http_header(visit->request, "User-Agent"));
    status = logins_browser(visit->act, browser, system);
    return status == STATUS_OK ? attempts_known(visit) : status;
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
    if (status == STATUS_OK && before != NULL) /* its cookie is about to be replaced */
        status = sign_in_end(before);
    if (status == STATUS_OK)
        status = begin(visit, token);
    if (status != STATUS_OK)
        return status;
    visit->location = next_of(visit);
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
        status = begin(visit, token);
    visit->location = "/";
    return status;
}
