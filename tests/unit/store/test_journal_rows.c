#include "modules.h"
#include "store/rows/journal_rows.h"

#include "scratch.h"

/* These stand for src/store/modules.c: the journal and a way to make the space it belongs to. */
enum { SPACE, SPOIL, SPOIL_HEAD, ACCOUNT, CYCLE, SEANCE, VAULT, PROBE_COUNT };
static const char *const PROBE[PROBE_COUNT] = {
    [SPACE] = "INSERT INTO space (id, pack, created_at) VALUES ($1, $2, 0)",
    [SPOIL] = "UPDATE journal SET leaf = $1 WHERE seq = $2",
    [SPOIL_HEAD] = "UPDATE journal_head SET root = $1 WHERE size = $2",
    [ACCOUNT] = "INSERT INTO account (id, email_index, person, state, generation, created_at)"
                " VALUES ($1, $2, $2, 'active', 0, 0)",
    [CYCLE] = "INSERT INTO cycle (id, space, name, year, created_at) VALUES ($1, $2, 'c', 2022, 0)",
    [SEANCE] = "INSERT INTO seance (id, space, cycle, kind, stage, starts, duration, venue,"
               " created_at) VALUES ($1, $2, $1, 'k', 'planned', 's', 1, 'v', 0)",
    [VAULT] = "INSERT INTO vault (id, space, seance, purpose, generation, created_at)"
              " VALUES ($1, $2, $3, 'situation', 1, 0)",
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
    assert_int_equal(db_write(db, add_row, &stranger), STATUS_TAMPERED);
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
    /* who checks or shows them all is told which one */
    assert_int_equal(journal_rows_scan(&list, &count, conn, arena, 0, 9), STATUS_OK);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list[i].seq, i);
        assert_true(list[i].malformed == (i == 1));
    }
    struct journal_choice all = {.space = space};
    assert_int_equal(journal_rows_choose(&list, &count, conn, arena, &all, 9), STATUS_OK);
    assert_int_equal(count, 5);
    assert_true(list[3].malformed);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static void scans_go_on_where_they_stopped(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    struct journal_row *list = NULL;
    size_t count = 0;
    assert_int_equal(journal_rows_scan(&list, &count, conn, arena, INT64_MIN, 2), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(list[1].seq, 1);
    assert_string_equal(list[1].object_kind, "document");
    assert_int_equal(journal_rows_scan(&list, &count, conn, arena, 2, 9), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(list[0].seq, 2);
    assert_int_equal(journal_rows_scan(&list, &count, conn, arena, 5, 9), STATUS_OK);
    assert_int_equal(count, 0);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

/* Somebody who did the odd ones of six, some about a séance, some about its vault. */
static const struct account_id somebody = {{{4}}};
static const struct seance_id seance = {{{5}}};
static const struct id vault = {{6}};

static enum status add_story(struct db_conn *conn, void *context)
{
    (void)context;
    struct id cycle = seance.id;
    enum status status = DB_RUN(conn, &probe_statements, ACCOUNT, DB_ID(somebody.id),
                                DB_BLOB(((struct bytes){(void *)"x", 1})));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &probe_statements, CYCLE, DB_ID(cycle), DB_ID(space.id));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &probe_statements, SEANCE, DB_ID(seance.id), DB_ID(space.id));
    if (status == STATUS_OK)
        status =
            DB_RUN(conn, &probe_statements, VAULT, DB_ID(vault), DB_ID(space.id), DB_ID(seance.id));
    static const char *const actions[] = {"read", "grant", "save"};
    const struct id objects[] = {seance.id, vault, object};
    for (uint64_t seq = 5; seq < 11 && status == STATUS_OK; seq++) {
        struct journal_row entry = row(seq);
        if (seq % 2 == 1)
            entry.actor = somebody;
        entry.action = actions[seq % 3];
        entry.object = objects[seq % 3];
        status = journal_rows_insert(conn, &entry);
    }
    return status;
}

static void assert_choice(struct db *db, struct journal_choice choice, const char *expected)
{
    char got[64] = "";
    struct journal_row *list = NULL;
    size_t count = 0;
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    assert_int_equal(journal_rows_choose(&list, &count, conn, arena, &choice, 20), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d", i == 0 ? "" : " ",
                 (int)list[i].seq);
    db_done(conn);
    arena_free(arena);
    assert_string_equal(got, expected);
}

static void choices(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    assert_int_equal(db_write(db, add_story, NULL), STATUS_OK);
#define CHOICE(...) ((struct journal_choice){.space = space, __VA_ARGS__})
    assert_choice(db, CHOICE(.from = 0), "10 9 8 7 6 5 4 3 2 1 0");
    assert_choice(db, ((struct journal_choice){.space = {{{9}}}}), "");
    assert_choice(db, CHOICE(.actor = somebody), "9 7 5");
    assert_choice(db, CHOICE(.actor = {{{9}}}), "");
    assert_choice(db, CHOICE(.action = "grant"), "10 7");
    assert_choice(db, CHOICE(.seance = seance), "10 9 7 6");
    assert_choice(db, CHOICE(.seance = seance, .actor = somebody), "9 7");
    assert_choice(db, CHOICE(.seance = seance, .action = "read"), "9 6");
    assert_choice(db, CHOICE(.seance = {{{9}}}), "");
    assert_choice(db, CHOICE(.from = 1003, .until = 1006), "5 4 3");
    assert_choice(db, CHOICE(.actor = somebody, .from = 1006), "9 7");
    assert_choice(db, CHOICE(.before = 3), "2 1 0");
    assert_choice(db, CHOICE(.actor = somebody, .before = 7), "5");
    assert_choice(db, CHOICE(.seance = seance, .before = 9, .action = "grant"), "7");
    db_close(db);
}

static void a_choice_is_limited(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    struct journal_choice all = {.space = space};
    struct journal_row *list = NULL;
    size_t count = 0;
    assert_int_equal(journal_rows_choose(&list, &count, conn, arena, &all, 2), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].seq, 4);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static enum status add_nodes(struct db_conn *conn, void *context)
{
    uint8_t hash[JOURNAL_ROWS_HASH];
    enum status status = STATUS_OK;
    (void)context;
    for (uint64_t position = 0; position < 3 && status == STATUS_OK; position++) {
        memset(hash, (int)position + 1, sizeof hash);
        status = journal_rows_node_insert(conn, 1, position, hash);
    }
    return status == STATUS_OK ? journal_rows_node_insert(conn, 50, 0, hash) : status;
}

static void nodes_by_level(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    assert_int_equal(db_write(db, add_nodes, NULL), STATUS_OK);
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    struct journal_node_row *list = NULL;
    size_t count = 0;
    uint64_t stray = 0;
    assert_int_equal(journal_rows_nodes(&list, &count, conn, arena, 1, 1, 9), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(list[1].level, 1);
    assert_int_equal(list[1].position, 2);
    assert_int_equal(list[1].hash[5], 3);
    assert_int_equal(journal_rows_nodes(&list, &count, conn, arena, 2, 0, 9), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(journal_rows_stray(&stray, conn, 48), STATUS_OK);
    assert_int_equal(stray, 1);
    assert_int_equal(journal_rows_stray(&stray, conn, 50), STATUS_OK);
    assert_int_equal(stray, 0);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static enum status add_head(struct db_conn *conn, void *context)
{
    return journal_rows_head_insert(conn, context);
}

static enum status spoil_head(struct db_conn *conn, void *context)
{
    (void)context;
    return DB_RUN(conn, &probe_statements, SPOIL_HEAD,
                  DB_BLOB(((struct bytes){(void *)"short", 5})), DB_INT(4));
}

static void heads(void **state)
{
    struct db *db = journal_of_five(scratch_of(state));
    struct journal_head_row head = {.size = 2, .at = 77}, got;
    struct db_conn *conn = db_read(db);
    assert_int_equal(journal_rows_head_last(&got, conn), STATUS_NOT_FOUND);
    db_done(conn);
    memset(head.root, 1, sizeof head.root);
    memset(head.signature, 2, sizeof head.signature);
    assert_int_equal(db_write(db, add_head, &head), STATUS_OK);
    assert_int_equal(db_write(db, add_head, &head), STATUS_CONFLICT);
    head.size = 4;
    assert_int_equal(db_write(db, add_head, &head), STATUS_OK);
    conn = db_read(db);
    assert_int_equal(journal_rows_head_last(&got, conn), STATUS_OK);
    assert_int_equal(got.size, 4);
    assert_int_equal(got.at, 77);
    assert_memory_equal(got.root, head.root, sizeof got.root);
    assert_memory_equal(got.signature, head.signature, sizeof got.signature);
    db_done(conn);

    assert_int_equal(db_write(db, spoil_head, NULL), STATUS_OK);
    struct arena *arena = arena_new();
    struct journal_head_row *list = NULL;
    size_t count = 0;
    conn = db_read(db);
    assert_int_equal(journal_rows_head_last(&got, conn), STATUS_TAMPERED);
    assert_int_equal(got.size, 0);
    assert_int_equal(journal_rows_heads(&list, &count, conn, arena, 0, 9), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].size, 2);
    assert_false(list[0].malformed);
    assert_true(list[1].malformed);
    assert_int_equal(journal_rows_heads(&list, &count, conn, arena, 2, 9), STATUS_OK);
    assert_int_equal(count, 1);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(empty_journal),
        SCRATCH_TEST(entries_come_back_whole),
        SCRATCH_TEST(entries_are_only_added),
        SCRATCH_TEST(nodes_and_leaves),
        SCRATCH_TEST(malformed_leaf_is_seen),
        SCRATCH_TEST(scans_go_on_where_they_stopped),
        SCRATCH_TEST(choices),
        SCRATCH_TEST(a_choice_is_limited),
        SCRATCH_TEST(nodes_by_level),
        SCRATCH_TEST(heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
