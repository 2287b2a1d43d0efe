#include "world_dossier.h"

static json_t *draft(struct world *world, const char *context)
{
    return world_form(world, "{'closed_on': '2021-06', 'context': '%s'}", context);
}

/* A save that must come out as version ${now}. */
static void saves(struct world *world, struct seance_id seance, const char *context,
                  int64_t version, int64_t now)
{
    int64_t now_at = -1;
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), seance,
                                               draft(world, context), version, &now_at));
    assert_int_equal(now, now_at);
}

static const json_t *seen(struct world *world, enum someone who, struct seance_id seance)
{
    return dossier_read(world, situation_view, who, seance);
}

static const char *context(const json_t *model)
{
    return world_text(json_object_get(model, "values"), "context");
}

static void the_whole_life_of_a_situation(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    const json_t *model = seen(world, SHELTER, id);
    assert_string_equal("none", world_text(model, "state"));
    assert_int_equal(0, dossier_version(model));
    assert_true(dossier_is(model, "i_save") && dossier_is(model, "i_submit"));
    saves(world, id, "Un", 0, 1);
    model = seen(world, SHELTER, id);
    assert_string_equal("draft", world_text(model, "state"));
    assert_string_equal("Un", context(model));
    assert_stage(world, id, "staffed");

    assert_int_equal(STATUS_OK,
                     situation_submit(world_act(world, SHELTER), id, draft(world, "Deux"), 1));
    assert_stage(world, id, "submitted");
    model = seen(world, POLICE, id);
    assert_string_equal("submitted", world_text(model, "state"));
    assert_string_equal("Deux", context(model));
    assert_int_equal(2, dossier_version(model));
    assert_non_null(world_find(world, json_object_get(model, "readers"), POLICE));
    assert_string_equal(world_hex(world, world->people[SHELTER].id),
                        world_text(json_object_get(model, "author"), "id"));
    assert_true(dossier_is(model, "i_approve") && dossier_is(model, "i_send_back"));
    assert_false(dossier_is(model, "i_save"));

    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    assert_stage(world, id, "prepared");
    static const enum someone readers[] = {SHELTER, POLICE, HOSPITAL, POLICE_TOO, COORDINATOR};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        model = seen(world, readers[i], id);
        assert_string_equal("Deux", context(model));
        assert_string_equal("approved", world_text(model, "state"));
        assert_false(dossier_is(model, "locked") || dossier_is(model, "i_grant"));
        assert_true(dossier_holder(world, readers[i], id, "situation"));
    }
    assert_int_equal(5, dossier_holders(world, id, "situation"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, HOSPITAL_TOO, id));
    assert_int_equal(STATUS_OK, dossier_hold(world, POLICE, id));
    assert_string_equal("Deux", context(seen(world, POLICE_TOO, id)));
}

static void a_stale_draft_is_a_conflict(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    int64_t now;
    saves(world, id, "Un", 0, 1);
    static const int64_t stale[] = {0, 2, -1, INT64_C(0x100000001)};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        struct act *act = world_act(world, SHELTER);
        now = 7;
        assert_int_equal(STATUS_CONFLICT,
                         situation_save(act, id, draft(world, "Autre"), stale[i], &now));
        assert_fault(act, "conflict_stale");
        assert_int_equal(0, now);
        act = world_act(world, SHELTER);
        assert_int_equal(STATUS_CONFLICT,
                         situation_submit(act, id, draft(world, "Autre"), stale[i]));
        assert_fault(act, "conflict_stale");
    }
    assert_stage(world, id, "staffed");
    long long journal = raw_journal_size(world);
    saves(world, id, "Un", 1, 1); /* the same again is no new version */
    assert_string_equal("", raw_journal(world, journal));
    saves(world, id, "Deux", 1, 2);
    assert_string_equal("save situation", raw_journal(world, journal));
    assert_string_equal("Deux", context(seen(world, SHELTER, id)));
}

