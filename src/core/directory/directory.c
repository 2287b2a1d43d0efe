#include "core/directory/directory.h"

#include "base/clock.h"
#include "base/text.h"
#include "directory/directory_brief.h"
#include "journal/journal.h"
#include "store/rows/structure_rows.h"
#include "trust/charter_roll.h"
#include "trust/people.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

static uint32_t relations_to(const struct act *act, struct structure_id id)
{
    if (id_is_none(&id.id) || !id_equal(&act->membership.structure.id, &id.id))
        return 0;
    return RELATION_OF_STRUCTURE | (act->membership.represents ? RELATION_REPRESENTATIVE : 0);
}

static bool may_read(const struct act *act)
{
    return act_may(act, RESOURCE_STRUCTURE, ACTION_READ, 0, STAGE_NONE);
}

static bool is_signed(const struct charter_roll *roll, struct structure_id id)
{
    const struct charter_bond *bond = charter_roll_find(roll, "structure", &id.id);
    return bond != NULL && bond->worth == CHARTER_VERIFIED;
}

static bool is_empty(const struct structure_row *row)
{
    return strcmp(row->sheet, "{}") == 0;
}

/* A sheet that nobody wrote is true of nothing. */
static void put_confirmed(json_t *item, const struct structure_row *row)
{
    json_object_set_new(item, "empty", json_boolean(is_empty(row)));
    if (!is_empty(row))
        json_object_set_new(item, "confirmed_at", json_integer(row->confirmed_at));
}

/* Those whose access is open or suspended, by name. */
static enum status put_people(json_t *model, struct act *act, struct db_conn *conn,
                              struct structure_id id, size_t page)
{
    const struct people *people;
    struct listing listing = {.page = page};
    size_t count = 0;
    json_t *list = json_array();
    json_object_set_new(model, "people", list);
    enum status status = people_order(&people, act, conn);
    if (status != STATUS_OK)
        return status;
    struct account_id *theirs = arena_alloc(act->arena, (people->count + 1) * sizeof *theirs);
    for (size_t i = 0; i < people->count; i++)
        if (id_equal(&people->all[i].member.structure.id, &id.id))
            theirs[count++] = people->all[i].member.account;
    listing_bound(&listing, count);
    status = person_learn(act, conn, theirs + listing.first, listing.shown);
    for (size_t i = 0; i < listing.shown && status == STATUS_OK; i++)
        json_array_append_new(list, person_json(act, conn, theirs[listing.first + i]));
    json_object_set_new(model, "people_page", listing_json(&listing));
    return status;
}

static enum status view(json_t **out, struct act *act, struct db_conn *conn, struct structure_id id,
                        size_t page)
{
    struct structure_row row;
    struct charter_roll roll;
    enum status status = structure_rows_get(&row, conn, act->arena, act->space, id);
    if (status == STATUS_OK)
        status = roll_charter(&roll, act, conn);
    if (status != STATUS_OK)
        return status;
    json_t *sheet = json_loads(row.sheet, JSON_REJECT_DUPLICATES, NULL);
    if (sheet == NULL)
        return STATUS_TAMPERED;
    bool edits = act_may(act, RESOURCE_STRUCTURE, ACTION_EDIT, relations_to(act, id), STAGE_NONE);
    json_t *model = act_json(act->arena, directory_brief(act, &row));
    json_object_set_new(model, "sheet", sheet);
    json_object_set_new(model, "version", json_integer(row.version));
    json_object_set_new(model, "updated_at", json_integer(row.updated_at));
    put_confirmed(model, &row);
    json_object_set_new(model, "signed", json_boolean(is_signed(&roll, id)));
    json_object_set_new(model, "i_edit", json_boolean(edits));
    json_object_set_new(
        model, "i_rename",
        json_boolean(act_may(act, RESOURCE_STRUCTURE, ACTION_RENAME, 0, STAGE_NONE)));
    json_object_set_new(
        model, "i_leave",
        json_boolean(is_signed(&roll, id) && act_may(act, RESOURCE_STRUCTURE, ACTION_LEAVE,
                                                     relations_to(act, id), STAGE_NONE)));
    *out = model;
    return put_people(model, act, conn, id, page);
}

