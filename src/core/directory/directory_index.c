/* Structures by name, theme, territory. */

#include "core/directory/directory.h"

#include "directory/directory_brief.h"
#include "trust/places.h"

#include <string.h>

/* Adds to a group; over a page of structures, it only counts them: the list shows each group. */
static void add(struct act *act, json_t *group, const struct place *place, bool counts)
{
    json_object_set_new(
        group, "structures_count",
        json_integer(json_integer_value(json_object_get(group, "structures_count")) + 1));
    if (!counts)
        json_array_append_new(json_object_get(group, "structures"),
                              directory_brief(act, &place->row));
}

/* The last group, if it has that letter. */
static json_t *groups_last(const json_t *groups, char letter)
{
    json_t *last = json_array_get(groups, json_array_size(groups) - 1);
    const char *its = json_string_value(json_object_get(last, "letter"));
    return its != NULL && *its == letter ? last : NULL;
}

/* The structures in order are put behind the letter that each begins with. */
static json_t *by_letter(struct act *act, const struct places *places, bool counts)
{
    json_t *groups = json_array(), *others = NULL;
    for (size_t i = 0; i < places->count; i++) {
        const char first = places->all[i].letter;
        json_t *group = first == '#' ? others : groups_last(groups, first);
        if (group == NULL) {
            group = json_pack("{s:s%, s:[], s:i}", "letter", &first, (size_t)1, "structures",
                              "structures_count", 0);
            json_array_append_new(groups, group);
            others = first == '#' ? group : others;
        }
        add(act, group, &places->all[i], counts);
    }
    return groups;
}

static bool is_among(const char *const *keys, const char *wanted)
{
    for (; *keys != NULL; keys++)
        if (strcmp(*keys, wanted) == 0)
            return true;
    return false;
}

/* The pack's section in its order; what nobody offers is left out. */
static json_t *by_choice(struct act *act, const struct places *places, bool territory, bool counts)
{
    const char *section = territory ? "territories" : "themes";
    json_t *groups = json_array();
    for (size_t e = 0; e < act->pack->space.count; e++) {
        const struct ini_entry *entry = &act->pack->space.entries[e];
        if (strcmp(entry->section, section) != 0)
            continue;
        json_t *group = json_pack("{s:s, s:s, s:[], s:i}", "key", entry->key, "label", entry->value,
                                  "structures", "structures_count", 0);
        for (size_t i = 0; i < places->count; i++) {
            const struct place *place = &places->all[i];
            if (is_among(territory ? place->territories : place->themes, entry->key))
                add(act, group, place, counts);
        }
        if (json_integer_value(json_object_get(group, "structures_count")) == 0)
            json_decref(group);
        else
            json_array_append_new(groups, group);
    }
    return groups;
}

static enum status index_of(json_t *model, struct act *act, struct db_conn *conn)
{
    const struct places *places;
    enum status status = places_order(&places, act, conn);
    if (status != STATUS_OK)
        return status;
    const bool counts = places->count > LISTING_ROWS;
    json_object_set_new(model, "counts", json_boolean(counts));
    json_object_set_new(model, "by_name", by_letter(act, places, counts));
    json_object_set_new(model, "by_theme", by_choice(act, places, false, counts));
    json_object_set_new(model, "by_territory", by_choice(act, places, true, counts));
    return STATUS_OK;
}

enum status directory_index(struct act *act, json_t **out)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_STRUCTURE, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = index_of(model, act, conn);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
