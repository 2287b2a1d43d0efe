#include "world_dossier.h"

#include "anchors.h"
#include "core/members/withdrawal.h"
#include "keys/quorum.h"
#include "keys/recovery.h"
#include "store/rows/certificate_rows.h"

/* What the trustees' sheets open, and what fewer, other or older sheets do not. */

static struct quorum_sheets sheets;

static int setup(void **state)
{
    if (world_setup(state) != 0)
        return -1;
    struct world *world = *state;
    assert_int_equal(quorum_split(&sheets, 2, 3), STATUS_OK);
    assert_int_equal(quorum_adopt(world->core, world->space, &sheets), STATUS_OK);
    dossier_share(world);
    return 0;
}

static int teardown(void **state)
{
    quorum_sheets_free(&sheets);
    return world_teardown(state);
}

#define QUORUM_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static struct account_keys *opened(struct world *world)
{
    struct account_keys *recovery;
    assert_int_equal(quorum_open(&recovery, world->core, world->space, sheets.shares + 1, 2),
                     STATUS_OK);
    return recovery;
}

static struct quorum_count rehearsed(struct world *world, const struct account_keys *recovery)
{
    struct quorum_count count;
    clock_set(clock_now() + 1);
    assert_int_equal(quorum_rehearse(&count, world->core, world->space, recovery), STATUS_OK);
    return count;
}

static int64_t number(struct world *world, const char *query)
{
    return strtoll(raw_text(world, "%s", query), NULL, 10);
}

static bool all_in_order(struct world *world)
{
    return strcmp(raw_text(world, "SELECT (SELECT sum(generation) FROM vault) ="
                                  " (SELECT count(*) FROM recovery_envelope)"),
                  "1") == 0;
}

static void every_key_is_sealed_as_it_is_made(void **state)
{
    struct world *world = world_of(state);
    dossier_prepared(world);
    struct seance_id id;
    struct account_keys *recovery = opened(world);
    assert_true(all_in_order(world));
    struct quorum_count count = rehearsed(world, recovery);
    assert_int_equal(count.opened, number(world, "SELECT sum(generation) FROM vault"));
    assert_int_equal(count.vaults, 2);
    assert_int_equal(count.missing + count.broken, 0);
    /* a turn of the keys makes the next ones */
    assert_int_equal(
        STATUS_OK, withdrawal_withdraw(world_act(world, COORDINATOR), world->people[HOSPITAL_TOO]));
    assert_true(all_in_order(world));
    count = rehearsed(world, recovery);
    assert_int_equal(count.opened, 4);
    /* the narrator gives the role back: what nobody needs any more is not kept for trustees */
    id = dossier_submitted(world);
    assert_true(all_in_order(world));
    assert_int_equal(number(world, "SELECT count(*) FROM vault"), 3);
    assert_int_equal(STATUS_OK, rotation_answer(world_act(world, SHELTER), id,
                                                world_form(world, "{'role': 'narrator',"
                                                                  " 'answer': 'declined'}")));
    assert_int_equal(number(world, "SELECT count(*) FROM vault"), 2);
    assert_true(all_in_order(world));
    account_keys_free(recovery);
}

static void the_key_opens_what_people_hold(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct act *act = world_act(world, COORDINATOR);
    struct vault_key ours, theirs;
    struct vault_row vault;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(vaults_open(&ours, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED),
                     STATUS_OK);
    assert_int_equal(recovery_open(&theirs, act, conn, vault.id, 1, recovery), STATUS_OK);
    assert_memory_equal(ours.secret->bytes, theirs.secret->bytes, ours.secret->len);
    vault_key_free(&theirs);
    assert_int_equal(recovery_open(&theirs, act, conn, vault.id, 2, recovery), STATUS_NOT_FOUND);
    assert_int_equal(recovery_open(&theirs, act, conn, vault.id, 1, world->keys[COORDINATOR]),
                     STATUS_TAMPERED);
    assert_null(theirs.secret);
    db_done(conn);
    vault_key_free(&ours);
    account_keys_free(recovery);
}

