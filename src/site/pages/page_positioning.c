/* /seances/{id}/positionnement. */

#include "core/seances/positioning.h"

#include "answer/fields.h"
#include "pages/pages.h"
#include "parts/narrow.h"

#include <string.h>

/* Not every kind of meeting has every role, and coordination may be kept from some. */
static bool may_offer(struct visit *visit, const char *offer)
{
    const json_t *seance = json_object_get(visit->model, "seance");
    if (strcmp(offer, "venue") == 0)
        return true;
    const struct shape *shape = &visit->pack->shape;
    const struct shape_role *role = shape_role(shape, offer);
    const struct shape_kind *kind = shape_kind(shape, act_text(seance, "kind"));
    return role != NULL && kind != NULL && (kind->roles & role->relation) != 0 &&
           (role->by_coordination || !visit->act->membership.coordination);
}

static void keep_offers(struct visit *visit, json_t *form)
{
    json_t *field = fields_find(form, "offers");
    json_t *options = json_object_get(field, "options");
    for (size_t i = json_array_size(options); i > 0; i--)
        if (!may_offer(visit, act_text(json_array_get(options, i - 1), "value")))
            json_array_remove(options, i - 1);
    /* a hint about roles helps nobody who can lend a room */
    if (json_array_size(options) < 2) {
        json_object_del(field, "hint");
        json_object_set_new(field, "described", json_null());
    }
}

enum status page_positioning(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance(visit);
    if (status == STATUS_OK)
        status = positioning_view_page(visit->act, &model, page_seance_id(visit),
                                       narrow_page(visit, "silent"));
    if (status != STATUS_OK)
        return status;
    narrow_turn(visit, json_object_get(model, "silent_page"), visit->request->path, "silent", NULL,
                "silent-title");
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "i_position")) &&
        !json_is_true(json_object_get(model, "over")))
        keep_offers(visit, page_form(visit, "form", "positioning",
                                     arena_printf(visit->arena, "/seances/%s/positionnement",
                                                  route_param(&visit->params, "id")),
                                     json_object_get(model, "mine"), 0));
    return STATUS_OK;
}

enum status page_positioning_answer(struct visit *visit)
{
    page_done(visit, "answered_%s", act_text(visit->fields, "answer"));
    return positioning_answer(visit->act, page_seance_id(visit), visit->fields);
}
