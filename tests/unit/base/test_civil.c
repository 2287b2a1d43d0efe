#include "base/arena.h"
#include "base/civil.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

struct example {
    const char *typed, *wanted; /* NULL: not read */
};

static void agree(enum civil_kind kind, const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got;
        const enum civil_fault fault = civil_read(&got, arena, kind, examples[i].typed);
        if (got == NULL ? examples[i].wanted != NULL
                        : examples[i].wanted == NULL || strcmp(got, examples[i].wanted) != 0)
            fail_msg("\"%s\" was read as %s and not %s", examples[i].typed, got,
                     examples[i].wanted);
        assert_int_equal(fault == CIVIL_READ, got != NULL);
    }
}

#define AGREE(kind, examples) agree(kind, examples, sizeof(examples) / sizeof *(examples))

static void test_months(void **state)
{
    (void)state;
    static const struct example months[] = {
        {"2022-03", "2022-03"},
        {"03/2022", "2022-03"},
        {"3/2022", "2022-03"},
        {"03/22", "2022-03"},
        {"3-22", "2022-03"},
        {"03.2022", "2022-03"},
        {"03 2022", "2022-03"},
        {"2022/03", "2022-03"},
        {"03 / 2022", "2022-03"},
        {"mars 2022", "2022-03"},
        {"Mars\u00A02022", "2022-03"},
        {"MARS 22", "2022-03"},
        {"Février 2022", "2022-02"},
        {"fevrier 2022", "2022-02"},
        {"févr. 2022", "2022-02"},
        {"fe\u0301v 2022", "2022-02"},
        {"août 2022", "2022-08"},
        {"aout 2022", "2022-08"},
        {"juin 2022", "2022-06"},
        {"juil. 2022", "2022-07"},
        {"sept. 2022", "2022-09"},
        {"décembre 98", "1998-12"},
        {"déc. '21", "2021-12"},
        {"mars-2022", "2022-03"},
        {"mars", "2026-03"},
        {"décembre", "2025-12"},
        {"novembre", "2026-11"},
        {"7 mars 2022", "2022-03"},
        {"07/03/2022", "2022-03"},
        {"lundi 7 mars 2022", "2022-03"},
        {"03\u20112022", "2022-03"},
        {"０３/２０２２", "2022-03"},
        {"03\u20442022", "2022-03"},
        {"13/2022", NULL},
        {"00/2022", NULL},
        {"-3/2022", NULL},
        {"jui 2022", NULL},
        {"ma 2022", NULL},
        {"marsu 2022", NULL},
        {"2022", NULL},
        {"03/222", NULL},
        {"03/20222", NULL},
        {"mars 2022 bientôt", NULL},
        {"", NULL},
        {"/", NULL},
        {"31/02/2022", NULL},
        {"2022-13", NULL},
        {"2022-1", NULL},
        {"03/1022", NULL},
        {"999999999999999/3", NULL},
        {"9999999999999999/3", NULL},
        {"март 2022", NULL},
        {"mars 2022 ?", NULL},
        {"03//2022", NULL},
        {"March 2022", NULL},
    };
    AGREE(CIVIL_MONTH, months);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct example dates[] = {
        {"2022-03-07", "2022-03-07"},
        {"07/03/2022", "2022-03-07"},
        {"7/3/2022", "2022-03-07"},
        {"7/3/22", "2022-03-07"},
        {"7-3-22", "2022-03-07"},
        {"7.3.2022", "2022-03-07"},
        {"07 03 2022", "2022-03-07"},
        {"2022/03/07", "2022-03-07"},
        {"7 / 3 / 2022", "2022-03-07"},
        {"07\u201103\u20112022", "2022-03-07"},
        {"07\u00A0/\u202F03/2022", "2022-03-07"},
        {"7 mars 2022", "2022-03-07"},
        {"7\u00A0mars\u00A02022", "2022-03-07"},
        {"le 7 mars 2022", "2022-03-07"},
        {"lundi 7 mars 2022", "2022-03-07"},
        {"Lundi, 7 mars 2022", "2022-03-07"},
        {"lun. 7 mars 22", "2022-03-07"},
        {"mar. 8 mars 2022", "2022-03-08"},
        {"lundi le 7 mars 2022", "2022-03-07"},
        {"1er mars 2022", "2022-03-01"},
        {"1ᵉʳ mars 2022", "2022-03-01"},
        {"1 er mars 2022", "2022-03-01"},
        {"1er mars", "2026-03-01"},
        {"1er décembre", "2025-12-01"},
        {"28 novembre", "2026-11-28"},
        {"29 novembre", "2025-11-29"},
        {"29 février 2024", "2024-02-29"},
        {"7-mars-2022", "2022-03-07"},
        {"7 AOÛT 2022", "2022-08-07"},
        {"25 juil. 2021", "2021-07-25"},
        {"7/3/98", "1998-03-07"},
        {"7/3/46", "2046-03-07"},
        {"7/3/47", "1947-03-07"},
        {"7/3", "2026-03-07"},
        {"lundi 7 mars 2022 à 14 h 30", "2022-03-07"},
        {"2022-03-07T14:30", "2022-03-07"},
        {"29 février 2022", NULL},
        {"31/02/2022", NULL},
        {"32/01/2022", NULL},
        {"0/1/2022", NULL},
        {"3/7/202", NULL},
        {"-7/-3/2022", NULL},
        {"7/3-2022", NULL},
        {"7 mars 2022 bientôt", NULL},
        {"mars 2022", NULL},
        {"mardi 7 mars 2022", NULL},
        {"demain", NULL},
        {"7", NULL},
        {"2022-03-07T25:00", NULL},
        {"7 mars 2022 à", NULL},
        {"1/2/3/4", NULL},
        {"1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", NULL},
        {"007/3/2022", NULL},
        {"2022-3-7", NULL},
        {"7/003/2022", NULL},
        {"07/03/2147483647", NULL},
    };
    AGREE(CIVIL_DATE, dates);
    const char *none;
    assert_int_equal(CIVIL_WEEKDAY, civil_read(&none, arena, CIVIL_DATE, "mardi 7 mars 2022"));
    assert_int_equal(CIVIL_UNREAD, civil_read(&none, arena, CIVIL_DATE, "mardi 32 mars 2022"));
}

