#include "factor.h"
#include "raw.h"

#include "arrivals.h"
#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/awaiting.h"
#include "core/overview/tasks.h"
#include "members/members.h"

/* Somebody who was invited is in as soon as they did their part and coordination is there. */

#define TWICE                                                                                      \
    "'passphrase': 'sept girafes traversent Corbès',"                                             \
    " 'passphrase_again': 'sept girafes traversent Corbès'"

struct space {
    struct act *founder;
    char founder_login[TOKEN_TEXT];
    struct structure_id home;
};

static struct act *enter(struct world *world, const char *token, const char *form,
                         char login[TOKEN_TEXT])
{
    struct act *act;
    json_t *faults;
    assert_int_equal(STATUS_OK,
                     acceptance_accept(world->core, world->arena, token,
                                       world_form(world, "{%s, " TWICE "}", form), login, &faults));
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, login));
    return act;
}

static struct act *visit(struct world *world, const char *login)
{
    struct act *act;
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, login));
    members_welcome(act); /* as a page that they look at */
    return act;
}

static struct space space_of(struct world *world)
{
    struct space space;
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_OK, admission_found(world->core, "vif-cevennes", token));
    space.founder = factor_prove(
        world, enter(world, token, "'name': 'A', 'email': 'a@cocon.example'", space.founder_login));
    assert_int_equal(STATUS_OK, directory_create(space.founder, &space.home,
                                                 world_form(world, "{'name': 'La Clède',"
                                                                   " 'short_name': 'LC', 'kind':"
                                                                   " 'association'}")));
    assert_int_equal(STATUS_OK,
                     charter_publish(space.founder, world_form(world, "{'text': '# Charte'}")));
    visit(world, space.founder_login); /* what was before is looked at */
    return space;
}

static struct act *guest(struct world *world, struct space *space, const char *email,
                         bool represents, char login[TOKEN_TEXT])
{
    char token[TOKEN_TEXT];
    assert_int_equal(
        STATUS_OK,
        admission_invite(space->founder,
                         world_form(world,
                                    "{'email': '%s', 'name': 'G', 'profession': 'juriste',"
                                    " 'structure': '%s', 'represents': %s}",
                                    email, world_hex(world, space->home.id),
                                    represents ? "true" : "false"),
                         token));
    return enter(world, token, "'name': 'G'", login);
}

static bool is(struct act *act, const char *name)
{
    json_t *model;
    assert_int_equal(STATUS_OK, awaiting_view(act, &model));
    return json_is_true(json_object_get(model, name));
}

static void the_invitation_admits_without_a_hand(void **state)
{
    struct world *world = world_of(state);
    struct space space = space_of(world);
    char login[TOKEN_TEXT], other[TOKEN_TEXT];
    struct act *act = guest(world, &space, "g@cocon.example", true, login);
    assert_false(act->admitted);
    assert_true(is(act, "mine"));
    assert_int_equal(STATUS_OK, charter_sign(act, 1));
    assert_int_equal(STATUS_OK, charter_adhere(act, 1));
    act = visit(world, login);
    assert_int_equal(RELATION_MEMBER, act->standing);
    assert_true(is(act, "patience")); /* and told that others are awaited */
    assert_false(is(act, "admitted"));
    assert_true(arrivals_wait(space.founder));
    long long journal = raw_journal_size(world);
    visit(world, space.founder_login); /* any request of coordination */
    assert_string_equal("admit person, grant vault", raw_journal(world, journal));
    assert_false(arrivals_wait(space.founder));
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, visit(world, login)->standing);
    visit(world, space.founder_login); /* once for all that happened before */
    assert_string_equal("admit person, grant vault", raw_journal(world, journal));
    /* admitted before they sign: signing is all, and the space's key comes with the next look */
    act = guest(world, &space, "h@cocon.example", false, other);
    visit(world, space.founder_login);
    act = visit(world, other);
    assert_true(act->admitted);
    assert_int_equal(STATUS_OK, charter_adhere(act, 1));
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, visit(world, other)->standing);
    visit(world, space.founder_login);
    assert_int_equal(3, raw_number(world, "SELECT count(*) FROM envelope"));
}

static void nobody_else_admits(void **state)
{
    struct world *world = world_of(state);
    struct space space = space_of(world);
    char login[TOKEN_TEXT], other[TOKEN_TEXT];
    guest(world, &space, "g@cocon.example", true, login);
    visit(world, login);
    guest(world, &space, "h@cocon.example", false, other);
    visit(world, login);
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM certificate"));
    /* rows that were edited are not what the invitation decided */
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE represents = 1");
    struct act *act = visit(world, space.founder_login);
    assert_true(act->tampered);
    assert_null(act->fault);
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM certificate"));
    /* nobody came since: nobody is looked for */
    clock_set(clock_now() + 60);
    assert_false(visit(world, space.founder_login)->tampered);
}

/* Each page of coordination may look; what is looked at is what came since, and what failed is
 * tried again after a minute. */
static void they_are_looked_for_when_one_came(void **state)
{
    struct world *world = world_of(state);
    struct space space = space_of(world);
    char login[TOKEN_TEXT], other[TOKEN_TEXT];
    guest(world, &space, "g@cocon.example", true, login);
    raw_change(world, "UPDATE envelope SET generation = generation + 9"); /* nobody can admit */
    struct act *act;
    assert_int_equal(STATUS_OK,
                     sign_in_resume(world->core, world->arena, &act, space.founder_login));
    act->fault = "no_shared_key";
    members_welcome(act); /* why nobody is admitted is no fault of the page that is asked for */
    assert_null(act->fault);
    assert_true(arrivals_wait(space.founder));
    raw_change(world, "UPDATE envelope SET generation = generation - 9");
    clock_set(clock_now() + 59);
    visit(world, space.founder_login);
    assert_false(visit(world, login)->admitted);
    clock_set(clock_now() + 1);
    visit(world, space.founder_login);
    assert_true(visit(world, login)->admitted);
    assert_false(arrivals_wait(space.founder));
    guest(world, &space, "h@cocon.example", false, other);
    visit(world, space.founder_login); /* within the minute: another came */
    assert_true(visit(world, other)->admitted);
}

/* Whoever came while no server ran. */
static void a_server_that_starts_looks_once(void **state)
{
    struct world *world = world_of(state);
    struct space space = space_of(world);
    char login[TOKEN_TEXT];
    guest(world, &space, "g@cocon.example", true, login);
    world_reopen(world);
    assert_false(visit(world, login)->admitted);
    visit(world, space.founder_login);
    assert_true(visit(world, login)->admitted);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_invitation_admits_without_a_hand),
        TEST(nobody_else_admits),
        TEST(they_are_looked_for_when_one_came),
        TEST(a_server_that_starts_looks_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
