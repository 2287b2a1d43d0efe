/* Another in its place. */
#ifndef CRYPTO_SERVER_KEY_NEXT_H
#define CRYPTO_SERVER_KEY_NEXT_H

#include "crypto/server_key.h"

/** A new key for the place of another, not written yet; freed with server_key_next_free(). */
struct server_key_next;
struct server_key_next *server_key_next_new(void);
void server_key_next_free(struct server_key_next *next);

/** server_key_next_audit(next, out): its audit public key. */
void server_key_next_audit(const struct server_key_next *next, struct audit_public *out);

/** server_key_next_write(next, path, before, size, at): the file of ${next}, which takes the place
 * of ${before} when the journal has ${size} entries, at ${at}.  STATUS_CONFLICT if there is a file;
 * STATUS_LIMIT after SERVER_KEY_FORMER changes. */
CHECKED enum status server_key_next_write(const struct server_key_next *next, const char *path,
                                          const struct server_key *before, uint64_t size,
                                          int64_t at);

#endif
