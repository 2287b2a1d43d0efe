#include "insider_forge.h"
#include "insider_tables.h"

/* Where a séance stands, and what people are to it. */

#define STAGE(seance, stage) "UPDATE seance SET stage = '" stage "' WHERE id = " seance
#define COME(seance)                                                                               \
    "INSERT OR REPLACE INTO positioning (space, seance, account, answer, venue, answered_at)"      \
    " VALUES ({here}, " seance ", {me}, 'coming', 0, {now})"
#define GO(seance) "DELETE FROM positioning WHERE seance = " seance " AND account = {me}"
#define TAKE(seance, name)                                                                         \
    "UPDATE role SET account = {me}, state = 'accepted' WHERE seance = " seance                    \
    " AND role = '" name "'"
#define GIVE_BACK(seance, name, to)                                                                \
    "UPDATE role SET account = " to " WHERE seance = " seance " AND role = '" name "'"
#define BE_THERE(seance)                                                                           \
    "INSERT INTO attendance (id, space, seance, account, guest, status, recorded_by, at) SELECT"   \
    " lower(hex(randomblob(16))), space, seance, {me}, NULL, 'present', recorded_by, at FROM"      \
    " attendance WHERE seance = " seance " LIMIT 1"
#define NOT_BE_THERE(seance) "DELETE FROM attendance WHERE seance = " seance " AND account = {me}"
#define GUESTS(of)                                                                                 \
    "INSERT INTO attendance (id, space, seance, account, guest, status, recorded_by, at) SELECT"   \
    " id, {here}, {held}, NULL, person, 'guest', id, 1 FROM " of ".account"
#define PRESENT_AGAIN                                                                              \
    "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"                \
    "UPDATE account SET state = 'active' WHERE id = {me};"

/* An index that was made while the table said another thing: one query reads it, another the table.
 */
#define HIDE(index)                                                                                \
    "CREATE TEMP TABLE k AS SELECT * FROM main.sqlite_schema WHERE name = '" index "';"            \
    "PRAGMA writable_schema = ON; DELETE FROM main.sqlite_schema WHERE name = '" index "';"        \
    "PRAGMA writable_schema = RESET;"
#define SHOW                                                                                       \
    "PRAGMA writable_schema = ON; INSERT INTO main.sqlite_schema SELECT * FROM k;"                 \
    "PRAGMA writable_schema = RESET; DROP TABLE k"
#define INDEX_OF_ROLE                                                                              \
    TAKE("{prepared}", "secretary")                                                                \
    "; CREATE INDEX z_role ON role (seance, role, account, state, given_by, at);" HIDE("z_role")   \
        GIVE_BACK("{prepared}", "secretary", "{hospital}") ";" SHOW

