/* Each bound of a form, one below and one above it. */
#include "policy/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

/* Single quotes instead of double ones, so that the cases can be read. */
static char *quoted(const char *text)
{
    char *out = arena_text(arena, text);
    for (char *c = out; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return out;
}

static enum status parse(struct form **out, const char *fields)
{
    const char *text = quoted(arena_printf(arena, "{'name': 'f', 'fields': [%s]}", fields));
    return form_read(out, arena, "schema", (struct bytes){(const uint8_t *)text, strlen(text)},
                     NULL);
}

static const struct form *form_of(const char *fields)
{
    struct form *form;
    assert_int_equal(STATUS_OK, parse(&form, fields));
    return form;
}

static json_t *json_of(const char *text)
{
    json_t *json = json_loads(quoted(text), JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    return json;
}

/* ${value} as it is written, but for its spaces. */
static void assert_said(const json_t *value, const char *expected)
{
    json_t *wanted = json_of(expected);
    char *said = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *text = json_dumps(wanted, JSON_COMPACT | JSON_ENCODE_ANY);
    assert_string_equal(text, said);
    free(said);
    free(text);
    json_decref(wanted);
}

static void check(const char *fields, enum form_rigour rigour, const char *input,
                  enum status expected, const char *said)
{
    json_t *clean, *errors;
    json_t *json = json_of(input);
    assert_int_equal(expected, form_check(form_of(fields), &clean, &errors, arena, json, rigour));
    assert_said(expected == STATUS_OK ? clean : errors, said);
    json_decref(json);
}

/* So many of ${item}, each with its number, between commas. */
static const char *many(unsigned count, const char *before, const char *after)
{
    char *list = arena_alloc(arena, count * (strlen(before) + strlen(after) + 16) + 1);
    char *end = list;
    for (unsigned i = 0; i < count; i++)
        end += sprintf(end, "%s%s%u%s", i == 0 ? "" : ",", before, i, after);
    return list;
}

static void a_schema_is_as_long_as_it_may_be(void **state)
{
    (void)state;
    struct form *form;
    char name[66];
    memset(name, 'x', 65);
    name[65] = '\0';
    for (unsigned more = 0; more < 2; more++) {
        const enum status expected = more == 0 ? STATUS_OK : STATUS_INVALID;
        const char *options = many(500 + more, "{'label':'L','value':'v", "'}");
        const char *fields = many(200 + more, "{'type':'id','label':'L','name':'n", "'}");
        assert_int_equal(expected,
                         parse(&form, arena_printf(arena,
                                                   "{'name':'x','label':'X','type':'choice',"
                                                   "'options':[%s]}",
                                                   options)));
        assert_int_equal(expected, parse(&form, fields));
        assert_int_equal(expected,
                         parse(&form, arena_printf(arena, "{'name':'%s','label':'X','type':'id'}",
                                                   name + 1 - more)));
    }
    assert_int_equal(STATUS_INVALID, parse(&form, "{'name':'{','label':'X','type':'id'}"));
}

static void an_address_is_as_long_as_it_may_be(void **state)
{
    (void)state;
    static const char field[] = "{'name':'e','label':'E','type':'email','max':12}";
    check(field, FORM_DRAFT, "{'e':'aaa@b.exampl'}", STATUS_OK, "{'e':'aaa@b.exampl'}");
    check(field, FORM_DRAFT, "{'e':'aaaa@b.exampl'}", STATUS_INVALID,
          "{'e':{'key':'too_long','max':12}}");
}

#define TWO_OF                                                                                     \
    "{'name':'c','label':'C','type':'choices','min':2,'options':"                                  \
    "[{'value':'a','label':'A'},{'value':'b','label':'B'}]},"                                      \
    "{'name':'g','label':'G','type':'group','repeat':true,'item_label':'I','min':2,'fields':"      \
    "[{'name':'x','label':'X','type':'text'}]}"

/* Fewer than they must be are kept while it is a draft. */
static void a_draft_may_have_too_few(void **state)
{
    (void)state;
    static const char one[] = "{'c':['a'],'g':[{'x':'1'}]}";
    static const char two[] = "{'c':['a','b'],'g':[{'x':'1'},{'x':'2'}]}";
    check(TWO_OF, FORM_DRAFT, one, STATUS_OK, one);
    check(TWO_OF, FORM_COMPLETE, one, STATUS_INVALID,
          "{'c':{'key':'too_few','min':2},'g':{'key':'too_few','min':2}}");
    check(TWO_OF, FORM_COMPLETE, two, STATUS_OK, two);
}

/* What is asked of a thing that may be left out is asked only if it is there. */
static void what_may_be_left_out_may(void **state)
{
    (void)state;
    static const char fields[] = "{'name':'t','label':'T','type':'text','min':2},"
                                 "{'name':'g','label':'G','type':'group','fields':"
                                 "[{'name':'x','label':'X','type':'text','required':true}]}";
    check(fields, FORM_COMPLETE, "{}", STATUS_OK, "{}");
    check(fields, FORM_COMPLETE, "{'t':'a','g':{'x':'b'}}", STATUS_INVALID,
          "{'t':{'key':'too_short','min':2}}");
    check("{'name':'g','label':'G','type':'group','repeat':true,'item_label':'I','fields':"
          "[{'name':'x','label':'X','type':'text','required':true},"
          "{'name':'y','label':'Y','type':'text'}]}",
          FORM_COMPLETE, "{'g':[{'y':3}]}", STATUS_INVALID,
          "{'g.0.y':{'key':'type'},'g.0.x':{'key':'required'}}");
    check("{'name':'c','label':'C','type':'choices','max':1,'options':"
          "[{'value':'a','label':'A'},{'value':'b','label':'B'}]}",
          FORM_DRAFT, "{'c':['a','b']}", STATUS_INVALID, "{'c':{'key':'too_many','max':1}}");
}

static void a_list_that_is_required_is_one_thing(void **state)
{
    (void)state;
    check("{'name':'g','label':'G','type':'group','repeat':true,'item_label':'I','required':true,"
          "'fields':[{'name':'x','label':'X','type':'text','required':true}]}",
          FORM_COMPLETE, "{}", STATUS_INVALID, "{'g':{'key':'required'}}");
}

#define BESIDE                                                                                     \
    "{'name':'t','label':'T','type':'text'},"                                                      \
    "{'name':'n','label':'N','type':'group','fields':[{'name':'x','label':'X','type':'text'}]},"   \
    "{'name':'s','label':'S','type':'group','aside':true,'fields':"                                \
    "[{'name':'x','label':'X','type':'text'}]}"

static size_t fields_of(const json_t *model)
{
    return json_array_size(json_object_get(model, "fields"));
}

static void what_stands_aside_is_no_part_of_it(void **state)
{
    (void)state;
    struct form_text *texts;
    size_t count;
    const struct form *form = form_of(BESIDE);
    json_t *values = json_of("{'t':'one','n':{'x':'two'},'s':{'x':'three'}}");
    assert_int_equal(2, fields_of(form_model(form, arena, values, NULL)));
    assert_int_equal(2, fields_of(form_read_model(form, arena, values)));
    form_text_list(&texts, &count, form, arena, values);
    assert_int_equal(2, count);
    assert_string_equal("one", texts[0].text);
    assert_string_equal("two", texts[1].text);
    assert_string_equal("n.x", texts[1].path);
    json_decref(values);
    values = json_of("{'t':'','n':{'x':''}}");
    form_text_list(&texts, &count, form, arena, values);
    assert_int_equal(0, count);
    json_decref(values);
}

/* Values of another kind than their field, as somebody sent them or as they were kept once. */
static void a_field_shows_its_own_kind(void **state)
{
    (void)state;
    const struct form *form = form_of(TWO_OF "," BESIDE);
    json_t *values = json_of("{'c':'a','g':'here','t':3,'n':'there'}");
    const json_t *fields = json_object_get(form_model(form, arena, values, NULL), "fields");
    assert_true(json_is_null(json_object_get(json_array_get(fields, 0), "value")));
    assert_true(json_is_null(json_object_get(json_array_get(fields, 1), "value")));
    assert_true(json_is_null(json_object_get(json_array_get(fields, 3), "value")));
    struct form_text *texts;
    size_t count;
    form_text_list(&texts, &count, form, arena, values);
    assert_int_equal(0, count);
    json_decref(values);
    values = json_of("{'t':'one'}");
    fields = json_object_get(form_read_model(form, arena, values), "fields");
    assert_true(json_is_null(json_object_get(json_array_get(fields, 0), "options")));
    assert_true(json_is_null(json_object_get(json_array_get(fields, 0), "items")));
    json_decref(values);
    assert_true(form_has(form, "t"));
    assert_false(form_has(form, "x"));
}

/* Of what was kept once and is no option any more, or never was one. */
static void only_what_was_chosen_is_read(void **state)
{
    (void)state;
    json_t *values = json_of("{'c':['a','',3,'z']}");
    const json_t *model = form_read_model(form_of(TWO_OF), arena, values);
    const json_t *field = json_array_get(json_object_get(model, "fields"), 0);
    assert_said(json_object_get(field, "options"),
                "[{'value':'a','label':'A'},{'value':'z','label':'z'}]");
    json_decref(values);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
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
        cmocka_unit_test(a_schema_is_as_long_as_it_may_be),
        cmocka_unit_test(an_address_is_as_long_as_it_may_be),
        cmocka_unit_test(a_draft_may_have_too_few),
        cmocka_unit_test(a_list_that_is_required_is_one_thing),
        cmocka_unit_test(what_may_be_left_out_may),
        cmocka_unit_test(a_field_shows_its_own_kind),
        cmocka_unit_test(what_stands_aside_is_no_part_of_it),
        cmocka_unit_test(only_what_was_chosen_is_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
