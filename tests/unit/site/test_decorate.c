#include "answer/decorate.h"
#include "words/dates.h"
#include "words/month.h"

#include <stdlib.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct words *words;

static int setup(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Paris", 1);
    tzset();
    arena = arena_new();
    struct words *all;
    struct ini here;
    return words_load(&all, arena, SOURCE_DIR "/web/messages.fr.ini") != STATUS_OK ||
           ini_load(&here, arena, SOURCE_DIR "/policies/spaces/vif-cevennes/messages.fr.ini") !=
               STATUS_OK ||
           words_over(&words, arena, all, &here) != STATUS_OK;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value != NULL ? value : "(none)";
}

static void counts_weekdays(void **state)
{
    (void)state;
    assert_int_equal(dates_weekday(2022, 3, 7), 1);
    assert_int_equal(dates_weekday(2022, 4, 22), 5);
    assert_int_equal(dates_weekday(2000, 2, 29), 2);
    assert_int_equal(dates_weekday(2023, 1, 1), 0);
}

static const char *written(const char *pattern, const char *civil)
{
    struct dates_civil parsed;
    assert_true(dates_parse(&parsed, civil));
    return dates_text(words, arena, pattern, &parsed);
}

static void writes_dates(void **state)
{
    (void)state;
    assert_string_equal(written("moment", "2022-03-07T14:30"), "lundi 7 mars 2022 à 14 h 30");
    assert_string_equal(written("moment", "2022-04-01T09:00"), "vendredi 1er avril 2022 à 9 h");
    assert_string_equal(written("day", "2022-08-01"), "lundi 1er août 2022");
    assert_string_equal(written("month", "2022-12"), "décembre 2022");
    assert_string_equal(written("hour", "2022-03-07T14:05"), "14 h 05");
    assert_string_equal(dates_duration(words, arena, 45), "45 min");
    assert_string_equal(dates_duration(words, arena, 120), "2 h");
    assert_string_equal(dates_duration(words, arena, 150), "2 h 30");
    assert_string_equal(dates_duration(words, arena, 65), "1 h 05");
}

static void reads_only_dates_that_exist(void **state)
{
    (void)state;
    struct dates_civil civil;
    static const char *const bad[] = {"",        "2022",     "2022-13",          "2022-02-30",
                                      "bonjour", "2022-3-7", "2022-03-07 14:00", "2022-03-07T25:00",
                                      "2022-00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dates_parse(&civil, bad[i]));
    assert_false(dates_parse(&civil, NULL));
}

static void labels_what_is_data(void **state)
{
    (void)state;
    json_t *model = json_pack("{s:s, s:s, s:s, s:[s,s], s:[s], s:{s:s}, s:[{s:s}], s:s}", "stage",
                              "prepared", "kind", "half-way", "my_answer", "coming", "offers",
                              "animator", "venue", "my_roles", "narrator", "inner", "role",
                              "secretary", "list", "status", "excused", "name", "prepared");
    decorate(words, arena, model);
    assert_string_equal(text(model, "stage_label"), "préparée");
    assert_string_not_equal(text(model, "stage_help"), "(none)");
    assert_string_equal(text(model, "kind_label"), "réunion à mi-parcours");
    assert_string_equal(text(model, "kind_short"), "mi-parcours");
    assert_string_equal(text(model, "my_answer_label"), "vient");
    const json_t *labels = json_object_get(model, "offers_labels");
    assert_int_equal(json_array_size(labels), 2);
    assert_string_equal(json_string_value(json_array_get(labels, 0)), "peut animer");
    assert_int_equal(json_array_size(json_object_get(model, "my_roles_labels")), 1);
    assert_string_equal(text(json_object_get(model, "inner"), "role_label"),
                        "secrétariat de séance");
    assert_string_equal(text(json_array_get(json_object_get(model, "list"), 0), "status_label"),
                        "excusé·e");
    assert_null(json_object_get(model, "name_label"));
    json_decref(model);
}

static void writes_moments_beside_them(void **state)
{
    (void)state;
    json_t *model = json_pack("{s:s, s:i, s:i, s:s, s:i, s:i, s:i}", "starts", "2022-03-07T14:00",
                              "signed_at", 1646661600, "at", 0, "closed_on", "2021-11", "duration",
                              150, "people_count", 2, "version", 7);
    decorate(words, arena, model);
    assert_string_equal(text(model, "starts_text"), "lundi 7 mars 2022 à 14 h");
    assert_string_equal(text(model, "starts_day"), "lundi 7 mars 2022");
    assert_string_equal(text(model, "starts_month"), "mars 2022");
    assert_string_equal(text(model, "starts_time"), "14 h");
    assert_string_equal(text(model, "signed_at_text"), "lundi 7 mars 2022 à 15 h");
    assert_string_equal(text(model, "at_day"), "jeudi 1er janvier 1970");
    assert_string_equal(text(model, "closed_on_text"), "novembre 2021");
    assert_string_equal(text(model, "duration_text"), "2 h 30");
    assert_string_equal(text(model, "people_count_text"), "2 personnes");
    assert_null(json_object_get(model, "version_text"));
    json_decref(model);
}

/* What the model says itself is not written over. */
static void keeps_what_is_there(void **state)
{
    (void)state;
    json_t *model = json_pack("{s:s, s:s}", "kind", "bilan", "kind_label", "le sien");
    decorate(words, arena, model);
    assert_string_equal(text(model, "kind_label"), "le sien");
    json_decref(model);
}

static json_t *day(const json_t *grid, size_t week, size_t weekday)
{
    return json_array_get(
        json_object_get(json_array_get(json_object_get(grid, "weeks"), week), "days"), weekday);
}

static void lays_out_a_month(void **state)
{
    (void)state;
    json_t *seances = json_pack("[{s:s}, {s:s}, {s:n}]", "starts", "2022-03-07T14:00", "starts",
                                "2022-04-07T14:00", "starts");
    json_t *grid = month_grid(words, arena, "2022-03", "2022-03-08", seances);
    assert_string_equal(text(grid, "name"), "mars 2022");
    assert_string_equal(text(grid, "previous"), "2022-02");
    assert_string_equal(text(grid, "next"), "2022-04");
    assert_int_equal(json_array_size(json_object_get(grid, "weeks")), 5);
    assert_string_equal(json_string_value(json_array_get(json_object_get(grid, "weekdays"), 0)),
                        "lundi");
    assert_false(json_is_true(json_object_get(day(grid, 0, 0), "inside")));
    assert_int_equal(json_integer_value(json_object_get(day(grid, 0, 1), "day")), 1);
    assert_int_equal(json_array_size(json_object_get(day(grid, 1, 0), "seances")), 1);
    assert_int_equal(json_array_size(json_object_get(day(grid, 1, 1), "seances")), 0);
    assert_true(json_is_true(json_object_get(day(grid, 1, 1), "today")));
    assert_false(json_is_true(json_object_get(day(grid, 1, 0), "today")));
    assert_int_equal(json_integer_value(json_object_get(day(grid, 4, 3), "day")), 31);
    assert_false(json_is_true(json_object_get(day(grid, 4, 4), "inside")));
    json_decref(grid);
    json_decref(seances);
}

static void months_have_their_own_length(void **state)
{
    (void)state;
    static const struct {
        const char *month;
        size_t weeks;
        const char *previous, *next;
    } months[] = {{"2021-02", 4, "2021-01", "2021-03"}, /* Monday 1 to Sunday 28 */
                  {"2024-02", 5, "2024-01", "2024-03"},
                  {"2023-01", 6, "2022-12", "2023-02"}, /* begins on a Sunday */
                  {"2022-12", 5, "2022-11", "2023-01"}};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        json_t *grid = month_grid(words, arena, months[i].month, "", NULL);
        assert_int_equal(json_array_size(json_object_get(grid, "weeks")), months[i].weeks);
        assert_string_equal(text(grid, "previous"), months[i].previous);
        assert_string_equal(text(grid, "next"), months[i].next);
        json_decref(grid);
    }
    assert_true(json_is_null(month_grid(words, arena, "mars", "", NULL)));
}

