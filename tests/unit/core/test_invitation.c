#include "factor.h"
#include "raw.h"

#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "members/members.h"

/* What a link says when somebody is invited anew, and when a page is loaded again. */

#define PASSPHRASE "sept girafes traversent Corbès"
#define TWICE "'passphrase': '" PASSPHRASE "', 'passphrase_again': '" PASSPHRASE "'"
#define FOUNDER "'name': 'Aurélie Vidalenc', 'email': 'aurelie.vidalenc@reseda.example', " TWICE

static enum status see(struct world *world, const char *token)
{
    json_t *model = json_null();
    enum status status = acceptance_view(world->core, world->arena, &model, token);
    assert_true((status == STATUS_OK) == (model != NULL));
    return status;
}

static enum status try(struct world *world, const char *token, const char *form, struct act **act,
                       json_t **faults)
{
    char login[TOKEN_TEXT];
    memset(login, 'x', sizeof login);
    enum status status = acceptance_accept(world->core, world->arena, token,
                                           world_form(world, "{%s}", form), login, faults);
    if (status == STATUS_OK)
        assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, act, login));
    else
        assert_string_equal("", login);
    return status;
}

static struct act *accept(struct world *world, const char *token, const char *form)
{
    struct act *act;
    json_t *faults;
    assert_int_equal(STATUS_OK, try(world, token, form, &act, &faults));
    return act->unproved ? factor_prove(world, act) : act;
}

static struct act *again(struct world *world, const struct act *was)
{
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&act, world->core, world->arena, conn, was->space,
                                            was->who, account_keys_copy(was->keys)));
    db_done(conn);
    return act;
}

static const char *found(struct world *world)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK, admission_found(world->core, "vif-cevennes", token));
    return token;
}

static struct structure_id structure(struct world *world, struct act *act, const char *name)
{
    struct structure_id id;
    json_t *form =
        world_form(world, "{'name': '%s', 'short_name': '%s', 'kind': 'association'}", name, name);
    assert_int_equal(STATUS_OK, directory_create(act, &id, form));
    return id;
}

static json_t *guest(struct world *world, const char *email, struct structure_id structure)
{
    return world_form(world,
                      "{'email': '%s', 'name': 'Bérengère Soustelle', 'profession': 'sage-femme',"
                      " 'structure': '%s', 'represents': true, 'coordination': false}",
                      email, world_hex(world, structure.id));
}

static const char *invite(struct world *world, struct act *act, const char *email,
                          struct structure_id structure)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK, admission_invite(act, guest(world, email, structure), token));
    return token;
}

static void invite_refuses(struct act *act, const json_t *form, const char *field,
                           const char *fault)
{
    char token[TOKEN_TEXT];
    memset(token, 'x', sizeof token);
    act->fault_fields = NULL;
    assert_int_equal(STATUS_INVALID, admission_invite(act, form, token));
    assert_field_fault(act, field, fault);
    assert_int_equal(0, token[0]);
}

/* Whoever is invited anew is invited as what is said now, in each point, and nothing else. */
static void inviting_again_says_what_they_are(void **state)
{
    struct world *world = world_of(state);
    struct act *act = accept(world, found(world), FOUNDER);
    struct structure_id other = structure(world, act, "Le Pont");
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_OK,
                     admission_invite(act,
                                      world_form(world, "{'email': 'b@cocon.example', 'name': 'B',"
                                                        " 'profession': 'coordinateur',"
                                                        " 'coordination': true}"),
                                      token));
    assert_int_equal(
        STATUS_OK,
        admission_invite(act,
                         world_form(world,
                                    "{'email': 'B@cocon.example', 'name': 'Juriste, Le Pont',"
                                    " 'profession': 'juriste', 'structure': '%s',"
                                    " 'represents': true, 'coordination': false}",
                                    world_hex(world, other.id)),
                         token));
    json_t *model;
    assert_int_equal(STATUS_OK, acceptance_view(world->core, world->arena, &model, token));
    const json_t *person = json_object_get(model, "person");
    assert_string_equal("Juriste, Le Pont", world_text(person, "name"));
    assert_string_equal("juriste", world_text(person, "profession"));
    struct act *new = accept(world, token, "'name': 'Juriste, Le Pont', " TWICE);
    assert_false(new->membership.coordination);
    assert_true(new->membership.represents);
    assert_memory_equal(&other, &new->membership.structure, sizeof other);
    /* and that is what they are admitted as */
    assert_int_equal(STATUS_OK, members_grant(act));
    assert_true(again(world, new)->admitted);
}

