#include "crypto/login_token.h"
#include "factor.h"
#include "raw.h"

#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "keys/vaults.h"
#include "members/members.h"

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

/* Accepts, and gives the act of the new login. */
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

/* The same person's act, begun anew: what they are now. */
static struct act *again(struct world *world, const struct act *was)
{
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&act, world->core, world->arena, conn, was->space,
                                            was->who, account_keys_copy(was->keys)));
    db_done(conn);
    return act;
}

static void accept_refuses(struct world *world, const char *token, const char *form,
                           const char *field, const char *fault)
{
    struct act *act;
    json_t *faults;
    assert_int_equal(STATUS_INVALID, try(world, token, form, &act, &faults));
    assert_string_equal(fault, world_text(json_object_get(faults, field), "key"));
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

static void a_space_is_founded_once(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    json_t *model;
    assert_int_equal(STATUS_NOT_FOUND, admission_found(world->core, "nowhere", token));
    assert_int_equal(0, token[0]);
    const char *first = found(world);
    assert_int_equal(STATUS_OK, see(world, first));
    const char *second = found(world); /* the first link was lost */
    assert_int_equal(STATUS_NOT_FOUND, see(world, first));
    assert_int_equal(STATUS_OK, acceptance_view(world->core, world->arena, &model, second));
    assert_true(json_is_true(json_object_get(model, "founding")));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM account"));
    struct act *act;
    json_t *faults;
    assert_int_equal(STATUS_OK, try(world, second, FOUNDER, &act, &faults));
    assert_true(act->unproved); /* no coordination without a second factor */
    assert_int_equal(RELATION_MEMBER, act->standing);
    assert_int_equal(STATUS_CONFLICT, admission_found(world->core, "vif-cevennes", token));
    assert_int_equal(0, token[0]);
    assert_string_equal("create pack, invite person, invite person, accept person, grant vault, "
                        "admit person",
                        raw_journal(world, 0));
    /* the founder holds the space's shared vault, alone */
    assert_string_equal("shared 1", raw_text(world, "SELECT purpose || ' ' || (SELECT count(*) FROM"
                                                    " envelope) FROM vault"));
    act = factor_prove(world, act);
    assert_int_equal(RELATION_MEMBER | RELATION_COORDINATION, act->standing);
    assert_int_equal(STATUS_OK,
                     sign_in(world->core, world->arena, "aurelie.vidalenc@reseda.example",
                             PASSPHRASE, SLOTS_TRUSTED, token));
    /* the other pack is another space; its founder's address is somebody's already */
    assert_int_equal(STATUS_OK, admission_found(world->core, "elsewhere", token));
    accept_refuses(world, token, FOUNDER, "email", "already_member");
    assert_int_equal(STATUS_OK, see(world, token)); /* nothing half done */
    act = accept(world, token, "'name': 'B', 'email': 'b@ailleurs.example', " TWICE);
    assert_string_equal("elsewhere", act->pack->name);
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM vault WHERE seance IS NULL"));
}

static void a_link_works_once(void **state)
{
    struct world *world = world_of(state);
    const char *token = found(world);
    struct act *act = accept(world, token, FOUNDER);
    json_t *faults;
    assert_int_equal(STATUS_NOT_FOUND, see(world, token));
    assert_int_equal(STATUS_NOT_FOUND, try(world, token, FOUNDER, &act, &faults));
    const char *link = invite(world, act, "b@cocon.example", structure(world, act, "La Clède"));
    accept(world, link, "'name': 'Bérengère Soustelle', " TWICE);
    const char *keys = raw_text(world, "SELECT group_concat(hex(sign_public)) FROM account");
    assert_int_equal(STATUS_NOT_FOUND, see(world, link));
    assert_int_equal(STATUS_NOT_FOUND, try(world, link, "'name': 'Autre', " TWICE, &act, &faults));
    assert_string_equal(keys,
                        raw_text(world, "SELECT group_concat(hex(sign_public)) FROM account"));
    assert_int_equal(STATUS_NOT_FOUND, see(world, "pas-un-lien"));
    char stranger[TOKEN_TEXT];
    sign_in_visitor(stranger);
    assert_int_equal(STATUS_NOT_FOUND, see(world, stranger));
}

static void a_link_ends(void **state)
{
    struct world *world = world_of(state);
    json_t *faults;
    const char *token = found(world);
    clock_set(WORLD_START + 7 * DAY - 1);
    assert_int_equal(STATUS_OK, see(world, token));
    clock_set(WORLD_START + 7 * DAY);
    struct act *act;
    assert_int_equal(STATUS_NOT_FOUND, see(world, token));
    assert_int_equal(STATUS_NOT_FOUND, try(world, token, FOUNDER, &act, &faults));
    act = accept(world, found(world), FOUNDER);
    const char *link = invite(world, act, "b@cocon.example", structure(world, act, "La Clède"));
    clock_set(WORLD_START + 21 * DAY - 1);
    assert_int_equal(STATUS_OK, see(world, link));
    clock_set(WORLD_START + 21 * DAY);
    assert_int_equal(STATUS_NOT_FOUND, see(world, link));
    assert_int_equal(STATUS_NOT_FOUND, try(world, link, "'name': 'B', " TWICE, &act, &faults));
}

static void a_new_link_kills_the_old_one(void **state)
{
    struct world *world = world_of(state);
    struct act *act = accept(world, found(world), FOUNDER);
    struct structure_id home = structure(world, act, "La Clède");
    const char *first = invite(world, act, "b@cocon.example", home);
    const char *second = invite(world, act, " B@Cocon.example", home);
    assert_int_equal(STATUS_NOT_FOUND, see(world, first));
    struct account_id invited = {0};
    act_id(&invited.id,
           world_form(world, "{'id': '%s'}",
                      raw_text(world, "SELECT id FROM account WHERE state = 'invited'")),
           "id");
    char third[TOKEN_TEXT];
    assert_int_equal(STATUS_OK, admission_again(act, invited, NULL, third));
    assert_int_equal(STATUS_NOT_FOUND, see(world, second));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM invitation WHERE used_at IS NULL"));
    struct act *new = accept(world, third, "'name': 'Bérengère Soustelle', " TWICE);
    assert_memory_equal(&invited, &new->who, sizeof invited);
    assert_int_equal(STATUS_CONFLICT, admission_again(act, invited, NULL, third));
    assert_fault(act, "already_accepted");
    invite(world, act, "c@cocon.example", structure(world, act, "Le Pont"));
    act_id(&invited.id,
           world_form(world, "{'id': '%s'}",
                      raw_text(world, "SELECT id FROM account WHERE state = 'invited'")),
           "id");
    assert_int_equal(STATUS_DENIED, admission_again(new, invited, NULL, third));
    struct account_id nobody;
    id_new(&nobody.id);
    assert_int_equal(STATUS_NOT_FOUND, admission_again(act, nobody, NULL, third));
}

static void weak_passphrases_are_refused(void **state)
{
    struct world *world = world_of(state);
    const char *token = found(world);
    struct act *act;
    json_t *faults;
    static const char who[] = "'name': 'Aurélie Vidalenc', 'email': 'a.vidalenc@reseda.example'";
    static const char *const weak[] = {"azerty", "Aurélie Vidalenc", "a.vidalenc@reseda.example",
                                       "Reseda2022", ""};
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        const char *form =
            arena_printf(world->arena, "%s, 'passphrase': '%s', 'passphrase_again': '%s'", who,
                         weak[i], weak[i]);
        assert_int_equal(STATUS_INVALID, try(world, token, form, &act, &faults));
        const json_t *fault = json_object_get(faults, "passphrase");
        assert_string_equal("passphrase_weak", world_text(fault, "key"));
        assert_int_equal(55, json_integer_value(json_object_get(fault, "needed")));
        assert_true(json_integer_value(json_object_get(fault, "bits")) < 55);
    }
    accept_refuses(world, token,
                   arena_printf(world->arena, "%s, 'passphrase': '" PASSPHRASE "'", who),
                   "passphrase_again", "passphrase_differs");
    accept_refuses(world, token,
                   arena_printf(world->arena,
                                "%s, 'passphrase': '" PASSPHRASE "', 'passphrase_again': 'autre'",
                                who),
                   "passphrase_again", "passphrase_differs");
    accept_refuses(world, token, who, "passphrase", "required");
    accept_refuses(world, token, "'email': 'a@b.example', " TWICE, "name", "required");
    accept_refuses(world, token, "'name': 'A', " TWICE, "email", "required");
    char endless[PASSPHRASE_MAX + 2];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    accept_refuses(world, token, arena_printf(world->arena, "%s, 'passphrase': '%s'", who, endless),
                   "passphrase", "passphrase_long");
    /* nothing was begun */
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_int_equal(0, raw_number(world, "SELECT generation FROM account"));
    accept(world, token, FOUNDER);
}

