#include "raw.h"

#include "core/doors/kept_text.h"
#include "crypto/login_token.h"
#include "doors/logins.h"

/* What was typed when a login had ended. */

#define TYPED "Il est venu à 8 h"

struct entering {
    struct world *world;
    struct login_row row;
};

static enum status put_login(struct db_conn *conn, void *context)
{
    struct entering *entering = context;
    return person_rows_insert_login(conn, &entering->row);
}

/* The cookie of a login of the police officer. */
static const char *login(struct world *world)
{
    struct entering entering = {.world = world};
    struct account_row account;
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&account, conn, world->arena, world->people[POLICE]));
    db_done(conn);
    assert_int_equal(STATUS_OK, logins_new(&entering.row, world->core, world->arena, world->space,
                                           &account, world->keys[POLICE], token));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_login, &entering));
    return token;
}

static bool is(struct account_id one, struct account_id other)
{
    return id_equal(&one.id, &other.id);
}

static void whose_a_login_was(void **state)
{
    struct world *world = world_of(state);
    const struct account_id nobody = {{{0}}};
    const char *token = login(world);
    assert_true(is(world->people[POLICE], kept_text_whose(world->core, world->arena, token)));
    clock_set(clock_now() + DAY); /* it is over */
    assert_true(is(world->people[POLICE], kept_text_whose(world->core, world->arena, token)));
    assert_true(is(nobody, kept_text_whose(world->core, world->arena, NULL)));
    assert_true(is(nobody, kept_text_whose(world->core, world->arena, "")));
    struct login_token other;
    char text[TOKEN_TEXT];
    login_token_new(&other);
    login_token_text(text, &other);
    login_token_free(&other);
    assert_true(is(nobody, kept_text_whose(world->core, world->arena, text)));
    raw_change(world, "UPDATE login SET account = '%s'",
               world_hex(world, world->people[HOSPITAL].id));
    assert_true(is(nobody, kept_text_whose(world->core, world->arena, token)));
}

static void it_opens_for_who_typed_it(void **state)
{
    struct world *world = world_of(state);
    struct act *police = world_act(world, POLICE), *hospital = world_act(world, HOSPITAL);
    const char *sealed = kept_text_seal(world->core, world->arena, police->who, TYPED);
    assert_string_equal(TYPED, kept_text_open(police, sealed));
    assert_null(kept_text_open(hospital, sealed));
    const struct account_id nobody = {{{0}}};
    sealed = kept_text_seal(world->core, world->arena, nobody, TYPED);
    assert_string_equal(TYPED, kept_text_open(police, sealed));
    assert_string_equal(TYPED, kept_text_open(hospital, sealed));
    for (size_t at = 0; at < strlen(sealed); at++) {
        char *edited = arena_text(world->arena, sealed);
        edited[at] = edited[at] == 'A' ? 'B' : 'A';
        assert_null(kept_text_open(police, edited));
        edited[at] = '!';
        assert_null(kept_text_open(police, edited));
    }
    assert_null(kept_text_open(police, NULL));
    assert_null(kept_text_open(police, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(whose_a_login_was),
        WORLD_TEST(it_opens_for_who_typed_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
