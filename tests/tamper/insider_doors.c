#include "insider_forge.h"
#include "insider_tables.h"

#include "core/doors/sign_in.h"
#include "doors/second_step.h"
#include "slots.h"

/* Logins, waits for a second factor, second factors. */

#define GUARDED_EMAIL "x14@cocon.example"

#define PUT_BACK                                                                                   \
    "INSERT INTO second_factor SELECT * FROM old.second_factor WHERE account = {guarded} AND id "  \
    "NOT"                                                                                          \
    " IN (SELECT id FROM main.second_factor)"

static void cookie(struct insider *in, const char *what, const char *text)
{
    struct insider_token *held = &in->logins[in->login_count++];
    held->what = what;
    memcpy(held->text, text, TOKEN_TEXT);
}

static void hold_present(struct insider *in)
{
    cookie(in, "that was over", in->present);
}

static void hold_ended(struct insider *in)
{
    cookie(in, "that was ended", in->ended);
}

static void hold_own(struct insider *in)
{
    cookie(in, "of last week", in->people[in->me].login);
}

static void make_login(struct insider *in)
{
    insider_forge_login(in, "made of one's own keys", in->me, clock_now());
}

static void make_login_and_entry(struct insider *in)
{
    make_login(in);
    insider_forge_entry(in, in->me, "sign-in", "account", "{me}", (struct bytes){0}, clock_now());
}

static void make_login_present(struct insider *in)
{
    insider_sql(in, "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"
                    "UPDATE account SET state = 'active' WHERE id = {me}");
    make_login_and_entry(in);
}

/* Of somebody who coordinates here, for who wrote a row in another space. */
static void make_login_elsewhere(struct insider *in)
{
    insider_sql(in, "INSERT INTO membership SELECT {there}, account, structure, profession, 1, 0,"
                    " since, NULL, NULL FROM membership WHERE account = {me}");
    make_login(in);
    insider_sql(in, "UPDATE login SET space = {there} WHERE account = {me}");
}

static bool knock(struct insider *in, char token[TOKEN_TEXT])
{
    return sign_in(in->world->core, in->world->arena, GUARDED_EMAIL, INSIDER_PASSPHRASE,
                   SLOTS_TRUSTED, token) == STATUS_OK;
}

/* The passphrase alone. */
static void enter_without_factor(struct insider *in)
{
    char token[TOKEN_TEXT];
    struct act *act;
    if (knock(in, token) &&
        sign_in_resume(in->world->core, in->world->arena, &act, token) == STATUS_OK)
        insider_got(in, "a login without a second factor");
}

static bool show(struct insider *in, const char *code)
{
    char login[TOKEN_TEXT];
    struct second_step_told told;
    return second_step_code(in->world->core, in->world->arena, in->pending, code, login, &told) ==
           STATUS_OK;
}

static void begin(struct insider *in)
{
    if (!knock(in, in->pending))
        in->broken = "the passphrase is not let in";
}

/* A guess after those that are allowed: that the right one counts shows that any would. */
static void miss(struct insider *in, int times)
{
    for (int i = 0; i < times; i++)
        if (show(in, "000000"))
            in->broken = "a guess was right";
}

static void guess(struct insider *in)
{
    if (in->pending[0] != '\0' && show(in, factor_code(in->world, 0)))
        insider_got(in, "a code counts after the wait was over");
}

static void four_misses_forgotten(struct insider *in)
{
    begin(in);
    miss(in, 4);
    insider_sql(in, "UPDATE pending_login SET tries = 0 WHERE account = {guarded}");
    miss(in, 4);
}

