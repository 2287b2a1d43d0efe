#include "world_dossier.h"

#include "core/journal/audit.h"
#include "core/journal/audit_state.h"
#include "core/keys/rekey.h"
#include "keys/rekey_resume.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* A change of the server's key that ends at each of its steps on the disk in turn: the process is
 * killed there, or the disk refuses that step, or it and all that come after.  Whatever was left is
 * taken up, and everything is under the one key or the other. */

enum way { KILLED, ONCE, FROM_THEN_ON, WAYS };

static enum way way;
static int left = -1; /* steps until it happens; -1: it does not */
static bool writing;  /* pages one after the other are one step */

/* The program's own, and the database's: before whatever reaches the disk. */
static bool fails(void)
{
    if (left < 0)
        return false;
    if (left > 0) {
        left--;
        return false;
    }
    if (way == KILLED)
        _exit(9);
    if (way == ONCE)
        left = -1;
    errno = EIO;
    return true;
}

int fsync(int file)
{
    writing = false;
    return fails() ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    writing = false;
    return fails() ? -1 : (int)syscall(SYS_fdatasync, file);
}

int rename(const char *from, const char *to)
{
    writing = false;
    return fails() ? -1 : (int)syscall(SYS_rename, from, to);
}

ssize_t pwrite64(int file, const void *data, size_t len, off64_t at)
{
    const bool more = writing && left != 0;
    writing = true;
    return !more && fails() ? -1 : syscall(SYS_pwrite64, file, data, len, at);
}

int ftruncate64(int file, off64_t len)
{
    writing = false;
    return fails() ? -1 : (int)syscall(SYS_ftruncate, file, len);
}

static void ignore(void *context, const struct audit_fault *fault)
{
    struct world *world = context;
    print_message("%s\n", audit_fault_text(world->arena, fault));
}

static uint64_t faults(struct world *world)
{
    struct audit_result result; /* of both */
    enum status status = audit_verify(&result, world->core, NULL, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    status = audit_state(&result, world->core, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    return result.faults;
}

static const char *name_of(struct world *world, enum someone who)
{
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    json_t *person = act_json(world->arena, person_json(act, conn, world->people[who]));
    db_done(conn);
    return act_text(person, "name");
}

enum { DONE = 0, REFUSED = 1, ALL_THE_SAME = 2, DIED = 9 };

/* What became of a change that ends after ${steps} steps; the world is closed. */
static int interrupted(struct world *world, int steps)
{
    int status;
    const pid_t child = fork();
    assert_int_not_equal(-1, child);
    if (child == 0) {
        struct rekey_result result;
        struct core *core;
        if (core_open(&core, world->folder, world_path(world, "policies"),
                      world_path(world, "share"), 2) != STATUS_OK)
            _exit(3);
        left = steps;
        const enum status changed = rekey_run(&result, core, world->folder);
        const bool reached = left <= 0;
        left = -1;
        core_close(core);
        _exit(changed == STATUS_OK ? (reached ? ALL_THE_SAME : DONE) : REFUSED);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void run(struct world *world, const char *format)
{
    assert_int_equal(
        0, system(arena_printf(world->arena, format, world->folder, world->folder, world->folder)));
}

/* As the operator does: the command takes up what waits, and the server starts. */
static void take_up(struct world *world, int became)
{
    bool finished;
    const bool waited = rekey_resume_waits(world->folder);
    assert_int_equal(STATUS_OK, rekey_resume(&finished, world->folder));
    assert_true(waited || !finished);
    assert_true(became <= ALL_THE_SAME || became == DIED);
    assert_false(rekey_resume_waits(world->folder));
    world_open(world);
    const unsigned number = server_key_number(world->core->key);
    assert_in_range(number, 0, 1);
    if (became == DONE || became == ALL_THE_SAME || finished)
        assert_int_equal(1, number);
    assert_true(ledger_is_proven(world->core));
    assert_int_equal(0, faults(world));
    assert_string_equal(world_people[SHELTER].name, name_of(world, SHELTER));
    core_close(world->core);
}

static void it_ends_at_each_of_its_steps(void **state)
{
    struct world *world = world_of(state);
    dossier_prepared(world);
    core_close(world->core);
    run(world, "mkdir %s/kept && cd %s && cp -a cocon* server.key journal.head anchors.ini kept");
    for (way = KILLED; way < WAYS; way++) {
        int became, most = 0, changed = 0;
        do {
            became = interrupted(world, most);
            take_up(world, became);
            changed += became == ALL_THE_SAME;
            run(world, "cd %s && rm -f cocon* server.key* journal.head* && cp -a kept/* .");
            assert_in_range(++most, 1, 400);
        } while (became != DONE);
        print_message("%u: %d steps, done all the same in %d\n", way, most, changed);
        assert_true(most > 10);
    }
    world_open(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {WORLD_TEST(it_ends_at_each_of_its_steps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
