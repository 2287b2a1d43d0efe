/* /acces/{id}, suspending and opening again, new keys. */

#include "core/members/assignment.h"

#include "answer/fields.h"
#include "core/members/renewal.h"
#include "core/members/suspension.h"
#include "core/members/withdrawal.h"
#include "gate/attempts.h"
#include "pages/pages.h"

#include <string.h>

static struct account_id account_of(const struct visit *visit)
{
    struct account_id account;
    visit_id(&account.id, visit);
    return account;
}

/* Giving coordination is looked at twice: the question comes when the first answer did not say so.
 */
static void second_look(struct visit *visit, json_t *form)
{
    const bool asked = json_is_object(json_object_get(fields_find(form, "sure"), "error"));
    if (asked)
        json_object_set_new(fields_find(form, "sure"), "required", json_true());
    else
        page_drop(form, "sure");
    visit_set(visit, "second_look", json_boolean(asked));
}

static enum status put_form(struct visit *visit, const json_t *values)
{
    json_t *structures;
    enum status status = fields_structures(visit, &structures);
    if (status != STATUS_OK)
        return status;
    json_t *form = page_form(visit, "form", "change", visit->request->path, values, 0);
    fields_choose(form, "structure", structures);
    second_look(visit, form);
    return STATUS_OK;
}

/* Whoever has keys may lose them. */
static void offer_renewal(struct visit *visit)
{
    json_t *model;
    enum status status = renewal_view(visit->act, &model, account_of(visit));
    visit->act->fault = NULL;
    visit_set(visit, "renewable", json_boolean(status == STATUS_OK));
    visit_set(visit, "renewing",
              json_boolean(status == STATUS_OK && json_is_true(json_object_get(model, "again"))));
}

/* What was typed to invite them, to be corrected until they accept. */
static enum status put_invitation(struct visit *visit)
{
    json_t *model;
    json_t *structures;
    enum status status = assignment_invited(visit->act, &model, account_of(visit));
    visit->act->fault = NULL;
    if (status != STATUS_OK)
        return status == STATUS_CONFLICT ? STATUS_OK : status;
    status = fields_structures(visit, &structures);
    if (status != STATUS_OK)
        return status;
    json_t *form = page_form(
        visit, "invitation", "invite",
        arena_printf(visit->arena, "/acces/%s/correction", route_param(&visit->params, "id")),
        json_object_get(model, "values"), 0);
    json_object_del(form, "intro");
    fields_choose(form, "structure", structures);
    return STATUS_OK;
}

enum status page_member(struct visit *visit)
{
    json_t *model;
    visit->nav = "access";
    enum status status = withdrawal_view(visit->act, &model, account_of(visit));
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    status = suspension_view(visit->act, &model, account_of(visit));
    if (status == STATUS_CONFLICT) { /* invited, and nothing more so far; or between two keys */
        visit_set(visit, "invited", json_true());
        offer_renewal(visit);
        return put_invitation(visit);
    }
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "suspended")))
        return STATUS_OK;
    status = assignment_view(visit->act, &model, account_of(visit));
    if (status == STATUS_TAMPERED) { /* nothing rests on such rows, but closing is always safe */
        visit_set(visit, "edited", json_true());
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        offer_renewal(visit);
    return status == STATUS_OK ? put_form(visit, json_object_get(model, "values")) : status;
}

enum status page_member_change(struct visit *visit)
{
    visit->location = "/acces";
    return assignment_change(visit->act, account_of(visit), visit->fields);
}

enum status page_member_suspend_form(struct visit *visit)
{
    json_t *model;
    visit->nav = "access";
    enum status status = suspension_view(visit->act, &model, account_of(visit));
    if (status == STATUS_OK && json_is_true(json_object_get(model, "suspended")))
        status = act_fault(visit->act, STATUS_CONFLICT, "suspended_already");
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    page_form(visit, "form", "suspend", visit->request->path, NULL, 0);
    return STATUS_OK;
}

enum status page_member_suspend(struct visit *visit)
{
    visit->location = "/acces";
    return suspension_suspend(visit->act, account_of(visit));
}

enum status page_member_renew_form(struct visit *visit)
{
    json_t *model;
    size_t index;
    json_t *lost;
    visit->nav = "access";
    enum status status = renewal_view(visit->act, &model, account_of(visit));
    if (status != STATUS_OK)
        return status;
    json_array_foreach(json_object_get(model, "lost"), index, lost)
    {
        json_t *seance = json_object_get(lost, "seance");
        const char *of = json_string_value(json_object_get(lost, "of"));
        json_object_set_new(seance, "title", json_string(page_seance_name(visit, seance)));
        json_object_set_new(lost, "is_synthesis",
                            json_boolean(of != NULL && strcmp(of, "synthesis") == 0));
    }
    visit_merge(visit, model);
    visit_set(visit, "has_lost", json_boolean(index > 0));
    page_form(visit, "form", "renew", visit->request->path, NULL, 0);
    return STATUS_OK;
}

enum status page_member_renew(struct visit *visit)
{
    char token[TOKEN_TEXT];
    enum status status = attempts_invite(visit);
    if (status != STATUS_OK)
        return status;
    status = renewal_renew(visit->act, account_of(visit), visit->fields, token);
    visit_set(visit, "renewal", json_true());
    if (status == STATUS_OK)
        page_access_link(visit, token);
    else
        attempts_invite_back(visit);
    return status;
}

enum status page_member_lift(struct visit *visit)
{
    visit->location = "/acces";
    return suspension_lift(visit->act, account_of(visit));
}
