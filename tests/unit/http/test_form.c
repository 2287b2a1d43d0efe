#include "http/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct http_shape wide = {FORM_DEPTH, FORM_FIELDS};
static const struct http_shape narrow = {3, 64};

static void assert_parsed(const char *type, const char *body, size_t len, enum http_body answer,
                          const char *expected)
{
    struct arena *arena = arena_new();
    json_t *fields = (json_t *)arena;
    struct bytes bytes = {(const uint8_t *)body, len};
    enum http_body got = form_parse(&fields, arena, type, bytes, &wide);
    json_t *wanted = expected != NULL ? json_loads(expected, 0, NULL) : NULL;
    bool same = expected != NULL ? wanted != NULL && json_equal(fields, wanted) : fields == NULL;
    if (!same || got != answer) {
        char *text = json_dumps(fields, JSON_ENCODE_ANY);
        print_error("%s\n  is %d %s\n  not %d %s\n", body, got, text, answer, expected);
        fail();
    }
    json_decref(wanted);
    arena_free(arena);
}

static void form(const char *body, enum http_body answer, const char *expected)
{
    assert_parsed(FORM_URLENCODED, body, strlen(body), answer, expected);
}

static void json(const char *body, enum http_body answer, const char *expected)
{
    assert_parsed(FORM_JSON, body, strlen(body), answer, expected);
}

static void test_plain_fields(void **state)
{
    (void)state;
    form("", HTTP_BODY_FIELDS, "{}");
    form("&&a=1&&", HTTP_BODY_FIELDS, "{\"a\":\"1\"}");
    form("a=b+c%2Bd%3d%26&e", HTTP_BODY_FIELDS, "{\"a\":\"b c+d=&\",\"e\":\"\"}");
    form("a=100%&b=%zz%4&c==", HTTP_BODY_FIELDS, "{\"a\":\"100%\",\"b\":\"%zz%4\",\"c\":\"=\"}");
    form("pr%C3%A9nom=Zo%C3%AB", HTTP_BODY_FIELDS, "{\"prénom\":\"Zoë\"}");
    form("0=a", HTTP_BODY_FIELDS, "{\"0\":\"a\"}");
}

static void test_nesting(void **state)
{
    (void)state;
    form("steps.0.who=x", HTTP_BODY_FIELDS, "{\"steps\":[{\"who\":\"x\"}]}");
    form("s.1.a=3&s.0.a=1&s.0.b=2&t.u.v=4", HTTP_BODY_FIELDS,
         "{\"s\":[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\"}],\"t\":{\"u\":{\"v\":\"4\"}}}");
    form("a.2=x", HTTP_BODY_FIELDS, "{\"a\":[null,null,\"x\"]}");
    form("a%2Eb=x", HTTP_BODY_FIELDS, "{\"a\":{\"b\":\"x\"}}");
    form("01=x", HTTP_BODY_FIELDS, "{\"01\":\"x\"}");
    form("a.01=x", HTTP_BODY_MALFORMED, NULL); /* one way to write an index */
}

static void test_repeated_names(void **state)
{
    (void)state;
    form("a=1&a=2&a=3", HTTP_BODY_FIELDS, "{\"a\":[\"1\",\"2\",\"3\"]}");
    form("a.0.t=1&a.0.t=2", HTTP_BODY_FIELDS, "{\"a\":[{\"t\":[\"1\",\"2\"]}]}");
}

