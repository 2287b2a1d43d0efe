/* At build time: what src/anonymise/letter.c says of every code point, as tables for letter.c. */

#include "letter.h"

#include <stdio.h>
#include <string.h>

enum { POINTS = 0x110000 };

/* Whether it folds to itself. */
static int itself(const struct fold *fold, int32_t point)
{
    char bytes[4];
    size_t len = letter_put(bytes, point);
    return fold->len == len && memcmp(fold->text, bytes, len) == 0 &&
           fold->plain == (fold->kind == FOLD_MARK ? 0 : len);
}

static void print_run(int32_t first, int32_t last, const struct fold *fold, int same)
{
    printf("{%d, %d, {%u, %u, %u, {", first, last, fold->kind, same ? 0U : fold->len, fold->plain);
    for (unsigned i = 0; i < sizeof fold->text; i++)
        printf("%u,", same ? 0U : fold->text[i]);
    puts("}}},");
}

static void print_runs(void)
{
    int32_t first = 0;
    struct fold run = letter_fold(0);
    int run_same = itself(&run, 0);
    puts("static const struct run RUNS[] = {");
    for (int32_t point = 1; point <= POINTS; point++) {
        struct fold fold = point < POINTS ? letter_fold(point) : (struct fold){.kind = 0xFF};
        int same = point < POINTS && fold.kind != FOLD_OTHER && itself(&fold, point);
        if (same ? run_same && fold.kind == run.kind
                 : !run_same && memcmp(&fold, &run, sizeof fold) == 0)
            continue;
        if (run.kind != FOLD_OTHER)
            print_run(first, point - 1, &run, run_same);
        first = point;
        run = fold;
        run_same = same;
    }
    puts("};");
}

static void print_shapes(void)
{
    puts("static const struct shape SHAPES[] = {");
    for (int32_t point = 0; point < POINTS; point++) {
        int32_t parts[LETTER_PARTS] = {0};
        size_t count = letter_shaped(point) ? letter_plain(parts, point) : 0;
        if (count == 0)
            continue;
        printf("{%d, %zu, {", point, count);
        for (size_t i = 0; i < count; i++)
            printf("%d,", parts[i]);
        puts("}},");
    }
    puts("};");
}

int main(void)
{
    print_runs();
    print_shapes();
    return ferror(stdout) != 0;
}
