#include "world_dossier.h"

#include "core/members/withdrawal.h"
#include "store/rows/access_rows.h"
#include "texts/drafts.h"

/* Ending somebody's access: what stops, what stands, and who reads what comes next. */

static enum status withdraw(struct world *world, enum someone by, enum someone who)
{
    enum status status = withdrawal_withdraw(world_act(world, by), world->people[who]);
    clock_set(clock_now() + 1);
    return status;
}

/* As at their next request. */
static enum status begins(struct world *world, enum someone who)
{
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    enum status status = entry_begin(&act, world->core, world->arena, conn, world->space,
                                     world->people[who], account_keys_copy(world->keys[who]));
    db_done(conn);
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

static enum status trusted_now(struct world *world, enum someone who)
{
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_now(&certificate, act, conn, world->people[who]);
    db_done(conn);
    return status;
}

static const char *stage_of(struct world *world, struct seance_id seance)
{
    return raw_text(world, "SELECT stage FROM seance WHERE id = '%s'", world_hex(world, seance.id));
}

static const char *role_of(struct world *world, struct seance_id seance, const char *role)
{
    return raw_text(world, "SELECT state FROM role WHERE seance = '%s' AND role = '%s'",
                    world_hex(world, seance.id), role);
}

/* "1 2": the generations of a vault that somebody holds. */
static const char *held(struct world *world, enum someone who, const char *purpose)
{
    return raw_text(world,
                    "SELECT coalesce(group_concat(generation, ' '), '') FROM (SELECT"
                    " envelope.generation FROM envelope JOIN vault ON vault.id = envelope.vault"
                    " WHERE purpose = '%s' AND reader = '%s' ORDER BY 1)",
                    purpose, world_hex(world, world->people[who].id));
}

static void access_ends_at_once(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    raw_change(world,
               "INSERT INTO login (id, space, account, generation, keys, created_at, seen_at, "
               "expires_at) VALUES (x'01', '%s', '%s', 1, x'01', %lld, %lld, %lld)",
               world_hex(world, world->space.id), world_hex(world, world->people[POLICE_TOO].id),
               (long long)clock_now(), (long long)clock_now(), (long long)clock_now() + DAY);
    assert_int_equal(STATUS_OK, begins(world, POLICE_TOO));
    assert_string_equal("1", held(world, POLICE_TOO, "shared"));
    long long journal = raw_journal_size(world);
    const int64_t at = clock_now();
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE_TOO));
    assert_string_equal("withdraw person, ungrant vault, ungrant vault, rotate vault, rotate vault",
                        raw_journal(world, journal));
    assert_int_equal(STATUS_NOT_FOUND, begins(world, POLICE_TOO));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_string_equal("left", raw_text(world, "SELECT state FROM account WHERE id = '%s'",
                                         world_hex(world, world->people[POLICE_TOO].id)));
    assert_int_equal(STATUS_OK, trusted(world, POLICE_TOO, at));
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, POLICE_TOO, at + 1));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    assert_string_equal("", held(world, POLICE_TOO, "situation"));
    assert_string_equal("1 2", held(world, SHELTER, "situation"));
    assert_string_equal("1 2", held(world, COORDINATOR, "shared"));
    /* the others read on, what was written before and after */
    dossier_read(world, situation_view, POLICE, id);
    assert_int_equal(STATUS_NOT_FOUND, withdraw(world, COORDINATOR, POLICE_TOO));
    assert_int_equal(STATUS_NOT_FOUND, begins(world, POLICE_TOO));
    assert_int_equal(STATUS_DENIED, withdraw(world, POLICE, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, withdraw(world, COORDINATOR, STRANGER));
}

/* What the revoked can open with their keys, whatever they put back into the database. */
static enum status opens(struct world *world, enum someone who, struct seance_id seance)
{
    struct draft draft;
    struct act *act = world_act(world, who);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = drafts_open(&draft, act, conn, seance, VAULT_SYNTHESIS);
    if (status == STATUS_OK && draft.locked)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        assert_non_null(draft.head.values);
    db_done(conn);
    drafts_close(&draft);
    return status;
}

