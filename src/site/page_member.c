#include "core/assignment.h"
#include "core/suspension.h"
#include "core/withdrawal.h"
#include "pages.h"

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
    const bool asked = json_is_object(json_object_get(page_field(form, "sure"), "error"));
    if (asked)
        json_object_set_new(page_field(form, "sure"), "required", json_true());
    else
        page_drop(form, "sure");
    visit_set(visit, "second_look", json_boolean(asked));
}

static enum status put_form(struct visit *visit, const json_t *values)
{
    json_t *structures;
    enum status status = page_structure_options(visit, &structures);
    if (status != STATUS_OK)
        return status;
    json_t *form = page_form(visit, "form", "change", visit->request->path, values, 0);
    page_choose(form, "structure", structures);
    second_look(visit, form);
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
    if (status == STATUS_CONFLICT) { /* invited, and nothing more so far */
        visit_set(visit, "invited", json_true());
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "suspended")))
        return STATUS_OK;
    status = assignment_view(visit->act, &model, account_of(visit));
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

enum status page_member_lift(struct visit *visit)
{
    visit->location = "/acces";
    return suspension_lift(visit->act, account_of(visit));
}
