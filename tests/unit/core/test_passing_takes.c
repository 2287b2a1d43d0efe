#include "world_dossier.h"

#include "core/journal/audit_state.h"
#include "core/members/assignment.h"
#include "core/members/departure.h"
#include "core/members/renewal.h"
#include "core/retention/retention.h"

/* Rows about others lie otherwise for the moment of one honest act, and are what they were again:
 * nobody lost a text, a role or a key by it, and nothing is faulty for ever. */

static sqlite3 *theirs; /* a connection of somebody who writes into the database */

static void run(const char *sql)
{
    char *problem = NULL;
    if (sqlite3_exec(theirs, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", problem, sql);
}

static void lay_down(struct world *world, const char *table, const char *where, const char *edit)
{
    theirs = raw_open(world);
    run(arena_printf(world->arena, "CREATE TEMP TABLE was AS SELECT * FROM %s WHERE %s", table,
                     where));
    const int before = sqlite3_total_changes(theirs);
    run(edit);
    assert_true(sqlite3_total_changes(theirs) > before);
}

static void put_back(struct world *world, const char *table, bool all)
{
    /* unless the act took them, the rows are those of before */
    run(arena_printf(world->arena, "%s INTO main.%s SELECT * FROM was",
                     all ? "INSERT OR REPLACE" : "INSERT OR IGNORE", table));
    assert_int_equal(SQLITE_OK, sqlite3_close(theirs));
    theirs = NULL;
}

static void tell(void *context, const struct audit_fault *fault)
{
    struct world *world = context;
    print_message("%s\n", audit_fault_text(world->arena, fault));
}

static void is_whole(struct world *world)
{
    struct audit_result result = {0};
    assert_int_equal(STATUS_OK, audit_state(&result, world->core, tell, world));
}

/* "approved 2": texts; "accepted": of the roles; envelopes. */
static const char *there(struct world *world)
{
    return raw_text(world,
                    "SELECT (SELECT group_concat(state || ' ' || n, ', ') FROM (SELECT state,"
                    " count(*) AS n FROM document GROUP BY state)) || '; ' ||"
                    " (SELECT group_concat(state, ' ') FROM (SELECT state FROM role ORDER BY role))"
                    " || '; ' || (SELECT count(*) FROM envelope) || ' envelopes'");
}

static enum status renew(struct world *world, enum someone who)
{
    char token[TOKEN_TEXT];
    enum status status =
        renewal_renew(world_act(world, COORDINATOR), world->people[who], NULL, token);
    clock_set(clock_now() + 1);
    return status;
}

static enum status change(struct world *world, enum someone who)
{
    enum status status = assignment_change(
        world_act(world, COORDINATOR), world->people[who],
        world_form(world,
                   "{'structure': '%s', 'profession': 'educateur', 'represents': false,"
                   " 'coordination': false}",
                   world_hex(world, world->structures[world_people[who].structure].id)));
    clock_set(clock_now() + 1);
    return status;
}

static const char *of(struct world *world, enum someone who)
{
    return world_hex(world, world->people[who].id);
}

static void renewed_keys_destroy_no_text_of_others(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    (void)dossier_published(world);
    (void)dossier_prepared(world);
    const char *before = raw_text(world, "SELECT count(*) FROM document");
    const char *where = arena_printf(world->arena,
                                     "reader <> '%s' AND vault IN (SELECT id FROM vault WHERE"
                                     " seance IS NOT NULL)",
                                     of(world, SHELTER));
    const char *kinds = raw_text(world, "SELECT group_concat(id || state) FROM document");
    lay_down(world, "envelope", where,
             arena_printf(world->arena, "DELETE FROM envelope WHERE %s", where));
    run("CREATE TEMP TABLE states AS SELECT id, state FROM document;"
        "UPDATE document SET state = 'draft'");
    assert_int_equal(STATUS_TAMPERED, renew(world, SHELTER));
    run("UPDATE document SET state = (SELECT state FROM states WHERE states.id = document.id)");
    put_back(world, "envelope", false);
    assert_string_equal(before, raw_text(world, "SELECT count(*) FROM document"));
    assert_string_equal(kinds, raw_text(world, "SELECT group_concat(id || state) FROM document"));
    is_whole(world);
    assert_int_equal(STATUS_OK, renew(world, SHELTER));
    assert_string_equal(before, raw_text(world, "SELECT count(*) FROM document"));
    is_whole(world);
}

static void nor_do_they_freeze_a_seance(void **state)
{
    struct world *world = world_of(state);
    int64_t at;
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &at));
    lay_down(world, "seance", "1", "UPDATE seance SET created_at = created_at + 1");
    assert_int_equal(STATUS_TAMPERED, renew(world, SHELTER));
    run("UPDATE seance SET created_at = created_at - 1");
    put_back(world, "seance", false);
    assert_string_equal("1", raw_text(world, "SELECT count(*) FROM document"));
    is_whole(world);
    assert_int_equal(STATUS_OK, renew(world, SHELTER));
    is_whole(world);
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
}

