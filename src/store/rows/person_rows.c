#include "store/rows/person_rows.h"

#include <string.h>

#define ACCOUNT_COLUMNS                                                                            \
    "id, email_index, person, state, generation, box_public, sign_public, keys, salt, passes, "    \
    "memory_kib, lanes, created_at, accepted_at, "                                                 \
    "(SELECT max(seq) FROM journal WHERE object = account.id"                                      \
    " AND action IN ('accept', 'cost', 'passphrase'))"
#define MEMBERSHIP_COLUMNS                                                                         \
    "space, account, structure, profession, coordination, represents, since, until, suspended_at"
#define PRESENT " AND until IS NULL AND suspended_at IS NULL"
#define INVITATION_COLUMNS                                                                         \
    "id, space, account, invited_by, created_at, expires_at, used_at, claim, keys, invited_as, "   \
    "proof, seal"
#define LOGIN_COLUMNS "id, space, account, generation, keys, created_at, seen_at, expires_at, seal"
#define LOGIN_READ LOGIN_COLUMNS ", browser"

enum {
    ACCOUNT,
    ACCOUNT_BY_EMAIL,
    ACCOUNT_INSERT,
    ACCOUNT_SET_PERSON,
    ACCOUNT_SET_KEYS,
    ACCOUNT_SET_STATE,
    MEMBERSHIP,
    MEMBERS,
    MEMBERSHIPS,
    MEMBERSHIP_INSERT,
    MEMBERSHIP_END,
    MEMBERSHIP_RESUME,
    INVITATION,
    INVITATION_USED,
    INVITATION_INSERT,
    INVITATION_USE,
    INVITATION_DROP,
    INVITATION_DROP_OF,
    INVITATION_FORGET,
    INVITATION_CLAIMS,
    INVITATION_SET_CLAIM,
    LOGIN,
    LOGINS,
    LOGIN_BROWSER,
    LOGIN_INSERT,
    LOGIN_UPDATE,
    LOGIN_DROP,
    LOGIN_DROP_OTHERS,
    LOGIN_EXPIRE,
    SPACE_INSERT,
    SPACES,
    COUNT
};

