#include "core/state.h"
#include "dossier.h"

static enum status check(struct world *world, struct seance_id seance)
{
    struct db_conn *conn = db_read(world->core->db);
    enum status status = state_check(world->core, world->arena, conn, STATE_SEANCE, &seance.id);
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
        /* another type is another row */
        {"UPDATE document_version SET cipher = CAST(cipher AS TEXT)",
         "UPDATE document_version SET cipher = CAST(cipher AS BLOB)"},
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        raw_change(world, edits[i][0]);
        assert_int_equal(STATUS_TAMPERED, check(world, id));
        raw_change(world, edits[i][1]);
        assert_int_equal(STATUS_OK, check(world, id));
    }
}

static void an_act_does_not_answer_for_an_edit(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    raw_change(world, "UPDATE role SET at = at + 1 WHERE role = 'animator'");
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_TAMPERED, check(world, id));
    /* nor the next one, that finds no seal that fits */
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'excused'}"));
    assert_int_equal(STATUS_TAMPERED, check(world, id));
}

static void what_no_entry_tells_of(void **state)
{
    struct world *world = world_of(state);
    struct seance_id unknown;
    id_new(&unknown.id);
    assert_int_equal(STATUS_NOT_FOUND, check(world, unknown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_edit_shows_until_it_is_undone),
        WORLD_TEST(an_act_does_not_answer_for_an_edit),
        WORLD_TEST(what_no_entry_tells_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
