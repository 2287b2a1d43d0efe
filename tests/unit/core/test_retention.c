#include "world_dossier.h"

#include "core/journal/audit_state.h"
#include "core/retention/retention.h"

#include <signal.h>

/* What is over its time goes, at its time, without a trace in the files; nothing else does. */

enum { MONTH = 31 * DAY, KILLED_AT_MOST = 40 /* ms */ };

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        dossier_share(*state);
    return result;
}

static struct retention_result run(struct world *world)
{
    struct retention_result result;
    assert_int_equal(STATUS_OK, retention_run(&result, world->core, false, NULL, NULL));
    return result;
}

/* A run a day, until ${at}. */
static struct retention_result run_until(struct world *world, int64_t at)
{
    struct retention_result all = {0};
    while (clock_now() < at) {
        clock_set(clock_now() + DAY < at ? clock_now() + DAY : at);
        struct retention_result result = run(world);
        all.announced += result.announced;
        all.destroyed += result.destroyed;
        all.suspended += result.suspended;
        all.expired += result.expired;
        all.held_back += result.held_back;
    }
    return all;
}

static void tell(void *context, const struct audit_fault *fault)
{
    struct world *world = context;
    print_message("%s\n", audit_fault_text(world->arena, fault));
}

static uint64_t faults(struct world *world)
{
    struct audit_result result;
    enum status status = audit_verify(&result, world->core, NULL, tell, world);
    assert_int_equal(STATUS_OK, status);
    status = audit_state(&result, world->core, tell, world);
    assert_int_equal(status, result.faults == 0 ? STATUS_OK : STATUS_TAMPERED);
    return result.faults;
}

/* Whatever must not be found any more. */
struct found {
    struct bytes *all;
    size_t count;
};

static void record(struct found *found, struct world *world, const char *sql)
{
    sqlite3_stmt *statement;
    size_t room = found->count;
    struct bytes *all = NULL;
    sqlite3 *handle = raw_open(world);
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(handle), sql);
    const size_t before = found->count;
    for (room = 0; sqlite3_step(statement) == SQLITE_ROW;) {
        const size_t len = (size_t)sqlite3_column_bytes(statement, 0);
        all = arena_grow(world->arena, all, found->count - before, &room, sizeof *all);
        all[found->count++ - before] =
            (struct bytes){arena_copy(world->arena, sqlite3_column_blob(statement, 0), len), len};
    }
    assert_true(found->count > before);
    struct bytes *both = arena_alloc(world->arena, found->count * sizeof *both);
    if (before > 0)
        memcpy(both, found->all, before * sizeof *both);
    memcpy(both + before, all, (found->count - before) * sizeof *both);
    found->all = both;
    sqlite3_finalize(statement);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* How many of them a file holds a run of 19 bytes of, in a child as raw_file_holds(). */
static int held_by(const struct found *found, const char *path)
{
    enum { WINDOW = 16, STEP = 4 };
    int answer[2];
    int held = -1;
    assert_int_equal(0, pipe(answer));
    pid_t child = fork();
    if (child == 0) {
        struct stat about;
        int file = open(path, O_RDONLY | O_CLOEXEC);
        held = 0;
        if (file >= 0 && fstat(file, &about) == 0 && about.st_size > 0) {
            const size_t size = (size_t)about.st_size;
            const uint8_t *all = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
            for (size_t i = 0; i < found->count && all != MAP_FAILED; i++) {
                bool here = false;
                for (size_t at = 0; at + WINDOW <= found->all[i].len && !here; at += STEP)
                    here = memmem(all, size, found->all[i].data + at, WINDOW) != NULL;
                held += here;
            }
        }
        _exit(write(answer[1], &held, sizeof held) != sizeof held);
    }
    assert_int_equal(sizeof held, read(answer[0], &held, sizeof held));
    assert_int_equal(child, waitpid(child, NULL, 0));
    close(answer[0]);
    close(answer[1]);
    return held;
}

static int held(struct world *world, const struct found *found)
{
    static const char *const files[] = {"cocon.db", "cocon.db-wal", "cocon.db-shm", "backup.db",
                                        "copy.db"};
    sqlite3 *copy;
    int all = 0;
    (void)unlink(world_path(world, "backup.db"));
    (void)unlink(world_path(world, "copy.db"));
    raw_text(world, "VACUUM INTO '%s'", world_path(world, "backup.db"));
    sqlite3 *handle = raw_open(world);
    assert_int_equal(SQLITE_OK, sqlite3_open(world_path(world, "copy.db"), &copy));
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", handle, "main");
    assert_non_null(backup);
    assert_int_equal(SQLITE_DONE, sqlite3_backup_step(backup, -1));
    assert_int_equal(SQLITE_OK, sqlite3_backup_finish(backup));
    assert_int_equal(SQLITE_OK, sqlite3_close(copy));
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        all += held_by(found, world_path(world, files[i]));
    return all;
}

