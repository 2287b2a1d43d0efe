#include "store/rows/own_rows.h"

enum {
    MEMBERSHIPS,
    CERTIFICATES,
    REVOCATIONS,
    CHARTER_SIGNATURES,
    POSITIONS,
    OFFERS,
    ROLES,
    ATTENDANCE,
    TEXTS,
    SIGNATURES,
    KEYS,
    INVITATIONS,
    LOGINS,
    FACTORS,
    TRACE,
    ABOUT,
    COUNT
};

static const char *const SQL[COUNT] = {
    [MEMBERSHIPS] = "SELECT s.name, m.profession, m.coordination, m.represents, m.since, m.until,"
                    " m.suspended_at FROM membership m LEFT JOIN structure s ON s.id = m.structure"
                    " WHERE m.space = $1 AND m.account = $2 ORDER BY m.since",
    [CERTIFICATES] = "SELECT number, from_at, until_at, issued_at, coordination, represents,"
                     " box_public, sign_public, signature FROM certificate"
                     " WHERE space = $1 AND account = $2 ORDER BY number",
    [REVOCATIONS] =
        "SELECT at, signature FROM revocation WHERE space = $1 AND account = $2 ORDER BY at",
    [CHARTER_SIGNATURES] =
        "SELECT c.number, g.kind, g.signed_at, g.signature FROM charter_signature g"
        " JOIN charter c ON c.id = g.charter WHERE g.space = $1 AND g.account = $2"
        " ORDER BY g.signed_at",
    [POSITIONS] = "SELECT s.starts, p.answer, p.venue, p.answered_at FROM positioning p JOIN "
                  "seance s ON s.id = p.seance"
                  " WHERE p.space = $1 AND p.account = $2 ORDER BY s.starts",
    [OFFERS] = "SELECT s.starts, o.role FROM offer o JOIN seance s ON s.id = o.seance"
               " WHERE o.space = $1 AND o.account = $2 ORDER BY s.starts, o.role",
    [ROLES] = "SELECT s.starts, r.role, r.state, r.at FROM role r JOIN seance s ON s.id = r.seance"
              " WHERE r.space = $1 AND r.account = $2 ORDER BY s.starts",
    [ATTENDANCE] = "SELECT s.starts, s.kind, a.status, a.at FROM attendance a"
                   " JOIN seance s ON s.id = a.seance WHERE a.space = $1 AND a.account = $2"
                   " ORDER BY s.starts",
    [TEXTS] = "SELECT d.seance, s.starts, d.kind, d.state, d.created_at, (SELECT count(*) FROM"
              " document_version v WHERE v.document = d.id) FROM document d"
              " JOIN seance s ON s.id = d.seance WHERE d.space = $1 AND d.author = $2"
              " AND d.kind <> 'published'" /* that is a copy, by whoever signed last */
              " ORDER BY d.created_at, d.id",
    [SIGNATURES] = "SELECT s.starts, CASE WHEN g.role = g.account THEN 'reader' ELSE"
                   " g.role END, g.version, g.at, g.signature FROM document_signature g"
                   " JOIN document d ON d.id = g.document JOIN seance s ON s.id = d.seance"
                   " WHERE g.space = $1 AND g.account = $2 ORDER BY g.at",
    [KEYS] = "SELECT v.purpose, s.starts, e.generation, e.at FROM envelope e"
             " JOIN vault v ON v.id = e.vault LEFT JOIN seance s ON s.id = v.seance"
             " WHERE e.space = $1 AND e.reader = $2 ORDER BY e.at",
    [INVITATIONS] = "SELECT created_at, expires_at, used_at FROM invitation"
                    " WHERE space = $1 AND account = $2 ORDER BY created_at",
    [LOGINS] = "SELECT created_at, seen_at, expires_at FROM login"
               " WHERE space = $1 AND account = $2 ORDER BY created_at",
    [FACTORS] =
        "SELECT f.created_at FROM second_factor f JOIN membership m ON m.account = f.account"
        " WHERE m.space = $1 AND m.account = $2 ORDER BY f.created_at",
    [TRACE] = "SELECT seq, at, action, object_kind, object, detail FROM journal"
              " WHERE space = $1 AND actor = $2 ORDER BY seq",
    [ABOUT] = "SELECT seq, at, action, object_kind FROM journal WHERE space = $1 AND object = $2"
              " AND (actor IS NULL OR actor <> $2) ORDER BY seq",
};
DB_MODULE(own_rows, SQL);

