#include "store/rows/state_rows.h"

/* What each subject is made of, then how to find all of its kind. */
enum {
    SEANCE,
    ROLES,
    POSITIONS,
    ATTENDANCE,
    DOCUMENTS,
    VERSIONS,
    SIGNATURES,
    VAULT,
    ENVELOPES,
    RECOVERY_ENVELOPES,
    ACCOUNT,
    MEMBERSHIPS,
    INVITATIONS,
    CERTIFICATES,
    REVOCATIONS,
    FACTORS,
    CHARTER,
    CHARTER_SIGNATURES,
    STRUCTURE,
    DEPARTURES,
    CYCLE,
    SPACE,
    SEANCES,
    VAULTS,
    PERSONS,
    CHARTERS,
    STRUCTURES,
    CYCLES,
    SPACES,
    LOGINS,
    DOCUMENTS_OF,
    VERSIONS_AFTER,
    COUNT
};

/* The keys of these tables begin with the space: without it, each look would read all of them. */
#define OF_ACCOUNT "space IN (SELECT id FROM space) AND account = $1"
#define OF_SEANCE " IN (SELECT id FROM document WHERE seance = $1)"
#define OFFERED(role)                                                                              \
    "EXISTS (SELECT 1 FROM offer WHERE space = p.space AND seance = p.seance"                      \
    " AND account = p.account AND role = '" role "')"
#define TOLD                                                                                       \
    " UNION SELECT object FROM journal WHERE action NOT IN ('read', 'sign-out') AND object_kind "  \
    "IN "

/* Every column is named: what a later migration adds is not part of what older entries sealed. */
static const char *const SQL[COUNT] = {
    [SEANCE] = "SELECT id, space, cycle, kind, stage, starts, duration, venue, host, reason,"
               " replaced_by, created_at, held_at, submitted_at, published_at,"
               " situation_destroyed_at, synthesis_destroyed_at"
               " FROM seance WHERE id = $1",
    [ROLES] = "SELECT space, role, account, state, given_by, at FROM role WHERE seance = $1"
              " ORDER BY role, account",
    /* three roles were columns once, and entries sealed them so */
    [POSITIONS] = "SELECT space, account, answer, " OFFERED("animator") ", " OFFERED(
        "secretary") ", " OFFERED("narrator") ", venue, answered_at FROM positioning p WHERE "
                                              "seance = $1"
                                              " UNION ALL SELECT space, account, role, NULL, NULL, "
                                              "NULL, NULL, NULL FROM offer o"
                                              " WHERE seance = $1 AND (role NOT IN ('animator', "
                                              "'secretary', 'narrator')"
                                              " OR NOT EXISTS (SELECT 1 FROM positioning WHERE "
                                              "space = o.space"
                                              " AND seance = o.seance AND account = o.account)) "
                                              "ORDER BY 2, 3",
    [ATTENDANCE] = "SELECT id, space, account, guest, status, recorded_by, at FROM attendance"
                   " WHERE seance = $1 ORDER BY id",
    [DOCUMENTS] = "SELECT id, space, vault, kind, state, author, created_at, secret FROM document"
                  " WHERE seance = $1 ORDER BY id",
    [VERSIONS] = "SELECT document, space, version, generation, author, cipher, previous, hash,"
                 " signature, kept, at FROM document_version WHERE document" OF_SEANCE
                 " ORDER BY document, version",
    [SIGNATURES] = "SELECT document, space, version, role, account, content_digest, signature, at"
                   " FROM document_signature WHERE document" OF_SEANCE
                   " ORDER BY document, version, role, account",
    [VAULT] = "SELECT id, space, seance, purpose, generation, created_at FROM vault WHERE id = $1",
    [ENVELOPES] = "SELECT space, generation, reader, granter, box, signature, at FROM envelope"
                  " WHERE vault = $1 ORDER BY generation, reader",
    [RECOVERY_ENVELOPES] = "SELECT space, generation, granter, box, signature, at"
                           " FROM recovery_envelope WHERE vault = $1 ORDER BY generation",
    [ACCOUNT] = "SELECT id, email_index, person, state, generation, box_public, sign_public, keys,"
                " salt, passes, memory_kib, lanes, created_at, accepted_at, erasure_asked_at,"
                " erased_at FROM account WHERE id = $1",
    [MEMBERSHIPS] = "SELECT space, structure, profession, coordination, represents, since, until,"
                    " suspended_at"
                    " FROM membership WHERE " OF_ACCOUNT " ORDER BY space",
    [INVITATIONS] = "SELECT id, space, invited_as, invited_by, created_at, expires_at, claim, keys,"
                    " proof, used_at FROM invitation WHERE account = $1 ORDER BY id",
    [CERTIFICATES] = "SELECT space, number, box_public, sign_public, structure, coordination,"
                     " represents, from_at, until_at, issued_at, issuer, signature"
                     " FROM certificate WHERE " OF_ACCOUNT " ORDER BY space, number",
    [REVOCATIONS] =
        "SELECT space, at, by, signature FROM revocation WHERE " OF_ACCOUNT " ORDER BY space, at",
    [FACTORS] = "SELECT id, generation, sealed, created_at FROM second_factor WHERE account = $1"
                " ORDER BY id",
    [CHARTER] = "SELECT id, space, number, text, sha256, note, published_at, published_by,"
                " signature FROM charter WHERE id = $1",
    [CHARTER_SIGNATURES] = "SELECT space, subject, kind, account, box_public, sign_public,"
                           " signed_at, signature FROM charter_signature WHERE charter = $1"
                           " ORDER BY kind, subject",
    [STRUCTURE] = "SELECT id, space, name, short_name, kind, sheet, version, created_at,"
                  " updated_at, confirmed_at FROM structure WHERE id = $1",
    [DEPARTURES] = "SELECT space, at, by, signature FROM departure WHERE structure = $1"
                   " ORDER BY space, at",
    [CYCLE] = "SELECT id, space, name, year, created_at FROM cycle WHERE id = $1",
    [SPACE] = "SELECT id, pack, created_at FROM space WHERE id = $1",
    [SEANCES] = "SELECT id FROM seance UNION SELECT seance FROM role"
                " UNION SELECT seance FROM positioning UNION SELECT seance FROM offer"
                " UNION SELECT seance FROM attendance"
                " UNION SELECT seance FROM document" TOLD "('seance', 'situation', 'synthesis')",
    [VAULTS] = "SELECT id FROM vault UNION SELECT vault FROM envelope"
               " UNION SELECT vault FROM recovery_envelope" TOLD "('vault')",
    [PERSONS] = "SELECT id FROM account UNION SELECT account FROM membership"
                " UNION SELECT account FROM invitation"
                " UNION SELECT account FROM certificate"
                " UNION SELECT account FROM revocation"
                " UNION SELECT account FROM second_factor" TOLD "('person', 'account')",
    [CHARTERS] =
        "SELECT id FROM charter UNION SELECT charter FROM charter_signature" TOLD "('charter')",
    [STRUCTURES] =
        "SELECT id FROM structure UNION SELECT structure FROM departure" TOLD "('structure')",
    [CYCLES] = "SELECT id FROM cycle" TOLD "('cycle')",
    [SPACES] = "SELECT id FROM space" TOLD "('pack')",
    /* a row is made just before the entry of its act */
    [LOGINS] = "SELECT DISTINCT account FROM login WHERE expires_at - created_at <> $1"
               " OR NOT EXISTS (SELECT 1 FROM journal WHERE actor = login.account"
               " AND action IN ('sign-in', 'accept')"
               " AND at >= created_at AND at <= created_at + 60)",
    [DOCUMENTS_OF] = "SELECT id FROM document WHERE seance = $1 ORDER BY id",
    [VERSIONS_AFTER] = "SELECT document, space, version, generation, author, cipher, previous,"
                       " hash, signature, kept, at, cipher IS NULL OR kept = 1"
                       " FROM document_version WHERE document = $1 AND version > $2"
                       " ORDER BY version",
};
DB_MODULE(state_rows, SQL);