#define OF(purpose) " IN (SELECT id FROM vault WHERE purpose = '" purpose "')"
#define OF_DOCUMENT(purpose) " IN (SELECT id FROM document WHERE vault" OF(purpose) ")"
#define TEXTS(purpose)                                                                             \
    "SELECT cipher FROM document_version WHERE cipher IS NOT NULL AND document" OF_DOCUMENT(purpose)
#define SEALS(purpose) "SELECT signature FROM document_version WHERE document" OF_DOCUMENT(purpose)
#define SECRETS(purpose) "SELECT secret FROM document WHERE vault" OF(purpose)
#define KEYS(purpose) "SELECT box FROM envelope WHERE vault" OF(purpose)
#define GRANTS(purpose) "SELECT signature FROM envelope WHERE vault" OF(purpose)

static void record_all(struct found *found, struct world *world, bool synthesis)
{
    if (synthesis) {
        record(found, world, TEXTS("synthesis"));
        record(found, world, SEALS("synthesis"));
        record(found, world, SECRETS("synthesis"));
        record(found, world, KEYS("synthesis"));
        record(found, world, GRANTS("synthesis"));
        record(found, world, TEXTS("shared"));
        record(found, world, SECRETS("shared"));
        record(found, world, "SELECT content_digest FROM document_signature");
        record(found, world, "SELECT signature FROM document_signature");
        return;
    }
    record(found, world, TEXTS("situation"));
    record(found, world, SEALS("situation"));
    record(found, world, SECRETS("situation"));
    record(found, world, KEYS("situation"));
    record(found, world, GRANTS("situation"));
}

/* With a word of return, a comment, and a text as long as several pages. */
static struct seance_id published(struct world *world)
{
    enum { LONG = 12000 };
    char *filler = arena_alloc(world->arena, LONG + 1);
    memset(filler, 'm', LONG);
    struct seance_id id = dossier_staffed(world);
    json_t *text = dossier_situation(world, 1);
    json_object_set_new(text, "failed", json_string(filler));
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), id, text, 0));
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    json_object_set_new(text, "context", json_string("Sans le prénom."));
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), id, text, 1));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    clock_set(clock_epoch("2022-03-07T17:00"));
    assert_int_equal(STATUS_OK, dossier_hold(world, HOSPITAL, id));
    json_t *synthesis = dossier_synthesis(world, 1);
    json_object_set_new(synthesis, "successes", json_string(filler));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id, synthesis, 0));
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT,
                                                "00000000000000000000000000000c01"));
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 1));
    return id;
}

static void a_situation_goes_at_its_time(void **state)
{
    struct world *world = world_of(state);
    struct found found = {0};
    struct seance_id id = published(world);
    const int64_t end = clock_epoch("2024-03-07T14:00");
    record_all(&found, world, false);
    assert_true(held(world, &found) >= (int)found.count);
    clock_set(end - 40 * DAY);
    assert_int_equal(0, run(world).destroyed);
    struct retention_result before = run_until(world, end - 1);
    assert_int_equal(0, before.destroyed);
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM journal WHERE action = 'announce'"
                                          " AND object_kind = 'situation'"));
    assert_true(held(world, &found) >= (int)found.count);
    clock_set(end);
    assert_int_equal(1, run(world).destroyed);
    assert_int_equal(0, held(world, &found));
    assert_stage(world, id, "published");
    assert_int_equal(end, world_row(world, id).situation_destroyed_at);
    assert_int_equal(0, run(world).destroyed);
    assert_int_equal(0, faults(world));
}

static void a_synthesis_goes_with_its_copy_and_the_figures_stay(void **state)
{
    struct world *world = world_of(state);
    struct found found = {0};
    struct seance_id id = published(world);
    const int64_t end = clock_months(clock_now(), 60);
    const char *figures = "SELECT (SELECT count(*) FROM attendance) || ' ' || (SELECT count(*)"
                          " FROM positioning) || ' ' || (SELECT count(*) FROM role) || ' ' ||"
                          " (SELECT count(*) FROM membership)";
    const char *before = raw_text(world, "%s", figures);
    record_all(&found, world, false);
    record_all(&found, world, true);
    clock_set(clock_epoch("2024-03-01T00:00"));
    assert_int_equal(1, run_until(world, clock_now() + 40 * DAY).destroyed);
    clock_set(end - 40 * DAY);
    assert_int_equal(0, run_until(world, end - 1).destroyed);
    assert_true(held(world, &found) > 0);
    clock_set(end);
    struct retention_result result = run(world);
    assert_int_equal(1, result.destroyed);
    assert_int_equal(1, result.expired);
    assert_int_equal(0, held(world, &found));
    assert_stage(world, id, "expired");
    assert_string_equal(before, raw_text(world, "%s", figures));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM vault"));
    assert_int_equal(0, faults(world));
    const json_t *model = dossier_read(world, synthesis_view, COORDINATOR, id);
    assert_string_equal("expired", world_text(model, "state"));
    assert_null(json_object_get(model, "values"));
    assert_string_equal("expired",
                        world_text(dossier_read(world, situation_view, COORDINATOR, id), "state"));
}

