#include "factor.h"
#include "passphrase.h"
#include "world_dossier.h"

#include "core/journal/audit.h"
#include "core/keys/rekey.h"
#include "core/members/admission.h"
#include "core/members/erasure.h"
#include "core/members/withdrawal.h"

/* What is carried from one server key to the next, and what is left an edit. */

static void rekeyed(struct world *world, uint64_t edited)
{
    struct rekey_result result;
    assert_int_equal(STATUS_OK, rekey_run_despite(&result, world->core, world->folder));
    assert_int_equal(edited, result.edited);
    world_reopen(world);
    assert_true(ledger_is_proven(world->core));
}

static enum status found(struct world *world, const char *email)
{
    struct digest index;
    struct account_row row;
    server_key_email_index(world->core->key, &index, email);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = person_rows_by_email(&row, conn, world->arena, index.bytes);
    db_done(conn);
    return status;
}

/* Noise stays noise: an address leads to nobody who did not accept, nor to who was erased. */
static void who_was_not_found_is_not(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    dossier_share(world);
    const json_t *form = world_form(world,
                                    "{'name': 'Sage-femme', 'email': 'neuve@cocon.example',"
                                    " 'profession': 'sage-femme', 'structure': '%s',"
                                    " 'represents': false, 'coordination': false}",
                                    world_hex(world, world->structures[S_POLICE].id));
    assert_int_equal(STATUS_OK, admission_invite(world_act(world, COORDINATOR), form, token));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    assert_int_equal(STATUS_OK,
                     erasure_erase(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    assert_int_equal(STATUS_NOT_FOUND, found(world, "neuve@cocon.example"));
    rekeyed(world, 0);
    assert_int_equal(STATUS_NOT_FOUND, found(world, "neuve@cocon.example"));
    assert_int_equal(STATUS_NOT_FOUND, found(world, "p2@cocon.example"));
    assert_int_equal(STATUS_OK, found(world, "p1@cocon.example"));
}

/* Somebody whom no entry tells of is sealed anew with the others, and no entry tells of them. */
static void who_was_planted_stays_an_edit(void **state)
{
    struct world *world = world_of(state);
    raw_change(world,
               "INSERT INTO account SELECT 'ffffffffffffffffffffffffffffffff', randomblob(32),"
               " person, state, generation, box_public, sign_public, keys, salt, passes,"
               " memory_kib, lanes, created_at, accepted_at, NULL, NULL FROM account"
               " WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    rekeyed(world, 1);
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM journal WHERE object ="
                                          " 'ffffffffffffffffffffffffffffffff'"));
    assert_int_equal(SOMEONES, raw_number(world, "SELECT count(*) FROM journal WHERE action ="
                                                 " 'rekey' AND object_kind = 'person'"));
}

/* Somebody whose row was put away is told of no more than before. */
static void who_was_hidden_has_no_new_entry(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "UPDATE account SET id = 'ffffffffffffffffffffffffffffffff' WHERE id = '%s'",
               world_hex(world, world->people[POLICE_TOO].id));
    rekeyed(world, 2);
    assert_int_equal(0, raw_number(world,
                                   "SELECT count(*) FROM journal WHERE action = 'rekey' AND"
                                   " object = '%s'",
                                   world_hex(world, world->people[POLICE_TOO].id)));
}

/* Rows that open under neither key are left where they are. */
static void what_does_not_open_is_left(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = dossier_prepared(world);
    factor_prove(world, world_act(world, POLICE));
    const json_t *list = world_form(world, "{'people': [], 'guests':"
                                           " [{'label': 'Stagiaire', 'status': 'present'},"
                                           " {'label': 'Élève', 'status': 'present'}]}");
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, HOSPITAL), seance, list));
    raw_flip(world, "second_factor", "sealed", 30, "1");
    raw_change(world, "UPDATE attendance SET guest = zeroblob(length(guest)) WHERE guest IS NOT"
                      " NULL AND rowid = (SELECT max(rowid) FROM attendance WHERE guest IS NOT"
                      " NULL)");
    const char *factor = raw_text(world, "SELECT hex(sealed) FROM second_factor");
    const char *guests = raw_text(world, "SELECT count(*) FROM attendance WHERE guest ="
                                         " zeroblob(length(guest))");
    rekeyed(world, 2);
    assert_string_equal(factor, raw_text(world, "SELECT hex(sealed) FROM second_factor"));
    assert_string_equal("1", guests);
    assert_string_equal("1", raw_text(world, "SELECT count(*) FROM attendance WHERE guest ="
                                             " zeroblob(length(guest))"));
}

/* A passphrase is bound to the next key by its owner's next signing in. */
static void a_passphrase_is_sealed_at_the_door(void **state)
{
    struct world *world = world_of(state);
    static const char costs[] = "SELECT count(*) FROM journal WHERE action = 'cost'";
    passphrase_seal(world, POLICE);
    (void)passphrase_knock(world, POLICE);
    const long long before = raw_number(world, costs);
    (void)passphrase_knock(world, POLICE);
    assert_int_equal(before, raw_number(world, costs));
    rekeyed(world, 0);
    (void)passphrase_knock(world, POLICE);
    assert_int_equal(before + 1, raw_number(world, costs));
    (void)passphrase_knock(world, POLICE);
    assert_int_equal(before + 1, raw_number(world, costs));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_was_not_found_is_not),           WORLD_TEST(who_was_planted_stays_an_edit),
        WORLD_TEST(who_was_hidden_has_no_new_entry),    WORLD_TEST(what_does_not_open_is_left),
        WORLD_TEST(a_passphrase_is_sealed_at_the_door),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
