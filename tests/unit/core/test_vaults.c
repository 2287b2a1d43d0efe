#include "core/members/withdrawal.h"
#include "trust/state.h"
#include "world_dossier.h"

/* Keys and texts against somebody who writes into the database. */

static enum status reads(struct world *world, enum someone who, struct seance_id seance)
{
    long long journal = raw_journal_size(world);
    enum status status = dossier_try(world, situation_view, who, seance);
    assert_string_equal(status == STATUS_OK ? "read situation" : "", raw_journal(world, journal));
    return status;
}

static const char *vault_of(struct world *world, struct seance_id seance)
{
    return raw_text(world, "SELECT id FROM vault WHERE seance = '%s' AND purpose = 'situation'",
                    world_hex(world, seance.id));
}

static const char *envelope_of(struct world *world, struct seance_id seance, enum someone who)
{
    return arena_printf(world->arena, "vault = '%s' AND reader = '%s'", vault_of(world, seance),
                        world_hex(world, world->people[who].id));
}

static const char *document_of(struct world *world, struct seance_id seance)
{
    return raw_text(world, "SELECT id FROM document WHERE seance = '%s' AND kind = 'situation'",
                    world_hex(world, seance.id));
}

/* An edit is noticed, and its undoing heals. */
static void notices_flip(struct world *world, struct seance_id id, const char *table,
                         const char *column, int offset, const char *where)
{
    raw_flip(world, table, column, offset, where);
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
    raw_flip(world, table, column, offset, where);
    assert_int_equal(STATUS_OK, reads(world, POLICE_TOO, id));
}

static void notices_edit(struct world *world, struct seance_id id, const char *table,
                         const char *column, const char *value, const char *where)
{
    const char *was = raw_text(world, "SELECT quote(%s) FROM %s WHERE %s", column, table, where);
    raw_change(world, "UPDATE %s SET %s = %s WHERE %s", table, column, value, where);
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
    raw_change(world, "UPDATE %s SET %s = %s WHERE %s", table, column, was, where);
    assert_int_equal(STATUS_OK, reads(world, POLICE_TOO, id));
}

static const char *quoted(struct world *world, struct id id)
{
    return arena_printf(world->arena, "'%s'", world_hex(world, id));
}

static void a_changed_envelope_does_not_open(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    const char *mine = envelope_of(world, id, POLICE_TOO);
    struct id nobody;
    id_new(&nobody);
    notices_flip(world, id, "envelope", "box", 0, mine); /* format, sealed key, tag */
    notices_flip(world, id, "envelope", "box", 1, mine);
    notices_flip(world, id, "envelope", "box", 80, mine);
    notices_flip(world, id, "envelope", "signature", 0, mine);
    notices_flip(world, id, "envelope", "signature", 63, mine);
    notices_edit(world, id, "envelope", "granter", quoted(world, world->people[SHELTER].id), mine);
    notices_edit(world, id, "envelope", "granter", quoted(world, nobody), mine);
    notices_edit(world, id, "envelope", "box", "zeroblob(81)", mine);
    notices_edit(world, id, "envelope", "box", "x'01'", mine);
    notices_edit(world, id, "envelope", "signature", "x''", mine);
    /* one's own envelope of another generation */
    raw_change(world, "UPDATE vault SET generation = 2 WHERE id = '%s'", vault_of(world, id));
    raw_change(world, "UPDATE envelope SET generation = 2 WHERE %s", mine);
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
}

static void an_envelope_is_for_one_reader_and_one_vault(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    raw_change(world,
               "INSERT INTO envelope SELECT vault, space, generation, '%s', granter, box,"
               " signature, at FROM envelope WHERE %s",
               world_hex(world, world->people[HOSPITAL_TOO].id),
               envelope_of(world, id, POLICE_TOO));
    assert_int_equal(STATUS_TAMPERED, reads(world, HOSPITAL_TOO, id));
    assert_int_equal(STATUS_OK, reads(world, POLICE_TOO, id));
    /* the reader's own envelope of another séance */
    struct seance_id other = dossier_prepared(world);
    raw_change(world, "DELETE FROM envelope WHERE %s", envelope_of(world, id, POLICE_TOO));
    raw_change(world, "UPDATE envelope SET vault = '%s' WHERE %s", vault_of(world, id),
               envelope_of(world, other, POLICE_TOO));
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
}