static void which_sheets_open(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery;
    struct quorum_sheets others;
    assert_int_equal(quorum_open(&recovery, world->core, world->space, sheets.shares, 1),
                     STATUS_DENIED);
    assert_null(recovery);
    assert_int_equal(quorum_open(&recovery, world->core, world->space, sheets.shares, 3),
                     STATUS_OK);
    account_keys_free(recovery);
    assert_int_equal(quorum_split(&others, 2, 3), STATUS_OK);
    assert_int_equal(quorum_open(&recovery, world->core, world->space, others.shares, 2),
                     STATUS_INVALID);
    assert_int_equal(quorum_open(&recovery, world->core, world->elsewhere, sheets.shares, 2),
                     STATUS_NOT_FOUND);
    /* neither twice, nor once there are keys that would not be under them */
    assert_int_equal(quorum_adopt(world->core, world->space, &others), STATUS_CONFLICT);
    quorum_sheets_free(&others);
}

static void altered_envelopes_are_counted(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    const char *where = "generation = 1";
    raw_flip(world, "recovery_envelope", "box", 40, where);
    assert_int_equal(rehearsed(world, recovery).broken, 1);
    raw_flip(world, "recovery_envelope", "box", 40, where);
    assert_int_equal(rehearsed(world, recovery).broken, 0);
    raw_flip(world, "recovery_envelope", "signature", 40, where);
    assert_int_equal(rehearsed(world, recovery).broken, 1);
    raw_flip(world, "recovery_envelope", "signature", 40, where);
    raw_change(world, "UPDATE recovery_envelope SET granter = NULL");
    assert_int_equal(rehearsed(world, recovery).broken, 1);
    raw_change(world, "UPDATE recovery_envelope SET granter = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(rehearsed(world, recovery).broken, 1);
    raw_change(world, "DELETE FROM recovery_envelope");
    assert_int_equal(rehearsed(world, recovery).missing, 1);
    account_keys_free(recovery);
}

static enum status trusted(struct certificate *out, struct world *world, struct account_id who)
{
    struct act *act = world_act(world, POLICE);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_now(out, act, conn, who);
    db_done(conn);
    return status;
}

static struct account_id named(struct world *world)
{
    struct account_id who;
    const char *id = raw_text(world, "SELECT account FROM certificate WHERE issuer IS NULL"
                                     " ORDER BY issued_at DESC, number DESC LIMIT 1");
    assert_int_equal(id_parse(&who.id, id), STATUS_OK);
    return who;
}

static void a_newcomer_is_named(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct quorum_count count;
    struct certificate certificate;
    char token[TOKEN_TEXT];
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    assert_int_equal(
        quorum_admit(&count, world->core, world->space, recovery, "r@cocon.example", NULL, token),
        STATUS_INVALID);
    assert_string_equal(token, "");
    assert_int_equal(quorum_admit(&count, world->core, world->elsewhere, recovery,
                                  "r@cocon.example", "Relève", token),
                     STATUS_TAMPERED); /* their certificate ends at no anchor there */
    const long long before = raw_journal_size(world);
    assert_int_equal(quorum_admit(&count, world->core, world->space, recovery, "r@cocon.example",
                                  "Relève", token),
                     STATUS_OK);
    assert_int_equal(count.opened, 2);
    assert_int_equal(strlen(token), TOKEN_TEXT - 1);
    assert_string_equal(raw_journal(world, before),
                        "admit person, recovery_used space, grant vault, grant vault");
    assert_int_equal(trusted(&certificate, world, named(world)), STATUS_OK);
    assert_true(certificate.coordination);
    assert_true(id_is_none(&certificate.issuer.id));
    /* everybody else is who they were */
    for (int who = COORDINATOR; who < STRANGER; who++)
        assert_int_equal(trusted(&certificate, world, world->people[who]), STATUS_OK);
    account_keys_free(recovery);
}

/* One edited vault keeps the trustees out of that one only; but no new sheets are made without it.
 */
static void an_edited_vault_is_left_out_and_told(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct quorum_count count;
    char token[TOKEN_TEXT];
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    raw_change(world, "UPDATE vault SET created_at = created_at + 1 WHERE purpose = 'situation'");
    assert_int_equal(quorum_admit(&count, world->core, world->space, recovery, "r@cocon.example",
                                  "Relève", token),
                     STATUS_OK);
    assert_int_equal(count.opened, 1);
    assert_int_equal(count.broken, 1);
    struct quorum_sheets next;
    assert_int_equal(quorum_split(&next, 2, 3), STATUS_OK);
    assert_int_equal(quorum_renew(&count, world->core, world->space, recovery, &next),
                     STATUS_TAMPERED);
    quorum_sheets_free(&next);
    raw_change(world, "UPDATE vault SET generation = 4000000000 WHERE purpose = 'situation'");
    assert_int_equal(quorum_rehearse(&count, world->core, world->space, recovery), STATUS_OK);
    account_keys_free(recovery);
}

/* A vault whose row is away meanwhile is none the less one that there is. */
static void a_hidden_vault_is_missed(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct quorum_count count;
    struct quorum_sheets next;
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    static const char *const edits[][2] = {
        {"UPDATE vault SET id = 'ffff' || substr(id, 5) WHERE purpose = 'situation' AND id = '%s'",
         "UPDATE vault SET id = '%s' WHERE purpose = 'situation'"},
        {"UPDATE recovery_envelope SET generation = 7 WHERE vault = '%s'",
         "UPDATE recovery_envelope SET generation = 1 WHERE vault = '%s'"},
        {"UPDATE vault SET space = '00' WHERE id = '%s'", NULL},
    };
    const char *vault = raw_text(world, "SELECT id FROM vault WHERE purpose = 'situation'");
    const char *all = raw_text(world, "SELECT group_concat(hex(box)) FROM recovery_envelope");
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        char sql[2][160];
        snprintf(sql[0], sizeof sql[0], edits[i][0], vault);
        if (edits[i][1] != NULL)
            snprintf(sql[1], sizeof sql[1], edits[i][1], vault);
        else
            snprintf(sql[1], sizeof sql[1], "UPDATE vault SET space = '%s' WHERE id = '%s'",
                     world_hex(world, world->space.id), vault);
        raw_change(world, "%s", sql[0]);
        assert_int_equal(quorum_rehearse(&count, world->core, world->space, recovery), STATUS_OK);
        assert_int_equal(count.vaults, 2);
        assert_int_equal(count.edited, 1);
        assert_int_equal(quorum_split(&next, 2, 3), STATUS_OK);
        assert_int_equal(quorum_renew(&count, world->core, world->space, recovery, &next),
                         STATUS_TAMPERED);
        raw_change(world, "%s", sql[1]);
        assert_string_equal(
            all, raw_text(world, "SELECT group_concat(hex(box)) FROM recovery_envelope"));
        quorum_sheets_free(&next);
    }
    assert_int_equal(quorum_split(&next, 2, 3), STATUS_OK);
    assert_int_equal(quorum_renew(&count, world->core, world->space, recovery, &next), STATUS_OK);
    assert_int_equal(count.opened, 2);
    quorum_sheets_free(&next);
    account_keys_free(recovery);
}

