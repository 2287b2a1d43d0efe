#include "factor.h"
#include "raw.h"

#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/assignment.h"
#include "core/members/joining.h"
#include "core/members/renewal.h"
#include "core/members/withdrawal.h"
#include "members/members.h"
#include "trust/state.h"

/* Two spaces of one server, and somebody who is invited to both. */

#define PASSPHRASE "sept girafes traversent Corbès"
#define TWICE "'passphrase': '" PASSPHRASE "', 'passphrase_again': '" PASSPHRASE "'"
#define GUEST "g@cocon.example"

struct two {
    struct act *here, *there; /* who coordinates either */
    struct structure_id home, away;
};

static enum status try(struct world *world, const char *token, const char *form, struct act **act)
{
    char login[TOKEN_TEXT];
    json_t *faults;
    enum status status =
        acceptance_accept(world->core, world->arena, token,
                          world_form(world, "{%s, " TWICE "}", form), login, &faults);
    if (status == STATUS_OK)
        assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, act, login));
    return status;
}

static struct act *accept(struct world *world, const char *token, const char *form)
{
    struct act *act;
    assert_int_equal(STATUS_OK, try(world, token, form, &act));
    return act->unproved ? factor_prove(world, act) : act;
}

static struct act *founder(struct world *world, const char *pack, const char *form)
{
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_OK, admission_found(world->core, pack, token));
    return accept(world, token, form);
}

static struct structure_id structure(struct world *world, struct act *act)
{
    struct structure_id id;
    assert_int_equal(STATUS_OK,
                     directory_create(act, &id,
                                      world_form(world, "{'name': 'La Clède', 'short_name': 'LC',"
                                                        " 'kind': 'association'}")));
    return id;
}

static struct two two_of(struct world *world)
{
    struct two two;
    two.here = founder(world, "vif-cevennes", "'name': 'A', 'email': 'a@cocon.example'");
    two.there = founder(world, "elsewhere", "'name': 'B', 'email': 'b@cocon.example'");
    two.home = structure(world, two.here);
    two.away = structure(world, two.there);
    return two;
}

static enum status ask(struct world *world, struct act *act, struct structure_id structure,
                       const char *email, char token[TOKEN_TEXT])
{
    return admission_invite(act,
                            world_form(world,
                                       "{'email': '%s', 'name': 'Typed', 'profession':"
                                       " 'sage-femme', 'structure': '%s', 'represents':"
                                       " %s, 'coordination': false}",
                                       email, world_hex(world, structure.id),
                                       strcmp(email, GUEST) == 0 ? "true" : "false"),
                            token);
}

static const char *invite(struct world *world, struct act *act, struct structure_id structure,
                          const char *email)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK, ask(world, act, structure, email, token));
    assert_int_equal(TOKEN_TEXT - 1, strlen(token));
    return token;
}

static const json_t *listed(struct act *act, const char *name)
{
    json_t *model;
    size_t i;
    const json_t *person;
    assert_int_equal(STATUS_OK, members_list(act, &model));
    json_array_foreach(json_object_get(model, "people"), i, person)
    {
        if (strcmp(world_text(person, "name"), name) == 0)
            return person;
    }
    return NULL;
}

static long long memberships(struct world *world, const struct act *act)
{
    return raw_number(world,
                      "SELECT count(*) FROM membership WHERE account = '%s' AND until IS"
                      " NULL",
                      world_hex(world, act->who.id));
}

/* Every person's rows are those of the journal's newest entry about them. */
static void whole(struct world *world)
{
    struct id *ids;
    size_t count;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, state_rows_objects(&ids, &count, conn, world->arena, STATE_PERSON));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(STATUS_OK,
                         row_seal_check(world->core, world->arena, conn, STATE_PERSON, &ids[i]));
    db_done(conn);
}

