#include "insider_forge.h"
#include "insider_tables.h"

/* The journal, its tree, its heads, and the whole database of last week. */

static void grant_told(struct insider *in)
{
    insider_forge_entry(in, in->me, "grant", "vault", "{held_synthesis}",
                        BYTES_OF(in->people[in->me].id.id.bytes), clock_now());
}

static void reading_told(struct insider *in)
{
    insider_forge_entry(in, POLICE, "read", "situation", "{held}", (struct bytes){0}, clock_now());
}

/* In the attacker's own space, by somebody of another. */
static void police_told(struct insider *in)
{
    insider_forge_entry(in, POLICE, "note", "space", "{there}", (struct bytes){0}, clock_now());
    insider_sql(in,
                "UPDATE journal SET space = {there} WHERE seq = (SELECT max(seq) FROM journal)");
    insider_forge_tree(in);
}

static void note_told(struct insider *in)
{
    insider_forge_entry(in, in->me, "note", "space", "{here}", (struct bytes){0}, clock_now());
}

static void withdrawal_told(struct insider *in)
{
    insider_forge_entry(in, COORDINATOR, "withdraw", "person", "{police}", (struct bytes){0},
                        clock_now());
}

static void coordinator_out(struct insider *in)
{
    insider_forge_entry(in, in->me, "suspend", "person", "{coordinator}", (struct bytes){0},
                        clock_now());
}

static void rotation_told(struct insider *in)
{
    insider_forge_entry(in, in->me, "rotate", "vault", "{held_synthesis}", (struct bytes){0},
                        clock_now());
}

static void signing_told(struct insider *in)
{
    insider_forge_entry(in, POLICE, "sign-in", "account", "{police}", (struct bytes){0},
                        clock_now());
}

static void accepting_told(struct insider *in)
{
    insider_forge_entry(in, GUARDED, "accept", "person", "{guarded}", (struct bytes){0},
                        clock_now());
}

/* An entry of another space, or of a state that was. */
static void older_seal_told(struct insider *in)
{
    insider_sql(in,
                "REPLACE INTO membership SELECT * FROM old.membership WHERE account = {me};"
                "REPLACE INTO account SELECT * FROM old.account WHERE id = {me};"
                "DELETE FROM revocation WHERE account = {me};"
                "REPLACE INTO journal SELECT * FROM old.journal WHERE seq = (SELECT max(seq) FROM"
                " old.journal WHERE object = {me})");
    const struct bytes detail =
        insider_blob(in, "SELECT detail FROM old.journal WHERE object = {me} ORDER BY seq DESC"
                         " LIMIT 1");
    insider_forge_entry(in, COORDINATOR, "lift", "person", "{me}", detail, clock_now());
}

/* Entries are taken out of the middle: those after move up. */
static void close_up(struct insider *in)
{
    insider_sql(in, "DELETE FROM journal WHERE action IN ('withdraw', 'suspend') AND object = {me};"
                    "CREATE TEMP TABLE j AS SELECT * FROM main.journal ORDER BY seq;"
                    "DELETE FROM main.journal;"
                    "UPDATE temp.j SET seq = rowid - 1;"
                    "INSERT INTO main.journal SELECT * FROM temp.j;"
                    "DELETE FROM main.journal_head");
    insider_forge_tree(in);
}

static void close_up_and_return(struct insider *in)
{
    insider_sql(in, "DELETE FROM revocation WHERE account = {me};"
                    "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"
                    "UPDATE account SET state = 'active' WHERE id = {me}");
    close_up(in);
}

#define TABLES(each)                                                                               \
    each("space") each("account") each("structure") each("membership") each("invitation")          \
        each("certificate") each("revocation") each("login") each("second_factor")                 \
            each("pending_login") each("charter") each("charter_signature") each("departure")      \
                each("cycle") each("seance") each("positioning") each("offer") each("role")        \
                    each("attendance") each("vault") each("envelope") each("recovery_envelope")    \
                        each("document") each("document_version") each("document_signature")       \
                            each("journal") each("journal_node") each("journal_head")
#define PUT_BACK(table) "INSERT INTO main." table " SELECT * FROM old." table ";"
#define EMPTY(table) "DELETE FROM main." table ";"

