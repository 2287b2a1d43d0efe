#include "words.h"

#include "base/file.h"

#include <dirent.h>

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
    return arena == NULL ||
           words_load(&words, arena, SOURCE_DIR "/web/messages.fr.ini") != STATUS_OK;
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
    DIR *folder = opendir(SOURCE_DIR "/src/core");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct bytes text;
        const char *path = arena_printf(arena, SOURCE_DIR "/src/core/%s", entry->d_name);
        size_t len = strlen(entry->d_name);
        if (len < 3 || strcmp(entry->d_name + len - 2, ".c") != 0)
            continue;
        assert_int_equal(file_read(&text, arena, path, 1 << 20), STATUS_OK);
        checked += check_faults(entry->d_name, (const char *)text.data);
    }
    closedir(folder);
    assert_true(checked > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_names),
        cmocka_unit_test(finds_sentences),
        cmocka_unit_test(every_fault_of_core_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
