#include "world_dossier.h"

#include "seances/calendar.h"
#include "texts/guard.h"

#define NAMED "Madame Durand a appelé le 06 12 34 56 78."
#define RARE "La seule sage-femme du canton la suit depuis deux ans."

static json_t *situation(struct world *world, const char *context, const char *examined)
{
    return world_form(world, "{'closed_on': '2021-06', 'context': '%s'%s}", context,
                      examined == NULL ? ""
                                       : arena_printf(world->arena, ", 'examined': %s", examined));
}

static enum status submit(struct world *world, struct act **act, struct seance_id id,
                          json_t *values, int64_t version)
{
    *act = world_act(world, SHELTER);
    return situation_submit(*act, id, values, version);
}

/* What the gate finds in one text, as the page of whoever writes it shows it. */
static struct guard examined(struct world *world, const char *text)
{
    struct guard guard;
    struct form_text field = {.path = "context", .text = text};
    assert_int_equal(STATUS_OK, guard_examine(&guard, world_act(world, SHELTER), &field, 1, NULL));
    return guard;
}

static const json_t *passage(const struct guard *guard, const char *words)
{
    size_t index;
    json_t *passage;
    json_array_foreach(guard->passages, index, passage) if (strcmp(world_text(passage, "words"),
                                                                   words) == 0) return passage;
    fail_msg("nothing found for %s", words);
    return NULL;
}

static void who_is_named_cannot_be_handed_in(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    struct act *act;
    int64_t now_at;
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, situation(world, NAMED, NULL), 0));
    assert_string_equal("identifies", act->fault);
    assert_field_fault(act, "context", "identifies");
    assert_stage(world, id, "staffed");
    /* a draft may still say it: it is the writer's alone */
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               situation(world, NAMED, NULL), 0, &now_at));
    /* and no justification makes a name pass */
    const char *word = "[{'words': 'Madame Durand', 'reason': 'Elle est d’accord.'}]";
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, situation(world, NAMED, word), 1));
    assert_string_equal("identifies", act->fault);
    assert_int_equal(STATUS_OK,
                     submit(world, &act, id, situation(world, "Madame A. a appelé.", NULL), 1));
}

static void what_may_identify_needs_a_word(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    struct act *act;
    struct guard guard = examined(world, RARE);
    assert_int_equal(0, guard.direct);
    assert_int_equal(1, guard.mild);
    const char *words = world_text(json_array_get(guard.passages, 0), "words");
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, situation(world, RARE, NULL), 0));
    assert_string_equal("unjustified", act->fault);
    assert_field_fault(act, "context", "unjustified");

    const char *said = arena_printf(world->arena,
                                    "[{'words': 'la seule école', 'reason': 'Texte d’avant.'},"
                                    " {'words': '%s', 'with': 'une soignante',"
                                    " 'reason': 'Le canton en compte neuf.'}]",
                                    words);
    long long before = raw_journal_size(world);
    assert_int_equal(STATUS_OK, submit(world, &act, id, situation(world, RARE, said), 0));
    assert_string_equal("grant vault, examine situation, submit situation, grant vault",
                        raw_journal(world, before));
    const json_t *values =
        json_object_get(dossier_read(world, situation_view, POLICE, id), "values");
    const json_t *kept = json_object_get(values, "examined");
    assert_int_equal(1, json_array_size(kept)); /* what has no passage any more is forgotten */
    assert_string_equal("Le canton en compte neuf.", world_text(json_array_get(kept, 0), "reason"));
    assert_null(json_object_get(json_array_get(kept, 0), "with"));
}

static void every_other_text_of_a_dossier_passes_it_too(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_INVALID,
                     situation_send_back(act, id, world_form(world, "{'word': '%s'}", NAMED)));
    assert_field_fault(act, "word", "identifies");

    id = dossier_drafted(world);
    act = world_act(world, POLICE_TOO);
    assert_int_equal(STATUS_INVALID,
                     synthesis_comment(act, id, world_form(world, "{'text': '%s'}", NAMED)));
    assert_field_fault(act, "text", "identifies");
    /* an edit of what others already read */
    int64_t now_at;
    act = world_act(world, HOSPITAL);
    assert_int_equal(STATUS_INVALID,
                     synthesis_save(act, id,
                                    world_form(world,
                                               "{'context': '%s', 'critical_points': [{'step':"
                                               " 'reperage', 'what': 'Rien.'}]}",
                                               NAMED),
                                    1, &now_at));
    assert_field_fault(act, "context", "identifies");
}

static void lines_about_a_seance_name_nobody(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID,
                     calendar_cancel(act, id, world_form(world, "{'reason': '%s'}", NAMED)));
    assert_field_fault(act, "reason", "identifies");
    assert_int_equal(
        STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), id,
                                   world_form(world, "{'reason': 'La salle est prise à Alès.'}")));
}