static void superseded_drafts_are_emptied(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    saves(world, id, "Un", 0, 1);
    saves(world, id, "Deux", 1, 2);
    saves(world, id, "Trois", 2, 3);
    assert_string_equal("3", dossier_versions(world, id, "situation"));
    struct act *act = world_act(world, SHELTER);
    assert_int_equal(STATUS_OK, situation_submit(act, id, draft(world, "Quatre"), 3));
    assert_int_equal(
        STATUS_OK, situation_send_back(world_act(world, POLICE), id,
                                       world_form(world, "{'word': '%s'}", "Un lieu est nommé.")));
    assert_string_equal("4", dossier_versions(world, id, "situation"));
    /* what came back because it named a place goes, whoever gets the vault's key later */
    saves(world, id, "Cinq", 4, 5);
    assert_string_equal("5", dossier_versions(world, id, "situation"));
    saves(world, id, "Six", 5, 6);
    act = world_act(world, SHELTER);
    assert_int_equal(STATUS_OK, situation_submit(act, id, draft(world, "Six"), 6));
    assert_string_equal("6", dossier_versions(world, id, "situation"));
    assert_int_equal(6, raw_number(world, "SELECT count(*) FROM document_version WHERE length(hash)"
                                          " = 32 AND document = (SELECT id FROM document WHERE"
                                          " kind = 'situation')"));
}

static void only_closed_cases_are_submitted(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    static const struct {
        const char *values, *fault;
    } cases[] = {{"{'context': 'En cours'}", "not_closed"},
                 {"{'context': 'En cours', 'closed_on': null}", "not_closed"},
                 {"{'closed_on': '2022-02'}", "month_in_future"},
                 {"{'closed_on': '2023-01'}", "month_in_future"},
                 {"{'closed_on': '2021-13'}", "month_in_future"},
                 {"{'closed_on': ''}", "month_in_future"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct act *act = world_act(world, SHELTER);
        assert_int_equal(STATUS_INVALID,
                         situation_submit(act, id, world_form(world, "%s", cases[i].values), 0));
        assert_field_fault(act, "closed_on", cases[i].fault);
    }
    assert_stage(world, id, "staffed");
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM document"));
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), id,
                                                 world_form(world, "{'closed_on': '2022-01'}"), 0));
}

/* Every function of situation.h as somebody to whom it must not exist. */
static void refuses_all(struct world *world, enum someone who, struct seance_id id)
{
    int64_t now = 7;
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, who, id));
    assert_int_equal(STATUS_NOT_FOUND,
                     situation_save(world_act(world, who), id, draft(world, "Autre"), 0, &now));
    assert_int_equal(0, now);
    assert_int_equal(STATUS_NOT_FOUND,
                     situation_submit(world_act(world, who), id, draft(world, "Autre"), 1));
    assert_int_equal(STATUS_NOT_FOUND, situation_approve(world_act(world, who), id, 1));
    assert_int_equal(STATUS_NOT_FOUND,
                     situation_send_back(world_act(world, who), id,
                                         world_form(world, "{'word': '%s'}", "Non.")));
    assert_int_equal(STATUS_NOT_FOUND, situation_grant(world_act(world, who), id));
    assert_false(dossier_holder(world, who, id, "situation"));
}

static void to_outsiders_there_is_no_situation(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    saves(world, id, "Un", 0, 1);
    static const enum someone not_yet[] = {COORDINATOR,  POLICE, POLICE_TOO, HOSPITAL,
                                           HOSPITAL_TOO, LAWYER, STRANGER};
    long long journal = raw_journal_size(world);
    for (size_t i = 0; i < sizeof not_yet / sizeof *not_yet; i++)
        refuses_all(world, not_yet[i], id);
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(STATUS_OK,
                     situation_submit(world_act(world, SHELTER), id, draft(world, "Un"), 1));
    journal = raw_journal_size(world);
    for (size_t i = 0; i < sizeof not_yet / sizeof *not_yet; i++)
        if (not_yet[i] != POLICE)
            refuses_all(world, not_yet[i], id);
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 1));
    static const enum someone never[] = {HOSPITAL_TOO, LAWYER, STRANGER};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        refuses_all(world, never[i], id);
    struct seance_id nowhere;
    id_new(&nowhere.id);
    refuses_all(world, SHELTER, nowhere);
    assert_string_equal("approve situation, grant vault, grant vault, grant vault",
                        raw_journal(world, journal));
    /* readers may read, and no more */
    assert_int_equal(STATUS_DENIED, situation_approve(world_act(world, POLICE_TOO), id, 1));
    assert_int_equal(STATUS_DENIED,
                     situation_send_back(world_act(world, POLICE_TOO), id,
                                         world_form(world, "{'word': '%s'}", "Non.")));
    assert_int_equal(STATUS_DENIED, situation_grant(world_act(world, POLICE_TOO), id));
    int64_t now;
    assert_int_equal(STATUS_DENIED,
                     situation_save(world_act(world, SHELTER), id, draft(world, "Deux"), 1, &now));
}

