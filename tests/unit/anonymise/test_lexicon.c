#include "corpus.h"

#include "anonymise/lexicon.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *const FILES[] = {"cues.ini", "leave.ini", "places.ini", "replacements.ini"};

/* The policies in a folder of our own, one of them with a line more. */
static char *copy(struct arena *arena, const char *changed, const char *more)
{
    char *folder = arena_printf(arena, "/tmp/cocon-lexicon-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 4; i++) {
        struct bytes text;
        assert_int_equal(
            file_read(&text, arena,
                      arena_printf(arena, SOURCE_DIR "/policies/anonymisation/%s", FILES[i]),
                      1 << 20),
            STATUS_OK);
        char *content = arena_printf(arena, "%s\n%s\n", (const char *)text.data,
                                     strcmp(FILES[i], changed) == 0 ? more : "");
        assert_int_equal(file_create(arena_printf(arena, "%s/%s", folder, FILES[i]), 0600,
                                     (struct bytes){(uint8_t *)content, strlen(content)}),
                         STATUS_OK);
    }
    return folder;
}

static void clear(struct arena *arena, const char *folder)
{
    for (size_t i = 0; i < 4; i++)
        unlink(arena_printf(arena, "%s/%s", folder, FILES[i]));
    rmdir(folder);
}

static size_t count(const struct lexicon *lexicon, struct arena *arena, const char *text)
{
    struct detect_field field = {.text = text};
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
    return field.count;
}

/* What coordination adds is used. */
static void extended(void **state)
{
    struct arena *arena = arena_new();
    struct lexicon *lexicon = corpus_lexicon();
    (void)state;
    assert_int_equal(count(lexicon, arena, "elle dort aux trois fontaines ce soir"), 0);
    assert_int_equal(count(lexicon, arena, "Vue à la Zorglubie ce soir."), 1);
    lexicon_free(lexicon);
    char *folder =
        copy(arena, "places.ini", "[small]\nmore = trois fontaines\n[fine]\nmore = zorglubie");
    assert_int_equal(lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex", folder), STATUS_OK);
    assert_int_equal(count(lexicon, arena, "elle dort aux trois fontaines ce soir"), 1);
    assert_int_equal(count(lexicon, arena, "Vue à la Zorglubie ce soir."), 0);
    lexicon_free(lexicon);
    clear(arena, folder);
    arena_free(arena);
}

static void bad_lines(void **state)
{
    static const struct {
        const char *file, *line;
    } bad[] = {{"cues.ini", "[person]\nunheard = a"},
               {"cues.ini", "[date]\nmonth_13 = a"},
               {"leave.ini", "[elsewhere]\na = b"},
               {"places.ini", "[large]\na = b"},
               {"replacements.ini", "[person]\nunheard = a"}};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena *arena = arena_new();
        struct lexicon *lexicon;
        char *folder = copy(arena, bad[i].file, bad[i].line);
        assert_int_equal(lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex", folder),
                         STATUS_INVALID);
        assert_null(lexicon);
        clear(arena, folder);
        arena_free(arena);
    }
}

static void bad_files(void **state)
{
    struct lexicon *lexicon;
    const char *policies = SOURCE_DIR "/policies/anonymisation";
    (void)state;
    assert_int_equal(lexicon_load(&lexicon, "/nowhere", policies), STATUS_NOT_FOUND);
    assert_int_equal(lexicon_load(&lexicon, SOURCE_DIR "/LICENSE", policies), STATUS_INVALID);
    assert_int_equal(lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex", "/nowhere"),
                     STATUS_NOT_FOUND);
    lexicon_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(extended), cmocka_unit_test(bad_lines),
                                       cmocka_unit_test(bad_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