static const char *const SQL[COUNT] = {
    [ACCOUNT] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1",
    [ACCOUNT_BY_EMAIL] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE email_index = $1",
    [ACCOUNT_INSERT] =
        "INSERT INTO account (id, email_index, person, state, generation, created_at)"
        " VALUES ($1, $2, $3, $4, 0, $5)",
    [ACCOUNT_SET_PERSON] = "UPDATE account SET email_index = $2, person = $3 WHERE id = $1",
    [ACCOUNT_SET_KEYS] =
        "UPDATE account SET state = 'active', generation = $2, box_public = $3, sign_public = $4,"
        " keys = $5, salt = $6, passes = $7, memory_kib = $8, lanes = $9, accepted_at = $10"
        " WHERE id = $1 AND generation = $11 AND state IN ('invited', 'active')",
    [ACCOUNT_SET_STATE] = "UPDATE account SET state = $2 WHERE id = $1",
    [MEMBERSHIP] =
        "SELECT " MEMBERSHIP_COLUMNS " FROM membership WHERE space = $1 AND account = $2",
    [MEMBERS] = "SELECT " MEMBERSHIP_COLUMNS " FROM membership WHERE space = $1" PRESENT,
    [MEMBERSHIPS] =
        "SELECT " MEMBERSHIP_COLUMNS " FROM membership WHERE space IN (SELECT id FROM space)"
        " AND account = $1" PRESENT " ORDER BY since",
    [MEMBERSHIP_INSERT] = "INSERT INTO membership (" MEMBERSHIP_COLUMNS ")"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",
    [MEMBERSHIP_END] = "UPDATE membership SET until = $3"
                       " WHERE space = $1 AND account = $2 AND until IS NULL",
    [MEMBERSHIP_RESUME] =
        "UPDATE membership SET structure = $3, profession = $4, coordination = $5, represents = $6,"
        " since = $7, until = NULL, suspended_at = NULL WHERE space = $1 AND account = $2 AND "
        "until IS NOT NULL",
    [INVITATION] = "SELECT " INVITATION_COLUMNS " FROM invitation WHERE id = $1",
    [INVITATION_USED] = "SELECT " INVITATION_COLUMNS " FROM invitation WHERE space = $1"
                        " AND account = $2 AND used_at IS NOT NULL ORDER BY used_at DESC LIMIT 1",
    [INVITATION_INSERT] =
        "INSERT INTO invitation (id, space, account, invited_as, invited_by, created_at,"
        " expires_at, claim, keys, seal) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9)",
    [INVITATION_USE] = "UPDATE invitation SET used_at = $2, account = $3, proof = $4,"
                       " keys = NULL WHERE id = $1 AND used_at IS NULL",
    [INVITATION_DROP] = "DELETE FROM invitation WHERE account = $1 AND used_at IS NULL",
    [INVITATION_DROP_OF] =
        "DELETE FROM invitation WHERE space = $1 AND account = $2 AND used_at IS NULL",
    [INVITATION_FORGET] = "UPDATE invitation SET claim = NULL WHERE space = $1 AND account = $2",
    [INVITATION_CLAIMS] =
        "SELECT i.id, i.space, i.account, i.invited_by, i.created_at, i.expires_at, i.used_at,"
        " i.claim, i.keys, i.invited_as, i.proof, i.seal FROM invitation i JOIN membership m ON "
        "m.space = "
        "i.space AND"
        " m.account = i.account WHERE i.space = $1 AND i.claim IS NOT NULL AND m.until IS NULL",
    [INVITATION_SET_CLAIM] = "UPDATE invitation SET claim = $2 WHERE id = $1",
    [LOGIN] = "SELECT " LOGIN_READ " FROM login WHERE id = $1",
    [LOGINS] = "SELECT " LOGIN_READ " FROM login WHERE account = $1 AND expires_at > $2"
               " AND seen_at > $3 ORDER BY seen_at DESC, created_at DESC",
    [LOGIN_BROWSER] = "UPDATE login SET browser = $2 WHERE id = $1",
    [LOGIN_INSERT] =
        "INSERT INTO login (" LOGIN_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [LOGIN_UPDATE] = "UPDATE login SET space = $2, seen_at = $3, seal = $4 WHERE id = $1",
    [LOGIN_DROP] = "DELETE FROM login WHERE id = $1",
    [LOGIN_DROP_OTHERS] = "DELETE FROM login WHERE account = $1 AND id <> $2",
    [LOGIN_EXPIRE] = "DELETE FROM login WHERE expires_at <= $1 OR seen_at <= $2",
    [SPACE_INSERT] = "INSERT INTO space (id, pack, created_at) VALUES ($1, $2, $3)",
    [SPACES] = "SELECT id, pack, created_at FROM space ORDER BY created_at",
};
DB_MODULE(person_rows, SQL);

bool person_rows_present(const struct membership_row *row)
{
    return row->until == 0 && row->suspended_at == 0;
}

static struct bytes fixed(const void *data, size_t len)
{
    return (struct bytes){data, len};
}

/* A nullable fixed-size column: left zero when NULL. */
static void maybe(struct db_rows *rows, int column, void *out, size_t len)
{
    if (!db_is_null(rows, column))
        db_blob_exact(rows, column, out, len);
}

static enum status account(struct account_row *out, struct db_conn *conn, struct arena *arena,
                           size_t statement, struct db_value key)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct account_row){0};
    db_query(&rows, conn, &person_rows_statements, statement, &key, 1);
    if (db_next(&rows)) {
        found = true;
        out->id.id = db_id(&rows, 0);
        db_blob_exact(&rows, 1, out->email_index, sizeof out->email_index);
        out->person = db_blob(&rows, 2, arena);
        out->state = db_text(&rows, 3, arena);
        out->generation = (uint32_t)db_int(&rows, 4);
        maybe(&rows, 5, out->box_public, sizeof out->box_public);
        maybe(&rows, 6, out->sign_public, sizeof out->sign_public);
        out->keys = db_blob(&rows, 7, arena);
        maybe(&rows, 8, out->salt, sizeof out->salt);
        out->passes = (uint32_t)db_int(&rows, 9);
        out->memory_kib = (uint32_t)db_int(&rows, 10);
        out->lanes = (uint32_t)db_int(&rows, 11);
        out->created_at = db_int(&rows, 12);
        out->accepted_at = db_int(&rows, 13);
        out->sealed_by = (uint64_t)db_int(&rows, 14);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct account_row){0};
    return status;
}

