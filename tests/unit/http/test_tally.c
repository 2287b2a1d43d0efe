#include "tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct http_shape wide = {6, 2000};

static void counted(const char *text, size_t depth, size_t containers, size_t keys, size_t leaves)
{
    struct tally tally;
    if (!tally_json(&tally, text, strlen(text), &wide) || tally.depth != depth ||
        tally.containers != containers || tally.keys != keys || tally.leaves != leaves)
        fail_msg("%s: depth %zu, containers %zu, keys %zu, leaves %zu", text, tally.depth,
                 tally.containers, tally.keys, tally.leaves);
}

static void counts_what_is_there(void **state)
{
    (void)state;
    counted("", 0, 0, 0, 0);
    counted("1", 0, 0, 0, 1);
    counted("{}", 0, 1, 0, 1);
    counted(" { } ", 0, 1, 0, 1);
    counted("[]", 0, 1, 0, 1);
    counted("{\"a\":1}", 1, 1, 1, 1);
    counted("{\"a\" : \"b\" , \"c\":null}", 1, 1, 2, 2);
    counted("[true,false,null,-1.5e3,\"x\"]", 1, 1, 0, 5);
    counted("{\"a\":[1,{\"b\":[]}],\"c\":{}}", 3, 5, 3, 3);
    counted("[{},{},{}]", 1, 4, 0, 3);
    counted("[[[[[[]]]]]]", 5, 6, 0, 1);
    counted("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":1}}}}}}", 6, 6, 6, 1);
}

static void strings_are_one_whatever_they_hold(void **state)
{
    (void)state;
    counted("[\"{[}],:{[\"]", 1, 1, 0, 1);
    counted("[\"a\\\"b\",\"\\\\\",\"\\\\\\\"]\"]", 1, 1, 0, 3);
    counted("{\"a\\\":{\":\"}\"}", 1, 1, 1, 1);
    counted("{\"\":\"\"}", 1, 1, 1, 1);
    counted("[\"\xC3\xA9\xFF\"]", 1, 1, 0, 1);
    counted("{\"a\"\n\t\r :1}", 1, 1, 1, 1);
}

/* jansson refuses these; the scan only has to end, and to read nothing beyond. */
static void what_is_no_json_ends(void **state)
{
    (void)state;
    static const char *const bad[] = {"\"",      "\"\\",  "{\"a\\", "[",      "]]]]", "}}}{",
                                      "::::",    ",,,,",  "tru",    "\"a\":", "{]",   "\x01\x7f",
                                      "[\"a\"b", "{a:1}", "'a'",    "\\\"",   "\"\\u"};
    struct tally tally;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t len = strlen(bad[i]);
        char *exact = malloc(len); /* so that a sanitizer sees a step too far */
        memcpy(exact, bad[i], len);
        tally_json(&tally, exact, len, &wide);
        free(exact);
    }
    assert_true(tally_json(&tally, "\0\0\0", 3, &wide));
    assert_true(tally_json(&tally, NULL, 0, &wide));
}

static char *repeated(size_t *len, const char *before, const char *part, size_t times,
                      const char *after)
{
    char *text = malloc(strlen(before) + times * strlen(part) + strlen(after) + 1);
    char *end = stpcpy(text, before);
    for (size_t i = 0; i < times; i++)
        end = stpcpy(end, part);
    end = stpcpy(end, after);
    *len = (size_t)(end - text);
    return text;
}

static void judged(bool within, const char *before, const char *part, size_t times,
                   const char *after)
{
    size_t len;
    struct tally tally;
    char *text = repeated(&len, before, part, times, after);
    if (tally_json(&tally, text, len, &wide) != within)
        fail_msg("%zu times %s", times, part);
    /* it stops at the first that is too much */
    assert_true(tally.leaves <= wide.fields + 1 && tally.containers <= wide.fields + 1);
    assert_true(tally.depth <= wide.depth + 1);
    free(text);
}

