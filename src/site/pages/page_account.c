/* /compte. */

#include "core/doors/logins.h"
#include "core/doors/sign_in.h"
#include "core/members/naming.h"
#include "gate/attempts.h"
#include "pages/pages.h"
#include "request/place.h"

enum status page_account(struct visit *visit)
{
    json_t *profile;
    visit->nav = "account";
    enum status status = sign_in_profile(visit->act, &profile);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, profile);
    visit_set(visit, "several_spaces",
              json_boolean(json_array_size(json_object_get(profile, "spaces")) > 1));
    json_t *person = json_object_get(profile, "person");
    json_t *names = page_form(
        visit, "profile", "profile", "/compte/nom",
        act_json(visit->arena, json_pack("{s:O?, s:O?}", "name", json_object_get(person, "name"),
                                         "email", json_object_get(profile, "email"))),
        0);
    page_fill(names, "email", "username");
    page_fill(names, "proof", "current-password");
    json_t *form = page_form(visit, "form", "passphrase_change", "/compte/phrase", NULL, 0);
    page_fill(form, "current", "current-password");
    page_fill(form, "passphrase", "new-password");
    page_fill(form, "passphrase_again", "new-password");
    return STATUS_OK;
}

/* Where what keeps passphrases for people sends them. */
enum status page_account_change(struct visit *visit)
{
    visit->location = "/compte#passphrase-title";
    return STATUS_OK;
}

enum status page_account_passphrase(struct visit *visit)
{
    enum status status = attempts_passphrase(visit);
    if (status != STATUS_OK)
        return status;
    status = sign_in_passphrase(visit->act, visit->fields);
    if (status == STATUS_OK)
        attempts_passphrase_right(visit);
    return status;
}

/* A passphrase that misses counts, and so does an address that is somebody's. */
enum status page_account_name(struct visit *visit)
{
    enum status status = attempts_passphrase(visit);
    if (status != STATUS_OK)
        return status;
    status = naming_own(visit->act, visit->fields);
    if (status == STATUS_OK)
        attempts_passphrase_right(visit);
    return status;
}

enum status page_account_space(struct visit *visit)
{
    struct space_id space;
    act_id(&space.id, visit->fields, "space");
    visit->location = arena_printf(visit->arena, "%s/", place_of(visit->arena, &space.id));
    return sign_in_look_at(visit->act, space);
}

enum status page_account_logins(struct visit *visit)
{
    json_t *model;
    visit->nav = "account";
    enum status status = logins_list(visit->act, &model);
    if (status == STATUS_OK)
        visit_merge(visit, model);
    return status;
}

enum status page_account_login_end(struct visit *visit)
{
    struct id login;
    visit_id(&login, visit);
    return logins_end(visit->act, &login);
}

enum status page_account_logins_end(struct visit *visit)
{
    return logins_end_others(visit->act);
}
