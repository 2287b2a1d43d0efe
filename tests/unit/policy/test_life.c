#include "policy/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct rules *rules;
static const struct pack *pack;

static const struct life *life_of(const char *kind)
{
    const struct shape_kind *found = shape_kind(&pack->shape, kind);
    assert_non_null(found);
    return &found->life;
}

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

static unsigned possible(const struct life *life)
{
    unsigned count = 0;
    for (unsigned from = 0; from < STAGE_COUNT; from++)
        for (unsigned event = 0; event < LIFE_EVENT_COUNT; event++)
            count += life_step(life, from, event) != NULL;
    return count;
}

static void test_concertation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONCERTATION_STEPS; i++) {
        const struct life_step *step =
            life_step(life_of("concertation"), concertation[i].from, concertation[i].event);
        assert_non_null(step);
        assert_int_equal(step->to, concertation[i].to);
        assert_int_equal(step->guards, concertation[i].guards);
    }
    assert_int_equal(possible(life_of("concertation")), CONCERTATION_STEPS);
}

static void test_meetings_without_dossier(void **state)
{
    (void)state;
    static const char *const kinds[] = {"half-way", "bilan"};
    for (unsigned i = 0; i < 2; i++) {
        const struct life *life = life_of(kinds[i]);
        const struct life_step *hold = life_step(life, STAGE_PLANNED, LIFE_HOLD);
        const struct life_step *cancel = life_step(life, STAGE_PLANNED, LIFE_CANCEL);
        assert_non_null(hold);
        assert_int_equal(hold->to, STAGE_HELD);
        assert_int_equal(hold->guards, GUARD_ATTENDANCE);
        assert_non_null(cancel);
        assert_int_equal(cancel->to, STAGE_CANCELLED);
        assert_int_equal(possible(life), 2);
    }
    assert_null(life_step(NULL, STAGE_PLANNED, LIFE_CANCEL));
    assert_null(shape_kind(&pack->shape, "party"));
}

/* That texts are over their time is in nobody's hand. */
static void test_somebody_may_take_each_step(void **state)
{
    (void)state;
    const struct life *life = life_of("concertation");
    assert_int_equal(life->count, CONCERTATION_STEPS);
    for (size_t i = 0; i < life->count; i++) {
        const struct life_step *step = &life->steps[i];
        assert_int_equal(step->event != LIFE_EXPIRE, access_allows(pack->access, step->resource,
                                                                   step->action, ~0U, step->from));
        if (step->event == LIFE_CANCEL)
            assert_false(access_allows(pack->access, step->resource, step->action,
                                       ~0U & ~(unsigned)RELATION_COORDINATION, step->from));
        if (step->event == LIFE_APPROVE)
            assert_false(access_allows(pack->access, step->resource, step->action,
                                       RELATION_SIGNATORY | pack->shape.writers, step->from));
    }
}

static enum status read_life(struct arena *arena, const char *lines)
{
    struct ini ini;
    struct life life;
    const char *text = arena_printf(arena, "[kind x]\n%s", lines);
    struct bytes content = {(const uint8_t *)text, strlen(text)};
    assert_int_equal(ini_parse(&ini, arena, "lives", content), STATUS_OK);
    enum status status = life_read(&life, arena, &ini, "kind x");
    assert_int_equal(life.count > 0, status == STATUS_OK);
    return status;
}

static void test_a_table_that_is_wrong_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "planned = staff>staffed",
        "planned = hold",
        "planned = >held",
        "planned = hold>",
        "planned = hold>prepared",
        "planned = hold > held",
        "planned = party>held",
        "planned = hold>later",
        "planned = hold>held hold>held",
        "planned = hold>held\nstaffed = cancel>cancelled",
        "planned = cancel>cancelled\nprepared = hold>held",
        "planned = hold>held staff>held",
        "planned = hold>held\nstaffed = submit_situation>submitted\nsubmitted ="
        " send_back_situation>staffed", /* a round that nobody comes into */
    };
    struct arena *arena = arena_new();
    assert_int_equal(read_life(arena, "planned = hold>held"), STATUS_OK);
    assert_int_equal(
        read_life(arena, "planned = staff>staffed\nstaffed =  hold>held unstaff>planned"),
        STATUS_OK);
    assert_int_equal(read_life(arena, "planned = hold>held  cancel>cancelled"), STATUS_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (read_life(arena, bad[i]) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
    arena_free(arena);
}

static int set_up(void **state)
{
    (void)state;
    if (rules_load(&rules, SOURCE_DIR "/policies") != STATUS_OK)
        return -1;
    pack = rules_pack(rules, "vif-cevennes");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rules_free(rules);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_concertation),
        cmocka_unit_test(test_meetings_without_dossier),
        cmocka_unit_test(test_somebody_may_take_each_step),
        cmocka_unit_test(test_a_table_that_is_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
