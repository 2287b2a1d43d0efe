#include "corpus.h"

#include "letter.h"

/* The browser's letters beside utf8proc's: both say the same of every code point and of every
 * beginning of a text. */

#define letter_next table_next
#define letter_put table_put
#define letter_fold table_fold
#define letter_plain table_plain
#include "../../../src/browser/letter.c"
#undef letter_next
#undef letter_put
#undef letter_fold
#undef letter_plain

static void every_point(void **state)
{
    (void)state;
    for (int32_t point = -1; point <= 0x110000; point++) {
        char ours[4] = {0};
        char theirs[4] = {0};
        size_t len = letter_put(theirs, point);
        assert_int_equal(table_put(ours, point), len);
        assert_memory_equal(ours, theirs, 4);
        struct fold ours_folded = table_fold(point);
        struct fold theirs_folded = letter_fold(point);
        assert_memory_equal(&ours_folded, &theirs_folded, sizeof ours_folded);
        if (!letter_shaped(point))
            continue;
        int32_t ours_parts[LETTER_PARTS] = {0};
        int32_t parts[LETTER_PARTS] = {0};
        size_t count = letter_plain(parts, point);
        assert_int_equal(table_plain(ours_parts, point), count);
        assert_memory_equal(ours_parts, parts, count * sizeof *parts);
    }
}

static void same_next(const char *text, size_t len)
{
    int32_t ours = 0;
    int32_t theirs = 0;
    size_t used = letter_next(&theirs, text, len);
    assert_int_equal(table_next(&ours, text, len), used);
    if (used > 0)
        assert_int_equal(ours, theirs);
}

/* Every two bytes, and for longer ones what is at the edges of being well-formed. */
static void every_beginning(void **state)
{
    static const unsigned char edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
    const size_t count = sizeof edges;
    (void)state;
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++)
            for (size_t rest = 0; rest < count * count; rest++) {
                char text[4] = {(char)first, (char)second, (char)edges[rest / count],
                                (char)edges[rest % count]};
                for (size_t len = 0; len <= 4; len++)
                    same_next(text, len);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_point),
                                       cmocka_unit_test(every_beginning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
