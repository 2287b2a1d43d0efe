#include "doors/second_factor.h"

#include "base/clock.h"
#include "base/log.h"
#include "crypto/record.h"
#include "doors/logins.h"
#include "journal/journal.h"
#include "journal/row_seal.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

bool second_factor_is(const struct factor *factor, const char *kind)
{
    const char *its = act_text(factor->content, "kind");
    return its != NULL && strcmp(its, kind) == 0;
}

enum status second_factor_seal(struct bytes *out, const struct core *core, struct arena *arena,
                               const struct record *bound, const json_t *content)
{
    *out = (struct bytes){0};
    char *text = json_dumps(content, JSON_COMPACT);
    if (text == NULL)
        return STATUS_FAILED;
    const size_t len = strlen(text);
    server_key_seal_factor(core->key, out, arena, bound,
                           (struct bytes){(const uint8_t *)text, len});
    secret_wipe(text, len);
    free(text);
    return STATUS_OK;
}

enum status second_factor_open(json_t **out, const struct core *core, struct arena *arena,
                               const struct record *bound, struct bytes sealed)
{
    struct bytes plain;
    *out = NULL;
    enum status status = server_key_open_factor(core->key, &plain, arena, bound, sealed);
    if (status != STATUS_OK)
        return status;
    json_t *content = json_loadb((const char *)plain.data, plain.len, 0, NULL);
    if (content == NULL)
        return STATUS_TAMPERED;
    *out = act_json(arena, content);
    return STATUS_OK;
}

enum status second_factor_blob(struct bytes *out, struct arena *arena, const json_t *content,
                               const char *name)
{
    const char *digits = act_text(content, name);
    *out = (struct bytes){0};
    if (digits == NULL || strlen(digits) % 2 != 0)
        return STATUS_INVALID;
    const size_t len = strlen(digits) / 2;
    uint8_t *bytes = arena_alloc(arena, len + 1);
    enum status status = bytes_unhex(bytes, len, digits);
    if (status == STATUS_OK)
        *out = (struct bytes){bytes, len};
    return status;
}

json_t *second_factor_hex(struct arena *arena, struct bytes data)
{
    char *digits = arena_alloc(arena, 2 * data.len + 1);
    bytes_hex(digits, data);
    return json_string(digits);
}

const struct record *second_factor_bound(struct arena *arena, const struct factor_row *row)
{
    struct record *record = record_new(arena, "second-factor");
    record_id(record, &row->account.id);
    record_number(record, row->generation);
    record_id(record, &row->id);
    record_number(record, row->created_at);
    return record;
}

static enum status open_all(struct factor **out, size_t *count, struct core *core,
                            struct arena *arena, struct db_conn *conn,
                            const struct account_row *account)
{
    struct factor_row *rows;
    *out = NULL;
    enum status status = second_factor_rows_list(&rows, count, conn, arena, account->id);
    if (status != STATUS_OK)
        return status;
    *out = arena_alloc(arena, (*count + 1) * sizeof **out);
    for (size_t i = 0; i < *count && status == STATUS_OK; i++) {
        struct factor *factor = &(*out)[i];
        factor->row = rows[i];
        status = rows[i].generation != account->generation
                     ? STATUS_TAMPERED
                     : second_factor_open(&factor->content, core, arena,
                                          second_factor_bound(arena, &rows[i]), rows[i].sealed);
    }
    return status;
}

enum status second_factor_list(struct factor **out, size_t *count, struct core *core,
                               struct arena *arena, struct db_conn *conn,
                               const struct account_row *account)
{
    char text[ID_TEXT];
    enum status status = row_seal_check(core, arena, conn, STATE_PERSON, &account->id.id);
    if (status == STATUS_OK)
        status = open_all(out, count, core, arena, conn, account);
    if (status == STATUS_TAMPERED)
        log_error("account %s: its second factors are not those that it added",
                  id_text(text, &account->id.id));
    if (status != STATUS_OK) {
        *out = NULL;
        *count = 0;
    }
    return status;
}

enum status second_factor_missing(bool *out, const struct act *act, struct db_conn *conn,
                                  const struct account_row *account,
                                  const struct certificate *certificate)
{
    struct factor *factors;
    size_t count;
    *out = false;
    if (!certificate->coordination && !act->pack->second_factor_everyone)
        return STATUS_OK;
    /* each visit asks; signing in asks the journal besides */
    enum status status = open_all(&factors, &count, act->core, act->arena, conn, account);
    *out = status != STATUS_OK || count == 0;
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

struct factor second_factor_new(const struct account_row *account, json_t *content)
{
    struct factor factor = {.row = {.account = account->id,
                                    .generation = account->generation,
                                    .created_at = clock_now()},
                            .content = content};
    id_new(&factor.row.id);
    return factor;
}

static enum status seal(const struct act *act, struct factor *factor)
{
    return second_factor_seal(&factor->row.sealed, act->core, act->arena,
                              second_factor_bound(act->arena, &factor->row), factor->content);
}

enum status second_factor_add(struct db_conn *conn, struct act *act, struct factor *factor)
{
    enum status status = seal(act, factor);
    if (status == STATUS_OK)
        status = logins_close_others(act, conn);
    if (status == STATUS_OK)
        status = second_factor_rows_insert(conn, &factor->row);
    if (status == STATUS_OK)
        status = second_factor_rows_wait_no_more(conn, act->who);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "factor_add", "account", &act->who.id,
                             BYTES_OF(factor->row.id.bytes));
    return status;
}

enum status second_factor_save(struct db_conn *conn, const struct act *act, struct factor *factor)
{
    enum status status = seal(act, factor);
    return status == STATUS_OK ? second_factor_rows_set(conn, &factor->row) : status;
}
