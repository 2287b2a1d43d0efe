#include "faulty.h"
#include "world_dossier.h"

#include "core/members/assignment.h"
#include "core/members/departure.h"
#include "core/members/erasure.h"
#include "core/members/naming.h"
#include "core/members/suspension.h"
#include "core/members/withdrawal.h"
#include "trust/coordinators.h"
#include "trust/roll.h"
#include "trust/standing.h"

/* Who people are and what binds them, over a disk that fails: see faulty.h. */

static struct faulty by(struct world *world, enum someone who)
{
    return (struct faulty){.world = world, .who = who, .id = world->people[POLICE].id};
}

static struct account_id whom(const struct faulty *faulty)
{
    return (struct account_id){faulty->id};
}

static enum status publishes(struct faulty *faulty)
{
    return charter_publish(faulty->act, faulty->fields);
}

static enum status signs(struct faulty *faulty)
{
    return charter_sign(faulty->act, 2);
}

static enum status adheres(struct faulty *faulty)
{
    return charter_adhere(faulty->act, 2);
}

static void the_charter(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    faulty.fields = world_form(world, "{'text': '# Une autre', 'note': 'Tout'}");
    faulty_try(&faulty, publishes, STATUS_OK);
    faulty.who = POLICE;
    faulty_try(&faulty, signs, STATUS_OK);
    faulty_try(&faulty, adheres, STATUS_OK);
}

static enum status suspends(struct faulty *faulty)
{
    return suspension_suspend(faulty->act, whom(faulty));
}

static enum status lifts(struct faulty *faulty)
{
    return suspension_lift(faulty->act, whom(faulty));
}

static enum status withdraws(struct faulty *faulty)
{
    return withdrawal_withdraw(faulty->act, whom(faulty));
}

static enum status erases(struct faulty *faulty)
{
    return erasure_erase(faulty->act, whom(faulty));
}

static void somebody_comes_and_goes(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    dossier_share(world);
    dossier_prepared(world);
    faulty.id = world->people[POLICE_TOO].id;
    faulty_try(&faulty, suspends, STATUS_OK);
    clock_set(clock_now() + 1);
    faulty_try(&faulty, lifts, STATUS_OK);
    clock_set(clock_now() + 1);
    faulty_try(&faulty, withdraws, STATUS_OK);
    faulty_try(&faulty, erases, STATUS_OK);
}

static enum status changes(struct faulty *faulty)
{
    return assignment_change(faulty->act, whom(faulty), faulty->fields);
}

static enum status names_themselves(struct faulty *faulty)
{
    return naming_own(faulty->act, faulty->fields);
}

static void somebody_is_another(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    faulty.id = world->people[POLICE_TOO].id;
    faulty.fields =
        world_form(world, "{'profession': 'psychologue', 'structure': '%s', 'represents': false}",
                   world_hex(world, world->structures[S_HOSPITAL].id));
    clock_set(clock_now() + 1);
    faulty_try(&faulty, changes, STATUS_OK);
    faulty.who = POLICE;
    faulty.fields = world_form(world, "{'name': 'Un autre nom', 'email': 'p1@cocon.example'}");
    faulty_try(&faulty, names_themselves, STATUS_OK);
}

static enum status leaves(struct faulty *faulty)
{
    return departure_leave(faulty->act, faulty->world->structures[S_POLICE]);
}

static struct seance_id seance;

static void a_structure_leaves(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    dossier_share(world);
    seance = dossier_submitted(world);
    clock_set(clock_now() + 1);
    faulty_try(&faulty, leaves, STATUS_OK);
}

static enum status saves(struct faulty *faulty)
{
    int64_t version;
    return synthesis_save(faulty->act, seance, faulty->fields, 1, &version);
}

/* What is written after somebody left is under a key that they do not know. */
static void a_key_turns(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, HOSPITAL);
    seance = dossier_drafted(world);
    assert_int_equal(STATUS_OK, synthesis_send_back(world_act(world, POLICE), seance,
                                                    world_form(world, "{'word': 'Encore'}")));
    clock_set(clock_now() + 1);
    raw_text(world, "DELETE FROM charter_signature WHERE kind = 'person' AND subject = '%s'",
             world_hex(world, world->people[POLICE_TOO].id));
    world_accept(world, "charter", world_charter(world));
    faulty.first = 1; /* a roll, which the guard asks for again */
    faulty.fields = dossier_synthesis(world, 2);
    faulty_try(&faulty, saves, STATUS_OK);
    assert_int_equal(2, raw_number(world, "SELECT generation FROM vault WHERE purpose ="
                                          " 'synthesis'"));
}