static void test_moments(void **state)
{
    (void)state;
    static const char *const wanted = "2022-03-07T14:30";
    static const char *const same[] = {
        "2022-03-07T14:30",
        "2022-03-07 14:30",
        "2022-03-07T14:30:00",
        "2022-03-07T14:30:59.000",
        "07/03/2022 14:30",
        "07/03/2022 14:30:00",
        "7/3/22 14h30",
        "7/3/22, 14h30",
        "7/3/22 à 14 h 30",
        "07/03/2022 14H30",
        "07/03/2022\u00A014\u00A0h\u00A030",
        "7 mars 2022 à 14 h 30",
        "7\u00A0mars 2022 à 14\u202Fh\u202F30",
        "lundi 7 mars 2022 à 14 h 30",
        "Lundi 7 mars 2022 a\u0300 14 h 30",
        "lundi 7 mars 2022 a 14h30",
        "lundi 7 mars 2022, 14h30min",
        "7 mars 2022 14 h 30 min 15 s",
        "7 mars 2022 à 14 heures 30",
        "7 mars 22 à 14:30",
        "7 mars 2022 - 14:30",
        "7-3-2022 14:30",
        "７/３/２０２２ １４:３０",
    };
    static const struct example others[] = {
        {"07/03/2022 14h", "2022-03-07T14:00"},
        {"7 mars 2022 à 14 h", "2022-03-07T14:00"},
        {"7 mars 2022 à 14 heures", "2022-03-07T14:00"},
        {"7 mars 2022 à 9 h 05", "2022-03-07T09:05"},
        {"7 mars 2022 à 0 h", "2022-03-07T00:00"},
        {"1er mars à 14h", "2027-03-01T14:00"},
        {"7 mars 14 h 30", "2027-03-07T14:30"},
        {"7/3 14h30", "2027-03-07T14:30"},
        {"28 novembre 14h", "2026-11-28T14:00"},
        {"1er décembre 14:00", "2026-12-01T14:00"},
        {"7 mars 22 14h", "2022-03-07T14:00"},
        {"07/03/2022 14", NULL},
        {"07/03/2022", NULL},
        {"07/03/2022 24:00", NULL},
        {"07/03/2022 14:60", NULL},
        {"07/03/2022 14:3", NULL},
        {"07/03/2022 14:30:61", NULL},
        {"07/03/2022 14h30 demain", NULL},
        {"2022-03-07T14:30Z", NULL},
        {"2022-03-07T14:30+02:00", NULL},
        {"14 h 30", NULL},
        {"07/03/2022 14 : ", NULL},
        {"dimanche 7 mars 2022 à 14 h 30", NULL},
        {"07/03/2022 -14:30:00:00", NULL},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        agree(CIVIL_MOMENT, &(struct example){same[i], wanted}, 1);
    AGREE(CIVIL_MOMENT, others);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int64_t wanted;
    } good[] = {{"12", 12},
                {"-5", -5},
                {"\u22125", -5},
                {"007", 7},
                {" 12 ", 12},
                {"12 000", 12000},
                {"12\u00A0000", 12000},
                {"12\u202F000\u202F000", 12000000},
                {"１２", 12},
                {"999999999999999", 999999999999999}},
      minutes[] = {{"150", 150},    {"150 min", 150},   {"150min", 150},
                   {"2 h 30", 150}, {"2h30", 150},      {"2\u00A0h\u00A030", 150},
                   {"2h", 120},     {"2 heures", 120},  {"2:30", 150},
                   {"0 h 45", 45},  {"45 minutes", 45}, {"2 h 30 min", 150}};
    static const char *const bad[] = {"",
                                      "+1",
                                      "-",
                                      "- 5",
                                      "1.5",
                                      "1,5",
                                      "1e1",
                                      "0x1",
                                      "12 00",
                                      "1234 567",
                                      "12 0000",
                                      "12000 000",
                                      "douze",
                                      "9999999999999999",
                                      "1 000 000 000 000 000"};
    static const char *const no_minutes[] = {"2 h 90", "h",   "2 h 30 demain",
                                             "min",    "2:3", "1 min 2"};
    int64_t value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(civil_number(&value, arena, good[i].typed));
        assert_int_equal(good[i].wanted, value);
    }
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        if (!civil_minutes(&value, arena, minutes[i].typed) || value != minutes[i].wanted)
            fail_msg("%s", minutes[i].typed);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (civil_number(&value, arena, bad[i]) || civil_minutes(&value, arena, bad[i]))
            fail_msg("%s", bad[i]);
    }
    for (size_t i = 0; i < sizeof no_minutes / sizeof *no_minutes; i++)
        if (civil_minutes(&value, arena, no_minutes[i]))
            fail_msg("%s", no_minutes[i]);
}

