#include "base/arena.h"
#include "base/collate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_order(void **state)
{
    (void)state;
    /* each before the next */
    static const char *const names[] = {
        "",
        "115 du Gard",
        "3919",
        "Accueil de jour",
        "Aède",
        "Ædes",
        "Afin",
        "Âge",
        "Agence",
        "aîné",
        "Centre social",
        "Centre Social",
        "Centre-ville",
        "Centres",
        "C.I.D.F.F.",
        "CIDFF",
        "cœur",
        "cœurs",
        "coexister",
        "cote",
        "Cote",
        "coté",
        "côte",
        "côté",
        "Couvent",
        "D’Artagnan",
        "D'Artigues",
        "Dartagnan",
        "École",
        "Édith",
        "Efficace",
        "ocre",
        "Odile",
        "Œdème",
        "Œuvre",
        "of",
        "« Offre »",
        "Relais 2",
        "Relais 10",
        "Saint Étienne",
        "Saint-Hilaire",
        "Saint Jean",
        "Saint-Jean-du-Gard",
        "Saint-Zacharie",
        "Sainte-Anne",
        "Zoé",
        "Ольга",
    };
    struct arena *arena = arena_new();
    unsigned wrong = 0;
    for (size_t i = 0; i + 1 < sizeof names / sizeof *names; i++)
        if (strcmp(collate_key(arena, names[i]), collate_key(arena, names[i + 1])) >= 0)
            print_error("%s is not before %s (%u)\n", names[i], names[i + 1], ++wrong);
    assert_int_equal(0, wrong);
    arena_free(arena);
}

static void test_letters(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        char letter;
    } letters[] = {
        {"Alès", 'A'},    {"abri", 'A'},        {"Âge", 'A'},        {"Æsculape", 'A'},
        {"æ", 'A'},       {"Œuvre", 'O'},       {"œil", 'O'},        {"Œ", 'O'},
        {"École", 'E'},   {"E\u0301cole", 'E'}, {"Île", 'I'},        {"Çà et là", 'C'},
        {"Øst", 'O'},     {"Łódź", 'L'},        {"Đặng", 'D'},       {"ß", 'S'},
        {"Ĳssel", 'I'},   {"ﬁn", 'F'},          {"« Maison »", 'M'}, {"\"Maison\"", 'M'},
        {"’Oustal", 'O'}, {"L’Oustal", 'L'},    {"(ex) Foyer", 'E'}, {"\u00A0Foyer", 'F'},
        {"-Foyer", 'F'},  {"Zoé", 'Z'},         {"žena", 'Z'},       {"3919", '#'},
        {"", '#'},        {"…", '#'},           {"Ольга", '#'},      {"شكرا", '#'},
        {"山", '#'},      {"€", '#'},           {"Ｆoyer", 'F'},     {"\u200BFoyer", 'F'},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (collate_letter(arena, letters[i].name) != letters[i].letter)
            fail_msg("%s is under %c and not %c", letters[i].name,
                     collate_letter(arena, letters[i].name), letters[i].letter);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
