#include "insider_tables.h"

/* Values of another storage class, which SQLite takes for others and a careless reader for the
 * same; objects beside the schema; rows put away while an access ends. */

/* Tables refuse such a value; whoever writes the schema does not ask them. */
#define LOOSE(table)                                                                               \
    "PRAGMA writable_schema = ON; UPDATE main.sqlite_schema SET sql = replace(sql, ') STRICT',"    \
    " ') /* STRICT */') WHERE name = '" table "'; PRAGMA writable_schema = RESET;"
#define STRICT(table)                                                                              \
    ";PRAGMA writable_schema = ON; UPDATE main.sqlite_schema SET sql = replace(sql,"               \
    " ') /* STRICT */', ') STRICT') WHERE name = '" table "'; PRAGMA writable_schema = RESET"
#define IN_LOOSE(table, edit) LOOSE(table) edit STRICT(table)

#define SHARED_OF(id)                                                                              \
    IN_LOOSE("vault", "DELETE FROM vault WHERE seance IS NULL AND space = {here};"                 \
                      "INSERT INTO vault VALUES (CAST(" id " AS BLOB), {here}, NULL, 'shared', 1," \
                      " {now})")

#define BACK(table, where)                                                                         \
    "INSERT INTO main." table " SELECT * FROM hour." table " WHERE " where " = {me}"

static const struct insider_row rows[] = {
    {"storage class", "a situation's vault as the space's, its id a blob", BY(SIGNATORY) | BY(LATE),
     SHARED_OF("{prepared_situation}"), NULL, "open"},
    {"storage class", "a draft's vault as the space's, its id a blob", BY(SIGNATORY),
     SHARED_OF("{staffed_situation}"), NULL, "open sign withdraw"},
    {"storage class", "the space's vault once more, its id a blob, while they are withdrawn",
     BY(POLICE_TOO),
     IN_LOOSE("vault", "INSERT INTO vault SELECT CAST(id AS BLOB), space, {planned}, 'situation',"
                       " generation, created_at FROM vault WHERE id = {shared}"),
     NULL, "withdraw_me"},
    {"storage class", "other rules of the space, its id a blob", BY(SIGNATORY),
     IN_LOOSE("space", "INSERT INTO space VALUES (CAST({here} AS BLOB), CAST('other' AS BLOB),"
                       " 9999999999)")},
    {"storage class", "a second membership, its account a blob", BY(SIGNATORY) | BY(GONE),
     IN_LOOSE("membership", "INSERT INTO membership SELECT space, CAST(account AS BLOB), structure,"
                            " profession, 1, 1, since, NULL, NULL FROM membership WHERE account ="
                            " {me}")},
    {"storage class", "last week's invitation, its account a blob", BY(SIGNATORY),
     IN_LOOSE("invitation", "UPDATE invitation SET account = CAST(account AS BLOB) WHERE account ="
                            " {invited}"),
     NULL, "again open"},
    {"storage class", "a login, its account a blob", BY(SIGNATORY),
     IN_LOOSE("login", "UPDATE login SET account = CAST(account AS BLOB) WHERE account = {me}"),
     NULL, "suspend_me"},
    {"storage class", "their entries of the journal, ids as blobs", BY(POLICE) | BY(SIGNATORY),
     IN_LOOSE("journal", "UPDATE journal SET space = CAST(space AS BLOB), object = CAST(object AS"
                         " BLOB) WHERE actor = {me}")},
    {"storage class", "actor and action of their entries as blobs", BY(POLICE),
     IN_LOOSE("journal", "UPDATE journal SET actor = CAST(actor AS BLOB), action = CAST(action AS"
                         " BLOB) WHERE actor = {me}")},
    {"storage class", "a false structure, its id a blob", BY(SIGNATORY),
     IN_LOOSE("structure", "INSERT INTO structure SELECT CAST(id AS BLOB), space, 'Autre', 'Autre',"
                           " kind, sheet, version, created_at, updated_at, confirmed_at FROM"
                           " structure WHERE id = {s_police}")},
    {"storage class", "times of a séance as blobs", BY(SIGNATORY),
     IN_LOOSE("seance", "UPDATE seance SET created_at = CAST(created_at AS BLOB)")},

    {"beside", "a table whose foreign key holds them", BY(POLICE_TOO),
     "CREATE TABLE notes (a TEXT REFERENCES membership (account)); CREATE TABLE more (v TEXT, g"
     " INTEGER, r TEXT, FOREIGN KEY (v, g, r) REFERENCES envelope (vault, generation, reader));"
     "INSERT INTO more SELECT vault, generation, reader FROM envelope WHERE reader = {me}",
     NULL, "withdraw_me"},
    {"beside", "a deferred foreign key", BY(SIGNATORY),
     "CREATE TABLE notes (a TEXT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED);"
     "INSERT INTO notes VALUES ({me})",
     NULL, "withdraw_me"},
    {"beside", "a table of nothing", BY(SIGNATORY),
     "CREATE TABLE notes (x); INSERT INTO notes VALUES (1)"},

    {"hidden", "their account, while they are withdrawn", BY(SIGNATORY) | BY(POLICE_TOO),
     "DELETE FROM account WHERE id = {me}", NULL, "withdraw_me", BACK("account", "id")},
    {"hidden", "their account, while they are suspended", BY(SIGNATORY) | BY(POLICE_TOO),
     "DELETE FROM account WHERE id = {me}", NULL, "suspend_me", BACK("account", "id")},
    {"hidden", "their membership, while they are suspended", BY(SIGNATORY),
     "DELETE FROM membership WHERE account = {me}", NULL, "suspend_me",
     BACK("membership", "account")},
    {"hidden", "as if suspended, while they are suspended", BY(SIGNATORY),
     "UPDATE membership SET suspended_at = {now} WHERE account = {me}", NULL, "suspend_me",
     "UPDATE membership SET suspended_at = NULL WHERE account = {me}"},
    {"hidden", "all that is theirs, while they are suspended", BY(SIGNATORY),
     "DELETE FROM account WHERE id = {me}; DELETE FROM membership WHERE account = {me};"
     "DELETE FROM certificate WHERE account = {me}",
     NULL, "suspend_me",
     BACK("account", "id") ";" BACK("membership", "account") ";" BACK("certificate", "account")},
    {"hidden", "a revocation in the place of the one to come", BY(SIGNATORY),
     "INSERT INTO revocation SELECT {here}, {me}, {now} + n, id, zeroblob(64) FROM account,"
     " (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) WHERE id = {me}",
     NULL, "suspend_me",
     "DELETE FROM revocation WHERE account = {me} AND signature = zeroblob(64)"},
};
INSIDER_TABLE(insider_rows_strict, rows);