static void a_role_given_back_destroys_by_no_edited_vault(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    const char *before = there(world);
    lay_down(world, "vault", "0", "UPDATE vault SET created_at = created_at + 1");
    assert_int_equal(STATUS_TAMPERED, world_answer(world, SHELTER, id, "narrator", "declined"));
    run("UPDATE vault SET created_at = created_at - 1");
    put_back(world, "vault", false);
    assert_string_equal(before, there(world));
    is_whole(world);
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, id, "narrator", "declined"));
    is_whole(world);
}

/* Who is not of the structure, whatever a row says. */
static void a_structure_takes_nobody_else_along(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    (void)dossier_submitted(world);
    const char *before = there(world);
    const struct structure_id leaves = world->structures[S_HOSPITAL];
    static const enum someone others[] = {SHELTER, POLICE};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const enum someone who = others[i];
        lay_down(world, "membership", arena_printf(world->arena, "account = '%s'", of(world, who)),
                 arena_printf(world->arena,
                              "UPDATE membership SET structure = '%s' WHERE account = '%s'",
                              world_hex(world, leaves.id), of(world, who)));
        assert_int_equal(STATUS_TAMPERED, departure_leave(world_act(world, COORDINATOR), leaves));
        put_back(world, "membership", true);
        assert_string_equal(before, there(world));
        is_whole(world);
    }
    assert_int_equal(STATUS_OK, departure_leave(world_act(world, COORDINATOR), leaves));
    is_whole(world);
    assert_string_equal("draft",
                        raw_text(world, "SELECT state FROM document")); /* the secretary left */
    assert_string_equal("accepted", raw_text(world, "SELECT state FROM role WHERE account = '%s'",
                                             of(world, SHELTER)));
}

static void nobody_loses_a_role_by_the_place_of_another(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    (void)dossier_submitted(world);
    const char *before = there(world);
    lay_down(world, "membership", arena_printf(world->arena, "account = '%s'", of(world, POLICE)),
             arena_printf(world->arena,
                          "UPDATE membership SET structure = '%s' WHERE account = '%s'",
                          world_hex(world, world->structures[S_SHELTER].id), of(world, POLICE)));
    assert_int_equal(STATUS_TAMPERED, change(world, SHELTER));
    put_back(world, "membership", true);
    assert_string_equal(before, there(world));
    is_whole(world);
    assert_int_equal(STATUS_OK, change(world, SHELTER));
    is_whole(world);
    assert_string_equal(before, there(world));
}

/* Envelopes of somebody whose place changed, by a moment of the séance or of the charter. */
static void a_change_of_place_takes_no_key_by_an_edit(void **state)
{
    static const char *const tables[] = {"seance", "charter_signature"};
    static const char *const columns[] = {"created_at", "signed_at"};
    for (size_t i = 0; i < 2; i++) {
        world_teardown(state);
        world_setup(state);
        struct world *world = world_of(state);
        dossier_share(world);
        (void)dossier_drafted(world);
        const char *before = there(world);
        lay_down(world, tables[i], "0",
                 arena_printf(world->arena, "UPDATE %s SET %s = %s + 1", tables[i], columns[i],
                              columns[i]));
        (void)change(world, POLICE_TOO);
        (void)change(world, HOSPITAL);
        run(arena_printf(world->arena, "UPDATE %s SET %s = %s - 1", tables[i], columns[i],
                         columns[i]));
        put_back(world, tables[i], false);
        const char *held =
            "SELECT group_concat(n, ' ') FROM (SELECT count(*) AS n FROM vault v JOIN envelope e ON"
            " e.vault = v.id AND e.generation = v.generation WHERE e.reader = '%s')";
        assert_string_equal("3", raw_text(world, held, of(world, HOSPITAL)));
        assert_string_equal(before, there(world));
        is_whole(world);
        assert_int_equal(STATUS_OK, change(world, HOSPITAL));
        is_whole(world);
    }
}

