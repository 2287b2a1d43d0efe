/* /connexion, /deconnexion, /invitation/{jeton}. */

#include "core/doors/second_step.h"

#include "answer/fields.h"
#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/joining.h"
#include "gate/attempts.h"
#include "gate/gate.h"
#include "gate/security_visit.h"
#include "pages/pages.h"

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

static const char *closed_fault(struct visit *visit, const char *email)
{
    const char *state = sign_in_closed(visit->site->core, visit->arena, email);
    if (state != NULL && strcmp(state, "suspended") == 0)
        return "access_suspended";
    return state != NULL && strcmp(state, "invited") == 0 ? "access_renewing" : "access_ended";
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
                     attempts_turn(&attempt), token);
    attempts_told(&attempt, status);
    if (status == STATUS_TAMPERED)
        visit->fault = "account_tampered";
    if (status == STATUS_CONFLICT) /* the passphrase was right: no stranger is told */
        visit->fault = closed_fault(visit, email);
    if (status == STATUS_OK && before != NULL) /* its cookie is about to be replaced */
        status = sign_in_end(before);
    bool waits = status == STATUS_OK && second_step_whose(&visit->waiting, visit->site->core,
                                                          visit->arena, token) == STATUS_OK;
    if (status == STATUS_OK && !waits)
        status = gate_begin(visit, token);
    if (status != STATUS_OK)
        return status;
    if (waits) {
        visit->cookie_drop = before != NULL;
        security_visit_tell(visit, SECURITY_FACTOR_ASKED);
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

/* What a link led to. */
static enum status of_link(struct visit *visit, enum status status)
{
    if (status == STATUS_NOT_FOUND)
        visit->fault = "invitation";
    return attempts_link(visit, status);
}

/* Somebody who is signed in answers with the account they have, if it is theirs to answer. */
static enum status put_joining(struct visit *visit, const char *token)
{
    json_t *joining;
    enum status status = joining_view(visit->act, &joining, token);
    if (status != STATUS_OK)
        return of_link(visit, status);
    json_object_set(visit->model, "joining", joining);
    page_form(visit, "join", "confirm", arena_printf(visit->arena, "/invitation/%s/accord", token),
              NULL, 0);
    return STATUS_OK;
}

static void put_newcomer(struct visit *visit, const char *token, const json_t *invitation)
{
    const char *name =
        json_string_value(json_object_get(json_object_get(invitation, "person"), "name"));
    json_t *form = page_form(visit, "form", "accept_invitation",
                             arena_printf(visit->arena, "/invitation/%s", token),
                             act_json(visit->arena, json_pack("{s:s*}", "name", name)), 0);
    page_fill(form, "passphrase", "new-password");
    page_fill(form, "passphrase_again", "new-password");
    page_fill(form, "email", "username");
    if (json_is_true(json_object_get(invitation, "founding"))) {
        json_object_set_new(fields_find(form, "email"), "required", json_true());
    } else {
        page_drop(form, "email");
        page_whose(form, json_string_value(json_object_get(invitation, "email")));
    }
}

/* The same for an address that is somebody's and for one that is nobody's: whoever sends a link
 * could open it. */
enum status page_door_invitation(struct visit *visit)
{
    json_t *invitation;
    const char *token = route_param(&visit->params, "jeton");
    enum status status =
        of_link(visit, acceptance_view(visit->site->core, visit->arena, &invitation, token));
    if (status != STATUS_OK)
        return status;
    json_object_set(visit->model, "invitation", invitation);
    const bool rejoins = json_is_true(json_object_get(invitation, "rejoins"));
    const bool renewal = json_is_true(json_object_get(invitation, "renewal"));
    /* who makes new keys signs in with no account, and declines nothing */
    const bool asked = json_is_true(json_object_get(invitation, "asked")) && (!renewal || rejoins);
    visit_set(visit, "renewal", json_boolean(renewal));
    if (asked && !renewal)
        page_form(visit, "decline", "confirm",
                  arena_printf(visit->arena, "/invitation/%s/refus", token), NULL, 0);
    if (asked)
        visit_set(
            visit, "sign_in_path",
            json_string(arena_printf(visit->arena, "/connexion?suite=/invitation/%s", token)));
    if (asked && visit->act != NULL)
        return put_joining(visit, token);
    if (!rejoins)
        put_newcomer(visit, token, invitation);
    if (renewal) /* it welcomes who arrives */
        json_object_del(json_object_get(visit->model, "form"), "intro");
    return STATUS_OK;
}

/* Whoever was given new keys comes back, and is told so. */
static enum status tell_return(struct visit *visit, const char *said)
{
    json_t *invitation;
    enum status status = acceptance_view(visit->site->core, visit->arena, &invitation,
                                         route_param(&visit->params, "jeton"));
    if (status == STATUS_OK && json_is_true(json_object_get(invitation, "renewal")))
        page_done(visit, "%s", said);
    return status;
}

enum status page_door_accept(struct visit *visit)
{
    char token[TOKEN_TEXT];
    const char *invitation = route_param(&visit->params, "jeton");
    visit->act = NULL;
    enum status status = tell_return(visit, "renewed");
    if (status != STATUS_OK)
        return of_link(visit, status);
    status = acceptance_accept(visit->site->core, visit->arena, invitation, visit->fields, token,
                               &visit->fault_fields);
    status = of_link(visit, status);
    if (status == STATUS_OK)
        status = gate_begin(visit, token);
    visit->location = "/";
    return status;
}

enum status page_door_join(struct visit *visit)
{
    visit->location = "/";
    enum status status = tell_return(visit, "rejoined");
    if (status == STATUS_OK)
        status = joining_join(visit->act, route_param(&visit->params, "jeton"));
    return of_link(visit, status);
}

enum status page_door_decline(struct visit *visit)
{
    visit->location = visit->act != NULL ? "/" : "/connexion";
    return of_link(visit, joining_decline(visit->site->core, visit->arena,
                                          route_param(&visit->params, "jeton")));
}
