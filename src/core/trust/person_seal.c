#include "trust/person_seal.h"

#include "base/text.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "remembered.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

static struct digest room[2048][REMEMBERED_WAYS];
static struct remembered known = REMEMBERED(room);

/* Of account, newest entry and seal: whatever changes in any of them misses. */
static struct digest fingerprint(const struct account_row *row, const struct ledger_told *told)
{
    struct digest seal, out;
    uint8_t all[sizeof row->id.id.bytes + sizeof told->seq + sizeof told->leaf + sizeof seal.bytes];
    uint8_t *next = all;
    digest_blake(&seal, row->person);
    memcpy(next, row->id.id.bytes, sizeof row->id.id.bytes);
    next += sizeof row->id.id.bytes;
    memcpy(next, &told->seq, sizeof told->seq);
    next += sizeof told->seq;
    memcpy(next, told->leaf, sizeof told->leaf);
    next += sizeof told->leaf;
    memcpy(next, seal.bytes, sizeof seal.bytes);
    digest_blake(&out, BYTES_OF(all));
    return out;
}

static enum status is_present(struct core *core, struct arena *arena, struct db_conn *conn,
                              const struct account_row *row)
{
    struct ledger_told told;
    enum status status = ledger_told(&told, core, conn, &row->id.id);
    if (status != STATUS_OK)
        return status;
    const struct digest seen = fingerprint(row, &told);
    if (remembered_has(&known, &seen))
        return STATUS_OK;
    status = row_seal_check(core, arena, conn, STATE_PERSON, &row->id.id);
    if (status == STATUS_OK)
        remembered_add(&known, &seen);
    return status;
}

/* In a write whose act held the rows against their entry before it changed them, they were whole.
 */
static enum status check(struct act *act, struct db_conn *conn, const struct account_row *row)
{
    if (db_turn(conn) != 0 && ledger_looked(act->core, conn, &row->id.id) == LEDGER_FOUND_WHOLE)
        return STATUS_OK;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = is_present(act->core, arena, conn, row);
    arena_free(arena);
    if (status == STATUS_TAMPERED)
        state_met(act, STATE_PERSON, &row->id.id);
    return status;
}

enum status person_seal_open(json_t **out, struct act *act, struct db_conn *conn,
                             const struct account_row *row)
{
    struct bytes plain;
    *out = NULL;
    enum status status = check(act, conn, row);
    if (status == STATUS_OK)
        status =
            server_key_open_person(act->core->key, &plain, act->arena, &row->id.id, row->person);
    if (status == STATUS_OK)
        *out = json_loadb((const char *)plain.data, plain.len, 0, NULL);
    return status == STATUS_OK && *out == NULL ? STATUS_TAMPERED : status;
}

enum status person_seal(struct account_row *row, const struct core *core, struct arena *arena,
                        const char *name, const char *email)
{
    struct digest index;
    server_key_email_index(core->key, &index, text_fold(arena, email));
    memcpy(row->email_index, index.bytes, sizeof row->email_index);
    json_t *json = json_pack("{s:s, s:s}", "name", name, "email", email);
    char *plain = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    enum status status = STATUS_FAILED;
    if (plain != NULL)
        status = server_key_seal_person(core->key, &row->person, arena, &row->id.id,
                                        (struct bytes){(uint8_t *)plain, strlen(plain)});
    if (plain != NULL)
        secret_wipe(plain, strlen(plain));
    free(plain);
    json_decref(json);
    return status;
}

enum status person_seal_nobody(struct account_row *row, const struct core *core,
                               struct arena *arena)
{
    static const char nobody[] = "{\"erased\":true}";
    secret_noise(row->email_index, sizeof row->email_index);
    return server_key_seal_person(core->key, &row->person, arena, &row->id.id,
                                  (struct bytes){(const uint8_t *)nobody, sizeof nobody - 1});
}
