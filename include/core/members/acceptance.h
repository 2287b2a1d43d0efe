/* An invitation is accepted: keys are made. */
#ifndef CORE_ACCEPTANCE_H
#define CORE_ACCEPTANCE_H

#include "core/act.h"

/** acceptance_view(core, arena, out, token): {"space", "email", "person",
 * "founding": bool, "asked": bool (by a coordinator: may have an account, may decline),
 * "expires_at"}.  STATUS_NOT_FOUND for unknown, used
 * and expired alike. */
CHECKED enum status acceptance_view(struct core *core, struct arena *arena, json_t **out,
                                    const char *token);

/** acceptance_accept(core, arena, token, fields, login, fault): {"name", "email" (founding only),
 * "passphrase", "passphrase_again"}: makes the keys (or takes those
 * that the trustees certified) and signs in; who left another space keeps their account.
 * Field "passphrase", "sign_in_to_join", if the
 * address is that of somebody who has keys: joining.h.  STATUS_INVALID with
 * ${faults} = object by field: "passphrase_weak" {"bits", "needed"}, "passphrase_differs". */
CHECKED enum status acceptance_accept(struct core *core, struct arena *arena, const char *token,
                                      const json_t *fields, char login[TOKEN_TEXT],
                                      json_t **faults);

#endif
