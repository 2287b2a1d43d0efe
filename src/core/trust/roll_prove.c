#include "trust/roll_prove.h"

#include "store/rows/certificate_rows.h"
#include "store/rows/revocation_rows.h"
#include "store/rows/roll_rows.h"
#include "trust/certified.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <stdlib.h>
#include <string.h>

/* By one query each; where a row is malformed, by one a person, so that it is theirs alone. */
static enum status learn(struct act *act, struct db_conn *conn, const struct roll_row *rows,
                         size_t count)
{
    struct account_id *accounts = arena_alloc(act->arena, (count + 1) * sizeof *accounts);
    for (size_t i = 0; i < count; i++)
        accounts[i] = rows[i].membership.account;
    enum status status = certified_learn(act, conn, accounts, count);
    if (status == STATUS_OK)
        status = trust_learn(act, conn, accounts, count);
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

enum status roll_prove_member(struct certificate *out, struct act *act, struct db_conn *conn,
                              const struct membership_row *row)
{
    struct account_row account;
    *out = (struct certificate){0};
    enum status status = person_rows_account(&account, conn, act->arena, row->account);
    return status == STATUS_OK ? trust_member(out, act, conn, row, &account) : status;
}

static int by_account(const void *left, const void *right)
{
    return memcmp(&((const struct membership_row *)left)->account,
                  &((const struct membership_row *)right)->account, sizeof(struct account_id));
}

static enum status one_by_one(struct roll *out, struct act *act, struct db_conn *conn)
{
    enum status status =
        person_rows_members(&out->members, &out->count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    if (out->count > 0)
        qsort(out->members, out->count, sizeof *out->members, by_account);
    out->proven = arena_alloc(act->arena, (out->count + 1) * sizeof *out->proven);
    for (size_t i = 0; i < out->count; i++)
        out->proven[i].status =
            roll_prove_member(&out->proven[i].certificate, act, conn, &out->members[i]);
    return STATUS_OK;
}

static enum status read_members(struct roll *out, struct act *act, struct db_conn *conn)
{
    struct roll_row *rows;
    size_t count;
    enum status status = roll_rows_list(&rows, &count, conn, act->arena, act->space);
    if (status == STATUS_TAMPERED)
        return one_by_one(out, act, conn);
    if (status == STATUS_OK)
        status = learn(act, conn, rows, count);
    if (status != STATUS_OK)
        return status;
    out->members = arena_alloc(act->arena, (count + 1) * sizeof *out->members);
    out->proven = arena_alloc(act->arena, (count + 1) * sizeof *out->proven);
    for (out->count = 0; out->count < count; out->count++) {
        const struct roll_row *row = &rows[out->count];
        struct proven *proven = &out->proven[out->count];
        out->members[out->count] = row->membership;
        proven->status = row->account.state == NULL ? STATUS_TAMPERED
                                                    : trust_member(&proven->certificate, act, conn,
                                                                   &row->membership, &row->account);
    }
    return STATUS_OK;
}

/* A failure of the machine says nothing of anybody, and is not kept. */
static enum status no_failure(const struct roll *roll)
{
    for (size_t i = 0; i < roll->count; i++) {
        const enum status status = roll->proven[i].status;
        if (status != STATUS_OK && status != STATUS_NOT_FOUND && status != STATUS_TAMPERED)
            return status;
    }
    return STATUS_OK;
}

/* Members first, for what is learnt of all of them is asked again of who signed. */
static enum status read_all(struct roll *out, struct act *act, struct db_conn *conn)
{
    enum status status = read_members(out, act, conn);
    if (status == STATUS_OK)
        status = charter_roll_load(&out->charter, act, conn);
    return status == STATUS_OK ? no_failure(out) : status;
}

static void bound_by(int64_t *until, int64_t now, int64_t when)
{
    if (when > now && when < *until)
        *until = when;
}

/* Until the next moment at which something begins or ends; what is malformed, not for long. */
static enum status until_when(int64_t *out, struct act *act, struct db_conn *conn,
                              const struct roll *roll, int64_t now)
{
    struct certificate_row *certificates;
    struct revocation_row *revocations;
    size_t certificate_count, revocation_count;
    *out = INT64_MAX;
    enum status status =
        certificate_rows_all(&certificates, &certificate_count, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = revocation_rows_all(&revocations, &revocation_count, conn, act->arena, act->space);
    if (status != STATUS_OK) {
        *out = now + 1;
        return status == STATUS_TAMPERED ? STATUS_OK : status;
    }
    for (size_t i = 0; i < certificate_count; i++) { /* trust_now() asks of the second to come */
        bound_by(out, now, certificates[i].from - 1);
        bound_by(out, now, certificates[i].from);
        bound_by(out, now, certificates[i].until - 1);
        bound_by(out, now, certificates[i].issued_at);
    }
    for (size_t i = 0; i < revocation_count; i++) {
        bound_by(out, now, revocations[i].at);
        bound_by(out, now, revocations[i].at + 1);
    }
    bound_by(out, now, charter_roll_grace(&roll->charter, act));
    return STATUS_OK;
}

/* What is sealed or taken inside a write rests on all signatures, and on none that is hidden. */
static enum status look_whole(bool *out, struct act *act, struct db_conn *conn,
                              const struct charter_roll *charter)
{
    enum status status = STATUS_OK;
    for (size_t v = 0; v < charter->version_count && status == STATUS_OK; v++)
        status = state_believe(act, conn, STATE_CHARTER, &charter->versions[v].id.id);
    *out = status == STATUS_OK;
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

static void *again(struct arena *arena, const void *items, size_t count, size_t size)
{
    return arena_copy(arena, items, count * size);
}

void roll_prove_copy(struct roll *out, struct arena *arena, const struct roll *roll)
{
    struct charter_roll *charter = &out->charter;
    *out = *roll;
    charter->versions =
        again(arena, charter->versions, charter->version_count, sizeof *charter->versions);
    for (size_t i = 0; i < charter->version_count; i++)
        charter->versions[i].note = arena_text(arena, charter->versions[i].note);
    charter->bonds = again(arena, charter->bonds, charter->bond_count, sizeof *charter->bonds);
    for (size_t i = 0; i < charter->bond_count; i++)
        charter->bonds[i].row.kind = arena_text(arena, charter->bonds[i].row.kind);
    out->members = again(arena, roll->members, roll->count, sizeof *roll->members);
    out->proven = again(arena, roll->proven, roll->count, sizeof *roll->proven);
    for (size_t i = 0; i < out->count; i++)
        out->members[i].profession = arena_text(arena, out->members[i].profession);
}

enum status roll_prove(struct roll *out, struct act *act, struct db_conn *conn, int64_t now)
{
    *out = (struct roll){.from = now};
    enum status status = read_all(out, act, conn);
    if (status == STATUS_OK)
        status = until_when(&out->until, act, conn, out, now);
    out->tampered = act->tampered;
    return status == STATUS_OK ? look_whole(&out->whole, act, conn, &out->charter) : status;
}

const struct membership_row *roll_prove_find(const struct roll *roll, struct account_id account)
{
    const struct membership_row key = {.account = account};
    return bsearch(&key, roll->members, roll->count, sizeof *roll->members, by_account);
}