static enum status records(struct faulty *faulty)
{
    return attendance_record(faulty->act, seance, faulty->fields);
}

static void a_guest_comes(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, HOSPITAL);
    seance = dossier_prepared(world);
    faulty.fields = world_form(world,
                               "{'people': [{'account': '%s', 'status': 'present'}],"
                               " 'guests': [{'label': 'Stagiaire', 'status': 'present'}]}",
                               world_hex(world, world->people[POLICE].id));
    faulty_try(&faulty, records, STATUS_OK);
}

/* All of it in one snapshot, proven anew. */
static enum status asks(struct faulty *faulty)
{
    struct act *act = faulty->act;
    struct charter_roll charter;
    struct certificate certificate;
    struct membership_row *members;
    struct standing standing;
    struct account_id *readers;
    size_t count, coordinators, reader_count;
    bool signatory = false;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = roll_members(&members, &count, act, conn);
    if (status == STATUS_OK)
        status = roll_charter(&charter, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = roll_certifies(&certificate, act, conn, &members[i]);
    if (status == STATUS_OK)
        status = signatory_is(&signatory, act, conn, act->who, act->membership.structure);
    if (status == STATUS_OK)
        status = coordinators_besides(&coordinators, act, conn, NULL, 0);
    if (status == STATUS_OK)
        status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = standing_readers(&readers, &reader_count, act, conn, &standing, STAGE_PREPARED,
                                  RESOURCE_SITUATION);
    db_done(conn);
    if (status == STATUS_OK) {
        assert_int_equal(LAWYER - COORDINATOR + 1, count);
        assert_true(signatory);
        assert_int_equal(1, coordinators);
        assert_int_equal(5, reader_count);
    }
    return status;
}

static void whoever_asks_is_told_all_or_nothing(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, POLICE);
    seance = dossier_prepared(world);
    faulty_try(&faulty, asks, STATUS_OK);
    raw_notice(world); /* which makes a roll of the next question */
    faulty_try(&faulty, asks, STATUS_OK);
}

/* Each of them first, when what was proven is over: somebody else wrote. */
typedef enum status question(struct act *, struct db_conn *);

static enum status who_are_members(struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    return roll_members(&members, &count, act, conn);
}

static enum status am_i_bound(struct act *act, struct db_conn *conn)
{
    bool signatory;
    return signatory_is(&signatory, act, conn, act->who, act->membership.structure);
}

static enum status have_i_signed(struct act *act, struct db_conn *conn)
{
    bool has_signed;
    return signatory_has_signed(&has_signed, act, conn, "person", &act->who.id);
}

static enum status who_coordinates(struct act *act, struct db_conn *conn)
{
    size_t count;
    return coordinators_besides(&count, act, conn, NULL, 0);
}

static enum status who_comes(struct act *act, struct db_conn *conn)
{
    struct standing standing;
    struct pack *pack = arena_copy(act->arena, act->pack, sizeof *pack);
    pack->committed = true;
    act->pack = pack;
    return standing_seance(&standing, act, conn, seance);
}

static question *const questions[] = {who_are_members, am_i_bound, have_i_signed, who_coordinates,
                                      who_comes};

static enum status asks_anew(struct faulty *faulty)
{
    const struct act *was = faulty->act;
    struct act act = {.core = was->core,
                      .arena = was->arena,
                      .space = was->space,
                      .pack = was->pack,
                      .who = was->who,
                      .membership = was->membership,
                      .standing = was->standing};
    question *const *asked = faulty->more;
    struct db_conn *conn = db_read(act.core->db);
    const enum status status = (*asked)(&act, conn);
    db_done(conn);
    return status;
}

static void what_is_proven_anew_is_whole(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, POLICE);
    seance = world_seance(world, "concertation", "2022-03-07T14:00");
    faulty.before = raw_notice;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        faulty.more = &questions[i];
        assert_true(faulty_try(&faulty, asks_anew, STATUS_OK) > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_charter),
        WORLD_TEST(somebody_comes_and_goes),
        WORLD_TEST(somebody_is_another),
        WORLD_TEST(a_structure_leaves),
        WORLD_TEST(a_key_turns),
        WORLD_TEST(a_guest_comes),
        WORLD_TEST(whoever_asks_is_told_all_or_nothing),
        WORLD_TEST(what_is_proven_anew_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
