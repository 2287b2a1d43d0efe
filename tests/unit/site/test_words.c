#include "words/words.h"

#include "base/file.h"
#include "base/ini.h"
#include "base/text.h"

#include <glob.h>

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

static void fills_names(void **state)
{
    (void)state;
    json_t *values = json_pack("{s:s, s:i, s:b}", "who", "Ana", "count", 12, "flag", true);
    assert_string_equal(words_fill(arena, "{who} : {count}", values), "Ana : 12");
    assert_string_equal(words_fill(arena, "{unknown}{flag}.", values), ".");
    assert_string_equal(words_fill(arena, "rien", values), "rien");
    assert_string_equal(words_fill(arena, "ouvert {who", values), "ouvert {who");
    assert_string_equal(words_fill(arena, "{who}{who}", NULL), "");
    json_decref(values);
}

/* Numbers as printf() would write them, and names from a list as from an object. */
static void fills_without_an_object(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0, 7, -7, 10, 1234567890, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char number[TEXT_NUMBER];
        json_t *values = json_pack("{s:I}", "n", (json_int_t)numbers[i]);
        const char *expected = arena_printf(arena, "<%lld>", (long long)numbers[i]);
        const struct words_gap gaps[] = {{"no", "?"}, {"n", text_number(number, numbers[i])}};
        assert_string_equal(words_fill(arena, "<{n}>", values), expected);
        assert_string_equal(words_fill_gaps(arena, "<{n}>", gaps, 2), expected);
        json_decref(values);
    }
    assert_string_equal(words_fill_gaps(arena, "{a}{b}", (struct words_gap[]){{"b", "c"}}, 1), "c");
}

static void finds_sentences(void **state)
{
    (void)state;
    assert_non_null(words_get(words, "error", "not_found"));
    assert_null(words_get(words, "error", "no_such_key"));
    assert_null(words_get(words, "nowhere", "not_found"));
    assert_non_null(words_family(words, "label", "role", "animator"));
    assert_null(words_family(words, "label", "role", "nobody"));
    char longest[400] = {0};
    memset(longest, 'x', sizeof longest - 1);
    assert_null(words_get(words, "error", longest));
}

/* The whole of a line of the messages for a number, every name in it filled. */
static const char *said(const struct ini_entry *entry, json_int_t number)
{
    static const char *const numbers[] = {"count", "days", "max", "min", "number"};
    json_t *values = json_object();
    for (const char *open = strchr(entry->value, '{'); open != NULL; open = strchr(open + 1, '{'))
        json_object_set_new(values,
                            arena_printf(arena, "%.*s", (int)strcspn(open + 1, "}"), open + 1),
                            json_string("X"));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (json_object_get(values, numbers[i]) != NULL)
            json_object_set_new(values, numbers[i], json_integer(number));
    const char *text = words_say(words, arena, entry->section, entry->key, values);
    json_decref(values);
    assert_non_null(text);
    return text;
}

/* A word behind "0 " or "1 " that is of several. */
static const char *plural_after(const char *text, char digit)
{
    static const char *const same[] = {"fois", "vient", "plus", "sans", "Kio",
                                       "Mio",  "min",   "et",   "au"};
    for (const char *at = strchr(text, digit); at != NULL; at = strchr(at + 1, digit)) {
        const bool whole = at == text || at[-1] == ' ' || at[-1] == '\'' || (at[-1] & 0x80);
        if (!whole || at[1] != ' ')
            continue;
        const size_t len = strcspn(at + 2, " ,.;:)");
        const char *word = arena_printf(arena, "%.*s", (int)len, at + 2);
        bool is_same = len < 2;
        for (size_t i = 0; i < sizeof same / sizeof *same; i++)
            is_same |= strcmp(word, same[i]) == 0;
        if (!is_same &&
            (word[len - 1] == 's' || word[len - 1] == 'x' || strcmp(word + len - 2, "nt") == 0))
            return word;
    }
    return NULL;
}

static void every_message_counts_rightly(void **state)
{
    struct ini ini;
    size_t counted = 0;
    (void)state;
    assert_int_equal(STATUS_OK, ini_load(&ini, arena, SOURCE_DIR "/web/messages.fr.ini"));
    for (size_t i = 0; i < ini.count; i++) {
        const struct ini_entry *entry = &ini.entries[i];
        for (json_int_t number = 0; number <= 2; number++) {
            const char *text = said(entry, number);
            assert_null(strpbrk(text, "{}"));
            const char *wrong = number < 2 ? plural_after(text, (char)('0' + number)) : NULL;
            if (wrong != NULL)
                fail_msg("[%s] %s: \"%s\"", entry->section, entry->key, text);
        }
        counted += words_family(words, entry->section, entry->key, "1") != NULL;
    }
    assert_true(counted > 25);
}

