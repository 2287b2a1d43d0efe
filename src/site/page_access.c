#include "attempts.h"
#include "core/admission.h"
#include "core/members.h"
#include "core/withdrawal.h"
#include "pages.h"

#include <string.h>

enum status page_access(struct visit *visit)
{
    json_t *model;
    visit->nav = "access";
    enum status status = members_list(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    size_t index;
    json_t *person;
    json_array_foreach(json_object_get(model, "people"), index, person)
    {
        const char *state = json_string_value(json_object_get(person, "account_state"));
        json_object_set_new(person, "is_invited",
                            json_boolean(state != NULL && strcmp(state, "invited") == 0));
    }
    visit_merge(visit, model);
    if (!json_is_true(json_object_get(model, "i_invite")))
        return STATUS_OK;
    json_t *structures;
    status = page_structure_options(visit, &structures);
    if (status != STATUS_OK)
        return status;
    json_t *form = page_form(visit, "form", "invite", "/acces", NULL, 0);
    page_choose(form, "structure", structures);
    return STATUS_OK;
}

/* Shown once, in the reply itself: no address of a page ever holds it.  Somebody who has an account
 * already needs no link. */
static void show_link(struct visit *visit, const char *token)
{
    if (token[0] == '\0') {
        page_done(visit, "member_added");
        visit->location = "/acces";
        return;
    }
    visit->nav = "access";
    visit->template = "pages/invited";
    visit_set(visit, "invitation_path",
              json_string(arena_printf(visit->arena, "/invitation/%s", token)));
    visit_set(visit, "invitation_link",
              json_string(arena_printf(visit->arena, "%s/invitation/%s", visit->site->url, token)));
}

enum status page_access_invite(struct visit *visit)
{
    char token[TOKEN_TEXT];
    enum status status = attempts_invite(visit);
    if (status != STATUS_OK)
        return status;
    status = admission_invite(visit->act, visit->fields, token);
    if (status == STATUS_OK)
        show_link(visit, token);
    else
        attempts_invite_back(visit);
    return status;
}

enum status page_access_again(struct visit *visit)
{
    struct account_id account;
    char token[TOKEN_TEXT];
    visit_id(&account.id, visit);
    enum status status = attempts_invite(visit);
    if (status != STATUS_OK)
        return status;
    status = admission_again(visit->act, account, token);
    if (status == STATUS_OK)
        show_link(visit, token);
    else
        attempts_invite_back(visit);
    return status;
}

enum status page_access_grant(struct visit *visit)
{
    return members_grant(visit->act);
}

enum status page_access_withdraw_form(struct visit *visit)
{
    struct account_id account;
    json_t *model;
    visit->nav = "access";
    visit_id(&account.id, visit);
    enum status status = withdrawal_view(visit->act, &model, account);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    page_form(visit, "form", "withdraw", visit->request->path, NULL, 0);
    return STATUS_OK;
}

enum status page_access_withdraw(struct visit *visit)
{
    struct account_id account;
    visit_id(&account.id, visit);
    visit->location = "/acces";
    return withdrawal_withdraw(visit->act, account);
}
