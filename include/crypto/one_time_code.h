/* Codes of an application on a telephone. */
#ifndef CRYPTO_ONE_TIME_CODE_H
#define CRYPTO_ONE_TIME_CODE_H

#include "base/status.h"
#include "crypto/secret.h"

#include <stdint.h>

/* Codes of an application on a telephone (RFC 6238: HMAC-SHA-1, steps of 30 seconds). */

enum {
    ONE_TIME_CODE_SECRET = 20, /* bytes, as RFC 4226 recommends */
    ONE_TIME_CODE_BASE32 = 33, /* the secret's text and a NUL */
    ONE_TIME_CODE_DIGITS = 6,
    ONE_TIME_CODE_TEXT = 9, /* up to eight digits and a NUL */
    ONE_TIME_CODE_STEP = 30 /* seconds */
};

/** one_time_code_new(): a new random secret in guarded memory; secret_free() it. */
struct secret *one_time_code_new(void);

/** one_time_code_base32(out, secret): the text that people type into their application. */
CHECKED enum status one_time_code_base32(char out[ONE_TIME_CODE_BASE32],
                                         const struct secret *secret);

/** one_time_code_read(out, text): the secret of such a text; the caller frees.  STATUS_INVALID for
 * any other. */
CHECKED enum status one_time_code_read(struct secret **out, const char *text);

/** one_time_code_at(out, secret, step, digits): the code of a step since 1970; six to eight digits.
 */
CHECKED enum status one_time_code_at(char out[ONE_TIME_CODE_TEXT], const struct secret *secret,
                                     int64_t step, unsigned digits);

/**
 * one_time_code_check(step, secret, now, last, text):
 * The step whose six digits ${text} has, blanks between them allowed: the present one, the one
 * before or the one after, for clocks that differ.  STATUS_CONFLICT if it is not after ${last}, the
 * step of the last code that was used: a code counts once, and none counts after a later one.
 * STATUS_DENIED if it is none of the three.
 */
CHECKED enum status one_time_code_check(int64_t *step, const struct secret *secret, int64_t now,
                                        int64_t last, const char *text);

#endif