static void five_misses_put_back(struct insider *in)
{
    begin(in);
    const struct bytes keys =
        insider_blob(in, "SELECT keys FROM pending_login WHERE account = {guarded}");
    const struct bytes id =
        insider_blob(in, "SELECT id FROM pending_login WHERE account = {guarded}");
    const int64_t created =
        insider_number(in, "SELECT created_at FROM pending_login WHERE account = {guarded}");
    const int64_t expires =
        insider_number(in, "SELECT expires_at FROM pending_login WHERE account = {guarded}");
    miss(in, 5);
    INSIDER_PUT(in, "pending_login", IS_BLOB("id", id),
                IS_TEXT("space", world_hex(in->world, in->world->space.id)),
                IS_TEXT("account", world_hex(in->world, in->people[GUARDED].id.id)),
                IS_INT("generation", 1), IS_BLOB("keys", keys), IS_INT("tries", 0),
                IS_INT("created_at", created), IS_INT("expires_at", expires));
}

static void wait_prolonged(struct insider *in)
{
    begin(in);
    insider_sql(in, "UPDATE pending_login SET expires_at = expires_at + 86400 WHERE account ="
                    " {guarded}");
}

static void wait_as_login(struct insider *in)
{
    struct login_token token;
    struct digest id;
    begin(in);
    assert_int_equal(STATUS_OK, login_token_parse(&token, in->pending));
    login_token_digest(&id, &token, "row");
    login_token_free(&token);
    INSIDER_PUT(
        in, "login", IS_BLOB("id", BYTES_OF(id.bytes)),
        IS_TEXT("space", world_hex(in->world, in->world->space.id)),
        IS_TEXT("account", world_hex(in->world, in->people[GUARDED].id.id)),
        IS_INT("generation", 1),
        IS_BLOB("keys",
                insider_blob(in, "SELECT keys FROM pending_login WHERE account = {guarded}")),
        IS_INT("created_at", clock_now()), IS_INT("seen_at", clock_now()),
        IS_INT("expires_at", clock_now() + CORE_LOGIN_LONGEST), IS_NULL("browser"));
    cookie(in, "of a wait", in->pending);
}

static void wait_of_another(struct insider *in)
{
    begin(in);
    insider_sql(in, "UPDATE pending_login SET account = {police} WHERE account = {guarded}");
    cookie(in, "of a wait", in->pending);
}

static void forget_factor_and_tell(struct insider *in)
{
    struct id id;
    if (id_parse(&id,
                 insider_value(in, "SELECT id FROM second_factor WHERE account = {guarded}")) !=
        STATUS_OK)
        in->broken = "has no factor";
    insider_sql(in, "DELETE FROM second_factor WHERE account = {guarded}");
    uint8_t detail[48] = {0};
    memcpy(detail, id.bytes, sizeof id.bytes);
    insider_forge_entry(in, GUARDED, "factor_remove", "account", "{guarded}", BYTES_OF(detail),
                        clock_now());
}

/* A code of an application that was removed. */
static void enter_by_older_factor(struct insider *in)
{
    char code[ONE_TIME_CODE_TEXT];
    struct secret *secret =
        secret_copy((struct bytes){(const uint8_t *)"ABCDEFGHIJKLMNOPQRST", ONE_TIME_CODE_SECRET});
    assert_int_equal(STATUS_OK, one_time_code_at(code, secret, clock_now() / ONE_TIME_CODE_STEP,
                                                 ONE_TIME_CODE_DIGITS));
    secret_free(secret);
    if (knock(in, in->pending) && show(in, code))
        insider_got(in, "a login by a factor that was removed");
}

static void enter_by_used_code(struct insider *in)
{
    if (knock(in, in->pending) && show(in, in->code))
        insider_got(in, "a login by a code that was used");
}

static void older_factor_told(struct insider *in)
{
    struct id id;
    uint8_t detail[48] = {0};
    insider_sql(in, PUT_BACK);
    if (id_parse(&id,
                 insider_value(in, "SELECT id FROM second_factor WHERE account = {guarded} ORDER"
                                   " BY created_at LIMIT 1")) != STATUS_OK)
        in->broken = "has no factor";
    memcpy(detail, id.bytes, sizeof id.bytes);
    insider_forge_entry(in, GUARDED, "factor_add", "account", "{guarded}", BYTES_OF(detail),
                        clock_now());
}

