/* The CBOR that makes a passkey, taken apart without believing its lengths. */
#ifndef CRYPTO_ATTESTATION_H
#define CRYPTO_ATTESTATION_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <stdbool.h>

/* The CBOR that a browser brings when a passkey is made (WebAuthn, "attestation object"), taken
 * apart without believing any of its lengths. */

struct attestation {
    const char *format; /* "none", "packed", … */
    struct bytes data;  /* authenticator data */
    struct bytes statement;
    bool has_statement; /* it is not the empty map */
};

/** attestation_parse(out, arena, object): a map of exactly "fmt", "attStmt" and "authData", of
 * definite lengths, nothing after it.  STATUS_INVALID for anything else.  Parts are borrowed of
 * ${object}, the format is in the arena. */
CHECKED enum status attestation_parse(struct attestation *out, struct arena *arena,
                                      struct bytes object);

/** attestation_whole(items): whole CBOR items of definite lengths one after the other, none of
 * which promises more than is there: fit to be handed to a library that allocates what they
 * promise. */
bool attestation_whole(struct bytes items);

/** attestation_data_whole(data): authenticator data whose parts have room and whose CBOR is whole.
 */
bool attestation_data_whole(struct bytes data);

#endif
