#include "members/openings.h"

#include "journal/ledger.h"
#include "members/invitation.h"
#include "remembered.h"
#include "store/rows/page_rows.h"
#include "store/rows/vault_rows.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/signatory.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

static enum status entitled(bool *out, bool *signatory, struct act *act, struct db_conn *conn,
                            const struct membership_row *member)
{
    struct certificate certificate;
    *signatory = false;
    *out = false;
    enum status status = roll_certifies(&certificate, act, conn, member);
    if (status == STATUS_OK)
        status = signatory_is(signatory, act, conn, member->account, certificate.structure);
    if (status == STATUS_OK)
        *out = *signatory || certificate.coordination;
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

enum status openings_entitled(bool *out, struct act *act, struct db_conn *conn,
                              const struct membership_row *member)
{
    bool signatory;
    return entitled(out, &signatory, act, conn, member);
}

/* Coordination has nothing to adhere to first. */
static enum status knocks(bool *out, struct act *act, struct db_conn *conn,
                          const struct membership_row *member, const struct account_row *account)
{
    struct certificate certificate;
    *out = false;
    if (account->generation == 0 || strcmp(account->state, "active") != 0)
        return STATUS_OK;
    enum status status = roll_certifies(&certificate, act, conn, member);
    if (status != STATUS_NOT_FOUND)
        return status == STATUS_TAMPERED ? STATUS_OK : status;
    status = invitation_outdated(out, act, conn, account);
    if (status == STATUS_OK &&
        *out) { /* made for another space: a claim of this one's comes first */
        *out = false;
        return STATUS_OK;
    }
    if (member->coordination) {
        *out = true;
        return STATUS_OK;
    }
    return status == STATUS_OK ? signatory_has_signed(out, act, conn, "person", &member->account.id)
                               : status;
}

/* Invited anew with keys: they make others, in the place that they have.  In words that outlive
 * the row. */
static const char *state_of(const struct account_row *account)
{
    static const char *const states[] = {"invited", "active", "suspended", "left"};
    if (strcmp(account->state, "invited") == 0 && account->generation > 0)
        return "renewing";
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(account->state, states[i]) == 0)
            return states[i];
    return "edited";
}

static enum status open_one(struct opening *out, struct act *act, struct db_conn *conn,
                            const struct people_one *one, const struct account_row *account)
{
    bool reads;
    if (one->shut) {
        out->state = "suspended";
        return STATUS_OK;
    }
    enum status status = entitled(&reads, &out->signatory, act, conn, &one->member);
    if (status == STATUS_OK)
        status = knocks(&out->knocks, act, conn, &one->member, account);
    out->reads = reads && account->generation > 0;
    out->state = state_of(account);
    return status;
}

/* Somebody whose row was put away, or cannot be read: their line says so, all others stand. */
static enum status open_some(struct opening *out, struct act *act, struct db_conn *conn,
                             const struct people_one *people, size_t count)
{
    struct page_person *rows;
    size_t row_count;
    struct account_id *accounts = arena_alloc(act->arena, (count + 1) * sizeof *accounts);
    bool *done = arena_alloc(act->arena, count + 1);
    for (size_t i = 0; i < count; i++)
        accounts[i] = people[i].member.account;
    enum status status =
        page_rows_people(&rows, &row_count, conn, act->arena, act->space, accounts, count);
    if (status == STATUS_TAMPERED) { /* then each is asked for alone */
        status = STATUS_OK;
        row_count = 0;
    }
    for (size_t r = 0, at = 0; r < row_count && status == STATUS_OK; r++, at++) {
        for (size_t tries = 0; tries < count; tries++, at++) /* most come as they are wanted */
            if (id_equal(&accounts[at % count].id, &rows[r].account.id.id))
                break;
        done[at % count] = true;
        status = open_one(&out[at % count], act, conn, &people[at % count], &rows[r].account);
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct account_row account;
        if (done[i])
            continue;
        status = person_account(&account, act, conn, accounts[i]);
        if (status == STATUS_OK)
            status = open_one(&out[i], act, conn, &people[i], &account);
        else if (status == STATUS_TAMPERED) {
            out[i] = (struct opening){.state = "edited"};
            status = STATUS_OK;
        }
    }
    return status;
}