static void test_contradictions(void **state)
{
    (void)state;
    static const char *const bodies[] = {"a=1&a.b=2", "a.b=1&a=2",   "a.b=1&a.0=2", "a.0=1&a.b=2",
                                         ".=1",       "a.=1",        ".a=1",        "a..b=1",
                                         "=1",        "a.0.b=1&a=2", "a=1&a.0=2"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        form(bodies[i], HTTP_BODY_MALFORMED, NULL);
}

static void test_form_bounds(void **state)
{
    (void)state;
    form("a.b.c.d.e.f=1", HTTP_BODY_FIELDS,
         "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":\"1\"}}}}}}");
    form("a.b.c.d.e.f.g=1", HTTP_BODY_MALFORMED, NULL);
    form("a.b.c.d.e.f=1&a.b.c.d.e.f=2", HTTP_BODY_MALFORMED, NULL);
    form("a.b.c.d.e=1&a.b.c.d.e=2", HTTP_BODY_FIELDS,
         "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":[\"1\",\"2\"]}}}}}");
    form("a.201=1", HTTP_BODY_MALFORMED, NULL);
    form("a.150=1&b.51=1", HTTP_BODY_MALFORMED, NULL); /* holes of all arrays together */
    form("a.4294967296=1", HTTP_BODY_MALFORMED, NULL);
    form("a.18446744073709551616=1", HTTP_BODY_MALFORMED, NULL);

    static char body[64 * 1024];
    for (unsigned count = 2000; count <= 2001; count++) {
        struct arena *arena = arena_new();
        json_t *fields;
        size_t len = 0;
        /* from the last to the first: every hole that is filled may be made again */
        for (unsigned i = 0; i < count; i++)
            len += (size_t)sprintf(body + len, "a%u.%u.x=%u&", i / 100, 99 - i % 100, i);
        enum http_body got = form_parse(&fields, arena, FORM_URLENCODED,
                                        (struct bytes){(uint8_t *)body, len}, &wide);
        assert_int_equal(got, count == 2000 ? HTTP_BODY_FIELDS : HTTP_BODY_MALFORMED);
        arena_free(arena);
    }
}

static void test_form_repairs(void **state)
{
    (void)state;
    form("a=caf%E9&b=ok", HTTP_BODY_NOT_UTF8, "{\"a\":\"caf\uFFFD\",\"b\":\"ok\"}");
    form("a=x%00y", HTTP_BODY_NOT_UTF8, "{\"a\":\"x\uFFFDy\"}");
    form("%ff=x", HTTP_BODY_NOT_UTF8, "{\"\uFFFD\":\"x\"}");
    assert_parsed(FORM_URLENCODED, "a=\0", 3, HTTP_BODY_NOT_UTF8, "{\"a\":\"\uFFFD\"}");
    form("a=%ED%A0%80", HTTP_BODY_NOT_UTF8, "{\"a\":\"\uFFFD\uFFFD\uFFFD\"}");
}

static void test_json(void **state)
{
    (void)state;
    json("{\"a\":[1,{\"b\":null}],\"c.d\":true}", HTTP_BODY_FIELDS,
         "{\"a\":[1,{\"b\":null}],\"c.d\":true}");
    static const char *const bodies[] = {"",
                                         "[]",
                                         "\"a\"",
                                         "null",
                                         "{",
                                         "{} {}",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"a\":\"\\u0000\"}",
                                         "{\"a\":\"\\ud800\"}",
                                         "{\"a\":1e999}",
                                         "{\"a\":NaN}"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        json(bodies[i], HTTP_BODY_MALFORMED, NULL);
}

static void test_json_bounds(void **state)
{
    (void)state;
    json("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":[]}}}}}", HTTP_BODY_FIELDS,
         "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":[]}}}}}");
    json("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":[1]}}}}}}", HTTP_BODY_MALFORMED, NULL);
    static char body[16 * 1024];
    for (size_t count = 2000; count <= 2001; count++) {
        struct arena *arena = arena_new();
        json_t *fields;
        char *end = stpcpy(body, "{\"a\":[0");
        for (size_t i = 1; i < count; i++)
            end = stpcpy(end, ",0");
        end = stpcpy(end, "]}");
        struct bytes bytes = {(uint8_t *)body, (size_t)(end - body)};
        assert_int_equal(form_parse(&fields, arena, FORM_JSON, bytes, &wide),
                         count == 2000 ? HTTP_BODY_FIELDS : HTTP_BODY_MALFORMED);
        arena_free(arena);
    }
    memset(body, '[', sizeof body);
    assert_parsed(FORM_JSON, body, sizeof body, HTTP_BODY_MALFORMED, NULL);
}

static void test_json_repairs(void **state)
{
    (void)state;
    json("{\"a\":\"caf\xE9\"}", HTTP_BODY_NOT_UTF8, "{\"a\":\"caf\uFFFD\"}");
    json("{\"a\":1}\xFF", HTTP_BODY_NOT_UTF8, "{}");
    json("[\"\xFF\"]", HTTP_BODY_NOT_UTF8, "{}");
    assert_parsed(FORM_JSON, "{\"a\":\"\0\"}", 9, HTTP_BODY_NOT_UTF8, "{\"a\":\"\uFFFD\"}");
}