static void new_text_is_for_those_who_remain(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const char *reader = world_hex(world, world->people[POLICE_TOO].id);
    assert_int_equal(STATUS_OK, opens(world, POLICE_TOO, id));
    raw_text(world, "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader = '%s'", reader);
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE_TOO));
    assert_int_equal(STATUS_OK, opens(world, POLICE, id)); /* an older version, by its own key */
    int64_t version;
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 2), 1, &version));
    assert_string_equal("2", raw_text(world, "SELECT v.generation FROM document_version v JOIN"
                                             " document d ON d.id = v.document WHERE kind ="
                                             " 'synthesis' ORDER BY version DESC LIMIT 1"));
    assert_int_equal(STATUS_OK, opens(world, POLICE, id));
    assert_int_equal(STATUS_OK, opens(world, HOSPITAL, id));
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id));
    raw_text(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id));
    raw_text(world, "UPDATE envelope SET generation = 2 WHERE reader = '%s'", reader);
    assert_int_equal(STATUS_TAMPERED, opens(world, POLICE_TOO, id));
    raw_text(world, "UPDATE envelope SET generation = 1 WHERE reader = '%s'", reader);
    raw_text(world, "UPDATE vault SET generation = 1");
    assert_int_equal(STATUS_TAMPERED, opens(world, POLICE_TOO, id));
    /* nor do the others go back to a key that is known outside */
    assert_int_equal(STATUS_TAMPERED, opens(world, POLICE, id));
    assert_int_equal(STATUS_TAMPERED, dossier_try(world, situation_view, SHELTER, id));
    raw_text(world, "UPDATE document_version SET generation = 1");
    assert_int_equal(STATUS_TAMPERED, opens(world, POLICE_TOO, id));
}

static void what_was_signed_before_stands(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_published(world);
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE));
    const json_t *model = dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
    assert_non_null(json_object_get(model, "values"));
    const json_t *signatures = json_object_get(model, "signatures");
    assert_int_equal(2, json_array_size(signatures));
    for (size_t i = 0; i < 2; i++)
        assert_true(dossier_is(json_array_get(signatures, i), "verified"));
    assert_string_equal("accepted", role_of(world, id, "animator"));
    /* nothing is written into the dossier any more: its keys stay */
    assert_string_equal("1", held(world, SHELTER, "situation"));
    assert_string_equal("1", held(world, SHELTER, "synthesis"));
    assert_string_equal("1 2", held(world, SHELTER, "shared"));
}

static void a_narrator_takes_the_text_along(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    struct seance_id later = world_seance(world, "concertation", "2022-04-22T14:00");
    assert_int_equal(STATUS_OK,
                     world_give(world, world_act(world, COORDINATOR), later, "secretary", SHELTER));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, SHELTER));
    assert_string_equal(
        "withdraw person, ungrant vault, ungrant vault, ungrant vault, decline_role seance,"
        " decline_role seance, ungrant vault, rotate vault",
        raw_journal(world, journal));
    assert_string_equal("planned", stage_of(world, id));
    assert_string_equal("declined", role_of(world, id, "narrator"));
    assert_string_equal("accepted", role_of(world, id, "animator"));
    assert_string_equal("declined", role_of(world, later, "secretary"));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
}

static void an_animator_leaves_a_draft(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    struct seance_id prepared = dossier_prepared(world);
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE));
    assert_string_equal("planned", stage_of(world, id));
    assert_string_equal("declined", role_of(world, id, "animator"));
    assert_string_equal("draft", raw_text(world, "SELECT state FROM document WHERE seance = '%s'",
                                          world_hex(world, id.id)));
    assert_int_equal(1, dossier_holders(world, id, "situation")); /* the narrator */
    assert_string_equal("1 1 2 2", held(world, SHELTER, "situation"));
    assert_string_equal("prepared", stage_of(world, prepared));
    assert_string_equal("accepted", role_of(world, prepared, "animator"));
}

