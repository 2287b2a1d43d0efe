#include "core/members/assignment.h"
#include "core/members/departure.h"
#include "core/members/withdrawal.h"
#include "trust/state.h"
#include "world_dossier.h"

static enum status check(struct world *world, struct seance_id seance)
{
    struct db_conn *conn = db_read(world->core->db);
    enum status status = row_seal_check(world->core, world->arena, conn, STATE_SEANCE, &seance.id);
    db_done(conn);
    return status;
}

static void an_edit_shows_until_it_is_undone(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, check(world, id));
    static const char *const edits[][2] = {
        {"UPDATE role SET at = at + 1 WHERE role = 'animator'",
         "UPDATE role SET at = at - 1 WHERE role = 'animator'"},
        {"UPDATE seance SET venue = venue || '!'",
         "UPDATE seance SET venue = substr(venue, 1, length(venue) - 1)"},
        {"UPDATE document SET state = 'draft'", "UPDATE document SET state = 'approved'"},
        /* nothing is another value than an empty one */
        {"UPDATE seance SET reason = ''", "UPDATE seance SET reason = NULL"},
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        raw_change(world, edits[i][0]);
        assert_int_equal(STATUS_TAMPERED, check(world, id));
        raw_change(world, edits[i][1]);
        assert_int_equal(STATUS_OK, check(world, id));
    }
}

static void an_act_stops_at_an_edit(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    raw_change(world, "UPDATE role SET at = at + 1 WHERE role = 'animator'");
    const long long entries = raw_journal_size(world);
    assert_int_equal(STATUS_TAMPERED,
                     world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    assert_int_equal(entries, raw_journal_size(world));
    /* and goes on when it is mended */
    raw_change(world, "UPDATE role SET at = at - 1 WHERE role = 'animator'");
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, check(world, id));
}

/* Nobody stays by editing a row: their access ends.  A séance whose rows were edited is left alone,
 * and whole again when they are back; the role is lost then. */
static void what_only_takes_away_goes_on(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_staff(world, id, POLICE, HOSPITAL, SHELTER);
    raw_change(world, "UPDATE role SET at = at + 1 WHERE role = 'animator'");
    raw_change(world, "UPDATE membership SET since = since - 1 WHERE account = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    assert_int_equal(1, raw_number(world,
                                   "SELECT until IS NOT NULL FROM membership WHERE account ="
                                   " '%s'",
                                   world_hex(world, world->people[POLICE].id)));
    assert_stage(world, id, "staffed");
    assert_int_equal(STATUS_TAMPERED, check(world, id));
    raw_change(world, "UPDATE role SET at = at - 1 WHERE role = 'animator'");
    assert_int_equal(STATUS_OK, check(world, id));
}

static enum status blindly(struct db_conn *conn, void *context)
{
    struct act *act = context;
    return journal_add(conn, act, "edit", "person", &act->who.id, (struct bytes){0});
}

static void no_entry_answers_for_rows_that_nobody_looked_at(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_FAILED, db_write(world->core->db, blindly, world_act(world, POLICE)));
}

/* Whoever has the server's key, and not the keys of who is said to have acted. */
struct impostor {
    struct act act;
    struct id object;
};

static enum status in_their_name(struct db_conn *conn, void *context)
{
    struct impostor *impostor = context;
    ledger_note(impostor->act.core, conn, &impostor->object, LEDGER_FOUND_WHOLE);
    return journal_add(conn, &impostor->act, "edit", "person", &impostor->object,
                       (struct bytes){0});
}

static void an_entry_counts_by_the_signature_of_who_acted(void **state)
{
    struct world *world = world_of(state);
    const struct account_id account = world->people[POLICE];
    static const struct {
        enum someone who, keys;
        uint32_t standing;
    } ways[] = {
        {COORDINATOR, POLICE, RELATION_COORDINATION}, /* with other keys */
        {SHELTER, SHELTER, RELATION_COORDINATION},    /* as what they are not */
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct impostor impostor = {*world_act(world, ways[i].who), account.id};
        impostor.act.keys = world->keys[ways[i].keys];
        impostor.act.standing = ways[i].standing;
        assert_int_equal(STATUS_OK, db_write(world->core->db, in_their_name, &impostor));
        json_t *fields = world_form(world,
                                    "{'profession': 'psychologue', 'structure': '%s',"
                                    " 'represents': true}",
                                    world_hex(world, world->structures[S_POLICE].id));
        assert_int_equal(STATUS_TAMPERED,
                         assignment_change(world_act(world, COORDINATOR), account, fields));
        world_accept(world, "person", account.id);
        assert_int_equal(STATUS_OK,
                         assignment_change(world_act(world, COORDINATOR), account, fields));
    }
}

