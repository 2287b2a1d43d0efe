#include "world_dossier.h"

#include "core/members/admission.h"
#include "core/members/withdrawal.h"
#include "core/seances/positioning.h"
#include "members/suspension.h"
#include "texts/drafts.h"

/* An access closed for a while: what stops, what waits, and that no row opens it again. */

static enum status suspend(struct world *world, enum someone by, enum someone who)
{
    enum status status = suspension_suspend(world_act(world, by), world->people[who]);
    clock_set(clock_now() + 1);
    return status;
}

static enum status lift(struct world *world, enum someone by, enum someone who)
{
    enum status status = suspension_lift(world_act(world, by), world->people[who]);
    clock_set(clock_now() + 1);
    return status;
}

/* As at their next request; *standing is what they are then. */
static enum status begins(struct world *world, enum someone who, uint32_t *standing)
{
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    enum status status = entry_begin(&act, world->core, world->arena, conn, world->space,
                                     world->people[who], account_keys_copy(world->keys[who]));
    db_done(conn);
    *standing = status == STATUS_OK ? act->standing : 0;
    return status;
}

static enum status trusted(struct world *world, enum someone who, int64_t at)
{
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_at(&certificate, act, conn, world->people[who], at);
    db_done(conn);
    return status;
}

static const char *held(struct world *world, enum someone who, const char *purpose)
{
    return raw_text(world,
                    "SELECT coalesce(group_concat(generation, ' '), '') FROM (SELECT"
                    " envelope.generation FROM envelope JOIN vault ON vault.id = envelope.vault"
                    " WHERE purpose = '%s' AND reader = '%s' ORDER BY 1)",
                    purpose, world_hex(world, world->people[who].id));
}

static const char *account_state(struct world *world, enum someone who)
{
    return raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                    world_hex(world, world->people[who].id));
}

static void a_login(struct world *world, enum someone who)
{
    raw_change(world,
               "INSERT INTO login (id, space, account, generation, keys, created_at, seen_at, "
               "expires_at) VALUES (x'01', '%s', '%s', 1, x'01', %lld, %lld, %lld)",
               world_hex(world, world->space.id), world_hex(world, world->people[who].id),
               (long long)clock_now(), (long long)clock_now(), (long long)clock_now() + DAY);
}

static enum status opens(struct world *world, enum someone who, struct seance_id seance,
                         const char *purpose)
{
    struct draft draft;
    struct act *act = world_act(world, who);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = drafts_open(&draft, act, conn, seance, purpose);
    if (status == STATUS_OK && draft.locked)
        status = STATUS_NOT_FOUND;
    db_done(conn);
    drafts_close(&draft);
    return status;
}

static void it_ends_at_once_and_comes_back(void **state)
{
    struct world *world = world_of(state);
    uint32_t standing, before;
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    a_login(world, POLICE_TOO);
    assert_int_equal(STATUS_OK, begins(world, POLICE_TOO, &before));
    const int64_t at = clock_now();
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, POLICE_TOO));
    assert_string_equal("suspend person, ungrant vault, ungrant vault, rotate vault, rotate vault",
                        raw_journal(world, journal));
    assert_int_equal(STATUS_NOT_FOUND, begins(world, POLICE_TOO, &standing));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_string_equal("suspended", account_state(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, trusted(world, POLICE_TOO, at));
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, POLICE_TOO, at + 1));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    assert_string_equal("", held(world, POLICE_TOO, "situation"));
    assert_string_equal("1 2", held(world, SHELTER, "situation"));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, suspension_suspend(act, world->people[POLICE_TOO]));
    assert_fault(act, "suspended_already");
    /* nobody is invited into an access that is closed */
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_INVALID,
                     admission_invite(act,
                                      world_form(world,
                                                 "{'email': 'p%d@cocon.example', 'name': 'x',"
                                                 " 'profession': 'cesf', 'structure': '%s'}",
                                                 (int)POLICE_TOO,
                                                 world_hex(world, world->structures[S_POLICE].id)),
                                      token));
    assert_int_equal(STATUS_OK, lift(world, COORDINATOR, POLICE_TOO));
    assert_string_equal("active", account_state(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, begins(world, POLICE_TOO, &standing));
    assert_int_equal(before, standing);
    /* who lifts holds the key, and hands it on at once */
    assert_int_equal(STATUS_OK, opens(world, POLICE_TOO, id, VAULT_SITUATION));
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, suspension_lift(act, world->people[POLICE_TOO]));
    assert_fault(act, "not_suspended");
}

