#include "core/overview/own_data.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "store/rows/own_rows.h"
#include "texts/situation.h"
#include "texts/synthesis.h"
#include "trust/person.h"
#include "trust/state.h"

#include <string.h>

static json_t *hex(struct act *act, struct bytes bytes)
{
    char *text = arena_alloc(act->arena, 2 * bytes.len + 1);
    bytes_hex(text, bytes);
    return json_string(text);
}

static json_t *value_of(struct act *act, const struct own_cell *cell)
{
    switch (cell->type) {
    case DB_TYPE_INT:
        return json_integer((json_int_t)cell->number);
    case DB_TYPE_TEXT:
        return json_string(cell->text);
    case DB_TYPE_BLOB:
        return hex(act, cell->blob);
    default:
        return json_null();
    }
}

static enum status kind_of(json_t *model, struct act *act, struct db_conn *conn, size_t kind)
{
    struct own_row *rows;
    size_t count;
    json_t *list = json_array();
    enum status status = own_rows_read(&rows, &count, conn, act->arena, kind, act->space, act->who);
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_object();
        for (size_t c = 0; c < rows[i].count; c++)
            json_object_set_new(row, rows[i].cells[c].name, value_of(act, &rows[i].cells[c]));
        json_array_append_new(list, row);
    }
    json_object_set_new(model, own_rows_kind(kind), list);
    return status;
}

static enum status account_of(json_t *model, struct act *act, struct db_conn *conn)
{
    struct account_row row;
    enum status status = person_rows_account(&row, conn, act->arena, act->who);
    if (status != STATUS_OK)
        return status;
    json_t *person = person_json(act, conn, act->who);
    json_t *account = json_pack(
        "{s:o, s:O*, s:s?, s:s, s:I, s:I, s:I, s:o, s:o}", "id", act_id_json(&row.id.id), "name",
        json_object_get(person, "name"), "email", person_email(act, conn, &row), "account_state",
        row.state, "created_at", (json_int_t)row.created_at, "accepted_at",
        (json_int_t)row.accepted_at, "generation", (json_int_t)row.generation, "box_public",
        hex(act, BYTES_OF(row.box_public)), "sign_public", hex(act, BYTES_OF(row.sign_public)));
    json_decref(person);
    json_object_set_new(model, "account", account);
    return STATUS_OK;
}

static bool is_mine(const json_t *person)
{
    return json_is_true(json_object_get(person, "me"));
}

/* Of a page of the séance, what oneself wrote. */
static void take_text(json_t *texts, const json_t *document, const json_t *view, const char *kind)
{
    size_t i;
    json_t *comment;
    const json_t *starts = json_object_get(document, "starts");
    if (is_mine(json_object_get(view, "author")) && json_object_get(view, "values") != NULL)
        json_array_append_new(texts, json_pack("{s:s, s:O, s:O*, s:O}", "document", kind, "starts",
                                               starts, "at", json_object_get(view, "at"), "values",
                                               json_object_get(view, "values")));
    json_array_foreach(json_object_get(view, "comments"), i, comment)
    {
        if (is_mine(json_object_get(comment, "person")))
            json_array_append_new(texts,
                                  json_pack("{s:s, s:O, s:O*, s:O*}", "document", "comment",
                                            "starts", starts, "at", json_object_get(comment, "at"),
                                            "text", json_object_get(comment, "text")));
    }
    const json_t *word = json_object_get(view, "word");
    if (is_mine(json_object_get(word, "person")))
        json_array_append_new(texts, json_pack("{s:s, s:O, s:O*}", "document", "word", "starts",
                                               starts, "text", json_object_get(word, "text")));
}

typedef enum status view_of(struct act *act, json_t **out, struct seance_id seance);

/* By the pages themselves: what one may not read any more is not in the copy either. */
static enum status texts_of(json_t *model, struct act *act, view_of *view, const char *kind,
                            const char *const *kinds)
{
    size_t i;
    json_t *document;
    json_t *seen = act_json(act->arena, json_object());
    json_t *texts = json_object_get(model, "texts");
    json_array_foreach(json_object_get(model, "documents"), i, document)
    {
        json_t *read = NULL;
        struct seance_id seance;
        const char *of = act_text(document, "document");
        const char *id = act_text(document, "seance");
        if ((strcmp(of, kinds[0]) != 0 && strcmp(of, kinds[1]) != 0 && strcmp(of, kinds[2]) != 0) ||
            json_object_get(seen, id) != NULL)
            continue;
        json_object_set_new(seen, id, json_true());
        act_id(&seance.id, document, "seance");
        enum status status = view(act, &read, seance);
        if (status == STATUS_OK)
            take_text(texts, document, read, kind);
        else if (status != STATUS_NOT_FOUND && status != STATUS_DENIED && status != STATUS_TAMPERED)
            return status;
    }
    return STATUS_OK;
}

static enum status note_export(struct db_conn *conn, void *context)
{
    struct act *act = context;
    enum status status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "export", "person", &act->who.id, (struct bytes){0});
    return status;
}

enum status own_data(struct act *act, json_t **out)
{
    static const char *const of_situation[] = {"situation", "word", "situation"};
    static const char *const of_synthesis[] = {"synthesis", "comment", "synthesis_word"};
    *out = NULL;
    if (!act_may(act, RESOURCE_PERSON, ACTION_READ_OWN, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_pack("{s:I, s:s}", "made_at", (json_int_t)clock_now(),
                                                   "space", act->pack->title));
    enum status status = db_write(act->core->db, note_export, act);
    if (status != STATUS_OK)
        return status;
    struct db_conn *conn = db_read(act->core->db);
    status = account_of(model, act, conn);
    for (size_t kind = 0; kind < own_rows_kinds() && status == STATUS_OK; kind++)
        status = kind_of(model, act, conn, kind);
    db_done(conn);
    json_object_set_new(model, "texts", json_array());
    if (status == STATUS_OK)
        status = texts_of(model, act, situation_view, "situation", of_situation);
    if (status == STATUS_OK)
        status = texts_of(model, act, synthesis_view, "synthesis", of_synthesis);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
