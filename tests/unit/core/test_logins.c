#include "raw.h"

#include "doors/logins.h"
#include "journal/ledger.h"

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

struct entering {
    struct act *act;
    struct login_row row;
};

static enum status put_row(struct db_conn *conn, void *context)
{
    struct entering *entering = context;
    return person_rows_insert_login(conn, &entering->row);
}

/* One that a server wrote. */
static struct act *enter(struct world *world)
{
    struct account_row account;
    char token[TOKEN_TEXT];
    struct entering entering = {.act = world_act(world, POLICE)};
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&account, conn, world->arena, world->people[POLICE]));
    db_done(conn);
    assert_int_equal(STATUS_OK, logins_new(&entering.row, world->core, world->arena, world->space,
                                           &account, world->keys[POLICE], token));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_row, &entering));
    memcpy(entering.act->login, entering.row.id, sizeof entering.act->login);
    return entering.act;
}

static bool is_open(struct world *world, const struct act *login)
{
    char hex[2 * sizeof login->login + 1];
    bytes_hex(hex, BYTES_OF(login->login));
    return raw_number(world, "SELECT count(*) FROM login WHERE id = x'%s'", hex) == 1;
}

static void one_ends_and_the_others_stay(void **state)
{
    struct world *world = world_of(state);
    struct act *here = enter(world), *there = enter(world), *elsewhere = enter(world);
    struct id name, unknown;
    id_new(&unknown);
    logins_name(&name, here->login);
    assert_int_equal(STATUS_NOT_FOUND, logins_end(here, &name)); /* by sign_in_end() */
    assert_int_equal(STATUS_NOT_FOUND, logins_end(here, &unknown));
    logins_name(&name, there->login);
    assert_int_equal(STATUS_OK, logins_end(here, &name));
    assert_true(is_open(world, here) && !is_open(world, there) && is_open(world, elsewhere));
    assert_true(ledger_login_ended(world->core, &name));
    assert_int_equal(STATUS_NOT_FOUND, logins_end(here, &name));
    assert_int_equal(STATUS_OK, logins_end_others(here));
    assert_true(is_open(world, here) && !is_open(world, elsewhere));
    assert_int_equal(STATUS_OK, logins_end_others(here)); /* nothing is left to do */
}

/* Of what the server did not write the journal tells nothing: somebody chose that name. */
static void a_made_up_row_goes_without_an_entry(void **state)
{
    struct world *world = world_of(state);
    struct act *here = enter(world), *made_up = put_login(world, 3);
    struct id name;
    logins_name(&name, made_up->login);
    const long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, logins_end(here, &name));
    assert_false(is_open(world, made_up));
    assert_string_equal("", raw_journal(world, journal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_browser_is_of_one_login),
        WORLD_TEST(one_ends_and_the_others_stay),
        WORLD_TEST(a_made_up_row_goes_without_an_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