enum status directory_view_page(struct act *act, json_t **out, struct structure_id id, size_t page)
{
    json_t *model = NULL;
    *out = NULL;
    if (!may_read(act))
        return STATUS_NOT_FOUND;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(&model, act, conn, id, page);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status directory_view(struct act *act, json_t **out, struct structure_id id)
{
    return directory_view_page(act, out, id, 1);
}

struct change {
    struct act *act;
    struct structure_id id;
    const json_t *fields;
    int64_t version;
};

/* Two spellings of one name that differ by case or accents are one structure. */
static enum status refuse_namesake(struct act *act, struct db_conn *conn, const char *name,
                                   struct structure_id but)
{
    struct structure_row *rows;
    size_t count;
    enum status status = structure_rows_list(&rows, &count, conn, act->arena, act->space);
    const char *folded = text_fold(act->arena, name);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (!id_equal(&rows[i].id.id, &but.id) &&
            strcmp(folded, text_fold(act->arena, rows[i].name)) == 0)
            status = act_fault_field(act, "name", "structure_taken");
    return status;
}

static enum status read_names(struct structure_row *row, const struct change *change)
{
    struct act *act = change->act;
    row->name = act_text(change->fields, "name");
    row->short_name = act_text(change->fields, "short_name");
    row->kind = act_text(change->fields, "kind");
    if (row->name == NULL || *row->name == '\0')
        return act_fault_field(act, "name", "required");
    if (row->short_name == NULL || *row->short_name == '\0')
        return act_fault_field(act, "short_name", "required");
    if (row->kind == NULL || ini_get(&act->pack->space, "structure_kinds", row->kind) == NULL)
        return act_fault_field(act, "kind", "not_an_option");
    return STATUS_OK;
}

static enum status create(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct act *act = change->act;
    struct structure_row known;
    int64_t now = clock_now();
    struct structure_row row = {.space = act->space,
                                .sheet = "{}",
                                .version = 1,
                                .created_at = now,
                                .updated_at = now}; /* nobody has written its sheet yet */
    if (!act_may(act, RESOURCE_STRUCTURE, ACTION_CREATE, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = read_names(&row, change);
    if (status != STATUS_OK)
        return status;
    act_new_id(&row.id.id, change->fields);
    status = structure_rows_get(&known, conn, act->arena, act->space, row.id);
    if (status == STATUS_OK)
        return act_fault(act, STATUS_CONFLICT, "conflict_replayed");
    if (status == STATUS_NOT_FOUND)
        status = refuse_namesake(act, conn, row.name, row.id);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_STRUCTURE, &row.id.id);
    if (status == STATUS_OK)
        status = structure_rows_insert(conn, &row);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_replayed");
    if (status == STATUS_OK)
        status = journal_add(conn, act, "create", "structure", &row.id.id, (struct bytes){0});
    change->id = row.id;
    return status;
}

enum status directory_create(struct act *act, struct structure_id *out, const json_t *fields)
{
    struct change change = {.act = act, .fields = fields};
    enum status status = db_write(act->core->db, create, &change);
    *out = status == STATUS_OK ? change.id : (struct structure_id){0};
    return status;
}

/* Hidden from whoever may not read sheets; refused to those who read but do not belong to it. */
static enum status begin_edit(struct structure_row *row, const struct change *change,
                              struct db_conn *conn)
{
    struct act *act = change->act;
    if (!may_read(act))
        return STATUS_NOT_FOUND;
    enum status status = structure_rows_get(row, conn, act->arena, act->space, change->id);
    if (status == STATUS_OK &&
        !act_may(act, RESOURCE_STRUCTURE, ACTION_EDIT, relations_to(act, change->id), STAGE_NONE))
        status = STATUS_DENIED;
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_STRUCTURE, &row->id.id);
    return status;
}

static enum status edit(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    struct act *act = change->act;
    struct structure_row row;
    enum status status = begin_edit(&row, change, conn);
    if (status != STATUS_OK)
        return status;
    char *sheet = json_dumps(change->fields, JSON_COMPACT);
    if (sheet == NULL)
        return STATUS_INVALID;
    row.sheet = arena_text(act->arena, sheet);
    free(sheet);
    row.version = change->version + 1;
    row.updated_at = row.confirmed_at = clock_now();
    status = structure_rows_edit(conn, &row, change->version);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_stale");
    if (status == STATUS_OK)
        status = journal_add(conn, act, "edit", "structure", &row.id.id, (struct bytes){0});
    return status;
}

enum status directory_edit(struct act *act, struct structure_id id, const json_t *sheet,
                           int64_t version)
{
    struct change change = {.act = act, .id = id, .fields = sheet, .version = version};
    return db_write(act->core->db, edit, &change);
}

static enum status rename_it(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    struct act *act = change->act;
    struct structure_row row;
    if (!act_may(act, RESOURCE_STRUCTURE, ACTION_RENAME, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = structure_rows_get(&row, conn, act->arena, act->space, change->id);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_STRUCTURE, &row.id.id);
    if (status == STATUS_OK)
        status = read_names(&row, change);
    if (status == STATUS_OK)
        status = refuse_namesake(act, conn, row.name, row.id);
    row.version = change->version + 1;
    row.updated_at = clock_now();
    if (status == STATUS_OK)
        status = structure_rows_rename(conn, &row, change->version);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_stale");
    return status == STATUS_OK
               ? journal_add(conn, act, "rename", "structure", &row.id.id, (struct bytes){0})
               : status;
}

enum status directory_rename(struct act *act, struct structure_id id, const json_t *fields,
                             int64_t version)
{
    struct change change = {.act = act, .id = id, .fields = fields, .version = version};
    return db_write(act->core->db, rename_it, &change);
}

static enum status confirm(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    struct act *act = change->act;
    struct structure_row row;
    enum status status = begin_edit(&row, change, conn);
    if (status == STATUS_OK && is_empty(&row))
        status = act_fault(act, STATUS_CONFLICT, "sheet_empty");
    if (status == STATUS_OK)
        status = structure_rows_confirm(conn, act->space, change->id, clock_now());
    if (status == STATUS_OK)
        status = journal_add(conn, act, "confirm", "structure", &row.id.id, (struct bytes){0});
    return status;
}

enum status directory_confirm(struct act *act, struct structure_id id)
{
    struct change change = {.act = act, .id = id};
    return db_write(act->core->db, confirm, &change);
}
