/* The secret of a cookie or an invitation, and what is derived from it. */
#ifndef CRYPTO_LOGIN_TOKEN_H
#define CRYPTO_LOGIN_TOKEN_H

#include "base/arena.h"
#include "crypto/account_keys.h"
#include "crypto/digest.h"
#include "crypto/record.h"

/** A 32-byte bearer secret: in a login cookie or in an invitation link. */
struct login_token {
    struct secret *secret;
};

/** login_token_new(out) / _parse(out, text) / _text(out, token) / _free(token).
 * parse: STATUS_INVALID unless 43 base64url characters. */
void login_token_new(struct login_token *out);
CHECKED enum status login_token_parse(struct login_token *out, const char *text);
void login_token_text(char out[TOKEN_TEXT], const struct login_token *token);
void login_token_free(struct login_token *token);

/** login_token_of(out, record, keys): the same each time for one record and whoever has these keys,
 * who alone can make it: BLAKE2b-256 of their signature over ${record}, which is a kind of its own
 * and is never signed for anything else. */
void login_token_of(struct login_token *out, const struct record *record,
                    const struct account_keys *keys);

/** login_token_digest(out, token, purpose): keyed BLAKE2b-256(key = token, purpose): the row's id
 * is purpose "row", an invitation's "invitation", the CSRF value "csrf".  One digest tells nothing
 * of another. */
void login_token_digest(struct digest *out, const struct login_token *token, const char *purpose);

/** login_token_seal / _open: an account's private keys under the digest "keys" of the token; AD =
 * format, "login", row id, account, generation: the row alone opens nothing, a row copied to
 * another account neither.  open: STATUS_DENIED if it does not open. */
CHECKED enum status login_token_seal(struct bytes *out, struct arena *arena,
                                     const struct login_token *token,
                                     const struct account_keys *keys, struct account_id account,
                                     uint32_t generation);
CHECKED enum status login_token_open(struct account_keys **out, struct bytes sealed,
                                     const struct login_token *token, struct account_id account,
                                     uint32_t generation, const struct account_public *public);

#endif
