/* What an entry tells of a version of the charter. */
#ifndef CORE_CHARTER_TOLD_H
#define CORE_CHARTER_TOLD_H

#include "crypto/digest.h"
#include "store/rows/journal_rows.h"

/* What an entry that publishes a version of the charter tells of it. */

/** SHA-256 of the text and of charter_version_record(). */
enum { CHARTER_VERSION_DETAIL = 64 };

/** charter_told(out, entry): what the ledger keeps of an entry "publish": the digest of the
 * record; of one of before, which tells of the text alone, that text and who published it. */
void charter_told(struct digest *out, const struct journal_row *entry);

/** charter_told_before(out, sha256, by): the digest for an entry of before. */
void charter_told_before(struct digest *out, const uint8_t sha256[32], const struct account_id *by);

#endif