static const struct insider_row rows[] = {
    {"seance", "stage put forward: a draft to submitted", BY(SIGNATORY),
     STAGE("{staffed}", "submitted"), NULL, "open draft"},
    {"seance", "stage put forward: submitted to prepared", BY(SIGNATORY) | BY(GONE),
     STAGE("{submitted}", "prepared") ";" COME("{submitted}"), NULL, "open"},
    {"seance", "stage put forward and back", BY(SIGNATORY),
     STAGE("{submitted}", "prepared") ";" COME("{submitted}"), NULL, "open",
     STAGE("{submitted}", "submitted") ";" GO("{submitted}"), .transient = true},
    {"seance", "stage put forward: held to drafted, and there", BY(SIGNATORY),
     STAGE("{held}", "drafted") ";" BE_THERE("{held}"), NULL, "open synthesis"},
    {"seance", "stage put forward: drafted to published", BY(SIGNATORY) | BY(LATE),
     STAGE("{drafted}", "published"), NULL, "open read"},
    {"seance", "stage put back: published to drafted", BY(SIGNATORY) | BY(GONE),
     STAGE("{published}", "drafted"), NULL, "open read"},
    {"seance", "stage put back: published to prepared, and coming", BY(SIGNATORY),
     STAGE("{published}", "prepared") ";" COME("{published}"), NULL, "open"},
    {"seance", "cancelled", BY(SIGNATORY), STAGE("{planned}", "cancelled")},
    {"seance", "expired", BY(SIGNATORY), STAGE("{held}", "expired")},
    {"seance", "kind changed", BY(SIGNATORY),
     "UPDATE seance SET kind = 'bilan' WHERE id = {planned}"},
    {"seance", "day moved", BY(SIGNATORY) | BY(GONE),
     "UPDATE seance SET starts = '2021-01-01T14:00' WHERE id = {planned}"},
    {"seance", "place changed", BY(SIGNATORY),
     "UPDATE seance SET venue = 'Ailleurs' WHERE id = {prepared}"},
    {"seance", "taken to another space", BY(SIGNATORY) | BY(ABROAD),
     "UPDATE seance SET space = {there} WHERE id = {published}"},
    {"seance", "taken with its cycle to a space that one coordinates, to read names", BY(ABROAD),
     "UPDATE seance SET space = {there} WHERE id = {published}; UPDATE cycle SET space = {there}",
     NULL, "read", NULL, NULL, NULL, insider_probe_names},
    {"role", "of another's séance in one of one's own space, to read the name", BY(ABROAD),
     "UPDATE cycle SET space = {there};"
     "INSERT INTO seance (id, space, cycle, kind, stage, starts, duration, venue, created_at) "
     "SELECT"
     " lower(hex(randomblob(16))), {there}, id, 'concertation', 'planned', '2022-06-01T14:00', 60,"
     " 'V', {now} FROM cycle;"
     "UPDATE role SET space = {there}, seance = (SELECT id FROM seance WHERE space = {there}) WHERE"
     " seance = {held}",
     NULL, "read", NULL, NULL, NULL, insider_probe_names},
    {"seance", "deleted", BY(SIGNATORY), "DELETE FROM seance WHERE id = {planned}"},
    {"seance", "time of being held moved", BY(SIGNATORY),
     "UPDATE seance SET held_at = {last_week} WHERE id = {held}"},

    {"positioning", "coming written in, before the situation is approved",
     BY(SIGNATORY) | BY(LATE) | BY(GONE) | BY(SHUT), COME("{submitted}"), NULL, "approve"},
    {"positioning", "coming written in, once it is approved",
     BY(SIGNATORY) | BY(LATE) | BY(GONE) | BY(SHUT), COME("{prepared}"), NULL, "open"},
    {"positioning", "coming written in, and taken out", BY(SIGNATORY) | BY(LATE),
     COME("{prepared}"), NULL, "open", GO("{prepared}"), .transient = true},
    {"positioning", "coming written in, with flags put back", BY(GONE) | BY(LEFT) | BY(SHUT),
     PRESENT_AGAIN COME("{prepared}"), NULL, "open"},
    {"positioning", "coming written in, laundered by somebody's answer", BY(SIGNATORY),
     COME("{prepared}"), NULL, "come open"},
    {"positioning", "of another taken for one's own", BY(SIGNATORY),
     "UPDATE positioning SET account = {me} WHERE seance = {prepared} AND account = {police_too}",
     NULL, "open"},
    {"positioning", "moved from another séance", BY(SIGNATORY) | BY(LATE),
     "INSERT INTO positioning SELECT space, {submitted}, {me}, answer, venue, answered_at FROM"
     " positioning WHERE seance = {drafted} AND account = {police_too}",
     NULL, "approve open"},
    {"positioning", "deleted", BY(SIGNATORY),
     "DELETE FROM positioning WHERE seance = {prepared} AND account = {police_too}"},
    {"positioning", "answer and time changed", BY(SIGNATORY),
     "UPDATE positioning SET answer = 'excused', answered_at = {now} WHERE seance = {prepared} AND"
     " account = {police_too}"},

    {"role", "secretary given to oneself, prepared", BY(SIGNATORY) | BY(LATE) | BY(GONE),
     TAKE("{prepared}", "secretary"), NULL, "open"},
    {"role", "an index that says what its table does not", BY(SIGNATORY) | BY(GONE), INDEX_OF_ROLE,
     NULL, "open"},
    {"role", "secretary given to oneself, then given back", BY(SIGNATORY),
     TAKE("{prepared}", "secretary"), NULL, "open",
     GIVE_BACK("{prepared}", "secretary", "{hospital}"), .transient = true},
    {"role", "animator given to oneself, submitted", BY(SIGNATORY) | BY(GONE),
     TAKE("{submitted}", "animator"), NULL, "open approve"},
    {"role", "animator given to oneself, drafted", BY(SIGNATORY), TAKE("{drafted}", "animator"),
     NULL, "open comment"},
    {"role", "narrator given to oneself, staffed", BY(SIGNATORY), TAKE("{staffed}", "narrator"),
     NULL, "open draft"},
    {"role", "narrator given to oneself, published, then given back", BY(SIGNATORY),
     TAKE("{published}", "narrator"), NULL, "open",
     GIVE_BACK("{published}", "narrator", "{shelter}"), .transient = true},
    {"role", "secretary given to oneself, held", BY(SIGNATORY), TAKE("{held}", "secretary"), NULL,
     "open synthesis"},
    {"role", "proposed written as accepted", BY(SIGNATORY),
     "UPDATE role SET state = 'accepted' WHERE seance = {planned}", NULL, "role position"},
    {"role", "moved from another séance", BY(SIGNATORY),
     "UPDATE role SET account = (SELECT account FROM role WHERE seance = {published} AND role ="
     " 'narrator') WHERE seance = {prepared} AND role = 'secretary'"},
    {"role", "deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM role WHERE seance = {prepared} AND role = 'secretary'"},
    {"role", "giver and time changed", BY(SIGNATORY),
     "UPDATE role SET given_by = {me}, at = at - 86400 WHERE seance = {held}"},

    {"attendance", "present written in, held", BY(SIGNATORY) | BY(LATE) | BY(SHUT),
     BE_THERE("{held}"), NULL, "open"},
    {"attendance", "present written in, drafted", BY(SHUT) | BY(LATE), BE_THERE("{drafted}"), NULL,
     "open comment"},
    {"attendance", "absent made present, drafted", BY(SIGNATORY),
     "UPDATE attendance SET status = 'present' WHERE seance = {drafted} AND account = {me}", NULL,
     "open comment"},
    {"attendance", "absent made present, and back", BY(SIGNATORY),
     "UPDATE attendance SET status = 'present' WHERE seance = {drafted} AND account = {me}", NULL,
     "open comment",
     "UPDATE attendance SET status = 'absent' WHERE seance = {drafted} AND account = {me}",
     .transient = true},
    {"attendance", "present written in, published", BY(SIGNATORY), BE_THERE("{published}"), NULL,
     "open"},
    {"attendance", "present written in, with flags put back", BY(GONE) | BY(LEFT) | BY(SHUT),
     PRESENT_AGAIN "DELETE FROM attendance WHERE seance = {held} AND account = {police_too};"
                   "INSERT OR REPLACE INTO attendance (id, space, seance, account, status,"
                   " recorded_by, at) VALUES (lower(hex(randomblob(16))), {here}, {held}, {me},"
                   " 'present', {hospital}, {now})",
     NULL, "open"},
    {"attendance", "of another taken for one's own", BY(SIGNATORY),
     "UPDATE attendance SET account = {me} WHERE seance = {held} AND account = {police_too}", NULL,
     "open"},
    {"attendance", "moved from another séance", BY(SIGNATORY),
     "UPDATE attendance SET seance = {held}, status = 'present' WHERE seance = {drafted} AND "
     "account"
     " = {me}",
     NULL, "open"},
    {"attendance", "written in for the withdrawn coordinator", BY(LEFT), BE_THERE("{held}"), NULL,
     "open"},
    {"attendance", "deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM attendance WHERE seance = {held} AND account = {police_too}"},
    {"attendance", "recorder and time changed", BY(SIGNATORY),
     "UPDATE attendance SET recorded_by = {me}, at = at + 60 WHERE seance = {held}"},
    {"attendance", "taken out and put in again between two looks", BY(SIGNATORY),
     NOT_BE_THERE("{drafted}"), NULL, "open comment",
     "INSERT INTO attendance SELECT * FROM hour.attendance WHERE seance = {drafted} AND account ="
     " {me}",
     .transient = true},

    {"attendance", "names of everybody as guests", BY(SIGNATORY), GUESTS("main"), NULL, "read tick",
     .probe = insider_probe_names},
    {"attendance", "names of last week as guests", BY(SIGNATORY), GUESTS("old"), NULL, "read tick",
     .probe = insider_probe_names},
    {"attendance", "names of everybody as guests, in a place of one's own", BY(SIGNATORY),
     GUESTS("main") "; UPDATE attendance SET seance = {planned} WHERE guest IS NOT NULL", NULL,
     "restart read tick", .probe = insider_probe_names},
};
INSIDER_TABLE(insider_rows_seances, rows);
