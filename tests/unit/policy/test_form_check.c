#include "base/clock.h"
#include "policy/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define FIXTURES SOURCE_DIR "/tests/unit/policy/fixtures"

static struct arena *arena;
static struct form *form;

/* Single quotes instead of double ones, so that the cases can be read. */
static char *quoted(const char *text)
{
    char *out = arena_text(arena, text);
    for (char *c = out; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return out;
}

static void check(enum form_rigour rigour, const char *input, enum status wanted,
                  const char *wanted_json)
{
    json_error_t problem;
    json_t *clean, *errors;
    json_t *json = json_loads(quoted(input), JSON_DECODE_ANY, &problem);
    json_t *expected = json_loads(quoted(wanted_json), 0, &problem);
    assert_non_null(json);
    assert_non_null(expected);
    enum status status = form_check(form, &clean, &errors, arena, json, rigour);
    json_t *result = status == STATUS_OK ? clean : errors;
    char *text = json_dumps(result, JSON_COMPACT);
    char *other = json_dumps(expected, JSON_COMPACT);
    if (status != wanted || strcmp(text, other) != 0)
        fail_msg("%s\n  gave %s %s\n  and not %s", input, status_name(status), text, other);
    assert_null(status == STATUS_OK ? errors : clean);
    free(text);
    free(other);
    json_decref(json);
    json_decref(expected);
}

static void draft(const char *input, const char *clean)
{
    check(FORM_DRAFT, input, STATUS_OK, clean);
}

static void refused(const char *input, const char *errors)
{
    check(FORM_DRAFT, input, STATUS_INVALID, errors);
    json_t *json = json_loads(quoted(input), 0, NULL);
    json_t *clean, *all;
    assert_int_equal(form_check(form, &clean, &all, arena, json, FORM_COMPLETE), STATUS_INVALID);
    json_decref(json);
}

/* Complete but for what ${members} say. */
static const char *rest(const char *members)
{
    return arena_printf(
        arena, "{'kinds': 'a', 'points': [{'what': 'p'}], 'venue': {'room': 'r'}, %s}", members);
}

static void incomplete(const char *input, const char *errors)
{
    check(FORM_COMPLETE, input, STATUS_INVALID, errors);
}

static void test_complete(void **state)
{
    (void)state;
    const char *clean =
        "{'line':'Été à','story':'a\\n\\nb','closed_on':'2022-02','day':'2024-02-29',"
        "'starts':'2022-03-07T14:00','count':12,'email':'a.b@c-d.example','step':'second',"
        "'kinds':['a','c'],'sure':true,'maybe':false,'passphrase':'  two  blanks ',"
        "'host':'00112233445566778899aabbccddeeff',"
        "'points':[{'what':'w','who':[{'role':'r','lead':true}]},{'what':'v'}],"
        "'venue':{'room':'7'}}";
    check(FORM_COMPLETE,
          "{'venue':{'room':' 7 ','floor':''},"
          "'points':[{'what':'w','why':'','who':[{'role':'r','lead':'on'},{'role':' '}]},"
          "{'what':'  ','who':[]},null,{'what':'v'}],"
          "'host':'00112233445566778899aabbccddeeff','passphrase':'  two  blanks ',"
          "'maybe':'non','sure':'oui','kinds':['c','','a','c'],'step':'second',"
          "'email':' a.b@c-d.example ','count':' 12 ','starts':'2022-03-07T14:00',"
          "'day':'2024-02-29','closed_on':'2022-02','any_month':null,"
          "'story':' a\\r\\n\\r\\nb ','line':' E\\u0301te\\u0301 \\u0007\\u00e0 '}",
          STATUS_OK, clean);
    check(FORM_COMPLETE, clean, STATUS_OK, clean); /* what is clean stays as it is */
}

static void test_draft_asks_for_nothing(void **state)
{
    (void)state;
    draft("{}", "{}");
    draft("{'line':'a','sure':'non','kinds':[],'points':[{'why':'y'}],'venue':{'floor':'3'}}",
          "{'line':'a','sure':false,'points':[{'why':'y'}],'venue':{'floor':3}}");
}

static void test_complete_asks(void **state)
{
    (void)state;
    incomplete("{}", "{'line':{'key':'required'},'kinds':{'key':'too_few','min':1},"
                     "'sure':{'key':'must_yes'},'points':{'key':'too_few','min':1},"
                     "'venue.room':{'key':'required'}}");
    incomplete(rest("'line':'ab'"), "{'sure':{'key':'must_yes'}}");
    incomplete(rest("'line':' a ','sure':true"), "{'line':{'key':'too_short','min':2}}");
    incomplete(rest("'line':'ab','sure':false"), "{'sure':{'key':'must_yes'}}");
    incomplete("{'line':'ab','sure':true,'kinds':'a','points':[{},{'why':'y'}],"
               "'venue':{'floor':1}}",
               "{'points.1.what':{'key':'required'},'venue.room':{'key':'required'}}");
    incomplete("{'line':'ab','sure':true,'kinds':'a','points':[{'what':''}],'venue':[]}",
               "{'points':{'key':'too_few','min':1},'venue.room':{'key':'required'}}");
    /* one error a field: what is wrong is not also missing */
    incomplete(rest("'line':3,'sure':true"), "{'line':{'key':'type'}}");
}

static void test_lengths(void **state)
{
    (void)state;
    draft("{'story':'e\\u0007\\u0301'}", "{'story':'é'}");
    draft("{'line':'éééééééééé'}", "{'line':'éééééééééé'}");
    refused("{'line':'ééééééééééé'}", "{'line':{'key':'too_long','max':10}}");
    refused("{'line':'a\\nb'}", "{'line':{'key':'one_line'}}");
    refused("{'points':[{'what':'a'},{'who':[{},{'role':'123456'}]}]}",
            "{'points.1.who.1.role':{'key':'too_long','max':5}}");
    refused("{'points':[{'what':'a'},{'what':'b'},{},{'what':'c'},{'what':'d'}]}",
            "{'points':{'key':'too_many','max':3}}");
    draft("{'points':[{'what':'a'},{'what':'b'},{},{'what':'c'},{}]}",
          "{'points':[{'what':'a'},{'what':'b'},{'what':'c'}]}");
    refused("{'kinds':['a','b','c']}", "{'kinds':{'key':'too_many','max':2}}");
}

static void test_secret_is_counted_in_bytes(void **state)
{
    (void)state;
    char *text = arena_alloc(arena, 2100);
    memset(text, 'x', 1024);
    draft(arena_printf(arena, "{'passphrase':'%s'}", text),
          arena_printf(arena, "{'passphrase':'%s'}", text));
    refused(arena_printf(arena, "{'passphrase':'%sx'}", text),
            "{'passphrase':{'key':'too_long','max':1024}}");
    for (unsigned i = 0; i < 513; i++)
        memcpy(text + 2 * i, "é", 2);
    refused(arena_printf(arena, "{'passphrase':'%s'}", text),
            "{'passphrase':{'key':'too_long','max':1024}}");
    draft("{'passphrase':'e\\u0301\\r\\n\\u0007'}", "{'passphrase':'e\\u0301\\r\\n\\u0007'}");
    draft("{'passphrase':' '}", "{'passphrase':' '}");
    draft("{'passphrase':''}", "{}");
}

static void test_dates(void **state)
{
    (void)state;
    clock_set(1646500000); /* 2022-03-05 */
    draft("{'closed_on':'2022-03'}", "{'closed_on':'2022-03'}");
    refused("{'closed_on':'2022-04'}", "{'closed_on':{'key':'month_in_future'}}");
    refused("{'closed_on':'2023-01'}", "{'closed_on':{'key':'month_in_future'}}");
    draft("{'closed_on':'2021-12'}", "{'closed_on':'2021-12'}");
    draft("{'any_month':'2099-01'}", "{'any_month':'2099-01'}");
    refused("{'any_month':'2022-13'}", "{'any_month':{'key':'not_a_month'}}");
    refused("{'day':'2022-02-29'}", "{'day':{'key':'not_a_date'}}");
    refused("{'starts':'2022-03-07'}", "{'starts':{'key':'not_a_moment'}}");
    refused("{'starts':'2022-03-07T24:00'}", "{'starts':{'key':'not_a_moment'}}");
    clock_set(0);
}

static void test_dates_as_on_paper(void **state)
{
    (void)state;
    draft("{'any_month':'3/2022','day':'7/03/2022','starts':'07/03/2022 14:05'}",
          "{'any_month':'2022-03','day':'2022-03-07','starts':'2022-03-07T14:05'}");
    draft("{'starts':'07/03/2022 14h05'}", "{'starts':'2022-03-07T14:05'}");
    refused("{'any_month':'13/2022','day':'31/02/2022','starts':'07/03/2022 14'}",
            "{'any_month':{'key':'not_a_month'},'day':{'key':'not_a_date'},"
            "'starts':{'key':'not_a_moment'}}");
    draft("{'any_month':'03/22','day':'7/3/22','starts':'07/03/2022 14:05:00'}",
          "{'any_month':'2022-03','day':'2022-03-07','starts':'2022-03-07T14:05'}");
    draft("{'any_month':'mars 2022','day':'1er mars 2022',"
          "'starts':'lundi 7 mars 2022 à 14\\u00a0h\\u00a005'}",
          "{'any_month':'2022-03','day':'2022-03-01','starts':'2022-03-07T14:05'}");
    refused("{'any_month':'03/222','day':'07/03/2022 soon','starts':'dimanche 7 mars 2022, 14 h'}",
            "{'any_month':{'key':'not_a_month'},'day':{'key':'not_a_date'},"
            "'starts':{'key':'other_weekday'}}");
    refused("{'any_month':'-3/2022','day':'-7/-3/2022'}",
            "{'any_month':{'key':'not_a_month'},'day':{'key':'not_a_date'}}");
    clock_set(1646500000);
    refused("{'closed_on':'04/2022'}", "{'closed_on':{'key':'month_in_future'}}");
    clock_set(0);
}

/* What comes from office programs, telephones and other pages, by every type of field. */
static void test_unseen(void **state)
{
    (void)state;
    draft("{'line':'un\\u000bdeux','story':'un\\u000bdeux\\ftrois\\u0085x\\u2028y\\u2029z'}",
          "{'line':'un deux','story':'un\\ndeux\\ntrois\\nx\\ny\\nz'}");
    draft("{'line':'\\u00a0\\u200bA\\u202eB\\u2069\\u202f','story':'\\u2066א\\u2069 ب'}",
          "{'line':'AB','story':'א ب'}");
    draft("{'email':'\\u00a0a@\\u200bb.example\\ufeff','step':'second\\u200b','count':'"
          "\\u00a012\\u202f'}",
          "{'count':12,'email':'a@b.example','step':'second'}");
    incomplete(rest("'line':'\\u00a0\\u200b\\u3164','sure':true"), "{'line':{'key':'required'}}");
    incomplete(rest("'line':'\\u202e\\u2066\\u2800','sure':true"), "{'line':{'key':'required'}}");
    incomplete("{'line':'ab','sure':true,'kinds':'a','points':[{'what':'\\u2060'}],"
               "'venue':{'room':'\\u00a0'}}",
               "{'points':{'key':'too_few','min':1},'venue.room':{'key':'required'}}");
    draft("{'passphrase':'\\u00a0\\u200b'}", "{'passphrase':'\\u00a0\\u200b'}");
}

static void test_numbers(void **state)
{
    (void)state;
    static const char *const bad[] = {"121",
                                      "-6",
                                      "'121'",
                                      "'1.5'",
                                      "1.0",
                                      "'1e1'",
                                      "'0x1'",
                                      "'+1'",
                                      "'-'",
                                      "'12 000'",
                                      "'99999999999999999999'"};
    draft("{'count':-5}", "{'count':-5}");
    draft("{'count':'-5'}", "{'count':-5}");
    draft("{'count':0}", "{'count':0}");
    draft("{'count':'007'}", "{'count':7}");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(arena_printf(arena, "{'count':%s}", bad[i]),
                "{'count':{'key':'not_a_number','min':-5,'max':120}}");
}

static void test_emails(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b.example", "a.b+c@d-e.f.example"};
    static const char *const bad[] = {
        "a",        "a@",       "@b.example",     "a@b",
        "a@b@c.fr", "a b@c.fr", "a,b.fr",         "a b.fr",
        "a@b..fr",  "a@.b.fr",  "a@b.fr.",        "a@-b.fr",
        "a@b-.fr",  "a@b.fr>",  "é@b.example",    "a@b,fr",
        "a@é.fr",   "<a@b.fr>", "a@b.fr, c@d.fr", "a@b.fr\\r\\nBcc: c@d.fr"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        draft(arena_printf(arena, "{'email':'%s'}", good[i]),
              arena_printf(arena, "{'email':'%s'}", good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(arena_printf(arena, "{'email':'%s'}", bad[i]), "{'email':{'key':'not_an_email'}}");
    char local[66];
    memset(local, 'a', 65);
    local[65] = '\0';
    refused(arena_printf(arena, "{'email':'%s@b.example'}", local),
            "{'email':{'key':'not_an_email'}}");
    local[64] = '\0';
    refused(arena_printf(arena, "{'email':'a@%s.example'}", local),
            "{'email':{'key':'not_an_email'}}");
    local[63] = '\0';
    draft(arena_printf(arena, "{'email':'a@%s.example'}", local),
          arena_printf(arena, "{'email':'a@%s.example'}", local));
}

static void test_choices(void **state)
{
    (void)state;
    draft("{'kinds':'b'}", "{'kinds':['b']}");
    draft("{'kinds':''}", "{}");
    refused("{'kinds':['a','z']}", "{'kinds':{'key':'not_an_option'}}");
    refused("{'kinds':['a',1]}", "{'kinds':{'key':'type'}}");
    refused("{'kinds':{'a':'a'}}", "{'kinds':{'key':'type'}}");
    refused("{'step':'third'}", "{'step':{'key':'not_an_option'}}");
    refused("{'step':'x'}", "{'step':{'key':'not_an_option'}}");
    refused("{'step':'First step'}", "{'step':{'key':'not_an_option'}}");
    refused("{'step':['first']}", "{'step':{'key':'type'}}");
}

static void test_yesno(void **state)
{
    (void)state;
    static const char *const yes[] = {"true", "'oui'", "'yes'", "'on'", "'true'"};
    static const char *const no[] = {"false", "'non'", "'no'", "'false'"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        draft(arena_printf(arena, "{'maybe':%s}", yes[i]), "{'maybe':true}");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        draft(arena_printf(arena, "{'maybe':%s}", no[i]), "{'maybe':false}");
    draft("{'maybe':''}", "{}");
    refused("{'maybe':'peut-être'}", "{'maybe':{'key':'not_yesno'}}");
    refused("{'maybe':1}", "{'maybe':{'key':'type'}}");
}

static void test_types_and_names(void **state)
{
    (void)state;
    refused("{'line':3,'story':true,'day':[],'count':{},'email':1.5,'host':3,'passphrase':1,"
            "'points':{'what':'a'},'venue':'here'}",
            "{'line':{'key':'type'},'story':{'key':'type'},'day':{'key':'type'},"
            "'count':{'key':'type'},'email':{'key':'type'},'passphrase':{'key':'type'},"
            "'host':{'key':'type'},'points':{'key':'type'},'venue':{'key':'type'}}");
    refused("{'points':['b',['c'],3]}",
            "{'points.0':{'key':'type'},'points.1':{'key':'type'},'points.2':{'key':'type'}}");
    refused("{'host':'00112233445566778899AABBCCDDEEFF'}", "{'host':{'key':'not_an_id'}}");
    refused("{'zz':'','Line':1,'venue':{'roof':null}}",
            "{'zz':{'key':'unknown'},'Line':{'key':'unknown'},'venue.roof':{'key':'unknown'}}");
    refused("{'points':[{},{'when':'a'}]}", "{'points.1.when':{'key':'unknown'}}");
    check(FORM_COMPLETE, "'text'", STATUS_INVALID, "{'':{'key':'type'}}");
}

static void test_errors_end(void **state)
{
    (void)state;
    json_t *input = json_object();
    json_t *points = json_array();
    for (unsigned i = 0; i < 100000; i++) {
        json_object_set_new(input, arena_printf(arena, "name%u", i), json_null());
        json_array_append_new(points, json_integer(3));
    }
    json_object_set_new(input, "points", points);
    json_t *clean, *errors;
    assert_int_equal(form_check(form, &clean, &errors, arena, input, FORM_COMPLETE),
                     STATUS_INVALID);
    assert_null(clean);
    assert_int_equal(json_object_size(errors), 200);
    json_decref(input);
}

/* As many as somebody could mean, and no more are looked at. */
static void test_lists_end(void **state)
{
    (void)state;
    enum { MOST = 2000 };
    for (unsigned more = 0; more < 2; more++) {
        json_t *clean, *errors;
        json_t *kinds = json_array(), *points = json_array();
        for (unsigned i = 0; i < MOST + more; i++) {
            json_array_append_new(kinds, json_string("a"));
            json_array_append_new(points, json_object());
        }
        json_t *input = json_pack("{s:o, s:o}", "kinds", kinds, "points", points);
        enum status status = form_check(form, &clean, &errors, arena, input, FORM_DRAFT);
        assert_int_equal(more == 0 ? STATUS_OK : STATUS_INVALID, status);
        assert_int_equal(2 * more, json_object_size(errors));
        json_decref(input);
    }
}

static void test_ill_formed_text_is_no_text(void **state)
{
    (void)state;
    json_t *clean, *errors;
    json_t *input =
        json_pack("{s:o, s:o, s:o}", "line", json_stringn_nocheck("a\xFF", 2), "story",
                  json_stringn_nocheck("a\0b", 3), "kinds", json_string_nocheck("\xC0\xAF"));
    assert_int_equal(form_check(form, &clean, &errors, arena, input, FORM_DRAFT), STATUS_INVALID);
    assert_int_equal(json_object_size(errors), 3);
    json_decref(input);
    input = json_object();
    json_object_set_new_nocheck(input, "\xFF", json_null());
    assert_int_equal(form_check(form, &clean, &errors, arena, input, FORM_DRAFT), STATUS_INVALID);
    assert_non_null(json_object_get(errors, "\xEF\xBF\xBD"));
    json_decref(input);
}

static int set_up(void **state)
{
    (void)state;
    struct ini pack;
    setenv("TZ", "Europe/Paris", 1);
    tzset();
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
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_draft_asks_for_nothing),
        cmocka_unit_test(test_complete_asks),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_secret_is_counted_in_bytes),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_dates_as_on_paper),
        cmocka_unit_test(test_unseen),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_emails),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_yesno),
        cmocka_unit_test(test_types_and_names),
        cmocka_unit_test(test_errors_end),
        cmocka_unit_test(test_lists_end),
        cmocka_unit_test(test_ill_formed_text_is_no_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
