/* One's own logins: seen and ended. */
#ifndef CORE_LOGINS_INNER_H
#define CORE_LOGINS_INNER_H

#include "act.h"
#include "core/doors/logins.h"

/* For core alone. */

/** logins_close_others(act, conn): inside a write, before its own changes: end all logins of who
 * acts but this one; each is told ("end-login" with its name). */
CHECKED enum status logins_close_others(struct act *act, struct db_conn *conn);

/** logins_name(out, row): how pages and the journal name a login: the first half of its row's id,
 * which is a digest of its cookie. */
void logins_name(struct id *out, const uint8_t row[32]);

/** logins_new(out, core, arena, space, account, keys, token): a row for a new login, and its
 * cookie; the caller inserts it in the write that admits. */
CHECKED enum status logins_new(struct login_row *out, const struct core *core, struct arena *arena,
                               struct space_id space, const struct account_row *account,
                               const struct account_keys *keys, char token[TOKEN_TEXT]);

#endif
