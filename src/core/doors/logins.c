#include "doors/logins.h"

#include "base/clock.h"
#include "core/doors/sign_in.h"
#include "crypto/login_token.h"
#include "doors/door_seal.h"
#include "journal/journal.h"
#include "journal/ledger_keep.h"
#include "trust/state.h"

#include <stdio.h>
#include <string.h>

/* Both words, filled up with blanks: the length tells nothing. */
enum { WORD = 10 };

void logins_name(struct id *out, const uint8_t row[32])
{
    memcpy(out->bytes, row, sizeof out->bytes);
}

static bool is_this(const struct act *act, const struct login_row *row)
{
    return memcmp(row->id, act->login, sizeof row->id) == 0;
}

static enum status alive(struct login_row **out, size_t *count, struct act *act,
                         struct db_conn *conn)
{
    const int64_t now = clock_now();
    return person_rows_logins(out, count, conn, act->arena, act->who, now, now - CORE_LOGIN_IDLE);
}

struct naming {
    const struct act *act;
    struct bytes sealed;
};

static enum status name_browser(struct db_conn *conn, void *context)
{
    const struct naming *naming = context;
    return person_rows_set_browser(conn, naming->act->login, naming->sealed);
}

static const struct record *of_browser(struct arena *arena, const uint8_t login[32],
                                       const struct account_id *account)
{
    struct record *record = record_new(arena, "login-browser");
    record_bytes(record, (struct bytes){login, 32});
    record_id(record, &account->id);
    return record;
}

enum status logins_browser(struct act *act, const char *browser, const char *system)
{
    struct naming naming = {.act = act};
    char words[2 * WORD + 1];
    snprintf(words, sizeof words, "%-*.*s%-*.*s", WORD, WORD, browser, WORD, WORD, system);
    server_key_seal_named(act->core->key, &naming.sealed, act->arena,
                          of_browser(act->arena, act->login, &act->who),
                          (struct bytes){(const uint8_t *)words, 2 * WORD});
    return db_write(act->core->db, name_browser, &naming);
}

static json_t *word(struct bytes plain, size_t at)
{
    if (plain.len != 2 * WORD)
        return json_null();
    const char *text = (const char *)plain.data + at;
    size_t len = WORD;
    while (len > 0 && text[len - 1] == ' ')
        len--;
    return len > 0 ? json_stringn(text, len) : json_null();
}

static json_t *login_json(struct act *act, const struct login_row *row)
{
    struct id name;
    struct bytes plain;
    logins_name(&name, row->id);
    if (server_key_open_named(act->core->key, &plain, act->arena,
                              of_browser(act->arena, row->id, &act->who),
                              row->browser) != STATUS_OK)
        plain = (struct bytes){0};
    return json_pack("{s:o, s:I, s:I, s:I, s:o, s:o, s:b}", "id", act_id_json(&name), "created_at",
                     (json_int_t)row->created_at, "seen_at", (json_int_t)row->seen_at, "expires_at",
                     (json_int_t)row->expires_at, "browser", word(plain, 0), "system",
                     word(plain, WORD), "current", is_this(act, row));
}

enum status logins_list(struct act *act, json_t **out)
{
    struct login_row *rows;
    size_t count;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = alive(&rows, &count, act, conn);
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        if (is_this(act, &rows[i]))
            json_array_insert_new(list, 0, login_json(act, &rows[i]));
        else
            json_array_append_new(list, login_json(act, &rows[i]));
    const size_t others = count > 0 ? json_array_size(list) - 1 : 0;
    *out =
        act_json(act->arena, json_pack("{s:o, s:I}", "logins", list, "others", (json_int_t)others));
    return STATUS_OK;
}

/* One that was ended stays ended: the journal tells of each by its name.  Of a row that the server
 * did not write, which is no login, it tells nothing: somebody chose that name. */
static enum status close(struct act *act, struct db_conn *conn, const struct login_row *row)
{
    struct id name;
    logins_name(&name, row->id);
    const bool ours = door_seal_holds_login(row, act->core, act->arena) == STATUS_OK;
    enum status status = person_rows_drop_login(conn, row->id);
    return status == STATUS_OK && ours
               ? journal_add(conn, act, "end-login", "account", &act->who.id, BYTES_OF(name.bytes))
               : status;
}

static enum status close_those(size_t *ended, struct act *act, struct db_conn *conn,
                               const struct id *only)
{
    struct login_row *rows;
    size_t count;
    *ended = 0;
    enum status status = alive(&rows, &count, act, conn);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &act->who.id);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct id name;
        logins_name(&name, rows[i].id);
        if (is_this(act, &rows[i]) || (only != NULL && !id_equal(&name, only)))
            continue;
        status = close(act, conn, &rows[i]);
        ++*ended;
    }
    return status;
}

enum status logins_close_others(struct act *act, struct db_conn *conn)
{
    size_t ended;
    enum status status = close_those(&ended, act, conn, NULL);
    /* and those that are over anyway */
    return status == STATUS_OK ? person_rows_drop_logins(conn, act->who, act->login) : status;
}

struct ending {
    struct act *act;
    const struct id *only; /* NULL: all others */
};

static enum status end(struct db_conn *conn, void *context)
{
    const struct ending *ending = context;
    size_t ended;
    enum status status = close_those(&ended, ending->act, conn, ending->only);
    return status == STATUS_OK && ended == 0 && ending->only != NULL ? STATUS_NOT_FOUND : status;
}

enum status logins_end(struct act *act, const struct id *id)
{
    struct ending ending = {act, id};
    return ledger_keep_after(act->core, db_write(act->core->db, end, &ending));
}

enum status logins_end_others(struct act *act)
{
    struct ending ending = {act, NULL};
    return ledger_keep_after(act->core, db_write(act->core->db, end, &ending));
}

enum status logins_new(struct login_row *out, const struct core *core, struct arena *arena,
                       struct space_id space, const struct account_row *account,
                       const struct account_keys *keys, char token_text[TOKEN_TEXT])
{
    struct login_token token;
    struct digest id;
    int64_t now = clock_now();
    *out = (struct login_row){.space = space,
                              .account = account->id,
                              .generation = account->generation,
                              .created_at = now,
                              .seen_at = now,
                              .expires_at = now + CORE_LOGIN_LONGEST};
    login_token_new(&token);
    login_token_digest(&id, &token, "row");
    memcpy(out->id, id.bytes, sizeof out->id);
    enum status status =
        login_token_seal(&out->keys, arena, &token, keys, account->id, account->generation);
    door_seal_login(out, core, arena);
    if (status == STATUS_OK)
        login_token_text(token_text, &token);
    login_token_free(&token);
    return status;
}
