#include "factor.h"
#include "world_dossier.h"

#include "core/journal/audit.h"
#include "core/journal/audit_state.h"
#include "core/keys/rekey.h"
#include "core/members/admission.h"
#include "core/members/withdrawal.h"
#include "crypto/server_key_next.h"
#include "keys/rekey_resume.h"
#include "members/invited.h"
#include "members/suspension.h"
#include "trust/state.h"

/* Another server.key in the place of this one. */

static void ignore(void *context, const struct audit_fault *fault)
{
    struct world *world = context;
    print_message("%s\n", audit_fault_text(world->arena, fault));
}

static uint64_t faults(struct world *world)
{
    struct audit_result result;
    enum status status = audit_verify(&result, world->core, NULL, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    status = audit_state(&result, world->core, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    return result.faults;
}

static void copy_file(struct world *world, const char *from, const char *to)
{
    struct bytes content;
    (void)unlink(world_path(world, to));
    assert_int_equal(STATUS_OK, file_read(&content, world->arena, world_path(world, from), 65536));
    assert_int_equal(STATUS_OK, file_create(world_path(world, to), 0600, content));
}

static struct rekey_result rekeyed(struct world *world)
{
    struct rekey_result result;
    copy_file(world, "server.key", "former.key");
    assert_int_equal(STATUS_OK, rekey_run(&result, world->core, world->folder));
    world_reopen(world);
    return result;
}

static const char *name_of(struct world *world, enum someone who)
{
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    json_t *person = act_json(world->arena, person_json(act, conn, world->people[who]));
    db_done(conn);
    return act_text(person, "name");
}

static enum status found_by(struct world *world, const struct server_key *key, enum someone who)
{
    struct digest index;
    struct account_row row;
    server_key_email_index(key, &index, arena_printf(world->arena, "p%d@cocon.example", (int)who));
    struct db_conn *conn = db_read(world->core->db);
    enum status status = person_rows_by_email(&row, conn, world->arena, index.bytes);
    db_done(conn);
    return status;
}

static void everything_goes_on_and_the_former_key_opens_nothing(void **state)
{
    struct world *world = world_of(state);
    struct account_row row;
    struct bytes plain;
    struct server_key *former;
    struct factor *factors;
    size_t count;
    (void)factor_prove(world, world_act(world, POLICE));
    assert_int_equal(STATUS_OK,
                     suspension_suspend(world_act(world, COORDINATOR), world->people[HOSPITAL]));
    const struct rekey_result result = rekeyed(world);
    assert_int_equal(SOMEONES, result.people);
    assert_int_equal(0, result.edited);
    assert_true(ledger_is_proven(world->core));
    assert_int_equal(0, faults(world));
    assert_string_equal(world_people[SHELTER].name, name_of(world, SHELTER));

    assert_int_equal(STATUS_OK, server_key_load(&former, world_path(world, "former.key")));
    assert_int_equal(STATUS_OK, found_by(world, world->core->key, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, found_by(world, former, SHELTER));
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&row, conn, world->arena, world->people[POLICE]));
    assert_int_equal(STATUS_TAMPERED,
                     server_key_open_person(former, &plain, world->arena, &row.id.id, row.person));
    assert_int_equal(STATUS_OK,
                     second_factor_list(&factors, &count, world->core, world->arena, conn, &row));
    db_done(conn);
    assert_int_equal(1, count);
    server_key_free(former);

    /* acts go on, and a second change finds all of the first */
    assert_int_equal(STATUS_OK,
                     suspension_lift(world_act(world, COORDINATOR), world->people[HOSPITAL]));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[SHELTER]));
    assert_int_equal(0, rekeyed(world).edited);
    assert_int_equal(0, faults(world));
    assert_string_equal(world_people[POLICE].name, name_of(world, POLICE));
    assert_int_equal(2, server_key_number(world->core->key));
}

static void invite(struct world *world, char token[TOKEN_TEXT])
{
    dossier_share(world);
    const json_t *form = world_form(world,
                                    "{'name': 'Sage-femme', 'email': 'neuve@cocon.example',"
                                    " 'profession': 'sage-femme', 'structure': '%s',"
                                    " 'represents': false, 'coordination': false}",
                                    world_hex(world, world->structures[S_POLICE].id));
    assert_int_equal(STATUS_OK, admission_invite(world_act(world, COORDINATOR), form, token));
}

static enum status opened(struct world *world, const char *token)
{
    struct invited invited;
    struct db_conn *conn = db_read(world->core->db);
    enum status status = invited_find(&invited, world->core, world->arena, conn, token);
    db_done(conn);
    return status;
}