/* Tables that are empty on one side change no row, and that is no fault of the edit. */
static void all_of(struct insider *in, bool journal_too)
{
    static const char *const statements[] = {TABLES(EMPTY) TABLES(PUT_BACK)};
    char *problem = NULL;
    sqlite3 *handle = insider_open(in);
    const char *sql = statements[0];
    if (!journal_too)
        sql =
            arena_printf(in->world->arena,
                         "CREATE TEMP TABLE j AS SELECT * FROM main.journal; CREATE TEMP TABLE n AS"
                         " SELECT * FROM main.journal_node; CREATE TEMP TABLE h AS SELECT * FROM"
                         " main.journal_head; %s DELETE FROM main.journal; DELETE FROM"
                         " main.journal_node; DELETE FROM main.journal_head; INSERT INTO"
                         " main.journal SELECT * FROM j; INSERT INTO main.journal_node SELECT *"
                         " FROM n; INSERT INTO main.journal_head SELECT * FROM h",
                         sql);
    if (sqlite3_exec(handle, arena_printf(in->world->arena, "BEGIN IMMEDIATE; %s; COMMIT", sql),
                     NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

static void last_weeks_database(struct insider *in)
{
    all_of(in, true);
}

static void last_weeks_rows(struct insider *in)
{
    all_of(in, false);
}

#define TAIL(entries)                                                                              \
    "DELETE FROM journal WHERE seq > (SELECT max(seq) - " entries " FROM journal);"                \
    "DELETE FROM journal_head WHERE size > (SELECT count(*) FROM journal)"
#define OUT (BY(GONE) | BY(LEFT) | BY(SHUT))

static const struct insider_row rows[] = {
    {"journal", "an entry deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM journal WHERE seq = (SELECT max(seq) - 3 FROM journal)"},
    {"journal", "an entry deleted, server started anew", BY(GONE),
     "DELETE FROM journal WHERE seq = (SELECT max(seq) - 3 FROM journal)", NULL,
     "restart " INSIDER_DAY},
    {"journal", "an entry renamed: withdraw to withdrew", BY(GONE),
     "UPDATE journal SET action = 'withdrew' WHERE action = 'withdraw'"},
    {"journal", "an entry about something else", BY(GONE),
     "UPDATE journal SET object = {late} WHERE action = 'withdraw' AND object = {me}"},
    {"journal", "an entry's actor changed", BY(SIGNATORY),
     "UPDATE journal SET actor = {police} WHERE actor = {me}"},
    {"journal", "an entry's time moved", BY(SIGNATORY),
     "UPDATE journal SET at = at - 60 WHERE seq = (SELECT max(seq) - 3 FROM journal)"},
    {"journal", "an entry taken to another space", BY(GONE),
     "UPDATE journal SET space = {there} WHERE action = 'withdraw' AND object = {me}"},
    {"journal", "entries taken to a space that one coordinates, to read names", BY(ABROAD),
     "UPDATE journal SET space = {there} WHERE actor IN ({police}, {hospital})", NULL, "read", NULL,
     NULL, NULL, insider_probe_names},
    {"journal", "well-formed entry put at the end, to read a name", BY(ABROAD), NULL, police_told,
     "read", NULL, NULL, NULL, insider_probe_names},
    {"journal", "an entry's detail changed", BY(GONE),
     "UPDATE journal SET detail = randomblob(64) WHERE action = 'withdraw' AND object = {me}"},
    {"journal", "two entries exchanged", BY(SIGNATORY),
     "UPDATE journal SET seq = -7 WHERE seq = (SELECT max(seq) - 2 FROM journal);"
     "UPDATE journal SET seq = (SELECT max(seq) - 2 FROM journal) WHERE seq = (SELECT max(seq) - 3"
     " FROM journal);"
     "UPDATE journal SET seq = (SELECT max(seq) - 3 FROM journal) WHERE seq = -7"},
    {"journal", "last readings deleted, the tree made anew, heads cut", BY(SIGNATORY), TAIL("2"),
     insider_forge_tree, "tick " INSIDER_DAY},
    {"journal", "an entry renamed, the tree made anew", BY(GONE),
     "UPDATE journal SET action = 'withdrew' WHERE action = 'withdraw' AND object = {me}",
     insider_forge_tree},
    {"journal", "an entry renamed, the tree made anew, heads taken away", BY(GONE) | BY(LEFT),
     "UPDATE journal SET action = 'withdrew' WHERE action = 'withdraw' AND object = {me};"
     "DELETE FROM journal_head",
     insider_forge_tree},
    {"journal", "the same, server started anew", BY(GONE) | BY(LEFT),
     "UPDATE journal SET action = 'withdrew' WHERE action = 'withdraw' AND object = {me};"
     "DELETE FROM journal_head",
     insider_forge_tree, "restart " INSIDER_DAY},
    {"journal", "entries taken out, the others moved up, the tree made anew, heads taken away", OUT,
     NULL, close_up, "restart " INSIDER_DAY},
    {"journal", "the same, with the revocation and flags", OUT, NULL, close_up_and_return,
     "restart " INSIDER_DAY},
    {"journal", "the same while the server runs", OUT, NULL, close_up_and_return},
    {"journal", "well-formed entry put at the end: a grant", BY(SIGNATORY) | BY(GONE), NULL,
     grant_told},
    {"journal", "well-formed entry put at the end: a reading by another", BY(SIGNATORY), NULL,
     reading_told},
    {"journal", "the same, server started anew", BY(SIGNATORY), NULL, reading_told,
     "restart " INSIDER_DAY},
    {"journal", "well-formed entry put at the end: about the space", BY(SIGNATORY) | BY(GONE), NULL,
     note_told},
    {"journal", "the same, server started anew", BY(SIGNATORY), NULL, note_told,
     "restart " INSIDER_DAY},
    {"journal", "well-formed entry put at the end: somebody withdrawn", BY(SIGNATORY), NULL,
     withdrawal_told},
    {"journal", "well-formed entry put at the end: the coordinator suspended",
     BY(GONE) | BY(SIGNATORY), NULL, coordinator_out},
    {"journal", "well-formed entry put at the end: a turn of the keys", BY(GONE), NULL,
     rotation_told},
    {"journal", "well-formed entry put at the end: a signing in, laundered by a real one",
     BY(SIGNATORY), NULL, signing_told, "signin tick"},
    {"journal", "well-formed entry put at the end: new keys", BY(GUARDED), NULL, accepting_told},
    {"journal", "older rows, with an entry that has their seal", OUT, NULL, older_seal_told},
    {"journal", "the end cut with the heads that told of it", BY(SIGNATORY) | BY(GONE), TAIL("6"),
     NULL, "tick read"},
    {"journal", "the end cut, server started anew", BY(SIGNATORY) | BY(GONE), TAIL("6"), NULL,
     "restart " INSIDER_DAY},
    {"journal", "all of it deleted", BY(GONE),
     "DELETE FROM journal; DELETE FROM journal_node; DELETE FROM journal_head", NULL, "tick read"},
    {"journal", "all of it deleted, server started anew", BY(GONE),
     "DELETE FROM journal; DELETE FROM journal_node; DELETE FROM journal_head", NULL,
     "restart " INSIDER_DAY},

    {"journal_node", "deleted", BY(SIGNATORY), "DELETE FROM journal_node WHERE level = 2"},
    {"journal_node", "changed", BY(SIGNATORY),
     "UPDATE journal_node SET hash = randomblob(32) WHERE level = 3 AND position = 1"},
    {"journal_node", "moved", BY(SIGNATORY),
     "UPDATE journal_node SET position = position + 1000 WHERE level = 3"},
    {"journal_node", "one added", BY(SIGNATORY),
     "INSERT INTO journal_node (level, position, hash) VALUES (9, 77, randomblob(32))"},

    {"journal_head", "last one deleted", BY(SIGNATORY),
     "DELETE FROM journal_head WHERE size = (SELECT max(size) FROM journal_head)", NULL,
     "tick read"},
    {"journal_head", "last one deleted, server started anew", BY(SIGNATORY),
     "DELETE FROM journal_head WHERE size = (SELECT max(size) FROM journal_head)", NULL,
     "restart " INSIDER_DAY},
    {"journal_head", "one in the middle deleted", BY(SIGNATORY),
     "DELETE FROM journal_head WHERE size = (SELECT max(size) FROM journal_head WHERE size < "
     "(SELECT"
     " max(size) FROM journal_head))",
     NULL, "restart " INSIDER_DAY},
    {"journal_head", "all deleted", BY(SIGNATORY), "DELETE FROM journal_head", NULL, "tick read"},
    {"journal_head", "all deleted, server started anew", BY(SIGNATORY), "DELETE FROM journal_head",
     NULL, "restart " INSIDER_DAY},
    {"journal_head", "time moved", BY(SIGNATORY),
     "UPDATE journal_head SET at = at + 86400 WHERE size = (SELECT max(size) FROM journal_head)"},
    {"journal_head", "signature of another", BY(SIGNATORY),
     "UPDATE journal_head SET signature = randomblob(64) WHERE size = (SELECT max(size) FROM"
     " journal_head)"},

    {"everything", "last week's database while the server runs", OUT, NULL, last_weeks_database},
    {"everything", "last week's database, server started anew", OUT, NULL, last_weeks_database,
     "restart " INSIDER_DAY},
    {"everything", "last week's rows under today's journal", OUT, NULL, last_weeks_rows},
    {"everything", "last week's rows under today's journal, server started anew", OUT, NULL,
     last_weeks_rows, "restart " INSIDER_DAY},
};
INSIDER_TABLE(insider_rows_journal, rows);