static const struct {
    size_t first, last; /* statements of its rows */
    size_t all;
} subjects[STATE_SUBJECT_COUNT] = {
    [STATE_SEANCE] = {SEANCE, SIGNATURES, SEANCES},
    [STATE_VAULT] = {VAULT, RECOVERY_ENVELOPES, VAULTS},
    [STATE_PERSON] = {ACCOUNT, FACTORS, PERSONS},
    [STATE_CHARTER] = {CHARTER, CHARTER_SIGNATURES, CHARTERS},
    [STATE_STRUCTURE] = {STRUCTURE, DEPARTURES, STRUCTURES},
    [STATE_CYCLE] = {CYCLE, CYCLE, CYCLES},
    [STATE_SPACE] = {SPACE, SPACE, SPACES},
};

/* All but one kind; COUNT: all. */
static enum status read_but(struct bytes **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, enum state_subject subject,
                            const struct id *object, size_t without)
{
    size_t room = 0;
    size_t found = 0;
    enum status status = STATUS_OK;
    *out = NULL;
    *count = 0;
    for (size_t s = subjects[subject].first; s <= subjects[subject].last; s++) {
        struct db_rows rows;
        if (status != STATUS_OK)
            break;
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct bytes){0};
        if (s == without)
            continue;
        DB_QUERY(&rows, conn, &state_rows_statements, s, DB_ID(*object));
        for (; db_next(&rows); found++) {
            *out = arena_grow(arena, *out, *count, &room, sizeof **out);
            (*out)[(*count)++] = db_row(&rows, arena);
        }
        status = db_end(&rows);
    }
    if (status != STATUS_OK || found == 0)
        *count = 0;
    return status;
}

enum status state_rows_read(struct bytes **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, enum state_subject subject,
                            const struct id *object)
{
    return read_but(out, count, conn, arena, subject, object, COUNT);
}

enum status state_rows_beside(struct bytes **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, enum state_subject subject,
                              const struct id *object)
{
    return read_but(out, count, conn, arena, subject, object, VERSIONS);
}

static enum status ids(struct id **out, size_t *count, struct db_rows *rows, struct arena *arena)
{
    size_t room = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct id id = db_id(rows, 0);
        if (id_is_none(&id))
            continue;
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = id;
    }
    return db_end(rows);
}

enum status state_rows_objects(struct id **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, enum state_subject subject)
{
    struct db_rows rows;
    db_query(&rows, conn, &state_rows_statements, subjects[subject].all, NULL, 0);
    return ids(out, count, &rows, arena);
}

enum status state_rows_documents(struct id **out, size_t *count, struct db_conn *conn,
                                 struct arena *arena, const struct id *seance)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &state_rows_statements, DOCUMENTS_OF, DB_ID(*seance));
    return ids(out, count, &rows, arena);
}

enum status state_rows_versions(struct state_version **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, const struct id *document, int64_t after)
{
    enum { VERSION = 2, SETTLED = 11 };
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &state_rows_statements, VERSIONS_AFTER, DB_ID(*document), DB_INT(after));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct state_version){
            db_int(&rows, VERSION), db_int(&rows, SETTLED) != 0, db_row(&rows, arena)};
    }
    return db_end(&rows);
}

enum status state_rows_logins(struct id **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, int64_t lasts)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &state_rows_statements, LOGINS, DB_INT(lasts));
    return ids(out, count, &rows, arena);
}
