#include "crypto/login_token.h"
#include "raw.h"

#include "core/doors/sign_in.h"
#include "core/members/admission.h"
#include "doors/passphrases.h"
#include "keys/vaults.h"

#include <pthread.h>
#include <sched.h>
#define PASSPHRASE "sept girafes traversent Corbès"
#define NEW_PASSPHRASE "un violon moisi sous la véranda d’Anduze"
#define POLICE_EMAIL "p1@cocon.example"
#define HOSPITAL_EMAIL "p3@cocon.example"

static enum status put_keys(struct db_conn *conn, void *context)
{
    const struct account_row *row = context;
    return person_rows_set_keys(conn, row, row->generation);
}

static void seal(struct world *world, enum someone who, const char *passphrase)
{
    struct account_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_rows_account(&row, conn, world->arena, world->people[who]));
    db_done(conn);
    assert_int_equal(
        STATUS_OK, passphrases_seal(&row, world->core, world->arena, world->keys[who], passphrase));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_keys, &row));
    world_accept(world, "person", row.id.id);
}

static int setup(void **state)
{
    int result = world_setup(state);
    if (result != 0)
        return result;
    seal(*state, POLICE, PASSPHRASE);
    seal(*state, HOSPITAL, PASSPHRASE);
    seal(*state, SHELTER, PASSPHRASE);
    return 0;
}

static enum status try(struct world *world, const char *email, const char *passphrase)
{
    char token[TOKEN_TEXT];
    memset(token, 'x', sizeof token);
    enum status status =
        sign_in(world->core, world->arena, email, passphrase, SLOTS_TRUSTED, token);
    assert_int_equal(status == STATUS_OK ? TOKEN_TEXT - 1 : 0, strlen(token));
    return status;
}

static const char *enter(struct world *world, const char *email)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK,
                     sign_in(world->core, world->arena, email, PASSPHRASE, SLOTS_TRUSTED, token));
    return token;
}

static enum status come(struct world *world, const char *token)
{
    struct act *act = (struct act *)world; /* not NULL */
    enum status status = sign_in_resume(world->core, world->arena, &act, token);
    if (status != STATUS_OK)
        assert_null(act);
    return status;
}

static struct act *resumed(struct world *world, const char *token)
{
    struct act *act;
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, token));
    return act;
}

static void a_passphrase_opens_ones_own_keys(void **state)
{
    struct world *world = world_of(state);
    long long journal = raw_journal_size(world);
    struct act *act = resumed(world, enter(world, POLICE_EMAIL));
    assert_memory_equal(&world->people[POLICE], &act->who, sizeof act->who);
    assert_memory_equal(&world->space, &act->space, sizeof act->space);
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, act->standing);
    assert_memory_equal(world->keys[POLICE]->sign->bytes, act->keys->sign->bytes, 64);
    assert_memory_equal(world->keys[POLICE]->box->bytes, act->keys->box->bytes, 32);
    assert_string_equal("sign-in account", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, try(world, " P1@Cocon.EXAMPLE ", PASSPHRASE));
}

static enum status make_shared_vault(struct db_conn *conn, void *act)
{
    struct vault_key key;
    struct vault_row vault;
    enum status status =
        vaults_create(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    vault_key_free(&key);
    return status;
}

static void whoever_may_not_enter_cannot_tell_why(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_OK,
                     db_write(world->core->db, make_shared_vault, world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK,
                     admission_invite(world_act(world, COORDINATOR),
                                      world_form(world,
                                                 "{'email': 'invitee@cocon.example', 'name': 'I',"
                                                 " 'profession': 'psychologue', 'structure': '%s'}",
                                                 world_hex(world, world->structures[0].id)),
                                      token));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, PASSPHRASE "."));
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, ""));
    assert_int_equal(STATUS_DENIED, try(world, "nobody@cocon.example", PASSPHRASE));
    assert_int_equal(STATUS_DENIED, try(world, "invitee@cocon.example", PASSPHRASE));
    assert_int_equal(STATUS_DENIED, try(world, "", ""));
    raw_change(world, "UPDATE account SET state = 'suspended' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    raw_change(world, "UPDATE membership SET until = 1 WHERE account = '%s'",
               world_hex(world, world->people[HOSPITAL].id));
    assert_int_equal(STATUS_DENIED, try(world, HOSPITAL_EMAIL, PASSPHRASE "."));
    assert_int_equal(STATUS_CONFLICT, try(world, HOSPITAL_EMAIL, PASSPHRASE)); /* not wrong */
    /* too long is too long for everyone */
    char *endless = arena_alloc(world->arena, PASSPHRASE_MAX + 2);
    memset(endless, 'a', PASSPHRASE_MAX + 1);
    assert_int_equal(STATUS_LIMIT, try(world, "p5@cocon.example", endless));
    assert_int_equal(STATUS_LIMIT, try(world, "nobody@cocon.example", endless));
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
}