static void somebody_known_comes_again_with_new_keys(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct quorum_count count;
    struct certificate certificate;
    char token[TOKEN_TEXT];
    const int64_t then = clock_now();
    clock_set(then + 60);
    assert_int_equal(
        quorum_admit(&count, world->core, world->space, recovery, " P1@cocon.example", NULL, token),
        STATUS_OK);
    const struct account_id who = named(world);
    assert_true(id_equal(&who.id, &world->people[POLICE].id));
    assert_int_equal(trusted(&certificate, world, world->people[POLICE]), STATUS_OK);
    assert_memory_not_equal(certificate.public.sign, world->keys[POLICE]->public.sign, 32);
    assert_true(id_equal(&certificate.structure.id, &world->structures[S_POLICE].id));
    assert_true(certificate.represents);
    /* what they signed until then stands */
    struct act *act = world_act(world, COORDINATOR);
    struct account_public public;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(trust_public(&public, act, conn, world->people[POLICE], then), STATUS_OK);
    assert_memory_equal(public.sign, world->keys[POLICE]->public.sign, 32);
    db_done(conn);
    /* the old keys open nothing any more */
    assert_string_equal(raw_text(world, "SELECT count(*) FROM envelope WHERE reader = '%s'",
                                 world_hex(world, world->people[POLICE].id)),
                        "1");
    struct vault_row vault;
    struct vault_key key;
    act = world_act(world, POLICE);
    conn = db_read(world->core->db);
    assert_int_equal(vaults_open(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED),
                     STATUS_TAMPERED);
    db_done(conn);
    account_keys_free(recovery);
}

