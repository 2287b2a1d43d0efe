#include "policy/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES SOURCE_DIR "/tests/unit/policy/fixtures"

static struct arena *arena;
static struct form *form;

/* Follow a path like "fields/points/items/0/fields/what": a name finds the field so named. */
static json_t *at(json_t *model, const char *path)
{
    char *rest = arena_text(arena, path);
    for (char *part; (part = strsep(&rest, "/")) != NULL;) {
        json_t *found = json_object_get(model, part);
        if (json_is_array(model) && *part >= '0' && *part <= '9') {
            found = json_array_get(model, (size_t)(*part - '0'));
        } else if (json_is_array(model)) {
            size_t index;
            json_t *field;
            json_array_foreach(model, index,
                               field) if (strcmp(json_string_value(json_object_get(field, "name")),
                                                 part) == 0) found = field;
        }
        model = found;
    }
    return model;
}

static const char *text(json_t *model, const char *path)
{
    json_t *value = at(model, path);
    if (value == NULL)
        return "(nothing)";
    return json_is_null(value) ? "(null)" : json_string_value(value);
}

static bool yes(json_t *model, const char *path)
{
    json_t *value = at(model, path);
    if (!json_is_boolean(value))
        fail_msg("%s is not true or false", path);
    return json_is_true(value);
}

