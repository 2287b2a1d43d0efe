#include "world_dossier.h"

#include "crypto/merkle.h"
#include "crypto/record.h"
#include "journal/journal.h"
#include "journal/row_seal.h"
#include "store/rows/cycle_rows.h"
#include "store/rows/journal_rows.h"
#include "trust/state.h"

/* What an act, and nothing else, added since the last look. */
static long long looked_at;

static const char *news(struct world *world)
{
    const char *told = raw_journal(world, looked_at);
    looked_at = raw_journal_size(world);
    return told;
}

#define assert_news(world, expected) assert_string_equal(expected, news(world))

static struct journal_row entry(struct world *world, uint64_t seq)
{
    struct journal_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, journal_rows_get(&row, conn, world->arena, seq));
    db_done(conn);
    return row;
}

static void each_act_adds_its_entries(void **state)
{
    struct world *world = world_of(state);
    int64_t now;
    dossier_share(world);
    looked_at = raw_journal_size(world);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_news(world, "create cycle, create seance");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE));
    assert_news(world, "give_role seance");
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "accepted"));
    assert_news(world, "accept_role seance");
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
    assert_news(world, "decline_role seance");
    world_staff(world, id, POLICE, HOSPITAL, SHELTER);
    (void)news(world);
    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, id, "{'answer': 'coming'}"));
    assert_news(world, "position seance");
    /* the vault is the narrator's first, by their own grant */
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &now));
    assert_news(world, "grant vault, save situation");
    dossier_read(world, situation_view, SHELTER, id);
    assert_news(world, "read situation");
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 1), 1));
    assert_news(world, "submit situation, grant vault");
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    assert_news(world, "send_back situation, ungrant vault");
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 1));
    /* the animator knows the former key; what is written since is under another */
    assert_news(world, "rotate vault, submit situation, grant vault, grant vault");
    dossier_read(world, situation_view, POLICE, id);
    assert_news(world, "read situation");
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    assert_news(world, "approve situation, grant vault, grant vault, grant vault, grant vault,"
                       " grant vault, grant vault"); /* three people, two keys */
    assert_int_equal(STATUS_OK, dossier_hold(world, POLICE, id));
    assert_news(world, "record seance, hold seance");
    dossier_read(world, synthesis_view, HOSPITAL, id); /* nothing to read yet */
    assert_news(world, "");
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 1), 0, &now));
    assert_news(world, "grant vault, save synthesis");
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 1), 1));
    assert_news(world, "submit synthesis, grant vault, grant vault, grant vault, grant vault");
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT, ""));
    assert_news(world, "comment synthesis");
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 1));
    assert_news(world, "sign synthesis");
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    assert_news(world, "sign synthesis, publish synthesis");
    dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
    assert_news(world, "read synthesis");
}

static void a_refused_act_adds_none(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    int64_t now;
    json_t *values = dossier_situation(world, 3);
    looked_at = raw_journal_size(world);
    const char *rows = "SELECT (SELECT count(*) FROM document_version) || ' ' || (SELECT count(*)"
                       " FROM envelope) || ' ' || (SELECT count(*) FROM journal_node) || ' ' ||"
                       " (SELECT stage FROM seance)";
    const char *before = raw_text(world, "%s", rows);
    assert_int_equal(STATUS_DENIED, situation_save(world_act(world, SHELTER), id, values, 1, &now));
    assert_int_equal(STATUS_NOT_FOUND,
                     situation_submit(world_act(world, POLICE_TOO), id, values, 1));
    assert_int_equal(STATUS_CONFLICT, situation_approve(world_act(world, POLICE), id, 2));
    assert_int_equal(STATUS_NOT_FOUND, situation_approve(world_act(world, STRANGER), id, 1));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, situation_view, COORDINATOR, id));
    assert_int_equal(STATUS_NOT_FOUND, synthesis_sign(world_act(world, POLICE), id, 1));
    assert_int_equal(STATUS_NOT_FOUND, dossier_comment(world, SHELTER, id, "Oui", ""));
    assert_int_equal(STATUS_DENIED, dossier_hold(world, COORDINATOR, id));
    assert_int_equal(STATUS_DENIED, members_grant(world_act(world, POLICE)));
    assert_int_equal(STATUS_DENIED, charter_publish(world_act(world, POLICE),
                                                    world_form(world, "{'text': '# Deux'}")));
    assert_news(world, "");
    assert_string_equal(before, raw_text(world, "%s", rows));
}

static void an_entry_tells_who_what_and_when(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    clock_set(WORLD_START + 3600);
    uint64_t size = (uint64_t)raw_journal_size(world);
    dossier_read(world, situation_view, POLICE_TOO, id);
    struct journal_row row = entry(world, size);
    assert_int_equal(size, row.seq);
    assert_int_equal(WORLD_START + 3600, row.at);
    assert_memory_equal(&world->space, &row.space, sizeof row.space);
    assert_memory_equal(&world->people[POLICE_TOO], &row.actor, sizeof row.actor);
    assert_memory_equal(&id, &row.object, sizeof row.object);
    /* exactly this version */
    char hash[65];
    assert_int_equal(32, row.detail.len);
    bytes_hex(hash, row.detail);
    assert_string_equal(raw_text(world, "SELECT lower(hex(hash)) FROM document_version"), hash);
    /* a grant tells to whom */
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, HOSPITAL), id));
    row = entry(world, size + 2);
    assert_string_equal("grant", row.action);
    assert_int_equal(sizeof(struct id) + sizeof(struct digest), row.detail.len);
    assert_memory_equal(&world->people[HOSPITAL_TOO], row.detail.data, sizeof(struct id));
    assert_memory_equal(&world->people[HOSPITAL], &row.actor, sizeof row.actor);
}

