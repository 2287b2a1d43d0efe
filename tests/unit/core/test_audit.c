#include "core/journal/audit_run.h"
#include "raw.h"

#include "core/journal/audit.h"
#include "journal/audit_head.h"
#include "journal/audit_prove.h"
#include "journal/audit_watch.h"
#include "journal/journal.h"

/* What audit_verify() reported: "entry 12: not what its leaf says", a line each. */
struct told {
    struct arena *arena;
    const char *text;
};

static void tell(void *context, const struct audit_fault *fault)
{
    struct told *told = context;
    told->text = arena_printf(told->arena, "%s%s%s", told->text, *told->text == '\0' ? "" : "\n",
                              audit_fault_text(told->arena, fault));
}

static const char *verify(struct world *world, struct audit_result *result,
                          const struct audit_noted *noted)
{
    struct told told = {world->arena, ""};
    enum status status = audit_verify(result, world->core, noted, tell, &told);
    assert_int_equal(status, *told.text == '\0' ? STATUS_OK : STATUS_TAMPERED);
    return told.text;
}

static void assert_faults(struct world *world, const char *expected)
{
    struct audit_result result;
    assert_string_equal(verify(world, &result, NULL), expected);
}

static enum status add_entries(struct db_conn *conn, void *context)
{
    struct world *world = ((void **)context)[0];
    const int *count = ((void **)context)[1];
    struct act *act = ((void **)context)[2];
    enum status status = STATUS_OK;
    for (int i = 0; i < *count && status == STATUS_OK; i++)
        status = journal_add(conn, act, "read", "situation", &world->people[POLICE].id,
                             (struct bytes){0});
    return status;
}

static void write_entries(struct world *world, int count)
{
    void *context[] = {world, &count, world_act(world, POLICE)};
    assert_int_equal(STATUS_OK, db_write(world->core->db, add_entries, context));
}

static int64_t size_of(struct world *world)
{
    return raw_number(world, "SELECT count(*) FROM journal");
}

/* Exactly ${size} entries, each half of them under a head of its own. */
static int setup_journal(void **state)
{
    int result = world_setup_empty(state);
    struct world *world = *state;
    if (result != 0)
        return result;
    write_entries(world, 21 - (int)size_of(world));
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    clock_set(WORLD_START + DAY);
    write_entries(world, 20);
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    assert_int_equal(size_of(world), 41);
    return 0;
}

#define AUDIT_TEST(name) cmocka_unit_test_setup_teardown(name, setup_journal, world_teardown)

static void an_untouched_journal_is_in_order(void **state)
{
    struct world *world = world_of(state);
    struct audit_result result;
    assert_string_equal(verify(world, &result, NULL), "");
    assert_int_equal(result.size, 41);
    assert_int_equal(result.entries, 41);
    assert_int_equal(result.nodes, 20 + 10 + 5 + 2 + 1);
    assert_int_equal(result.heads, raw_number(world, "SELECT count(*) FROM journal_head"));
    assert_true(result.heads >= 3);
    assert_int_equal(result.covered, 41);
}