/* Whoever chooses the id of what they will make lays down what the rules would refuse. */
static void what_is_made_has_no_rows_before(void **state)
{
    static const char key[] = "00000000000000000000000000000777";
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    const char *me = world_hex(world, world->people[COORDINATOR].id);
    const char *space = world_hex(world, world->space.id);
    (void)world_seance(world, "concertation", "2022-03-07T14:00");
    struct seance_id seance;
    struct structure_id structure;
    json_t *plan = world_form(world,
                              "{'cycle': '00000000000000000000000000002022', 'kind':"
                              " 'concertation', 'starts': '2022-05-02T14:00', 'duration': 150,"
                              " 'venue': 'Reseda', 'key': '%s'}",
                              key);
    /* no foreign key stands in the way of who writes the file */
    (void)raw_text(world,
                   "INSERT INTO role (space, seance, role, account, state, given_by, at) SELECT"
                   " '%s', '%s', 'animator', '%s', 'accepted', '%s', 1 FROM space LIMIT 1",
                   space, key, me, me);
    assert_int_equal(STATUS_TAMPERED, calendar_plan(act, &seance, plan));
    (void)raw_text(world, "DELETE FROM role WHERE seance = '%s'", key);
    (void)raw_text(world,
                   "INSERT INTO positioning (space, seance, account, answer, venue, answered_at)"
                   " VALUES ('%s', '%s', '%s', 'coming', 0, 1)",
                   space, key, me);
    assert_int_equal(STATUS_TAMPERED, calendar_plan(world_act(world, COORDINATOR), &seance, plan));
    (void)raw_text(world, "DELETE FROM positioning WHERE seance = '%s'", key);
    (void)raw_text(world,
                   "INSERT INTO offer (space, seance, account, role) VALUES ('%s', '%s', '%s',"
                   " 'animator')",
                   space, key, me);
    assert_int_equal(STATUS_TAMPERED, calendar_plan(world_act(world, COORDINATOR), &seance, plan));
    (void)raw_text(world, "DELETE FROM offer WHERE seance = '%s'", key);
    assert_int_equal(STATUS_OK, calendar_plan(world_act(world, COORDINATOR), &seance, plan));
    (void)raw_text(world,
                   "INSERT INTO departure (space, structure, at, by, signature) VALUES ('%s', '%s',"
                   " 1, '%s', x'00')",
                   space, key, me);
    assert_int_equal(STATUS_TAMPERED,
                     directory_create(world_act(world, COORDINATOR), &structure,
                                      world_form(world,
                                                 "{'name': 'Neuve', 'short_name': 'N', 'kind':"
                                                 " 'institution', 'key': '%s'}",
                                                 key)));
    (void)raw_text(world, "DELETE FROM departure");
    (void)raw_text(world,
                   "INSERT INTO charter_signature SELECT '%s', space, subject, kind, account,"
                   " box_public, sign_public, signed_at, signature FROM charter_signature LIMIT 1",
                   key);
    assert_int_equal(STATUS_TAMPERED,
                     charter_publish(world_act(world, COORDINATOR),
                                     world_form(world, "{'text': '# Autre', 'key': '%s'}", key)));
    (void)raw_text(world, "DELETE FROM charter_signature WHERE charter = '%s'", key);
}

static void rows_that_nobody_told_of_are_no_news(void **state)
{
    struct world *world = world_of(state);
    struct structure_id planted = {{{0xee}}};
    raw_change(world,
               "INSERT INTO structure SELECT '%s', space, 'Plantée', 'P', kind, sheet, version,"
               " created_at, updated_at, confirmed_at FROM structure WHERE id = '%s'",
               world_hex(world, planted.id), world_hex(world, world->structures[S_POLICE].id));
    const long long entries = raw_journal_size(world);
    assert_int_equal(STATUS_TAMPERED, directory_confirm(world_act(world, COORDINATOR), planted));
    assert_int_equal(entries, raw_journal_size(world));
}

