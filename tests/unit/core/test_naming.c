#include "passphrase.h"
#include "world_dossier.h"

#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/assignment.h"
#include "members/naming.h"
#include "members/suspension.h"

/* What people are called, and may correct: names, addresses, a structure's name, a comment. */

static const char *name_of(struct world *world, enum someone who)
{
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    json_t *person = act_json(world->arena, person_json(act, conn, world->people[who]));
    db_done(conn);
    return world_text(person, "name");
}

static enum status change(struct world *world, enum someone who, enum structure to,
                          const char *name)
{
    json_t *fields = world_form(world, "{'profession': 'psychologue', 'structure': '%s'}",
                                world_hex(world, world->structures[to].id));
    if (name != NULL)
        json_object_set_new(fields, "name", json_string(name));
    clock_set(clock_now() + 2);
    return assignment_change(world_act(world, COORDINATOR), world->people[who], fields);
}

static void the_name_follows_the_structure(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    assert_int_equal(STATUS_OK,
                     change(world, POLICE_TOO, S_POLICE, "Adjudant, Commissariat")); /* corrected */
    assert_string_equal("Adjudant, Commissariat", name_of(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_HOSPITAL, "Adjudant, Commissariat"));
    assert_string_equal("Adjudant, CHAC", name_of(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_SHELTER, NULL));
    assert_string_equal("Adjudant, La Clède", name_of(world, POLICE_TOO));
    /* another one that is typed is taken as it is; one that names no structure stays */
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_POLICE, "Médiatrice"));
    assert_string_equal("Médiatrice", name_of(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_HOSPITAL, NULL));
    assert_string_equal("Médiatrice", name_of(world, POLICE_TOO));
    /* a word that only begins or ends as the structure does is another word */
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_HOSPITAL, "CHACal, xCHAC"));
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_SHELTER, NULL));
    assert_string_equal("CHACal, xCHAC", name_of(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, change(world, POLICE_TOO, S_HOSPITAL, "Médiatrice"));
    json_t *model;
    assert_int_equal(STATUS_OK, assignment_view(world_act(world, COORDINATOR), &model,
                                                world->people[POLICE_TOO]));
    assert_string_equal("Médiatrice", world_text(json_object_get(model, "values"), "name"));
}

static void own(struct world *world, const char *fields, const char *field, const char *fault)
{
    struct act *act = world_act(world, POLICE);
    enum status status = naming_own(act, world_form(world, "{%s}", fields));
    assert_int_equal(fault == NULL ? STATUS_OK : STATUS_INVALID, status);
    if (fault != NULL)
        assert_field_fault(act, field, fault);
}

static void people_correct_their_name_and_their_address(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    passphrase_seal(world, POLICE);
    own(world, "'name': 'Commissaire', 'email': 'p1@cocon.example'", NULL, NULL);
    assert_string_equal("Commissaire", name_of(world, POLICE));
    own(world, "'name': 'Commissaire', 'email': 'autre@cocon.example'", "proof", "required");
    own(world, "'name': 'Commissaire', 'email': 'autre@cocon.example', 'proof': 'non'", "proof",
        "passphrase_wrong");
    own(world, "'name': 'Commissaire', 'email': 'P5@cocon.example', 'proof': '" PASSPHRASE "'",
        "email", "email_taken");
    assert_int_equal(STATUS_OK, sign_in(world->core, world->arena, "p1@cocon.example", PASSPHRASE,
                                        SLOTS_TRUSTED, token));
    long long journal = raw_journal_size(world);
    own(world, "'name': 'Commissaire', 'email': 'autre@cocon.example', 'proof': '" PASSPHRASE "'",
        NULL, NULL);
    assert_string_equal("edit person", raw_journal(world, journal));
    assert_int_equal(STATUS_DENIED, sign_in(world->core, world->arena, "p1@cocon.example",
                                            PASSPHRASE, SLOTS_TRUSTED, token));
    assert_int_equal(STATUS_OK, sign_in(world->core, world->arena, "autre@cocon.example",
                                        PASSPHRASE, SLOTS_TRUSTED, token));
}

/* Their own passphrase is not called wrong, and no stranger learns anything. */
static void a_closed_access_is_told_to_its_owner(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    dossier_share(world);
    passphrase_seal(world, POLICE);
    assert_null(sign_in_closed(world->core, world->arena, "p1@cocon.example"));
    assert_int_equal(STATUS_OK,
                     suspension_suspend(world_act(world, COORDINATOR), world->people[POLICE]));
    assert_int_equal(STATUS_DENIED, sign_in(world->core, world->arena, "p1@cocon.example", "non",
                                            SLOTS_TRUSTED, token));
    assert_int_equal(STATUS_CONFLICT, sign_in(world->core, world->arena, "p1@cocon.example",
                                              PASSPHRASE, SLOTS_TRUSTED, token));
    assert_int_equal(0, token[0]);
    assert_string_equal("suspended", sign_in_closed(world->core, world->arena, "p1@cocon.example"));
    assert_null(sign_in_closed(world->core, world->arena, "nobody@cocon.example"));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
}