static void a_changed_text_does_not_open(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    const char *head = arena_printf(world->arena, "document = '%s'", document_of(world, id));
    struct id nobody;
    id_new(&nobody);
    notices_flip(world, id, "document_version", "cipher", 0, head);
    notices_flip(world, id, "document_version", "cipher", 60, head);
    notices_flip(world, id, "document_version", "hash", 5, head);
    notices_flip(world, id, "document_version", "signature", 5, head);
    notices_flip(world, id, "document_version", "previous", 5, head);
    notices_edit(world, id, "document_version", "author", quoted(world, world->people[POLICE].id),
                 head);
    notices_edit(world, id, "document_version", "author", quoted(world, nobody), head);
    notices_edit(world, id, "document_version", "at", "at + 1", head);
    notices_edit(world, id, "document_version", "version", "2", head);
    notices_edit(world, id, "document_version", "generation", "2", head);
    notices_edit(world, id, "document_version", "cipher", "x'01'", head);
    notices_edit(world, id, "document_version", "hash", "x'01'", head);
    /* what counts is the vault that the key opens, not the one that the row names */
    struct seance_id other = dossier_prepared(world);
    raw_change(world, "UPDATE document SET vault = '%s' WHERE id = '%s'", vault_of(world, other),
               document_of(world, id));
    assert_int_equal(STATUS_OK, reads(world, POLICE_TOO, id));
}

static void texts_do_not_change_places(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    struct seance_id other = dossier_prepared(world);
    const char *here = document_of(world, id);
    const char *there = document_of(world, other);
    /* the versions, whole */
    raw_change(world, "UPDATE document_version SET document = 'x' WHERE document = '%s'", here);
    raw_change(world, "UPDATE document_version SET document = '%s' WHERE document = '%s'", here,
               there);
    raw_change(world, "UPDATE document_version SET document = '%s' WHERE document = 'x'", there);
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, other));
    raw_change(world, "UPDATE document_version SET document = 'x' WHERE document = '%s'", here);
    raw_change(world, "UPDATE document_version SET document = '%s' WHERE document = '%s'", here,
               there);
    raw_change(world, "UPDATE document_version SET document = '%s' WHERE document = 'x'", there);
    assert_int_equal(STATUS_OK, reads(world, POLICE_TOO, id));
    /* the documents: each séance names the other's */
    raw_change(world, "UPDATE document SET seance = 'x' WHERE id = '%s'", here);
    raw_change(world, "UPDATE document SET seance = '%s' WHERE id = '%s'", world_hex(world, id.id),
               there);
    raw_change(world, "UPDATE document SET seance = '%s' WHERE id = '%s'",
               world_hex(world, other.id), here);
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, id));
    assert_int_equal(STATUS_TAMPERED, reads(world, POLICE_TOO, other));
}

static void a_changed_comment_is_marked(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, "Le premier.", ""));
    clock_set(WORLD_START + 60);
    assert_int_equal(STATUS_OK, dossier_comment(world, POLICE_TOO, id, DOSSIER_COMMENT, ""));
    raw_flip(world, "document_version", "cipher", 50,
             "document = (SELECT id FROM document WHERE kind = 'comment' ORDER BY created_at"
             " LIMIT 1)");
    const json_t *comments =
        json_object_get(dossier_read(world, synthesis_view, POLICE, id), "comments");
    assert_int_equal(2, json_array_size(comments));
    const json_t *first = json_array_get(comments, 0);
    assert_true(dossier_is(first, "tampered"));
    assert_true(json_is_null(json_object_get(first, "text")));
    const json_t *second = json_array_get(comments, 1);
    assert_string_equal(DOSSIER_COMMENT, world_text(second, "text"));
    assert_false(dossier_is(second, "tampered"));
    /* a comment put into another's mouth, or told as a word from the animator */
    raw_change(world,
               "UPDATE document_version SET author = '%s' WHERE author = '%s' AND document IN"
               " (SELECT id FROM document WHERE kind = 'comment')",
               world_hex(world, world->people[HOSPITAL].id),
               world_hex(world, world->people[POLICE_TOO].id));
    raw_change(world, "UPDATE document SET kind = 'synthesis_word' WHERE kind = 'comment' AND"
                      " created_at > (SELECT min(created_at) FROM document WHERE kind ="
                      " 'comment')");
    const json_t *word = json_object_get(dossier_read(world, synthesis_view, POLICE, id), "word");
    assert_true(dossier_is(word, "tampered"));
    assert_true(json_is_null(json_object_get(word, "text")));
}