static void stops_at_the_bounds(void **state)
{
    (void)state;
    judged(true, "[0", ",0", 1999, "]");
    judged(false, "[0", ",0", 2000, "]");
    judged(true, "[{}", ",{}", 1998, "]");
    judged(false, "[{}", ",{}", 1999, "]");
    judged(false, "[{}", ",{}", 700000, "]");
    judged(false, "", "[", 2 << 20, "");
    judged(false, "", "{\"a\":", 400000, "1");
    judged(false, "{\"a\":0", ",\"b\":0", 300000, "}");
    judged(true, "[[[[[[", "1", 1, "]]]]]]");
    judged(false, "[[[[[[[", "1", 1, "]]]]]]]");
    judged(true, "[[[[[[[", "", 0, "]]]]]]]"); /* an empty one is a leaf */
    judged(true, "[\"", "x", 2 << 20, "\"]");
    judged(true, "[\"", "{[", 1 << 20, "\"]");
    judged(true, "[\"", "\\\"", 1 << 20, "\"]");
    judged(true, "{\"", "k", TALLY_NAME, "\":1}");
    judged(false, "{\"", "k", TALLY_NAME + 1, "\":1}");
    judged(false, "{\"", "k", 2 << 20, "\":1}");
}

/* Small JSON of every shape, the same in each run. */
static json_t *some_json(unsigned *seed, unsigned depth)
{
    static const char *const texts[] = {"", "a", "{[\"\\", "\\\"", "]}:,", "\n\t", "é", "\\"};
    *seed = *seed * 1103515245 + 12345;
    unsigned kind = (*seed >> 16) % (depth < 7 ? 8 : 5);
    unsigned size = (*seed >> 20) % 4;
    json_t *value;
    switch (kind) {
    case 0:
        return json_null();
    case 1:
        return json_integer(-(json_int_t)(*seed >> 8));
    case 2:
        return json_real(*seed / 1e3);
    case 3:
        return json_boolean(size);
    case 4:
        return json_string(texts[(*seed >> 24) % 8]);
    case 5:
        value = json_array();
        for (unsigned i = 0; i < size; i++)
            json_array_append_new(value, some_json(seed, depth + 1));
        return value;
    default:
        value = json_object();
        for (unsigned i = 0; i < size; i++)
            json_object_set_new(value, texts[(*seed >> 24 ^ i) % 8], some_json(seed, depth + 1));
        return value;
    }
}

static void count_tree(struct tally *tally, const json_t *value, size_t depth)
{
    size_t size = json_object_size(value) + json_array_size(value);
    tally->containers += json_is_object(value) || json_is_array(value);
    tally->leaves += size == 0;
    tally->keys += json_object_size(value);
    if (size > 0 && depth > tally->depth)
        tally->depth = depth;
    for (size_t i = 0; i < json_array_size(value); i++)
        count_tree(tally, json_array_get(value, i), depth + 1);
    const char *name;
    json_t *part;
    json_object_foreach((json_t *)value, name, part) count_tree(tally, part, depth + 1);
}

static void what_jansson_builds_is_what_was_counted(void **state)
{
    (void)state;
    const struct http_shape much = {100, 1000000};
    unsigned seed = 1;
    size_t deepest = 0;
    for (unsigned i = 0; i < 20000; i++) {
        json_t *value = some_json(&seed, 0);
        size_t flags = JSON_ENCODE_ANY | (i % 3 == 0 ? JSON_INDENT(i % 5) : JSON_COMPACT) |
                       (i % 2 == 0 ? JSON_ENSURE_ASCII : 0);
        char *text = json_dumps(value, flags);
        struct tally built = {0};
        struct tally counted_before;
        count_tree(&built, value, 1);
        assert_true(tally_json(&counted_before, text, strlen(text), &much));
        if (memcmp(&built, &counted_before, sizeof built) != 0)
            fail_msg("%s", text);
        deepest = built.depth > deepest ? built.depth : deepest;
        free(text);
        json_decref(value);
    }
    assert_in_range(deepest, 6, 8);
}

static void forms_are_counted_too(void **state)
{
    (void)state;
    const struct http_shape two = {6, 2};
    static const char *const good[] = {"", "&&&&", "a=1", "a=1&b", "=&=", "&a&&b&"};
    static const char *const bad[] = {"a&b&c", "a=1&a=1&a=1", "=&=&="};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!tally_form(good[i], strlen(good[i]), &two))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (tally_form(bad[i], strlen(bad[i]), &two))
            fail_msg("%s", bad[i]);
    size_t len;
    char *text = repeated(&len, "", "k", TALLY_NAME, "=1");
    assert_true(tally_form(text, len, &two));
    free(text);
    text = repeated(&len, "a=1&", "k", TALLY_NAME + 1, "");
    assert_false(tally_form(text, len, &two));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_is_there),
        cmocka_unit_test(strings_are_one_whatever_they_hold),
        cmocka_unit_test(what_is_no_json_ends),
        cmocka_unit_test(stops_at_the_bounds),
        cmocka_unit_test(what_jansson_builds_is_what_was_counted),
        cmocka_unit_test(forms_are_counted_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