static enum status open_all(struct openings *out, struct opening *all, struct act *act,
                            struct db_conn *conn)
{
    enum { AT_ONCE = 256 };
    struct charter_roll charter;
    const struct people *people = out->people;
    enum status status = roll_charter(&charter, act, conn);
    for (size_t i = 0; i < people->count && status == STATUS_OK; i += AT_ONCE) {
        struct act some = *act;
        struct arena *arena = arena_new();
        if (arena == NULL)
            abort(); /* as arenas do */
        const size_t left = people->count - i;
        some.arena = arena;
        some.recall = NULL;
        some.roll = NULL;
        status = open_some(all + i, &some, conn, people->all + i, left < AT_ONCE ? left : AT_ONCE);
        act->tampered |= some.tampered;
        arena_free(arena);
    }
    for (size_t i = 0; i < people->count && status == STATUS_OK; i++) {
        const struct membership_row *member = &people->all[i].member;
        all[i].outdated = !people->all[i].shut &&
                          charter_roll_outdated(&charter, member->account, member->structure);
        out->late += all[i].outdated;
    }
    return status;
}

enum status openings_of(const struct openings **out, struct act *act, struct db_conn *conn)
{
    const struct people *people;
    enum status status = people_order(&people, act, conn);
    *out = status == STATUS_OK ? roll_derived(act, conn, ROLL_OPENINGS) : NULL;
    if (*out != NULL || status != STATUS_OK)
        return status;
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort(); /* as arenas do */
    struct openings *openings = arena_alloc(arena, sizeof *openings);
    struct opening *all = arena_alloc(arena, (people->count + 1) * sizeof *all);
    *openings = (struct openings){.people = people, .all = all};
    status = open_all(openings, all, act, conn);
    if (status == STATUS_OK)
        *out = roll_derive(act, conn, ROLL_OPENINGS, arena, openings);
    else
        arena_free(arena);
    return status;
}

/* That nobody waits follows from the roll and from what entries tell of the vault: as long as these
 * are the same it is so. */
static struct digest room[64][REMEMBERED_WAYS];
static struct remembered settled = REMEMBERED(room);

static bool fingerprint(struct digest *out, struct act *act, struct db_conn *conn,
                        const struct vault_row *vault)
{
    struct ledger_told told;
    struct record *record = record_new(act->arena, "cocon/nobody-waits");
    if (!roll_mark(record, act, conn) ||
        ledger_told(&told, act->core, conn, &vault->id.id) != STATUS_OK)
        return false;
    record_id(record, &vault->id.id);
    record_number(record, vault->generation);
    record_number(record, (int64_t)told.seq);
    record_bytes(record, BYTES_OF(told.leaf));
    digest_blake(out, record_encoded(record));
    return true;
}

static enum status who_waits(size_t **out, size_t *count, struct act *act, struct db_conn *conn,
                             const struct openings *openings, const struct vault_row *vault)
{
    struct account_id *holders;
    size_t held, room_left = 0;
    enum status status =
        vault_rows_readers(&holders, &held, conn, act->arena, vault->id, vault->generation);
    if (status == STATUS_OK && held > 0)
        id_sort(&holders->id, held);
    for (size_t i = 0; i < openings->people->count && status == STATUS_OK; i++) {
        const struct id *id = &openings->people->all[i].member.account.id;
        const bool holds = held > 0 && id_in(&holders->id, held, id);
        if (!openings->all[i].knocks && (!openings->all[i].reads || holds))
            continue;
        *out = arena_grow(act->arena, *out, *count, &room_left, sizeof **out);
        (*out)[(*count)++] = i;
    }
    return status;
}

enum status openings_waiting(size_t **out, size_t *count, struct act *act, struct db_conn *conn,
                             const struct openings *openings)
{
    struct vault_row vault;
    struct digest seen;
    *out = NULL;
    *count = 0;
    enum status status =
        vault_rows_get(&vault, conn, act->arena, act->space, (struct seance_id){0}, VAULT_SHARED);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status; /* nothing to wait for */
    const bool known = fingerprint(&seen, act, conn, &vault);
    if (known && remembered_has(&settled, &seen))
        return STATUS_OK;
    status = who_waits(out, count, act, conn, openings, &vault);
    if (known && status == STATUS_OK && *count == 0 && !act->tampered)
        remembered_add(&settled, &seen);
    return status;
}
