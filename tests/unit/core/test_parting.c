#include "world_dossier.h"

#include "core/members/admission.h"
#include "core/members/assignment.h"
#include "core/members/withdrawal.h"
#include "core/overview/key_check.h"
#include "keys/quorum.h"
#include "texts/drafts.h"

/* Whoever lost an envelope, or their access, keeps the 32 bytes of the key: what is written since
 * is under another, whatever was edited meanwhile. */

enum { KEY = 32 };

struct known {
    uint8_t bytes[KEY];
};

static struct known key_of(struct world *world, enum someone who, struct seance_id seance,
                           const char *purpose)
{
    struct known out;
    struct vault_key key;
    struct vault_row vault;
    struct act *act = world_act(world, who);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, vaults_open(&key, &vault, act, conn, seance, purpose));
    db_done(conn);
    assert_int_equal(KEY, key.secret->len);
    memcpy(out.bytes, key.secret->bytes, KEY);
    vault_key_free(&key);
    return out;
}

/* The newest version, as its author opens it, and not by what others knew. */
static void assert_out_of_reach(struct world *world, enum someone author, struct seance_id seance,
                                const char *purpose, const struct known *known)
{
    struct draft draft;
    struct document_opened opened;
    struct act *act = world_act(world, author);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, drafts_open(&draft, act, conn, seance, purpose));
    assert_false(draft.locked);
    assert_non_null(draft.head.values);
    assert_int_equal(draft.vault.generation, draft.head.head.generation);
    struct vault_key theirs;
    vault_key_new(&theirs);
    memcpy(theirs.secret->bytes, known->bytes, KEY);
    assert_int_equal(STATUS_TAMPERED,
                     documents_open(&opened, act, conn, &draft.document, &draft.vault, &theirs));
    vault_key_free(&theirs);
    db_done(conn);
    drafts_close(&draft);
}

static long long generation(struct world *world, struct seance_id seance, const char *purpose)
{
    return raw_number(world, "SELECT generation FROM vault WHERE seance = '%s' AND purpose = '%s'",
                      world_hex(world, seance.id), purpose);
}

static void save_situation(struct world *world, struct seance_id seance, int edition)
{
    int64_t now_at;
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), seance,
                                               dossier_situation(world, edition),
                                               raw_number(world,
                                                          "SELECT max(version) FROM"
                                                          " document_version JOIN document ON id ="
                                                          " document WHERE kind = 'situation' AND"
                                                          " seance = '%s'",
                                                          world_hex(world, seance.id)),
                                               &now_at));
}

static void save_synthesis(struct world *world, struct seance_id seance, int edition,
                           int64_t version)
{
    int64_t now_at;
    assert_int_equal(STATUS_OK,
                     synthesis_save(world_act(world, HOSPITAL), seance,
                                    dossier_synthesis(world, edition), version, &now_at));
}

static void told(void *context, const struct key_fault *fault)
{
    struct world *world = context;
    print_error("%s\n", key_fault_text(world->arena, fault));
}

static void assert_keys_fit(struct world *world)
{
    struct key_result result;
    assert_int_equal(STATUS_OK, key_check_run(&result, world->core, NULL, told, world));
}

