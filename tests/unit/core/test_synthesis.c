#include "world_dossier.h"

#include "core/members/withdrawal.h"

static const json_t *seen(struct world *world, enum someone who, struct seance_id seance)
{
    return dossier_read(world, synthesis_view, who, seance);
}

static enum status view(struct world *world, enum someone who, struct seance_id seance)
{
    return dossier_try(world, synthesis_view, who, seance);
}

static void saves(struct world *world, struct seance_id seance, int edition, int64_t version,
                  int64_t now)
{
    int64_t now_at = -1;
    assert_int_equal(STATUS_OK,
                     synthesis_save(world_act(world, HOSPITAL), seance,
                                    dossier_synthesis(world, edition), version, &now_at));
    assert_int_equal(now, now_at);
}

static enum status sign(struct world *world, enum someone who, struct seance_id seance,
                        int64_t version, const char *fault)
{
    struct act *act = world_act(world, who);
    enum status status = synthesis_sign(act, seance, version);
    assert_fault(act, fault);
    return status;
}

static long long signatures(struct world *world)
{
    return raw_number(world, "SELECT count(*) FROM document_signature");
}

static const char *context(const json_t *model)
{
    return world_text(json_object_get(model, "values"), "context");
}

/* Every function of synthesis.h as somebody to whom it must not exist. */
static void refuses_all(struct world *world, enum someone who, struct seance_id id)
{
    int64_t now = 7;
    assert_int_equal(STATUS_NOT_FOUND, view(world, who, id));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_save(world_act(world, who), id,
                                                      dossier_synthesis(world, 9), 0, &now));
    assert_int_equal(0, now);
    assert_int_equal(STATUS_NOT_FOUND,
                     synthesis_submit(world_act(world, who), id, dossier_synthesis(world, 9), 1));
    assert_int_equal(STATUS_NOT_FOUND,
                     synthesis_send_back(world_act(world, who), id,
                                         world_form(world, "{'word': '%s'}", "Non.")));
    assert_int_equal(STATUS_NOT_FOUND, dossier_comment(world, who, id, "Oui", ""));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_sign(world_act(world, who), id, 1));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_grant(world_act(world, who), id));
    assert_false(dossier_holder(world, who, id, "synthesis"));
}

static void a_draft_is_the_secretarys_alone(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    int64_t now;
    refuses_all(world, HOSPITAL, id); /* not before the séance was held */
    assert_int_equal(STATUS_OK, dossier_hold(world, HOSPITAL, id));
    assert_string_equal("none", world_text(seen(world, HOSPITAL, id), "state"));
    saves(world, id, 1, 0, 1);
    saves(world, id, 2, 1, 2);
    saves(world, id, 2, 2, 2);
    assert_string_equal("2", dossier_versions(world, id, "synthesis"));
    static const int64_t stale[] = {0, 1, 3};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        struct act *act = world_act(world, HOSPITAL);
        assert_int_equal(STATUS_CONFLICT,
                         synthesis_save(act, id, dossier_synthesis(world, 3), stale[i], &now));
        assert_fault(act, "conflict_stale");
        assert_int_equal(STATUS_CONFLICT,
                         synthesis_submit(act, id, dossier_synthesis(world, 3), stale[i]));
    }
    const json_t *model = seen(world, HOSPITAL, id);
    assert_string_equal("Suivi de grossesse (2).", context(model));
    assert_string_equal("draft", world_text(model, "state"));
    assert_true(dossier_is(model, "i_save") && dossier_is(model, "i_submit"));
    assert_false(dossier_is(model, "i_sign") || dossier_is(model, "i_comment"));
    static const enum someone others[] = {POLICE, SHELTER,     POLICE_TOO, HOSPITAL_TOO,
                                          LAWYER, COORDINATOR, STRANGER};
    long long journal = raw_journal_size(world);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        refuses_all(world, others[i], id);
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(1, dossier_holders(world, id, "synthesis"));
    assert_stage(world, id, "held");
}

