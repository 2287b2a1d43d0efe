#include "world_dossier.h"

#include "core/keys/rekey.h"
#include "crypto/server_key_next.h"
#include "keys/rekey_resume.h"

/* What an operator finds when a change of the server's key was interrupted, and cannot be told. */

static bool is_there(struct world *world, const char *name)
{
    return access(world_path(world, name), F_OK) == 0;
}

static void put_aside(struct world *world, const char *name)
{
    assert_int_equal(STATUS_OK, file_create(world_path(world, name), 0600, (struct bytes){0}));
}

static void begin(struct world *world)
{
    struct server_key_next *next = server_key_next_new();
    assert_int_equal(STATUS_OK, server_key_next_write(
                                    next, world_path(world, "server.key.new"), world->core->key,
                                    (uint64_t)raw_journal_size(world), clock_now()));
    server_key_next_free(next);
    core_close(world->core);
}

static enum status resume(struct world *world, bool *finished)
{
    return rekey_resume(finished, world->folder);
}

/* A key is never destroyed: when there is no more room beside it, it stays where it is. */
static void keys_are_put_aside_and_kept(void **state)
{
    struct world *world = world_of(state);
    bool finished;
    begin(world);
    put_aside(world, "server.key.undone");
    for (int i = 2; i <= 64; i++)
        put_aside(world, arena_printf(world->arena, "server.key.undone.%d", i));
    assert_int_equal(STATUS_LIMIT, resume(world, &finished));
    assert_true(is_there(world, "server.key.new"));
    assert_int_equal(0, unlink(world_path(world, "server.key.undone.64")));
    assert_int_equal(STATUS_OK, resume(world, &finished));
    assert_false(finished);
    assert_false(is_there(world, "server.key.new"));
    assert_true(is_there(world, "server.key.undone.64"));
    world_open(world);
    assert_true(ledger_is_proven(world->core));
}

/* Without anything that tells how far it had come. */
static void an_older_database_or_an_empty_one(void **state)
{
    struct world *world = world_of(state);
    struct bytes older;
    bool finished;
    world_reopen(world);
    core_close(world->core);
    assert_int_equal(STATUS_OK,
                     file_read(&older, world->arena, world_path(world, "cocon.db"), 1U << 26));
    world_open(world);
    world_publish(world, "# Charte, encore");
    world_reopen(world);
    begin(world);
    assert_int_equal(STATUS_OK, file_replace(world_path(world, "cocon.db"), 0600, older));
    (void)unlink(world_path(world, "cocon.db-wal"));
    assert_int_equal(0, unlink(world_path(world, "journal.head")));
    assert_int_equal(STATUS_TAMPERED, resume(world, &finished));
    assert_true(is_there(world, "server.key.new"));
    (void)raw_text(world, "DELETE FROM journal");
    assert_int_equal(STATUS_TAMPERED, resume(world, &finished));
    assert_true(is_there(world, "server.key.new"));
    assert_true(is_there(world, "server.key"));
    world->core = NULL;
}

/* Sixteen times, and no more. */
static void a_key_is_changed_so_often(void **state)
{
    struct world *world = world_of(state);
    struct rekey_result result;
    for (unsigned i = 0; i < SERVER_KEY_FORMER; i++) {
        assert_int_equal(STATUS_OK, rekey_run(&result, world->core, world->folder));
        world_reopen(world);
    }
    const long long size = raw_journal_size(world);
    assert_int_equal(STATUS_LIMIT, rekey_run(&result, world->core, world->folder));
    assert_int_equal(size, raw_journal_size(world));
    assert_false(is_there(world, "server.key.new"));
    assert_int_equal(SERVER_KEY_FORMER, server_key_number(world->core->key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(keys_are_put_aside_and_kept),
        WORLD_TEST(an_older_database_or_an_empty_one),
        WORLD_TEST(a_key_is_changed_so_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
