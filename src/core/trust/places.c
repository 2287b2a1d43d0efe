#include "trust/places.h"

#include "base/collate.h"
#include "trust/people.h"
#include "trust/roll.h"

#include <stdlib.h>
#include <string.h>

struct named {
    const char *key;
    struct place place;
};

static int by_key(const void *left, const void *right)
{
    return strcmp(((const struct named *)left)->key, ((const struct named *)right)->key);
}

static const char **texts(struct arena *arena, const json_t *values)
{
    size_t i, count = 0;
    json_t *value;
    const char **out = arena_alloc(arena, (json_array_size(values) + 1) * sizeof *out);
    json_array_foreach(values, i, value) if (json_is_string(value)) out[count++] =
        arena_text(arena, json_string_value(value));
    return out;
}

static void read_place(struct place *out, struct arena *arena, const struct structure_row *row)
{
    json_t *sheet = json_loads(row->sheet, JSON_REJECT_DUPLICATES, NULL);
    *out = (struct place){
        .row = *row,
        .folded = people_fold(arena, arena_printf(arena, "%s %s", row->name, row->short_name)),
        .letter = collate_letter(arena, row->name),
        .themes = texts(arena, json_object_get(sheet, "themes")),
        .territories = texts(arena, json_object_get(sheet, "territory"))};
    out->row.name = arena_text(arena, row->name);
    out->row.short_name = arena_text(arena, row->short_name);
    out->row.kind = arena_text(arena, row->kind);
    out->row.sheet = strcmp(row->sheet, "{}") == 0 ? NULL : "";
    json_decref(sheet);
}

static int by_id(const void *left, const void *right, void *all)
{
    const struct place *places = all;
    return memcmp(&places[*(const size_t *)left].row.id, &places[*(const size_t *)right].row.id,
                  sizeof(struct id));
}

static struct place *find(const struct places *places, struct structure_id id)
{
    size_t first = 0, end = places->count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        const struct place *place = &places->all[places->by_id[middle]];
        const int order = memcmp(&id, &place->row.id, sizeof id);
        if (order == 0)
            return (struct place *)place;
        if (order > 0)
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
}

const struct place *places_find(const struct places *places, struct structure_id id)
{
    return find(places, id);
}

static enum status count_people(const struct places *places, struct act *act, struct db_conn *conn)
{
    struct structure_size *sizes;
    size_t count;
    enum status status = structure_rows_sizes(&sizes, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct place *place = find(places, sizes[i].id);
        if (place != NULL)
            place->people = (size_t)sizes[i].people;
    }
    return status;
}

static enum status read_all(struct places *out, struct arena *arena, struct act *act,
                            struct db_conn *conn)
{
    struct structure_row *rows;
    enum status status = structure_rows_list(&rows, &out->count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    struct named *named = arena_alloc(act->arena, (out->count + 1) * sizeof *named);
    struct place *all = arena_alloc(arena, (out->count + 1) * sizeof *all);
    size_t *ids = arena_alloc(arena, (out->count + 1) * sizeof *ids);
    for (size_t i = 0; i < out->count; i++) {
        named[i].key = collate_key(act->arena, rows[i].name);
        read_place(&named[i].place, arena, &rows[i]);
    }
    if (out->count > 0)
        qsort(named, out->count, sizeof *named, by_key);
    for (size_t i = 0; i < out->count; i++) {
        all[i] = named[i].place;
        ids[i] = i;
    }
    if (out->count > 0)
        qsort_r(ids, out->count, sizeof *ids, by_id, all);
    out->all = all;
    out->by_id = ids;
    return count_people(out, act, conn);
}

enum status places_order(const struct places **out, struct act *act, struct db_conn *conn)
{
    *out = roll_derived(act, conn, ROLL_STRUCTURES);
    if (*out != NULL)
        return STATUS_OK;
    struct arena *working = arena_new(), *arena = arena_new();
    if (working == NULL || arena == NULL)
        abort(); /* as arenas do */
    struct act reading = {
        .core = act->core, .arena = working, .space = act->space, .pack = act->pack};
    struct places *places = arena_alloc(arena, sizeof *places);
    enum status status = read_all(places, arena, &reading, conn);
    arena_free(working);
    if (status == STATUS_OK)
        *out = roll_derive(act, conn, ROLL_STRUCTURES, arena, places);
    else
        arena_free(arena);
    return status;
}