static void invitations_are_checked(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    struct act *act = accept(world, found(world), FOUNDER);
    assert_int_equal(STATUS_OK, admission_found(world->core, "elsewhere", token));
    struct act *other = accept(world, token, "'name': 'B', 'email': 'b@ailleurs.example', " TWICE);
    struct structure_id home = structure(world, act, "La Clède");
    struct structure_id theirs = structure(world, other, "Ailleurs");
    long long journal = raw_journal_size(world);
    invite_refuses(act, guest(world, "aurelie.vidalenc@reseda.example", home), "email",
                   "already_member");
    invite_refuses(act, guest(world, "c@cocon.example", theirs), "structure", "not_an_option");
    invite_refuses(act,
                   world_form(world, "{'email': 'c@cocon.example', 'name': 'C', 'profession':"
                                     " 'juriste', 'coordination': false}"),
                   "structure", "required");
    invite_refuses(act,
                   world_form(world, "{'email': 'c@cocon.example', 'name': 'C', 'profession':"
                                     " 'juriste', 'coordination': true, 'represents': true}"),
                   "structure", "required");
    assert_int_equal(STATUS_INVALID,
                     admission_invite(act, world_form(world, "{'name': 'C'}"), token));
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(2, raw_number(world, "SELECT count(*) FROM account"));

    struct act *guest_act = accept(world, invite(world, act, "c@cocon.example", home),
                                   "'name': 'Bérengère Soustelle', " TWICE);
    assert_true(guest_act->membership.represents);
    assert_int_equal(RELATION_MEMBER, guest_act->standing);
    assert_int_equal(STATUS_DENIED,
                     admission_invite(guest_act, guest(world, "d@cocon.example", home), token));
    assert_int_equal(0, token[0]);
    /* the coordination team has no structure */
    assert_int_equal(STATUS_OK,
                     admission_invite(act,
                                      world_form(world, "{'email': 'e@cocon.example', 'name': 'E',"
                                                        " 'profession': 'coordinateur',"
                                                        " 'coordination': true}"),
                                      token));
    /* who coordinates from the moment that another coordinator admits them */
    struct act *second = accept(world, token, "'name': 'E', " TWICE);
    assert_int_equal(RELATION_MEMBER, second->standing);
    assert_int_equal(STATUS_OK, members_grant(act));
    assert_int_equal(RELATION_MEMBER, again(world, second)->standing);
    assert_int_equal(RELATION_MEMBER | RELATION_COORDINATION,
                     factor_prove(world, again(world, second))->standing);
}