static void whoever_comes_late_waits_for_the_key(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    long long journal = raw_journal_size(world);
    const json_t *model = seen(world, HOSPITAL_TOO, id);
    assert_true(dossier_is(model, "locked"));
    assert_null(json_object_get(model, "values"));
    assert_null(json_object_get(model, "readers"));
    assert_int_equal(0, dossier_version(model));
    assert_string_equal("", raw_journal(world, journal)); /* there was nothing to read */
    model = seen(world, HOSPITAL, id);
    const json_t *waiting = json_object_get(model, "waiting");
    assert_int_equal(1, json_array_size(waiting));
    assert_non_null(world_find(world, waiting, HOSPITAL_TOO));
    assert_true(dossier_is(model, "i_grant"));
    assert_false(dossier_is(seen(world, POLICE_TOO, id), "i_grant"));
    assert_int_equal(STATUS_DENIED, situation_grant(world_act(world, HOSPITAL_TOO), id));
    journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, HOSPITAL), id));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, HOSPITAL), id));
    assert_string_equal("grant vault", raw_journal(world, journal));
    assert_string_equal(DOSSIER_SENTENCE " (1).", context(seen(world, HOSPITAL_TOO, id)));
    assert_false(dossier_is(seen(world, HOSPITAL, id), "i_grant"));
    /* an envelope without the right is no right */
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'excused'}"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, HOSPITAL_TOO, id));
    /* a right without the envelope is no key to hand on */
    raw_change(world, "DELETE FROM envelope WHERE reader = '%s'",
               world_hex(world, world->people[HOSPITAL].id));
    raw_accept_vaults(world);
    struct act *act = world_act(world, HOSPITAL);
    assert_int_equal(STATUS_DENIED, situation_grant(act, id));
    assert_fault(act, "locked");
}

static void without_the_charter_coming_is_no_right(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    raw_change(world, "DELETE FROM charter_signature WHERE subject = '%s'",
               world_hex(world, world->people[POLICE_TOO].id));
    world_accept(world, "charter", world_charter(world));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 1));
    assert_false(dossier_holder(world, POLICE_TOO, id, "situation"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, POLICE_TOO, id));
    assert_int_equal(0, json_array_size(json_object_get(seen(world, POLICE, id), "waiting")));
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE_TOO), 1));
    assert_true(dossier_is(seen(world, POLICE_TOO, id), "locked"));
    assert_int_equal(1, json_array_size(json_object_get(seen(world, POLICE, id), "waiting")));
}

static void a_promise_to_come_opens_nothing_after_the_seance(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    /* says so once it is too late to be asked, and does not come */
    assert_int_equal(STATUS_OK, positioning_answer(world_act(world, HOSPITAL_TOO), id,
                                                   world_form(world, "{'answer': 'coming'}")));
    assert_true(dossier_is(seen(world, HOSPITAL_TOO, id), "locked"));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, POLICE), id));
    assert_true(dossier_holder(world, HOSPITAL_TOO, id, "situation"));
    assert_int_equal(STATUS_OK, dossier_hold(world, HOSPITAL, id));
    assert_false(dossier_holder(world, HOSPITAL_TOO, id, "situation"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, HOSPITAL_TOO, id));
    assert_true(dossier_holder(world, POLICE_TOO, id, "situation"));
}

static void a_word_brings_it_back_to_the_narrator(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_INVALID, situation_send_back(act, id, world_form(world, "{}")));
    assert_field_fault(act, "word", "required");
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    assert_string_equal("send_back situation, ungrant vault", raw_journal(world, journal));
    assert_stage(world, id, "staffed");
    assert_false(dossier_holder(world, POLICE, id, "situation"));
    assert_int_equal(1, dossier_holders(world, id, "situation"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, POLICE, id));
    const json_t *model = seen(world, SHELTER, id);
    assert_string_equal("sent_back", world_text(model, "state"));
    assert_string_equal(DOSSIER_WORD, world_text(json_object_get(model, "word"), "text"));
    assert_true(dossier_is(model, "i_save"));
    clock_set(WORLD_START + 60); /* words are in the order of their time */
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 1));
    assert_true(dossier_holder(world, POLICE, id, "situation"));
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", "Encore un.")));
    model = seen(world, SHELTER, id);
    assert_string_equal("Encore un.", world_text(json_object_get(model, "word"), "text"));
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 2));
    assert_string_equal("Encore un.",
                        world_text(json_object_get(seen(world, POLICE, id), "word"), "text"));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    assert_null(json_object_get(seen(world, POLICE_TOO, id), "word")); /* between the two */
}

