#include "raw.h"

#include "core/doors/known.h"

/* Cookies of browsers that signed in before. */

enum { TOKEN = 72 };

static const char *added(struct world *world, enum someone who, const char *cookie)
{
    const char *out;
    assert_int_equal(STATUS_OK, known_add(&out, world_act(world, who), cookie));
    return out;
}

static bool finds(struct world *world, enum someone who, const char *cookie)
{
    const char *email = arena_printf(world->arena, "P%d@cocon.example ", (int)who);
    const bool by_email = known_find(world->core, world->arena, cookie, email) != NULL;
    const bool by_account =
        known_whose(world->core, world->arena, cookie, world->people[who]) != NULL;
    assert_int_equal(by_email, by_account);
    return by_email;
}

static void a_browser_is_known_for_its_accounts(void **state)
{
    struct world *world = world_of(state);
    const char *cookie = added(world, POLICE, NULL);
    assert_int_equal(TOKEN, strlen(cookie));
    assert_true(known_has_form(cookie));
    assert_true(finds(world, POLICE, cookie));
    assert_false(finds(world, HOSPITAL, cookie));
    assert_false(finds(world, POLICE, NULL));
    cookie = added(world, HOSPITAL, cookie);
    assert_true(finds(world, POLICE, cookie));
    assert_true(finds(world, HOSPITAL, cookie));
    cookie = added(world, POLICE, cookie); /* in the place of the one before */
    assert_int_equal(2 * TOKEN + 1, strlen(cookie));
    cookie = added(world, SHELTER, added(world, POLICE_TOO, cookie));
    assert_true(finds(world, POLICE, cookie));
    cookie = added(world, HOSPITAL_TOO, cookie); /* four at most: the oldest goes */
    assert_int_equal(4 * TOKEN + 3, strlen(cookie));
    assert_false(finds(world, HOSPITAL, cookie));
}

static void for_ninety_days(void **state)
{
    struct world *world = world_of(state);
    const char *cookie = added(world, POLICE, NULL);
    clock_set(WORLD_START + KNOWN_LASTS - 1);
    assert_true(finds(world, POLICE, cookie));
    clock_set(WORLD_START + KNOWN_LASTS);
    assert_false(finds(world, POLICE, cookie));
    assert_int_equal(TOKEN, strlen(added(world, HOSPITAL, cookie)));
    clock_set(WORLD_START - 1); /* nor before it was made */
    assert_false(finds(world, POLICE, cookie));
}

static void what_the_server_did_not_say_is_none(void **state)
{
    struct world *world = world_of(state);
    const char *cookie = added(world, POLICE, NULL);
    for (size_t at = 0; at < TOKEN; at++) {
        char *edited = arena_text(world->arena, cookie);
        edited[at] = edited[at] == '0' ? '1' : '0';
        assert_false(finds(world, POLICE, edited));
        edited[at] = 'G';
        assert_false(known_has_form(edited));
        assert_false(finds(world, POLICE, edited));
    }
    assert_false(known_has_form(NULL));
    assert_false(known_has_form(cookie + 1));
    assert_false(known_has_form(arena_printf(world->arena, "0%s", cookie)));
    assert_false(finds(world, POLICE, arena_printf(world->arena, "0%s", cookie)));
}

/* Somebody's address on another's row for a moment makes no cookie for it. */
static void an_edited_row_is_known_nowhere(void **state)
{
    struct world *world = world_of(state);
    const char *cookie = added(world, POLICE, NULL);
    raw_change(world, "UPDATE account SET email_index = zeroblob(32) WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_null(known_whose(world->core, world->arena, cookie, world->people[POLICE]));
    assert_null(added(world, POLICE, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_browser_is_known_for_its_accounts),
        WORLD_TEST(for_ninety_days),
        WORLD_TEST(what_the_server_did_not_say_is_none),
        WORLD_TEST(an_edited_row_is_known_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
