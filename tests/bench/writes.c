/* What saves of drafts cost: writes [SECONDS].  A world of the unit tests on a real disk: saves a
 * second over a history of 1, 100 and 1,000 versions; 32 who save at once, beside raw SQLite that
 * commits as durably; readers beside those, and alone.  Prints figures of one run. */

#include "../unit/core/world_dossier.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum { WRITERS = 32, READERS = 4, TEXT = 4096 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Somebody in a thread of their own, until it is over. */
struct somebody {
    struct world *world;
    struct act act; /* as their login would make it */
    struct seance_id seance;
    int64_t version;
    atomic_bool *over;
    unsigned long done;
    pthread_t thread;
    sqlite3 *raw;
    pthread_mutex_t *turn;
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "writes: %s\n", what);
    exit(EXIT_FAILURE);
}

static json_t *text_of(int64_t edition)
{
    char text[TEXT];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 6 ? ' ' : 'e';
    text[sizeof text - 1] = '\0';
    memcpy(text, &"aeioubcdfg"[edition % 10], 1);
    return json_pack("{s:s, s:s}", "closed_on", "2021-06", "context", text);
}

static void save_once(struct somebody *who)
{
    struct arena *arena = arena_new();
    struct act act = who->act;
    int64_t now_at;
    json_t *values = text_of(who->version);
    act.arena = arena;
    check(situation_save(&act, who->seance, values, who->version, &now_at) == STATUS_OK,
          "a draft was not saved");
    check(now_at == who->version + 1, "a save made no version");
    who->version = now_at;
    who->done++;
    json_decref(values);
    arena_free(arena);
}

static void read_once(struct somebody *who)
{
    json_t *model;
    struct arena *arena = arena_new();
    struct act act = who->act;
    act.arena = arena;
    check(calendar_view(&act, &model, (struct cycle_id){0}) == STATUS_OK,
          "the calendar was not read");
    who->done++;
    arena_free(arena);
}

/* What a save leaves: a version, an entry, a node of the tree. */
static void insert_once(struct somebody *who)
{
    pthread_mutex_lock(who->turn);
    check(sqlite3_exec(who->raw,
                       "BEGIN IMMEDIATE; INSERT INTO version VALUES (randomblob(4096),"
                       " randomblob(160)); UPDATE version SET cipher = NULL WHERE rowid ="
                       " last_insert_rowid() - 1; INSERT INTO entry VALUES (randomblob(320));"
                       " INSERT INTO node VALUES (randomblob(32)); COMMIT",
                       NULL, NULL, NULL) == SQLITE_OK,
          "raw SQLite failed");
    pthread_mutex_unlock(who->turn);
    who->done++;
}

static void *save_on(void *subject)
{
    struct somebody *who = subject;
    while (!atomic_load(who->over))
        save_once(who);
    return NULL;
}

static void *read_on(void *subject)
{
    struct somebody *who = subject;
    while (!atomic_load(who->over))
        read_once(who);
    return NULL;
}

static void *insert_on(void *subject)
{
    struct somebody *who = subject;
    while (!atomic_load(who->over))
        insert_once(who);
    return NULL;
}

struct group {
    struct somebody *people;
    int count;
    void *(*work)(void *);
};

/* How often each group did its work, a second. */
static void run(double length, const struct group *groups, size_t count, double *rates)
{
    atomic_bool over = false;
    double start = seconds();
    for (size_t g = 0; g < count; g++)
        for (int i = 0; i < groups[g].count; i++) {
            struct somebody *who = &groups[g].people[i];
            who->over = &over;
            who->done = 0;
            check(pthread_create(&who->thread, NULL, groups[g].work, who) == 0, "no thread");
        }
    const struct timespec nap = {(time_t)length, (long)((length - (time_t)length) * 1e9)};
    nanosleep(&nap, NULL);
    atomic_store(&over, true);
    for (size_t g = 0; g < count; g++) {
        unsigned long done = 0;
        for (int i = 0; i < groups[g].count; i++) {
            pthread_join(groups[g].people[i].thread, NULL);
            done += groups[g].people[i].done;
        }
        rates[g] = (double)done / (seconds() - start);
    }
}

static void over_histories(struct somebody *who, double length)
{
    static const int histories[] = {1, 100, 1000};
    double first = 0;
    for (size_t i = 0; i < sizeof histories / sizeof *histories; i++) {
        while (who->version < histories[i])
            save_once(who);
        double start = seconds();
        const unsigned long before = who->done;
        /* so few more that the history stays what it is said to be */
        while (who->version < histories[i] + histories[i] / 10 + 20 && seconds() - start < length)
            save_once(who);
        double rate = (double)(who->done - before) / (seconds() - start);
        first = i == 0 ? rate : first;
        printf(
            "one writer, %4d versions in the draft's history: %5.0f saves/s, %.2f of the first\n",
            histories[i], rate, rate / first);
    }
}

static sqlite3 *open_raw(const char *path)
{
    sqlite3 *raw;
    check(sqlite3_open(path, &raw) == SQLITE_OK, "raw SQLite does not open");
    check(
        sqlite3_exec(raw,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE version (cipher BLOB, rest BLOB); CREATE TABLE entry (of BLOB);"
                     "CREATE TABLE node (hash BLOB)",
                     NULL, NULL, NULL) == SQLITE_OK,
        "raw SQLite has no tables");
    return raw;
}

int main(int argc, char **argv)
{
    const double length = argc > 1 ? atof(argv[1]) : 2;
    static struct somebody writers[WRITERS], raw[WRITERS], readers[READERS];
    pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    void *state = NULL;
    double alone, rates[2], plain;
    check(world_setup(&state) == 0, "no world");
    struct world *world = state;
    const struct act act = *world_act(world, SHELTER);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct somebody){.world = world, .act = act};
        writers[i].seance = world_seance(
            world, "concertation",
            arena_printf(world->arena, "2022-%02d-%02dT14:00", 2 + i % 8, 1 + i / 8 * 7));
        world_staff(world, writers[i].seance, POLICE, HOSPITAL, SHELTER);
        save_once(&writers[i]);
    }
    for (int i = 0; i < READERS; i++)
        readers[i] = (struct somebody){.world = world, .act = act};
    over_histories(&writers[0], length);

    sqlite3 *handle = open_raw(world_path(world, "raw.db"));
    for (int i = 0; i < WRITERS; i++)
        raw[i] = (struct somebody){.raw = handle, .turn = &turn};
    /* the last 31: the first has its thousand versions */
    const struct group saving = {writers + 1, WRITERS - 1, save_on};
    const struct group inserting = {raw, WRITERS, insert_on};
    const struct group reading = {readers, READERS, read_on};
    run(length, &inserting, 1, &plain);
    run(length, &saving, 1, rates);
    printf("%d writers: %.0f saves/s; raw SQLite, a commit each, as durable: %.0f/s; ratio %.2f\n",
           WRITERS - 1, rates[0], plain, rates[0] / plain);
    run(length, &reading, 1, &alone);
    run(length, (struct group[]){reading, saving}, 2, rates);
    printf("%d readers: %.0f/s alone, %.0f/s beside %d writers (%.0f saves/s); ratio %.2f\n",
           READERS, alone, rates[0], WRITERS - 1, rates[1], rates[0] / alone);
    sqlite3_close(handle);
    return world_teardown(&state) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
