#include "world_dossier.h"

#include "core/members/admission.h"
#include "core/overview/tasks.h"

/* Two spaces on one server: what is of one is nothing in the other, even to who coordinates it. */

static struct act *stranger(struct world *world)
{
    struct act *act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    return act;
}

static void no_view_shows_another_spaces_seance(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id ids[] = {dossier_staffed(world), dossier_prepared(world),
                              dossier_drafted(world), dossier_published(world)};
    static dossier_view *const views[] = {situation_view, synthesis_view,   calendar_seance,
                                          rotation_view,  positioning_view, attendance_view};
    long long journal = raw_journal_size(world);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
            json_t *model = json_null();
            assert_int_equal(STATUS_NOT_FOUND, views[v](stranger(world), &model, ids[i]));
            assert_null(model);
        }
    assert_string_equal("", raw_journal(world, journal));
    /* by the rows it is the same séance, by the space it is none */
    json_t *model;
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, HOSPITAL_TOO), &model, ids[0]));
}

static void no_act_reaches_another_spaces_seance(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id planned = world_seance(world, "concertation", "2022-06-13T14:00");
    struct seance_id submitted = dossier_submitted(world);
    struct seance_id drafted = dossier_drafted(world);
    int64_t now;
    const char *rows = "SELECT (SELECT group_concat(stage) FROM seance) || (SELECT count(*) FROM"
                       " envelope) || (SELECT count(*) FROM document_version) || (SELECT count(*)"
                       " FROM journal) || (SELECT count(*) FROM role)";
    const char *before = raw_text(world, "%s", rows);
    assert_int_equal(
        STATUS_NOT_FOUND,
        positioning_answer(stranger(world), planned, world_form(world, "{'answer': 'coming'}")));
    assert_int_equal(STATUS_NOT_FOUND,
                     world_give(world, stranger(world), planned, "animator", STRANGER));
    assert_int_equal(STATUS_NOT_FOUND,
                     world_answer(world, STRANGER, submitted, "narrator", "accepted"));
    assert_int_equal(STATUS_NOT_FOUND, calendar_cancel(stranger(world), planned,
                                                       world_form(world, "{'reason': 'Non'}")));
    assert_int_equal(STATUS_NOT_FOUND,
                     attendance_record(stranger(world), planned, world_form(world, "{}")));
    assert_int_equal(STATUS_NOT_FOUND, situation_save(stranger(world), submitted,
                                                      dossier_situation(world, 9), 1, &now));
    assert_int_equal(STATUS_NOT_FOUND, situation_approve(stranger(world), submitted, 1));
    assert_int_equal(STATUS_NOT_FOUND, situation_send_back(stranger(world), submitted,
                                                           world_form(world, "{'word': 'Non.'}")));
    assert_int_equal(STATUS_NOT_FOUND, situation_grant(stranger(world), drafted));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_save(stranger(world), drafted,
                                                      dossier_synthesis(world, 9), 1, &now));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_sign(stranger(world), drafted, 1));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_grant(stranger(world), drafted));
    assert_int_equal(STATUS_NOT_FOUND, dossier_comment(world, STRANGER, drafted, "Oui", ""));
    /* nor can their own séance be put into a cycle of here */
    struct seance_id made;
    struct act *act = stranger(world);
    json_t *form =
        world_form(world, "{'cycle': '00000000000000000000000000002022', 'kind':"
                          " 'concertation', 'starts': '2022-06-13T14:00', 'duration': 150,"
                          " 'venue': 'Reseda'}");
    assert_int_equal(STATUS_INVALID, calendar_plan(act, &made, form));
    assert_string_equal(before, raw_text(world, "%s", rows));
}

