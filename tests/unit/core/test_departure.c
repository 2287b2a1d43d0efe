#include "factor.h"
#include "world_dossier.h"

#include "core/members/assignment.h"
#include "core/members/departure.h"
#include "core/members/withdrawal.h"
#include "members/grants.h"
#include "members/suspension.h"
#include "texts/drafts.h"

/* A structure leaves the charter; a person becomes something else; a version is not signed in time:
 * what stops, what stands, and who reads what comes next. */

static enum status leave(struct world *world, enum someone by, enum structure which)
{
    enum status status = departure_leave(world_act(world, by), world->structures[which]);
    clock_set(clock_now() + 1);
    return status;
}

static uint32_t standing_of(struct world *world, enum someone who)
{
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     entry_begin(&act, world->core, world->arena, conn, world->space,
                                 world->people[who], account_keys_copy(world->keys[who])));
    db_done(conn);
    return act->standing;
}

static bool signatory(struct world *world, enum someone who)
{
    return (standing_of(world, who) & RELATION_SIGNATORY) != 0;
}

static const char *held(struct world *world, enum someone who, const char *purpose)
{
    return raw_text(world,
                    "SELECT coalesce(group_concat(generation, ' '), '') FROM (SELECT"
                    " envelope.generation FROM envelope JOIN vault ON vault.id = envelope.vault"
                    " WHERE purpose = '%s' AND reader = '%s' ORDER BY 1)",
                    purpose, world_hex(world, world->people[who].id));
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

static const char *role_state(struct world *world, struct seance_id seance, const char *role)
{
    return raw_text(world, "SELECT state FROM role WHERE seance = '%s' AND role = '%s'",
                    world_hex(world, seance.id), role);
}

static void a_structure_leaves_with_its_people(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    int64_t version;
    dossier_share(world);
    struct seance_id drafted = dossier_drafted(world);
    struct seance_id staffed = world_seance(world, "concertation", "2022-06-13T14:00");
    world_staff(world, staffed, POLICE, HOSPITAL, SHELTER);
    assert_int_equal(STATUS_DENIED, leave(world, POLICE_TOO, S_POLICE));
    assert_int_equal(STATUS_DENIED, leave(world, POLICE, S_SHELTER));
    assert_int_equal(STATUS_OK,
                     departure_view(world_act(world, POLICE), &model, world->structures[S_POLICE]));
    assert_int_equal(2, json_array_size(json_object_get(model, "people")));
    assert_int_equal(2, json_array_size(json_object_get(model, "dossiers")));
    raw_text(world, "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader IN ('%s', '%s')",
             world_hex(world, world->people[POLICE].id),
             world_hex(world, world->people[POLICE_TOO].id));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, leave(world, POLICE, S_POLICE));
    assert_memory_equal("leave structure, decline_role seance, ungrant vault",
                        raw_journal(world, journal), 50);
    assert_int_equal(RELATION_MEMBER, standing_of(world, POLICE));
    assert_int_equal(RELATION_MEMBER, standing_of(world, POLICE_TOO));
    assert_true(signatory(world, SHELTER));
    assert_string_equal("planned", world_row(world, staffed).stage);
    assert_string_equal("declined", role_state(world, staffed, "animator"));
    assert_string_equal("accepted", role_state(world, drafted, "animator")); /* history */
    assert_string_equal("", held(world, POLICE, "synthesis"));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    assert_string_equal("1 2", held(world, SHELTER, "synthesis"));
    assert_string_equal("1 2", held(world, SHELTER, "shared"));
    /* new text opens for the others, and not for them with all they kept */
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), drafted,
                                               dossier_synthesis(world, 2), 1, &version));
    raw_text(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_int_equal(STATUS_OK, opens(world, SHELTER, drafted, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, drafted, VAULT_SYNTHESIS));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, departure_leave(act, world->structures[S_POLICE]));
    assert_fault(act, "not_signed");
    /* what was written there is history still, and the charter says so */
    assert_int_equal(STATUS_OK, charter_view(world_act(world, COORDINATOR), &model));
    const json_t *structures = json_object_get(model, "structures");
    bool ended = false;
    for (size_t i = 0; i < json_array_size(structures); i++)
        ended |= json_is_true(json_object_get(json_array_get(structures, i), "ended"));
    assert_true(ended);
}