static void the_database_tells_no_name_and_no_link(void **state)
{
    struct world *world = world_of(state);
    const char *first = found(world);
    struct act *act = accept(world, first, FOUNDER);
    const char *link = invite(world, act, "b.soustelle@cocon.example",
                              structure(world, act, "Établissement La Clède"));
    static const char *const secrets[] = {
        "Vidalenc",      "vidalenc",  "Aurélie",   "reseda.example", "AURELIE",
        "cocon.example", "Soustelle", "Bérengère", "soustelle",      "girafes"};
    for (int closed = 0; closed < 2; closed++) {
        assert_true(raw_holds(world, "La Clède")); /* the search finds what is there */
        for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
            assert_false(raw_holds(world, secrets[i]));
        assert_false(raw_holds(world, link));
        assert_false(raw_holds(world, first));
        struct login_token token;
        assert_int_equal(STATUS_OK, login_token_parse(&token, link));
        assert_false(raw_holds_bytes(world, (struct bytes){token.secret->bytes, 32}));
        login_token_free(&token);
        if (!closed)
            world_reopen(world); /* what was in the log is in the file now */
    }
    accept(world, link, "'name': 'Bérengère Soustelle', " TWICE);
    assert_false(raw_holds(world, "Soustelle"));
}

static const json_t *member(const json_t *model, const char *name)
{
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(model, "people"), i, item)
    {
        if (strcmp(world_text(item, "name"), name) == 0)
            return item;
    }
    return NULL;
}