/* MTH of RFC 9162, section 2.1.1, as the text defines it. */
static void tree_hash(struct digest *out, const struct digest *leaves, uint64_t count)
{
    struct digest left, right;
    if (count == 1) {
        *out = leaves[0];
        return;
    }
    uint64_t split = 1;
    while (split * 2 < count)
        split *= 2;
    tree_hash(&left, leaves, split);
    tree_hash(&right, leaves + split, count - split);
    merkle_node(out, &left, &right);
}

static void leaf_of(struct digest *out, struct world *world, const struct journal_row *row)
{
    struct record *record = record_new(world->arena, "cocon/journal");
    record_number(record, (int64_t)row->seq);
    record_number(record, row->at);
    record_id(record, &row->space.id);
    record_id(record, &row->actor.id);
    record_text(record, row->action);
    record_text(record, row->object_kind);
    record_id(record, &row->object);
    record_bytes(record, row->detail);
    merkle_leaf(out, record_encoded(record));
}

static enum status forget(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    (void)context, (void)level, (void)index, (void)hash;
    return STATUS_OK;
}

static void check_tree(struct world *world)
{
    struct merkle_edge edge = {0};
    struct digest root, expected;
    const uint64_t size = (uint64_t)raw_journal_size(world);
    struct digest *leaves = arena_alloc(world->arena, size * sizeof *leaves);
    for (uint64_t seq = 0; seq < size; seq++) {
        struct journal_row row = entry(world, seq);
        leaf_of(&leaves[seq], world, &row);
        assert_memory_equal(leaves[seq].bytes, row.leaf, sizeof row.leaf);
        assert_int_equal(STATUS_OK, merkle_append(&edge, &leaves[seq], forget, NULL));
        merkle_root(&root, &edge);
        tree_hash(&expected, leaves, seq + 1);
        assert_memory_equal(expected.bytes, root.bytes, sizeof root.bytes);
    }
    /* every complete subtree is kept, and nothing else */
    int64_t nodes = 0;
    struct db_conn *conn = db_read(world->core->db);
    for (unsigned level = 1; size >> level > 0; level++)
        for (uint64_t position = 0; position < size >> level; position++, nodes++) {
            uint8_t kept[JOURNAL_ROWS_HASH];
            assert_int_equal(STATUS_OK, journal_rows_node(kept, conn, level, position));
            tree_hash(&expected, leaves + (position << level), UINT64_C(1) << level);
            assert_memory_equal(expected.bytes, kept, sizeof kept);
        }
    db_done(conn);
    assert_int_equal(nodes, raw_number(world, "SELECT count(*) FROM journal_node"));
}

static void the_tree_is_that_of_the_rfc(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    check_tree(world);
    struct seance_id id = dossier_published(world);
    check_tree(world);
    for (int i = 0; i < 21; i++) { /* over a few powers of two */
        dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
        if (i % 7 == 0)
            check_tree(world);
    }
    world_reopen(world);
    dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
    check_tree(world);
    assert_true(raw_journal_size(world) > 64);
}

struct making {
    struct act *act;
    struct cycle_id cycle;
    bool followed;
};

/* Two entries about one thing, of which the first answers for nothing; or that one alone. */
static enum status make_cycle(struct db_conn *conn, void *context)
{
    struct making *making = context;
    struct act *act = making->act;
    const struct cycle_row row = {.id = making->cycle,
                                  .space = act->space,
                                  .name = making->followed ? "Un cycle" : "Un autre",
                                  .year = 2022};
    enum status status = state_note(act, conn, STATE_CYCLE, &row.id.id);
    if (status == STATUS_OK)
        status = cycle_rows_insert(conn, &row);
    if (status == STATUS_OK)
        status = journal_add_followed(conn, act, "create", "cycle", &row.id.id, (struct bytes){0});
    if (status == STATUS_OK && making->followed)
        status = journal_add(conn, act, "create", "cycle", &row.id.id, (struct bytes){0});
    return status;
}

static void the_last_entry_answers_for_all(void **state)
{
    struct world *world = world_of(state);
    for (int followed = 0; followed < 2; followed++) {
        struct making making = {.act = world_act(world, COORDINATOR), .followed = followed != 0};
        id_new(&making.cycle.id);
        looked_at = raw_journal_size(world);
        assert_int_equal(STATUS_OK, db_write(world->core->db, make_cycle, &making));
        assert_news(world, followed ? "create cycle, create cycle" : "create cycle");
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(
            followed ? STATUS_OK : STATUS_TAMPERED,
            row_seal_check(world->core, world->arena, conn, STATE_CYCLE, &making.cycle.id));
        db_done(conn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(each_act_adds_its_entries),   WORLD_TEST(the_last_entry_answers_for_all),
        WORLD_TEST(a_refused_act_adds_none),     WORLD_TEST(an_entry_tells_who_what_and_when),
        WORLD_TEST(the_tree_is_that_of_the_rfc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