static void counts_are_said(void **state)
{
    (void)state;
    json_t *model = json_pack("{s:i, s:i, s:i, s:i}", "people_count", 1, "coming", 0, "silent", 2,
                              "version", 3);
    decorate(words, arena, model);
    assert_string_equal("1 personne", text(model, "people_count_text"));
    assert_string_equal("personne n’a encore dit venir", text(model, "coming_text"));
    assert_string_equal("2 sans réponse", text(model, "silent_text"));
    assert_string_equal("(none)", text(model, "version_text"));
    json_decref(model);
}

static json_t *somebody(const char *id, const char *name, const char *profession,
                        const char *structure)
{
    return json_pack("{s:s, s:s, s:s, s:{s:s}}", "id", id, "name", name, "profession_label",
                     profession, "structure", "short_name", structure);
}

/* Two people of one name, in a list of people and in one of what they did. */
static void namesakes_are_told_apart(void **state)
{
    (void)state;
    json_t *one = somebody("a1b2c3d4", "Camille Roux", "juriste", "CIDFF");
    json_t *two = somebody("b1b2c3d4", "Camille Roux", "psychologue", "CH");
    json_t *three = somebody("c1b2c3d4", "Ana Roux", "psychologue", "CH");
    json_t *twin = somebody("d1b2c3d4", "Camille Roux", "psychologue", "CH");
    json_t *model =
        json_pack("{s:[O, O, O], s:[{s:O}, {s:O}, {s:O}], s:[O, O]}", "readers", one, three, two,
                  "comments", "person", one, "person", one, "person", three, "waiting", two, twin);
    decorate(words, arena, model);
    assert_string_equal("juriste, CIDFF", text(one, "apart"));
    assert_string_equal("psychologue, CH #b1b2c3", text(two, "apart"));
    assert_string_equal("psychologue, CH #d1b2c3", text(twin, "apart"));
    assert_null(json_object_get(three, "apart"));
    json_decref(model);
    json_t *alone = json_pack("{s:[{s:O}, {s:O}]}", "comments", "person", three, "person", three);
    decorate(words, arena, alone);
    assert_null(json_object_get(three, "apart")); /* twice the same is one */
    json_decref(alone);
    json_decref(one);
    json_decref(two);
    json_decref(three);
    json_decref(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_weekdays),
        cmocka_unit_test(writes_dates),
        cmocka_unit_test(reads_only_dates_that_exist),
        cmocka_unit_test(labels_what_is_data),
        cmocka_unit_test(writes_moments_beside_them),
        cmocka_unit_test(keeps_what_is_there),
        cmocka_unit_test(counts_are_said),
        cmocka_unit_test(namesakes_are_told_apart),
        cmocka_unit_test(lays_out_a_month),
        cmocka_unit_test(months_have_their_own_length),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