static void a_draft_goes_after_its_last_change_and_may_be_begun_again(void **state)
{
    struct world *world = world_of(state);
    int64_t version;
    struct found found = {0};
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &version));
    const int64_t first = clock_now();
    assert_int_equal(0, run_until(world, first + 5 * MONTH + 20 * DAY).destroyed);
    assert_int_equal(1,
                     raw_number(world, "SELECT count(*) FROM journal WHERE action = 'announce'"));
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 2), version, &version));
    const int64_t end = clock_months(clock_now(), 6);
    record_all(&found, world, false);
    assert_int_equal(0, run_until(world, end - 1).destroyed);
    clock_set(end);
    assert_int_equal(1, run(world).destroyed);
    assert_int_equal(0, held(world, &found));
    assert_stage(world, id, "staffed");
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 3), 0, &version));
    assert_int_equal(0, run(world).destroyed);
    assert_int_equal(0, faults(world));
}

static void a_clock_that_runs_wild_destroys_nothing_at_once(void **state)
{
    struct world *world = world_of(state);
    published(world);
    const int64_t wild = clock_now() + (int64_t)20 * 366 * DAY;
    clock_set(wild);
    struct retention_result result = run(world);
    assert_int_equal(0, result.destroyed + result.suspended);
    assert_true(result.announced >= 2);
    assert_int_equal(0, run_until(world, wild + 29 * DAY).destroyed);
    assert_int_equal(2, run_until(world, wild + 30 * DAY).destroyed);
}

static void a_dry_run_tells_and_changes_nothing(void **state)
{
    struct world *world = world_of(state);
    struct retention_result result;
    published(world);
    clock_set(clock_epoch("2024-02-20T10:00"));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, retention_run(&result, world->core, true, NULL, NULL));
    assert_true(result.announced > 0);
    assert_int_equal(journal, raw_journal_size(world));
    run(world);
    assert_true(raw_journal_size(world) > journal);
}

static void what_is_older_counts_from_the_day_that_was_set(void **state)
{
    struct world *world = world_of(state);
    published(world);
    world->core->retention_from = clock_epoch("2030-01-01T00:00");
    clock_set(clock_epoch("2030-01-02T00:00"));
    struct retention_result result = run_until(world, clock_now() + 60 * DAY);
    assert_int_equal(0, result.announced + result.destroyed);
    assert_int_equal(1, run_until(world, clock_epoch("2032-01-02T00:00")).destroyed);
}

static void edited_dates_destroy_nothing(void **state)
{
    struct world *world = world_of(state);
    published(world);
    raw_change(world, "UPDATE seance SET starts = '2012-03-07T14:00'");
    struct retention_result result = run_until(world, clock_now() + 45 * DAY);
    assert_int_equal(0, result.destroyed);
    assert_true(result.held_back > 0);
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM journal"
                                          " WHERE action IN ('announce', 'destroy')"));
    assert_true(faults(world) > 0);
}

static void a_destruction_by_hand_is_told(void **state)
{
    struct world *world = world_of(state);
    published(world);
    assert_int_equal(0, faults(world));
    raw_text(world, "DELETE FROM document_version WHERE document" OF_DOCUMENT("situation"));
    raw_text(world, "DELETE FROM document WHERE vault" OF("situation"));
    raw_text(world, "DELETE FROM envelope WHERE vault" OF("situation"));
    raw_text(world, "DELETE FROM vault WHERE purpose = 'situation'");
    raw_text(world, "UPDATE seance SET situation_destroyed_at = %lld", (long long)clock_now());
    assert_int_equal(2, faults(world)); /* the séance and the vault */
    clock_set(clock_epoch("2024-02-20T10:00"));
    run(world);
    assert_int_equal(2, faults(world));
}

static void an_unused_account_is_suspended(void **state)
{
    struct world *world = world_of(state);
    clock_set(clock_months(clock_now(), 12) - 20 * DAY);
    dossier_staffed(world); /* everybody but the lawyer and who has not answered */
    struct retention_result result = run_until(world, clock_now() + 60 * DAY);
    assert_true(result.suspended > 0);
    assert_string_equal("suspended", raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                                              world_hex(world, world->people[HOSPITAL_TOO].id)));
    assert_string_equal("active", raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                                           world_hex(world, world->people[POLICE].id)));
    assert_string_equal("active", raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                                           world_hex(world, world->people[COORDINATOR].id)));
    clock_set(clock_now() + 400 * DAY);
    run_until(world, clock_now() + 40 * DAY);
    assert_string_equal("active", raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                                           world_hex(world, world->people[COORDINATOR].id)));
    assert_int_equal(0, faults(world));
}

