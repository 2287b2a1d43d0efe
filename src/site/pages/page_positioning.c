/* /seances/{id}/positionnement. */

#include "core/seances/positioning.h"
#include "pages/pages.h"

enum status page_positioning(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance(visit);
    if (status == STATUS_OK)
        status = positioning_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "i_position")))
        page_form(visit, "form", "positioning",
                  arena_printf(visit->arena, "/seances/%s/positionnement",
                               route_param(&visit->params, "id")),
                  json_object_get(model, "mine"), 0);
    return STATUS_OK;
}

enum status page_positioning_answer(struct visit *visit)
{
    page_done(visit, "answered_%s", act_text(visit->fields, "answer"));
    return positioning_answer(visit->act, page_seance_id(visit), visit->fields);
}
