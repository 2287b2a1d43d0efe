#include "base/arena.h"
#include "base/text.h"
#include "unseen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

typedef char *normal(struct arena *arena, const char *text);

struct example {
    const char *typed, *wanted;
};

#define NEL "\xC2\x85"

static void agree(normal *function, const struct example *examples, size_t count)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        const char *got = function(arena, examples[i].typed);
        if (strcmp(got, examples[i].wanted) != 0)
            fail_msg("%zu: \"%s\" became \"%s\" and not \"%s\"", i, examples[i].typed, got,
                     examples[i].wanted);
    }
    arena_free(arena);
}

#define AGREE(function, examples) agree(function, examples, sizeof(examples) / sizeof *(examples))

static void test_ends_of_lines(void **state)
{
    (void)state;
    static const struct example texts[] = {
        {"un\r\ndeux", "un\ndeux"},
        {"un\rdeux", "un\ndeux"},
        {"un\r\r\ndeux", "un\n\ndeux"},
        {"un\vdeux", "un\ndeux"},
        {"un\fdeux", "un\ndeux"},
        {"un\x0E"
         "deux",
         "un\ndeux"},
        {"un" NEL "deux", "un\ndeux"},
        {"un\u2028deux", "un\ndeux"},
        {"un\u2029deux", "un\ndeux"},
        {"\v\f" NEL "\u2028\u2029", ""},
        {"\u2028un\v", "un"},
    };
    static const struct example lines[] = {
        {"un\vdeux", "un deux"},        {"un\fdeux", "un deux"},     {"un" NEL "deux", "un deux"},
        {"un\u2028deux", "un deux"},    {"un\u2029deux", "un deux"}, {"un\ndeux", "un\ndeux"},
        {"\u2029un deux\v", "un deux"},
    };
    AGREE(text_clean, texts);
    AGREE(text_line, lines);
}

static void test_what_is_not_seen(void **state)
{
    (void)state;
    static const struct example texts[] = {
        {"a\x01"
         "b\x1B"
         "c\x7F"
         "d",
         "abcd"},
        {"peut\x1E"
         "être",
         "peut\u2011être"},
        {"a\xC2\x80"
         "b\xC2\x9F"
         "c",
         "abc"},
        {"e\x01\u0301", "é"},
        {"E\u0301te\u0301", "Été"},
        {"con\u00ADfi\u00ADance", "confiance"},
        {"un\u200Bdeux\uFEFFtrois\u2060quatre", "undeuxtroisquatre"},
        {"le \u202E1202\u202C dossier", "le 1202 dossier"},
        {"\u202Aa\u202Bb\u202Dc\u202Ed\u202C", "abcd"},
        {"\u2066a\u2067b\u2068c\u2069d", "abcd"},
        {"a\u206Ab\u206Fc", "abc"},
        {"a\U000E0041b", "ab"},
        {"a\uFFFEb\uFDD0c\U0001FFFFd", "abcd"},
        {"a\uFFF9b\uFFFAc\uFFFBd", "abcd"},
    };
    AGREE(text_clean, texts);
}

static void test_scripts_keep_what_they_need(void **state)
{
    (void)state;
    static const struct example texts[] = {
        {"شكرا جزيلا", "شكرا جزيلا"},
        {"elle a dit « تعالي » hier", "elle a dit « تعالي » hier"},
        {"שלום\u200F! (oui)", "שלום\u200F! (oui)"},
        {"می\u200Cخواهم", "می\u200Cخواهم"},
        {"क्\u200Dष", "क्\u200Dष"},
        {"👩\u200D👧", "👩\u200D👧"},
        {"❤\uFE0F", "❤\uFE0F"},
        {"Elle dit\u00A0: «\u00A0non\u202F!\u00A0»", "Elle dit\u00A0: «\u00A0non\u202F!\u00A0»"},
        {"a\tb", "a\tb"},
    };
    AGREE(text_clean, texts);
}

static void test_ends(void **state)
{
    (void)state;
    static const struct example texts[] = {
        {"\u00A0a\u00A0", "a"},
        {"\u202F\u2009\u3000a b\u2003\u1680\u205F", "a b"},
        {"\uFEFFa\u200B", "a"},
        {"\u200E\u200Fa\u061C", "a"},
        {"\u200D\u200Ca\u200D", "a"},
        {"\t \n a \n \t", "a"},
        {"\u00A0", ""},
        {"\u200B", ""},
        {"\u00A0\u200B\u202F\uFEFF\u2060 \n", ""},
        {"\u200E\u200F", ""},
        {"\u3164", ""},
        {"\u2800\u115F\u1160\uFFA0", ""},
        {"\uFE0F", ""},
        {"\u0301", ""},
        {"\u00AD", ""},
        {"", ""},
        {".", "."},
        {"0", "0"},
    };
    AGREE(text_clean, texts);
    AGREE(text_line, texts);
    AGREE(text_address, texts);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct example addresses[] = {
        {"\u00A0a@b.example\u202F", "a@b.example"},
        {"\u200Ba@b.example\uFEFF", "a@b.example"},
        {"a@\u200Bb.\u00ADexample", "a@b.example"},
        {"a\u200D@b\u200C.exa\u2060mple\u200F", "a@b.example"},
        {"\u202Ea@b.example\u202C", "a@b.example"},
        {"\u2066a@b.example\u2069", "a@b.example"},
        {"a@b.\u034Fexample\uFE0F", "a@b.example"},
        {"a\u00A0b@c.example", "a\u00A0b@c.example"}, /* which is none */
    };
    AGREE(text_address, addresses);
}

