/* Canonical records: what is signed and hashed. */
#ifndef CRYPTO_RECORD_H
#define CRYPTO_RECORD_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/id.h"
#include "crypto/account_keys.h"
#include "crypto/digest.h"

/**
 * A canonical record: what is signed and what the journal hashes.  A format byte (1), the kind's
 * name, then fields in the order the maker puts them; each is a 4-byte big-endian length and the
 * bytes; numbers are 8 bytes big-endian.  One meaning, one encoding.
 */
struct record;

/** record_new(arena, kind): e.g. "cocon/charter-signature". */
struct record *record_new(struct arena *arena, const char *kind);
void record_bytes(struct record *record, struct bytes field);
void record_text(struct record *record, const char *field);
void record_number(struct record *record, int64_t field);
void record_id(struct record *record, const struct id *field);
void record_digest(struct record *record, const struct digest *field);

/** record_encoded(record): the bytes so far, borrowed until the next field. */
struct bytes record_encoded(const struct record *record);

struct signature {
    uint8_t bytes[64];
};

/** record_sign(out, record, keys): Ed25519 (RFC 8032) over record_encoded(). */
void record_sign(struct signature *out, const struct record *record,
                 const struct account_keys *keys);

/** record_verify(record, signature, signer): STATUS_TAMPERED if it does not verify. */
CHECKED enum status record_verify(const struct record *record, const struct signature *signature,
                                  const struct account_public *signer);

/** What may stand in the place of record_verify(): it answers OK only for the very record,
 * signature and signer of which record_verify() did. */
typedef enum status record_check(const struct record *record, const struct signature *signature,
                                 const struct account_public *signer);

#endif