/* A request that began before, and writes after. */
static void what_was_under_way_ends_too(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    struct act *late = world_act(world, POLICE_TOO);
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, POLICE_TOO));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_DENIED,
                     positioning_answer(late, id, world_form(world, "{'answer': 'excused'}")));
    assert_int_equal(journal, raw_journal_size(world));
}

static void only_coordination_does_it(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_DENIED, suspend(world, POLICE, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, suspend(world, COORDINATOR, STRANGER));
    assert_int_equal(STATUS_CONFLICT, suspension_suspend(act, world->people[COORDINATOR]));
    assert_fault(act, "last_coordinator");
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, SHELTER));
    assert_int_equal(STATUS_DENIED, lift(world, POLICE, SHELTER));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[SHELTER]));
    assert_string_equal("left", account_state(world, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, lift(world, COORDINATOR, SHELTER));
}

/* With the keys, a copy of the old rows, and the right to write. */
static void no_row_opens_it_again(void **state)
{
    struct world *world = world_of(state);
    uint32_t standing;
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const char *who = world_hex(world, world->people[POLICE_TOO].id);
    raw_text(world, "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader = '%s'", who);
    assert_int_equal(STATUS_OK, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, POLICE_TOO));
    int64_t version;
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 2), 1, &version));
    raw_text(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_int_equal(STATUS_OK, opens(world, POLICE, id, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
    raw_change(world, "UPDATE membership SET suspended_at = NULL WHERE account = '%s'", who);
    raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'", who);
    assert_int_equal(STATUS_TAMPERED, begins(world, POLICE_TOO, &standing));
    /* their old envelope among the others stops whoever would open accesses */
    assert_int_equal(STATUS_TAMPERED, members_grant(world_act(world, COORDINATOR)));
    assert_string_equal("1", held(world, POLICE_TOO, "shared"));
    /* and if they take the statement away too, the journal tells of it */
    raw_change(world, "DELETE FROM revocation WHERE account = '%s'", who);
    assert_int_equal(STATUS_TAMPERED, begins(world, POLICE_TOO, &standing));
    assert_int_equal(STATUS_TAMPERED, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_TAMPERED, synthesis_grant(world_act(world, HOSPITAL), id));
    raw_text(world, "DELETE FROM envelope WHERE reader = '%s'", who);
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, synthesis_grant(world_act(world, HOSPITAL), id));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    raw_text(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_string_equal("1", held(world, POLICE_TOO, "synthesis"));
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
}

static void edited_rows_are_not_lifted(void **state)
{
    struct world *world = world_of(state);
    const char *who = world_hex(world, world->people[SHELTER].id);
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, SHELTER));
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'", who);
    assert_int_equal(STATUS_TAMPERED, lift(world, COORDINATOR, SHELTER));
    raw_change(world, "UPDATE membership SET coordination = 0 WHERE account = '%s'", who);
    raw_flip(world, "account", "sign_public", 3, arena_printf(world->arena, "id = '%s'", who));
    assert_int_equal(STATUS_TAMPERED, lift(world, COORDINATOR, SHELTER));
    raw_flip(world, "account", "sign_public", 3, arena_printf(world->arena, "id = '%s'", who));
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_TAMPERED, lift(world, COORDINATOR, SHELTER));
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_OK, lift(world, COORDINATOR, SHELTER));
}

