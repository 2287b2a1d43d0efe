#include "members/erasure.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "store/rows/erasure_rows.h"
#include "store/rows/second_factor_rows.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/state.h"

#include <string.h>

struct asking {
    struct act *act;
    bool asks;
};

static enum status ask(struct db_conn *conn, void *context)
{
    const struct asking *asking = context;
    struct act *act = asking->act;
    enum status status = STATUS_OK;
    if (asking->asks && act->standing & RELATION_COORDINATION)
        status = coordinators_stay(act, conn, &act->who, 1);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = erasure_rows_ask(conn, act->who, asking->asks ? clock_now() : 0);
    const uint8_t detail[] = {asking->asks};
    if (status == STATUS_OK)
        status = journal_add(conn, act, "ask_erasure", "person", &act->who.id, BYTES_OF(detail));
    return status;
}

enum status erasure_ask(struct act *act, bool asks)
{
    struct asking asking = {act, asks};
    return db_write(act->core->db, ask, &asking);
}

enum status erasure_asked(struct act *act, int64_t *out)
{
    struct erasure_row row;
    *out = 0;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = erasure_rows_get(&row, conn, act->arena, act->space, act->who);
    db_done(conn);
    if (status == STATUS_OK)
        *out = row.asked_at;
    return status;
}

static bool may(const struct act *act)
{
    return act_may(act, RESOURCE_PERSON, ACTION_ERASE, 0, STAGE_NONE);
}

static json_t *shown(struct act *act, struct db_conn *conn, const struct erasure_row *row)
{
    json_t *out = json_pack("{s:o, s:b}", "person", person_json(act, conn, row->account), "present",
                            row->present);
    if (row->asked_at != 0)
        json_object_set_new(out, "asked_at", json_integer((json_int_t)row->asked_at));
    if (row->until != 0)
        json_object_set_new(out, "until_at", json_integer((json_int_t)row->until));
    return out;
}

enum status erasure_list_page(struct act *act, json_t **out, struct listing *listing)
{
    struct erasure_row *rows;
    size_t count;
    *out = NULL;
    if (!may(act))
        return STATUS_DENIED;
    json_t *list = act_json(act->arena, json_array());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = erasure_rows_list(&rows, &count, conn, act->arena, act->space);
    listing_bound(listing, count);
    struct account_id *accounts = arena_alloc(act->arena, (listing->shown + 1) * sizeof *accounts);
    for (size_t i = 0; i < listing->shown; i++)
        accounts[i] = rows[listing->first + i].account;
    if (status == STATUS_OK)
        status = person_learn(act, conn, accounts, listing->shown);
    for (size_t i = 0; i < listing->shown && status == STATUS_OK; i++)
        json_array_append_new(list, shown(act, conn, &rows[listing->first + i]));
    db_done(conn);
    if (status == STATUS_OK)
        *out = list;
    return status;
}

enum status erasure_list(struct act *act, json_t **out)
{
    return erasure_list_page(act, out, &(struct listing){0});
}

enum status erasure_count(size_t *out, struct act *act, struct db_conn *conn)
{
    struct erasure_row *rows;
    size_t count;
    *out = 0;
    enum status status = erasure_rows_list(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        *out += rows[i].asked_at != 0;
    return status;
}

/* Whoever is still let in anywhere needs a name to be known by. */
static enum status may_erase(struct act *act, struct db_conn *conn, struct account_id account,
                             struct erasure_row *row)
{
    *row = (struct erasure_row){0};
    if (!may(act))
        return STATUS_DENIED;
    enum status status = erasure_rows_get(row, conn, act->arena, act->space, account);
    if (status != STATUS_OK)
        return status;
    if (row->erased)
        return act_fault(act, STATUS_CONFLICT, "erased_already");
    if (row->present || strcmp(row->state, "left") != 0)
        return act_fault(act, STATUS_CONFLICT, "erase_present");
    return STATUS_OK;
}

enum status erasure_view(struct act *act, json_t **out, struct account_id account)
{
    struct erasure_row row;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = may_erase(act, conn, account, &row);
    if (status == STATUS_OK)
        *out = act_json(act->arena, shown(act, conn, &row));
    db_done(conn);
    return status;
}

struct erasing {
    struct act *act;
    struct account_id account;
};

static enum status erase(struct db_conn *conn, void *context)
{
    const struct erasing *erasing = context;
    struct act *act = erasing->act;
    struct erasure_row row;
    struct account_row nobody = {.id = erasing->account};
    enum status status = may_erase(act, conn, erasing->account, &row);
    if (status == STATUS_OK)
        status = person_seal_nobody(&nobody, act->core, act->arena);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &erasing->account.id);
    if (status == STATUS_OK)
        status = erasure_rows_erase(conn, erasing->account, nobody.email_index, nobody.person,
                                    clock_now());
    if (status == STATUS_OK)
        status = second_factor_rows_drop_all(conn, erasing->account);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "erase", "person", &erasing->account.id, (struct bytes){0});
    return status;
}

enum status erasure_erase(struct act *act, struct account_id account)
{
    struct erasing erasing = {act, account};
    enum status status = db_write(act->core->db, erase, &erasing);
    if (status != STATUS_OK)
        return status;
    status = db_forget(act->core->db);
    return status == STATUS_BUSY ? STATUS_OK : status;
}
