#include "render/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { QUIET = 4, MOST = 200 };

struct grid {
    int size;
    bool dark[MOST][MOST];
};

/* What the path draws, read back from the SVG. */
static void draw(struct grid *grid, struct arena *arena, const char *text)
{
    struct bytes out;
    memset(grid, 0, sizeof *grid);
    assert_int_equal(qr_svg(&out, arena, text), STATUS_OK);
    const char *svg = (const char *)out.data;
    assert_int_equal(strlen(svg), out.len);
    const char *box = strstr(svg, "viewBox=\"0 0 ");
    assert_non_null(box);
    assert_int_equal(sscanf(box, "viewBox=\"0 0 %d", &grid->size), 1);
    assert_in_range(grid->size, 21 + 2 * QUIET, MOST);
    const char *at = strstr(svg, " d=\"");
    assert_non_null(at);
    for (at += 4; *at == 'M'; at = strchr(at, 'z') + 1) {
        int x, y, width, back;
        assert_int_equal(sscanf(at, "M%d %dh%dv1H%dz", &x, &y, &width, &back), 4);
        assert_int_equal(back, x);
        assert_true(x >= QUIET && y >= QUIET && width > 0);
        assert_true(x + width <= grid->size - QUIET && y < grid->size - QUIET);
        for (int i = 0; i < width; i++)
            grid->dark[y][x + i] = true;
    }
    assert_string_equal(at, "\"/></svg>");
    assert_null(strstr(strstr(svg, "<path") + 1, "<path"));
}

/* The square of seven modules that each of three corners has (ISO/IEC 18004). */
static void assert_finder(const struct grid *grid, int left, int top)
{
    for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++) {
            const int ring = abs(x - 3) > abs(y - 3) ? abs(x - 3) : abs(y - 3);
            assert_int_equal(grid->dark[top + y][left + x], ring != 2);
        }
    }
}

static void a_code_has_its_corners_and_its_quiet_zone(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct grid *grid = arena_alloc(arena, sizeof *grid);
    draw(grid, arena, "otpauth://totp/Cocon:a?secret=MFRGGZDF&issuer=Cocon");
    assert_int_equal((grid->size - 2 * QUIET) % 4, 1); /* 17 + 4 × version */
    assert_finder(grid, QUIET, QUIET);
    assert_finder(grid, grid->size - QUIET - 7, QUIET);
    assert_finder(grid, QUIET, grid->size - QUIET - 7);
    for (int i = 8; i < grid->size - 2 * QUIET - 8; i++) /* the timing pattern */
        assert_int_equal(grid->dark[QUIET + 6][QUIET + i], i % 2 == 0);
    arena_free(arena);
}

static void other_text_other_code(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct grid *a = arena_alloc(arena, sizeof *a);
    struct grid *b = arena_alloc(arena, sizeof *b);
    draw(a, arena, "COCON1");
    draw(b, arena, "COCON2");
    assert_int_equal(a->size, b->size);
    assert_memory_not_equal(a->dark, b->dark, sizeof a->dark);
    draw(b, arena, "COCON1");
    assert_memory_equal(a->dark, b->dark, sizeof a->dark);
    draw(a, arena, "cocon1");
    assert_memory_not_equal(a->dark, b->dark, sizeof a->dark);
    arena_free(arena);
}

static void capitals_take_less_room(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct grid *a = arena_alloc(arena, sizeof *a);
    struct grid *b = arena_alloc(arena, sizeof *b);
    draw(a, arena, "ABCDE FGHIJ KLMNO PQRST UVWXY Z0123 45678 90123 45678");
    draw(b, arena, "abcde fghij klmno pqrst uvwxy z0123 45678 90123 45678");
    assert_true(a->size < b->size);
    arena_free(arena);
}

static void what_no_code_can_hold(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct bytes out;
    char *text = arena_alloc(arena, 4001);
    memset(text, 'a', 4000);
    assert_int_equal(qr_svg(&out, arena, text), STATUS_LIMIT);
    assert_null(out.data);
    assert_int_equal(qr_svg(&out, arena, ""), STATUS_INVALID);
    assert_int_equal(qr_svg(&out, arena, "\xff"), STATUS_INVALID);
    text[2300] = '\0';
    assert_int_equal(qr_svg(&out, arena, text), STATUS_OK);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_has_its_corners_and_its_quiet_zone),
        cmocka_unit_test(other_text_other_code),
        cmocka_unit_test(capitals_take_less_room),
        cmocka_unit_test(what_no_code_can_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