static json_t *parse(const char *input)
{
    char *quoted = arena_text(arena, input);
    for (char *c = quoted; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    json_t *json = json_loads(quoted, 0, NULL);
    assert_non_null(json);
    return json;
}

/* The arena keeps what the model needs, so the input may go. */
static json_t *model_of(const char *input)
{
    json_t *json = parse(input);
    json_t *model = form_model(form, arena, json, NULL);
    json_decref(json);
    assert_non_null(model);
    return model;
}

static json_t *read_model_of(const char *input)
{
    json_t *json = parse(input);
    json_t *model = form_read_model(form, arena, json);
    json_decref(json);
    assert_non_null(model);
    return model;
}

static void test_empty(void **state)
{
    (void)state;
    json_t *model = form_model(form, arena, NULL, NULL);
    assert_string_equal(text(model, "name"), "everything");
    assert_string_equal(text(model, "intro"), "One field of each type.");
    assert_int_equal(json_array_size(at(model, "fields")), 16);
    assert_string_equal(text(model, "fields/line/label"), "Line");
    assert_string_equal(text(model, "fields/line/hint"), "One line");
    assert_string_equal(text(model, "fields/line/path"), "line");
    assert_string_equal(text(model, "fields/line/id"), "f-everything-line");
    assert_true(yes(model, "fields/line/required"));
    assert_false(yes(model, "fields/story/required"));
    assert_int_equal(json_integer_value(at(model, "fields/line/max")), 10);
    assert_int_equal(json_integer_value(at(model, "fields/count/min")), -5);
    assert_int_equal(json_integer_value(at(model, "fields/story/rows")), 7);
    assert_string_equal(text(model, "fields/story/hint"), "(null)");
    assert_string_equal(text(model, "fields/line/value"), "(null)");
    assert_string_equal(text(model, "fields/line/error"), "(null)");
    assert_string_equal(text(model, "fields/line/options"), "(null)");
    assert_string_equal(text(model, "fields/line/items"), "(null)");
}

static void test_flags(void **state)
{
    (void)state;
    static const struct {
        const char *field, *flag;
    } flags[] = {
        {"line", "is_text"},    {"story", "is_paragraph"},   {"closed_on", "is_month"},
        {"day", "is_date"},     {"starts", "is_moment"},     {"count", "is_number"},
        {"email", "is_email"},  {"step", "is_choice"},       {"kinds", "is_choices"},
        {"sure", "is_yesno"},   {"passphrase", "is_secret"}, {"host", "is_id"},
        {"points", "is_group"},
    };
    json_t *model = model_of("{}");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        for (size_t j = 0; j < sizeof flags / sizeof *flags; j++)
            assert_int_equal(
                yes(model, arena_printf(arena, "fields/%s/%s", flags[i].field, flags[j].flag)),
                i == j);
}

static void test_values_as_typed(void **state)
{
    (void)state;
    json_t *model = model_of("{'line':' too long for this ','count':'twelve','day':'soon',"
                             "'story':'','email':7,'step':'second','kinds':['a','z','c'],"
                             "'maybe':'non','sure':true,'passphrase':'never','any_month':[1]}");
    assert_string_equal(text(model, "fields/line/value"), " too long for this ");
    assert_string_equal(text(model, "fields/count/value"), "twelve");
    assert_string_equal(text(model, "fields/day/value"), "soon");
    assert_string_equal(text(model, "fields/story/value"), "(null)");
    assert_string_equal(text(model, "fields/email/value"), "7");
    assert_string_equal(text(model, "fields/any_month/value"), "(null)");
    assert_string_equal(text(model, "fields/step/options/1/label"), "Second step");
    assert_string_equal(text(model, "fields/step/options/1/value"), "second");
    assert_true(yes(model, "fields/step/options/1/selected"));
    assert_false(yes(model, "fields/step/options/0/selected"));
    assert_true(yes(model, "fields/kinds/options/0/selected"));
    assert_false(yes(model, "fields/kinds/options/1/selected"));
    assert_true(yes(model, "fields/kinds/options/2/selected"));
    assert_true(yes(model, "fields/sure/value"));
    assert_true(yes(model, "fields/sure/yes"));
    assert_false(yes(model, "fields/sure/no"));
    assert_false(yes(model, "fields/maybe/value"));
    assert_true(yes(model, "fields/maybe/no"));
    model = model_of("{'count':-3,'kinds':'b','maybe':'?'}");
    assert_string_equal(text(model, "fields/count/value"), "-3");
    assert_true(yes(model, "fields/kinds/options/1/selected"));
    assert_string_equal(text(model, "fields/maybe/value"), "(null)");
}

static void test_secrets_stay(void **state)
{
    (void)state;
    const char *input = "{'line':'shown','passphrase':'correct horse'}";
    json_t *errors = parse("{'passphrase':{'key':'too_long','max':1024}}");
    json_t *values = parse(input);
    json_t *model = form_model(form, arena, values, errors);
    json_t *reading = form_read_model(form, arena, values);
    char *texts[] = {json_dumps(model, 0), json_dumps(reading, 0)};
    for (unsigned i = 0; i < 2; i++) {
        assert_non_null(strstr(texts[i], "shown"));
        assert_null(strstr(texts[i], "horse"));
        free(texts[i]);
    }
    assert_string_equal(text(model, "fields/passphrase/error/key"), "too_long");
    json_decref(values);
    json_decref(errors);
}

static void test_items(void **state)
{
    (void)state;
    json_t *model = model_of("{'points':[{'what':'a','who':[{'role':'r'}]},{'what':'b'}],"
                             "'venue':{'room':'7'}}");
    json_t *items = at(model, "fields/points/items");
    assert_int_equal(json_array_size(items), 3);
    assert_true(yes(model, "fields/points/repeat"));
    assert_int_equal(json_integer_value(at(items, "1/index")), 1);
    assert_int_equal(json_integer_value(at(items, "1/number")), 2);
    assert_string_equal(text(items, "1/label"), "Point");
    assert_false(yes(items, "1/blank"));
    assert_true(yes(items, "2/blank"));
    assert_string_equal(text(items, "1/fields/what/value"), "b");
    assert_string_equal(text(items, "1/fields/what/path"), "points.1.what");
    assert_string_equal(text(items, "1/fields/what/id"), "f-everything-points-1-what");
    assert_string_equal(text(items, "2/fields/what/value"), "(null)");
    /* what a template would else find in the group */
    assert_string_equal(text(items, "1/fields/what/hint"), "(null)");
    assert_false(yes(items, "1/fields/what/is_group"));
    assert_string_equal(text(items, "0/fields/who/items/0/fields/role/path"),
                        "points.0.who.0.role");
    assert_int_equal(json_array_size(at(items, "0/fields/who/items")), 2);

    assert_false(yes(model, "fields/venue/repeat"));
    assert_int_equal(json_array_size(at(model, "fields/venue/items")), 1);
    assert_string_equal(text(model, "fields/venue/items/0/index"), "(null)");
    assert_string_equal(text(model, "fields/venue/items/0/fields/room/path"), "venue.room");
    assert_string_equal(text(model, "fields/venue/items/0/fields/room/value"), "7");
}

static void test_one_blank_item_and_no_more(void **state)
{
    (void)state;
    assert_int_equal(json_array_size(at(model_of("{}"), "fields/points/items")), 1);
    assert_int_equal(
        json_array_size(at(model_of("{'points':[{'what':''}]}"), "fields/points/items")), 1);
    json_t *model = model_of("{'points':[{'what':''},{'what':'a'},{'what':'','who':[{}]}]}");
    assert_int_equal(json_array_size(at(model, "fields/points/items")), 3);
    assert_true(yes(model, "fields/points/items/2/blank"));
    assert_false(yes(model, "fields/points/items/0/blank"));
    model = model_of("{'points':[{'what':'a'},{'what':'b'},{'what':'c'}]}");
    assert_int_equal(json_array_size(at(model, "fields/points/items")), 3);
    assert_false(yes(model, "fields/points/items/2/blank"));
}

static void test_errors_beside_their_fields(void **state)
{
    (void)state;
    json_t *clean, *errors;
    json_t *input = parse("{'line':'much too long','points':[{},{'who':[{'role':'too long'}]}],"
                          "'venue':{'floor':'x'}}");
    assert_int_equal(form_check(form, &clean, &errors, arena, input, FORM_DRAFT), STATUS_INVALID);
    json_t *model = form_model(form, arena, input, errors);
    json_decref(input);
    assert_string_equal(text(model, "fields/line/error/key"), "too_long");
    assert_int_equal(json_integer_value(at(model, "fields/line/error/max")), 10);
    assert_string_equal(text(model, "fields/venue/items/0/fields/floor/error/key"), "not_a_number");
    json_t *person = at(model, "fields/points/items/1/fields/who/items/0/fields/role");
    assert_string_equal(text(person, "error/key"), "too_long");
    assert_string_equal(text(person, "value"), "too long");
    assert_string_equal(text(model, "fields/points/error"), "(null)");
}

static void test_any_json_makes_a_model(void **state)
{
    (void)state;
    json_t *input = parse("{'line':{},'points':{'what':3},'venue':[1],'kinds':{'a':'a'},"
                          "'step':[['first']],'sure':[],'passphrase':{}}");
    json_t *model = form_model(form, arena, input, input);
    assert_int_equal(json_array_size(at(model, "fields")), 16);
    assert_non_null(form_read_model(form, arena, input));
    json_decref(input);
    input = json_array();
    assert_int_equal(json_array_size(at(form_model(form, arena, input, input), "fields")), 16);
    json_decref(input);
}

static void test_reading(void **state)
{
    (void)state;
    json_t *model = read_model_of(
        "{'line':'l','story':'a\\nb','closed_on':'2022-02','count':3,'step':'second',"
        "'kinds':['a','gone'],'sure':true,'maybe':false,"
        "'points':[{'what':'w'},{},{'what':'v','who':[{'lead':true}]}],'venue':{'room':'7'}}");
    assert_int_equal(json_array_size(at(model, "fields")), 10);
    assert_null(at(model, "fields/email"));
    assert_string_equal(text(model, "fields/line/text"), "l");
    assert_string_equal(text(model, "fields/line/paragraph"), "(null)");
    assert_string_equal(text(model, "fields/story/paragraph"), "a\nb");
    assert_string_equal(text(model, "fields/story/text"), "(null)");
    assert_string_equal(text(model, "fields/closed_on/text"), "2022-02");
    assert_string_equal(text(model, "fields/count/text"), "3");
    assert_string_equal(text(model, "fields/step/text"), "Second step");
    assert_string_equal(text(model, "fields/kinds/options/0/label"), "Kind A");
    assert_string_equal(text(model, "fields/kinds/options/1/label"), "gone");
    assert_true(yes(model, "fields/sure/yes"));
    assert_true(yes(model, "fields/maybe/no"));
    assert_int_equal(json_array_size(at(model, "fields/points/items")), 2);
    assert_int_equal(json_integer_value(at(model, "fields/points/items/1/number")), 2);
    assert_string_equal(text(model, "fields/points/items/1/label"), "Point");
    assert_string_equal(text(model, "fields/points/items/1/fields/what/text"), "v");
    assert_true(yes(model, "fields/points/items/1/fields/who/items/0/fields/lead/yes"));
    assert_string_equal(text(model, "fields/venue/items/0/fields/room/text"), "7");
    assert_int_equal(json_array_size(at(read_model_of("{}"), "fields")), 0);
}

static int set_up(void **state)
{
    (void)state;
    struct ini pack;
    arena = arena_new();
    if (ini_load(&pack, arena, FIXTURES "/steps.ini") != STATUS_OK)
        return -1;
    return form_load(&form, arena, FIXTURES "/everything.json", &pack) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_values_as_typed),
        cmocka_unit_test(test_secrets_stay),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_one_blank_item_and_no_more),
        cmocka_unit_test(test_errors_beside_their_fields),
        cmocka_unit_test(test_any_json_makes_a_model),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