enum status person_rows_account(struct account_row *out, struct db_conn *conn, struct arena *arena,
                                struct account_id id)
{
    return account(out, conn, arena, ACCOUNT, DB_ID(id.id));
}

enum status person_rows_by_email(struct account_row *out, struct db_conn *conn, struct arena *arena,
                                 const uint8_t email_index[32])
{
    return account(out, conn, arena, ACCOUNT_BY_EMAIL, DB_BLOB(fixed(email_index, 32)));
}

enum status person_rows_insert_account(struct db_conn *conn, const struct account_row *row)
{
    return DB_RUN(conn, &person_rows_statements, ACCOUNT_INSERT, DB_ID(row->id.id),
                  DB_BLOB(BYTES_OF(row->email_index)), DB_BLOB(row->person), DB_TEXT(row->state),
                  DB_INT(row->created_at));
}

enum status person_rows_set_person(struct db_conn *conn, struct account_id id,
                                   const uint8_t email_index[32], struct bytes sealed)
{
    return DB_RUN(conn, &person_rows_statements, ACCOUNT_SET_PERSON, DB_ID(id.id),
                  DB_BLOB(fixed(email_index, 32)), DB_BLOB(sealed));
}

/* For statements that must find their one row. */
static enum status one_changed(struct db_conn *conn, enum status status)
{
    if (status == STATUS_OK && db_changes(conn) != 1)
        return STATUS_CONFLICT;
    return status;
}

enum status person_rows_set_keys(struct db_conn *conn, const struct account_row *row, uint32_t was)
{
    return one_changed(
        conn, DB_RUN(conn, &person_rows_statements, ACCOUNT_SET_KEYS, DB_ID(row->id.id),
                     DB_INT(row->generation), DB_BLOB(BYTES_OF(row->box_public)),
                     DB_BLOB(BYTES_OF(row->sign_public)), DB_BLOB(row->keys),
                     DB_BLOB(BYTES_OF(row->salt)), DB_INT(row->passes), DB_INT(row->memory_kib),
                     DB_INT(row->lanes), DB_INT(row->accepted_at), DB_INT(was)));
}

enum status person_rows_set_state(struct db_conn *conn, struct account_id id, const char *state)
{
    return one_changed(conn, DB_RUN(conn, &person_rows_statements, ACCOUNT_SET_STATE, DB_ID(id.id),
                                    DB_TEXT(state)));
}

static void membership(struct membership_row *out, struct db_rows *rows, struct arena *arena)
{
    *out = (struct membership_row){.space.id = db_id(rows, 0),
                                   .account.id = db_id(rows, 1),
                                   .structure.id = db_id(rows, 2),
                                   .profession = db_text(rows, 3, arena),
                                   .coordination = db_int(rows, 4) != 0,
                                   .represents = db_int(rows, 5) != 0,
                                   .since = db_int(rows, 6),
                                   .until = db_int(rows, 7),
                                   .suspended_at = db_int(rows, 8)};
}

enum status person_rows_membership(struct membership_row *out, struct db_conn *conn,
                                   struct arena *arena, struct space_id space, struct account_id id)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct membership_row){0};
    DB_QUERY(&rows, conn, &person_rows_statements, MEMBERSHIP, DB_ID(space.id), DB_ID(id.id));
    if (db_next(&rows)) {
        found = true;
        membership(out, &rows, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct membership_row){0};
    return status;
}

static enum status memberships(struct membership_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, size_t statement, struct db_value key)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    db_query(&rows, conn, &person_rows_statements, statement, &key, 1);
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        membership(&(*out)[(*count)++], &rows, arena);
    }
    return db_end(&rows);
}

enum status person_rows_members(struct membership_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space)
{
    return memberships(out, count, conn, arena, MEMBERS, DB_ID(space.id));
}

enum status person_rows_memberships(struct membership_row **out, size_t *count,
                                    struct db_conn *conn, struct arena *arena, struct account_id id)
{
    return memberships(out, count, conn, arena, MEMBERSHIPS, DB_ID(id.id));
}

enum status person_rows_insert_membership(struct db_conn *conn, const struct membership_row *row)
{
    return DB_RUN(conn, &person_rows_statements, MEMBERSHIP_INSERT, DB_ID(row->space.id),
                  DB_ID(row->account.id), DB_ID(row->structure.id), DB_TEXT(row->profession),
                  DB_INT(row->coordination), DB_INT(row->represents), DB_INT(row->since),
                  row->until == 0 ? DB_NULL : DB_INT(row->until));
}