static void those_who_were_there_comment(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    assert_stage(world, id, "drafted");
    static const enum someone readers[] = {HOSPITAL, POLICE, SHELTER, POLICE_TOO, COORDINATOR};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const json_t *model = seen(world, readers[i], id);
        assert_string_equal("Suivi de grossesse (1).", context(model));
        assert_int_equal(clock_days(WORLD_START, (unsigned)world->pack->review_days),
                         json_integer_value(json_object_get(model, "review_until_at")));
        assert_int_equal(readers[i] != COORDINATOR, dossier_is(model, "i_comment"));
    }
    assert_int_equal(5, dossier_holders(world, id, "synthesis"));
    static const enum someone others[] = {HOSPITAL_TOO, LAWYER, STRANGER};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        refuses_all(world, others[i], id);
    static const char key[] = "00000000000000000000000000c00001";
    assert_int_equal(STATUS_OK, dossier_comment(world, POLICE_TOO, id, DOSSIER_COMMENT, key));
    long long journal = raw_journal_size(world);
    /* the same form twice, and the same key with another text */
    for (int i = 0; i < 2; i++) {
        struct act *act = world_act(world, POLICE_TOO);
        json_t *form = world_form(world, "{'text': '%s', 'key': '%s'}",
                                  i == 0 ? DOSSIER_COMMENT : "Autre", key);
        assert_int_equal(STATUS_CONFLICT, synthesis_comment(act, id, form));
        assert_fault(act, "conflict_replayed");
    }
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(STATUS_DENIED, dossier_comment(world, COORDINATOR, id, "Oui", ""));
    struct act *act = world_act(world, POLICE_TOO);
    assert_int_equal(STATUS_INVALID, synthesis_comment(act, id, world_form(world, "{}")));
    assert_field_fault(act, "text", "required");
    clock_set(WORLD_START + 60);
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, "D’accord.", ""));
    const json_t *comments = json_object_get(seen(world, HOSPITAL, id), "comments");
    assert_int_equal(2, json_array_size(comments));
    const json_t *first = json_array_get(comments, 0);
    assert_string_equal(DOSSIER_COMMENT, world_text(first, "text"));
    assert_ptr_equal(first, world_find(world, comments, POLICE_TOO));
    assert_false(dossier_is(first, "tampered"));
}

static void the_two_signatures_publish(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_DENIED, sign(world, POLICE_TOO, id, 1, ""));
    assert_int_equal(STATUS_DENIED, sign(world, SHELTER, id, 1, ""));
    assert_int_equal(STATUS_DENIED, sign(world, COORDINATOR, id, 1, ""));
    assert_int_equal(STATUS_CONFLICT, sign(world, POLICE, id, 0, "conflict_stale"));
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 1, ""));
    assert_int_equal(STATUS_CONFLICT, sign(world, POLICE, id, 1, "signed_already"));
    assert_stage(world, id, "drafted");
    assert_int_equal(1, signatures(world));
    refuses_all(world, HOSPITAL_TOO, id);
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
    assert_stage(world, id, "published");
    assert_int_equal(STATUS_DENIED, sign(world, HOSPITAL, id, 1, ""));

    /* who was not there reads it through the shared vault, and holds no other key */
    assert_false(dossier_holder(world, HOSPITAL_TOO, id, "synthesis"));
    const json_t *model = seen(world, HOSPITAL_TOO, id);
    assert_string_equal("published", world_text(model, "state"));
    assert_string_equal("Suivi de grossesse (1).", context(model));
    assert_false(dossier_is(model, "locked"));
    assert_null(json_object_get(model, "comments"));
    const json_t *all = json_object_get(model, "signatures");
    assert_int_equal(2, json_array_size(all));
    static const enum someone who[] = {POLICE, HOSPITAL};
    static const char *const roles[] = {"animator", "secretary"};
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = world_find(world, all, who[i]);
        assert_string_equal(roles[i], world_text(one, "role"));
        assert_true(dossier_is(one, "verified"));
    }
    assert_non_null(json_object_get(seen(world, POLICE_TOO, id), "comments"));
    /* the charter first, and another space never */
    assert_int_equal(STATUS_NOT_FOUND, view(world, LAWYER, id));
    assert_int_equal(STATUS_NOT_FOUND, view(world, STRANGER, id));
    int64_t now;
    assert_int_equal(STATUS_DENIED, synthesis_save(world_act(world, HOSPITAL), id,
                                                   dossier_synthesis(world, 2), 1, &now));
    assert_int_equal(STATUS_DENIED, dossier_comment(world, POLICE_TOO, id, "Trop tard", ""));
    assert_int_equal(STATUS_DENIED,
                     synthesis_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", "Non.")));
}

