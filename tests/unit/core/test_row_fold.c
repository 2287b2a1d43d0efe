/* A draft that saved itself often: its seal reads what changed, and still answers for all of it. */

#include "world_dossier.h"

#include "core/journal/audit_state.h"
#include "journal/row_fold.h"
#include "store/rows/document_rows.h"

static int64_t save(struct world *world, struct seance_id seance, int64_t version)
{
    int64_t now_at;
    assert_int_equal(STATUS_OK,
                     situation_save(world_act(world, SHELTER), seance,
                                    dossier_situation(world, (int)version + 1), version, &now_at));
    assert_int_equal(version + 1, now_at);
    return now_at;
}

static int64_t save_times(struct world *world, struct seance_id seance, int64_t times)
{
    int64_t version = 0;
    while (version < times)
        version = save(world, seance, version);
    return version;
}

static struct id text_of(struct world *world, struct seance_id seance)
{
    struct document_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, document_rows_get(&row, conn, world->arena, world->space, seance,
                                                  VAULT_SITUATION));
    db_done(conn);
    return row.id.id;
}

struct question {
    const struct core *core;
    struct id document;
    int64_t settled;
};

static enum status ask(struct db_conn *conn, void *context)
{
    struct question *question = context;
    question->settled = row_fold_settled(question->core, conn, &question->document);
    return STATUS_OK;
}

static int64_t settled(struct world *world, struct seance_id seance)
{
    struct question question = {.core = world->core, .document = text_of(world, seance)};
    assert_int_equal(STATUS_OK, db_write(world->core->db, ask, &question));
    return question.settled;
}

static void ignore(void *context, const struct audit_fault *fault)
{
    (void)context;
    (void)fault;
}

static uint64_t faults(struct world *world)
{
    struct audit_result result = {0};
    enum status status = audit_state(&result, world->core, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    return result.faults;
}

static enum status try(struct world *world, struct seance_id seance, int64_t version)
{
    int64_t now_at;
    return situation_save(world_act(world, SHELTER), seance, dossier_situation(world, 77), version,
                          &now_at);
}

static void what_was_superseded_is_not_read_again(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_staffed(world);
    int64_t version = save_times(world, seance, 6);
    assert_int_equal(version - 2, settled(world, seance)); /* when the last save began */
    assert_int_equal(0, faults(world));
    world_reopen(world); /* as a server that begins: all of them once more */
    assert_int_equal(0, settled(world, seance));
    version = save(world, seance, version);
    assert_int_equal(version - 2, settled(world, seance));
    assert_int_equal(0, faults(world));
}

/* Whatever the hash remembers, an edit below it stops the next save, and putting it right frees. */
static void an_edit_of_what_was_read_before_is_met(void **state)
{
    static const char *const edits[][2] = {
        {"UPDATE document_version SET at = at + 1 WHERE version = 2",
         "UPDATE document_version SET at = at - 1 WHERE version = 2"},
        {"UPDATE document_version SET version = version + 90 WHERE version = 1",
         "UPDATE document_version SET version = version - 90 WHERE version > 90"},
        {"UPDATE document_version SET kept = 1 WHERE version = 3",
         "UPDATE document_version SET kept = 0 WHERE version = 3"},
        {"UPDATE document_version SET cipher = x'00' WHERE version = 1",
         "UPDATE document_version SET cipher = NULL WHERE version = 1"},
    };
    struct world *world = world_of(state);
    struct seance_id seance = dossier_staffed(world);
    int64_t version = save_times(world, seance, 6);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        raw_change(world, "%s", edits[i][0]);
        assert_int_equal(STATUS_TAMPERED, try(world, seance, version));
        assert_true(faults(world) > 0);
        raw_change(world, "%s", edits[i][1]);
        version = save(world, seance, version);
        assert_int_equal(0, faults(world));
    }
    raw_change(world, "DELETE FROM document_version WHERE version = 2");
    assert_int_equal(STATUS_TAMPERED, try(world, seance, version));
    assert_true(faults(world) > 0);
}

static void two_that_changed_places_are_met(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_staffed(world);
    int64_t version = save_times(world, seance, 5);
    raw_change(world, "UPDATE document_version SET version = 99 WHERE version = 2");
    raw_change(world, "UPDATE document_version SET version = 2 WHERE version = 3");
    raw_change(world, "UPDATE document_version SET version = 3 WHERE version = 99");
    assert_int_equal(STATUS_TAMPERED, try(world, seance, version));
    assert_true(faults(world) > 0);
}

/* A save that is refused takes back what it wrote: nothing of it is remembered. */
static void a_save_that_was_undone_leaves_nothing(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_staffed(world);
    int64_t version = save_times(world, seance, 4);
    for (int i = 0; i < 3; i++)
        assert_int_equal(STATUS_CONFLICT, try(world, seance, version - 1));
    version = save(world, seance, version);
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), seance,
                                                 dossier_situation(world, 50), version));
    assert_int_equal(0, faults(world));
}

/* Versions that others relied on are kept, then released, then emptied by the next save. */
static void what_is_released_is_read_anew(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_staffed(world);
    int64_t version = save_times(world, seance, 3);
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), seance,
                                                 dossier_situation(world, 50), version++));
    assert_string_equal("4", dossier_versions(world, seance, "situation"));
    const int64_t before = settled(world, seance);
    assert_int_equal(2, before);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), seance,
                                         world_form(world, "{'word': 'Moins de détails'}")));
    assert_int_equal(0, settled(world, seance));
    assert_int_equal(0, faults(world));
    version = save(world, seance, version);
    assert_string_equal("5", dossier_versions(world, seance, "situation"));
    assert_int_equal(0, faults(world));
    version = save(world, seance, version);
    assert_int_equal(version - 2, settled(world, seance));
    assert_int_equal(0, faults(world));
}

/* While people comment each saved version is kept; sent back, none of them is. */
static void kept_versions_are_read_anew_once_released(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_drafted(world);
    int64_t version = 1;
    for (int edition = 2; edition < 6; edition++)
        assert_int_equal(STATUS_OK,
                         synthesis_save(world_act(world, HOSPITAL), seance,
                                        dossier_synthesis(world, edition), version, &version));
    assert_string_equal("1 2 3 4 5", dossier_versions(world, seance, "synthesis"));
    assert_int_equal(0, faults(world));
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), seance,
                                         world_form(world, "{'word': 'Moins de détails'}")));
    assert_int_equal(0, faults(world));
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), seance,
                                               dossier_synthesis(world, 9), version, &version));
    assert_string_equal("6", dossier_versions(world, seance, "synthesis"));
    assert_int_equal(0, faults(world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_was_superseded_is_not_read_again),
        WORLD_TEST(an_edit_of_what_was_read_before_is_met),
        WORLD_TEST(two_that_changed_places_are_met),
        WORLD_TEST(a_save_that_was_undone_leaves_nothing),
        WORLD_TEST(what_is_released_is_read_anew),
        WORLD_TEST(kept_versions_are_read_anew_once_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
