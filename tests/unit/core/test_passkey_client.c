#include "world.h"

#include "../passkey_recorded.h"
#include "doors/passkey_client.h"

static const struct passkey_place here = {RECORDED_ORIGIN, "localhost"};

static enum status check(struct world *world, const char *client, const char *type,
                         const char *challenge, const struct passkey_place *place)
{
    struct digest digest;
    return passkey_client_check(&digest, world->arena,
                                (struct bytes){(const uint8_t *)client, strlen(client)}, type,
                                challenge, place);
}

static void what_the_browser_was_asked_here(void **state)
{
    struct world *world = world_of(state);
    struct digest digest;
    struct digest wanted;
    const struct bytes client = {(const uint8_t *)recorded_get_client, strlen(recorded_get_client)};
    digest_sha256(&wanted, client);
    assert_int_equal(STATUS_OK, passkey_client_check(&digest, world->arena, client, "webauthn.get",
                                                     RECORDED_GET_CHALLENGE, &here));
    assert_memory_equal(&wanted, &digest, sizeof digest);
    assert_int_equal(STATUS_OK, check(world, recorded_create_client, "webauthn.create",
                                      RECORDED_CREATE_CHALLENGE, &here));
}

static void anything_else_is_refused(void **state)
{
    struct world *world = world_of(state);
    const char *get = recorded_get_client;
    /* another kind of question, another challenge */
    assert_int_equal(STATUS_INVALID,
                     check(world, get, "webauthn.create", RECORDED_GET_CHALLENGE, &here));
    assert_int_equal(STATUS_INVALID,
                     check(world, get, "webauthn.get", RECORDED_CREATE_CHALLENGE, &here));
    assert_int_equal(STATUS_INVALID, check(world, get, "webauthn.get", "", &here));
    /* another origin: name, port, scheme; no place at all */
    static const char *const origins[] = {
        "https://localhost",        "https://localhost:1",          "http://localhost:38149",
        "https://localhost:381490", "https://evil.localhost:38149", ""};
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
        const struct passkey_place place = {origins[i], "localhost"};
        assert_int_equal(STATUS_INVALID,
                         check(world, get, "webauthn.get", RECORDED_GET_CHALLENGE, &place));
    }
    assert_int_equal(STATUS_INVALID, check(world, get, "webauthn.get", RECORDED_GET_CHALLENGE,
                                           &(struct passkey_place){RECORDED_ORIGIN, NULL}));
}

static void odd_client_data_is_refused(void **state)
{
    struct world *world = world_of(state);
#define START "{\"type\":\"webauthn.get\",\"challenge\":\"c\",\"origin\":\"" RECORDED_ORIGIN "\""
    assert_int_equal(STATUS_OK, check(world, START "}", "webauthn.get", "c", &here));
    assert_int_equal(STATUS_OK,
                     check(world, START ",\"crossOrigin\":false}", "webauthn.get", "c", &here));
    static const char *const wrong[] = {START ",\"crossOrigin\":true}",
                                        START ",\"crossOrigin\":\"no\"}",
                                        START ",\"topOrigin\":\"https://other.example\"}",
                                        START ",\"origin\":\"" RECORDED_ORIGIN "\"}",
                                        START,
                                        "[]",
                                        "",
                                        "{}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(STATUS_INVALID, check(world, wrong[i], "webauthn.get", "c", &here));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_browser_was_asked_here, world_setup_bare,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(anything_else_is_refused, world_setup_bare, world_teardown),
        cmocka_unit_test_setup_teardown(odd_client_data_is_refused, world_setup_bare,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