static json_t *guest(struct world *world, const char *email)
{
    return world_form(world,
                      "{'email': '%s', 'name': 'Juriste', 'profession': 'juriste',"
                      " 'structure': '%s'}",
                      email, world_hex(world, world->structures[S_POLICE].id));
}

static void an_address_is_corrected_before_it_answers(void **state)
{
    struct world *world = world_of(state);
    char first[TOKEN_TEXT], second[TOKEN_TEXT], other[TOKEN_TEXT];
    json_t *model;
    dossier_share(world);
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, admission_invite(act, guest(world, "fuate@cocon.example"), first));
    struct account_id invited = {0};
    act_id(&invited.id,
           world_form(world, "{'id': '%s'}",
                      raw_text(world, "SELECT id FROM account WHERE generation = 0")),
           "id");
    assert_int_equal(STATUS_OK, admission_invite(act, guest(world, "autre@cocon.example"), other));
    assert_int_equal(STATUS_OK, assignment_invited(act, &model, invited));
    assert_string_equal("fuate@cocon.example",
                        world_text(json_object_get(model, "values"), "email"));
    assert_int_equal(STATUS_INVALID,
                     admission_correct(act, invited, guest(world, "p5@cocon.example"), second));
    assert_field_fault(act, "email", "already_member");
    assert_int_equal(STATUS_INVALID,
                     admission_correct(act, invited, guest(world, "autre@cocon.example"), second));
    assert_int_equal(STATUS_OK,
                     admission_correct(act, invited, guest(world, "faute@cocon.example"), second));
    assert_int_equal(STATUS_NOT_FOUND, acceptance_view(world->core, world->arena, &model, first));
    assert_int_equal(STATUS_OK, acceptance_view(world->core, world->arena, &model, second));
    assert_string_equal("faute@cocon.example", world_text(model, "email"));
    act = world_act(world, COORDINATOR);
    assert_int_equal(
        STATUS_CONFLICT,
        admission_correct(act, world->people[POLICE], guest(world, "neuve@cocon.example"), second));
    assert_fault(act, "already_accepted");
}

static void a_structure_gets_its_right_name(void **state)
{
    struct world *world = world_of(state);
    struct structure_id police = world->structures[S_POLICE];
    json_t *fields =
        world_form(world, "{'name': 'Police, Alès', 'short_name': 'PN', 'kind': 'institution'}");
    assert_int_equal(STATUS_DENIED, directory_rename(world_act(world, POLICE), police, fields, 1));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, directory_rename(act, police, fields, 1));
    assert_int_equal(STATUS_CONFLICT, directory_rename(act, police, fields, 1));
    assert_fault(act, "conflict_stale");
    json_t *model;
    assert_int_equal(STATUS_OK, directory_view(world_act(world, POLICE), &model, police));
    assert_string_equal("PN", world_text(model, "short_name"));
    assert_string_equal("Police, Alès", world_text(model, "name"));
    fields = world_form(world, "{'name': 'etablissement la clede', 'short_name': 'x', 'kind':"
                               " 'institution'}");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, directory_rename(act, police, fields, 2));
    assert_field_fault(act, "name", "structure_taken");
}

static enum status correct(struct world *world, enum someone who, struct seance_id id,
                           const char *comment, const char *text, int64_t version)
{
    return synthesis_correct(world_act(world, who), id,
                             world_form(world, "{'comment': '%s', 'text': '%s'}", comment, text),
                             version);
}

static void people_correct_their_own_comment(void **state)
{
    struct world *world = world_of(state);
    static const char key[] = "00112233445566778899aabbccddeeff";
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_OK, dossier_comment(world, POLICE_TOO, id, "Un oubli.", key));
    assert_int_equal(STATUS_DENIED, correct(world, SHELTER, id, key, "Autre chose.", 1));
    assert_int_equal(STATUS_OK, correct(world, POLICE_TOO, id, key, "Deux oublis.", 1));
    assert_int_equal(STATUS_CONFLICT, correct(world, POLICE_TOO, id, key, "Trop tard.", 1));
    assert_int_equal(STATUS_NOT_FOUND,
                     correct(world, POLICE_TOO, id, "ffeeddccbbaa99887766554433221100", "x", 1));
    json_t *model;
    assert_int_equal(STATUS_OK, synthesis_view(world_act(world, HOSPITAL), &model, id));
    const json_t *comment = json_array_get(json_object_get(model, "comments"), 0);
    assert_string_equal("Deux oublis.", world_text(comment, "text"));
    assert_int_equal(2, json_integer_value(json_object_get(comment, "version")));
    /* what was taken back is kept nowhere */
    assert_int_equal(1, raw_number(world,
                                   "SELECT count(*) FROM document_version WHERE document = '%s'"
                                   " AND length(cipher) > 0",
                                   key));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_name_follows_the_structure),
        TEST(people_correct_their_name_and_their_address),
        TEST(an_address_is_corrected_before_it_answers),
        TEST(a_structure_gets_its_right_name),
        TEST(a_closed_access_is_told_to_its_owner),
        TEST(people_correct_their_own_comment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
