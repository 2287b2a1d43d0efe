/* A passphrase becomes a key. */
#ifndef CRYPTO_PASSPHRASE_H
#define CRYPTO_PASSPHRASE_H

#include "base/id.h"
#include "base/status.h"
#include "crypto/secret.h"

#include <stdbool.h>
#include <stdint.h>

/** Argon2id (RFC 9106) cost: stored with each account, never below the floor. */
struct passphrase_cost {
    uint32_t passes;
    uint32_t memory_kib;
    uint32_t lanes;
};

/** passphrase_work(cost): passes × KiB that are written, which is what a run takes; lanes share it
 * among processors. */
uint64_t passphrase_work(const struct passphrase_cost *cost);

/** passphrase_rest(out, work, like): the run of ${work} or less that comes nearest to it, with the
 * memory and lanes of ${like} if that much is left.  False: no run is as small. */
bool passphrase_rest(struct passphrase_cost *out, uint64_t work,
                     const struct passphrase_cost *like);

struct passphrase_salt {
    uint8_t bytes[16];
};

/** What a passphrase becomes: 32 bytes that open the account's box, and nothing else. */
struct passphrase_key {
    struct secret *secret;
};

enum { PASSPHRASE_MAX = 1024 }; /* bytes */

/** passphrase_cost_at_least(cost, floor): no dimension of ${cost} is under ${floor}. */
bool passphrase_cost_at_least(const struct passphrase_cost *cost,
                              const struct passphrase_cost *floor);

/**
 * passphrase_derive(out, passphrase, len, salt, account, pepper, cost):
 * Argon2id v1.3, 32 bytes out, secret = ${pepper}, associated data = the 16 bytes of ${account}.
 * Blocks for as long as the cost says; the caller bounds how many run at once.
 * STATUS_LIMIT if longer than PASSPHRASE_MAX.  Free with passphrase_key_free().
 */
CHECKED enum status passphrase_derive(struct passphrase_key *out, const char *passphrase,
                                      size_t len, const struct passphrase_salt *salt,
                                      struct account_id account, const struct secret *pepper,
                                      const struct passphrase_cost *cost);
void passphrase_key_free(struct passphrase_key *key);

/** passphrase_worked(): the work of all runs of this process so far. */
uint64_t passphrase_worked(void);

/** A word list for the meter, shared between threads; put in order when it is first asked. */
struct passphrase_words;

/** passphrase_words_load(out, path): one word a line (UTF-8; commonest first), folded to what
 * people type (no accents too).  STATUS_NOT_FOUND without the file, STATUS_INVALID if it is
 * not UTF-8.  Free with passphrase_words_free(). */
CHECKED enum status passphrase_words_load(struct passphrase_words **out, const char *path);
void passphrase_words_free(struct passphrase_words *words);

/**
 * passphrase_bits(words, passphrase, personal, count): zxcvbn's estimate in bits, with the French
 * words and the ${count} ${personal} words (name, e-mail, structure) added to its dictionary.
 * Accents count for nothing, what stands between words for 3 bits at most, a rare French word for
 * 14 bits, and only the first 64 bytes are looked at.  ${words} may be NULL.  0 for longer than
 * PASSPHRASE_MAX.
 */
double passphrase_bits(const struct passphrase_words *words, const char *passphrase,
                       const char *const *personal, size_t count);

#endif