static void the_database_tells_no_sentence(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 1));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    assert_int_equal(STATUS_OK, dossier_hold(world, POLICE, id));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 1), 0));
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT, ""));
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 2), 1));
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 2));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 2));
    static const char *const secrets[] = {
        "sage-femme", "ecchymoses", "critical_points", "prévenir",  "grossesse", "signalement",
        "la veille",  "prénom",     "reperage",        "Capitaine", "Avocate",   "p1@cocon"};
    for (int closed = 0; closed < 2; closed++) {
        assert_true(raw_holds(world, "Centre hospitalier")); /* public by nature */
        assert_true(raw_holds(world, "synthesis_word"));
        for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
            assert_false(raw_holds(world, secrets[i]));
        for (int who = 0; who < SOMEONES; who++)
            assert_false(raw_holds_bytes(
                world, (struct bytes){world->keys[who]->box->bytes, world->keys[who]->box->len}));
        if (!closed)
            world_reopen(world); /* what was in the log is in the file now */
    }
}

struct granting {
    struct act *act;
    struct seance_id seance;
    struct account_id reader;
    size_t granted;
};

static enum status hand_to_one(struct db_conn *conn, void *context)
{
    struct granting *granting = context;
    struct vault_key key;
    struct vault_row vault;
    enum status status =
        vaults_open(&key, &vault, granting->act, conn, granting->seance, VAULT_SITUATION);
    if (status == STATUS_OK)
        status = vaults_grant(granting->act, conn, &vault, &key, &granting->reader, 1,
                              &granting->granted);
    vault_key_free(&key);
    return status;
}

/* Whoever asks for it, and whatever their rows say: the key is sealed for keys certified now. */
static void no_key_to_who_is_certified_no_more(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    struct granting granting = {world_act(world, SHELTER), id, world->people[HOSPITAL_TOO], 0};
    assert_int_equal(
        STATUS_OK, withdrawal_withdraw(world_act(world, COORDINATOR), world->people[HOSPITAL_TOO]));
    assert_int_equal(STATUS_OK, db_write(world->core->db, hand_to_one, &granting));
    assert_int_equal(0, granting.granted);
    assert_false(dossier_holder(world, HOSPITAL_TOO, id, "situation"));
    granting.act = world_act(world, SHELTER);
    granting.reader = world->people[LAWYER]; /* certified, whoever may have it */
    assert_int_equal(STATUS_OK, db_write(world->core->db, hand_to_one, &granting));
    assert_int_equal(1, granting.granted);
    assert_true(dossier_holder(world, LAWYER, id, "situation"));
}

static enum status forge(struct db_conn *conn, void *context)
{
    struct granting *granting = context;
    struct act *act = granting->act;
    struct vault_row vault;
    struct envelope_row row;
    enum status status =
        vault_rows_get(&vault, conn, act->arena, act->space, granting->seance, VAULT_SITUATION);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_VAULT, &vault.id.id);
    if (status == STATUS_OK) /* as a box for others, under their own name */
        status = vault_rows_envelope(&row, conn, vault.id, vault.generation, act->who);
    row.reader = granting->reader;
    row.granter = act->who;
    if (status == STATUS_OK)
        status = vault_rows_insert_envelope(conn, &row);
    return status == STATUS_OK ? journal_add(conn, act, "grant", "vault", &vault.id.id,
                                             BYTES_OF(granting->reader.id.bytes))
                               : status;
}

static enum status turn_key(struct db_conn *conn, void *context)
{
    struct granting *granting = context;
    struct vault_key key;
    struct vault_row vault;
    enum status status = vault_rows_get(&vault, conn, granting->act->arena, granting->act->space,
                                        granting->seance, VAULT_SITUATION);
    if (status != STATUS_OK)
        return status;
    status = vaults_rotate(&key, &vault, granting->act, conn);
    vault_key_free(&key);
    return status;
}

