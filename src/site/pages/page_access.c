/* /acces. */

#include "core/members/admission.h"

#include "answer/fields.h"
#include "core/members/erasure.h"
#include "core/members/grants.h"
#include "core/members/members.h"
#include "core/members/withdrawal.h"
#include "gate/attempts.h"
#include "pages/pages.h"
#include "parts/narrow.h"

#include <string.h>

#define CHOICE "people_choice"

/* Who waits for which key, and which of them one click opens. */
static enum status put_grants(struct visit *visit)
{
    json_t *model;
    enum status status = grants_view(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    size_t index;
    json_t *grant;
    json_array_foreach(json_object_get(model, "grants"), index, grant)
    {
        json_t *seance = json_object_get(grant, "seance");
        if (seance != NULL)
            json_object_set_new(seance, "title", json_string(page_seance_name(visit, seance)));
        json_t *people = json_object_get(grant, "people");
        json_object_set_new(json_array_get(people, json_array_size(people) - 1), "last",
                            json_true());
        const char *of = json_string_value(json_object_get(grant, "of"));
        json_object_set_new(grant, "is_synthesis",
                            json_boolean(of != NULL && strcmp(of, "synthesis") == 0));
    }
    visit_set(visit, "somebody_waits",
              json_boolean(json_array_size(json_object_get(model, "grants")) > 0 ||
                           json_array_size(json_object_get(visit->model, "knocking")) > 0));
    visit_merge(visit, model);
    return STATUS_OK;
}

/* Who asks to be erased, and who left and was not. */
static enum status put_gone(struct visit *visit)
{
    json_t *list;
    struct listing listing = {.page = narrow_page(visit, "gone")};
    enum status status = erasure_list_page(visit->act, &list, &listing);
    if (status != STATUS_OK)
        return status;
    json_t *page = listing_json(&listing);
    narrow_turn(visit, page, "/acces", "gone", NULL, "gone-title");
    visit_set(visit, "gone_page", page);
    json_object_set(visit->model, "gone", list);
    visit_set(visit, "has_gone", json_boolean(json_array_size(list) > 0));
    return STATUS_OK;
}

/* For the act that stands on the line of somebody invited or suspended. */
static enum status put_version(struct visit *visit, json_t *person)
{
    struct id id;
    const char *version;
    const char *state = json_string_value(json_object_get(person, "account_state"));
    if (state == NULL || strcmp(state, "active") == 0 || strcmp(state, "edited") == 0)
        return STATUS_OK;
    act_id(&id, person, "id");
    enum status status = shown_now(visit->act, &version, SHOWN_PERSON, &id);
    if (status == STATUS_OK)
        json_object_set_new(person, "version", visit_version(version));
    return status;
}

static enum status tell(struct visit *visit, json_t *person)
{
    const char *state = act_text(person, "account_state");
    enum status status = put_version(visit, person);
    json_object_set_new(person, "is_invited",
                        json_boolean(state != NULL && (strcmp(state, "invited") == 0 ||
                                                       strcmp(state, "renewing") == 0)));
    json_object_set_new(person, "is_suspended",
                        json_boolean(state != NULL && strcmp(state, "suspended") == 0));
    json_object_set_new(person, "is_edited",
                        json_boolean(state != NULL && strcmp(state, "edited") == 0));
    if (state != NULL && strcmp(state, "active") == 0 &&
        !json_is_true(json_object_get(person, "signatory")))
        json_object_set_new(
            person, "account_state_label",
            json_string(words_family(visit_messages(visit), "label", "account_state", "unsigned")));
    return status;
}

/* A page of those who fit what the query says. */
static enum status put_people(struct visit *visit, json_t **model)
{
    json_t *clean, *person;
    size_t index;
    enum status status = narrow_read(visit, &clean, CHOICE);
    if (status != STATUS_OK)
        return status;
    const struct members_choice choice = {.text = act_text(clean, "q"),
                                          .profession = act_text(clean, "profession"),
                                          .state = act_text(clean, "state"),
                                          .page = narrow_page(visit, "page")};
    status = members_list_chosen(visit->act, model, &choice);
    json_array_foreach(json_object_get(*model, "people"), index, person) if (status == STATUS_OK)
        status = tell(visit, person);
    if (status != STATUS_OK)
        return status;
    json_t *page = json_object_get(*model, "people_page");
    visit_merge(visit, *model);
    narrow_turn(visit, page, "/acces", "page", clean, "people-caption");
    narrow_offer(visit, CHOICE, "/acces", clean, page);
    return STATUS_OK;
}

enum status page_access(struct visit *visit)
{
    json_t *model;
    visit->nav = "access";
    enum status status = put_people(visit, &model);
    if (status == STATUS_OK)
        status = put_gone(visit);
    if (status == STATUS_OK)
        status = put_grants(visit);
    if (status != STATUS_OK || !json_is_true(json_object_get(model, "i_invite")))
        return status;
    json_t *structures;
    status = fields_structures(visit, &structures);
    if (status != STATUS_OK)
        return status;
    json_t *form = page_form(visit, "form", "invite", "/acces", NULL, 0);
    fields_choose(form, "structure", structures);
    return STATUS_OK;
}

void page_access_link(struct visit *visit, const char *token)
{
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
        page_access_link(visit, token);
    else
        attempts_invite_back(visit);
    return status;
}

enum status page_access_correct(struct visit *visit)
{
    struct account_id account;
    char token[TOKEN_TEXT];
    visit_id(&account.id, visit);
    enum status status = attempts_invite(visit);
    if (status != STATUS_OK)
        return status;
    status = admission_correct(visit->act, account, visit->fields, token);
    if (status == STATUS_OK)
        page_access_link(visit, token);
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
    status = admission_again(visit->act, account, visit->fields, token);
    if (status == STATUS_OK)
        page_access_link(visit, token);
    else
        attempts_invite_back(visit);
    return status;
}

enum status page_access_grant(struct visit *visit)
{
    return grants_open(visit->act);
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