static void the_same_person_is_replaced_everywhere(void **state)
{
    struct world *world = world_of(state);
    const struct form_text texts[] = {
        {.path = "context", .text = "Madame Durand vit seule."},
        {.path = "questions", .text = "Que disait Madame Durand ?"},
    };
    const char *replaced[2];
    struct guard_change change = {.words = "Madame Durand", .with = "la mère"};
    struct act *act = world_act(world, SHELTER);
    assert_int_equal(STATUS_OK, guard_replace(replaced, act, texts, 2, &change));
    assert_null(strstr(replaced[0], "Durand"));
    assert_null(strstr(replaced[1], "Durand"));
    assert_non_null(strstr(replaced[1], "la mère"));
    change.path = "context";
    assert_int_equal(STATUS_OK, guard_replace(replaced, act, texts, 2, &change));
    assert_string_equal(texts[1].text, replaced[1]);
    change = (struct guard_change){0};
    assert_int_equal(STATUS_OK, guard_replace(replaced, act, texts, 2, &change));
    assert_null(strstr(replaced[0], "Durand"));
    assert_null(strstr(replaced[1], "Durand"));
    const struct form_text mixed = {
        .path = "context", .text = "Madame Durand est suivie par la seule sage-femme du canton."};
    assert_int_equal(STATUS_OK, guard_replace(replaced, act, &mixed, 1, &change));
    assert_null(strstr(replaced[0], "Durand"));
    assert_non_null(strstr(replaced[0], "la seule sage-femme du canton")); /* somebody decides */
    change.words = "Madame Martin";
    assert_int_equal(STATUS_NOT_FOUND, guard_replace(replaced, act, texts, 2, &change));
}

static void places_are_told_in_code_points(void **state)
{
    struct world *world = world_of(state);
    struct guard guard = examined(world, "Été : Madame Durand.");
    const json_t *found = passage(&guard, "Madame Durand");
    const json_t *place = json_array_get(json_object_get(found, "places"), 0);
    assert_int_equal(6, json_integer_value(json_object_get(place, "start")));
    assert_string_equal("direct", world_text(found, "severity"));
    assert_string_equal("person", world_text(found, "category"));
}

/* So many dates that no more passages are listed, all of them justified, and a name behind them. */
static json_t *crowded(struct world *world, const char *last)
{
    const char *text = "";
    json_t *examined = act_json(world->arena, json_array());
    for (int year = 1990; year < 2011; year++)
        for (int month = 0; month < 10; month++) {
            static const char *const names[] = {"janvier", "mars",    "avril",   "mai",
                                                "juin",    "juillet", "octobre", "septembre",
                                                "février", "novembre"};
            const char *words = arena_printf(world->arena, "%s %d", names[month], year);
            text = arena_printf(world->arena, "%sEn %s. ", text, words);
            json_array_append_new(examined,
                                  json_pack("{s:s, s:s}", "words", words, "reason", "Banal."));
        }
    json_t *values = world_form(world, "{'closed_on': '2021-06', 'context': 'x'}");
    json_object_set_new(values, "context",
                        json_string(arena_printf(world->arena, "%s%s", text, last)));
    json_object_set(values, "examined", examined);
    return values;
}

static void a_name_behind_a_crowd_is_seen(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    struct act *act;
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, crowded(world, NAMED), 0));
    assert_string_equal("identifies", act->fault);
    assert_field_fault(act, "context", "identifies");
    /* nor passes what has no place left for its word */
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, crowded(world, RARE), 0));
    assert_string_equal("unjustified", act->fault);
}

/* What the platform knows by name is kept between two looks, and follows what the platform is told.
 */
static void a_new_structure_is_known_at_once(void **state)
{
    struct world *world = world_of(state);
    struct structure_id id;
    static const char text[] = "Elle a ete orientee vers le relais clairval hier.";
    assert_int_equal(0, json_array_size(examined(world, text).passages));
    assert_int_equal(0, json_array_size(examined(world, text).passages));
    assert_int_equal(STATUS_OK,
                     directory_create(world_act(world, COORDINATOR), &id,
                                      world_form(world, "{'name': 'Relais Clairval', 'short_name':"
                                                        " 'Clairval', 'kind': 'association'}")));
    const struct guard guard = examined(world, text);
    assert_string_equal("known_structure", world_text(passage(&guard, "relais clairval"), "cause"));
}

static void a_justification_names_nobody(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    struct act *act;
    struct guard guard = examined(world, RARE);
    const char *said = arena_printf(
        world->arena, "[{'words': '%s', 'reason': 'C’est Madame Durand, 06 12 34 56 78.'}]",
        world_text(json_array_get(guard.passages, 0), "words"));
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, situation(world, RARE, said), 0));
    assert_string_equal("identifies", act->fault);
    assert_field_fault(act, "context", "identifies");
}

/* What is refused is told in proportion to what was sent. */
static void the_same_name_a_thousand_times_is_told_once(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    struct act *act;
    const char *text = "Madame Durand. ";
    for (int i = 0; i < 10; i++)
        text = arena_printf(world->arena, "%s%s", text, text);
    json_t *values = situation(world, "x", NULL);
    json_object_set_new(values, "context", json_string(text));
    assert_int_equal(STATUS_INVALID, submit(world, &act, id, values, 0));
    assert_string_equal("Madame Durand",
                        world_text(json_object_get(act->fault_fields, "context"), "words"));
    const struct guard guard = examined(world, text);
    const json_t *found = json_array_get(guard.passages, 0);
    assert_int_equal(1024, json_integer_value(json_object_get(found, "place_count")));
    assert_in_range(json_array_size(json_object_get(found, "places")), 1, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_is_named_cannot_be_handed_in),
        WORLD_TEST(what_may_identify_needs_a_word),
        WORLD_TEST(every_other_text_of_a_dossier_passes_it_too),
        WORLD_TEST(lines_about_a_seance_name_nobody),
        WORLD_TEST(the_same_person_is_replaced_everywhere),
        WORLD_TEST(a_name_behind_a_crowd_is_seen),
        WORLD_TEST(a_new_structure_is_known_at_once),
        WORLD_TEST(a_justification_names_nobody),
        WORLD_TEST(the_same_name_a_thousand_times_is_told_once),
        WORLD_TEST(places_are_told_in_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