enum status person_rows_end_membership(struct db_conn *conn, struct space_id space,
                                       struct account_id id, int64_t until)
{
    return one_changed(conn, DB_RUN(conn, &person_rows_statements, MEMBERSHIP_END, DB_ID(space.id),
                                    DB_ID(id.id), DB_INT(until)));
}

enum status person_rows_resume_membership(struct db_conn *conn, const struct membership_row *row)
{
    return one_changed(
        conn, DB_RUN(conn, &person_rows_statements, MEMBERSHIP_RESUME, DB_ID(row->space.id),
                     DB_ID(row->account.id), DB_ID(row->structure.id), DB_TEXT(row->profession),
                     DB_INT(row->coordination), DB_INT(row->represents), DB_INT(row->since)));
}

static void fill_invitation(struct invitation_row *out, struct db_rows *rows, struct arena *arena)
{
    *out = (struct invitation_row){.space.id = db_id(rows, 1),
                                   .account.id = db_id(rows, 2),
                                   .invited_by.id = db_id(rows, 3),
                                   .created_at = db_int(rows, 4),
                                   .expires_at = db_int(rows, 5),
                                   .used_at = db_int(rows, 6),
                                   .claim = db_blob(rows, 7, arena),
                                   .keys = db_blob(rows, 8, arena),
                                   .invited_as.id = db_id(rows, 9)};
    db_blob_exact(rows, 0, out->id, sizeof out->id);
    maybe(rows, 10, out->proof, sizeof out->proof);
    maybe(rows, 11, out->seal, sizeof out->seal);
}

static enum status invitation(struct invitation_row *out, struct db_conn *conn, struct arena *arena,
                              size_t statement, const struct db_value *values, size_t count)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct invitation_row){0};
    db_query(&rows, conn, &person_rows_statements, statement, values, count);
    if (db_next(&rows)) {
        found = true;
        fill_invitation(out, &rows, arena);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status person_rows_invitation(struct invitation_row *out, struct db_conn *conn,
                                   struct arena *arena, const uint8_t id[32])
{
    return invitation(out, conn, arena, INVITATION, DB_VALUES(DB_BLOB(fixed(id, 32))), 1);
}

enum status person_rows_used_invitation(struct invitation_row *out, struct db_conn *conn,
                                        struct arena *arena, struct space_id space,
                                        struct account_id account)
{
    return invitation(out, conn, arena, INVITATION_USED,
                      DB_VALUES(DB_ID(space.id), DB_ID(account.id)), 2);
}

enum status person_rows_insert_invitation(struct db_conn *conn, const struct invitation_row *row)
{
    return DB_RUN(conn, &person_rows_statements, INVITATION_INSERT, DB_BLOB(BYTES_OF(row->id)),
                  DB_ID(row->space.id), DB_ID(row->account.id), DB_ID(row->invited_by.id),
                  DB_INT(row->created_at), DB_INT(row->expires_at), DB_BLOB(row->claim),
                  DB_BLOB(row->keys), DB_BLOB(BYTES_OF(row->seal)));
}

enum status person_rows_use_invitation(struct db_conn *conn, const struct invitation_row *row)
{
    return one_changed(conn, DB_RUN(conn, &person_rows_statements, INVITATION_USE,
                                    DB_BLOB(BYTES_OF(row->id)), DB_INT(row->used_at),
                                    DB_ID(row->account.id), DB_BLOB(BYTES_OF(row->proof))));
}

enum status person_rows_drop_invitations(struct db_conn *conn, struct account_id id)
{
    return DB_RUN(conn, &person_rows_statements, INVITATION_DROP, DB_ID(id.id));
}

enum status person_rows_drop_invitations_of(struct db_conn *conn, struct space_id space,
                                            struct account_id id)
{
    return DB_RUN(conn, &person_rows_statements, INVITATION_DROP_OF, DB_ID(space.id), DB_ID(id.id));
}

enum status person_rows_forget_claims(struct db_conn *conn, struct space_id space,
                                      struct account_id id)
{
    return DB_RUN(conn, &person_rows_statements, INVITATION_FORGET, DB_ID(space.id), DB_ID(id.id));
}

enum status person_rows_claims(struct invitation_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &person_rows_statements, INVITATION_CLAIMS, DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        fill_invitation(&(*out)[(*count)++], &rows, arena);
    }
    return db_end(&rows);
}