static void an_accent_is_one_however_it_is_typed(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, "sept girafes traversent Corbe\u0300s"));
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, "sept girafes traversent Corbes"));
    seal(world, HOSPITAL, "l’e\u0301te\u0301 a\u0300 Corbès");
    assert_int_equal(STATUS_OK, try(world, HOSPITAL_EMAIL, "l’été à Corbès"));
}

static void the_row_of_a_login_opens_nothing_alone(void **state)
{
    struct world *world = world_of(state);
    const char *token = enter(world, POLICE_EMAIL);
    const char *other = enter(world, HOSPITAL_EMAIL);
    struct login_token parsed;
    assert_int_equal(STATUS_OK, login_token_parse(&parsed, token));
    assert_false(raw_holds(world, token));
    assert_false(raw_holds_bytes(world, (struct bytes){parsed.secret->bytes, 32}));
    login_token_free(&parsed);
    assert_false(raw_holds_bytes(world, (struct bytes){world->keys[POLICE]->sign->bytes, 32}));
    assert_true(raw_holds_bytes(world, BYTES_OF(world->keys[POLICE]->public.sign)));
    /* a row copied to another account, and another's keys copied into a row */
    const char *police = world_hex(world, world->people[POLICE].id);
    const char *hospital = world_hex(world, world->people[HOSPITAL].id);
    raw_change(world,
               "UPDATE login SET keys = (SELECT keys FROM login WHERE account = '%s')"
               " WHERE account = '%s'",
               police, hospital);
    assert_int_equal(STATUS_NOT_FOUND, come(world, other));
    assert_int_equal(STATUS_OK, come(world, token));
    raw_change(world, "UPDATE login SET account = '%s' WHERE account = '%s'", hospital, police);
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
    assert_int_equal(STATUS_NOT_FOUND, come(world, "not a token"));
    char stranger[TOKEN_TEXT];
    sign_in_visitor(stranger);
    assert_int_equal(STATUS_NOT_FOUND, come(world, stranger));
}

