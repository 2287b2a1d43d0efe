/* /acces/{id}/effacement. */

#include "core/members/erasure.h"
#include "pages/pages.h"

enum status page_erasure_form(struct visit *visit)
{
    struct account_id account;
    json_t *model;
    visit->nav = "access";
    visit_id(&account.id, visit);
    enum status status = erasure_view(visit->act, &model, account);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    page_form(visit, "form", "erase", visit->request->path, NULL, 0);
    return STATUS_OK;
}

enum status page_erasure(struct visit *visit)
{
    struct account_id account;
    visit_id(&account.id, visit);
    visit->location = "/acces";
    return erasure_erase(visit->act, account);
}