static void give_word(struct world *world,
                      enum status (*send_back)(struct act *, struct seance_id, const json_t *),
                      struct seance_id seance)
{
    assert_int_equal(STATUS_OK, send_back(world_act(world, POLICE), seance,
                                          world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    clock_set(clock_now() + 1);
}

static void a_synthesis_sent_back_is_its_secretary_s(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const struct known known = key_of(world, POLICE_TOO, id, VAULT_SYNTHESIS);
    give_word(world, synthesis_send_back, id);
    long long journal = raw_journal_size(world);
    save_synthesis(world, id, 2, 1);
    /* by who may not grant, and for themselves alone */
    assert_string_equal("rotate vault, save synthesis", raw_journal(world, journal));
    assert_out_of_reach(world, HOSPITAL, id, VAULT_SYNTHESIS, &known);
    /* once, not at each save */
    save_synthesis(world, id, 3, 2);
    assert_int_equal(2, generation(world, id, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 4), 3));
    assert_int_equal(2, generation(world, id, VAULT_SYNTHESIS));
    assert_non_null(
        json_object_get(dossier_read(world, synthesis_view, POLICE_TOO, id), "comments"));
    assert_int_equal(STATUS_OK, dossier_comment(world, POLICE_TOO, id, DOSSIER_COMMENT, ""));
    assert_int_equal(2, generation(world, id, VAULT_SYNTHESIS));
    assert_keys_fit(world);
}

static void a_situation_sent_back_is_its_narrator_s(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    const struct known known = key_of(world, POLICE, id, VAULT_SITUATION);
    give_word(world, situation_send_back, id);
    save_situation(world, id, 2);
    assert_out_of_reach(world, SHELTER, id, VAULT_SITUATION, &known);
    save_situation(world, id, 3);
    assert_int_equal(2, generation(world, id, VAULT_SITUATION));
    assert_keys_fit(world);
}

static void staff_again(struct world *world, struct seance_id id, enum someone animator)
{
    assert_int_equal(STATUS_OK,
                     world_give(world, world_act(world, COORDINATOR), id, "animator", animator));
    assert_int_equal(STATUS_OK, world_answer(world, animator, id, "animator", "accepted"));
}

static void a_role_given_back_leaves_no_key(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    const struct known known = key_of(world, POLICE, id, VAULT_SITUATION);
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
    staff_again(world, id, POLICE_TOO);
    save_situation(world, id, 2);
    assert_out_of_reach(world, SHELTER, id, VAULT_SITUATION, &known);
    assert_keys_fit(world);
}

/* Nothing tells that it was taken, and the row comes back: the policy does not entitle them. */
static void nor_does_one_whose_envelope_was_hidden(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    const struct known known = key_of(world, POLICE, id, VAULT_SITUATION);
    const char *mine = arena_printf(
        world->arena, "reader = '%s' AND vault = (SELECT id FROM vault WHERE seance = '%s')",
        world_hex(world, world->people[POLICE].id), world_hex(world, id.id));
    raw_change(world, "UPDATE envelope SET generation = 9 WHERE %s", mine);
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "declined"));
    raw_change(world, "UPDATE envelope SET generation = 1 WHERE %s", mine);
    staff_again(world, id, POLICE_TOO);
    save_situation(world, id, 2);
    assert_out_of_reach(world, SHELTER, id, VAULT_SITUATION, &known);
    assert_int_equal(1, dossier_holders(world, id, "situation"));
    assert_keys_fit(world);
}

/* It did not turn while its rows were edited; it does once they are those of before. */
static void an_edit_during_a_withdrawal_keeps_no_key(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    const struct known known = key_of(world, POLICE_TOO, id, VAULT_SYNTHESIS);
    give_word(world, synthesis_send_back, id);
    raw_change(world,
               "INSERT INTO envelope SELECT vault, e.space, 77, reader, granter, box, signature, at"
               " FROM envelope e JOIN vault v ON v.id = e.vault WHERE v.seance = '%s' AND"
               " v.purpose = 'synthesis' LIMIT 1",
               world_hex(world, id.id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    clock_set(clock_now() + 1);
    int64_t now_at;
    assert_int_equal(1, generation(world, id, VAULT_SYNTHESIS));
    assert_int_equal(STATUS_TAMPERED, synthesis_save(world_act(world, HOSPITAL), id,
                                                     dossier_synthesis(world, 2), 1, &now_at));
    raw_change(world, "DELETE FROM envelope WHERE generation = 77");
    save_synthesis(world, id, 2, 1);
    assert_out_of_reach(world, HOSPITAL, id, VAULT_SYNTHESIS, &known);
    assert_int_equal(2, generation(world, id, VAULT_SYNTHESIS));
}

static void become(struct world *world, enum someone who, enum structure structure_of)
{
    json_t *fields = world_form(
        world,
        "{'structure': '%s', 'profession': 'avocat', 'represents': false, 'coordination': false}",
        world_hex(world, world->structures[structure_of].id));
    assert_int_equal(STATUS_OK,
                     assignment_change(world_act(world, COORDINATOR), world->people[who], fields));
    clock_set(clock_now() + 2);
}

/* Whoever it ended for, and whether a row told that they held something. */
static void each_ending_in_the_space_turns_a_vault_once(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &(int64_t){0}));
    save_situation(world, id, 2);
    assert_int_equal(1, generation(world, id, VAULT_SITUATION));
    become(world, HOSPITAL_TOO, S_SHELTER);
    assert_int_equal(1, generation(world, id, VAULT_SITUATION));
    save_situation(world, id, 3);
    save_situation(world, id, 4);
    assert_int_equal(2, generation(world, id, VAULT_SITUATION));
    world_reopen(world); /* and a process that starts knows which was turned */
    save_situation(world, id, 5);
    assert_int_equal(2, generation(world, id, VAULT_SITUATION));
    /* one that turned at the ending itself has nothing to make up for */
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    assert_int_equal(3, generation(world, id, VAULT_SITUATION));
    save_situation(world, id, 6);
    assert_int_equal(3, generation(world, id, VAULT_SITUATION));
    assert_keys_fit(world);
}