static void each_edit_is_reported_where_it_is(void **state)
{
    struct world *world = world_of(state);
    static const struct {
        const char *edit, *undo, *faults;
    } edits[] = {
        {"UPDATE journal SET at = at + 1 WHERE seq = 30",
         "UPDATE journal SET at = at - 1 WHERE seq = 30", "entry 30: not what its leaf says"},
        {"UPDATE journal SET action = 'grant' WHERE seq = 30",
         "UPDATE journal SET action = 'read' WHERE seq = 30", "entry 30: not what its leaf says"},
        {"UPDATE journal SET object_kind = 'charter' WHERE seq = 30",
         "UPDATE journal SET object_kind = 'situation' WHERE seq = 30",
         "entry 30: not what its leaf says"},
        {"UPDATE journal SET detail = x'00' WHERE seq = 30",
         "UPDATE journal SET detail = NULL WHERE seq = 30", "entry 30: not what its leaf says"},
        {"UPDATE journal SET action = CAST(x'ff' AS TEXT) WHERE seq = 30",
         "UPDATE journal SET action = 'read' WHERE seq = 30", "entry 30: not what its leaf says"},
        {"UPDATE journal_node SET position = 99 WHERE level = 2 AND position = 3",
         "UPDATE journal_node SET position = 3 WHERE level = 2 AND position = 99",
         "1 nodes of level 2, from 99: outside of the journal\n"
         "node 3 of level 2: not the hash of its children, or missing"},
        {"UPDATE journal_node SET level = 60 WHERE level = 2 AND position = 3",
         "UPDATE journal_node SET level = 2 WHERE level = 60",
         "1 nodes of level 49, from 0: outside of the journal\n"
         "node 3 of level 2: not the hash of its children, or missing"},
        {"UPDATE journal SET seq = -3 WHERE seq = 0", "UPDATE journal SET seq = 0 WHERE seq = -3",
         "1 entries: outside of the journal\nentry 0: missing from the journal\n"
         "head of 1 entries: tells of other entries than there are"},
        {"UPDATE journal_head SET at = at + 1 WHERE size = 41",
         "UPDATE journal_head SET at = at - 1 WHERE size = 41",
         "head of 41 entries: not signed by this server"},
        {"UPDATE journal_head SET size = 40 WHERE size = 41",
         "UPDATE journal_head SET size = 41 WHERE size = 40",
         "head of 40 entries: tells of other entries than there are\n"
         "head of 40 entries: not signed by this server"},
        {"UPDATE journal_head SET size = 77 WHERE size = 41",
         "UPDATE journal_head SET size = 41 WHERE size = 77",
         "head of 77 entries: tells of other entries than there are"},
        {"INSERT INTO journal_head SELECT 0, root, signature, at, previous FROM journal_head WHERE "
         "size = 41",
         "DELETE FROM journal_head WHERE size = 0",
         "head of 0 entries: tells of other entries than there are"},
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        assert_faults(world, "");
        raw_change(world, "%s", edits[i].edit);
        assert_faults(world, edits[i].faults);
        raw_change(world, "%s", edits[i].undo);
    }
    assert_faults(world, "");
}

static void swapped_entries_are_reported(void **state)
{
    struct world *world = world_of(state);
    write_entries(world, 1);
    raw_change(world, "UPDATE journal SET action = 'save' WHERE seq = 41"); /* unlike 30 */
    raw_change(world, "UPDATE journal SET seq = 1000 WHERE seq = 30");
    raw_change(world, "UPDATE journal SET seq = 30 WHERE seq = 31");
    raw_change(world, "UPDATE journal SET seq = 31 WHERE seq = 1000");
    assert_faults(world, "entry 30: not what its leaf says\n"
                         "entry 31: not what its leaf says\n"
                         "node 15 of level 1: not the hash of its children, or missing\n"
                         "entry 32: not made by this server, here\n"
                         "entry 41: not what its leaf says");
}

static void a_removed_entry_is_reported(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "DELETE FROM journal WHERE seq = 30");
    assert_faults(world, "entry 30: missing from the journal");
    raw_change(world, "DELETE FROM journal WHERE seq = 31");
    assert_faults(world, "2 entries from 30: missing from the journal");
    raw_change(world, "DELETE FROM journal WHERE seq = 40");
    assert_faults(world, "head of 41 entries: tells of other entries than there are\n"
                         "2 entries from 30: missing from the journal");
}

/* Leaf and nodes made to fit, up to where only a root that was signed remains. */
static void a_rewritten_entry_contradicts_its_heads(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    struct digest leaf;
    raw_change(world, "UPDATE journal SET action = 'nothing' WHERE seq = 40");
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, journal_rows_get(&row, conn, world->arena, 40));
    db_done(conn);
    journal_leaf(&leaf, world->arena, &row); /* 40 has no node of its own yet */
    char hex[65];
    bytes_hex(hex, BYTES_OF(leaf.bytes));
    raw_change(world, "UPDATE journal SET leaf = x'%s' WHERE seq = 40", hex);
    assert_faults(world, "entry 40: not made by this server, here\n"
                         "head of 41 entries: tells of other entries than there are");
}