static void nobody_joins_unasked(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    const char *known = invite(world, two.there, two.away, GUEST);
    invite(world, two.there, two.away, "nobody@cocon.example");
    /* one row as the other: what they typed, and nothing that leads anywhere */
    assert_int_equal(1, memberships(world, guest));
    assert_null(listed(two.there, "Chosen"));
    assert_non_null(listed(two.there, "Typed"));
    assert_int_equal(2, raw_number(world,
                                   "SELECT count(*) FROM account a JOIN membership m ON"
                                   " m.account = a.id WHERE a.state = 'invited' AND"
                                   " a.generation = 0 AND m.space = '%s'",
                                   world_hex(world, two.there->space.id)));
    assert_int_equal(0, raw_number(world,
                                   "SELECT count(*) FROM journal WHERE space = '%s' AND"
                                   " object = '%s'",
                                   world_hex(world, two.there->space.id),
                                   world_hex(world, guest->who.id)));
    /* only in one's own space an address is taken */
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_INVALID, ask(world, two.here, two.home, GUEST, token));
    assert_field_fault(two.here, "email", "already_member");
    json_t *model;
    assert_int_equal(STATUS_OK, joining_view(guest, &model, known));
    assert_true(json_is_true(json_object_get(model, "mine")));
    assert_string_equal("Chosen", world_text(model, "name"));
    assert_int_equal(STATUS_OK, joining_view(two.there, &model, known));
    assert_true(json_is_false(json_object_get(model, "mine")));
    whole(world);
}

static void who_accepts_waits_like_a_newcomer(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    const char *link = invite(world, two.there, two.away, GUEST);
    assert_int_equal(STATUS_OK, charter_publish(two.there, world_form(world, "{'text': '# C'}")));
    struct act *other;
    assert_int_equal(STATUS_INVALID, try(world, link, "'name': 'X'", &other));
    assert_int_equal(STATUS_DENIED, joining_join(two.here, link));
    assert_fault(two.here, "invitation_other");
    assert_int_equal(1, memberships(world, guest));
    const char *keys = raw_text(world, "SELECT hex(sign_public) FROM account WHERE id = '%s'",
                                world_hex(world, guest->who.id));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, joining_join(guest, link));
    assert_string_equal("hand_over person, join person", raw_journal(world, journal));
    assert_int_equal(STATUS_NOT_FOUND, joining_join(guest, link));
    assert_int_equal(STATUS_NOT_FOUND, joining_decline(world->core, world->arena, link));
    assert_int_equal(2, memberships(world, guest));
    assert_string_equal(keys,
                        raw_text(world, "SELECT hex(sign_public) FROM account WHERE id = '%s'",
                                 world_hex(world, guest->who.id)));
    assert_null(listed(two.there, "Typed"));
    assert_true(json_is_false(json_object_get(listed(two.there, "Chosen"), "knocks")));
    struct act *in;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&in, world->core, world->arena, conn, two.there->space,
                                            guest->who, account_keys_copy(guest->keys)));
    db_done(conn);
    assert_false(in->admitted);
    assert_int_equal(STATUS_OK, charter_sign(in, 1));
    assert_int_equal(STATUS_OK, charter_adhere(in, 1));
    assert_true(json_is_true(json_object_get(listed(two.there, "Chosen"), "knocks")));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&in, world->core, world->arena, conn, two.there->space,
                                            guest->who, account_keys_copy(guest->keys)));
    db_done(conn);
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, in->standing);
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_INVALID, ask(world, two.there, two.away, GUEST, token));
    whole(world);
}

/* Whoever writes into the database admits nobody else, and nobody as something else. */
static void the_claim_binds_the_keys_that_joined(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    struct act *intruder =
        accept(world, invite(world, two.here, two.home, "i@cocon.example"), "'name': 'Intruder'");
    const char *link = invite(world, two.there, two.away, GUEST);
    assert_int_equal(STATUS_OK, charter_publish(two.there, world_form(world, "{'text': '# C'}")));
    assert_int_equal(STATUS_OK, joining_join(guest, link));
    const char *there = world_hex(world, two.there->space.id);
    const char *theirs = world_hex(world, intruder->who.id);
    raw_change(world, "UPDATE membership SET account = '%s' WHERE space = '%s' AND account = '%s'",
               theirs, there, world_hex(world, guest->who.id));
    raw_change(world,
               "UPDATE invitation SET account = '%s' WHERE space = '%s' AND used_at IS NOT"
               " NULL AND account = '%s'",
               theirs, there, world_hex(world, guest->who.id));
    struct act *in;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_TAMPERED,
                     entry_begin(&in, world->core, world->arena, conn, two.there->space,
                                 intruder->who, account_keys_copy(intruder->keys)));
    db_done(conn);
    /* nor if the journal answered for the rows */
    world_accept(world, "person", intruder->who.id);
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&in, world->core, world->arena, conn, two.there->space,
                                            intruder->who, account_keys_copy(intruder->keys)));
    db_done(conn);
    assert_int_equal(STATUS_OK, charter_sign(in, 1));
    assert_int_equal(STATUS_OK, charter_adhere(in, 1));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM certificate WHERE space = '%s'",
                                   there)); /* the founder's */
}

