#include "world_dossier.h"

#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/joining.h"
#include "core/members/renewal.h"
#include "core/overview/tasks.h"
#include "members/grants.h"
#include "texts/drafts.h"
#include "trust/state.h"

/* Somebody who lost their passphrase keeps their place: new keys by a link of one use. */

#define PASSPHRASE "'passphrase': 'sept girafes traversent Corbès'"
#define AGAIN "'passphrase_again': 'sept girafes traversent Corbès'"

static enum status renew(struct world *world, enum someone by, enum someone who, const char *key,
                         char token[TOKEN_TEXT])
{
    memset(token, 'x', TOKEN_TEXT);
    enum status status =
        renewal_renew(world_act(world, by), world->people[who],
                      key == NULL ? NULL : world_form(world, "{'key': '%s'}", key), token);
    assert_true((status == STATUS_OK) == (token[0] != '\0'));
    clock_set(clock_now() + 1);
    return status;
}

/* With new keys, which are theirs in the world from then on. */
static struct act *come_back(struct world *world, enum someone who, const char *token)
{
    char login[TOKEN_TEXT];
    json_t *faults;
    struct act *act;
    assert_int_equal(
        STATUS_OK,
        acceptance_accept(world->core, world->arena, token,
                          world_form(world, "{'name': 'De retour', " PASSPHRASE ", " AGAIN "}"),
                          login, &faults));
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, login));
    assert_memory_equal(&world->people[who], &act->who, sizeof act->who);
    account_keys_free(world->keys[who]);
    world->keys[who] = account_keys_copy(act->keys);
    clock_set(clock_now() + 1);
    return act;
}

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

static void whole(struct world *world)
{
    for (int subject = 0; subject < STATE_SUBJECT_COUNT; subject++) {
        struct id *ids;
        size_t count;
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(STATUS_OK, state_rows_objects(&ids, &count, conn, world->arena,
                                                       (enum state_subject)subject));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(STATUS_OK, row_seal_check(world->core, world->arena, conn,
                                                       (enum state_subject)subject, &ids[i]));
        db_done(conn);
    }
}

static json_t *view(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK,
                     renewal_view(world_act(world, COORDINATOR), &model, world->people[who]));
    return model;
}

static void one_act_gives_the_place_back(void **state)
{
    struct world *world = world_of(state);
    uint32_t before, standing;
    char token[TOKEN_TEXT];
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, begins(world, HOSPITAL, &before)); /* secretary, represents */
    const json_t *model = view(world, HOSPITAL);
    assert_true(json_is_false(json_object_get(model, "again")));
    assert_int_equal(0, json_array_size(json_object_get(model, "lost")));
    assert_int_equal(2, json_integer_value(json_object_get(model, "waits")));
    assert_int_equal(0, json_integer_value(json_object_get(model, "sealed")));
    const int64_t signed_at = clock_now();
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, HOSPITAL, NULL, token));
    assert_string_equal("renew person, ungrant vault, ungrant vault, rotate vault, rotate vault,"
                        " invite person",
                        raw_journal(world, journal));
    whole(world);
    /* the old keys open and sign nothing more */
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM envelope WHERE reader = '%s'",
                                   world_hex(world, world->people[HOSPITAL].id)));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_int_equal(STATUS_OK, begins(world, HOSPITAL, &standing));
    assert_int_equal(RELATION_MEMBER, standing);

    struct act *back = come_back(world, HOSPITAL, token);
    assert_int_equal(RELATION_MEMBER, back->standing);
    assert_int_equal(2, raw_number(world, "SELECT generation FROM account WHERE id = '%s'",
                                   world_hex(world, back->who.id)));
    /* nothing to sign: the next look of coordination admits them, as who they were */
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, begins(world, HOSPITAL, &standing));
    assert_int_equal(before, standing);
    json_t *home; /* nor does home ask for what they signed with the keys of before */
    assert_int_equal(STATUS_OK, tasks_view(world_act(world, HOSPITAL), &home));
    size_t i;
    json_t *task;
    json_array_foreach(json_object_get(home, "tasks"), i, task)
        assert_null(strstr(act_text(task, "task"), "_charter"));
    assert_string_equal("accepted", raw_text(world, "SELECT state FROM role WHERE account = '%s'",
                                             world_hex(world, back->who.id)));
    /* texts wait until they are opened again, older keys and newer ones */
    assert_int_equal(STATUS_NOT_FOUND, opens(world, HOSPITAL, id, VAULT_SITUATION));
    assert_int_equal(STATUS_OK, grants_open(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, opens(world, HOSPITAL, id, VAULT_SITUATION));
    assert_int_equal(STATUS_OK, opens(world, SHELTER, id, VAULT_SITUATION));
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     trust_at(&certificate, act, conn, world->people[HOSPITAL], signed_at));
    db_done(conn);
    whole(world);
    assert_int_equal(STATUS_NOT_FOUND, joining_decline(world->core, world->arena, token));
}

