/* What the people of world.h do to a séance; included at its end. */
#ifndef TESTS_CORE_WORLD_SEANCE_H
#define TESTS_CORE_WORLD_SEANCE_H

/* A cycle and a séance in it, planned by the coordinator. */
static inline struct seance_id world_seance(struct world *world, const char *kind,
                                            const char *starts)
{
    struct act *act = world_act(world, COORDINATOR);
    struct cycle_id cycle;
    struct seance_id seance;
    char key[ID_TEXT] = "00000000000000000000000000002022";
    enum status status = calendar_open_cycle(
        act, &cycle, world_form(world, "{'name': 'Cycle 2022', 'year': 2022, 'key': '%s'}", key));
    assert_true(status == STATUS_OK || status == STATUS_CONFLICT); /* open already */
    assert_int_equal(
        STATUS_OK,
        calendar_plan(act, &seance,
                      world_form(world,
                                 "{'cycle': '%s', 'kind': '%s', 'starts': '%s', 'duration': 150,"
                                 " 'venue': 'Reseda', 'past': true, 'twice': true}",
                                 key, kind, starts)));
    return seance;
}

static inline enum status world_give(struct world *world, struct act *act, struct seance_id seance,
                                     const char *role, enum someone who)
{
    return rotation_give(act, seance,
                         world_form(world, "{'role': '%s', 'account': '%s'}", role,
                                    world_hex(world, world->people[who].id)));
}

static inline enum status world_answer(struct world *world, enum someone who,
                                       struct seance_id seance, const char *role,
                                       const char *answer)
{
    return rotation_answer(world_act(world, who), seance,
                           world_form(world, "{'role': '%s', 'answer': '%s'}", role, answer));
}

static inline enum status world_position(struct world *world, enum someone who,
                                         struct seance_id seance, const char *form)
{
    return positioning_answer(world_act(world, who), seance, world_form(world, "%s", form));
}

/* The three roles given and accepted. */
static inline void world_staff(struct world *world, struct seance_id seance, enum someone animator,
                               enum someone secretary, enum someone narrator)
{
    const enum someone who[] = {animator, secretary, narrator};
    static const char *const roles[] = {"animator", "secretary", "narrator"};
    for (int i = 0; i < 3; i++) {
        struct act *act = world_act(world, COORDINATOR);
        assert_int_equal(STATUS_OK, world_give(world, act, seance, roles[i], who[i]));
        assert_int_equal(STATUS_OK, world_answer(world, who[i], seance, roles[i], "accepted"));
    }
}

static inline struct seance_row world_row(struct world *world, struct seance_id seance)
{
    struct seance_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, seance_rows_get(&row, conn, world->arena, world->space, seance));
    db_done(conn);
    return row;
}

/* Brings a séance to a stage that other activities lead to. */
struct world_move {
    struct seance_id seance;
    const char *from, *to;
};

static inline enum status world_move_row(struct db_conn *conn, void *context)
{
    const struct world_move *move = context;
    return seance_rows_move(conn, move->seance, move->from, move->to, clock_now());
}

static inline void world_move(struct world *world, struct seance_id seance, const char *from,
                              const char *to)
{
    struct world_move move = {seance, from, to};
    assert_int_equal(STATUS_OK, db_write(world->core->db, world_move_row, &move));
    world_accept(world, "seance", seance.id);
}

#endif
