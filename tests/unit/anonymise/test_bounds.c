#include "corpus.h"

#include "token.h"

#include <malloc.h>
#include <time.h>

/* Texts that rules look at hardest, and prose. */
static const char *const PATTERNS[] = {
    "Mme Durand habite à Sauve avec son fils Kevin depuis le 3 mars 2021. ",
    "@",
    "a@a.",
    "0",
    "06 ",
    "1/",
    "A. ",
    "A",
    "Jean-",
    "de la ",
    "« ",
    "l'",
    "Mme ",
    "rue de ",
    "1 et ",
    "le 1 et 2 ",
    "FR76 ",
    "dossier n° ",
    "école \"",
    "Saint-",
    "É\xCC\x81",
    "http:/",
    ". ",
    "PIERRE ROSE ",
    "Durand Durand ",
    "s'appelle ",
    "a-\n",
    "Mme\n",
    "12\n",
    "\xE2\x80\x8B",
    "\xEF\xBC\xA1\xEF\xBC\xA2 ",
    "rose et ",
    "JE VAIS A ",
    "A-",
    "dit « "};

enum { UNIT = 256 * 1024 };

static char *repeated(struct arena *arena, const char *pattern, size_t bytes)
{
    size_t len = strlen(pattern);
    char *text = arena_alloc(arena, bytes + len + 1);
    for (size_t at = 0; at < bytes; at += len)
        memcpy(text + at, pattern, len);
    return text;
}

struct cost {
    size_t work, findings, heap;
    double seconds;
};

static struct cost cost_of(const struct lexicon *lexicon, const char *text)
{
    struct cost cost = {0};
    struct token tokens[64];
    struct token_reader reader = {
        .lexicon = lexicon, .text = text, .len = strlen(text), .begin = true};
    while (token_read(&reader, tokens, 64) > 0)
        ;
    cost.work = reader.work;
    struct mallinfo2 before = mallinfo2();
    clock_t start = clock();
    struct arena *arena = arena_new();
    struct detect_field field = {.text = text};
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
    cost.seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    struct mallinfo2 after = mallinfo2();
    cost.heap = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    cost.findings = field.count;
    arena_free(arena);
    return cost;
}

/* Twice the text: twice the letters and tokens looked at, twice the findings; every look-ahead of a
 * rule ends with its piece of SCAN_TOKENS tokens.  Times are printed. */
static void linear(void **state)
{
    struct lexicon *lexicon = corpus_lexicon();
    (void)state;
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
        struct arena *arena = arena_new();
        struct cost one = cost_of(lexicon, repeated(arena, PATTERNS[i], UNIT));
        struct cost two = cost_of(lexicon, repeated(arena, PATTERNS[i], (size_t)2 * UNIT));
        printf("%-12.12s %8zu -> %8zu looks, %6zu -> %6zu findings, %5.1f -> %5.1f ms\n",
               PATTERNS[i], one.work, two.work, one.findings, two.findings, 1e3 * one.seconds,
               1e3 * two.seconds);
        assert_true(two.work <= 2 * one.work + 64);
        assert_true(two.findings <= 2 * one.findings + 64);
        arena_free(arena);
    }
    lexicon_free(lexicon);
}

/* What is needed besides the text grows with the findings, not with the text. */
static void memory(void **state)
{
    struct lexicon *lexicon = corpus_lexicon();
    struct arena *arena = arena_new();
    (void)state;
    struct cost quiet = cost_of(lexicon, repeated(arena, "il dort. ", (size_t)4 * UNIT));
    struct cost loud = cost_of(lexicon, repeated(arena, PATTERNS[0], (size_t)4 * UNIT));
    printf("1 MB without findings: %zu bytes; with %zu: %zu bytes each; lexicon %zu bytes\n",
           quiet.heap, loud.findings, loud.heap / loud.findings, lexicon_bytes(lexicon));
    assert_int_equal(quiet.findings, 0);
    assert_true(quiet.heap < 256 * 1024);
    assert_true(loud.heap < 256 * 1024 + 2048 * loud.findings);
    assert_true(lexicon_bytes(lexicon) < (size_t)15 * 1000 * 1000);
    arena_free(arena);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(linear), cmocka_unit_test(memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
