/* What the publisher of a version signs. */
#ifndef CORE_CHARTER_VERSION_H
#define CORE_CHARTER_VERSION_H

#include "act.h"
#include "crypto/record.h"
#include "journal/charter_told.h"
#include "store/rows/charter_rows.h"
#include "store/rows/journal_rows.h"

/** charter_version_record(arena, row): what the publisher signs: space, charter, number, sha256,
 * note, publisher, time. */
struct record *charter_version_record(struct arena *arena, const struct charter_row *row);

/** charter_version_detail(out, arena, row): what its entry "publish" tells: SHA-256 of the text and
 * of charter_version_record(). */
void charter_version_detail(uint8_t out[CHARTER_VERSION_DETAIL], struct arena *arena,
                            const struct charter_row *row);

/** charter_version_as_told(at, act, conn, row): STATUS_TAMPERED unless the row is what its entry
 * tells of, published ${at} that entry's time: nobody signs a version as of another day. */
CHECKED enum status charter_version_as_told(int64_t *at, struct act *act, struct db_conn *conn,
                                            const struct charter_row *row);

/** charter_version_verify(act, conn, row): STATUS_TAMPERED unless it is as told, and somebody who
 * coordinated then signed all of it but the text, of which it has the hash. */
CHECKED enum status charter_version_verify(struct act *act, struct db_conn *conn,
                                           const struct charter_row *row);

/** charter_version_whole(row): its text is the one that its SHA-256 tells of. */
bool charter_version_whole(const struct charter_row *row);

#endif