/* Who may still comment is no row about them to say. */
static void nothing_is_published_before_its_days(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const char *where =
        arena_printf(world->arena, "account NOT IN ('%s', '%s', '%s')", of(world, COORDINATOR),
                     of(world, POLICE), of(world, HOSPITAL));
    lay_down(world, "membership", where,
             arena_printf(world->arena, "UPDATE membership SET structure = NULL WHERE %s", where));
    assert_int_equal(STATUS_TAMPERED, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    put_back(world, "membership", true);
    act = world_act(world, HOSPITAL);
    assert_int_equal(STATUS_CONFLICT, synthesis_sign(act, id, 1));
    assert_string_equal("review_running", act->fault);
    is_whole(world);
}

/* A séance is not closed without somebody who said that they come. */
static void nobody_who_comes_is_passed_over(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    const char *where = arena_printf(world->arena, "account = '%s'", of(world, HOSPITAL_TOO));
    const char *people = "";
    for (int i = POLICE; i <= SHELTER; i++)
        if (i != HOSPITAL_TOO)
            people = arena_printf(world->arena, "%s%s{'account': '%s', 'status': 'present'}",
                                  people, i == POLICE ? "" : ", ", of(world, (enum someone)i));
    json_t *form = world_form(world, "{'people': [%s], 'closed': true}", people);
    lay_down(world, "membership", where,
             arena_printf(world->arena, "UPDATE membership SET until = 1 WHERE %s", where));
    assert_int_equal(STATUS_TAMPERED, attendance_record(world_act(world, HOSPITAL), id, form));
    put_back(world, "membership", true);
    assert_string_equal("prepared", raw_text(world, "SELECT stage FROM seance"));
    is_whole(world);
    struct act *act = world_act(world, HOSPITAL);
    assert_int_equal(STATUS_CONFLICT, attendance_record(act, id, form));
    assert_string_equal("attendance_incomplete", act->fault);
}

/* Entries of theirs that lie under another name for the days of two runs. */
static void nobody_is_unused_whose_entries_are_hidden(void **state)
{
    struct world *world = world_of(state);
    const char *police = world_hex(world, world->people[POLICE_TOO].id);
    clock_set(clock_months(clock_now(), 12) - 20 * 24 * 60 * 60);
    dossier_staffed(world);
    world_reopen(world); /* and it has proven them */
    const char *seqs =
        raw_text(world, "SELECT group_concat(seq) FROM journal WHERE actor = '%s'", police);
    (void)raw_text(world, "UPDATE journal SET actor = NULL WHERE seq IN (%s)", seqs);
    for (int day = 0; day < 60; day++) {
        struct retention_result result;
        clock_set(clock_now() + 24 * 60 * 60);
        enum status status = retention_run(&result, world->core, false, NULL, NULL);
        assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    }
    (void)raw_text(world, "UPDATE journal SET actor = '%s' WHERE seq IN (%s)", police, seqs);
    assert_string_equal("active",
                        raw_text(world, "SELECT state FROM account WHERE id = '%s'", police));
    assert_int_equal(0, raw_number(world,
                                   "SELECT count(*) FROM journal WHERE action = 'announce'"
                                   " AND object = '%s'",
                                   police));
    is_whole(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(renewed_keys_destroy_no_text_of_others),
        WORLD_TEST(nor_do_they_freeze_a_seance),
        WORLD_TEST(a_role_given_back_destroys_by_no_edited_vault),
        WORLD_TEST(a_structure_takes_nobody_else_along),
        WORLD_TEST(nobody_loses_a_role_by_the_place_of_another),
        WORLD_TEST(a_change_of_place_takes_no_key_by_an_edit),
        WORLD_TEST(nothing_is_published_before_its_days),
        WORLD_TEST(nobody_who_comes_is_passed_over),
        WORLD_TEST(nobody_is_unused_whose_entries_are_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