static long long generations_of(struct world *world, struct seance_id id, enum someone who)
{
    return raw_number(world, "SELECT count(*) FROM envelope WHERE %s", envelope_of(world, id, who));
}

/* An envelope that its granter did not sign for them is none, though an entry tells of it. */
static void the_next_key_is_for_who_was_granted_this_one(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    struct granting granting = {world_act(world, SHELTER), id, world->people[LAWYER], 0};
    assert_int_equal(STATUS_OK, db_write(world->core->db, forge, &granting));
    granting.act = world_act(world, SHELTER);
    assert_int_equal(STATUS_OK, db_write(world->core->db, turn_key, &granting));
    assert_int_equal(2, generations_of(world, id, SHELTER));
    assert_int_equal(2, generations_of(world, id, POLICE_TOO));
    assert_int_equal(1, generations_of(world, id, LAWYER));
}

/* Nothing is added to, turned or taken of a vault whose rows are not those of its last entry. */
struct using
{
    struct act *act;
    struct vault_row vault;
    struct vault_key key;
    struct account_id reader;
    int way;
};

static enum status use_in(struct db_conn *conn, void *context)
{
    struct using *using = context;
    struct vault_key next;
    if (using->way == 0)
        return vaults_grant(using->act, conn, &using->vault, &using->key, &using->reader, 1, NULL);
    if (using->way == 1)
        return vaults_receive(using->act, conn, &using->vault, 1, &using->key);
    if (using->way == 2)
        return vaults_drop(using->act, conn, &using->vault);
    if (using->way == 3)
        return vaults_ungrant(using->act, conn, &using->vault, using->reader);
    enum status status = vaults_rotate(&next, &using->vault, using->act, conn);
    vault_key_free(&next);
    return status;
}

static void an_edited_vault_stays_as_it_is(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    struct using using = {.act = world_act(world, SHELTER)};
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     vaults_open(&using.key, &using.vault, using.act, conn, id, VAULT_SITUATION));
    db_done(conn);
    raw_change(world, "UPDATE envelope SET at = at + 1 WHERE %s", envelope_of(world, id, POLICE));
    const char *rows = "SELECT count(*) || max(generation) FROM envelope";
    const char *before = raw_text(world, "%s", rows);
    for (using.way = 0; using.way < 5; using.way++) {
        using.act = world_act(world, SHELTER);
        using.reader = world->people[using.way == 3 ? POLICE_TOO : LAWYER];
        assert_int_equal(using.way == 3 ? STATUS_OK : STATUS_TAMPERED,
                         db_write(world->core->db, use_in, &using));
        assert_string_equal(before, raw_text(world, "%s", rows));
    }
    vault_key_free(&using.key);
}

/* Nobody is left out of the next key, or let in, while something about them was edited. */
static void an_edit_about_a_holder_stops_the_turn(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_prepared(world);
    struct granting granting = {.seance = id};
    const char *who = world_hex(world, world->people[POLICE_TOO].id);
    raw_change(world, "UPDATE membership SET since = since - 1 WHERE account = '%s'", who);
    granting.act = world_act(world, SHELTER);
    assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, turn_key, &granting));
    raw_change(world, "UPDATE membership SET since = since + 1 WHERE account = '%s'", who);
    granting.act = world_act(world, SHELTER);
    assert_int_equal(STATUS_OK, db_write(world->core->db, turn_key, &granting));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_changed_envelope_does_not_open),
        WORLD_TEST(an_envelope_is_for_one_reader_and_one_vault),
        WORLD_TEST(a_changed_text_does_not_open),
        WORLD_TEST(texts_do_not_change_places),
        WORLD_TEST(a_changed_comment_is_marked),
        WORLD_TEST(the_database_tells_no_sentence),
        WORLD_TEST(no_key_to_who_is_certified_no_more),
        WORLD_TEST(an_edited_vault_stays_as_it_is),
        WORLD_TEST(an_edit_about_a_holder_stops_the_turn),
        WORLD_TEST(the_next_key_is_for_who_was_granted_this_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
