#ifndef CORE_MEMBERS_H
#define CORE_MEMBERS_H

#include "core/act.h"

/** members_list(act, out): {"people": [person + {"account_state": invited|active, "represents",
 * "signatory": bool, "waits": bool (for the space's key)}] by name, "waiting": count,
 * "i_invite", "i_grant", "i_withdraw": bool}. */
CHECKED enum status members_list(struct act *act, json_t **out);

/** members_grant(act): seal the space's shared vault key for every signatory who waits. */
CHECKED enum status members_grant(struct act *act);

/** members_waiting(out, act, conn): how many are entitled to the shared vault without an envelope.
 */
CHECKED enum status members_waiting(size_t *out, struct act *act, struct db_conn *conn);

/** members_readers(out, count, act, conn): who must hold the space's shared vault: signatories and
 * coordination, by their certificates. */
CHECKED enum status members_readers(struct account_id **out, size_t *count, struct act *act,
                                    struct db_conn *conn);

#endif