static void an_invitation_that_waits_still_opens(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    invite(world, token);
    (void)rekeyed(world);
    assert_int_equal(STATUS_OK, opened(world, token));
    assert_int_equal(0, faults(world));
}

/* An entry that an attacker makes with the former key, after the last one. */
static void the_former_key_makes_no_entry(void **state)
{
    struct world *world = world_of(state);
    struct server_key *former;
    (void)rekeyed(world);
    assert_int_equal(STATUS_OK, server_key_load(&former, world_path(world, "former.key")));
    struct core theirs = *world->core;
    theirs.key = former;
    struct journal_row row;
    struct digest before = {{0}}, leaf, seal;
    char hex[2][65];
    struct db_conn *conn = db_read(world->core->db);
    uint64_t size;
    assert_int_equal(STATUS_OK, journal_rows_size(&size, conn));
    assert_int_equal(STATUS_OK, journal_rows_get(&row, conn, world->arena, size - 1));
    assert_int_equal(STATUS_OK, journal_rows_seal(before.bytes, conn, size - 1));
    db_done(conn);
    row.seq = size;
    row.detail = (struct bytes){0};
    journal_leaf(&leaf, world->arena, &row);
    memcpy(row.leaf, leaf.bytes, sizeof row.leaf);
    ledger_seal(&seal, &theirs, world->arena, &row, &before);
    bytes_hex(hex[0], BYTES_OF(leaf.bytes));
    bytes_hex(hex[1], BYTES_OF(seal.bytes));
    raw_change(world,
               "INSERT INTO journal (seq, at, space, actor, action, object_kind, object, detail, "
               "leaf, capacity, signature, seal)"
               " SELECT seq + 1, at, space, actor, action, object_kind, object, NULL, x'%s', "
               "capacity, signature, x'%s'"
               " FROM journal ORDER BY seq DESC LIMIT 1",
               hex[0], hex[1]);
    server_key_free(former);
    world_reopen(world);
    assert_false(ledger_is_proven(world->core));
}

/* Nor is a journal believed that ends where the former key's did. */
static void a_journal_of_before_is_not_believed(void **state)
{
    struct world *world = world_of(state);
    (void)rekeyed(world);
    const long long since = (long long)server_key_since(world->core->key);
    core_close(world->core);
    (void)raw_text(world, "DELETE FROM journal WHERE seq >= %lld", since);
    (void)raw_text(world, "DELETE FROM journal_head WHERE size > %lld", since);
    assert_int_equal(0, unlink(world_path(world, "journal.head")));
    world_open(world);
    assert_false(ledger_is_proven(world->core));
}

/* Nothing is changed over rows that are not as the journal tells: put back, they are whole. */
static void not_while_rows_are_edited_or_hidden(void **state)
{
    struct world *world = world_of(state);
    static const char *const edits[][2] = {
        {"UPDATE membership SET since = since + 1 WHERE account = '%s'",
         "UPDATE membership SET since = since - 1 WHERE account = '%s'"},
        {"UPDATE account SET id = 'ffffffffffffffffffffffffffffffff' WHERE id = '%s'",
         "UPDATE account SET id = '%s' WHERE id = 'ffffffffffffffffffffffffffffffff'"},
        {"UPDATE structure SET version = version + 1 WHERE id <> '%s' AND short_name = 'CHAC'",
         "UPDATE structure SET version = version - 1 WHERE id <> '%s' AND short_name = 'CHAC'"},
    };
    const char *coordinator = world_hex(world, world->people[COORDINATOR].id);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct rekey_result result;
        char sql[2][256];
        for (int s = 0; s < 2; s++)
            snprintf(sql[s], sizeof sql[s], edits[i][s], coordinator);
        const long long size = raw_journal_size(world);
        raw_change(world, "%s", sql[0]);
        assert_int_equal(STATUS_TAMPERED, rekey_run(&result, world->core, world->folder));
        raw_change(world, "%s", sql[1]);
        assert_false(rekey_resume_waits(world->folder));
        assert_int_equal(size, raw_journal_size(world));
        assert_int_equal(0, faults(world));
    }
    const struct rekey_result result = rekeyed(world);
    assert_int_equal(SOMEONES, result.people);
    assert_int_equal(0, faults(world));
}

