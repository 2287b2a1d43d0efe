#include "world_dossier.h"

#include "core/members/withdrawal.h"
#include "members/suspension.h"

/* Somebody who has a right of their own edits rows about others, acts, and puts the rows back: what
 * others hold is what they held before. */

static void run(struct world *world, const char *sql)
{
    char *problem = NULL;
    sqlite3 *handle = raw_open(world);
    const int before = sqlite3_total_changes(handle);
    if (sqlite3_exec(handle, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", problem, sql);
    assert_true(sqlite3_total_changes(handle) > before);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* About everybody but who acts, and whom they act about. */
struct edit {
    const char *table;
    const char *what; /* then the rows, and "back" what is undone besides putting them back */
    const char *who;
    const char *back;
};

#define OTHERS(column) " WHERE " column " NOT IN ('%s', '%s')"
#define JUNK "signature = zeroblob(64)"

static const struct edit EDITS[] = {
    {"revocation",
     "INSERT INTO revocation (space, account, at, by, signature) SELECT space, account, 4000000000,"
     " account, zeroblob(64) FROM membership",
     OTHERS("account"), JUNK},
    {"revocation",
     "INSERT INTO revocation (space, account, at, by, signature) SELECT space, account, issued_at,"
     " account, zeroblob(64) FROM certificate",
     OTHERS("account"), JUNK},
    {"departure",
     "INSERT INTO departure (space, structure, at, by, signature) SELECT space, structure,"
     " 4000000000, account, zeroblob(64) FROM membership",
     OTHERS("account") " AND structure IS NOT NULL GROUP BY structure", JUNK},
    {"membership", "DELETE FROM membership", OTHERS("account"), "0"},
    {"membership",
     "UPDATE membership SET structure = (SELECT id FROM structure WHERE short_name = 'Avocats')",
     OTHERS("account"), "0"},
    {"membership", "UPDATE membership SET suspended_at = 1641900000", OTHERS("account"), "0"},
    {"account", "UPDATE account SET state = 'left'", OTHERS("id"), "0"},
    {"certificate", "DELETE FROM certificate", OTHERS("account"), "0"},
    {"charter_signature", "DELETE FROM charter_signature", OTHERS("subject") " AND kind = 'person'",
     "0"},
    {"charter_signature", "UPDATE charter_signature SET signed_at = signed_at - 3600",
     OTHERS("account"), "0"},
};

static void lay_down(struct world *world, const struct edit *edit, enum someone me,
                     enum someone other)
{
    char sql[1024];
    char who[256];
    snprintf(who, sizeof who, edit->who, world_hex(world, world->people[me].id),
             world_hex(world, world->people[other].id));
    snprintf(sql, sizeof sql, "CREATE TABLE kept.copy AS SELECT * FROM %s%s; %s%s", edit->table,
             strcmp(edit->back, "0") == 0 ? who : " WHERE 0", edit->what, who);
    run(world, sql);
}

static void put_back(struct world *world, const struct edit *edit)
{
    char sql[512];
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s; REPLACE INTO %s SELECT * FROM copy",
             edit->table, edit->back, edit->table);
    run(world, sql);
    raw_text(world, "DROP TABLE copy");
}

/* "shared 8, situation 4": who holds the newest key of each vault. */
static const char *holders(struct world *world)
{
    return raw_text(world,
                    "SELECT group_concat(told, ', ') FROM (SELECT purpose || ' ' || count(*) AS"
                    " told FROM envelope e JOIN vault v ON v.id = e.vault AND v.generation ="
                    " e.generation GROUP BY v.id ORDER BY purpose)");
}

typedef enum status deed(struct world *, struct seance_id);

static enum status comment(struct world *world, struct seance_id id)
{
    return dossier_comment(world, POLICE, id, DOSSIER_COMMENT, "");
}

static enum status hold(struct world *world, struct seance_id id)
{
    return dossier_hold(world, HOSPITAL, id);
}

static enum status excuse(struct world *world, struct seance_id id)
{
    return world_position(world, POLICE_TOO, id, "{'answer': 'excused'}");
}

static enum status publish(struct world *world, struct seance_id id)
{
    return synthesis_sign(world_act(world, POLICE), id, 1);
}

static struct seance_id nearly_published(struct world *world)
{
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    return id;
}

/* Nobody but who acts loses anything: it is done as without the edit, or not at all, and then once
 * the rows are back. */
static bool takes_nothing_by(struct world *world, struct seance_id id, deed *does,
                             const struct edit *edit, enum someone me, const char *honest)
{
    const char *before = holders(world);
    lay_down(world, edit, me, me);
    const enum status status = does(world, id);
    put_back(world, edit);
    if (strcmp(status == STATUS_OK ? honest : before, holders(world)) != 0)
        fail_msg("%s: %s, %s and then %s", edit->what, status_name(status), before, holders(world));
    if (status != STATUS_OK)
        assert_int_equal(STATUS_OK, does(world, id));
    assert_string_equal(honest, holders(world));
    return status == STATUS_TAMPERED;
}

static void takes_nothing(void **state, struct seance_id (*make)(struct world *), deed *does,
                          enum someone me)
{
    struct world *world = world_of(state);
    struct arena *arena = arena_new();
    size_t told = 0;
    dossier_share(world);
    assert_int_equal(STATUS_OK, does(world, make(world)));
    const char *honest = arena_text(arena, holders(world));
    for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
        world_teardown(state);
        world_setup(state);
        world = world_of(state);
        dossier_share(world);
        told += takes_nothing_by(world, make(world), does, &EDITS[i], me, honest);
    }
    assert_in_range(told, sizeof EDITS / sizeof *EDITS / 2, sizeof EDITS / sizeof *EDITS);
    arena_free(arena);
}

static void a_comment_takes_no_key_from_others(void **state)
{
    takes_nothing(state, dossier_drafted, comment, POLICE);
}

static void nor_does_a_seance_that_is_held(void **state)
{
    takes_nothing(state, dossier_prepared, hold, HOSPITAL);
}

static void nor_does_who_excuses_themselves(void **state)
{
    takes_nothing(state, dossier_prepared, excuse, POLICE_TOO);
}

static void nor_does_a_synthesis_that_is_published(void **state)
{
    takes_nothing(state, nearly_published, publish, POLICE);
}

/* Nor is the role of somebody whose rows were edited given to another. */
static void nor_is_a_role_given_to_another(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
        lay_down(world, &EDITS[i], POLICE, POLICE);
        const enum status status =
            world_give(world, world_act(world, POLICE), id, "secretary", HOSPITAL_TOO);
        put_back(world, &EDITS[i]);
        if (status == STATUS_OK)
            fail_msg("%s", EDITS[i].what);
    }
    assert_string_equal("accepted", raw_text(world,
                                             "SELECT state FROM role WHERE role = 'secretary' AND"
                                             " account = '%s'",
                                             world_hex(world, world->people[HOSPITAL].id)));
}

