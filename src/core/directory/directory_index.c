/* Structures by name, theme, territory. */

#include "core/directory/directory.h"

#include "base/collate.h"
#include "directory/directory_brief.h"
#include "roster.h"

#include <string.h>

/* The last group, if it has that letter. */
static json_t *groups_last(const json_t *groups, char letter)
{
    json_t *last = json_array_get(groups, json_array_size(groups) - 1);
    const char *its = json_string_value(json_object_get(last, "letter"));
    return its != NULL && *its == letter ? last : NULL;
}

/* The structures in order are put behind the letter that each begins with. */
static json_t *by_letter(struct act *act, const json_t *ordered)
{
    json_t *groups = json_array(), *others = NULL, *item;
    size_t i;
    json_array_foreach(ordered, i, item)
    {
        const char first = collate_letter(act->arena, act_text(item, "name"));
        json_t *group = first == '#' ? others : groups_last(groups, first);
        if (group == NULL) {
            group = json_pack("{s:s%, s:[]}", "letter", &first, (size_t)1, "structures");
            json_array_append_new(groups, group);
            others = first == '#' ? group : others;
        }
        json_array_append(json_object_get(group, "structures"), item);
    }
    return groups;
}

static bool has_text(const json_t *values, const char *wanted)
{
    size_t i;
    json_t *value;
    json_array_foreach(values, i,
                       value) if (json_is_string(value) &&
                                  strcmp(json_string_value(value), wanted) == 0) return true;
    return false;
}

/* The pack's section in its order; what nobody offers is left out. */
static json_t *by_choice(struct act *act, const json_t *ordered, const json_t *sheets,
                         const char *field, const char *section)
{
    json_t *groups = json_array();
    for (size_t e = 0; e < act->pack->space.count; e++) {
        const struct ini_entry *entry = &act->pack->space.entries[e];
        if (strcmp(entry->section, section) != 0)
            continue;
        json_t *structures = json_array(), *item;
        size_t i;
        json_array_foreach(ordered, i, item)
        {
            const json_t *sheet = json_object_get(sheets, act_text(item, "id"));
            if (has_text(json_object_get(sheet, field), entry->key))
                json_array_append(structures, item);
        }
        if (json_array_size(structures) == 0)
            json_decref(structures);
        else
            json_array_append_new(groups, json_pack("{s:s, s:s, s:o}", "key", entry->key, "label",
                                                    entry->value, "structures", structures));
    }
    return groups;
}

static enum status index_of(json_t *model, struct act *act, struct db_conn *conn)
{
    struct structure_row *rows;
    size_t count;
    struct roster roster = {.arena = act->arena};
    json_t *sheets = act_json(act->arena, json_object());
    enum status status = structure_rows_list(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count; i++) {
        char id[ID_TEXT];
        json_object_set_new(sheets, id_text(id, &rows[i].id.id),
                            json_loads(rows[i].sheet, JSON_REJECT_DUPLICATES, NULL));
        roster_add(&roster, NULL, rows[i].name, directory_brief(act, &rows[i]));
    }
    json_t *ordered = act_json(act->arena, roster_json(&roster));
    json_object_set_new(model, "by_name", by_letter(act, ordered));
    json_object_set_new(model, "by_theme", by_choice(act, ordered, sheets, "themes", "themes"));
    json_object_set_new(model, "by_territory",
                        by_choice(act, ordered, sheets, "territory", "territories"));
    return status;
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