static void lists_are_of_one_space(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    dossier_share(world);
    dossier_published(world);
    raw_text(world,
             "INSERT INTO vault (id, space, purpose, generation, created_at) VALUES"
             " ('00000000000000000000000000000001', '%s', 'shared', 1, 0)",
             world_hex(world, world->elsewhere.id));
    assert_int_equal(STATUS_OK, members_list(stranger(world), &model));
    const json_t *people = json_object_get(model, "people");
    assert_int_equal(1, json_array_size(people));
    assert_non_null(world_find(world, people, STRANGER));
    assert_int_equal(STATUS_OK, members_list(world_act(world, POLICE), &model));
    assert_int_equal(SOMEONES - 1, json_array_size(json_object_get(model, "people")));
    assert_null(world_find(world, json_object_get(model, "people"), STRANGER));
    assert_int_equal(STATUS_OK, directory_list(stranger(world), &model));
    assert_int_equal(1, json_array_size(json_object_get(model, "structures")));
    assert_int_equal(STATUS_OK, calendar_view(stranger(world), &model, (struct cycle_id){0}));
    assert_int_equal(0, json_array_size(json_object_get(model, "seances")));
    assert_int_equal(0, json_array_size(json_object_get(model, "cycles")));
    assert_int_equal(STATUS_OK, tasks_view(stranger(world), &model));
    assert_int_equal(0, json_array_size(json_object_get(model, "news")));
    assert_null(json_object_get(model, "next"));
    assert_int_equal(STATUS_OK, charter_view(stranger(world), &model));
    assert_int_equal(1, json_integer_value(json_object_get(model, "people_signed")));
    assert_string_equal("# Ailleurs", world_text(model, "text"));
}

static void other_ids_are_of_one_space_too(void **state)
{
    struct world *world = world_of(state);
    json_t *model = json_null();
    char token[TOKEN_TEXT];
    struct cycle_id cycle;
    world_seance(world, "concertation", "2022-06-13T14:00");
    assert_int_equal(STATUS_OK, id_parse(&cycle.id, "00000000000000000000000000002022"));
    assert_int_equal(STATUS_OK, calendar_view(world_act(world, POLICE), &model, cycle));
    assert_int_equal(STATUS_NOT_FOUND, calendar_view(stranger(world), &model, cycle));
    assert_int_equal(STATUS_NOT_FOUND,
                     directory_view(stranger(world), &model, world->structures[S_POLICE]));
    assert_null(model);
    assert_int_equal(STATUS_NOT_FOUND,
                     admission_again(stranger(world), world->people[POLICE], NULL, token));
    /* the key of one space's vault opens the other's for nobody */
    dossier_share(world);
    struct vault_key key;
    struct vault_row vault;
    struct db_conn *conn = db_read(world->core->db);
    struct act *reader = arena_alloc(world->arena, sizeof *reader);
    *reader = (struct act){.core = world->core,
                           .arena = world->arena,
                           .space = world->elsewhere,
                           .who = world->people[POLICE],
                           .keys = world->keys[POLICE]};
    assert_int_equal(STATUS_NOT_FOUND,
                     vaults_open(&key, &vault, reader, conn, (struct seance_id){0}, VAULT_SHARED));
    assert_null(key.secret);
    reader->space = world->space;
    assert_int_equal(STATUS_OK,
                     vaults_open(&key, &vault, reader, conn, (struct seance_id){0}, VAULT_SHARED));
    vault_key_free(&key);
    db_done(conn);
    /* who is a member of one only has no act in the other */
    struct act *act = reader;
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_NOT_FOUND,
                     entry_begin(&act, world->core, world->arena, conn, world->elsewhere,
                                 world->people[POLICE], account_keys_copy(world->keys[POLICE])));
    assert_null(act);
    assert_int_equal(STATUS_OK,
                     entry_begin(&act, world->core, world->arena, conn, world->space,
                                 world->people[POLICE], account_keys_copy(world->keys[POLICE])));
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, act->standing);
    db_done(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(no_view_shows_another_spaces_seance),
        WORLD_TEST(no_act_reaches_another_spaces_seance),
        WORLD_TEST(lists_are_of_one_space),
        WORLD_TEST(other_ids_are_of_one_space_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
