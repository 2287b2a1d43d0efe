/* /qui-voit-quoi. */

#include "core/overview/key_view.h"
#include "core/texts/readers.h"
#include "pages/pages.h"
#include "parts/sight.h"

/* What somebody is to the séance whose dossier they come from, if they come from one. */
static enum status of_seance(struct visit *visit, uint32_t *relations, enum stage *stage)
{
    const char *asked = visit_query(visit, "seance");
    struct seance_id seance;
    if (asked == NULL)
        return STATUS_OK;
    if (id_parse(&seance.id, asked) != STATUS_OK)
        return STATUS_NOT_FOUND;
    enum status status = readers_standing(visit->act, relations, stage, seance);
    if (status == STATUS_OK)
        status = page_seance_of(visit, seance);
    return status;
}

/* The keys held, against these rules: asked for, since every envelope is verified. */
static enum status of_keys(struct visit *visit)
{
    json_t *keys;
    if (visit_query(visit, "cles") == NULL)
        return STATUS_OK;
    enum status status = key_view(visit->act, &keys);
    if (status == STATUS_OK)
        json_object_set(visit->model, "keys", keys);
    return status;
}

enum status page_sight(struct visit *visit)
{
    uint32_t relations = visit->act->standing;
    enum stage stage = STAGE_NONE;
    enum status status = of_seance(visit, &relations, &stage);
    if (status == STATUS_OK)
        status = of_keys(visit);
    if (status != STATUS_OK)
        return status;
    visit->nav = "sight";
    visit_set(visit, "i_check",
              json_boolean(act_may(visit->act, RESOURCE_JOURNAL, ACTION_READ, 0, STAGE_NONE)));
    visit_set(
        visit, "things",
        sight_policy(visit->pack->access, visit_messages(visit), visit->arena, relations, stage));
    return STATUS_OK;
}
