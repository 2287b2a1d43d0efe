#ifndef CORE_FACTOR_H
#define CORE_FACTOR_H

#include "world.h"

#include "crypto/one_time_code.h"
#include "doors/second_factor.h"

/* A factor without the page that makes one: for those who cannot coordinate before. */

static inline enum status factor_put(struct db_conn *conn, void *context)
{
    struct act *act = context;
    struct account_row account;
    json_t *content = act_json(
        act->arena, json_pack("{s:s, s:s, s:s, s:i}", "kind", "code", "name", "T", "secret",
                              "3132333435363738393031323334353637383930", "step", 0));
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    struct factor factor = second_factor_new(&account, content);
    return status == STATUS_OK ? second_factor_add(conn, act, &factor) : status;
}

/* What an application with that secret shows ${ahead} steps from now. */
static inline const char *factor_code(struct world *world, int64_t ahead)
{
    char *code = arena_alloc(world->arena, ONE_TIME_CODE_TEXT);
    struct secret *secret =
        secret_copy((struct bytes){(const uint8_t *)"12345678901234567890", ONE_TIME_CODE_SECRET});
    assert_int_equal(STATUS_OK,
                     one_time_code_at(code, secret, clock_now() / ONE_TIME_CODE_STEP + ahead,
                                      ONE_TIME_CODE_DIGITS));
    secret_free(secret);
    return code;
}

/* The act of somebody who has one now. */
static inline struct act *factor_prove(struct world *world, struct act *was)
{
    struct act *act;
    assert_int_equal(STATUS_OK, db_write(world->core->db, factor_put, was));
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, entry_begin(&act, world->core, world->arena, conn, was->space,
                                            was->who, account_keys_copy(was->keys)));
    db_done(conn);
    memcpy(act->login, was->login, sizeof act->login);
    return act;
}

#endif