static bool waits(struct act *act, const char *name)
{
    json_t *model;
    assert_int_equal(STATUS_OK, members_list(act, &model));
    const json_t *found_member = member(model, name);
    assert_non_null(found_member);
    bool one = json_is_true(json_object_get(found_member, "waits"));
    assert_int_equal(one, json_integer_value(json_object_get(model, "waiting")));
    return one;
}

static void newcomers_wait_for_the_shared_key(void **state)
{
    struct world *world = world_of(state);
    struct act *act = accept(world, found(world), FOUNDER);
    struct structure_id home = structure(world, act, "La Clède");
    const char *link = invite(world, act, "b@cocon.example", home);
    assert_int_equal(STATUS_OK, charter_publish(act, world_form(world, "{'text': '# Charte'}")));
    assert_false(waits(act, "Bérengère Soustelle")); /* has no keys to seal for */
    struct act *new = accept(world, link, "'name': 'Bérengère Soustelle', " TWICE);
    json_t *model;
    assert_int_equal(STATUS_DENIED, members_list(new, &model));
    assert_null(model);
    assert_int_equal(STATUS_DENIED, members_grant(new));
    assert_int_equal(STATUS_OK, charter_sign(new, 1));
    assert_false(waits(act, "Bérengère Soustelle")); /* has not adhered */
    assert_int_equal(STATUS_OK, members_grant(act));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM envelope"));
    assert_int_equal(STATUS_OK, charter_adhere(new, 1));
    assert_true(waits(act, "Bérengère Soustelle"));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, members_grant(act));
    assert_int_equal(STATUS_OK, members_grant(act)); /* again: nothing */
    assert_string_equal("grant vault", raw_journal(world, journal));
    assert_false(waits(act, "Bérengère Soustelle"));
    /* coordination without the key can hand on none */
    raw_change(world, "DELETE FROM envelope WHERE reader = '%s'", world_hex(world, act->who.id));
    assert_int_equal(STATUS_TAMPERED, members_grant(act)); /* nor where somebody took it */
    raw_accept_vaults(world);
    assert_int_equal(STATUS_DENIED, members_grant(act));
    assert_fault(act, "no_shared_key");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_space_is_founded_once),
        TEST(a_link_works_once),
        TEST(a_link_ends),
        TEST(a_new_link_kills_the_old_one),
        TEST(weak_passphrases_are_refused),
        TEST(invitations_are_checked),
        TEST(the_database_tells_no_name_and_no_link),
        TEST(newcomers_wait_for_the_shared_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