static void what_no_entry_tells_of(void **state)
{
    struct world *world = world_of(state);
    struct seance_id unknown;
    id_new(&unknown.id);
    assert_int_equal(STATUS_NOT_FOUND, check(world, unknown));
}

static void changed(struct world *world, enum someone who, const char *structure, bool represents)
{
    assert_int_equal(STATUS_OK,
                     assignment_change(world_act(world, COORDINATOR), world->people[who],
                                       world_form(world,
                                                  "{'profession': 'psychologue', 'structure':"
                                                  " '%s', 'represents': %s}",
                                                  structure, represents ? "true" : "false")));
}

/* Between the beginning of a request and its write they became somebody else. */
static void an_act_is_of_who_they_still_are(void **state)
{
    struct world *world = world_of(state);
    const char *police = world_hex(world, world->structures[S_POLICE].id);
    const char *shelter = world_hex(world, world->structures[S_SHELTER].id);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    json_t *coming = world_form(world, "{'answer': 'coming'}");
    struct act *represents = world_act(world, POLICE), *moves = world_act(world, POLICE_TOO);
    struct act *login = world_act(world, HOSPITAL), *leaves = world_act(world, SHELTER);
    changed(world, POLICE, police, false);
    assert_int_equal(STATUS_DENIED, positioning_answer(represents, id, coming));
    assert_int_equal(STATUS_OK, positioning_answer(world_act(world, POLICE), id, coming));
    changed(world, POLICE_TOO, shelter, false);
    assert_int_equal(STATUS_DENIED, positioning_answer(moves, id, coming));
    login->login[0] = 7; /* of which there is no row any more */
    assert_int_equal(STATUS_DENIED, positioning_answer(login, id, coming));
    assert_int_equal(STATUS_OK,
                     departure_leave(world_act(world, COORDINATOR), world->structures[S_SHELTER]));
    assert_int_equal(STATUS_DENIED, positioning_answer(leaves, id, coming));
    struct act *claims = world_act(world, HOSPITAL);
    claims->membership.coordination = true; /* as if it had been so */
    assert_int_equal(STATUS_DENIED, positioning_answer(claims, id, coming));
}

static enum status open_name(struct db_conn *conn, void *context)
{
    struct account_row row;
    json_t *name;
    struct act *act = context;
    enum status status = person_rows_account(&row, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = person_seal_open(&name, act, conn, &row);
    if (status == STATUS_OK)
        json_decref(name);
    return status;
}

/* In a write too: the seal of another row opens as nobody's name. */
static void a_name_is_of_its_row(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_OK, db_write(world->core->db, open_name, act));
    raw_change(world,
               "UPDATE account SET person = (SELECT person FROM account WHERE id = '%s') WHERE id"
               " = '%s'",
               world_hex(world, world->people[SHELTER].id),
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, open_name, act));
}

static void who_is_of_another_space_has_no_name_here(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const json_t *here = act_json(world->arena, person_json(act, conn, world->people[SHELTER]));
    const json_t *there = act_json(world->arena, person_json(act, conn, world->people[STRANGER]));
    db_done(conn);
    assert_string_equal(world_people[SHELTER].name, world_text(here, "name"));
    assert_string_equal("(none)", world_text(there, "name"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_edit_shows_until_it_is_undone),
        WORLD_TEST(an_act_stops_at_an_edit),
        WORLD_TEST(what_only_takes_away_goes_on),
        WORLD_TEST(no_entry_answers_for_rows_that_nobody_looked_at),
        WORLD_TEST(an_entry_counts_by_the_signature_of_who_acted),
        WORLD_TEST(rows_that_nobody_told_of_are_no_news),
        WORLD_TEST(what_is_made_has_no_rows_before),
        WORLD_TEST(what_no_entry_tells_of),
        WORLD_TEST(an_act_is_of_who_they_still_are),
        WORLD_TEST(a_name_is_of_its_row),
        WORLD_TEST(who_is_of_another_space_has_no_name_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