static void malformed_rows_hide_nothing(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "UPDATE journal SET leaf = x'00' WHERE seq = 30");
    assert_faults(world, "entry 30: not what its leaf says");
    raw_change(world, "UPDATE journal SET at = at + 1 WHERE seq = 33");
    raw_change(world, "UPDATE journal_node SET hash = x'00' WHERE level = 3 AND position = 1");
    raw_change(world, "UPDATE journal_head SET root = x'00' WHERE size = 41");
    assert_faults(world, "node 1 of level 3: not the hash of its children, or missing\n"
                         "node 0 of level 4: not the hash of its children, or missing\n"
                         "entry 30: not what its leaf says\n"
                         "entry 33: not what its leaf says\n"
                         "head of 41 entries: tells of other entries than there are\n"
                         "head of 41 entries: not signed by this server");
}

/* Who may write could make a check run for ever. */
static void a_huge_hole_costs_nothing(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "UPDATE journal SET seq = 200000000000000 WHERE seq = 40");
    assert_faults(world, "4056 entries from 40: missing from the journal\n"
                         "head of 41 entries: tells of other entries than there are\n"
                         "199999999995904 entries from 4096: missing from the journal\n"
                         "entry 200000000000000: not what its leaf says");
    raw_change(world, "UPDATE journal SET seq = 9223372036854775807 WHERE seq = 200000000000000");
    struct audit_result result;
    assert_non_null(strstr(verify(world, &result, NULL), "1 entries: outside of the journal"));
    /* and acts are refused rather than led astray */
    int one = 1;
    void *context[] = {world, &one, world_act(world, POLICE)};
    assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, add_entries, context));
    /* even if nodes of every level were made for that */
    raw_change(world, "UPDATE journal SET seq = 9223372036854775806 WHERE seq > 40");
    for (int level = 1; level < 63; level++)
        raw_change(world,
                   "INSERT INTO journal_node VALUES (%d, (9223372036854775807 >> %d) - 1,"
                   " zeroblob(32))",
                   level, level);
    assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, add_entries, context));
}

static struct digest root_at(struct world *world, uint64_t size)
{
    struct digest root;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, merkle_proof_root(&root, size, audit_head_node, conn));
    db_done(conn);
    return root;
}

/* History cut off together with all that told of it is only seen by who noted a head. */
static void a_noted_head_shows_a_cut(void **state)
{
    struct world *world = world_of(state);
    struct audit_result result;
    struct digest root = root_at(world, 41);
    struct digest before = root_at(world, 33);
    struct audit_noted noted = {41, {root.bytes, 8}};
    struct audit_noted earlier = {33, BYTES_OF(before.bytes)};
    struct audit_noted wrong = {34, {before.bytes, 8}};
    struct audit_noted empty = {0, {root.bytes, 8}};
    assert_string_equal(verify(world, &result, &noted), "");
    assert_string_equal(verify(world, &result, &earlier), "");
    assert_string_equal(verify(world, &result, &wrong),
                        "noted head of 34 entries: not of this journal");
    assert_string_equal(verify(world, &result, &empty),
                        "noted head of 0 entries: not of this journal");
    for (int seq = 40; seq >= 33; seq--)
        raw_change(world, "DELETE FROM journal WHERE seq = %d", seq);
    for (int level = 1; level <= 3; level++)
        raw_text(world, "DELETE FROM journal_node WHERE (position + 1) << level > 33");
    raw_text(world, "DELETE FROM journal_head WHERE size > 33");
    assert_string_equal(verify(world, &result, NULL), "");
    assert_string_equal(verify(world, &result, &earlier), "");
    assert_string_equal(verify(world, &result, &noted),
                        "noted head of 41 entries: not of this journal");
    clock_set(clock_now() + 1);
    write_entries(world, 8); /* as many as before, told otherwise */
    assert_string_equal(verify(world, &result, &noted),
                        "noted head of 41 entries: not of this journal");
}