static void a_latecomer_reads_what_is_older(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE_TOO));
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    assert_true(dossier_is(dossier_read(world, situation_view, HOSPITAL_TOO, id), "locked"));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, SHELTER), id));
    assert_string_equal("1 2", held(world, HOSPITAL_TOO, "situation"));
    assert_non_null(
        json_object_get(dossier_read(world, situation_view, HOSPITAL_TOO, id), "values"));
}

static void a_row_is_no_reason_for_a_new_key(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    dossier_prepared(world);
    raw_change(world,
               "INSERT INTO envelope SELECT vault, e.space, e.generation, '%s', granter, box,"
               " signature, at FROM envelope e JOIN vault v ON v.id = e.vault"
               " WHERE purpose = 'situation' AND reader = '%s'",
               world_hex(world, world->people[HOSPITAL_TOO].id),
               world_hex(world, world->people[SHELTER].id));
    /* the access ends all the same, and the vault that was edited turns for nobody */
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE_TOO));
    assert_string_equal("1", held(world, HOSPITAL_TOO, "situation"));
    assert_string_equal("1", held(world, SHELTER, "situation"));
    assert_string_equal("1 2", held(world, SHELTER, "shared"));
}

static void a_revocation_is_signed(void **state)
{
    struct world *world = world_of(state);
    const int64_t at = clock_now();
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE));
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_TAMPERED, trusted(world, POLICE, at + 1));
    assert_int_equal(STATUS_OK, trusted(world, POLICE, at));
    raw_flip(world, "revocation", "signature", 3, "1");
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, POLICE, at + 1));
    raw_change(world, "UPDATE revocation SET by = '%s'",
               world_hex(world, world->people[SHELTER].id));
    assert_int_equal(STATUS_TAMPERED, trusted(world, POLICE, at + 1));
    raw_change(world, "UPDATE revocation SET by = '%s', at = at - 100",
               world_hex(world, world->people[COORDINATOR].id));
    /* older than the certificate, it would end nothing; it is not the one that was told */
    assert_int_equal(STATUS_OK, trusted(world, POLICE, at + 1));
    assert_int_equal(STATUS_TAMPERED, trusted_now(world, POLICE));
    raw_change(world, "UPDATE revocation SET at = at + 101");
    assert_int_equal(STATUS_TAMPERED, trusted(world, POLICE, at + 2));
    /* moved to somebody else, it ends nothing and is noticed */
    raw_change(world, "UPDATE revocation SET at = at - 1, account = '%s'",
               world_hex(world, world->people[SHELTER].id));
    assert_int_equal(STATUS_TAMPERED, trusted(world, SHELTER, at + 1));
    /* whoever writes the rows back is certified no more */
    raw_change(world, "UPDATE revocation SET account = '%s'",
               world_hex(world, world->people[POLICE].id));
    raw_change(world, "UPDATE membership SET until = NULL WHERE account = '%s'",
               world_hex(world, world->people[POLICE].id));
    raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_NOT_FOUND, trusted(world, POLICE, at + 1));
}

