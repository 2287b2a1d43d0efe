/* The structures of a space, by pages. */

#include "core/directory/directory.h"

#include "directory/directory_brief.h"
#include "trust/charter_roll.h"
#include "trust/people.h"
#include "trust/places.h"
#include "trust/roll.h"

#include <string.h>

static bool may_read(const struct act *act)
{
    return act_may(act, RESOURCE_STRUCTURE, ACTION_READ, 0, STAGE_NONE);
}

static bool is_signed(const struct charter_roll *roll, struct structure_id id)
{
    const struct charter_bond *bond = charter_roll_find(roll, "structure", &id.id);
    return bond != NULL && bond->worth == CHARTER_VERIFIED;
}

static bool is_among(const char *const *keys, const char *wanted)
{
    for (; *keys != NULL; keys++)
        if (strcmp(*keys, wanted) == 0)
            return true;
    return false;
}

static bool fits(struct act *act, const struct place *place, const struct charter_roll *roll,
                 const struct directory_choice *choice)
{
    if (choice->kind != NULL && strcmp(place->row.kind, choice->kind) != 0)
        return false;
    if (choice->theme != NULL && !is_among(place->themes, choice->theme))
        return false;
    if (choice->territory != NULL && !is_among(place->territories, choice->territory))
        return false;
    if (choice->letter != '\0' && place->letter != choice->letter)
        return false;
    if (choice->signs != DIRECTORY_ANY &&
        is_signed(roll, place->row.id) != (choice->signs == DIRECTORY_SIGNED))
        return false;
    return choice->text == NULL || people_says(act->arena, place->folded, choice->text);
}

static json_t *shown(struct act *act, const struct place *place, const struct charter_roll *roll)
{
    json_t *item = directory_brief(act, &place->row);
    json_object_set_new(item, "signed", json_boolean(is_signed(roll, place->row.id)));
    json_object_set_new(item, "empty", json_boolean(place->row.sheet == NULL));
    if (place->row.sheet != NULL) /* one that nobody wrote is true of nothing */
        json_object_set_new(item, "confirmed_at", json_integer(place->row.confirmed_at));
    json_object_set_new(item, "people_count", json_integer((json_int_t)place->people));
    return item;
}

static enum status list(json_t *model, struct act *act, struct db_conn *conn,
                        const struct directory_choice *choice)
{
    const struct places *places;
    struct charter_roll roll;
    struct listing listing = {.page = choice->page};
    json_t *items = json_array();
    json_object_set_new(model, "structures", items);
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = places_order(&places, act, conn);
    if (status != STATUS_OK)
        return status;
    size_t *rows = arena_alloc(act->arena, (places->count + 1) * sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < places->count; i++)
        if (fits(act, &places->all[i], &roll, choice))
            rows[count++] = i;
    listing_bound(&listing, count);
    for (size_t i = 0; i < listing.shown; i++)
        json_array_append_new(items, shown(act, &places->all[rows[listing.first + i]], &roll));
    json_object_set_new(model, "structures_page", listing_json(&listing));
    json_object_set_new(
        model, "i_create",
        json_boolean(act_may(act, RESOURCE_STRUCTURE, ACTION_CREATE, 0, STAGE_NONE)));
    return STATUS_OK;
}

enum status directory_list_chosen(struct act *act, json_t **out,
                                  const struct directory_choice *choice)
{
    *out = NULL;
    if (!may_read(act))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = list(model, act, conn, choice);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status directory_list(struct act *act, json_t **out)
{
    return directory_list_chosen(act, out, &(struct directory_choice){0});
}

enum status directory_list_names(struct act *act, json_t **out)
{
    const struct places *places;
    *out = NULL;
    if (!may_read(act))
        return STATUS_DENIED;
    json_t *names = act_json(act->arena, json_array());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = places_order(&places, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < places->count; i++)
        json_array_append_new(names,
                              json_pack("{s:o, s:s}", "id", act_id_json(&places->all[i].row.id.id),
                                        "name", places->all[i].row.name));
    db_done(conn);
    if (status == STATUS_OK)
        *out = names;
    return status;
}