/* The row of the space's vault is away while the run goes over what is due. */
static void a_copy_goes_wherever_a_row_says_that_its_vault_is(void **state)
{
    struct world *world = world_of(state);
    published(world);
    const int64_t end = clock_months(clock_now(), 60);
    clock_set(clock_epoch("2024-03-01T00:00"));
    run_until(world, clock_now() + 40 * DAY);
    clock_set(end - 40 * DAY);
    run_until(world, end - 1);
    const char *vault = raw_text(world, "SELECT id FROM vault WHERE purpose = 'shared'");
    raw_change(world, "UPDATE vault SET id = replace(id, '0', '1') WHERE purpose = 'shared'");
    clock_set(end);
    assert_int_equal(1, run(world).destroyed);
    raw_change(world, "UPDATE vault SET id = '%s' WHERE purpose = 'shared'", vault);
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
    assert_int_equal(0, faults(world));
}

/* A child does the work and is killed; whoever comes next finishes it. */
static void a_run_that_is_killed_is_finished_by_the_next(void **state)
{
    struct world *world = world_of(state);
    struct found found = {0};
    enum { TIMES = 12 };
    struct retention_result result;
    published(world);
    record_all(&found, world, false);
    record_all(&found, world, true);
    const int64_t late = clock_months(clock_now(), 61);
    clock_set(late);
    run(world);
    clock_set(late + 31 * DAY);
    core_close(world->core);
    for (int i = 0; i < TIMES; i++) {
        pid_t child = fork();
        if (child == 0) {
            world_open(world);
            _exit(retention_run(&result, world->core, false, NULL, NULL) != STATUS_OK);
        }
        usleep((useconds_t)(KILLED_AT_MOST * 1000 * (i + 1) / TIMES));
        kill(child, SIGKILL);
        assert_int_equal(child, waitpid(child, NULL, 0));
    }
    world_open(world);
    run(world);
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM journal WHERE action = 'destroy'"
                                          " AND object_kind <> 'vault'"));
    assert_int_equal(0, held(world, &found));
    assert_int_equal(0, faults(world));
}

#define OTHER "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

/* A row that names the vault, and that nobody thought of: loud, and no harm to the rest. */
static void what_cannot_go_keeps_nothing_else(void **state)
{
    struct world *world = world_of(state);
    struct retention_result result;
    published(world);
    clock_set(clock_now() + (int64_t)20 * 366 * DAY);
    run(world);
    clock_set(clock_now() + 31 * DAY);
    raw_change(world,
               "INSERT INTO seance SELECT '%s', space, cycle, kind, 'planned', starts,"
               " duration, venue, host, reason, replaced_by, created_at, NULL, NULL, NULL,"
               " NULL, NULL FROM seance",
               OTHER);
    raw_change(world,
               "INSERT INTO document SELECT '%s', space, '%s', vault, kind, state, author,"
               " created_at, secret FROM document WHERE kind = 'situation'",
               OTHER, OTHER);
    assert_int_equal(STATUS_TAMPERED, retention_run(&result, world->core, false, NULL, NULL));
    assert_int_equal(1, result.destroyed);
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM document"
                                          " WHERE kind = 'situation'"));
    raw_change(world, "DELETE FROM document WHERE id = '%s'", OTHER);
    raw_change(world, "DELETE FROM seance WHERE id = '%s'", OTHER);
    assert_int_equal(1, run(world).destroyed);
    assert_int_equal(0, faults(world));
}

#define RETENTION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RETENTION_TEST(a_situation_goes_at_its_time),
        RETENTION_TEST(a_synthesis_goes_with_its_copy_and_the_figures_stay),
        RETENTION_TEST(a_draft_goes_after_its_last_change_and_may_be_begun_again),
        RETENTION_TEST(a_clock_that_runs_wild_destroys_nothing_at_once),
        RETENTION_TEST(a_dry_run_tells_and_changes_nothing),
        RETENTION_TEST(what_is_older_counts_from_the_day_that_was_set),
        RETENTION_TEST(edited_dates_destroy_nothing),
        RETENTION_TEST(a_destruction_by_hand_is_told),
        RETENTION_TEST(an_unused_account_is_suspended),
        RETENTION_TEST(a_copy_goes_wherever_a_row_says_that_its_vault_is),
        RETENTION_TEST(what_cannot_go_keeps_nothing_else),
        RETENTION_TEST(a_run_that_is_killed_is_finished_by_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