static void a_login_is_of_one_generation_of_keys(void **state)
{
    struct world *world = world_of(state);
    const char *token = enter(world, POLICE_EMAIL);
    assert_int_equal(STATUS_OK, come(world, token));
    raw_change(world, "UPDATE login SET generation = 2");
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
    /* nor of another space, nor after one left or was suspended */
    raw_change(world, "UPDATE login SET generation = 1");
    assert_int_equal(STATUS_OK, come(world, token));
    raw_change(world, "UPDATE login SET space = '%s'", world_hex(world, world->elsewhere.id));
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
    raw_change(world, "UPDATE login SET space = '%s'", world_hex(world, world->space.id));
    raw_change(world, "UPDATE membership SET until = 1 WHERE account = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
    raw_change(world, "UPDATE membership SET until = NULL WHERE account = '%s'",
               world_hex(world, world->people[POLICE].id));
    raw_change(world, "UPDATE account SET state = 'suspended' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
}

static void half_an_hour_idle_ends_a_login(void **state)
{
    struct world *world = world_of(state);
    int64_t now = WORLD_START;
    const char *token = enter(world, POLICE_EMAIL);
    clock_set(now += CORE_LOGIN_IDLE - 1);
    assert_int_equal(STATUS_OK, come(world, token));
    clock_set(now + CORE_LOGIN_IDLE - 1);
    assert_int_equal(STATUS_OK, come(world, token));
    assert_int_equal(now + CORE_LOGIN_IDLE - 1, raw_number(world, "SELECT seen_at FROM login"));
    now += CORE_LOGIN_IDLE - 1;
    clock_set(now + 59); /* the visit is noted once a minute */
    assert_int_equal(STATUS_OK, come(world, token));
    assert_int_equal(now, raw_number(world, "SELECT seen_at FROM login"));
    clock_set(now + CORE_LOGIN_IDLE);
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
    /* a dead row goes when anyone enters */
    assert_int_equal(STATUS_OK, try(world, HOSPITAL_EMAIL, PASSPHRASE));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM login"));
}

static void eight_hours_end_a_login(void **state)
{
    struct world *world = world_of(state);
    const char *token = enter(world, POLICE_EMAIL);
    for (int64_t age = 0; age < CORE_LOGIN_LONGEST; age += CORE_LOGIN_IDLE - 60) {
        clock_set(WORLD_START + age);
        assert_int_equal(STATUS_OK, come(world, token));
    }
    clock_set(WORLD_START + CORE_LOGIN_LONGEST - 1);
    assert_int_equal(STATUS_OK, come(world, token));
    clock_set(WORLD_START + CORE_LOGIN_LONGEST);
    assert_int_equal(STATUS_NOT_FOUND, come(world, token));
}

static void a_restart_loses_no_login(void **state)
{
    struct world *world = world_of(state);
    const char *token = enter(world, POLICE_EMAIL);
    world_reopen(world);
    struct act *act = resumed(world, token);
    assert_memory_equal(&world->people[POLICE], &act->who, sizeof act->who);
    assert_memory_equal(world->keys[POLICE]->sign->bytes, act->keys->sign->bytes, 64);
}

static const char *change_form(const char *again)
{
    static char text[512];
    snprintf(text, sizeof text, "{'current': '%s', 'passphrase': '%s', 'passphrase_again': '%s'}",
             PASSPHRASE, NEW_PASSPHRASE, again);
    return text;
}

static void change_refuses(struct world *world, const char *token, const char *form,
                           const char *field, const char *fault)
{
    struct act *act = resumed(world, token);
    assert_int_equal(STATUS_INVALID, sign_in_passphrase(act, world_form(world, "%s", form)));
    assert_field_fault(act, field, fault);
}

static void a_new_passphrase_ends_the_other_logins(void **state)
{
    struct world *world = world_of(state);
    const char *here = enter(world, POLICE_EMAIL);
    const char *elsewhere = enter(world, POLICE_EMAIL);
    const char *hospital = enter(world, HOSPITAL_EMAIL);
    long long journal = raw_journal_size(world);
    change_refuses(world, here,
                   "{'current': 'faux', 'passphrase': '" NEW_PASSPHRASE
                   "', 'passphrase_again': '" NEW_PASSPHRASE "'}",
                   "current", "passphrase_wrong");
    change_refuses(world, here, change_form("autre"), "passphrase_again", "passphrase_differs");
    change_refuses(world, here,
                   "{'current': '" PASSPHRASE
                   "', 'passphrase': 'azerty123', 'passphrase_again': 'azerty123'}",
                   "passphrase", "passphrase_weak");
    change_refuses(world, here, "{'current': '" PASSPHRASE "'}", "passphrase", "required");
    assert_int_equal(STATUS_OK, come(world, elsewhere));
    assert_string_equal("", raw_journal(world, journal));
    struct act *act = resumed(world, here);
    assert_int_equal(STATUS_OK,
                     sign_in_passphrase(act, world_form(world, "%s", change_form(NEW_PASSPHRASE))));
    assert_string_equal("end-login account, passphrase account", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, come(world, here));
    assert_int_equal(STATUS_NOT_FOUND, come(world, elsewhere));
    assert_int_equal(STATUS_OK, come(world, hospital));
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, PASSPHRASE));
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, NEW_PASSPHRASE));
    /* the same keys: what was sealed for them stays theirs */
    assert_memory_equal(world->keys[POLICE]->sign->bytes, resumed(world, here)->keys->sign->bytes,
                        64);
}

struct trying {
    struct world *world;
    const char *passphrase;
    void *(*late)(void *);
    enum status status;
    pthread_t thread;
};

static void *try_meanwhile(void *subject)
{
    struct trying *trying = subject;
    char token[TOKEN_TEXT];
    struct arena *arena = arena_new();
    trying->status =
        sign_in(trying->world->core, arena, POLICE_EMAIL, trying->passphrase, SLOTS_TRUSTED, token);
    arena_free(arena);
    return NULL;
}