/* The recovery key names coordinators, and only as far as its own signature goes. */
static void such_a_certificate_is_not_made_up(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct certificate certificate;
    const char *police = world_hex(world, world->people[POLICE].id);
    raw_change(world, "UPDATE certificate SET issuer = NULL WHERE account = '%s'", police);
    assert_int_equal(trusted(&certificate, world, world->people[POLICE]), STATUS_TAMPERED);
    raw_change(world, "UPDATE certificate SET coordination = 1 WHERE account = '%s'", police);
    assert_int_equal(trusted(&certificate, world, world->people[POLICE]), STATUS_TAMPERED);
    /* signed by the trustees, but no coordinator's */
    certificate = (struct certificate){.space = world->space,
                                       .account = world->people[POLICE],
                                       .public = world->keys[POLICE]->public,
                                       .from = clock_now(),
                                       .until = clock_now() + DAY,
                                       .issued_at = clock_now()};
    certificate_sign(&certificate, recovery);
    char hex[129];
    bytes_hex(hex, BYTES_OF(certificate.signature.bytes));
    raw_change(world,
               "UPDATE certificate SET coordination = 0, represents = 0, structure = NULL,"
               " from_at = %lld, until_at = %lld, issued_at = %lld, signature = x'%s'"
               " WHERE account = '%s'",
               (long long)certificate.from, (long long)certificate.until,
               (long long)certificate.issued_at, hex, police);
    assert_int_equal(trusted(&certificate, world, world->people[POLICE]), STATUS_TAMPERED);
    account_keys_free(recovery);
}

static void new_sheets_end_the_old_ones(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *old = opened(world);
    struct account_keys *fresh;
    struct account_public anchored;
    struct quorum_sheets next;
    struct quorum_count count;
    struct certificate certificate;
    char token[TOKEN_TEXT];
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    assert_int_equal(
        quorum_admit(&count, world->core, world->space, old, "r@cocon.example", "Relève", token),
        STATUS_OK);
    /* in the same second */
    assert_int_equal(quorum_split(&next, 3, 4), STATUS_OK);
    assert_int_equal(quorum_renew(&count, world->core, world->space, old, &next), STATUS_OK);
    assert_int_equal(count.opened, 2);
    assert_int_equal(anchors_recovery(world->core->anchors, &anchored, world->space), STATUS_OK);
    assert_memory_equal(&anchored, &next.public, sizeof anchored);
    assert_int_equal(quorum_open(&fresh, world->core, world->space, sheets.shares, 3),
                     STATUS_INVALID);
    assert_int_equal(rehearsed(world, old).broken, 2);
    assert_int_equal(quorum_open(&fresh, world->core, world->space, next.shares, 3), STATUS_OK);
    assert_int_equal(rehearsed(world, fresh).opened, 2);
    /* who was named by the old key still is; the old key names nobody any more */
    assert_int_equal(trusted(&certificate, world, named(world)), STATUS_OK);
    assert_int_equal(
        quorum_admit(&count, world->core, world->space, old, "s@cocon.example", "Suite", token),
        STATUS_TAMPERED);
    /* as another process sees it */
    world_reopen(world);
    assert_int_equal(rehearsed(world, fresh).opened, 2);
    assert_int_equal(trusted(&certificate, world, named(world)), STATUS_OK);
    /* and once more, from the second set */
    struct quorum_sheets third;
    assert_int_equal(quorum_split(&third, 2, 3), STATUS_OK);
    clock_set(clock_now() + 1);
    assert_int_equal(quorum_renew(&count, world->core, world->space, fresh, &third), STATUS_OK);
    assert_int_equal(count.opened, 2);
    quorum_sheets_free(&third);
    quorum_sheets_free(&next);
    account_keys_free(old);
    account_keys_free(fresh);
}

static void without_sheets_nothing_is_sealed(void **state)
{
    struct world *world = world_of(state);
    bool has;
    dossier_share(world);
    assert_int_equal(quorum_has(&has, world->core, world->space), STATUS_OK);
    assert_false(has);
    assert_string_equal(raw_text(world, "SELECT count(*) FROM recovery_envelope"), "0");
}