/* Unless whoever has nothing to mend them with says so. */
static void what_is_edited_stays_edited(void **state)
{
    struct world *world = world_of(state);
    struct rekey_result result;
    const char *police = world_hex(world, world->people[POLICE].id);
    raw_change(world, "UPDATE membership SET profession = 'magistrat' WHERE account = '%s'",
               police);
    assert_int_equal(STATUS_OK, rekey_run_despite(&result, world->core, world->folder));
    assert_int_equal(1, result.edited);
    world_reopen(world);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_TAMPERED, row_seal_check(world->core, world->arena, conn, STATE_PERSON,
                                                     &world->people[POLICE].id));
    db_done(conn);
    assert_int_equal(1, faults(world));
    /* which its entry says: it stands in the way of nothing any more */
    assert_int_equal(1, rekeyed(world).edited);
    assert_int_equal(1, faults(world));
}

/* An invitation that somebody wrote is not made good. */
static void a_forged_invitation_stays_forged(void **state)
{
    struct world *world = world_of(state);
    struct rekey_result result;
    char text[TOKEN_TEXT];
    invite(world, text);
    raw_change(world, "UPDATE invitation SET expires_at = expires_at + 1");
    const char *seal = raw_text(world, "SELECT hex(seal) FROM invitation");
    assert_int_equal(STATUS_OK, rekey_run_despite(&result, world->core, world->folder));
    assert_int_equal(1, result.edited);
    world_reopen(world);
    assert_string_equal(seal, raw_text(world, "SELECT hex(seal) FROM invitation"));
    assert_int_equal(STATUS_TAMPERED, opened(world, text));
}

static void a_folder_in_use_is_left_alone(void **state)
{
    struct world *world = world_of(state);
    struct rekey_result result;
    struct server_key *other;
    assert_int_equal(STATUS_OK, server_key_load(&other, world_path(world, "server.key")));
    const long long size = raw_journal_size(world);
    assert_int_equal(STATUS_BUSY, rekey_run(&result, world->core, world->folder));
    assert_int_equal(size, raw_journal_size(world));
    server_key_free(other);
}

static void a_journal_that_does_not_prove_is_not_taken_over(void **state)
{
    struct world *world = world_of(state);
    struct rekey_result result;
    raw_change(world, "UPDATE journal SET at = at - 1 WHERE seq = 3");
    assert_int_equal(STATUS_TAMPERED, rekey_run(&result, world->core, world->folder));
    assert_false(rekey_resume_waits(world->folder));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM journal WHERE action = 'rekey'"));
}

/* Killed before the write: the former key stays. */
static void interrupted_before_it_is_forgotten(void **state)
{
    struct world *world = world_of(state);
    bool finished;
    struct server_key_next *next = server_key_next_new();
    assert_int_equal(STATUS_OK, server_key_next_write(
                                    next, world_path(world, "server.key.new"), world->core->key,
                                    (uint64_t)raw_journal_size(world), clock_now()));
    server_key_next_free(next);
    core_close(world->core);
    assert_int_equal(STATUS_CONFLICT,
                     core_open(&world->core, world->folder, world_path(world, "policies"),
                               world_path(world, "share"), 2));
    assert_true(rekey_resume_waits(world->folder));
    assert_int_equal(STATUS_OK, rekey_resume(&finished, world->folder));
    assert_false(finished);
    world_open(world);
    assert_int_equal(0, faults(world));
    assert_int_equal(0, server_key_number(world->core->key));
}

/* Killed after it: the new one is there already. */
static void interrupted_after_it_is_finished(void **state)
{
    struct world *world = world_of(state);
    bool finished;
    (void)rekeyed(world);
    core_close(world->core);
    copy_file(world, "server.key", "server.key.new");
    copy_file(world, "former.key", "server.key");
    assert_int_equal(STATUS_CONFLICT,
                     core_open(&world->core, world->folder, world_path(world, "policies"),
                               world_path(world, "share"), 2));
    assert_int_equal(STATUS_OK, rekey_resume(&finished, world->folder));
    assert_true(finished);
    world_open(world);
    assert_int_equal(0, faults(world));
    assert_int_equal(1, server_key_number(world->core->key));
    assert_string_equal(world_people[SHELTER].name, name_of(world, SHELTER));
}

/* As a crash leaves it: the next key beside the former one, and the database as it was then. */
static void interrupted(struct world *world, bool after)
{
    if (after) {
        (void)rekeyed(world);
        core_close(world->core);
        copy_file(world, "server.key", "server.key.new");
        copy_file(world, "former.key", "server.key");
        return;
    }
    struct server_key_next *next = server_key_next_new();
    assert_int_equal(STATUS_OK, server_key_next_write(
                                    next, world_path(world, "server.key.new"), world->core->key,
                                    (uint64_t)raw_journal_size(world), clock_now()));
    server_key_next_free(next);
    core_close(world->core);
}