/* New keys begin without: an entry that tells of them forgets the factors before. */
static void forget_factor_and_accept(struct insider *in)
{
    const uint8_t detail[64] = {1};
    insider_sql(in, "DELETE FROM second_factor WHERE account = {guarded}");
    insider_forge_entry(in, GUARDED, "accept", "person", "{guarded}", BYTES_OF(detail),
                        clock_now());
}

#define NO_FACTOR "DELETE FROM second_factor WHERE account = {guarded}"

static const struct insider_row rows[] = {
    {"login", "prolonged, the cookie used when it was over", BY(SIGNATORY),
     "UPDATE login SET expires_at = expires_at + 864000, seen_at = seen_at + 864000 WHERE account ="
     " {signatory}",
     hold_present, "hours", NULL, NULL, "read", .transient = true},
    {"login", "seen lately, written in", BY(SIGNATORY),
     "UPDATE login SET seen_at = seen_at + 3600 WHERE account = {signatory}", hold_present,
     "minutes", NULL, NULL, "read", .transient = true},
    {"login", "put back after it was ended", BY(SIGNATORY),
     "REPLACE INTO login SELECT * FROM hour.login WHERE account = {signatory}", hold_ended, "read",
     .transient = true},
    {"login", "put back and prolonged", BY(SIGNATORY),
     "REPLACE INTO login SELECT * FROM hour.login WHERE account = {signatory};"
     "UPDATE login SET created_at = {now}, seen_at = {now}, expires_at = {now} + 28800 WHERE "
     "account"
     " = {signatory}",
     hold_ended, "read", .transient = true},
    {"login", "last week's of who was withdrawn, prolonged", BY(GONE),
     "INSERT INTO login SELECT * FROM old.login WHERE account = {me};"
     "UPDATE login SET created_at = {now}, seen_at = {now}, expires_at = {now} + 28800 WHERE "
     "account"
     " = {me}",
     hold_own, "read", .transient = true},
    {"login", "last week's, prolonged, flags put back", BY(GONE),
     "INSERT INTO login SELECT * FROM old.login WHERE account = {me};"
     "UPDATE login SET created_at = {now}, seen_at = {now}, expires_at = {now} + 28800 WHERE "
     "account"
     " = {me};"
     "UPDATE membership SET until = NULL WHERE account = {me};"
     "UPDATE account SET state = 'active' WHERE id = {me}",
     hold_own, "read", .transient = true},
    {"login", "space moved", BY(SIGNATORY),
     "UPDATE login SET space = {there} WHERE account = {signatory}", hold_present, "read",
     .transient = true},
    {"login", "account changed to the officer's", BY(SIGNATORY),
     "UPDATE login SET account = {police} WHERE account = {signatory}", hold_present, "read",
     .transient = true},
    {"login", "generation changed", BY(SIGNATORY),
     "UPDATE login SET generation = generation + 1 WHERE account = {signatory}", NULL, "read",
     .transient = true},
    {"login", "deleted", BY(SIGNATORY), "DELETE FROM login WHERE account = {signatory}", NULL,
     "read", .transient = true},
    {"login", "made of one's own keys", BY(SIGNATORY) | BY(GONE) | BY(LEFT) | BY(SHUT) | BY(LATE),
     NULL, make_login, "read", .transient = true},
    {"login", "made of one's own keys, with an entry of signing in",
     BY(SIGNATORY) | BY(LATE) | BY(ABROAD), NULL, make_login_and_entry, "read", .transient = true},
    {"login", "made of one's own keys, with an entry and flags put back",
     BY(GONE) | BY(LEFT) | BY(SHUT), NULL, make_login_present, "read", .transient = true},
    {"login", "made for another space", BY(SIGNATORY), NULL, make_login_elsewhere, "read",
     .transient = true},

    {"pending_login", "tries set to none", BY(GUARDED), NULL, four_misses_forgotten, "read", NULL,
     NULL, NULL, guess, .transient = true},
    {"pending_login", "put back after five tries", BY(GUARDED), NULL, five_misses_put_back, "read",
     NULL, NULL, NULL, guess, .transient = true},
    {"pending_login", "prolonged", BY(GUARDED), NULL, wait_prolonged, "hours", NULL, NULL, NULL,
     guess, .transient = true},
    {"pending_login", "copied to the logins", BY(GUARDED), NULL, wait_as_login, "read",
     .transient = true},
    {"pending_login", "account changed", BY(GUARDED), NULL, wait_of_another, "read", NULL, NULL,
     NULL, guess, .transient = true},

    {"second_factor", "deleted", BY(GUARDED), NO_FACTOR, NULL, "read", NULL, NULL, NULL,
     enter_without_factor},
    {"second_factor", "deleted, with a forged entry", BY(GUARDED), NULL, forget_factor_and_tell,
     "read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "deleted, with a forged entry of new keys", BY(GUARDED), NULL,
     forget_factor_and_accept, "read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "deleted, its entry renamed", BY(GUARDED),
     NO_FACTOR
     ";UPDATE journal SET action = 'factor_tried' WHERE action = 'factor_add' AND object ="
     " {guarded}",
     NULL, "read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "deleted, its entry about somebody else", BY(GUARDED),
     NO_FACTOR ";UPDATE journal SET object = {late} WHERE action = 'factor_add' AND object ="
               " {guarded}",
     NULL, "read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "deleted, its entry renamed, the tree made anew, heads taken away",
     BY(GUARDED),
     NO_FACTOR
     ";UPDATE journal SET action = 'factor_tried' WHERE action = 'factor_add' AND object ="
     " {guarded};DELETE FROM journal_head",
     insider_forge_tree, "restart read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "put back after it was removed", BY(GUARDED), PUT_BACK, NULL, "read", NULL,
     NULL, NULL, enter_by_older_factor},
    {"second_factor", "put back, the entry of its removal renamed", BY(GUARDED),
     PUT_BACK
     ";UPDATE journal SET action = 'factor_kept' WHERE action = 'factor_remove' AND object ="
     " {guarded}",
     NULL, "read", NULL, NULL, NULL, enter_by_older_factor},
    {"second_factor", "put back, with a forged entry of adding", BY(GUARDED), NULL,
     older_factor_told, "read", NULL, NULL, NULL, enter_by_older_factor},
    {"second_factor", "put back in the place of the present one", BY(GUARDED),
     "UPDATE second_factor SET sealed = (SELECT sealed FROM old.second_factor WHERE account ="
     " {guarded} ORDER BY created_at LIMIT 1) WHERE account = {guarded}",
     NULL, "read", NULL, NULL, NULL, enter_by_older_factor},
    {"second_factor", "as it was before a code was used", BY(GUARDED), NULL, NULL, "factor",
     "REPLACE INTO second_factor SELECT * FROM hour.second_factor WHERE account = {guarded}", NULL,
     NULL, enter_by_used_code, .transient = true},
    {"second_factor", "given to another account", BY(GUARDED),
     "UPDATE second_factor SET account = {late} WHERE account = {guarded}", NULL, "read", NULL,
     NULL, NULL, enter_without_factor},
    {"second_factor", "replaced by that of somebody else", BY(GUARDED),
     "UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE account ="
     " {coordinator}) WHERE account = {guarded}",
     NULL, "read", NULL, NULL, NULL, enter_without_factor},
    {"second_factor", "of the coordinator deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM second_factor WHERE account = {coordinator}"},
    {"second_factor", "time of adding moved", BY(SIGNATORY),
     "UPDATE second_factor SET created_at = created_at - 60 WHERE account = {coordinator}"},
};
INSIDER_TABLE(insider_rows_doors, rows);
