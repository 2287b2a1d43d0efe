#ifndef CORE_CHARTER_VERSION_H
#define CORE_CHARTER_VERSION_H

#include "core/act.h"
#include "crypto/record.h"
#include "store/charter_rows.h"

/** charter_version_record(arena, row): what the publisher signs: space, charter, number, sha256,
 * note, publisher, time. */
struct record *charter_version_record(struct arena *arena, const struct charter_row *row);

/** charter_version_verify(act, conn, row): STATUS_TAMPERED unless somebody who coordinated then
 * signed all of it but the text, of which it has the hash. */
CHECKED enum status charter_version_verify(struct act *act, struct db_conn *conn,
                                           const struct charter_row *row);

/** charter_version_whole(row): its text is the one that its SHA-256 tells of. */
bool charter_version_whole(const struct charter_row *row);

#endif
