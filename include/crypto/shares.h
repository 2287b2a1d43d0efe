/* A secret split k of n, and put together again. */
#ifndef CRYPTO_SHARES_H
#define CRYPTO_SHARES_H

#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/secret.h"

/* A secret of 32 bytes split so that any k of n shares give it back and fewer tell nothing of it
 * (Shamir's scheme over GF(256), each byte on its own). */

enum { SHARES_MOST = 15, SHARES_SET = 8, SHARES_SECRET = 32 };

struct share {
    uint8_t number; /* from 1 to n */
    uint8_t k, n;   /* how many are needed, of how many */
    uint8_t
        set[SHARES_SET];  /* the first bytes of the key's fingerprint: which shares go together */
    struct secret *piece; /* 32 bytes */
};

/** shares_split(out, secret, k, n, fingerprint): fill ${n} shares.  STATUS_INVALID unless
 * 2 <= k < n <= SHARES_MOST.  Free with shares_free(). */
CHECKED enum status shares_split(struct share *out, const struct secret *secret, unsigned k,
                                 unsigned n, const struct digest *fingerprint);

/**
 * shares_combine(out, shares, count): the secret, to be freed with secret_free().  STATUS_INVALID
 * if they are not all of one set, STATUS_CONFLICT if one is there twice, STATUS_DENIED if fewer
 * than k, STATUS_TAMPERED if there are more than k and they do not agree.  That the secret is the
 * right one tells its public key only.
 */
CHECKED enum status shares_combine(struct secret **out, const struct share *shares, size_t count);

/** shares_free(shares, count): wipes the pieces; zeroed ones are left as they are. */
void shares_free(struct share *shares, size_t count);

/** shares_word(share): the number, under 256, of the word by which people tell this share from
 * others without reading it. */
unsigned shares_word(const struct share *share);

#endif
