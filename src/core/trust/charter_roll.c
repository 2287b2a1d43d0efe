#include "trust/charter_roll.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/ledger.h"
#include "trust/charter_end.h"
#include "trust/charter_version.h"
#include "trust/recall.h"
#include "trust/state.h"
#include "trust/trust.h"
#include "verified.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 24 * 60 * 60 };

/* As they were published, one after the other, and none is missing. */
static enum status are_told(struct act *act, struct db_conn *conn,
                            const struct charter_row *versions, size_t all)
{
    struct ledger_facts told;
    int64_t after = INT64_MAX;
    enum status status = ledger_facts(&told, act->core, conn, &act->space.id);
    if (status == STATUS_OK && told.turns != all)
        status = STATUS_TAMPERED;
    for (size_t i = 0; i < all && status == STATUS_OK; i++) {
        int64_t at;
        status = charter_version_as_told(&at, act, conn, &versions[i]);
        if (status == STATUS_OK && (versions[i].number != (int64_t)(all - i) || at > after))
            status = STATUS_TAMPERED;
        after = at;
    }
    return status;
}

/* All of them, and those that bind today by their signatures too. */
static enum status verify(struct act *act, struct db_conn *conn, const struct charter_row *versions,
                          size_t all, size_t in_force)
{
    enum status status = are_told(act, conn, versions, all);
    for (size_t i = 0; i < in_force && status == STATUS_OK; i++)
        status = charter_version_verify(act, conn, &versions[i]);
    return status;
}

static enum status in_force(struct charter_row **out, size_t *count, struct act *act,
                            struct db_conn *conn, int64_t now)
{
    size_t all;
    enum status status = charter_rows_versions(out, &all, conn, act->arena, act->space);
    *count = status == STATUS_OK && all > 0 ? 1 : 0;
    while (*count > 0 && *count < all &&
           now < (*out)[*count - 1].published_at + act->pack->grace_days * DAY)
        (*count)++;
    if (status == STATUS_OK)
        status = verify(act, conn, *out, all, *count);
    if (status != STATUS_TAMPERED)
        return status;
    act->tampered = true;
    log_error("charter: its versions are not those that were published; nobody is bound by them");
    *count = 0;
    return db_turn(conn) != 0 ? STATUS_TAMPERED : STATUS_OK;
}

struct versions {
    struct charter_row *rows;
    size_t count;
};

enum status charter_roll_in_force(struct charter_row **out, size_t *count, struct act *act,
                                  struct db_conn *conn)
{
    const void *known;
    const struct id *space = &act->space.id;
    const int64_t now = clock_now();
    enum status status;
    if (recall_find(&known, &status, act, conn, RECALL_VERSIONS, space, now)) {
        const struct versions *versions = known;
        *out = versions->rows;
        *count = versions->count;
        return status;
    }
    status = in_force(out, count, act, conn, now);
    const struct versions found = {*out, *count};
    recall_keep(act, conn, RECALL_VERSIONS, space, now,
                arena_copy(act->arena, &found, sizeof found), status);
    return status;
}

struct record *charter_roll_record(struct arena *arena, const struct charter_row *version,
                                   const struct charter_signature_row *row)
{
    struct record *record = record_new(arena, "cocon/charter-signature");
    record_id(record, &row->space.id);
    record_id(record, &version->id.id);
    record_number(record, version->number);
    record_bytes(record, BYTES_OF(version->sha256));
    record_text(record, row->kind);
    record_id(record, &row->subject);
    record_id(record, &row->account.id);
    record_number(record, row->signed_at);
    return record;
}

/* A signature is worth nothing for what is edited or not there; for a disk that fails it is worth
 * what it was. */
