/* /structures/{id}/depart. */

#include "core/members/departure.h"
#include "pages/pages.h"

static struct structure_id structure_of(const struct visit *visit)
{
    struct structure_id structure;
    visit_id(&structure.id, visit);
    return structure;
}

enum status page_departure(struct visit *visit)
{
    json_t *model;
    visit->nav = "structures";
    enum status status = departure_view(visit->act, &model, structure_of(visit));
    if (status != STATUS_OK)
        return status;
    size_t index;
    json_t *dossier;
    json_array_foreach(json_object_get(model, "dossiers"), index, dossier)
    {
        json_t *seance = json_object_get(dossier, "seance");
        json_object_set_new(seance, "title", json_string(page_seance_name(visit, seance)));
    }
    visit_set(visit, "has_dossiers",
              json_boolean(json_array_size(json_object_get(model, "dossiers")) > 0));
    visit_merge(visit, model);
    page_form(visit, "form", "leave", visit->request->path, NULL, 0);
    return STATUS_OK;
}

enum status page_departure_leave(struct visit *visit)
{
    visit->location = "/charte";
    return departure_leave(visit->act, structure_of(visit));
}