/* A journal of several slices, with a hole across some. */
static void slices_join(void **state)
{
    struct world *world = world_of(state);
    struct audit_result result;
    write_entries(world, 13000 - 41);
    clock_set(WORLD_START + 2 * DAY);
    write_entries(world, 1000);
    struct digest root = root_at(world, 13001), early = root_at(world, 5000);
    struct audit_noted noted = {13001, BYTES_OF(root.bytes)}, skipped = {5000, {early.bytes, 8}};
    assert_string_equal(verify(world, &result, &noted), "");
    assert_string_equal(verify(world, &result, &skipped), "");
    assert_int_equal(result.size, 14000);
    struct digest last = root_at(world, 14000);
    assert_memory_equal(&result.root, &last, sizeof last);
    raw_change(world, "UPDATE journal SET at = 1 WHERE seq = 8192");
    assert_faults(world, "entry 8192: not what its leaf says");
    raw_text(world, "DELETE FROM journal WHERE seq BETWEEN 4096 AND 12499");
    assert_string_equal(verify(world, &result, &noted),
                        "8192 entries from 4096: missing from the journal\n"
                        "212 entries from 12288: missing from the journal");
    assert_string_equal(verify(world, &result, &skipped),
                        "8192 entries from 4096: missing from the journal\n"
                        "noted head of 5000 entries: not of this journal\n"
                        "212 entries from 12288: missing from the journal");
}

static int64_t heads_of(struct world *world)
{
    return raw_number(world, "SELECT count(*) FROM journal_head");
}

static int64_t covered(struct world *world)
{
    return raw_number(world, "SELECT max(size) FROM journal_head");
}

static void heads_are_signed_when_due(void **state)
{
    struct world *world = world_of(state);
    int64_t heads = heads_of(world);
    write_entries(world, 2); /* the last head is young */
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
    assert_int_equal(heads_of(world), heads);
    clock_set(clock_now() + AUDIT_HEAD_EVERY - 1);
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
    assert_int_equal(heads_of(world), heads);
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, audit_run_tick(world->core)); /* nobody did anything meanwhile */
    assert_int_equal(heads_of(world), heads + 1);
    assert_int_equal(covered(world), 43);
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, audit_run_tick(world->core)); /* nothing to add */
    assert_int_equal(heads_of(world), heads + 1);
    write_entries(world, 3); /* the first of them signs with the act */
    assert_int_equal(heads_of(world), heads + 2);
    assert_int_equal(covered(world), 44);
    clock_set(clock_now() - 2 * DAY); /* set back by the operator */
    write_entries(world, 1);
    assert_int_equal(heads_of(world), heads + 3);
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    assert_int_equal(covered(world), size_of(world));
    assert_faults(world, "");
}

static void the_watch_tells_the_head_in_force(void **state)
{
    struct world *world = world_of(state);
    struct audit_state known;
    struct digest root = root_at(world, 41);
    audit_watch_state(&known, world->core);
    assert_int_equal(known.head_size, 0);
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
    assert_int_equal(STATUS_OK, audit_run_check(world->core));
    audit_watch_state(&known, world->core);
    assert_int_equal(known.head_size, 41);
    assert_memory_equal(known.head_root, &root, sizeof root);
    assert_int_equal(known.faults, 0);
    assert_int_equal(known.checked_at, clock_now());
    assert_false(known.alarm);
    raw_change(world, "UPDATE journal SET at = at + 1 WHERE seq = 30");
    assert_int_equal(STATUS_OK, audit_run_check(world->core));
    audit_watch_state(&known, world->core);
    assert_int_equal(known.faults, 1);
}

/* No head is signed over a journal that does not continue the last one, and work goes on. */
static void nothing_is_signed_over_a_rewritten_journal(void **state)
{
    struct world *world = world_of(state);
    struct audit_state known;
    int64_t heads = heads_of(world);
    clock_set(clock_now() + DAY);
    raw_flip(world, "journal_node", "hash", 3, "level = 5 AND position = 0");
    write_entries(world, 1);
    assert_int_equal(heads_of(world), heads);
    assert_int_equal(size_of(world), 42);
    assert_int_equal(STATUS_TAMPERED, audit_head_seal(world->core));
    audit_watch_state(&known, world->core);
    assert_true(known.alarm);
}