static enum http_body narrowly(const char *type, const char *body)
{
    struct arena *arena = arena_new();
    json_t *fields;
    struct bytes bytes = {(const uint8_t *)body, strlen(body)};
    enum http_body got = form_parse(&fields, arena, type, bytes, &narrow);
    assert_int_equal(fields != NULL, got == HTTP_BODY_FIELDS);
    arena_free(arena);
    return got;
}

static void test_a_shape_of_its_own(void **state)
{
    (void)state;
    static char body[4096];
    assert_int_equal(narrowly(FORM_URLENCODED, "a.b.c=1"), HTTP_BODY_FIELDS);
    assert_int_equal(narrowly(FORM_URLENCODED, "a.b.c.d=1"), HTTP_BODY_MALFORMED);
    assert_int_equal(narrowly(FORM_URLENCODED, "a.b.c=1&a.b.c=2"), HTTP_BODY_MALFORMED);
    assert_int_equal(narrowly(FORM_URLENCODED, "a.64=1"), HTTP_BODY_FIELDS);
    assert_int_equal(narrowly(FORM_URLENCODED, "a.65=1"), HTTP_BODY_MALFORMED); /* holes */
    assert_int_equal(narrowly(FORM_JSON, "{\"a\":{\"b\":[1]}}"), HTTP_BODY_FIELDS);
    assert_int_equal(narrowly(FORM_JSON, "{\"a\":{\"b\":[[1]]}}"), HTTP_BODY_MALFORMED);
    for (unsigned count = 64; count <= 65; count++) {
        const enum http_body wanted = count == 64 ? HTTP_BODY_FIELDS : HTTP_BODY_MALFORMED;
        char *end = body;
        for (unsigned i = 0; i < count; i++)
            end += sprintf(end, "a%u=x&", i);
        assert_int_equal(narrowly(FORM_URLENCODED, body), wanted);
        end = stpcpy(body, "{\"a\":[{}");
        for (unsigned i = 1; i < count; i++)
            end = stpcpy(end, ",{}");
        stpcpy(end, "]}");
        /* 64 empty ones and their two around them are more containers than that */
        assert_int_equal(narrowly(FORM_JSON, body), HTTP_BODY_MALFORMED);
    }
    memset(body, 'a', 1025);
    strcpy(body + 1024, "=1");
    assert_int_equal(narrowly(FORM_URLENCODED, body), HTTP_BODY_FIELDS);
    strcpy(body + 1024, "a=1");
    assert_int_equal(narrowly(FORM_URLENCODED, body), HTTP_BODY_MALFORMED);
}

static void test_types(void **state)
{
    (void)state;
    assert_parsed(NULL, "", 0, HTTP_BODY_NONE, NULL);
    assert_parsed("text/plain", "", 0, HTTP_BODY_NONE, NULL);
    assert_parsed(NULL, "a=1", 3, HTTP_BODY_UNKNOWN_TYPE, NULL);
    assert_parsed("text/plain", "a=1", 3, HTTP_BODY_UNKNOWN_TYPE, NULL);
    assert_parsed("multipart/form-data; boundary=x", "--x--", 5, HTTP_BODY_UNKNOWN_TYPE, NULL);
    assert_parsed("application/jsonp", "{}", 2, HTTP_BODY_UNKNOWN_TYPE, NULL);
    assert_parsed("Application/JSON ; charset=UTF-8", "{}", 2, HTTP_BODY_FIELDS, "{}");
    assert_parsed(" APPLICATION/x-www-form-urlencoded;charset=utf-8", "a=1", 3, HTTP_BODY_FIELDS,
                  "{\"a\":\"1\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_fields),   cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_repeated_names), cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_form_bounds),    cmocka_unit_test(test_form_repairs),
        cmocka_unit_test(test_json),           cmocka_unit_test(test_json_bounds),
        cmocka_unit_test(test_json_repairs),   cmocka_unit_test(test_a_shape_of_its_own),
        cmocka_unit_test(test_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