static enum status is_known(enum status status)
{
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

/* Signed when the journal tells that it was: nobody signs as of another day. */
static enum status is_told(bool *out, struct act *act, struct db_conn *conn,
                           const struct charter_row *version,
                           const struct charter_signature_row *row)
{
    enum { WRITING = 60 /* seconds at most between signature and entry */ };
    struct ledger_facts told;
    enum status status = ledger_within(&told, act->core, conn, &row->subject, &version->id.id);
    *out = status == STATUS_OK && told.signed_at >= row->signed_at &&
           told.signed_at <= row->signed_at + WRITING;
    return is_known(status);
}

static enum status certified(enum charter_worth *out, struct act *act, struct db_conn *conn,
                             const struct charter_signature_row *row)
{
    struct certificate certificate;
    bool left = false;
    *out = CHARTER_WORTHLESS;
    enum status status = trust_at(&certificate, act, conn, row->account, row->signed_at);
    if (status == STATUS_NOT_FOUND && row->keys_current)
        *out = CHARTER_WAITS;
    if (status != STATUS_OK ||
        memcmp(certificate.public.sign, row->sign_public, sizeof row->sign_public) != 0)
        return is_known(status);
    if (strcmp(row->kind, "person") != 0) {
        if (!certificate.represents || !id_equal(&certificate.structure.id, &row->subject))
            return STATUS_OK;
        status = charter_end_since(&left, act, conn, (struct structure_id){row->subject},
                                   row->signed_at);
    }
    if (status == STATUS_OK)
        *out = left ? CHARTER_ENDED : CHARTER_VERIFIED;
    return is_known(status);
}

enum status charter_roll_worth(enum charter_worth *out, struct act *act, struct db_conn *conn,
                               const struct charter_row *version,
                               const struct charter_signature_row *row)
{
    struct account_public signer;
    struct signature signature;
    bool told = false;
    *out = CHARTER_WORTHLESS;
    memcpy(signer.box, row->box_public, sizeof signer.box);
    memcpy(signer.sign, row->sign_public, sizeof signer.sign);
    memcpy(signature.bytes, row->signature, sizeof signature.bytes);
    bool person = strcmp(row->kind, "person") == 0;
    enum status status = STATUS_OK;
    /* keys that the row alone brings prove nothing: whoever writes rows can make some */
    if (!person || id_equal(&row->subject, &row->account.id))
        status = is_told(&told, act, conn, version, row);
    if (told && verified_record(charter_roll_record(act->arena, version, row), &signature,
                                &signer) == STATUS_OK)
        status = certified(out, act, conn, row);
    if (status != STATUS_OK)
        return status;
    char charter[ID_TEXT], subject[ID_TEXT];
    act->tampered |= *out == CHARTER_WORTHLESS;
    if (*out == CHARTER_WORTHLESS)
        log_warning("charter %s: the signature for %s %s does not verify",
                    id_text(charter, &version->id.id), row->kind, id_text(subject, &row->subject));
    return STATUS_OK;
}

static int by_subject(const char *kind, const struct id *subject, const struct charter_bond *bond)
{
    int order = strcmp(kind, bond->row.kind);
    return order != 0 ? order : memcmp(subject->bytes, bond->row.subject.bytes, sizeof *subject);
}

static int by_worth(const void *left, const void *right)
{
    const struct charter_bond *a = left, *b = right;
    int order = by_subject(a->row.kind, &a->row.subject, b);
    if (order == 0)
        order = (int)b->worth - (int)a->worth;
    if (order == 0)
        order = (a->number < b->number) - (a->number > b->number);
    return order;
}

static enum status load(struct charter_roll *out, struct act *act, struct db_conn *conn)
{
    *out = (struct charter_roll){0};
    size_t room = 0;
    enum status status = charter_roll_in_force(&out->versions, &out->version_count, act, conn);
    for (size_t v = 0; v < out->version_count && status == STATUS_OK; v++) {
        const struct charter_row *version = &out->versions[v];
        struct charter_signature_row *rows;
        size_t count;
        if (db_turn(conn) != 0) /* what is sealed or taken rests on all of them */
            status = state_note(act, conn, STATE_CHARTER, &version->id.id);
        if (status != STATUS_OK)
            break;
        status = charter_rows_signatures(&rows, &count, conn, act->arena, act->space, version->id);
        for (size_t i = 0; i < count && status == STATUS_OK; i++) {
            out->bonds =
                arena_grow(act->arena, out->bonds, out->bond_count, &room, sizeof *out->bonds);
            struct charter_bond *bond = &out->bonds[out->bond_count++];
            *bond = (struct charter_bond){.row = rows[i], .number = version->number};
            status = charter_roll_worth(&bond->worth, act, conn, version, &rows[i]);
        }
    }
    if (status != STATUS_OK)
        *out = (struct charter_roll){0};
    else if (out->bond_count > 0)
        qsort(out->bonds, out->bond_count, sizeof *out->bonds, by_worth);
    return status;
}

enum status charter_roll_load(struct charter_roll *out, struct act *act, struct db_conn *conn)
{
    const void *known;
    const struct id *space = &act->space.id;
    const int64_t now = clock_now();
    enum status status;
    if (recall_find(&known, &status, act, conn, RECALL_ROLL, space, now)) {
        *out = *(const struct charter_roll *)known;
        return status;
    }
    status = load(out, act, conn);
    recall_keep(act, conn, RECALL_ROLL, space, now, arena_copy(act->arena, out, sizeof *out),
                status);
    return status;
}

const struct charter_bond *charter_roll_find(const struct charter_roll *roll, const char *kind,
                                             const struct id *subject)
{
    size_t first = 0, end = roll->bond_count;
    while (first < end) { /* the first that is not before the subject */
        size_t middle = first + (end - first) / 2;
        if (by_subject(kind, subject, &roll->bonds[middle]) > 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first < roll->bond_count && by_subject(kind, subject, &roll->bonds[first]) == 0
               ? &roll->bonds[first]
               : NULL;
}

static bool is_bound(const struct charter_roll *roll, const char *kind, const struct id *subject)
{
    const struct charter_bond *bond = charter_roll_find(roll, kind, subject);
    return bond != NULL && bond->worth == CHARTER_VERIFIED;
}

bool charter_roll_binds(const struct charter_roll *roll, struct account_id account,
                        struct structure_id structure)
{
    return is_bound(roll, "person", &account.id) &&
           (id_is_none(&structure.id) || is_bound(roll, "structure", &structure.id));
}

bool charter_roll_outdated(const struct charter_roll *roll, struct account_id account,
                           struct structure_id structure)
{
    const struct charter_bond *person = charter_roll_find(roll, "person", &account.id);
    const struct charter_bond *whole = charter_roll_find(roll, "structure", &structure.id);
    if (!charter_roll_binds(roll, account, structure))
        return false;
    return person->number != roll->versions[0].number ||
           (!id_is_none(&structure.id) && whole->number != roll->versions[0].number);
}

int64_t charter_roll_grace(const struct charter_roll *roll, const struct act *act)
{
    return roll->version_count > 1 ? roll->versions[0].published_at + act->pack->grace_days * DAY
                                   : 0;
}
