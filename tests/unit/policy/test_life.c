#include "policy/life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { EVENTS = LIFE_EXPIRE + 1 };

static const struct {
    enum stage from;
    enum life_event event;
    enum stage to;
    unsigned guards;
} concertation[] = {
    {STAGE_PLANNED, LIFE_STAFF, STAGE_STAFFED, GUARD_ROLES},
    {STAGE_STAFFED, LIFE_UNSTAFF, STAGE_PLANNED, 0},
    {STAGE_SUBMITTED, LIFE_UNSTAFF, STAGE_PLANNED, 0},
    {STAGE_STAFFED, LIFE_SUBMIT_SITUATION, STAGE_SUBMITTED, GUARD_SITUATION},
    {STAGE_SUBMITTED, LIFE_SEND_BACK_SITUATION, STAGE_STAFFED, 0},
    {STAGE_SUBMITTED, LIFE_APPROVE, STAGE_PREPARED, 0},
    {STAGE_PREPARED, LIFE_HOLD, STAGE_HELD, GUARD_ATTENDANCE},
    {STAGE_HELD, LIFE_SUBMIT_SYNTHESIS, STAGE_DRAFTED, GUARD_SYNTHESIS},
    {STAGE_DRAFTED, LIFE_SEND_BACK_SYNTHESIS, STAGE_HELD, 0},
    {STAGE_DRAFTED, LIFE_PUBLISH, STAGE_PUBLISHED, GUARD_SIGNED},
    {STAGE_SUBMITTED, LIFE_EXPIRE, STAGE_EXPIRED, GUARD_DESTROYED},
    {STAGE_PREPARED, LIFE_EXPIRE, STAGE_EXPIRED, GUARD_DESTROYED},
    {STAGE_HELD, LIFE_EXPIRE, STAGE_EXPIRED, GUARD_DESTROYED},
    {STAGE_DRAFTED, LIFE_EXPIRE, STAGE_EXPIRED, GUARD_DESTROYED},
    {STAGE_PUBLISHED, LIFE_EXPIRE, STAGE_EXPIRED, GUARD_DESTROYED},
    {STAGE_PLANNED, LIFE_CANCEL, STAGE_CANCELLED, GUARD_REASON},
    {STAGE_STAFFED, LIFE_CANCEL, STAGE_CANCELLED, GUARD_REASON},
    {STAGE_SUBMITTED, LIFE_CANCEL, STAGE_CANCELLED, GUARD_REASON},
    {STAGE_PREPARED, LIFE_CANCEL, STAGE_CANCELLED, GUARD_REASON},
};

enum { CONCERTATION_STEPS = sizeof concertation / sizeof *concertation };

static unsigned possible(enum seance_kind kind)
{
    unsigned count = 0;
    for (unsigned from = 0; from < STAGE_COUNT; from++)
        for (unsigned event = 0; event < EVENTS; event++)
            count += life_step(kind, from, event) != NULL;
    return count;
}

static void test_concertation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONCERTATION_STEPS; i++) {
        const struct life_step *step =
            life_step(SEANCE_CONCERTATION, concertation[i].from, concertation[i].event);
        assert_non_null(step);
        assert_int_equal(step->to, concertation[i].to);
        assert_int_equal(step->guards, concertation[i].guards);
    }
    assert_int_equal(possible(SEANCE_CONCERTATION), CONCERTATION_STEPS);
}

static void test_meetings_without_dossier(void **state)
{
    (void)state;
    for (unsigned kind = SEANCE_HALF_WAY; kind <= SEANCE_BILAN; kind++) {
        const struct life_step *hold = life_step(kind, STAGE_PLANNED, LIFE_HOLD);
        const struct life_step *cancel = life_step(kind, STAGE_PLANNED, LIFE_CANCEL);
        assert_non_null(hold);
        assert_int_equal(hold->to, STAGE_HELD);
        assert_int_equal(hold->guards, GUARD_ATTENDANCE);
        assert_non_null(cancel);
        assert_int_equal(cancel->to, STAGE_CANCELLED);
        assert_int_equal(possible(kind), 2);
    }
    assert_null(life_step(SEANCE_KIND_COUNT, STAGE_PLANNED, LIFE_CANCEL));
}

/* A step that access.ini lets nobody take would stop every séance there; but that texts are over
 * their time is in nobody's hand. */
static void test_somebody_may_take_each_step(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct access *access;
    unsigned count;
    const struct life_step *table = life_table(&count);
    assert_int_equal(access_load(&access, arena, SOURCE_DIR "/policies/access.ini"), STATUS_OK);
    assert_int_equal(count, CONCERTATION_STEPS + 1);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(
            table[i].event != LIFE_EXPIRE,
            access_allows(access, table[i].resource, table[i].action, ~0U, table[i].from));
        if (table[i].event == LIFE_CANCEL)
            assert_false(access_allows(access, table[i].resource, table[i].action,
                                       ~0U & ~(unsigned)RELATION_COORDINATION, table[i].from));
        if (table[i].event == LIFE_APPROVE)
            assert_false(access_allows(access, table[i].resource, table[i].action,
                                       RELATION_SIGNATORY | RELATION_NARRATOR, table[i].from));
    }
    arena_free(arena);
}

static void test_kind_names(void **state)
{
    (void)state;
    assert_string_equal(life_kind_name(SEANCE_HALF_WAY), "half-way");
    for (unsigned kind = 0; kind < SEANCE_KIND_COUNT; kind++)
        assert_int_equal(life_kind(life_kind_name(kind)), kind);
    assert_null(life_kind_name(SEANCE_KIND_COUNT));
    assert_int_equal(life_kind("party"), SEANCE_KIND_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_concertation),
        cmocka_unit_test(test_meetings_without_dossier),
        cmocka_unit_test(test_somebody_may_take_each_step),
        cmocka_unit_test(test_kind_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