static void a_structure_has_one_representative(void **state)
{
    struct world *world = world_of(state);
    struct act *act = accept(world, found(world), FOUNDER);
    struct structure_id home = structure(world, act, "La Clède");
    const char *link = invite(world, act, "b@cocon.example", home);
    /* invited and not yet answered, or accepted */
    invite_refuses(act, guest(world, "c@cocon.example", home), "represents", "represented");
    accept(world, link, "'name': 'Bérengère Soustelle', " TWICE);
    invite_refuses(act, guest(world, "c@cocon.example", home), "represents", "represented");
    assert_string_equal("Bérengère Soustelle",
                        world_text(json_object_get(act->fault_fields, "represents"), "name"));
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM account"));
    invite(world, act, "c@cocon.example", structure(world, act, "Le Pont"));
    /* nor by inviting somebody anew as another thing */
    invite_refuses(act, guest(world, "c@cocon.example", home), "represents", "represented");
}

static const char *link_of(struct world *world, struct act *act, json_t *fields)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK, admission_invite(act, fields, token));
    return token;
}

/* A page that is loaded again sends its form again. */
static void the_same_form_gives_the_same_link(void **state)
{
    struct world *world = world_of(state);
    struct act *act = accept(world, found(world), FOUNDER);
    struct structure_id home = structure(world, act, "La Clède");
    json_t *form = guest(world, "b@cocon.example", home);
    json_object_set_new(form, "key", json_string("00112233445566778899aabbccddeeff"));
    const char *first = link_of(world, act, form);
    long long journal = raw_journal_size(world);
    assert_string_equal(first, link_of(world, act, form));
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, see(world, first));
    /* corrected by going back: the link that may have been handed on leads to what is said now */
    json_object_set_new(form, "profession", json_string("juriste"));
    assert_string_equal(first, link_of(world, act, form));
    json_t *model;
    assert_int_equal(STATUS_OK, acceptance_view(world->core, world->arena, &model, first));
    assert_string_equal("juriste", world_text(json_object_get(model, "person"), "profession"));
    /* another address, another page: another link */
    json_object_set_new(form, "email", json_string("c@cocon.example"));
    json_object_set_new(form, "represents", json_false());
    assert_string_not_equal(first, link_of(world, act, form));
    json_object_set_new(form, "key", json_string("ffeeddccbbaa99887766554433221100"));
    const char *second = link_of(world, act, form);
    assert_int_equal(STATUS_OK, see(world, first));
    /* another page about the same person: another link, and the one before is over */
    json_object_set_new(form, "key", json_string("0123456789abcdef0123456789abcdef"));
    const char *third = link_of(world, act, form);
    assert_string_not_equal(second, third);
    assert_int_equal(STATUS_NOT_FOUND, see(world, second));
    second = third;
    clock_set(WORLD_START + 15 * DAY); /* over: the form makes it anew */
    assert_string_equal(second, link_of(world, act, form));
    assert_int_equal(STATUS_OK, see(world, second));
    accept(world, second, "'name': 'Bérengère Soustelle', " TWICE);
    invite_refuses(act, form, "email", "already_member");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(inviting_again_says_what_they_are),
        TEST(a_structure_has_one_representative),
        TEST(the_same_form_gives_the_same_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