/* RFC 8265, 4.2: width is kept, every other space is U+0020, NFC, nothing else. */
static void test_passphrases(void **state)
{
    (void)state;
    static const struct example opaque[] = {
        {"sept girafes", "sept girafes"},
        {"sept\u00A0girafes", "sept girafes"},
        {"sept\u202Fgirafes\u3000vont\u2003l\u2009à\u1680\u205F", "sept girafes vont l à  "},
        {" deux  blancs ", " deux  blancs "},
        {"\u00A0a", " a"},
        {"Corbe\u0300s", "Corbès"},
        {"\u212B", "\u00C5"},
        {"ａ１", "ａ１"},
        {"a\tb", "a\tb"},
        {"\u200Ba", "\u200Ba"},
        {"Σ\u0345", "Σ\u0345"},
        {"", ""},
    };
    static const struct example former[] = {
        {"sept\u00A0girafes", "sept\u00A0girafes"},
        {"  deux  blancs \n", "deux  blancs"},
        {"\u00A0a\u00A0", "\u00A0a\u00A0"},
        {"Corbe\u0300s", "Corbès"},
        {"a\x07"
         "b\r\nc\rd",
         "ab\nc\nd"},
        {"\u200Ba" NEL "", "\u200Ba" NEL ""},
    };
    static const char *const seen[] = {"a b", "a\u00A0b", "é", "👩\u200D👧", "שלום\u200F!", ""};
    static const char *const unseen[] = {"a\tb",
                                         "a\nb",
                                         "a\rb",
                                         "a\x01"
                                         "b",
                                         "a\u200Bb",
                                         "\uFEFFa",
                                         "a\u00ADb",
                                         "a\u202Eb",
                                         "a\u2066b",
                                         "a\u2028b",
                                         "a" NEL "b",
                                         "a\vb",
                                         "a\u2060"};
    AGREE(text_opaque, opaque);
    AGREE(text_former, former);
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        assert_false(text_unseen(seen[i]));
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        assert_true(text_unseen(unseen[i]));
}

static void test_fold_sees_what_people_see(void **state)
{
    (void)state;
    static const struct example folded[] = {
        {"Reseda", "reseda"},
        {"Rese\u00ADda", "reseda"},
        {"Res\u200Beda\u200D", "reseda"},
        {"Réséda\u00A0Alès", "reseda ales"},
        {"１２３\u00A0456", "123 456"},
    };
    AGREE(text_fold, folded);
}

/* What is clean stays as it is, whichever points stand in it. */
static void test_clean_twice(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    uint32_t seed = 7;
    for (unsigned i = 0; i < 20000; i++) {
        char text[64];
        size_t len = 0;
        while (len < 40) {
            seed = seed * 1664525 + 1013904223;
            uint32_t point = (seed >> 8) % (seed >> 31 ? 0x3000 : 0x100);
            if (point == 0)
                continue;
            if (point < 0x80) {
                text[len++] = (char)point;
            } else if (point < 0x800) {
                text[len++] = (char)(0xC0 | point >> 6);
                text[len++] = (char)(0x80 | (point & 0x3F));
            } else {
                text[len++] = (char)(0xE0 | point >> 12);
                text[len++] = (char)(0x80 | (point >> 6 & 0x3F));
                text[len++] = (char)(0x80 | (point & 0x3F));
            }
        }
        text[len] = '\0';
        normal *const functions[] = {text_clean, text_line, text_address, text_opaque};
        for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
            const char *once = functions[f](arena, text);
            assert_true(text_is_utf8(once, strlen(once)));
            assert_string_equal(once, functions[f](arena, once));
        }
        if (i % 1000 == 0) {
            arena_free(arena);
            arena = arena_new();
        }
    }
    arena_free(arena);
}

/* Each point, alone and before an accent: composed as the library composes, or left out. */
static void test_every_point_is_composed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (utf8proc_int32_t point = 1; point <= 0x10FFFF; point++) {
        if (!utf8proc_codepoint_valid(point))
            continue;
        utf8proc_uint8_t text[16] = "a";
        utf8proc_ssize_t end = 1 + utf8proc_encode_char(point, text + 1);
        memcpy(text + end, point % 2 == 0 ? "z" : "\u0301z", point % 2 == 0 ? 2 : 4);
        utf8proc_uint8_t *wanted = utf8proc_NFC(text);
        const char *got = text_clean(arena, (const char *)text);
        if (strcmp(got, (char *)wanted) != 0 && unseen_dropped(point) == false &&
            unseen_breaks(point) == false && point != '\r' && point != 0x1E)
            fail_msg("U+%04X: \"%s\" became \"%s\"", (unsigned)point, (char *)wanted, got);
        free(wanted);
        if (point % 1000 == 0) {
            arena_free(arena);
            arena = arena_new();
        }
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_of_lines),
        cmocka_unit_test(test_what_is_not_seen),
        cmocka_unit_test(test_scripts_keep_what_they_need),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_passphrases),
        cmocka_unit_test(test_fold_sees_what_people_see),
        cmocka_unit_test(test_clean_twice),
        cmocka_unit_test(test_every_point_is_composed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