enum { COLUMNS = 9 };

#define INT(name)                                                                                  \
    {                                                                                              \
        name, DB_TYPE_INT                                                                          \
    }
#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, DB_TYPE_TEXT                                                                         \
    }
#define BLOB(name)                                                                                 \
    {                                                                                              \
        name, DB_TYPE_BLOB                                                                         \
    }

static const struct {
    const char *kind;
    struct {
        const char *name;
        enum db_type type;
    } columns[COLUMNS];
} kinds[COUNT] = {
    [MEMBERSHIPS] = {"memberships",
                     {TEXT("structure"), TEXT("profession"), INT("coordination"), INT("represents"),
                      INT("since_at"), INT("until_at"), INT("suspended_at")}},
    [CERTIFICATES] = {"certificates",
                      {INT("number"), INT("from_at"), INT("until_at"), INT("issued_at"),
                       INT("coordination"), INT("represents"), BLOB("box_public"),
                       BLOB("sign_public"), BLOB("signature")}},
    [REVOCATIONS] = {"revocations", {INT("at"), BLOB("signature")}},
    [CHARTER_SIGNATURES] = {"charter_signatures",
                            {INT("number"), TEXT("signed_as"), INT("signed_at"),
                             BLOB("signature")}},
    [POSITIONS] = {"positions", {TEXT("starts"), TEXT("answer"), INT("venue"), INT("answered_at")}},
    [OFFERS] = {"offers", {TEXT("starts"), TEXT("offer")}},
    [ROLES] = {"roles", {TEXT("starts"), TEXT("role"), TEXT("role_state"), INT("at")}},
    [ATTENDANCE] = {"attendance", {TEXT("starts"), TEXT("kind"), TEXT("attendance"), INT("at")}},
    [TEXTS] = {"documents",
               {TEXT("seance"), TEXT("starts"), TEXT("document"), TEXT("state"), INT("created_at"),
                INT("versions")}},
    [SIGNATURES] = {"signatures",
                    {TEXT("starts"), TEXT("role"), INT("version"), INT("at"), BLOB("signature")}},
    [KEYS] = {"keys", {TEXT("purpose"), TEXT("starts"), INT("generation"), INT("at")}},
    [INVITATIONS] = {"invitations", {INT("created_at"), INT("expires_at"), INT("used_at")}},
    [LOGINS] = {"logins", {INT("created_at"), INT("seen_at"), INT("expires_at")}},
    [FACTORS] = {"second_factors", {INT("created_at")}},
    [TRACE] = {"trace",
               {INT("seq"), INT("at"), TEXT("act"), TEXT("object_kind"), TEXT("object"),
                BLOB("detail")}},
    [ABOUT] = {"about", {INT("seq"), INT("at"), TEXT("act"), TEXT("object_kind")}},
};

size_t own_rows_kinds(void)
{
    return COUNT;
}

const char *own_rows_kind(size_t kind)
{
    return kinds[kind].kind;
}

static struct own_cell cell(struct db_rows *rows, struct arena *arena, size_t kind, int column)
{
    struct own_cell out = {.name = kinds[kind].columns[column].name,
                           .type = kinds[kind].columns[column].type};
    if (db_is_null(rows, column))
        out.type = DB_TYPE_NULL;
    else if (out.type == DB_TYPE_INT)
        out.number = db_int(rows, column);
    else if (out.type == DB_TYPE_TEXT)
        out.text = db_text_maybe(rows, column, arena);
    else
        out.blob = db_blob(rows, column, arena);
    return out;
}

enum status own_rows_read(struct own_row **out, size_t *count, struct db_conn *conn,
                          struct arena *arena, size_t kind, struct space_id space,
                          struct account_id account)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (kind >= COUNT)
        return STATUS_NOT_FOUND;
    DB_QUERY(&rows, conn, &own_rows_statements, kind, DB_ID(space.id), DB_ID(account.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct own_row *row = &(*out)[(*count)++];
        *row = (struct own_row){.cells = arena_alloc(arena, COLUMNS * sizeof *row->cells)};
        for (int i = 0; i < COLUMNS && kinds[kind].columns[i].name != NULL; i++)
            row->cells[row->count++] = cell(&rows, arena, kind, i);
    }
    return db_end(&rows);
}