static void declining_leaves_what_was_typed(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    const char *known = invite(world, two.there, two.away, GUEST);
    const char *unknown = invite(world, two.there, two.away, "nobody@cocon.example");
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, joining_decline(world->core, world->arena, known));
    assert_int_equal(STATUS_OK, joining_decline(world->core, world->arena, unknown));
    assert_string_equal("decline person, decline person", raw_journal(world, journal));
    assert_int_equal(STATUS_NOT_FOUND, joining_join(guest, known));
    assert_int_equal(STATUS_NOT_FOUND, joining_decline(world->core, world->arena, known));
    assert_int_equal(1, memberships(world, guest));
    assert_null(listed(two.there, "Typed"));
    assert_int_equal(0,
                     raw_number(world,
                                "SELECT count(*) FROM journal WHERE space = '%s' AND"
                                " (object = '%s' OR actor = '%s')",
                                world_hex(world, two.there->space.id),
                                world_hex(world, guest->who.id), world_hex(world, guest->who.id)));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM invitation WHERE used_at IS NULL"));
    whole(world);
    /* asked again, they may still come */
    assert_int_equal(STATUS_OK, joining_join(guest, invite(world, two.there, two.away, GUEST)));
    /* a founder's link is no question */
    char token[TOKEN_TEXT];
    raw_text(world, "UPDATE membership SET until = 1 WHERE account = '%s'",
             world_hex(world, two.there->who.id));
    raw_text(world, "UPDATE account SET state = 'left' WHERE id = '%s'",
             world_hex(world, two.there->who.id));
    assert_int_equal(STATUS_OK, admission_found(world->core, "elsewhere", token));
    assert_int_equal(STATUS_NOT_FOUND, joining_decline(world->core, world->arena, token));
}

static void two_links_wait_side_by_side(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    const char *first = invite(world, two.here, two.home, GUEST);
    const char *second = invite(world, two.there, two.away, GUEST);
    struct act *guest = accept(world, second, "'name': 'Chosen'");
    struct act *other;
    assert_int_equal(STATUS_INVALID, try(world, first, "'name': 'X'", &other));
    assert_int_equal(STATUS_OK, joining_join(guest, first));
    assert_int_equal(2, memberships(world, guest));
    whole(world);
}

static void who_left_keeps_their_account(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    assert_int_equal(STATUS_OK, withdrawal_withdraw(two.here, guest->who));
    struct act *back = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Again'");
    assert_memory_equal(&guest->who, &back->who, sizeof back->who);
    assert_memory_not_equal(guest->keys->public.sign, back->keys->public.sign,
                            sizeof back->keys->public.sign);
    assert_int_equal(1, memberships(world, back));
    assert_null(listed(two.here, "Typed"));
    whole(world);
}

static struct act *act_in(struct world *world, struct space_id space, const struct act *who)
{
    struct act *in;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&in, world->core, world->arena, conn, space, who->who,
                                            account_keys_copy(who->keys)));
    db_done(conn);
    return in;
}