/* Others may be about then, in anybody's drawer. */
static void sheets_in_the_place_of_others_are_told_to_all(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *old = opened(world);
    struct quorum_sheets next;
    struct quorum_count count;
    json_t *uses;
    clock_set(clock_now() + DAY);
    assert_int_equal(quorum_split(&next, 2, 3), STATUS_OK);
    assert_int_equal(quorum_renew(&count, world->core, world->space, old, &next), STATUS_OK);
    struct act *act = world_act(world, HOSPITAL_TOO);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(quorum_uses(&uses, act, conn), STATUS_OK);
    db_done(conn);
    assert_int_equal(json_array_size(uses), 1);
    assert_string_equal(LEDGER_RECOVERY_NEW, world_text(json_array_get(uses, 0), "act"));
    assert_false(json_is_true(json_object_get(json_array_get(uses, 0), "first")));
    quorum_sheets_free(&next);
    account_keys_free(old);
}

static void the_home_page_tells_for_a_month(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = opened(world);
    struct act *act = world_act(world, HOSPITAL_TOO);
    struct act *lead = world_act(world, COORDINATOR);
    json_t *uses;
    rehearsed(world, recovery);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(quorum_uses(&uses, act, conn), STATUS_OK);
    assert_int_equal(json_array_size(uses), 1);
    assert_string_equal(QUORUM_REHEARSED, world_text(json_array_get(uses, 0), "act"));
    assert_int_equal(quorum_uses(&uses, lead, conn), STATUS_OK);
    assert_int_equal(json_array_size(uses), 2); /* who hands out the first sheets */
    assert_string_equal(LEDGER_RECOVERY_NEW, world_text(json_array_get(uses, 0), "act"));
    assert_true(json_is_true(json_object_get(json_array_get(uses, 0), "first")));
    clock_set(clock_now() + 31 * DAY);
    assert_int_equal(quorum_uses(&uses, act, conn), STATUS_OK);
    assert_int_equal(json_array_size(uses), 0);
    db_done(conn);
    account_keys_free(recovery);
}

/* They would not open what was sealed before. */
static void first_sheets_come_before_any_key(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(quorum_split(&sheets, 2, 3), STATUS_OK);
    assert_int_equal(quorum_adopt(world->core, world->elsewhere, &sheets), STATUS_OK);
    clock_set(clock_now() + 1);
    assert_int_equal(quorum_adopt(world->core, world->elsewhere, &sheets), STATUS_CONFLICT);
    dossier_share(world);
    assert_int_equal(quorum_adopt(world->core, world->space, &sheets), STATUS_CONFLICT);
    quorum_sheets_free(&sheets);
}

static void each_space_has_its_own(void **state)
{
    struct world *world = world_of(state);
    struct quorum_sheets others;
    struct account_keys *recovery;
    struct act *act = world_act(world, STRANGER);
    assert_int_equal(quorum_split(&others, 2, 3), STATUS_OK);
    assert_int_equal(quorum_adopt(world->core, world->elsewhere, &others), STATUS_OK);
    assert_int_equal(STATUS_OK, db_write(world->core->db, dossier_make_shared, act));
    recovery = opened(world);
    struct quorum_count count = rehearsed(world, recovery);
    assert_int_equal(count.vaults, 1);
    assert_int_equal(count.opened, 1);
    assert_int_equal(count.missing + count.broken + count.edited, 0);
    account_keys_free(recovery);
    quorum_sheets_free(&others);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUORUM_TEST(every_key_is_sealed_as_it_is_made),
        QUORUM_TEST(the_key_opens_what_people_hold),
        QUORUM_TEST(which_sheets_open),
        QUORUM_TEST(altered_envelopes_are_counted),
        QUORUM_TEST(a_newcomer_is_named),
        QUORUM_TEST(an_edited_vault_is_left_out_and_told),
        QUORUM_TEST(a_hidden_vault_is_missed),
        QUORUM_TEST(somebody_known_comes_again_with_new_keys),
        QUORUM_TEST(such_a_certificate_is_not_made_up),
        QUORUM_TEST(new_sheets_end_the_old_ones),
        QUORUM_TEST(sheets_in_the_place_of_others_are_told_to_all),
        QUORUM_TEST(the_home_page_tells_for_a_month),
        WORLD_TEST(without_sheets_nothing_is_sealed),
        WORLD_TEST(first_sheets_come_before_any_key),
        QUORUM_TEST(each_space_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
