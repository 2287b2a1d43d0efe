#include "core/members/withdrawal.h"
#include "trust/standing.h"
#include "world_dossier.h"

/* What the rows of a séance make of somebody. */

static struct standing look(struct world *world, struct act *act, struct seance_id id)
{
    struct standing standing;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, standing_seance(&standing, act, conn, id));
    db_done(conn);
    return standing;
}

static uint32_t relations(struct world *world, enum someone who, struct seance_id id)
{
    struct standing standing = look(world, world_act(world, COORDINATOR), id);
    return standing_relations(&standing, world->people[who]);
}

static void a_role_is_held_once_it_is_accepted(void **state)
{
    struct world *world = world_of(state);
    const uint32_t animator = shape_relation(&world->pack->shape, "animator");
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_int_equal(STATUS_OK,
                     world_give(world, world_act(world, COORDINATOR), id, "animator", POLICE));
    assert_int_equal(RELATION_CANDIDATE, relations(world, POLICE, id));
    struct standing standing = look(world, world_act(world, COORDINATOR), id);
    assert_false(standing_holds(&standing, world->people[POLICE], animator));
    assert_true((standing_missing(&standing) & animator) != 0);
    struct account_id holder = standing_holder(&standing, animator, 0);
    assert_true(id_is_none(&holder.id));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "accepted"));
    assert_int_equal(animator | RELATION_COMING, relations(world, POLICE, id));
    assert_int_equal(0, relations(world, POLICE_TOO, id));
    standing = look(world, world_act(world, COORDINATOR), id);
    assert_true(standing_holds(&standing, world->people[POLICE], animator));
    assert_true((standing_missing(&standing) & animator) == 0);
    holder = standing_holder(&standing, animator, 0);
    assert_true(id_equal(&holder.id, &world->people[POLICE].id));
    holder = standing_holder(&standing, animator, 1);
    assert_true(id_is_none(&holder.id));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
    assert_int_equal(0, relations(world, POLICE, id) & (animator | RELATION_CANDIDATE));
}

static void a_meeting_without_roles_misses_none(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "half-way", "2022-03-07T14:00");
    struct standing standing = look(world, world_act(world, COORDINATOR), id);
    assert_int_equal(standing.kind->roles, standing_missing(&standing));
}

static void an_answer_and_a_presence_count_for_who_gave_them(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'excused'}"));
    assert_int_equal(RELATION_COMING, relations(world, POLICE_TOO, id));
    assert_int_equal(0, relations(world, HOSPITAL_TOO, id));
    assert_int_equal(0, relations(world, COORDINATOR, id));
    /* who left does not come */
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    assert_int_equal(0, relations(world, POLICE_TOO, id));
}

static void what_was_held_is_history(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_held(world);
    assert_int_equal(RELATION_COMING | RELATION_PRESENT, relations(world, POLICE_TOO, id));
    assert_int_equal(0, relations(world, HOSPITAL_TOO, id) & RELATION_PRESENT);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    assert_int_equal(RELATION_COMING | RELATION_PRESENT, relations(world, POLICE_TOO, id));
}

/* Where a group committed itself to all dates. */
static void who_committed_themselves_comes_without_a_word(void **state)
{
    struct world *world = world_of(state);
    struct pack *pack = arena_alloc(world->arena, sizeof *pack);
    struct seance_id id = dossier_staffed(world);
    *pack = *world->pack;
    pack->committed = true;
    struct act *act = world_act(world, COORDINATOR);
    act->pack = pack;
    struct standing standing = look(world, act, id);
    static const struct {
        enum someone who;
        bool comes;
    } people[] = {{POLICE_TOO, true}, {HOSPITAL_TOO, true}, {COORDINATOR, false}, {LAWYER, false}};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        assert_int_equal(
            people[i].comes,
            (standing_relations(&standing, world->people[people[i].who]) & RELATION_COMING) != 0);
    size_t times = 0;
    for (size_t i = 0; i < standing.position_count; i++)
        times += id_equal(&standing.positions[i].account.id, &world->people[POLICE_TOO].id);
    assert_int_equal(1, times);
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'excused'}"));
    standing = look(world, act, id);
    assert_int_equal(0, standing_relations(&standing, world->people[HOSPITAL_TOO]));
    id = dossier_staffed(world);
    assert_int_equal(0, relations(world, HOSPITAL_TOO, id)); /* and in this space nobody does */
    struct seance_id held = dossier_held(world);
    standing = look(world, act, held);
    assert_int_equal(0,
                     standing_relations(&standing, world->people[HOSPITAL_TOO]) & RELATION_COMING);
}

static void a_step_needs_its_guards(void **state)
{
    struct world *world = world_of(state);
    const struct life_step *step;
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    struct standing standing = look(world, act, id);
    assert_int_equal(STATUS_CONFLICT, standing_step(&step, act, &standing, LIFE_CANCEL, 0));
    assert_fault(act, "guard");
    assert_null(step);
    assert_int_equal(STATUS_OK, standing_step(&step, act, &standing, LIFE_CANCEL, GUARD_REASON));
    assert_int_equal(STAGE_CANCELLED, step->to);
    assert_int_equal(STATUS_CONFLICT, standing_step(&step, act, &standing, LIFE_PUBLISH, ~0U));
    assert_fault(act, "wrong_stage");
    act = world_act(world, POLICE);
    standing = look(world, act, id);
    assert_int_equal(STATUS_DENIED,
                     standing_step(&step, act, &standing, LIFE_CANCEL, GUARD_REASON));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_role_is_held_once_it_is_accepted),
        WORLD_TEST(a_meeting_without_roles_misses_none),
        WORLD_TEST(an_answer_and_a_presence_count_for_who_gave_them),
        WORLD_TEST(what_was_held_is_history),
        WORLD_TEST(who_committed_themselves_comes_without_a_word),
        WORLD_TEST(a_step_needs_its_guards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