/* Whose turn this is: somebody read their row and waits behind it. */
static bool meanwhile(struct trying *trying, const char *change)
{
    struct world *world = trying->world;
    const struct id police = world->people[POLICE].id;
    pthread_create(&trying->thread, NULL, trying->late, trying);
    while (slots_waiting(world->core->slots) == 0)
        sched_yield();
    raw_change(world, "UPDATE account SET %s WHERE id = '%s'", change, world_hex(world, police));
    world_accept(world, "person", police);
    return true;
}

static bool change_before(void *subject)
{
    return meanwhile(subject, "salt = randomblob(16)");
}

static bool leave_meanwhile(void *subject)
{
    return meanwhile(subject, "state = 'suspended'");
}
static void a_passphrase_changed_meanwhile_opens_nothing(void **state)
{
    static bool (*const ways[])(void *) = {change_before, leave_meanwhile};
    struct world *world = world_of(state);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct trying trying = {.world = world, .passphrase = PASSPHRASE, .late = try_meanwhile};
        seal(world, POLICE, PASSPHRASE);
        long long journal = raw_journal_size(world);
        assert_int_equal(STATUS_OK, slots_run(world->core->slots, SLOTS_TRUSTED, ways[i], &trying));
        pthread_join(trying.thread, NULL);
        assert_int_equal(STATUS_DENIED, trying.status);
        assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
        assert_string_equal("test person", raw_journal(world, journal));
    }
}

/* The same for the form that changes it: the power of the old one ended. */
static void *change_late(void *subject)
{
    struct trying *trying = subject;
    struct world *world = trying->world;
    char token[TOKEN_TEXT];
    struct act *act = NULL;
    memcpy(token, trying->passphrase, sizeof token);
    enum status status = sign_in_resume(world->core, world->arena, &act, token);
    trying->status =
        status == STATUS_OK
            ? sign_in_passphrase(act, world_form(world, "%s", change_form(NEW_PASSPHRASE)))
            : status;
    return NULL;
}

static void a_passphrase_changed_meanwhile_changes_nothing(void **state)
{
    struct world *world = world_of(state);
    struct trying trying = {
        .world = world, .passphrase = enter(world, POLICE_EMAIL), .late = change_late};
    assert_int_equal(STATUS_OK,
                     slots_run(world->core->slots, SLOTS_TRUSTED, change_before, &trying));
    pthread_join(trying.thread, NULL);
    assert_int_equal(STATUS_DENIED, trying.status);
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, NEW_PASSPHRASE));
}

static void a_cost_out_of_bounds_is_refused(void **state)
{
    struct world *world = world_of(state);
    const char *police = world_hex(world, world->people[POLICE].id);
    static const char *const edits[] = {"memory_kib = 1023", "passes = 0", "lanes = 0",
                                        "memory_kib = 4097", "passes = 5", "lanes = 5"};
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        raw_change(world, "UPDATE account SET %s WHERE id = '%s'", edits[i], police);
        assert_int_equal(STATUS_TAMPERED, try(world, POLICE_EMAIL, PASSPHRASE));
        raw_change(world,
                   "UPDATE account SET passes = 1, memory_kib = 1024, lanes = 1 WHERE id = '%s'",
                   police);
    }
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PASSPHRASE));
}

static void a_higher_cost_comes_with_the_next_sign_in(void **state)
{
    struct world *world = world_of(state);
    const char *police = world_hex(world, world->people[POLICE].id);
    const char *token = enter(world, POLICE_EMAIL);
    core_close(world->core);
    world_cost(world, 2);
    world_open(world);
    assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, "faux"));
    assert_int_equal(1, raw_number(world, "SELECT passes FROM account WHERE id = '%s'", police));
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PASSPHRASE));
    assert_int_equal(2, raw_number(world, "SELECT passes FROM account WHERE id = '%s'", police));
    const char *salt = raw_text(world, "SELECT hex(salt) FROM account WHERE id = '%s'", police);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PASSPHRASE)); /* once is enough */
    assert_string_equal(salt,
                        raw_text(world, "SELECT hex(salt) FROM account WHERE id = '%s'", police));
    assert_int_equal(STATUS_OK, come(world, token));
    assert_int_equal(1, raw_number(world, "SELECT passes FROM account WHERE id = '%s'",
                                   world_hex(world, world->people[HOSPITAL].id)));
}

static void signing_out_ends_this_login_alone(void **state)
{
    struct world *world = world_of(state);
    const char *here = enter(world, POLICE_EMAIL);
    const char *elsewhere = enter(world, POLICE_EMAIL);
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, sign_in_end(resumed(world, here)));
    assert_string_equal("sign-out account", raw_journal(world, journal));
    assert_int_equal(STATUS_NOT_FOUND, come(world, here));
    assert_int_equal(STATUS_OK, come(world, elsewhere));
}

