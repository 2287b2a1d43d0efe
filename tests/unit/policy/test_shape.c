/* The table of meetings and roles of a space, each line wrong in one way only. */
#include "policy/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum status read_text(struct shape *out, struct arena *arena, const char *text)
{
    struct ini ini;
    const struct bytes content = {(const uint8_t *)text, strlen(text)};
    assert_int_equal(ini_parse(&ini, arena, "seances.ini", content), STATUS_OK);
    return shape_read(out, arena, &ini);
}

#define KINDS "[kinds]\nround = Round\n"
#define ROLES "[roles]\nlead = Lead\nteller = Teller\n"
#define LEAD "[role lead]\ndoes = review conclude\n"
#define TELLER "[role teller]\ndoes = write\n"
#define ROUND "[kind round]\nproduces = dossier\nroles = lead teller\n"
#define FIRST "planned = staff>staffed\nstaffed = submit_situation>submitted\n"
#define SECOND "submitted = approve>prepared\nprepared = hold>held\n"
#define LAST "held = submit_synthesis>drafted\ndrafted = publish>published\n"
#define WHOLE KINDS ROLES LEAD TELLER ROUND FIRST SECOND LAST

static const char *const good[] = {
    WHOLE,
    WHOLE "[offers]\nlead = to lead\nvenue = a room\n",
    KINDS ROLES LEAD "holders = 2\ncoordination = no\nonce_a_cycle = yes\napart = teller\n"
                     "beside = teller\n" TELLER ROUND FIRST SECOND LAST,
    KINDS "[kind round]\nproduces = attendance\nplanned = hold>held\n",
    KINDS ROLES LEAD "[kind round]\nproduces = minutes\nroles = lead\nplanned = hold>held\n" LAST,
};

static const char *const bad[] = {

    ROLES LEAD TELLER, /* no kind */
    WHOLE "[kinds]\nRound = Another\n",
    WHOLE "[roles]\n= Another\n",
    WHOLE "[roles]\nmember = of all\n",
    WHOLE "[roles]\nLead = Another\n",
    WHOLE "[colours]\nred = Red\n",
    WHOLE "[offers]\nsinger = to sing\n",
    WHOLE "[kind square]\nproduces = attendance\n",
    WHOLE "[role singer]\nholders = 1\n",
    WHOLE "[role lead]\ncolour = red\n",
    WHOLE "[kind round]\ncolour = red\n",
    WHOLE "[role lead]\nholders = many\n",
    WHOLE "[role lead]\ncoordination = perhaps\n",
    WHOLE "[role lead]\nonce_a_cycle = perhaps\n",
    WHOLE "[role lead]\napart = singer\n",
    WHOLE "[role lead]\nbeside = singer\n",
    WHOLE "[role teller]\nholders = 2\n",
    KINDS ROLES LEAD TELLER "[kind round]\nroles = lead teller\n" FIRST SECOND LAST,
    KINDS ROLES LEAD TELLER
    "[kind round]\nproduces = dossier songs\nroles = lead teller\n" FIRST SECOND LAST,
    KINDS ROLES LEAD TELLER
    "[kind round]\nproduces = dossier\nroles = lead teller singer\n" FIRST SECOND LAST,
    KINDS ROLES "[role lead]\ndoes = review conclude sing\n" TELLER ROUND FIRST SECOND LAST,
    KINDS ROLES LEAD TELLER ROUND FIRST
    "submitted = approve>prepared\nprepared = hold>later\n" LAST,
    /* the steps of a situation without one, the one without the steps, half of them */
    KINDS ROLES LEAD TELLER
    "[kind round]\nproduces = minutes\nroles = lead teller\n" FIRST SECOND LAST,
    KINDS ROLES LEAD TELLER ROUND "planned = hold>held\n" LAST,
    KINDS ROLES LEAD TELLER ROUND
    "planned = staff>staffed\nstaffed = submit_situation>submitted hold>held\n" LAST,
    /* and of a synthesis */
    KINDS ROLES LEAD TELLER "[kind round]\nproduces = attendance\nroles = lead\n"
                            "planned = hold>held\n" LAST,
    KINDS ROLES LEAD TELLER ROUND FIRST SECOND,
    KINDS ROLES LEAD TELLER ROUND FIRST SECOND "held = submit_synthesis>drafted\n",
    /* nobody, or two, who write; nobody who reviews; nobody who concludes; nobody at all */
    KINDS ROLES LEAD ROUND FIRST SECOND LAST,
    KINDS ROLES "[role lead]\ndoes = write review conclude\n" TELLER ROUND FIRST SECOND LAST,
    KINDS ROLES "[role lead]\ndoes = conclude\n" TELLER ROUND FIRST SECOND LAST,
    KINDS ROLES "[role lead]\ndoes = review\n" TELLER ROUND FIRST SECOND LAST,
    KINDS "[kind round]\nproduces = attendance\nplanned = staff>staffed\nstaffed = hold>held\n",
    /* where nothing else is wrong */
    KINDS "[kind round]\nplanned = hold>held\n",
    KINDS "[kind round]\nproduces = attendance\nplanned = hold>later\n",
    KINDS ROLES "[role lead]\nholders = many\n"
                "[kind round]\nproduces = attendance\nplanned = hold>held\n",
};