static void without_the_shared_key_it_is_locked(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_published(world);
    const char *who = world_hex(world, world->people[HOSPITAL_TOO].id);
    raw_change(world, "DELETE FROM envelope WHERE reader = '%s'", who);
    raw_accept_vaults(world);
    long long journal = raw_journal_size(world);
    const json_t *model = seen(world, HOSPITAL_TOO, id);
    assert_true(dossier_is(model, "locked"));
    assert_null(json_object_get(model, "values"));
    assert_int_equal(2, json_array_size(json_object_get(model, "signatures")));
    assert_string_equal("", raw_journal(world, journal)); /* there was nothing to read */
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_string_equal("Suivi de grossesse (1).", context(seen(world, HOSPITAL_TOO, id)));
    assert_string_equal("grant vault, read synthesis", raw_journal(world, journal));
    /* who took part needs no shared key */
    raw_change(world,
               "DELETE FROM envelope WHERE reader = '%s' AND vault ="
               " (SELECT id FROM vault WHERE purpose = 'shared')",
               world_hex(world, world->people[POLICE_TOO].id));
    assert_string_equal("Suivi de grossesse (1).", context(seen(world, POLICE_TOO, id)));
}

static void publishing_needs_the_shared_key(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world); /* no shared vault at all */
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 1, ""));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_DENIED, sign(world, HOSPITAL, id, 1, "no_shared_key"));
    assert_int_equal(1, signatures(world)); /* undone as a whole */
    assert_string_equal("", raw_journal(world, journal));
    assert_stage(world, id, "drafted");
    dossier_share(world);
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
    assert_stage(world, id, "published");
}

static void an_edit_asks_for_new_signatures(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
    saves(world, id, 1, 1, 1); /* the same again: nothing to sign anew */
    assert_int_equal(1, json_array_size(json_object_get(seen(world, POLICE, id), "signatures")));
    saves(world, id, 2, 1, 2);
    assert_int_equal(0, json_array_size(json_object_get(seen(world, POLICE, id), "signatures")));
    assert_string_equal("1 2", dossier_versions(world, id, "synthesis")); /* both were shown */
    assert_int_equal(STATUS_CONFLICT, sign(world, POLICE, id, 1, "conflict_stale"));
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 2, ""));
    assert_stage(world, id, "drafted"); /* the secretary signed another version */
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 2, ""));
    assert_stage(world, id, "published");
    assert_string_equal("Suivi de grossesse (2).", context(seen(world, HOSPITAL_TOO, id)));
    assert_int_equal(2, json_array_size(json_object_get(seen(world, SHELTER, id), "signatures")));
}

static void a_word_brings_it_back_to_the_secretary(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT, ""));
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_INVALID, synthesis_send_back(act, id, world_form(world, "{}")));
    assert_field_fault(act, "word", "required");
    assert_int_equal(STATUS_DENIED,
                     synthesis_send_back(world_act(world, HOSPITAL), id,
                                         world_form(world, "{'word': '%s'}", "Non.")));
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    assert_stage(world, id, "held");
    assert_int_equal(1, dossier_holders(world, id, "synthesis"));
    static const enum someone others[] = {POLICE, SHELTER, POLICE_TOO, COORDINATOR};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        refuses_all(world, others[i], id);
    const json_t *model = seen(world, HOSPITAL, id);
    assert_string_equal("sent_back", world_text(model, "state"));
    assert_string_equal(DOSSIER_WORD, world_text(json_object_get(model, "word"), "text"));
    assert_int_equal(1, json_array_size(json_object_get(model, "comments")));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 2), 1));
    assert_string_equal("Suivi de grossesse (2).", context(seen(world, SHELTER, id)));
    assert_int_equal(5, dossier_holders(world, id, "synthesis"));
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 2, ""));
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 2, ""));
    assert_null(json_object_get(seen(world, SHELTER, id), "word"));
}