/* Without the statement, the signatures would bind again. */
static void no_row_brings_it_back(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id drafted = dossier_drafted(world);
    assert_int_equal(STATUS_OK, leave(world, COORDINATOR, S_POLICE));
    assert_false(signatory(world, POLICE_TOO));
    raw_flip(world, "departure", "signature", 3, "1");
    assert_false(signatory(world, POLICE_TOO));
    raw_flip(world, "departure", "signature", 3, "1");
    raw_text(world, "DELETE FROM departure");
    assert_false(signatory(world, POLICE_TOO)); /* the journal tells of it */
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, synthesis_grant(world_act(world, HOSPITAL), drafted));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    assert_string_equal("", held(world, POLICE_TOO, "synthesis"));
}

static void it_may_sign_again(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    assert_int_equal(STATUS_OK, leave(world, COORDINATOR, S_POLICE));
    assert_int_equal(STATUS_OK, charter_sign(world_act(world, POLICE), 1));
    assert_true(signatory(world, POLICE_TOO)); /* the adhesion is their own, and stands */
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_string_equal("1 2", held(world, POLICE_TOO, "shared"));
    assert_int_equal(STATUS_OK, leave(world, POLICE, S_POLICE));
    assert_false(signatory(world, POLICE));
}

static json_t *as(struct world *world, enum structure structure, bool represents, bool coordination)
{
    return world_form(world,
                      "{'structure': '%s', 'profession': 'cesf', 'represents': %s,"
                      " 'coordination': %s, 'sure': true}",
                      world_hex(world, world->structures[structure].id),
                      represents ? "true" : "false", coordination ? "true" : "false");
}

static enum status change(struct world *world, enum someone by, enum someone who,
                          const json_t *fields)
{
    enum status status = assignment_change(world_act(world, by), world->people[who], fields);
    clock_set(clock_now() + 1);
    return status;
}

static void somebody_changes_structure(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_staff(world, id, POLICE_TOO, HOSPITAL, SHELTER);
    assert_int_equal(STATUS_DENIED,
                     change(world, POLICE, POLICE_TOO, as(world, S_HOSPITAL, false, false)));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, POLICE_TOO, as(world, S_HOSPITAL, false, false)));
    assert_string_equal("change person, admit person", raw_journal(world, journal));
    assert_true(signatory(world, POLICE_TOO));
    assert_string_equal("accepted", role_state(world, id, "animator"));
    /* the animator does not come from the narrator's structure */
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, POLICE_TOO, as(world, S_SHELTER, false, false)));
    assert_string_equal("declined", role_state(world, id, "animator"));
    assert_string_equal("planned", world_row(world, id).stage);
    /* a structure that has not signed */
    assert_string_equal("1", held(world, POLICE_TOO, "shared"));
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, POLICE_TOO, as(world, S_LAWYER, false, false)));
    assert_int_equal(RELATION_MEMBER, standing_of(world, POLICE_TOO));
    assert_string_equal("", held(world, POLICE_TOO, "shared"));
    assert_string_equal("1 2", held(world, SHELTER, "shared"));
    /* the profession alone needs no new certificate */
    journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, SHELTER, as(world, S_SHELTER, true, false)));
    assert_string_equal("edit person", raw_journal(world, journal));
    assert_string_equal("cesf", raw_text(world,
                                         "SELECT profession FROM membership WHERE account ="
                                         " '%s'",
                                         world_hex(world, world->people[SHELTER].id)));
}

static void what_they_signed_for_a_structure_stands(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, POLICE, as(world, S_HOSPITAL, false, false)));
    assert_true(signatory(world, POLICE_TOO));
    assert_int_equal(STATUS_DENIED, charter_sign(world_act(world, POLICE), 1));
    assert_int_equal(STATUS_DENIED, leave(world, POLICE, S_POLICE));
}

