#include "overview/trace_names.h"

#include "store/rows/page_rows.h"
#include "store/rows/vault_rows.h"
#include "trust/person.h"
#include "trust/places.h"

#include <string.h>

struct trace_names trace_names_start(struct act *act, struct db_conn *conn)
{
    return (struct trace_names){act, conn, act_json(act->arena, json_object())};
}

static json_t *seance_as(struct seance_id id, const char *kind, const char *starts)
{
    return json_pack("{s:o, s:s, s:s}", "id", act_id_json(&id.id), "kind", kind, "starts", starts);
}

json_t *trace_names_seance(const struct seance_row *row)
{
    return seance_as(row->id, row->kind, row->starts);
}

/* What an id cannot be resolved to is null: the id itself stands beside. */
static json_t *person(struct trace_names *names, const struct id *id)
{
    return person_json(names->act, names->conn, (struct account_id){*id});
}

static json_t *seance(struct trace_names *names, const struct id *id)
{
    struct seance_row row;
    if (seance_rows_get(&row, names->conn, names->act->arena, names->act->space,
                        (struct seance_id){*id}) != STATUS_OK)
        return json_null();
    return trace_names_seance(&row);
}

static json_t *seance_of_vault(struct trace_names *names, const struct id *id)
{
    struct vault_row row;
    if (vault_rows_find(&row, names->conn, names->act->arena, (struct vault_id){*id}) !=
            STATUS_OK ||
        id_is_none(&row.seance.id))
        return json_null();
    return seance(names, &row.seance.id);
}

static json_t *structure(struct trace_names *names, const struct id *id)
{
    const struct places *places;
    if (places_order(&places, names->act, names->conn) != STATUS_OK)
        return json_null();
    const struct place *place = places_find(places, (struct structure_id){*id});
    return place == NULL ? json_null()
                         : json_pack("{s:o, s:s}", "id", act_id_json(id), "short_name",
                                     place->row.short_name);
}

static const struct {
    const char *kind;
    const char *member;
    json_t *(*look_up)(struct trace_names *names, const struct id *id);
} kinds[] = {
    {"seance", "seance", seance},          {"situation", "seance", seance},
    {"synthesis", "seance", seance},       {"vault", "seance", seance_of_vault},
    {"structure", "structure", structure}, {"person", "person", person},
    {"account", "person", person},
};

/* Whose id an entry's detail is, where it is one. */
static const struct {
    const char *action;
    const char *object_kind;
} told[] = {
    {"grant", "vault"}, {"ungrant", "vault"}, {"give_role", "seance"}, {"decline_role", "seance"}};

/* Whose id stands in an entry's detail; false: nobody's. */
static bool is_told_to(struct id *to, const struct journal_row *row)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(row->action, told[i].action) == 0 &&
            strcmp(row->object_kind, told[i].object_kind) == 0 && row->detail.len >= sizeof *to) {
            memcpy(to, row->detail.data, sizeof *to);
            return true;
        }
    return false;
}

static json_t *(*by_kind(const struct journal_row *row))(struct trace_names *, const struct id *)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(row->object_kind, kinds[i].kind) == 0 && !id_is_none(&row->object))
            return kinds[i].look_up;
    return NULL;
}

/* Ids that are asked for at once. */
struct asked {
    struct id *all;
    size_t count, room;
};

static void ask(struct asked *asked, struct arena *arena, const struct id *id)
{
    if (id_is_none(id))
        return;
    for (size_t i = 0; i < asked->count; i++)
        if (id_equal(&asked->all[i], id))
            return;
    asked->all = arena_grow(arena, asked->all, asked->count, &asked->room, sizeof *asked->all);
    asked->all[asked->count++] = *id;
}

enum status trace_names_learn(struct trace_names *names, const struct journal_row *rows,
                              size_t count)
{
    struct arena *arena = names->act->arena;
    struct asked people = {0}, seances = {0};
    struct page_seance *found;
    size_t found_count;
    for (size_t i = 0; i < count; i++) {
        struct id to;
        if (rows[i].malformed)
            continue;
        ask(&people, arena, &rows[i].actor.id);
        if (is_told_to(&to, &rows[i]))
            ask(&people, arena, &to);
        if (by_kind(&rows[i]) == person)
            ask(&people, arena, &rows[i].object);
        if (by_kind(&rows[i]) == seance || by_kind(&rows[i]) == seance_of_vault)
            ask(&seances, arena, &rows[i].object);
    }
    enum status status =
        person_learn(names->act, names->conn, (const struct account_id *)people.all, people.count);
    if (status == STATUS_OK)
        status = page_rows_seances(&found, &found_count, names->conn, arena, names->act->space,
                                   seances.all, seances.count);
    if (status != STATUS_OK)
        return status == STATUS_TAMPERED ? STATUS_OK : status; /* then each is asked for alone */
    for (size_t i = 0; i < seances.count; i++) {               /* what is not found is none */
        char key[ID_TEXT];
        json_object_set_new(names->known, id_text(key, &seances.all[i]), json_null());
    }
    for (size_t i = 0; i < found_count; i++) {
        char key[ID_TEXT];
        json_object_set_new(names->known, id_text(key, &found[i].asked),
                            seance_as(found[i].id, found[i].kind, found[i].starts));
    }
    return STATUS_OK;
}

static json_t *looked_up(struct trace_names *names, const struct id *id,
                         json_t *(*look_up)(struct trace_names *names, const struct id *id))
{
    char key[ID_TEXT];
    json_t *value = json_object_get(names->known, id_text(key, id));
    if (value == NULL) {
        json_object_set_new(names->known, key, look_up(names, id));
        value = json_object_get(names->known, key);
    }
    return json_incref(value);
}

/* What the platform does itself, by the periods of retention.ini: nobody's entries. */
static bool by_platform(const struct journal_row *row)
{
    static const char *const acts[] = {"announce", "destroy", "expire", "suspend", "renew", "mend"};
    bool found = false;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        found |= id_is_none(&row->actor.id) && strcmp(row->action, acts[i]) == 0;
    return found;
}

static void name_object(json_t *entry, struct trace_names *names, const struct journal_row *row)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(row->object_kind, kinds[i].kind) == 0 && !id_is_none(&row->object))
            json_object_set_new(entry, kinds[i].member,
                                looked_up(names, &row->object, kinds[i].look_up));
    struct id to;
    if (is_told_to(&to, row))
        json_object_set_new(entry, "to", looked_up(names, &to, person));
}

json_t *trace_names_entry(struct trace_names *names, const struct journal_row *row)
{
    if (row->malformed)
        return json_pack("{s:I, s:b}", "seq", (json_int_t)row->seq, "malformed", true);
    char *detail = NULL;
    if (row->detail.len > 0) {
        detail = arena_alloc(names->act->arena, 2 * row->detail.len + 1);
        bytes_hex(detail, row->detail);
    }
    json_t *actor =
        id_is_none(&row->actor.id) ? json_null() : looked_up(names, &row->actor.id, person);
    json_t *entry =
        json_pack("{s:I, s:I, s:s, s:s, s:o, s:s?, s:o, s:b, s:b}", "seq", (json_int_t)row->seq,
                  "at", (json_int_t)row->at, "act", row->action, "object_kind", row->object_kind,
                  "object", act_id_json(&row->object), "detail", detail, "actor", actor,
                  "malformed", false, "platform", by_platform(row));
    if (entry != NULL)
        name_object(entry, names, row);
    return entry;
}