/* The vaults turn with it or, for everybody who stays, before the next text. */
static void an_ending_leaves_nobody_out_of_the_next_key(void **state)
{
    for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
        world_teardown(state);
        world_setup(state);
        struct world *world = world_of(state);
        dossier_share(world);
        struct seance_id id = dossier_drafted(world);
        lay_down(world, &EDITS[i], COORDINATOR, POLICE_TOO);
        enum status status =
            withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]);
        put_back(world, &EDITS[i]);
        clock_set(clock_now() + 1);
        if (status != STATUS_OK)
            fail_msg("%s: %s", EDITS[i].what, status_name(status));
        if (dossier_comment(world, POLICE, id, DOSSIER_COMMENT, "") != STATUS_OK)
            fail_msg("%s: no text after it", EDITS[i].what);
        if (strstr(holders(world), "synthesis 4") == NULL)
            fail_msg("%s: %s", EDITS[i].what, holders(world));
        assert_int_equal(2, raw_number(world, "SELECT generation FROM vault WHERE purpose ="
                                              " 'synthesis'"));
    }
}

/* Their own rows too: they stay an edit, and nobody's text stops at that for ever. */
static void an_ending_over_edited_rows_stops_no_later_text(void **state)
{
    struct world *world = world_of(state);
    const char *gone = world_hex(world, world->people[POLICE_TOO].id);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    static const char held[] =
        "SELECT count(*) FROM envelope e JOIN vault v ON v.id = e.vault AND v.generation ="
        " e.generation WHERE purpose = 'synthesis' AND reader = '%s'";
    raw_change(world, "UPDATE membership SET since = since + 1 WHERE account = '%s'", gone);
    raw_change(world, "UPDATE vault SET seance = 'x' WHERE purpose = 'situation'");
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    raw_change(world, "UPDATE membership SET since = since - 1 WHERE account = '%s'", gone);
    raw_change(world, "UPDATE vault SET seance = '%s' WHERE purpose = 'situation'",
               world_hex(world, id.id));
    assert_int_equal(1, raw_number(world, held, gone)); /* it waits */
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, dossier_comment(world, POLICE, id, DOSSIER_COMMENT, ""));
    assert_int_equal(0, raw_number(world, held, gone));
}

/* One cell, in a row about somebody or something else, that is no id. */
static void a_cell_elsewhere_keeps_nobody_s_access(void **state)
{
    static const char *const cells[][2] = {
        {"membership", "structure"}, {"membership", "account"},  {"vault", "seance"},
        {"seance", "host"},          {"positioning", "account"}, {"role", "given_by"},
        {"certificate", "issuer"},
    };
    static enum status (*const ends[])(struct act *, struct account_id) = {withdrawal_withdraw,
                                                                           suspension_suspend};
    for (size_t i = 0; i < 2 * sizeof cells / sizeof *cells; i++) {
        world_teardown(state);
        world_setup(state);
        struct world *world = world_of(state);
        dossier_share(world);
        (void)dossier_drafted(world);
        const char *table = cells[i / 2][0];
        const bool of_person =
            strcmp(table, "membership") == 0 || strcmp(table, "certificate") == 0;
        raw_change(world,
                   "UPDATE %s SET %s = 'x' WHERE rowid = (SELECT rowid FROM %s WHERE %s = '%s')",
                   table, cells[i / 2][1], table, of_person ? "account" : "space",
                   world_hex(world, of_person ? world->people[SHELTER].id : world->space.id));
        const enum status status =
            ends[i % 2](world_act(world, COORDINATOR), world->people[POLICE_TOO]);
        if (status != STATUS_OK)
            fail_msg("%s.%s: %s", table, cells[i / 2][1], status_name(status));
        clock_set(clock_now() + 1);
        struct certificate certificate;
        struct act *act = world_act(world, COORDINATOR);
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(STATUS_NOT_FOUND,
                         trust_now(&certificate, act, conn, world->people[POLICE_TOO]));
        db_done(conn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_comment_takes_no_key_from_others),
        WORLD_TEST(nor_does_a_seance_that_is_held),
        WORLD_TEST(nor_does_who_excuses_themselves),
        WORLD_TEST(nor_does_a_synthesis_that_is_published),
        WORLD_TEST(nor_is_a_role_given_to_another),
        WORLD_TEST(an_ending_leaves_nobody_out_of_the_next_key),
        WORLD_TEST(an_ending_over_edited_rows_stops_no_later_text),
        WORLD_TEST(a_cell_elsewhere_keeps_nobody_s_access),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
