/* Keys that wait for a second factor, under cookie and server key. */
#ifndef CRYPTO_PENDING_LOGIN_H
#define CRYPTO_PENDING_LOGIN_H

#include "crypto/login_token.h"
#include "crypto/server_key.h"

/* The private keys of somebody whose passphrase was right and who has yet to show a second factor.
 * The row is of no use as a login's, its cookie opens nothing without the server's key: whoever has
 * the passphrase and the database gets no further than the server lets them. */

/** pending_login_seal(out, arena, server, token, keys, account, generation): for the row. */
CHECKED enum status pending_login_seal(struct bytes *out, struct arena *arena,
                                       const struct server_key *server,
                                       const struct login_token *token,
                                       const struct account_keys *keys, struct account_id account,
                                       uint32_t generation);

/** pending_login_open(out, sealed, server, token, account, generation, public): the keys;
 * STATUS_DENIED if they were not sealed so. */
CHECKED enum status pending_login_open(struct account_keys **out, struct bytes sealed,
                                       const struct server_key *server,
                                       const struct login_token *token, struct account_id account,
                                       uint32_t generation, const struct account_public *public);

#endif