static void what_was_sent_back_is_signed_anew(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 1, ""));
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", "Finalement.")));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 1), 1));
    assert_int_equal(1, dossier_version(seen(world, POLICE, id)));
    assert_int_equal(STATUS_CONFLICT, sign(world, POLICE, id, 1, "review_running"));
    dossier_review_over(world); /* it is read anew, for as long */
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
    assert_stage(world, id, "drafted"); /* not against the animator */
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 1, ""));
    assert_stage(world, id, "published");
}

static void late_readers_wait_for_the_key(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    raw_change(world,
               "DELETE FROM envelope WHERE reader = '%s' AND vault ="
               " (SELECT id FROM vault WHERE purpose = 'synthesis')",
               world_hex(world, world->people[POLICE_TOO].id));
    raw_accept_vaults(world);
    const json_t *model = seen(world, POLICE_TOO, id);
    assert_true(dossier_is(model, "locked"));
    assert_null(json_object_get(model, "values"));
    struct act *act = world_act(world, POLICE_TOO);
    assert_int_equal(STATUS_DENIED,
                     synthesis_comment(act, id, world_form(world, "{'text': 'Oui'}")));
    assert_fault(act, "locked");
    assert_int_equal(STATUS_DENIED, synthesis_grant(world_act(world, SHELTER), id));
    model = seen(world, HOSPITAL, id);
    assert_true(dossier_is(model, "i_grant"));
    assert_non_null(world_find(world, json_object_get(model, "waiting"), POLICE_TOO));
    assert_int_equal(STATUS_OK, synthesis_grant(world_act(world, HOSPITAL), id));
    assert_string_equal("Suivi de grossesse (1).", context(seen(world, POLICE_TOO, id)));
    assert_false(dossier_is(seen(world, HOSPITAL, id), "i_grant"));
}

static json_t *review(struct world *world, enum someone who, struct seance_id id)
{
    return json_object_get(seen(world, who, id), "review");
}

static enum status agree(struct world *world, enum someone who, struct seance_id id,
                         int64_t version, const char *fault)
{
    struct act *act = world_act(world, who);
    enum status status = synthesis_agree(act, id, version);
    assert_fault(act, fault);
    return status;
}

/* Fifteen days for comments, the last one whole; nobody signs before. */
static void comments_come_before_signatures(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const int64_t last = clock_days(WORLD_START, 15);
    static const enum someone both[] = {HOSPITAL, POLICE};
    for (size_t i = 0; i < 2; i++) {
        clock_set(i == 0 ? WORLD_START : last);
        assert_int_equal(STATUS_CONFLICT, sign(world, both[i], id, 1, "review_running"));
        assert_false(dossier_is(seen(world, both[i], id), "i_sign"));
        assert_true(dossier_is(seen(world, both[i], id), "i_comment"));
    }
    assert_int_equal(0, signatures(world));
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT, ""));
    clock_set(last + 1);
    struct act *act = world_act(world, SHELTER);
    assert_int_equal(STATUS_CONFLICT,
                     synthesis_comment(act, id, world_form(world, "{'text': 'Trop tard'}")));
    assert_fault(act, "review_closed");
    assert_int_equal(STATUS_CONFLICT, agree(world, SHELTER, id, 1, "review_closed"));
    const json_t *model = seen(world, SHELTER, id);
    assert_false(dossier_is(model, "i_comment"));
    assert_false(dossier_is(review(world, SHELTER, id), "open"));
    assert_int_equal(1, json_array_size(json_object_get(model, "comments")));
    assert_true(dossier_is(seen(world, HOSPITAL, id), "i_sign"));
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 1, ""));
    assert_stage(world, id, "published");
}