/* What only they can read would be lost for everybody. */
static void a_draft_of_theirs_waits(void **state)
{
    struct world *world = world_of(state);
    int64_t version;
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &version));
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, SHELTER));
    assert_string_equal("1", held(world, SHELTER, "situation"));
    assert_string_equal("", held(world, SHELTER, "shared"));
    assert_string_equal("staffed", world_row(world, id).stage);
    assert_int_equal(STATUS_OK, lift(world, COORDINATOR, SHELTER));
    assert_int_equal(STATUS_OK, opens(world, SHELTER, id, VAULT_SITUATION));
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 2), version, &version));
}

static void the_platform_closes_and_never_opens(void **state)
{
    struct world *world = world_of(state);
    uint32_t standing;
    int64_t version;
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    a_login(world, POLICE_TOO);
    raw_text(world, "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    const int64_t at = clock_now();
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, suspension_idle(world->core, world->people[POLICE_TOO]));
    assert_string_equal("suspend person", raw_journal(world, journal));
    assert_string_equal("(null)",
                        raw_text(world, "SELECT actor FROM journal WHERE seq = %lld", journal));
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_NOT_FOUND, begins(world, POLICE_TOO, &standing));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, POLICE_TOO, at + 1));
    assert_int_equal(STATUS_CONFLICT, suspension_idle(world->core, world->people[POLICE_TOO]));
    assert_int_equal(STATUS_CONFLICT, suspension_idle(world->core, world->people[COORDINATOR]));
    /* the next text turns the key that they know */
    assert_string_equal("1", held(world, POLICE_TOO, "synthesis"));
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 2), 1, &version));
    assert_string_equal("", held(world, POLICE_TOO, "synthesis"));
    assert_string_equal("1 2", held(world, POLICE, "synthesis"));
    assert_string_equal("2", raw_text(world, "SELECT v.generation FROM document_version v JOIN"
                                             " document d ON d.id = v.document WHERE kind ="
                                             " 'synthesis' ORDER BY version DESC LIMIT 1"));
    assert_int_equal(STATUS_OK, opens(world, POLICE, id, VAULT_SYNTHESIS));
    raw_text(world, "DELETE FROM envelope WHERE reader = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    raw_text(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
    raw_accept_vaults(world);
    /* and so does the one that publishes */
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 2));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 2));
    assert_string_equal("1 2", held(world, SHELTER, "shared"));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    /* its statement is the server's and nobody else's */
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_TAMPERED, trusted(world, POLICE_TOO, at + 1));
    assert_int_equal(STATUS_TAMPERED, lift(world, COORDINATOR, POLICE_TOO));
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_OK, lift(world, COORDINATOR, POLICE_TOO));
    assert_int_equal(STATUS_OK, begins(world, POLICE_TOO, &standing));
}

/* Closing, opening and closing again within a second. */
static void one_second_is_enough(void **state)
{
    struct world *world = world_of(state);
    uint32_t standing;
    for (int i = 0; i < 3; i++) {
        struct act *act = world_act(world, COORDINATOR);
        assert_int_equal(STATUS_OK, suspension_suspend(act, world->people[SHELTER]));
        assert_int_equal(STATUS_NOT_FOUND, begins(world, SHELTER, &standing));
        assert_int_equal(STATUS_OK, suspension_lift(act, world->people[SHELTER]));
        assert_int_equal(STATUS_OK, begins(world, SHELTER, &standing));
        assert_true(standing & RELATION_SIGNATORY);
    }
    clock_set(clock_now() + 9);
    assert_int_equal(STATUS_OK, begins(world, SHELTER, &standing));
    assert_true(standing & RELATION_SIGNATORY);
    assert_int_equal(STATUS_OK, suspend(world, COORDINATOR, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, SHELTER, clock_now()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(it_ends_at_once_and_comes_back),      WORLD_TEST(what_was_under_way_ends_too),
        WORLD_TEST(only_coordination_does_it),           WORLD_TEST(no_row_opens_it_again),
        WORLD_TEST(edited_rows_are_not_lifted),          WORLD_TEST(a_draft_of_theirs_waits),
        WORLD_TEST(the_platform_closes_and_never_opens), WORLD_TEST(one_second_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