static bool same_file(struct world *world, const char *one, const char *other)
{
    struct bytes a, b;
    assert_int_equal(STATUS_OK, file_read(&a, world->arena, world_path(world, one), 65536));
    assert_int_equal(STATUS_OK, file_read(&b, world->arena, world_path(world, other), 65536));
    return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Whatever lies in the database, or not, when the change is taken up again: no key is destroyed
 * that the true one needs. */
static void an_edit_destroys_no_key(void **state)
{
    static const char *const edits[][2] = {
        {"UPDATE journal SET at = at + 1 WHERE seq = (SELECT max(seq) FROM journal)",
         "UPDATE journal SET at = at - 1 WHERE seq = (SELECT max(seq) FROM journal)"},
        {"UPDATE journal SET seq = -1 - seq WHERE seq = (SELECT max(seq) FROM journal)",
         "UPDATE journal SET seq = -1 - seq WHERE seq < 0"},
        {"UPDATE journal SET seal = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal) - 1",
         NULL},
    };
    for (size_t i = 0; i < 2 * sizeof edits / sizeof *edits; i++) {
        const bool after = i % 2 == 1;
        bool finished;
        world_teardown(state);
        world_setup(state);
        struct world *world = world_of(state);
        interrupted(world, after);
        copy_file(world, "server.key", "key");
        copy_file(world, "server.key.new", "key.new");
        const char *seal = raw_text(world, "SELECT hex(seal) FROM journal ORDER BY seq DESC LIMIT 1"
                                           " OFFSET 1");
        raw_change(world, "%s", edits[i / 2][0]);
        assert_int_equal(STATUS_TAMPERED, rekey_resume(&finished, world->folder));
        assert_false(finished);
        assert_true(same_file(world, "key", "server.key"));
        assert_true(same_file(world, "key.new", "server.key.new"));
        if (edits[i / 2][1] != NULL)
            raw_change(world, "%s", edits[i / 2][1]);
        else
            raw_change(world,
                       "UPDATE journal SET seal = x'%s' WHERE seq = (SELECT max(seq) FROM"
                       " journal) - 1",
                       seal);
        assert_int_equal(STATUS_OK, rekey_resume(&finished, world->folder));
        assert_int_equal(after, finished);
        world_open(world);
        assert_int_equal(0, faults(world));
        assert_string_equal(world_people[SHELTER].name, name_of(world, SHELTER));
    }
}

/* Of before the change, under the former key: what it was may be back tomorrow. */
static void an_older_database_destroys_no_key(void **state)
{
    struct world *world = world_of(state);
    bool finished;
    struct bytes older, newer;
    world_publish(world, "# Charte, encore");
    world_reopen(world);
    core_close(world->core);
    assert_int_equal(STATUS_OK,
                     file_read(&older, world->arena, world_path(world, "cocon.db"), 1U << 26));
    world_open(world);
    interrupted(world, true);
    assert_int_equal(STATUS_OK,
                     file_read(&newer, world->arena, world_path(world, "cocon.db"), 1U << 26));
    assert_int_equal(STATUS_OK, file_replace(world_path(world, "cocon.db"), 0600, older));
    assert_int_equal(STATUS_TAMPERED, rekey_resume(&finished, world->folder));
    assert_true(rekey_resume_waits(world->folder));
    assert_int_equal(STATUS_OK, file_replace(world_path(world, "cocon.db"), 0600, newer));
    assert_int_equal(STATUS_OK, rekey_resume(&finished, world->folder));
    assert_true(finished);
    world_open(world);
    assert_int_equal(0, faults(world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(everything_goes_on_and_the_former_key_opens_nothing),
        WORLD_TEST(an_invitation_that_waits_still_opens),
        WORLD_TEST(the_former_key_makes_no_entry),
        WORLD_TEST(a_journal_of_before_is_not_believed),
        WORLD_TEST(not_while_rows_are_edited_or_hidden),
        WORLD_TEST(what_is_edited_stays_edited),
        WORLD_TEST(a_forged_invitation_stays_forged),
        WORLD_TEST(a_folder_in_use_is_left_alone),
        WORLD_TEST(a_journal_that_does_not_prove_is_not_taken_over),
        WORLD_TEST(interrupted_before_it_is_forgotten),
        WORLD_TEST(interrupted_after_it_is_finished),
        WORLD_TEST(an_edit_destroys_no_key),
        WORLD_TEST(an_older_database_destroys_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
