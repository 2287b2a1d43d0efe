#include "store/journal_rows.h"
#include "store/modules.h"

#include "scratch.h"

/* These stand for src/store/modules.c: the journal and a way to make the space it belongs to. */
enum { SPACE, SPOIL, PROBE_COUNT };
static const char *const PROBE[PROBE_COUNT] = {
    [SPACE] = "INSERT INTO space (id, pack, created_at) VALUES ($1, $2, 0)",
    [SPOIL] = "UPDATE journal SET leaf = $1 WHERE seq = $2",
};
DB_MODULE(probe, PROBE);
extern const struct db_module journal_rows_statements;
const struct db_module *const modules_all[] = {&probe_statements, &journal_rows_statements};
const size_t modules_count = 2;

static const struct space_id space = {{{1}}};
static const struct id object = {{2}};

static struct journal_row row(uint64_t seq)
{
    struct journal_row out = {
        .seq = seq,
        .at = 1000 + (int64_t)seq,
        .space = space,
        .action = "read",
        .object_kind = "document",
        .object = seq % 2 == 0 ? object : (struct id){{3}},
        .detail = {(const uint8_t *)"\0\1", 2},
    };
    memset(out.leaf, (int)seq + 1, sizeof out.leaf);
    return out;
}

static enum status add_space(struct db_conn *conn, void *context)
{
    (void)context;
    return DB_RUN(conn, &probe_statements, SPACE, DB_ID(space.id), DB_TEXT("pack"));
}

static enum status add_row(struct db_conn *conn, void *context)
{
    const struct journal_row *entry = context;
    return journal_rows_insert(conn, entry);
}

static enum status add_node(struct db_conn *conn, void *context)
{
    uint8_t hash[JOURNAL_ROWS_HASH];
    memset(hash, 0xab, sizeof hash);
    (void)context;
    return journal_rows_node_insert(conn, 1, 0, hash);
}

static enum status spoil(struct db_conn *conn, void *context)
{
    (void)context;
    return DB_RUN(conn, &probe_statements, SPOIL, DB_BLOB(((struct bytes){(void *)"short", 5})),
                  DB_INT(1));
}

static struct db *journal_of_five(const struct scratch *scratch)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch->path, 1), STATUS_OK);
    assert_int_equal(db_write(db, add_space, NULL), STATUS_OK);
    for (uint64_t seq = 0; seq < 5; seq++) {
        struct journal_row entry = row(seq);
        assert_int_equal(db_write(db, add_row, &entry), STATUS_OK);
    }
    return db;
}

static void empty_journal(void **state)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch_of(state)->path, 1), STATUS_OK);
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    uint64_t size = 9;
    struct journal_row last = {.seq = 9};
    assert_int_equal(journal_rows_size(&size, conn), STATUS_OK);
    assert_int_equal(size, 0);
    assert_int_equal(journal_rows_last(&last, conn, arena), STATUS_NOT_FOUND);
    assert_int_equal(last.seq, 0);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static void entries_come_back_whole(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    uint64_t size = 0;
    assert_int_equal(journal_rows_size(&size, conn), STATUS_OK);
    assert_int_equal(size, 5);
    struct journal_row got;
    assert_int_equal(journal_rows_get(&got, conn, arena, 3), STATUS_OK);
    struct journal_row put = row(3);
    assert_int_equal(got.seq, 3);
    assert_int_equal(got.at, put.at);
    assert_memory_equal(&got.space, &space, sizeof space);
    assert_true(id_is_none(&got.actor.id));
    assert_string_equal(got.action, "read");
    assert_string_equal(got.object_kind, "document");
    assert_true(id_equal(&got.object, &put.object));
    assert_int_equal(got.detail.len, 2);
    assert_memory_equal(got.detail.data, "\0\1", 2);
    assert_memory_equal(got.leaf, put.leaf, sizeof put.leaf);
    assert_int_equal(journal_rows_last(&got, conn, arena), STATUS_OK);
    assert_int_equal(got.seq, 4);
    assert_int_equal(journal_rows_get(&got, conn, arena, 5), STATUS_NOT_FOUND);

    struct journal_row *list = NULL;
    size_t count = 0;
    assert_int_equal(journal_rows_of_object(&list, &count, conn, arena, object), STATUS_OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list[i].seq, 2 * i);
    assert_int_equal(journal_rows_of_object(&list, &count, conn, arena, (struct id){{9}}),
                     STATUS_OK);
    assert_int_equal(count, 0);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static void entries_are_only_added(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    struct journal_row again = row(4);
    assert_int_equal(db_write(db, add_row, &again), STATUS_CONFLICT);
    struct journal_row stranger = row(5);
    stranger.space = (struct space_id){{{7}}};
    assert_int_equal(db_write(db, add_row, &stranger), STATUS_CONFLICT);
    assert_int_equal(db_write(db, add_node, NULL), STATUS_OK);
    assert_int_equal(db_write(db, add_node, NULL), STATUS_CONFLICT);
    db_close(db);
}

static void nodes_and_leaves(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    assert_int_equal(db_write(db, add_node, NULL), STATUS_OK);
    struct db_conn *conn = db_read(db);
    uint8_t hash[JOURNAL_ROWS_HASH];
    assert_int_equal(journal_rows_node(hash, conn, 1, 0), STATUS_OK);
    assert_int_equal(hash[31], 0xab);
    assert_int_equal(journal_rows_node(hash, conn, 1, 1), STATUS_NOT_FOUND);
    assert_int_equal(hash[31], 0);
    assert_int_equal(journal_rows_node(hash, conn, 0, 2), STATUS_OK);
    assert_int_equal(hash[31], 3);
    db_done(conn);
    db_close(db);
}

static void malformed_leaf_is_seen(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    assert_int_equal(db_write(db, spoil, NULL), STATUS_OK);
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    struct journal_row got = {.seq = 9};
    uint8_t hash[JOURNAL_ROWS_HASH];
    struct journal_row *list = NULL;
    size_t count = 9;
    assert_int_equal(journal_rows_get(&got, conn, arena, 1), STATUS_TAMPERED);
    assert_null(got.action);
    assert_int_equal(journal_rows_node(hash, conn, 0, 1), STATUS_TAMPERED);
    struct id odd = {{3}};
    assert_int_equal(journal_rows_of_object(&list, &count, conn, arena, odd), STATUS_TAMPERED);
    assert_null(list);
    assert_int_equal(count, 0);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(empty_journal),          SCRATCH_TEST(entries_come_back_whole),
        SCRATCH_TEST(entries_are_only_added), SCRATCH_TEST(nodes_and_leaves),
        SCRATCH_TEST(malformed_leaf_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