/* Or as soon as everyone else who was there has nothing to add to this very version. */
static void who_has_nothing_to_add_need_not_wait(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_DENIED, agree(world, HOSPITAL, id, 1, "signs_instead"));
    assert_int_equal(STATUS_DENIED, agree(world, POLICE, id, 1, "signs_instead"));
    assert_int_equal(STATUS_DENIED, agree(world, COORDINATOR, id, 1, ""));
    assert_int_equal(STATUS_NOT_FOUND, agree(world, HOSPITAL_TOO, id, 1, ""));
    assert_int_equal(STATUS_CONFLICT, agree(world, SHELTER, id, 2, "conflict_stale"));
    assert_true(dossier_is(review(world, SHELTER, id), "i_agree"));
    long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, agree(world, SHELTER, id, 1, ""));
    assert_string_equal("agree synthesis", raw_journal(world, journal));
    assert_int_equal(STATUS_CONFLICT, agree(world, SHELTER, id, 1, "agreed_already"));
    json_t *told = review(world, SHELTER, id);
    assert_true(dossier_is(told, "i_agreed") && !dossier_is(told, "i_agree"));
    assert_non_null(world_find(world, json_object_get(told, "awaited"), POLICE_TOO));
    assert_int_equal(1, json_array_size(json_object_get(told, "awaited")));
    assert_int_equal(0, json_array_size(json_object_get(seen(world, SHELTER, id), "signatures")));
    assert_int_equal(STATUS_CONFLICT, sign(world, HOSPITAL, id, 1, "review_running"));
    /* another text, another word */
    saves(world, id, 2, 1, 2);
    assert_int_equal(STATUS_OK, agree(world, POLICE_TOO, id, 2, ""));
    assert_int_equal(STATUS_CONFLICT, sign(world, HOSPITAL, id, 2, "review_running"));
    assert_int_equal(STATUS_OK, agree(world, SHELTER, id, 2, ""));
    assert_true(dossier_is(review(world, HOSPITAL, id), "signing"));
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 2, ""));
    assert_int_equal(STATUS_OK, sign(world, POLICE, id, 2, ""));
    assert_stage(world, id, "published");
    assert_int_equal(2, json_array_size(json_object_get(seen(world, SHELTER, id), "signatures")));
}

/* Nobody waits for whom the platform asks no more; who has no access says nothing. */
static void who_left_is_not_waited_for(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_OK, agree(world, SHELTER, id, 1, ""));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, sign(world, HOSPITAL, id, 1, ""));
}

static void a_space_may_want_all_its_days(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    struct pack patient = *world->pack;
    patient.sign_early = false;
    assert_int_equal(STATUS_OK, agree(world, SHELTER, id, 1, ""));
    assert_int_equal(STATUS_OK, agree(world, POLICE_TOO, id, 1, ""));
    struct act *act = world_act(world, HOSPITAL);
    act->pack = &patient;
    assert_int_equal(STATUS_CONFLICT, synthesis_sign(act, id, 1));
    assert_fault(act, "review_running");
    dossier_review_over(world);
    act = world_act(world, HOSPITAL);
    act->pack = &patient;
    assert_int_equal(STATUS_OK, synthesis_sign(act, id, 1));
}

/* Who wrote it is told as its author, to everybody, whoever signs last. */
static void a_published_text_names_who_wrote_it(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_published(world); /* POLICE signs last */
    static const enum someone readers[] = {HOSPITAL, POLICE, POLICE_TOO, HOSPITAL_TOO};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const json_t *model = seen(world, readers[i], id);
        assert_string_equal(world_hex(world, world->people[HOSPITAL].id),
                            world_text(json_object_get(model, "author"), "id"));
        assert_int_equal(WORLD_START, json_integer_value(json_object_get(model, "at")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_draft_is_the_secretarys_alone),
        WORLD_TEST(those_who_were_there_comment),
        WORLD_TEST(comments_come_before_signatures),
        WORLD_TEST(who_has_nothing_to_add_need_not_wait),
        WORLD_TEST(who_left_is_not_waited_for),
        WORLD_TEST(a_space_may_want_all_its_days),
        WORLD_TEST(a_published_text_names_who_wrote_it),
        WORLD_TEST(the_two_signatures_publish),
        WORLD_TEST(without_the_shared_key_it_is_locked),
        WORLD_TEST(publishing_needs_the_shared_key),
        WORLD_TEST(an_edit_asks_for_new_signatures),
        WORLD_TEST(a_word_brings_it_back_to_the_secretary),
        WORLD_TEST(what_was_sent_back_is_signed_anew),
        WORLD_TEST(late_readers_wait_for_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
