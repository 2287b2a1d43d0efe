/* /seances/{id}/situation. */

#include "core/texts/situation.h"
#include "pages/pages.h"
#include "parts/drafting.h"
#include "parts/findings.h"

enum status page_situation(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance_with(visit, "has_situation");
    if (status == STATUS_OK)
        status = situation_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    drafting_model(visit, model, "situation");
    return drafting_end(visit, "situation");
}

enum status page_situation_save(struct visit *visit)
{
    int64_t now_at = 0;
    enum status status = findings_replace(visit, visit->pack->situation);
    if (status == STATUS_OK)
        status = situation_save(visit->act, page_seance_id(visit), visit->fields, visit->version,
                                &now_at);
    if (status == STATUS_OK)
        drafting_saved(visit, now_at);
    return status;
}

enum status page_situation_submit(struct visit *visit)
{
    return situation_submit(visit->act, page_seance_id(visit), visit->fields, visit->version);
}

enum status page_situation_approve(struct visit *visit)
{
    return situation_approve(visit->act, page_seance_id(visit), visit->version);
}

/* The text is the writer's alone again: the next page is the séance's. */
enum status page_situation_send_back(struct visit *visit)
{
    visit->location = arena_printf(visit->arena, "/seances/%s", route_param(&visit->params, "id"));
    return situation_send_back(visit->act, page_seance_id(visit), visit->fields);
}

enum status page_situation_grant(struct visit *visit)
{
    return situation_grant(visit->act, page_seance_id(visit));
}
