#ifndef CORE_CHARTER_VERSION_H
#define CORE_CHARTER_VERSION_H

#include "crypto/record.h"
#include "store/charter_rows.h"

/** charter_version_record(arena, row): what the publisher signs: space, charter, number, sha256,
 * note, publisher, time. */
struct record *charter_version_record(struct arena *arena, const struct charter_row *row);

/** charter_version_whole(row): its text is the one that its SHA-256 tells of. */
bool charter_version_whole(const struct charter_row *row);

#endif