static void none_and_one_are_singular(void **state)
{
    (void)state;
    static const struct {
        const char *section, *key, *name;
        json_int_t number;
        const char *text;
    } cases[] = {
        {"count", "people", "count", 0, "0 personne"},
        {"count", "people", "count", 1, "1 personne"},
        {"count", "people", "count", 2, "2 personnes"},
        {"count", "coming", "count", 0, "personne n’a encore dit venir"},
        {"count", "coming", "count", 1, "1 vient"},
        {"count", "coming", "count", 12, "12 viennent"},
        {"field", "too_short", "min", 1, "Trop court\u00a0: 1 caractère au moins."},
        {"field", "too_short", "min", 12, "Trop court\u00a0: 12 caractères au moins."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *values = json_pack("{s:I}", cases[i].name, cases[i].number);
        assert_string_equal(cases[i].text,
                            words_say(words, arena, cases[i].section, cases[i].key, values));
        json_decref(values);
    }
    assert_null(words_say(words, arena, "count", "no_such_key", NULL));
    assert_non_null(words_say(words, arena, "count", "people", NULL));
}

static void drop(void *value)
{
    json_decref(value);
}

static json_t *kept(json_t *value)
{
    arena_defer(arena, drop, value);
    return value;
}

/* A space says some of it otherwise, and the rest as everybody. */
static void a_space_has_its_own_words(void **state)
{
    (void)state;
    static const char below[] = "[a]\none = un\ntwo = deux\n[label]\nk.x = X\n";
    static const char above[] = "[a]\ntwo = DEUX\nthree = trois\n[label]\nk.y = Y\n";
    struct ini low, high;
    struct words *base, *both;
    const struct ini none = {"none", NULL, 0};
    assert_int_equal(STATUS_OK, ini_parse(&low, arena, "low",
                                          (struct bytes){(const uint8_t *)below, strlen(below)}));
    assert_int_equal(STATUS_OK, ini_parse(&high, arena, "high",
                                          (struct bytes){(const uint8_t *)above, strlen(above)}));
    assert_int_equal(STATUS_OK, words_over(&base, arena, NULL, &low));
    assert_int_equal(STATUS_OK, words_over(&both, arena, base, &high));
    assert_string_equal("un", words_get(both, "a", "one"));
    assert_string_equal("DEUX", words_get(both, "a", "two"));
    assert_string_equal("trois", words_get(both, "a", "three"));
    assert_string_equal("deux", words_get(base, "a", "two"));
    assert_null(words_get(base, "a", "three"));
    json_t *section = kept(words_section(both, "a"));
    assert_int_equal(3, json_object_size(section));
    assert_string_equal("DEUX", json_string_value(json_object_get(section, "two")));
    assert_int_equal(2, json_array_size(kept(words_keys(both, "label", "k"))));
    struct words *same;
    assert_int_equal(STATUS_OK, words_over(&same, arena, base, &none));
    assert_string_equal("un", words_get(same, "a", "one"));
}

static bool has_sentence(const char *key)
{
    static const char *const sections[] = {"error",   "roles",      "seance",
                                           "sign_in", "invitation", "field"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (words_get(words, sections[i], key) != NULL)
            return true;
    return false;
}

/* The last string of each call that notes a fault is the key of its sentence. */
static size_t check_faults(const char *source, const char *text)
{
    size_t checked = 0;
    for (const char *call = text; (call = strstr(call, "act_fault")) != NULL; call += 9) {
        const char *end = strchr(call, ';');
        const char *close = end;
        while (close != NULL && close > call && *close != '"')
            close--;
        const char *open = close;
        while (open != NULL && open > call && *--open != '"')
            ;
        if (end == NULL || open == NULL || open <= call)
            continue;
        const char *key = arena_copy(arena, open + 1, (size_t)(close - open) - 1);
        if (strspn(key, "abcdefghijklmnopqrstuvwxyz_") != strlen(key))
            continue;
        if (!has_sentence(key))
            fail_msg("%s: nothing is written for the fault %s", source, key);
        checked++;
    }
    return checked;
}

static void every_fault_of_core_has_a_sentence(void **state)
{
    (void)state;
    size_t checked = 0;
    glob_t files;
    assert_int_equal(glob(SOURCE_DIR "/src/core/*.c", 0, NULL, &files), 0);
    assert_int_equal(glob(SOURCE_DIR "/src/core/*/*.c", GLOB_APPEND, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct bytes text;
        assert_int_equal(file_read(&text, arena, files.gl_pathv[i], 1 << 20), STATUS_OK);
        checked += check_faults(files.gl_pathv[i], (const char *)text.data);
    }
    globfree(&files);
    assert_true(checked > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_names),
        cmocka_unit_test(fills_without_an_object),
        cmocka_unit_test(finds_sentences),
        cmocka_unit_test(every_message_counts_rightly),
        cmocka_unit_test(none_and_one_are_singular),
        cmocka_unit_test(a_space_has_its_own_words),
        cmocka_unit_test(every_fault_of_core_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
