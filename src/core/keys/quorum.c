#include "keys/quorum.h"
#include "journal/ledger.h"

#include "anchors.h"
#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/recovery_key.h"
#include "journal/journal.h"
#include "keys/quorum_vaults.h"
#include "keys/recovery.h"
#include "keys/vaults.h"
#include "trust/state.h"

#include <string.h>

static const int64_t RECENT = (int64_t)30 * 24 * 60 * 60;

enum status quorum_space(struct space_id *out, struct core *core, const char *pack)
{
    struct space_row *spaces;
    size_t count;
    *out = (struct space_id){0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct db_conn *conn = db_read(core->db);
    enum status status = person_rows_spaces(&spaces, &count, conn, arena);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (strcmp(spaces[i].pack, pack) == 0)
            *out = spaces[i].id;
    db_done(conn);
    arena_free(arena);
    return status == STATUS_OK && id_is_none(&out->id) ? STATUS_NOT_FOUND : status;
}

enum status quorum_has(bool *out, struct core *core, struct space_id space)
{
    struct account_public recovery;
    enum status status = anchors_recovery(core->anchors, &recovery, space);
    *out = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The first sheets of a space replace none: only who hands them to their keepers has to know. */
static enum status are_first(bool *out, struct act *act, int64_t made_at)
{
    struct account_public before;
    enum status status = anchors_recovery_at(act->core->anchors, &before, act->space, made_at - 1);
    *out = status == STATUS_NOT_FOUND;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_use(json_t *uses, struct act *act, const struct journal_row *row)
{
    bool first = false;
    enum status status = STATUS_OK;
    if (strcmp(row->action, LEDGER_RECOVERY_NEW) == 0)
        status = are_first(&first, act, row->at);
    if (status != STATUS_OK || (first && (act->standing & RELATION_COORDINATION) == 0))
        return status;
    json_t *use =
        json_pack("{s:s, s:I, s:b}", "act", row->action, "at", (json_int_t)row->at, "first", first);
    return json_array_append_new(uses, use) == 0 ? STATUS_OK : STATUS_FAILED;
}

enum status quorum_uses(json_t **out, struct act *act, struct db_conn *conn)
{
    static const char *const actions[] = {QUORUM_USED, LEDGER_RECOVERY_NEW, QUORUM_REHEARSED};
    enum status status = STATUS_OK;
    *out = act_json(act->arena, json_array());
    for (size_t i = 0; i < sizeof actions / sizeof *actions && status == STATUS_OK; i++) {
        struct journal_row row;
        status = journal_rows_newest(&row, conn, act->arena, &act->space.id, NULL, actions[i]);
        if (status == STATUS_OK && clock_now() - row.at < RECENT)
            status = add_use(*out, act, &row);
        if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED) /* `audit verify` tells */
            status = STATUS_OK;
    }
    return status;
}

enum status quorum_split(struct quorum_sheets *out, unsigned k, unsigned n)
{
    *out = (struct quorum_sheets){.k = k, .n = n};
    struct secret *secret = recovery_key_new();
    struct account_keys *keys = recovery_key_open(secret);
    out->public = keys->public;
    certificate_fingerprint(&out->fingerprint, &out->public);
    enum status status = shares_split(out->shares, secret, k, n, &out->fingerprint);
    account_keys_free(keys);
    secret_free(secret);
    if (status != STATUS_OK)
        *out = (struct quorum_sheets){0};
    return status;
}

void quorum_sheets_free(struct quorum_sheets *sheets)
{
    shares_free(sheets->shares, SHARES_MOST);
    *sheets = (struct quorum_sheets){0};
}

struct adopting {
    struct act act;
    const struct quorum_sheets *sheets;
};

static enum status adopt(struct db_conn *conn, void *context)
{
    struct adopting *adopting = context;
    struct act *act = &adopting->act;
    struct vault_row *vaults;
    size_t count;
    bool has;
    enum status status = quorum_has(&has, act->core, act->space);
    if (status == STATUS_OK)
        status = vault_rows_space(&vaults, &count, conn, act->arena, act->space);
    if (status == STATUS_OK && (has || count > 0))
        return STATUS_CONFLICT;
    if (status == STATUS_OK)
        status = journal_add(conn, act, LEDGER_RECOVERY_NEW, "space", &act->space.id,
                             BYTES_OF(adopting->sheets->fingerprint.bytes));
    /* last: the file is not undone with the transaction */
    if (status == STATUS_OK)
        status = anchors_recovery_add(act->core->anchors, act->space, &adopting->sheets->public,
                                      clock_now());
    return status;
}

enum status quorum_adopt(struct core *core, struct space_id space,
                         const struct quorum_sheets *sheets)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct adopting adopting = {.act = {.core = core, .arena = arena, .space = space},
                                .sheets = sheets};
    enum status status = db_write(core->db, adopt, &adopting);
    arena_free(arena);
    return status;
}

enum status quorum_open(struct account_keys **out, struct core *core, struct space_id space,
                        const struct share *shares, size_t count)
{
    struct account_public anchored;
    struct secret *secret = NULL;
    *out = NULL;
    enum status status = anchors_recovery(core->anchors, &anchored, space);
    if (status == STATUS_OK)
        status = shares_combine(&secret, shares, count);
    if (status != STATUS_OK)
        return status;
    *out = recovery_key_open(secret);
    secret_free(secret);
    if (memcmp(&(*out)->public, &anchored, sizeof anchored) == 0)
        return STATUS_OK;
    account_keys_free(*out);
    *out = NULL;
    return STATUS_INVALID;
}

struct using
{
    struct act act;
    struct quorum_count *count;
    const struct account_keys *recovery;
    const struct quorum_sheets *next; /* renewing */
};

static enum status drop(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                        uint32_t generation, const struct vault_key *key, void *context)
{
    (void)act, (void)conn, (void)vault, (void)generation, (void)key, (void)context;
    return STATUS_OK;
}

static enum status rehearse(struct db_conn *conn, void *context)
{
    struct using *using = context;
    struct act *act = &using->act;
    struct digest fingerprint;
    certificate_fingerprint(&fingerprint, &using->recovery->public);
    enum status status = quorum_vaults_each(using->count, act, conn, using->recovery, drop, NULL);
    if (status == STATUS_OK)
        status = journal_add(conn, act, QUORUM_REHEARSED, "space", &act->space.id,
                             BYTES_OF(fingerprint.bytes));
    return status;
}

static enum status hand_on(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                           uint32_t generation, const struct vault_key *key, void *context)
{
    const struct using *using = context;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = recovery_hand_on(act, conn, vault, generation, key, using->recovery,
                                  &using->next->public);
    if (status == STATUS_OK)
        status =
            journal_add(conn, act, "recovery_reseal", "vault", &vault->id.id, (struct bytes){0});
    return status;
}

static enum status renew(struct db_conn *conn, void *context)
{
    struct using *using = context;
    struct act *act = &using->act;
    enum status status =
        quorum_vaults_each(using->count, act, conn, using->recovery, hand_on, using);
    if (status == STATUS_OK && using->count->broken + using->count->edited > 0)
        status = STATUS_TAMPERED; /* new sheets would never open what was left out */
    if (status == STATUS_OK)
        status = journal_add(conn, act, LEDGER_RECOVERY_NEW, "space", &act->space.id,
                             BYTES_OF(using->next->fingerprint.bytes));
    /* last: the file is not undone with the transaction */
    if (status == STATUS_OK)
        status =
            anchors_recovery_add(act->core->anchors, act->space, &using->next->public, clock_now());
    return status;
}

static enum status use(struct quorum_count *out, struct core *core, struct space_id space,
                       const struct account_keys *recovery, const struct quorum_sheets *next)
{
    *out = (struct quorum_count){0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct using using = {.act = {.core = core, .arena = arena, .space = space},
                          .count = out,
                          .recovery = recovery,
                          .next = next};
    enum status status = db_write(core->db, next == NULL ? rehearse : renew, &using);
    arena_free(arena);
    if (status != STATUS_OK)
        *out = (struct quorum_count){0};
    return status;
}

enum status quorum_rehearse(struct quorum_count *out, struct core *core, struct space_id space,
                            const struct account_keys *recovery)
{
    return use(out, core, space, recovery, NULL);
}

enum status quorum_renew(struct quorum_count *out, struct core *core, struct space_id space,
                         const struct account_keys *recovery, const struct quorum_sheets *sheets)
{
    return use(out, core, space, recovery, sheets);
}
