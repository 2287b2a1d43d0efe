#include "trust/person.h"
#include "world_dossier.h"

#include "base/clock.h"
#include "trust/charter_roll.h"
#include "trust/recall.h"
#include "trust/trust.h"

/* What an act has proven stands for what it will ask again, and never for rows that changed. */

struct asking {
    struct act *act;
    struct account_id who;
    struct certificate certificate;
};

static enum status ask_in(struct db_conn *conn, void *context)
{
    struct asking *asking = context;
    return trust_at(&asking->certificate, asking->act, conn, asking->who, clock_now());
}

static enum status ask(struct asking *asking)
{
    struct db_conn *conn = db_read(asking->act->core->db);
    enum status status = ask_in(conn, asking);
    db_done(conn);
    return status;
}

static bool is_known(struct asking *asking)
{
    const void *known;
    enum status status;
    struct db_conn *conn = db_read(asking->act->core->db);
    bool found =
        recall_find(&known, &status, asking->act, conn, RECALL_CERTIFICATES, &asking->who.id, 0);
    db_done(conn);
    return found;
}

static struct asking about(struct world *world, enum someone who)
{
    return (struct asking){.act = world_act(world, COORDINATOR), .who = world->people[who]};
}

static void what_was_proven_is_known_until_something_is_written(void **state)
{
    struct world *world = world_of(state);
    struct asking asking = about(world, POLICE);
    assert_int_equal(STATUS_OK, ask(&asking));
    assert_true(is_known(&asking)); /* in the next snapshot too: nothing was written between */
    struct asking other = about(world, POLICE);
    assert_false(is_known(&other)); /* nobody else's act */
    raw_change(world, "UPDATE structure SET name = name || '!' WHERE short_name = 'Avocats'");
    assert_false(is_known(&asking)); /* whatever it was, and whoever wrote it */
    assert_int_equal(STATUS_OK, ask(&asking));
}

static void an_edit_is_seen_by_the_next_question(void **state)
{
    struct world *world = world_of(state);
    struct asking asking = about(world, POLICE);
    assert_int_equal(STATUS_OK, ask(&asking));
    raw_change(world, "UPDATE certificate SET coordination = 1 WHERE account = '%s'",
               world_hex(world, asking.who.id));
    assert_int_equal(STATUS_TAMPERED, ask(&asking));
    assert_int_equal(STATUS_TAMPERED, ask(&asking));
    raw_change(world, "UPDATE certificate SET coordination = 0 WHERE account = '%s'",
               world_hex(world, asking.who.id));
    assert_int_equal(STATUS_OK, ask(&asking));
}

static void a_write_asks_the_rows(void **state)
{
    struct world *world = world_of(state);
    struct asking asking = about(world, POLICE);
    assert_int_equal(STATUS_OK, ask(&asking));
    raw_change(world, "DELETE FROM certificate WHERE account = '%s'",
               world_hex(world, asking.who.id));
    assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, ask_in, &asking));
}

static void the_roll_of_another_moment_is_another(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct charter_roll one, same, later;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_load(&one, act, conn));
    assert_int_equal(STATUS_OK, charter_roll_load(&same, act, conn));
    assert_ptr_equal(one.bonds, same.bonds);
    db_done(conn);
    raw_change(world, "DELETE FROM charter_signature WHERE subject = '%s'",
               world_hex(world, world->people[POLICE].id));
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_load(&later, act, conn));
    db_done(conn);
    assert_int_equal(one.bond_count - 1, later.bond_count);
}

/* Pages add to what they show of somebody. */
static void a_person_is_shown_anew(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    const struct account_id police = world->people[POLICE];
    struct db_conn *conn = db_read(world->core->db);
    json_t *one = act_json(world->arena, person_json(act, conn, police));
    json_object_set_new(one, "knocks", json_true());
    json_object_set_new(json_object_get(one, "structure"), "signed", json_true());
    const json_t *other = act_json(world->arena, person_json(act, conn, police));
    db_done(conn);
    assert_string_equal(world_text(one, "name"), world_text(other, "name"));
    assert_null(json_object_get(other, "knocks"));
    assert_null(json_object_get(json_object_get(other, "structure"), "signed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_proven_is_known_until_something_is_written,
                                        world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(an_edit_is_seen_by_the_next_question, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_write_asks_the_rows, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(the_roll_of_another_moment_is_another, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_person_is_shown_anew, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