static void coordination_is_given_and_taken(void **state)
{
    struct world *world = world_of(state);
    json_t *fields = as(world, S_SHELTER, true, true);
    dossier_share(world);
    json_object_del(fields, "sure");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, assignment_change(act, world->people[SHELTER], fields));
    assert_field_fault(act, "sure", "second_look");
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, SHELTER, as(world, S_SHELTER, true, true)));
    assert_false(standing_of(world, SHELTER) & RELATION_COORDINATION); /* no second factor yet */
    factor_prove(world, world_act(world, SHELTER));
    assert_true(standing_of(world, SHELTER) & RELATION_COORDINATION);
    /* nobody certifies themselves */
    act = world_act(world, SHELTER);
    assert_int_equal(STATUS_CONFLICT, assignment_change(act, world->people[SHELTER],
                                                        as(world, S_SHELTER, true, false)));
    assert_fault(act, "not_oneself");
    /* the founder's role ends too, by another's word; what they certified stands */
    assert_int_equal(STATUS_OK,
                     change(world, SHELTER, COORDINATOR, as(world, S_HOSPITAL, false, false)));
    assert_false(standing_of(world, COORDINATOR) & RELATION_COORDINATION);
    assert_true(signatory(world, POLICE));
    assert_int_equal(STATUS_DENIED,
                     change(world, COORDINATOR, POLICE, as(world, S_POLICE, true, true)));
    assert_int_equal(STATUS_OK, change(world, SHELTER, POLICE, as(world, S_POLICE, true, true)));
    assert_int_equal(STATUS_OK, change(world, POLICE, SHELTER, as(world, S_SHELTER, true, false)));
    act = world_act(world, POLICE);
    assert_int_equal(STATUS_CONFLICT, assignment_change(act, world->people[POLICE],
                                                        as(world, S_POLICE, true, false)));
    assert_fault(act, "last_coordinator");
}

/* The certificate of an earlier role, put back by somebody who writes rows. */
static void an_earlier_role_does_not_come_back(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, SHELTER, as(world, S_SHELTER, true, true)));
    assert_int_equal(STATUS_OK,
                     change(world, COORDINATOR, SHELTER, as(world, S_SHELTER, true, false)));
    const char *who = world_hex(world, world->people[SHELTER].id);
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'", who);
    raw_change(world, "DELETE FROM certificate WHERE account = '%s' AND number = 3", who);
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_TAMPERED, trust_now(&certificate, act, conn, world->people[SHELTER]));
    db_done(conn);
}

/* A new version is in force at once, the one before it until the last of its days of grace. */
static void grace_ends_to_the_second(void **state)
{
    struct world *world = world_of(state);
    int64_t version;
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    world_publish(world, "# Charte, deuxième version");
    const int64_t end = clock_now() + world->pack->grace_days * DAY;
    for (int who = COORDINATOR; who <= SHELTER; who++)
        if (who != POLICE_TOO)
            world_bind(world, (enum someone)who);
    clock_set(end - 1);
    assert_true(signatory(world, POLICE_TOO));
    assert_int_equal(STATUS_OK, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 2), 1, &version));
    assert_string_equal("1", held(world, POLICE_TOO, "synthesis"));
    clock_set(end);
    assert_false(signatory(world, POLICE_TOO));
    assert_true(signatory(world, SHELTER));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, synthesis_view, POLICE_TOO, id));
    /* nothing turns by itself; the next text does not go under a key that they hold */
    assert_string_equal("1", held(world, POLICE_TOO, "synthesis"));
    raw_text(world, "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 3), 2, &version));
    assert_string_equal("", held(world, POLICE_TOO, "synthesis"));
    assert_string_equal("1 2", held(world, SHELTER, "synthesis"));
    raw_text(world,
             "INSERT INTO envelope SELECT * FROM copy WHERE vault NOT IN (SELECT vault FROM"
             " envelope WHERE reader = '%s')",
             world_hex(world, world->people[POLICE_TOO].id));
    assert_int_equal(STATUS_NOT_FOUND, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
    /* who signs late waits for the keys, and gets them */
    world_bind(world, POLICE_TOO);
    assert_true(signatory(world, POLICE_TOO));
    raw_text(world, "DELETE FROM envelope WHERE reader = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    assert_int_equal(STATUS_OK, synthesis_grant(world_act(world, HOSPITAL), id));
    assert_int_equal(STATUS_OK, opens(world, POLICE_TOO, id, VAULT_SYNTHESIS));
}

/* A séance whose secretary can act no longer goes on with another. */
static void a_role_left_behind_is_given_again(void **state)
{
    struct world *world = world_of(state);
    int64_t version;
    dossier_share(world);
    struct seance_id held_at = dossier_held(world);
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), held_at,
                                               dossier_synthesis(world, 1), 0, &version));
    /* it was handed in, commented, and sent back */
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), held_at,
                                                 dossier_synthesis(world, 2), version));
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, held_at, DOSSIER_COMMENT,
                                                "0000000000000000000000000000c0de"));
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), held_at,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_DENIED, world_give(world, act, held_at, "narrator", POLICE_TOO));
    assert_int_equal(STATUS_DENIED, world_give(world, act, held_at, "secretary", POLICE_TOO));
    assert_int_equal(STATUS_OK, withdrawal_withdraw(act, world->people[HOSPITAL]));
    clock_set(clock_now() + 1);
    assert_string_equal("accepted", role_state(world, held_at, "secretary"));
    assert_int_equal(STATUS_DENIED, world_give(world, world_act(world, HOSPITAL_TOO), held_at,
                                               "secretary", POLICE_TOO));
    assert_int_equal(STATUS_OK, world_give(world, world_act(world, COORDINATOR), held_at,
                                           "secretary", POLICE_TOO));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE_TOO, held_at, "secretary", "accepted"));
    assert_stage(world, held_at, "held");
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, POLICE_TOO), held_at,
                                                 dossier_synthesis(world, 1), 0));
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE_TOO), held_at, 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), held_at, 1));
    assert_stage(world, held_at, "published");
}