/* What somebody edits while their access is ended, and puts back afterwards, keeps them nothing. */
static void no_edit_stands_in_the_way(void **state)
{
    struct world *world = world_of(state);
    const char *who = world_hex(world, world->people[POLICE_TOO].id);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    assert_string_equal("1", held(world, HOSPITAL, "synthesis"));
    /* hidden, a revocation of a day to come, a séance that looks over, a vault of many turns */
    raw_change(world, "UPDATE membership SET until = 1 WHERE account = '%s'", who);
    raw_change(world,
               "INSERT INTO revocation (space, account, at, by, signature) SELECT space, account,"
               " 4000000000, issuer, signature FROM certificate WHERE account = '%s'",
               who);
    raw_change(world, "UPDATE seance SET stage = 'published' WHERE id = '%s'",
               world_hex(world, id.id));
    raw_change(world, "UPDATE vault SET generation = 4294967295 WHERE purpose = 'situation'");
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, POLICE_TOO));
    raw_change(world, "DELETE FROM revocation WHERE at = 4000000000");
    raw_text(world, "UPDATE membership SET until = NULL WHERE account = '%s'", who);
    raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'", who);
    raw_change(world, "UPDATE seance SET stage = 'drafted' WHERE id = '%s'",
               world_hex(world, id.id));
    assert_int_equal(STATUS_NOT_FOUND, trusted_now(world, POLICE_TOO));
    assert_int_equal(STATUS_TAMPERED, begins(world, POLICE_TOO));
    assert_string_equal("1 2", held(world, HOSPITAL, "synthesis"));
    assert_string_equal("", held(world, POLICE_TOO, "synthesis"));
}

static enum status promote(struct db_conn *conn, void *context)
{
    struct world *world = context;
    struct certificate certificate = {.account = world->people[SHELTER],
                                      .public = world->keys[SHELTER]->public,
                                      .structure = world->structures[S_SHELTER],
                                      .coordination = true,
                                      .represents = true,
                                      .from = clock_now()};
    struct act act = {.core = world->core,
                      .arena = world->arena,
                      .space = world->space,
                      .pack = world->pack,
                      .who = world->people[COORDINATOR],
                      .keys = world->keys[COORDINATOR]};
    ledger_note(act.core, conn, &certificate.account.id, LEDGER_FOUND_WHOLE);
    struct membership_row row;
    enum status status =
        person_rows_membership(&row, conn, world->arena, world->space, certificate.account);
    row.coordination = true;
    if (status == STATUS_OK)
        status = access_rows_change(conn, &row);
    return status == STATUS_OK ? trust_certify(&act, conn, &certificate) : status;
}

static void somebody_coordinates(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct act *act = world_act(world, COORDINATOR);
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_CONFLICT, withdrawal_withdraw(act, world->people[COORDINATOR]));
    assert_fault(act, "last_coordinator");
    /* a row makes no coordinator */
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'",
               world_hex(world, world->people[SHELTER].id));
    assert_int_equal(STATUS_CONFLICT, withdraw(world, COORDINATOR, COORDINATOR));
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, begins(world, COORDINATOR));
    raw_change(world, "UPDATE membership SET coordination = 0 WHERE account = '%s'",
               world_hex(world, world->people[SHELTER].id));
    assert_int_equal(STATUS_OK, db_write(world->core->db, promote, world));
    assert_int_equal(STATUS_OK, withdraw(world, COORDINATOR, COORDINATOR));
    assert_int_equal(STATUS_NOT_FOUND, begins(world, COORDINATOR));
    /* the founder is the anchor still: what they certified stands, and somebody goes on */
    assert_int_equal(STATUS_OK, trusted(world, POLICE, clock_now()));
    assert_int_equal(STATUS_OK, withdraw(world, SHELTER, POLICE));
    assert_string_equal("1 2 3", held(world, SHELTER, "shared"));
    assert_string_equal("1 2 3", held(world, HOSPITAL, "shared"));
    assert_int_equal(STATUS_CONFLICT, withdraw(world, SHELTER, SHELTER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(access_ends_at_once),
        WORLD_TEST(new_text_is_for_those_who_remain),
        WORLD_TEST(what_was_signed_before_stands),
        WORLD_TEST(a_narrator_takes_the_text_along),
        WORLD_TEST(an_animator_leaves_a_draft),
        WORLD_TEST(a_latecomer_reads_what_is_older),
        WORLD_TEST(a_row_is_no_reason_for_a_new_key),
        WORLD_TEST(a_revocation_is_signed),
        WORLD_TEST(no_edit_stands_in_the_way),
        WORLD_TEST(somebody_coordinates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