/* A database put back under a running server: the cut is seen without any noted head. */
static void a_head_taken_back_raises_the_alarm(void **state)
{
    struct world *world = world_of(state);
    struct audit_state known;
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
    raw_text(world, "DELETE FROM journal_head WHERE size > 21");
    raw_text(world, "DELETE FROM journal WHERE seq >= 21");
    raw_text(world, "DELETE FROM journal_node WHERE (position + 1) << level > 21");
    assert_faults(world, "");
    assert_int_equal(STATUS_TAMPERED, audit_run_tick(world->core));
    audit_watch_state(&known, world->core);
    assert_true(known.alarm);
    assert_int_equal(known.head_size, 41); /* what was shown is not taken back */
}

static void forged_heads_raise_the_alarm(void **state)
{
    struct world *world = world_of(state);
    raw_flip(world, "journal_head", "signature", 0, "size = 41");
    assert_int_equal(STATUS_TAMPERED, audit_run_tick(world->core));
    raw_flip(world, "journal_head", "signature", 0, "size = 41");
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
    raw_change(world, "INSERT INTO journal_head SELECT 99, root, signature, 9999999999, previous"
                      " FROM journal_head WHERE size = 41");
    assert_int_equal(STATUS_TAMPERED, audit_run_tick(world->core));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_TAMPERED, audit_head_seal(world->core));
}

static const char *text_of(const json_t *proof, const char *part, const char *name)
{
    return world_text(json_object_get(proof, part), name);
}

/* The JSON says all that merkle_proof_includes() needs. */
static struct merkle_proof path_of(const json_t *proof)
{
    struct merkle_proof path = {0};
    size_t i;
    const json_t *hash;
    json_array_foreach(json_object_get(proof, "proof"), i, hash) assert_int_equal(
        STATUS_OK, bytes_unhex(path.path[path.count++].bytes, 32, json_string_value(hash)));
    return path;
}

static void proofs_prove(void **state)
{
    struct world *world = world_of(state);
    json_t *json;
    struct digest root, old_root, leaf;
    struct journal_row row;
    write_entries(world, 2); /* not covered: proving signs */
    assert_int_equal(STATUS_OK, audit_prove_inclusion(&json, world->core, world->arena, 42));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "head"), "size")),
                     43);
    assert_int_equal(STATUS_OK, bytes_unhex(root.bytes, 32, text_of(json, "head", "root")));
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, journal_rows_get(&row, conn, world->arena, 42));
    db_done(conn);
    assert_string_equal(text_of(json, "entry", "action"), "read");
    assert_string_equal(text_of(json, "entry", "actor"),
                        world_hex(world, world->people[POLICE].id));
    journal_leaf(&leaf, world->arena, &row);
    struct merkle_proof path = path_of(json);
    assert_int_equal(STATUS_OK, merkle_proof_includes(&path, &leaf, 42, 43, &root));
    assert_int_equal(STATUS_NOT_FOUND, audit_prove_inclusion(&json, world->core, world->arena, 43));
    assert_null(json);

    assert_int_equal(STATUS_OK, audit_prove_consistency(&json, world->core, world->arena, 21));
    assert_int_equal(STATUS_OK, bytes_unhex(old_root.bytes, 32, text_of(json, "from", "root")));
    path = path_of(json);
    assert_int_equal(STATUS_OK, merkle_proof_continues(&path, 21, &old_root, 43, &root));
    assert_int_equal(STATUS_NOT_FOUND,
                     audit_prove_consistency(&json, world->core, world->arena, 44));
    assert_null(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AUDIT_TEST(an_untouched_journal_is_in_order),
        AUDIT_TEST(each_edit_is_reported_where_it_is),
        AUDIT_TEST(swapped_entries_are_reported),
        AUDIT_TEST(a_removed_entry_is_reported),
        AUDIT_TEST(a_rewritten_entry_contradicts_its_heads),
        AUDIT_TEST(malformed_rows_hide_nothing),
        AUDIT_TEST(a_huge_hole_costs_nothing),
        AUDIT_TEST(a_noted_head_shows_a_cut),
        AUDIT_TEST(slices_join),
        AUDIT_TEST(heads_are_signed_when_due),
        AUDIT_TEST(the_watch_tells_the_head_in_force),
        AUDIT_TEST(nothing_is_signed_over_a_rewritten_journal),
        AUDIT_TEST(a_head_taken_back_raises_the_alarm),
        AUDIT_TEST(forged_heads_raise_the_alarm),
        AUDIT_TEST(proofs_prove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
