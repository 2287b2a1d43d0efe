/* Signatures that verified once in this process. */
#ifndef CORE_VERIFIED_H
#define CORE_VERIFIED_H

#include "crypto/record.h"

/** verified_record(record, signature, signer): as record_verify(); what has verified once in this
 * process is remembered by its digest, so that a page with a hundred signatures stays quick. */
CHECKED enum status verified_record(const struct record *record, const struct signature *signature,
                                    const struct account_public *signer);

/** verified_signed(record, signature, keys): what these keys signed just now is remembered as well:
 * whoever signs does not verify their own words at the next act. */
void verified_signed(const struct record *record, const struct signature *signature,
                     const struct account_keys *keys);

#endif
