#ifndef CORE_PASSPHRASE_H
#define CORE_PASSPHRASE_H

#include "world.h"

#include "core/doors/sign_in.h"
#include "doors/passphrases.h"
#include "slots.h"

/* People of the world who have a passphrase, and come with it. */

#define PASSPHRASE "sept girafes traversent Corbès"

static inline enum status passphrase_put(struct db_conn *conn, void *context)
{
    const struct account_row *row = context;
    return person_rows_set_keys(conn, row, row->generation);
}

static inline void passphrase_seal(struct world *world, enum someone who)
{
    struct account_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_rows_account(&row, conn, world->arena, world->people[who]));
    db_done(conn);
    assert_int_equal(
        STATUS_OK, passphrases_seal(&row, world->core, world->arena, world->keys[who], PASSPHRASE));
    assert_int_equal(STATUS_OK, db_write(world->core->db, passphrase_put, &row));
    world_accept(world, "person", row.id.id);
}

/* The cookie: of a login, or of a second step. */
static inline const char *passphrase_knock(struct world *world, enum someone who)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    const char *email = arena_printf(world->arena, "p%d@cocon.example", (int)who);
    assert_int_equal(STATUS_OK,
                     sign_in(world->core, world->arena, email, PASSPHRASE, SLOTS_TRUSTED, token));
    return token;
}

static inline struct act *passphrase_resume(struct world *world, const char *token)
{
    struct act *act;
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, token));
    return act;
}

#endif