static void the_space_s_own_vault_turns_before_it_seals_anything(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    dossier_share(world);
    struct seance_id id = dossier_drafted(world);
    static const char *const invited[] = {"une@cocon.example", "deux@cocon.example"};
    for (size_t i = 0; i < 2; i++) {
        const long long journal = raw_journal_size(world);
        assert_int_equal(
            STATUS_OK,
            admission_invite(world_act(world, COORDINATOR),
                             world_form(world,
                                        "{'email': '%s', 'name': 'Nouvelle', 'profession':"
                                        " 'sage-femme', 'structure': '%s', 'represents': false,"
                                        " 'coordination': false}",
                                        invited[i],
                                        world_hex(world, world->structures[S_SHELTER].id)),
                             token));
        /* claims under way are sealed anew with it */
        assert_string_equal(i == 0 ? "invite person" : "rotate vault, reseal person, invite person",
                            raw_journal(world, journal));
        if (i == 0)
            become(world, HOSPITAL_TOO, S_SHELTER);
    }
    become(world, HOSPITAL_TOO, S_HOSPITAL);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 1));
    assert_int_equal(3, raw_number(world, "SELECT generation FROM vault WHERE seance IS NULL"));
    assert_int_equal(3, raw_number(world, "SELECT v.generation FROM document_version v JOIN"
                                          " document d ON d.id = v.document WHERE kind ="
                                          " 'published'"));
    assert_non_null(json_object_get(dossier_read(world, synthesis_view, SHELTER, id), "values"));
}

/* k former sheets and an older copy of the database give each key of then. */
static void sheets_that_were_renewed_open_nothing_new(void **state)
{
    struct world *world = world_of(state);
    struct quorum_sheets sheets, next;
    struct quorum_count count;
    struct account_keys *recovery;
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_split(&next, 2, 3));
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &(int64_t){0}));
    const struct known known = key_of(world, SHELTER, id, VAULT_SITUATION);
    assert_int_equal(STATUS_OK,
                     quorum_open(&recovery, world->core, world->space, sheets.shares, 2));
    clock_set(clock_now() + 1);
    assert_int_equal(STATUS_OK, quorum_renew(&count, world->core, world->space, recovery, &next));
    account_keys_free(recovery);
    clock_set(clock_now() + 1);
    save_situation(world, id, 2);
    save_situation(world, id, 3);
    assert_out_of_reach(world, SHELTER, id, VAULT_SITUATION, &known);
    assert_int_equal(2, generation(world, id, VAULT_SITUATION));
    assert_int_equal(STATUS_OK, quorum_open(&recovery, world->core, world->space, next.shares, 2));
    assert_int_equal(STATUS_OK, quorum_rehearse(&count, world->core, world->space, recovery));
    assert_int_equal(0, count.missing + count.broken);
    account_keys_free(recovery);
    quorum_sheets_free(&sheets);
    quorum_sheets_free(&next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_synthesis_sent_back_is_its_secretary_s),
        WORLD_TEST(a_situation_sent_back_is_its_narrator_s),
        WORLD_TEST(a_role_given_back_leaves_no_key),
        WORLD_TEST(nor_does_one_whose_envelope_was_hidden),
        WORLD_TEST(an_edit_during_a_withdrawal_keeps_no_key),
        WORLD_TEST(each_ending_in_the_space_turns_a_vault_once),
        WORLD_TEST(the_space_s_own_vault_turns_before_it_seals_anything),
        WORLD_TEST(sheets_that_were_renewed_open_nothing_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
