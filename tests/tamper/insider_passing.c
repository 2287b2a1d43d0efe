#include "insider_tables.h"

#include "core/seances/positioning.h"
#include "seances/rotation.h"

/* Rows about others say for a moment that these have no right any more; an honest person does
 * something else just then, and the rows are put back.  Nobody has lost a key or a role by it. */

enum status insider_passing_excuse(struct insider *in, struct act *act)
{
    return positioning_answer(act, in->seances[AT_PREPARED],
                              world_form(in->world, "{'answer': 'excused'}"));
}

/* Somebody has that role: nobody may give it, honestly. */
enum status insider_passing_give(struct insider *in, struct act *act)
{
    enum status status =
        rotation_give(act, in->seances[AT_PREPARED],
                      world_form(in->world, "{'role': 'secretary', 'account': '%s'}",
                                 world_hex(in->world, in->people[POLICE_TOO].id.id)));
    return status == STATUS_DENIED ? STATUS_OK : status;
}

static void each(struct insider *in, const char *query)
{
    sqlite3_stmt *row = NULL;
    sqlite3 *handle = insider_open(in);
    if (sqlite3_prepare_v2(handle, query, -1, &row, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(handle));
    while (sqlite3_step(row) == SQLITE_ROW)
        insider_got(in, "somebody lost %s", sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

#define NEWEST(of)                                                                                 \
    "SELECT e.reader, v.purpose, v.seance FROM " of ".envelope AS e JOIN " of                      \
    ".vault AS v ON v.id = e.vault AND v.generation = e.generation"
#define ROLES(of) "SELECT account, role, seance FROM " of ".role WHERE state = 'accepted'"

static void losses(struct insider *in)
{
    each(in, "SELECT 'the key of ' || purpose || ' ' || coalesce(seance, '') || ': ' || reader"
             " FROM (" NEWEST("hour") " EXCEPT " NEWEST("main") ")");
    each(in, "SELECT 'the role ' || role || ' ' || seance || ': ' || account FROM (" ROLES(
                 "hour") " EXCEPT " ROLES("main") ")");
}

/* About everybody but who acts, by whom they are certified and bound, and whose text it is. */
#define OTHERS(column, who) " WHERE " column " NOT IN ({coordinator}, " who ")"
#define BACK(table) "REPLACE INTO " table " SELECT * FROM hour." table
#define NO_JUNK(table) "DELETE FROM " table " WHERE signature = zeroblob(64)"
#define WHILE(fact, what, said, click, edit, back)                                                 \
    {                                                                                              \
        fact, what ", while " said, BY(SIGNATORY), edit, NULL, click, back, NULL, "tick", losses,  \
            .transient = true                                                                      \
    }

#define REVOKED(click, said, who)                                                                  \
    WHILE("revocation", "others revoked some day", said, click,                                    \
          "INSERT INTO revocation (space, account, at, by, signature) SELECT space, account,"      \
          " 4000000000, account, zeroblob(64) FROM membership" OTHERS("account", who),             \
          NO_JUNK("revocation"))
#define NEVER_CERTIFIED(click, said, who)                                                          \
    WHILE("revocation", "others revoked since ever", said, click,                                  \
          "INSERT OR IGNORE INTO revocation (space, account, at, by, signature) SELECT space,"     \
          " account, issued_at, account, zeroblob(64) FROM certificate" OTHERS("account", who),    \
          NO_JUNK("revocation"))
#define PARTED_THEN(click, said, who)                                                              \
    WHILE(                                                                                         \
        "departure", "their structures gone", said, click,                                         \
        "INSERT INTO departure (space, structure, at, by, signature) SELECT space, structure,"     \
        " 4000000000, account, zeroblob(64) FROM membership" OTHERS(                               \
            "account",                                                                             \
            who) " AND structure NOT IN (SELECT structure FROM membership WHERE structure IS NOT"  \
                 " NULL AND account IN (" who ")) GROUP BY structure",                             \
        NO_JUNK("departure"))
#define NO_CERTIFICATE(click, said, who)                                                           \
    WHILE("certificate", "none of others", said, click,                                            \
          "DELETE FROM certificate" OTHERS("account", who), BACK("certificate"))
#define UNSIGNED(click, said, who)                                                                 \
    WHILE("charter_signature", "none of others", said, click,                                      \
          "DELETE FROM charter_signature" OTHERS("subject", who) " AND kind = 'person'",           \
          BACK("charter_signature"))
#define SIGNED_EARLIER(click, said, who)                                                           \
    WHILE("charter_signature", "others signed earlier", said, click,                               \
          "UPDATE charter_signature SET signed_at = signed_at - 3600" OTHERS("account", who),      \
          BACK("charter_signature"))
#define NO_MEMBERS(click, said, who)                                                               \
    WHILE("membership", "none of others", said, click,                                             \
          "DELETE FROM membership" OTHERS("account", who), BACK("membership"))
#define ELSEWHERE(click, said, who)                                                                \
    WHILE("membership", "others in a structure that did not sign", said, click,                    \
          "UPDATE membership SET structure = {s_lawyer}" OTHERS("account", who),                   \
          BACK("membership"))
#define SUSPENDED(click, said, who)                                                                \
    WHILE("membership", "others suspended", said, click,                                           \
          "UPDATE membership SET suspended_at = 1641900000" OTHERS("account", who),                \
          BACK("membership"))
#define NO_ACCOUNT(click, said, who)                                                               \
    WHILE("account", "others left", said, click,                                                   \
          "UPDATE account SET state = 'left'" OTHERS("id", who), BACK("account"))
#define SIGNED(...)                                                                                \
    REVOKED(__VA_ARGS__), PARTED_THEN(__VA_ARGS__), UNSIGNED(__VA_ARGS__),                         \
        SIGNED_EARLIER(__VA_ARGS__)
#define ALWAYS(...) SIGNED(__VA_ARGS__), NEVER_CERTIFIED(__VA_ARGS__), NO_CERTIFICATE(__VA_ARGS__)

#define ONE(edit, ...) edit(__VA_ARGS__)

#define COMMENT "comment", "somebody comments", "{police}, {police_too}, {hospital}"
#define HOLD "hold", "the attendance is closed", "{hospital}, {shelter}"
#define EXCUSE "excuse", "somebody excuses themselves", "{police}, {police_too}"
#define SIGN "sign", "a synthesis is signed", "{police}, {hospital}"
#define GIVE "give", "a role is given", "{police}, {police_too}"

/* Where they would be believed: what somebody may read is not asked of every row each time. */
static const struct insider_row rows[] = {
    ALWAYS(COMMENT),        ONE(NO_MEMBERS, COMMENT), ONE(SUSPENDED, COMMENT),
    SIGNED(HOLD),           ONE(ELSEWHERE, HOLD),     ONE(SUSPENDED, HOLD),
    ONE(NO_ACCOUNT, HOLD),  ALWAYS(EXCUSE),           ONE(NO_MEMBERS, EXCUSE),
    ONE(ELSEWHERE, EXCUSE), ONE(SUSPENDED, EXCUSE),   ONE(NO_ACCOUNT, EXCUSE),
    SIGNED(SIGN),           ONE(NO_MEMBERS, SIGN),    ONE(SUSPENDED, SIGN),
    ALWAYS(GIVE),
};
INSIDER_TABLE(insider_rows_passing, rows);
