#include "render/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MARK "\xef\xbb\xbf"

static void assert_csv(json_t *rows, const char *expected)
{
    struct arena *arena = arena_new();
    struct bytes out;
    assert_non_null(rows);
    assert_int_equal(csv_render(&out, arena, rows), STATUS_OK);
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.data, expected, out.len);
    arena_free(arena);
    json_decref(rows);
}

static void lines_of_values(void **state)
{
    (void)state;
    assert_csv(json_array(), MARK);
    assert_csv(json_pack("[[s, s], [s, n]]", "Date", "Acte", "é", NULL),
               MARK "Date;Acte\r\né;\r\n");
}

static void values_stay_whole(void **state)
{
    (void)state;
    assert_csv(json_pack("[[s, s, s]]", "a;b", "dit « \"oui\" »", "deux\nlignes"),
               MARK "\"a;b\";\"dit « \"\"oui\"\" »\";\"deux\nlignes\"\r\n");
}

static void formulas_are_texts(void **state)
{
    (void)state;
    assert_csv(json_pack("[[s, s, s, s, s]]", "=1+1", "+33", "-2", "@SUM(A1)", "a=b"),
               MARK "\"'=1+1\";\"'+33\";\"'-2\";\"'@SUM(A1)\";a=b\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_values),
        cmocka_unit_test(values_stay_whole),
        cmocka_unit_test(formulas_are_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