static void exactly_what_was_read_is_approved(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", "Un lieu.")));
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 1));
    static const int64_t stale[] = {1, 0, 3};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        struct act *act = world_act(world, POLICE);
        assert_int_equal(STATUS_CONFLICT, situation_approve(act, id, stale[i]));
        assert_fault(act, "conflict_stale");
    }
    assert_stage(world, id, "submitted");
    assert_int_equal(2, dossier_holders(world, id, "situation"));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    assert_int_equal(STATUS_DENIED, situation_approve(world_act(world, POLICE), id, 2));
}

static void the_text_goes_with_its_narrator(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", "Un lieu.")));
    saves(world, id, "Deux", 1, 2);
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, id, "narrator", "declined"));
    assert_stage(world, id, "planned");
    assert_int_equal(0, raw_number(world, "SELECT (SELECT count(*) FROM document) + (SELECT"
                                          " count(*) FROM document_version) + (SELECT count(*)"
                                          " FROM vault) + (SELECT count(*) FROM envelope)"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, SHELTER, id));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "narrator", HOSPITAL_TOO));
    assert_int_equal(STATUS_OK, world_answer(world, HOSPITAL_TOO, id, "narrator", "accepted"));
    assert_string_equal("none", world_text(seen(world, HOSPITAL_TOO, id), "state"));
    int64_t now;
    assert_int_equal(STATUS_OK, situation_save(world_act(world, HOSPITAL_TOO), id,
                                               draft(world, "Autre chose"), 0, &now));
    assert_int_equal(1, now);
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, SHELTER, id));
    assert_int_equal(1, dossier_holders(world, id, "situation"));
}

static void gives_back_at_submitted(struct world *world, enum someone who, const char *role,
                                    enum someone successor)
{
    struct seance_id id = dossier_submitted(world);
    assert_true(dossier_holder(world, POLICE, id, "situation"));
    assert_int_equal(STATUS_OK, world_answer(world, who, id, role, "declined"));
    assert_stage(world, id, "planned");
    assert_int_equal(1, dossier_holders(world, id, "situation"));
    assert_true(dossier_holder(world, SHELTER, id, "situation"));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, role, successor));
    assert_int_equal(STATUS_OK, world_answer(world, successor, id, role, "accepted"));
    assert_stage(world, id, "staffed");
    const json_t *model = seen(world, SHELTER, id);
    assert_string_equal("draft", world_text(model, "state"));
    assert_string_equal(DOSSIER_SENTENCE " (1).", context(model));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, POLICE, id));
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 1), 1));
    enum someone animator = strcmp(role, "animator") == 0 ? successor : POLICE;
    assert_string_equal(DOSSIER_SENTENCE " (1).", context(seen(world, animator, id)));
    assert_int_equal(2, dossier_holders(world, id, "situation"));
}

static void without_its_animator_it_is_a_draft_again(void **state)
{
    gives_back_at_submitted(world_of(state), POLICE, "animator", HOSPITAL_TOO);
}

static void without_its_secretary_it_is_a_draft_again(void **state)
{
    gives_back_at_submitted(world_of(state), HOSPITAL, "secretary", HOSPITAL_TOO);
}

/* Somebody else gives their role back: the narrator finds what they wrote. */
static void a_role_given_back_hides_no_draft(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    int64_t at;
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &at));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
    assert_int_equal(STATUS_OK, situation_view(world_act(world, SHELTER), &model, id));
    assert_true(json_is_object(json_object_get(model, "values")));
    assert_int_equal(STATUS_NOT_FOUND, situation_view(world_act(world, HOSPITAL), &model, id));
    assert_int_equal(STATUS_NOT_FOUND, situation_view(world_act(world, POLICE), &model, id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_role_given_back_hides_no_draft),
        WORLD_TEST(the_whole_life_of_a_situation),
        WORLD_TEST(a_stale_draft_is_a_conflict),
        WORLD_TEST(superseded_drafts_are_emptied),
        WORLD_TEST(only_closed_cases_are_submitted),
        WORLD_TEST(to_outsiders_there_is_no_situation),
        WORLD_TEST(whoever_comes_late_waits_for_the_key),
        WORLD_TEST(without_the_charter_coming_is_no_right),
        WORLD_TEST(a_promise_to_come_opens_nothing_after_the_seance),
        WORLD_TEST(a_word_brings_it_back_to_the_narrator),
        WORLD_TEST(exactly_what_was_read_is_approved),
        WORLD_TEST(the_text_goes_with_its_narrator),
        WORLD_TEST(without_its_animator_it_is_a_draft_again),
        WORLD_TEST(without_its_secretary_it_is_a_draft_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
