#include "world_dossier.h"

#include "core/doors/known.h"
#include "doors/logins.h"

/* Rows of logins and of accounts that somebody wrote, for a moment. */

/* The name under which an end is remembered is not theirs to choose. */
static void a_row_that_nobody_sealed_ends_without_a_word(void **state)
{
    struct world *world = world_of(state);
    const long long entries = raw_journal_size(world);
    raw_change(world,
               "INSERT INTO login (id, space, account, generation, keys, created_at, seen_at,"
               " expires_at, seal) VALUES (x'%064d', '%s', '%s', 1, x'00', %lld, %lld, %lld,"
               " x'%064d')",
               7, world_hex(world, world->space.id), world_hex(world, world->people[POLICE].id),
               (long long)clock_now(), (long long)clock_now(), (long long)clock_now() + 3600, 0);
    assert_int_equal(STATUS_OK, logins_end_others(world_act(world, POLICE)));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_int_equal(entries, raw_journal_size(world));
}

/* A browser is known to the account whose row proves, not to the one whose address lies in it. */
static void a_browser_is_known_to_whose_row_proves(void **state)
{
    struct world *world = world_of(state);
    const char *token;
    const char *police = world_hex(world, world->people[POLICE].id);
    const char *coordinator = world_hex(world, world->people[COORDINATOR].id);
    assert_int_equal(STATUS_OK, known_add(&token, world_act(world, POLICE), NULL));
    assert_non_null(token);
    assert_non_null(known_whose(world->core, world->arena, token, world->people[POLICE]));
    raw_change(world, "UPDATE account SET email_index = x'%064d' WHERE id = '%s'", 1, coordinator);
    const char *theirs =
        raw_text(world, "SELECT hex(email_index) FROM account WHERE id = '%s'", coordinator);
    raw_change(world, "UPDATE account SET email_index = x'%064d' WHERE id = '%s'", 2, coordinator);
    raw_change(world, "UPDATE account SET email_index = x'%s' WHERE id = '%s'", theirs, police);
    struct act act = {.core = world->core, .arena = world->arena, .who = world->people[POLICE]};
    assert_int_equal(STATUS_OK, known_add(&token, &act, NULL));
    assert_null(token);
    assert_null(known_whose(world->core, world->arena, "x", world->people[POLICE]));
}

/* What an author sees is what they wrote, or a word that it is not. */
static void a_text_that_was_taken_away_is_no_empty_one(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    int64_t version;
    struct seance_id seance = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), seance,
                                               dossier_situation(world, 1), 0, &version));
    raw_change(world, "UPDATE document_version SET cipher = NULL");
    struct act *act = world_act(world, SHELTER);
    assert_int_equal(STATUS_TAMPERED, situation_view(act, &model, seance));
    assert_true(act->tampered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_row_that_nobody_sealed_ends_without_a_word),
        WORLD_TEST(a_browser_is_known_to_whose_row_proves),
        WORLD_TEST(a_text_that_was_taken_away_is_no_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
