/* Between a right passphrase and a login. */
#ifndef CORE_SECOND_STEP_INNER_H
#define CORE_SECOND_STEP_INNER_H

#include "act.h"
#include "core/doors/second_step.h"
#include "doors/factor_key.h"

/* For core alone. */

/** A passphrase that was right. */
struct second_step {
    const struct account_row *account;
    struct space_id space;
    const struct account_keys *keys;
    const uint8_t *opened_salt; /* of the row that the passphrase opened: 16 bytes */
    bool raised;                /* the account was sealed again at today's cost */
};

/** second_step_hold(token, waits, core, arena, step): ${waits} and the token of this state if the
 * account has a factor; otherwise nothing.  STATUS_TAMPERED if its factors are not those it added.
 */
CHECKED enum status second_step_hold(char token[TOKEN_TEXT], bool *waits, struct core *core,
                                     struct arena *arena, const struct second_step *step);

#endif