static void test_a_table_is_read_or_refused(void **state)
{
    (void)state;
    struct shape shape;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (read_text(&shape, arena, good[i]) != STATUS_OK)
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (read_text(&shape, arena, bad[i]) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(0, shape.kind_count);
    }
    arena_free(arena);
}

static void test_there_is_room_for_so_many(void **state)
{
    (void)state;
    struct shape shape;
    struct arena *arena = arena_new();
    const char *kinds = "", *roles = "", *tables = "";
    for (unsigned i = 0; i < SHAPE_KINDS; i++) {
        kinds = arena_printf(arena, "%s%c = Kind\n", kinds, 'a' + (int)i);
        tables = arena_printf(arena, "%s[kind %c]\nproduces = attendance\nplanned = hold>held\n",
                              tables, 'a' + (int)i);
    }
    for (unsigned i = 0; i < SHAPE_ROLES; i++)
        roles =
            arena_printf(arena, "%s%c%c = Role\n", roles, 'a' + (int)(i / 26), 'a' + (int)(i % 26));
    const char *whole = arena_printf(arena, "[kinds]\n%s[roles]\n%s%s", kinds, roles, tables);
    assert_int_equal(STATUS_OK, read_text(&shape, arena, whole));
    assert_int_equal(SHAPE_KINDS, shape.kind_count);
    assert_int_equal(SHAPE_ROLES, shape.role_count);
    assert_int_equal(STATUS_INVALID,
                     read_text(&shape, arena, arena_printf(arena, "%s[roles]\nzz = One\n", whole)));
    assert_int_equal(
        STATUS_INVALID,
        read_text(&shape, arena,
                  arena_printf(arena,
                               "%s[kinds]\nzz = One\n[kind zz]\nproduces = attendance\n"
                               "planned = hold>held\n",
                               whole)));
    arena_free(arena);
}

static void test_what_is_said_of_one_holds_of_both(void **state)
{
    (void)state;
    struct shape shape;
    struct arena *arena = arena_new();
    assert_int_equal(STATUS_OK,
                     read_text(&shape, arena,
                               KINDS ROLES LEAD "beside = teller\n" TELLER
                                                "apart = lead\n" ROUND FIRST SECOND LAST));
    const struct shape_role *lead = shape_role(&shape, "lead");
    const struct shape_role *teller = shape_role(&shape, "teller");
    assert_int_equal(lead->apart, teller->relation);
    assert_int_equal(teller->apart, lead->relation);
    assert_int_equal(lead->beside, teller->relation);
    assert_int_equal(teller->beside, lead->relation);
    assert_int_equal(lead->holders, 1);
    assert_true(lead->by_coordination);
    assert_false(lead->once_a_cycle);
    assert_null(shape_role(&shape, "singer"));
    assert_int_equal(0, shape_relation(&shape, "singer"));
    assert_null(shape_kind(&shape, "square"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_is_read_or_refused),
        cmocka_unit_test(test_there_is_room_for_so_many),
        cmocka_unit_test(test_what_is_said_of_one_holds_of_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
