#ifndef CORE_FAULTY_H
#define CORE_FAULTY_H

#include "world.h"

#include "core/doors/sign_in.h"

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdatomic.h>

/* A disk that fails once: each act is tried with its first question to the database unanswered,
 * then with its second, and so on until it asks no more.  It never says that it was done, nothing
 * of it stays, and afterwards it is done as if nothing had been. */

static atomic_int faulty_left = -1; /* questions until the one without an answer; -1: none is */
static atomic_bool faulty_met, faulty_sure;

/* What ends a transaction is not left unanswered: the server would stop at once. */
static inline bool faulty_counts(sqlite3_stmt *statement)
{
    static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "COMMIT"};
    const char *text = sqlite3_sql(statement);
    const size_t count = sizeof words / sizeof *words - atomic_load(&faulty_sure);
    for (size_t i = 0; text != NULL && i < count; i++)
        if (strncmp(text, words[i], 6) == 0)
            return true;
    return false;
}

/* Instead of the library's, for the database and for all that it links. */
int sqlite3_step(sqlite3_stmt *statement)
{
    static int (*answer)(sqlite3_stmt *);
    if (answer == NULL)
        *(void **)&answer = dlsym(RTLD_NEXT, "sqlite3_step");
    if (atomic_load(&faulty_left) >= 0 && faulty_counts(statement) &&
        atomic_fetch_sub(&faulty_left, 1) == 0) {
        atomic_store(&faulty_met, true);
        return SQLITE_IOERR;
    }
    const int code = answer(statement);
    if (code == SQLITE_DONE && atomic_load(&faulty_left) >= 0 &&
        strcmp(sqlite3_sql(statement), "COMMIT") == 0)
        atomic_store(&faulty_left, -1); /* it was done: what follows is kept for next time */
    return code;
}

struct faulty {
    struct world *world;
    enum someone who;
    const char *login;    /* NULL: of none */
    struct act *act;      /* new each time */
    const json_t *fields; /* and whatever else an act needs */
    struct id id;
    const void *more;
    int spared;                     /* questions that it does without: of a name to show */
    int first;                      /* before this one such questions come of what is done once */
    void (*before)(struct world *); /* each time */
    bool sure;                      /* of its end: a file was written before, which is not undone */
};

typedef enum status faulty_act(struct faulty *);

static inline uint64_t faulty_journal(struct world *world)
{
    uint64_t size;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, journal_rows_size(&size, conn));
    db_done(conn);
    return size;
}

/* ${said}: what it says at the end.  Returns how many questions it asked. */
static inline int faulty_try(struct faulty *faulty, faulty_act *act, enum status said)
{
    enum { MOST = 20000 };
    struct world *world = faulty->world;
    for (int asked = faulty->first; asked < MOST; asked++) {
        const uint64_t size = faulty_journal(world);
        if (faulty->login == NULL)
            faulty->act = world_act(world, faulty->who);
        else
            assert_int_equal(
                STATUS_OK, sign_in_resume(world->core, world->arena, &faulty->act, faulty->login));
        if (faulty->before != NULL)
            faulty->before(world);
        atomic_store(&faulty_met, false);
        atomic_store(&faulty_sure, faulty->sure);
        atomic_store(&faulty_left, asked);
        const enum status status = act(faulty);
        atomic_store(&faulty_left, -1);
        if (!atomic_load(&faulty_met)) {
            assert_int_equal(said, status);
            assert_int_equal(0, faulty->spared);
            assert_true(ledger_is_proven(world->core));
            print_message("%d questions\n", asked);
            return asked;
        }
        if (status == said && --faulty->spared >= 0)
            continue;
        if (status == STATUS_OK || status == said)
            fail_msg("done without an answer to its question %d: %s", asked, status_name(status));
        assert_int_equal(size, faulty_journal(world));
    }
    fail_msg("it never ends");
    return 0;
}

#endif