/* What is to come counts those who can come. */
static void who_cannot_come_is_not_counted(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, COORDINATOR), &model, id));
    json_int_t before =
        json_integer_value(json_object_get(json_object_get(model, "positions"), "coming"));
    assert_int_equal(STATUS_OK,
                     suspension_suspend(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, COORDINATOR), &model, id));
    assert_int_equal(before - 1, json_integer_value(json_object_get(
                                     json_object_get(model, "positions"), "coming")));
    assert_int_equal(STATUS_OK, positioning_view(world_act(world, COORDINATOR), &model, id));
    assert_null(world_find(world, json_object_get(model, "coming"), POLICE_TOO));
    assert_int_equal(STATUS_OK, dossier_hold(world, HOSPITAL, id));
    assert_int_equal(1, raw_number(world,
                                   "SELECT count(*) FROM positioning WHERE account = '%s' AND"
                                   " answer = 'coming'",
                                   world_hex(world, world->people[POLICE_TOO].id)));
}

/* Everything that somebody waits for, and one click for what one holds. */
static void who_waits_is_listed_and_opened(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, grants_view(world_act(world, COORDINATOR), &model));
    assert_int_equal(0, json_array_size(json_object_get(model, "grants")));
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    raw_text(world, "DELETE FROM envelope WHERE reader = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    raw_accept_vaults(world);
    assert_int_equal(STATUS_OK, grants_view(world_act(world, COORDINATOR), &model));
    const json_t *grants = json_object_get(model, "grants");
    assert_int_equal(2, json_array_size(grants));
    assert_string_equal("shared", world_text(json_array_get(grants, 0), "of"));
    assert_string_equal("situation", world_text(json_array_get(grants, 1), "of"));
    const json_t *waiting = json_object_get(json_array_get(grants, 1), "people");
    assert_int_equal(2, json_array_size(waiting));
    assert_non_null(world_find(world, waiting, HOSPITAL_TOO));
    assert_true(dossier_is(model, "opens"));
    assert_int_equal(STATUS_DENIED, grants_open(world_act(world, POLICE)));
    assert_int_equal(STATUS_OK, grants_open(world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, opens(world, HOSPITAL_TOO, id, VAULT_SITUATION));
    assert_string_equal("1", held(world, POLICE_TOO, "shared"));
    assert_int_equal(STATUS_OK, grants_view(world_act(world, COORDINATOR), &model));
    assert_int_equal(0, json_array_size(json_object_get(model, "grants")));
    /* nobody opens a key that they do not hold */
    raw_text(world, "DELETE FROM envelope WHERE reader IN ('%s', '%s')",
             world_hex(world, world->people[POLICE_TOO].id),
             world_hex(world, world->people[COORDINATOR].id));
    raw_accept_vaults(world);
    assert_int_equal(STATUS_OK, grants_view(world_act(world, COORDINATOR), &model));
    assert_false(dossier_is(model, "opens"));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_DENIED, grants_open(act));
    assert_fault(act, "no_shared_key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_structure_leaves_with_its_people),
        WORLD_TEST(no_row_brings_it_back),
        WORLD_TEST(it_may_sign_again),
        WORLD_TEST(somebody_changes_structure),
        WORLD_TEST(what_they_signed_for_a_structure_stands),
        WORLD_TEST(coordination_is_given_and_taken),
        WORLD_TEST(an_earlier_role_does_not_come_back),
        WORLD_TEST(grace_ends_to_the_second),
        WORLD_TEST(a_role_left_behind_is_given_again),
        WORLD_TEST(who_cannot_come_is_not_counted),
        WORLD_TEST(who_waits_is_listed_and_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
