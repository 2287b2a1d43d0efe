#include "raw.h"

#include "doors/logins.h"

/* What the list of one's own logins says of each. */

/* A row whose id begins with ${first}; it opens nothing. */
static struct act *put_login(struct world *world, uint8_t first)
{
    struct act *act = world_act(world, POLICE);
    char hex[2 * sizeof act->login + 1];
    memset(act->login, first, sizeof act->login);
    bytes_hex(hex, BYTES_OF(act->login));
    raw_change(world,
               "INSERT INTO login (id, space, account, generation, keys, created_at, seen_at,"
               " expires_at, seal) VALUES (x'%s', '%s', '%s', 1, x'00', %lld, %lld, %lld,"
               " zeroblob(32))",
               hex, world_hex(world, world->space.id), world_hex(world, act->who.id),
               (long long)clock_now(), (long long)clock_now(), (long long)clock_now() + 3600);
    return act;
}

static const char *browser_of(struct act *act, const struct act *login)
{
    size_t i;
    json_t *model, *one;
    struct id name;
    char text[ID_TEXT];
    logins_name(&name, login->login);
    assert_int_equal(STATUS_OK, logins_list(act, &model));
    json_array_foreach(json_object_get(model, "logins"), i, one)
    {
        if (strcmp(id_text(text, &name), act_text(one, "id")) == 0)
            return act_text(one, "browser");
    }
    fail_msg("no login %s", text);
    return NULL;
}

static void put_browser(struct world *world, const char *seal)
{
    raw_change(world, "UPDATE login SET browser = %s WHERE hex(id) LIKE '01%%'", seal);
}

static void a_browser_is_of_one_login(void **state)
{
    struct world *world = world_of(state);
    struct act *here = put_login(world, 1);
    struct act *elsewhere = put_login(world, 2);
    struct bytes former;
    assert_int_equal(STATUS_OK, logins_browser(here, "firefox", "linux"));
    assert_int_equal(STATUS_OK, logins_browser(elsewhere, "safari", "ios"));
    assert_string_equal("firefox", browser_of(here, here));
    assert_string_equal("safari", browser_of(here, elsewhere));
    put_browser(world, "(SELECT browser FROM login WHERE hex(id) LIKE '02%')");
    assert_null(browser_of(here, here));
    /* as people are sealed, with words of the right length */
    const char *words = "firefox   linux     ";
    assert_int_equal(STATUS_OK,
                     server_key_seal_person(world->core->key, &former, world->arena, &here->who.id,
                                            (struct bytes){(const uint8_t *)words, strlen(words)}));
    char *hex = arena_alloc(world->arena, 2 * former.len + 1);
    bytes_hex(hex, former);
    put_browser(world, arena_printf(world->arena, "x'%s'", hex));
    assert_null(browser_of(here, here));
    assert_string_equal("safari", browser_of(here, elsewhere));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_browser_is_of_one_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