/* One space's coordination renews the keys, and each other sees them before it believes them. */
static void new_keys_are_shown_to_each_space(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    char token[TOKEN_TEXT];
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    assert_int_equal(STATUS_OK, joining_join(guest, invite(world, two.there, two.away, GUEST)));
    assert_int_equal(STATUS_OK, members_grant(two.here));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    assert_true(act_in(world, two.there->space, guest)->admitted);
    clock_set(clock_now() + 2);
    assert_int_equal(STATUS_OK, renewal_renew(two.here, guest->who, NULL, token));
    json_t *model;
    assert_int_equal(STATUS_CONFLICT, renewal_view(two.there, &model, guest->who));
    assert_fault(two.there, "renewing_elsewhere");
    clock_set(clock_now() + 2);
    struct act *back = accept(world, token, "'name': 'Chosen'");
    assert_memory_equal(&guest->who, &back->who, sizeof back->who);
    clock_set(clock_now() + 2);
    whole(world);
    two.there->tampered = false;
    assert_int_equal(STATUS_OK, members_grant(two.here));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    assert_false(two.there->tampered); /* nobody edited anything */
    assert_true(act_in(world, two.here->space, back)->admitted);
    assert_false(act_in(world, two.there->space, back)->admitted);
    /* there, the same act gives a link by which they show the keys that they have */
    clock_set(clock_now() + 2);
    const char *keys = raw_text(world, "SELECT group_concat(hex(sign_public)) FROM account");
    assert_int_equal(STATUS_OK, renewal_renew(two.there, back->who, NULL, token));
    assert_true(act_in(world, two.here->space, back)->admitted);
    struct act *other;
    assert_int_equal(STATUS_INVALID, try(world, token, "'name': 'X'", &other));
    assert_int_equal(STATUS_DENIED, joining_join(two.here, token));
    assert_int_equal(STATUS_OK, joining_view(back, &model, token));
    assert_true(json_is_true(json_object_get(model, "mine")));
    assert_int_equal(STATUS_OK, joining_join(back, token));
    assert_int_equal(STATUS_NOT_FOUND, joining_join(back, token));
    assert_string_equal(keys,
                        raw_text(world, "SELECT group_concat(hex(sign_public)) FROM account"));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    assert_true(act_in(world, two.there->space, back)->admitted);
    assert_int_equal(2, memberships(world, back));
    whole(world);
}

/* What the other space reads there is not changed from here. */
static void a_name_of_two_spaces_is_their_own(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    struct act *act = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'G'");
    assert_int_equal(STATUS_OK, members_grant(two.here));
    assert_int_equal(STATUS_OK, joining_join(act, invite(world, two.there, two.away, GUEST)));
    clock_set(clock_now() + 2);
    json_t *fields = world_form(world, "{'profession': 'juriste', 'structure': '%s', 'name': 'Y'}",
                                world_hex(world, two.home.id));
    assert_int_equal(STATUS_INVALID, assignment_change(two.here, act->who, fields));
    assert_field_fault(two.here, "name", "name_elsewhere");
    assert_null(listed(two.here, "Y"));
    json_object_del(fields, "name");
    two.here->fault_fields = NULL;
    assert_int_equal(STATUS_OK, assignment_change(two.here, act->who, fields));
    assert_string_equal("juriste", world_text(listed(two.here, "G"), "profession"));
}

/* Whoever certified them there lies otherwise for that moment. */
static void former_keys_end_in_each_space_whatever_is_edited(void **state)
{
    struct world *world = world_of(state);
    struct two two = two_of(world);
    char token[TOKEN_TEXT];
    struct act *guest = accept(world, invite(world, two.here, two.home, GUEST), "'name': 'Chosen'");
    assert_int_equal(STATUS_OK, joining_join(guest, invite(world, two.there, two.away, GUEST)));
    assert_int_equal(STATUS_OK, members_grant(two.here));
    assert_int_equal(STATUS_OK, members_grant(two.there));
    clock_set(clock_now() + 2);
    assert_int_equal(STATUS_OK, renewal_renew(two.here, guest->who, NULL, token));
    clock_set(clock_now() + 2);
    const char *issuer = world_hex(world, two.there->who.id);
    raw_change(world, "UPDATE certificate SET from_at = from_at + 1 WHERE account = '%s'", issuer);
    (void)accept(world, token, "'name': 'Chosen'");
    raw_change(world, "UPDATE certificate SET from_at = from_at - 1 WHERE account = '%s'", issuer);
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM revocation WHERE account = '%s'",
                                   world_hex(world, guest->who.id)));
    whole(world);
    clock_set(clock_now() + 2);
    struct certificate certificate;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_NOT_FOUND, trust_now(&certificate, two.there, conn, guest->who));
    db_done(conn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_of_two_spaces_is_their_own),
        TEST(nobody_joins_unasked),
        TEST(who_accepts_waits_like_a_newcomer),
        TEST(the_claim_binds_the_keys_that_joined),
        TEST(declining_leaves_what_was_typed),
        TEST(two_links_wait_side_by_side),
        TEST(who_left_keeps_their_account),
        TEST(new_keys_are_shown_to_each_space),
        TEST(former_keys_end_in_each_space_whatever_is_edited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