/* Whatever stands in the environment. */
static void test_zones(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "Europe/Nulle-Part", "/etc/passwd", "../zoneinfo/UTC", "Europe", "CET-1CEST"};
    setenv("TZ", "Asia/Tokyo", 1);
    setenv("TZDIR", "/nowhere", 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(clock_zone(bad[i]));
    assert_true(clock_zone("America/Cayenne"));
    assert_int_equal(1646674200, clock_epoch("2022-03-07T14:30"));
    assert_true(clock_zone("Europe/Paris"));
    assert_int_equal(1646659800, clock_epoch("2022-03-07T14:30"));
    assert_int_equal(1657197000, clock_epoch("2022-07-07T14:30")); /* in summer */
}

/* The zone is looked up once; what mktime() says of each quarter of an hour is what is said here.
 */
static void test_zone_is_kept(void **state)
{
    enum { QUARTER = 15 * 60, YEAR = 366 * 24 * 60 * 60 };
    (void)state;
    const int64_t begins = 1767222000; /* 2026 */
    for (int64_t wall = begins; wall < begins + YEAR; wall += QUARTER) {
        const time_t at = (time_t)wall;
        char text[32];
        struct tm tm;
        gmtime_r(&at, &tm);
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M", &tm);
        tm.tm_isdst = -1;
        assert_int_equal(mktime(&tm), clock_epoch(text));
    }
    setenv("TZ", "Asia/Tokyo", 1); /* whoever looks again finds another one */
    assert_int_equal(1646659800, clock_epoch("2022-03-07T14:30"));
    assert_int_equal(1646693999, clock_days(1646659800, 0));
    assert_int_equal(1649334600, clock_months(1646659800, 1));
    assert_true(clock_zone("Europe/Paris"));
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    if (!clock_zone("Europe/Paris"))
        return -1;
    clock_set(clock_epoch("2026-11-28T10:00"));
    return arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months),  cmocka_unit_test(test_dates),
        cmocka_unit_test(test_moments), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_zones),   cmocka_unit_test(test_zone_is_kept),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