/* What nobody else can open is said beforehand, goes, and can be begun anew. */
static void drafts_of_their_own_are_lost(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    int64_t at;
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &at));
    const json_t *lost = json_object_get(view(world, SHELTER), "lost");
    assert_int_equal(1, json_array_size(lost));
    assert_string_equal("situation", world_text(json_array_get(lost, 0), "of"));
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, SHELTER, NULL, token));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
    assert_int_equal(1, raw_number(world, "SELECT count(*) FROM vault"));
    whole(world);
    come_back(world, SHELTER, token);
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 2), 0, &at));
    assert_int_equal(STATUS_OK, opens(world, SHELTER, id, VAULT_SITUATION));
    whole(world);
}

static void only_coordination_and_not_for_oneself(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    dossier_share(world);
    assert_int_equal(STATUS_DENIED, renew(world, POLICE, SHELTER, NULL, token));
    struct act *act = world_act(world, COORDINATOR);
    json_t *model;
    assert_int_equal(STATUS_CONFLICT, renewal_view(act, &model, act->who));
    assert_fault(act, "not_oneself");
    assert_int_equal(STATUS_NOT_FOUND, renewal_view(act, &model, world->people[STRANGER]));
    assert_int_equal(STATUS_OK,
                     admission_invite(act,
                                      world_form(world,
                                                 "{'email': 'n@cocon.example', 'name': 'N',"
                                                 " 'profession': 'juriste', 'structure': '%s'}",
                                                 world_hex(world, world->structures[S_POLICE].id)),
                                      token));
    struct account_id invited = {0};
    act_id(&invited.id,
           world_form(world, "{'id': '%s'}",
                      raw_text(world, "SELECT id FROM account WHERE generation = 0")),
           "id");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, renewal_view(act, &model, invited));
    assert_fault(act, "not_admitted");
    /* never over rows that somebody edited */
    raw_change(world, "UPDATE membership SET represents = 0 WHERE account = '%s'",
               world_hex(world, world->people[SHELTER].id));
    assert_int_equal(STATUS_TAMPERED, renew(world, COORDINATOR, SHELTER, NULL, token));
}

static void a_page_loaded_again_ends_nothing(void **state)
{
    struct world *world = world_of(state);
    static const char key[] = "00112233445566778899aabbccddeeff";
    char token[TOKEN_TEXT], same[TOKEN_TEXT], other[TOKEN_TEXT];
    dossier_share(world);
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, SHELTER, key, token));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, SHELTER, key, same));
    assert_string_equal(token, same);
    assert_string_equal("", raw_journal(world, journal));
    /* asked for on purpose: another link */
    assert_true(json_is_true(json_object_get(view(world, SHELTER), "again")));
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, SHELTER, NULL, other));
    assert_string_equal("invite person", raw_journal(world, journal));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, admission_again(act, world->people[SHELTER], NULL, other));
    assert_int_equal(
        STATUS_INVALID,
        admission_invite(act,
                         world_form(world,
                                    "{'email': 'p%d@cocon.example', 'name': 'N',"
                                    " 'profession': 'juriste', 'structure': '%s'}",
                                    (int)SHELTER, world_hex(world, world->structures[S_POLICE].id)),
                         token));
    assert_field_fault(act, "email", "already_member");
    /* it is a member's: to leave is another act */
    assert_int_equal(STATUS_NOT_FOUND, joining_decline(world->core, world->arena, other));
    come_back(world, SHELTER, other);
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, renew(world, COORDINATOR, SHELTER, key, token));
    come_back(world, SHELTER, token);
    assert_int_equal(STATUS_CONFLICT, renew(world, COORDINATOR, SHELTER, key, token));
    whole(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_act_gives_the_place_back),
        TEST(drafts_of_their_own_are_lost),
        TEST(only_coordination_and_not_for_oneself),
        TEST(a_page_loaded_again_ends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