static void a_form_is_tied_to_its_cookie(void **state)
{
    struct world *world = world_of(state);
    char here[65], again[65], other[65], visitor[TOKEN_TEXT], visiting[65];
    const char *token = enter(world, POLICE_EMAIL);
    assert_int_equal(STATUS_OK, sign_in_csrf(token, here));
    assert_int_equal(STATUS_OK, sign_in_csrf(token, again));
    assert_int_equal(STATUS_OK, sign_in_csrf(enter(world, POLICE_EMAIL), other));
    sign_in_visitor(visitor);
    assert_int_equal(STATUS_OK, sign_in_csrf(visitor, visiting));
    assert_int_equal(64, strspn(here, "0123456789abcdef"));
    assert_string_equal(here, again);
    assert_string_not_equal(here, other);
    assert_string_not_equal(here, visiting);
    assert_int_equal(STATUS_INVALID, sign_in_csrf("", here));
    assert_string_equal("", here);
}

static void one_person_looks_at_each_of_their_spaces(void **state)
{
    struct world *world = world_of(state);
    const char *token = enter(world, POLICE_EMAIL);
    json_t *model;
    assert_int_equal(STATUS_NOT_FOUND, sign_in_look_at(resumed(world, token), world->elsewhere));
    assert_memory_equal(&world->space, &resumed(world, token)->space, sizeof world->space);
    assert_int_equal(STATUS_OK, sign_in_profile(resumed(world, token), &model));
    assert_int_equal(1, json_array_size(json_object_get(model, "spaces")));
    assert_string_equal(POLICE_EMAIL, world_text(model, "email"));
    raw_change(world,
               "INSERT INTO membership (space, account, structure, profession, coordination,"
               " represents, since) VALUES ('%s', '%s', '%s', 'juriste', 1, 0, %d)",
               world_hex(world, world->elsewhere.id), world_hex(world, world->people[POLICE].id),
               world_hex(world, world->structures[S_STRANGE].id), WORLD_START + 1);
    world_accept(world, "person", world->people[POLICE].id);
    assert_int_equal(STATUS_OK, sign_in_look_at(resumed(world, token), world->elsewhere));
    struct act *act = resumed(world, token);
    assert_memory_equal(&world->elsewhere, &act->space, sizeof act->space);
    assert_string_equal("elsewhere", act->pack->name);
    /* a row that says "coordinator" makes nobody one */
    assert_int_equal(RELATION_MEMBER, act->standing);
    assert_int_equal(STATUS_OK, sign_in_profile(act, &model));
    const json_t *spaces = json_object_get(model, "spaces");
    assert_int_equal(2, json_array_size(spaces));
    assert_true(json_is_false(json_object_get(json_array_get(spaces, 0), "current")));
    assert_true(json_is_true(json_object_get(json_array_get(spaces, 1), "current")));
    raw_change(world, "UPDATE membership SET until = 1 WHERE account = '%s' AND space = '%s'",
               world_hex(world, world->people[POLICE].id), world_hex(world, world->space.id));
    world_accept(world, "person", world->people[POLICE].id);
    assert_int_equal(STATUS_NOT_FOUND, sign_in_look_at(resumed(world, token), world->space));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_passphrase_opens_ones_own_keys),
        TEST(whoever_may_not_enter_cannot_tell_why),
        TEST(an_accent_is_one_however_it_is_typed),
        TEST(the_row_of_a_login_opens_nothing_alone),
        TEST(a_login_is_of_one_generation_of_keys),
        TEST(half_an_hour_idle_ends_a_login),
        TEST(eight_hours_end_a_login),
        TEST(a_restart_loses_no_login),
        TEST(a_new_passphrase_ends_the_other_logins),
        TEST(a_passphrase_changed_meanwhile_opens_nothing),
        TEST(a_passphrase_changed_meanwhile_changes_nothing),
        TEST(a_cost_out_of_bounds_is_refused),
        TEST(a_higher_cost_comes_with_the_next_sign_in),
        TEST(signing_out_ends_this_login_alone),
        TEST(a_form_is_tied_to_its_cookie),
        TEST(one_person_looks_at_each_of_their_spaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