enum status person_rows_set_claim(struct db_conn *conn, const uint8_t id[32], struct bytes claim)
{
    return one_changed(conn, DB_RUN(conn, &person_rows_statements, INVITATION_SET_CLAIM,
                                    DB_BLOB(fixed(id, 32)), DB_BLOB(claim)));
}

static void fill_login(struct login_row *out, struct db_rows *rows, struct arena *arena)
{
    *out = (struct login_row){.space.id = db_id(rows, 1),
                              .account.id = db_id(rows, 2),
                              .generation = (uint32_t)db_int(rows, 3),
                              .keys = db_blob(rows, 4, arena),
                              .created_at = db_int(rows, 5),
                              .seen_at = db_int(rows, 6),
                              .expires_at = db_int(rows, 7)};
    db_blob_exact(rows, 0, out->id, sizeof out->id);
    maybe(rows, 8, out->seal, sizeof out->seal);
    if (!db_is_null(rows, 9))
        out->browser = db_blob(rows, 9, arena);
}

enum status person_rows_logins(struct login_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, struct account_id id, int64_t now, int64_t idle)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &person_rows_statements, LOGINS, DB_ID(id.id), DB_INT(now), DB_INT(idle));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        fill_login(&(*out)[(*count)++], &rows, arena);
    }
    return db_end(&rows);
}

enum status person_rows_set_browser(struct db_conn *conn, const uint8_t id[32], struct bytes sealed)
{
    return DB_RUN(conn, &person_rows_statements, LOGIN_BROWSER, DB_BLOB(fixed(id, 32)),
                  DB_BLOB(sealed));
}

enum status person_rows_login(struct login_row *out, struct db_conn *conn, struct arena *arena,
                              const uint8_t id[32])
{
    struct db_rows rows;
    bool found = false;
    *out = (struct login_row){0};
    DB_QUERY(&rows, conn, &person_rows_statements, LOGIN, DB_BLOB(fixed(id, 32)));
    if (db_next(&rows)) {
        found = true;
        fill_login(out, &rows, arena);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status person_rows_insert_login(struct db_conn *conn, const struct login_row *row)
{
    return DB_RUN(conn, &person_rows_statements, LOGIN_INSERT, DB_BLOB(BYTES_OF(row->id)),
                  DB_ID(row->space.id), DB_ID(row->account.id), DB_INT(row->generation),
                  DB_BLOB(row->keys), DB_INT(row->created_at), DB_INT(row->seen_at),
                  DB_INT(row->expires_at), DB_BLOB(BYTES_OF(row->seal)));
}

enum status person_rows_update_login(struct db_conn *conn, const struct login_row *row)
{
    return DB_RUN(conn, &person_rows_statements, LOGIN_UPDATE, DB_BLOB(BYTES_OF(row->id)),
                  DB_ID(row->space.id), DB_INT(row->seen_at), DB_BLOB(BYTES_OF(row->seal)));
}

enum status person_rows_drop_login(struct db_conn *conn, const uint8_t id[32])
{
    return DB_RUN(conn, &person_rows_statements, LOGIN_DROP, DB_BLOB(fixed(id, 32)));
}

enum status person_rows_drop_logins(struct db_conn *conn, struct account_id id, const uint8_t *but)
{
    static const uint8_t nobody[32];
    return DB_RUN(conn, &person_rows_statements, LOGIN_DROP_OTHERS, DB_ID(id.id),
                  DB_BLOB(fixed(but != NULL ? but : nobody, 32)));
}

enum status person_rows_expire_logins(struct db_conn *conn, int64_t now, int64_t idle)
{
    return DB_RUN(conn, &person_rows_statements, LOGIN_EXPIRE, DB_INT(now), DB_INT(idle));
}

enum status person_rows_insert_space(struct db_conn *conn, const struct space_row *row)
{
    return DB_RUN(conn, &person_rows_statements, SPACE_INSERT, DB_ID(row->id.id),
                  DB_TEXT(row->pack), DB_INT(row->created_at));
}

enum status person_rows_spaces(struct space_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    db_query(&rows, conn, &person_rows_statements, SPACES, NULL, 0);
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct space_row){.id.id = db_id(&rows, 0),
                                                .pack = db_text(&rows, 1, arena),
                                                .created_at = db_int(&rows, 2)};
    }
    return db_end(&rows);
}
