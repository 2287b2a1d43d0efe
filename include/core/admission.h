#ifndef CORE_ADMISSION_H
#define CORE_ADMISSION_H

#include "core/act.h"
#include "crypto/login_token.h"

/** admission_found(core, pack, token): make the space of a pack if there is none yet, and an
 * invitation for its first coordinator.  STATUS_CONFLICT if the space has an active coordinator:
 * then only they invite.  Valid 7 days. */
CHECKED enum status admission_found(struct core *core, const char *pack, char token[TOKEN_TEXT]);

/** admission_invite(act, fields, token): {"email", "name", "profession", "structure"?,
 * "represents", "coordination"}; an invited person who has not accepted gets a new link and the old
 * one dies. Valid 14 days.  Faults: field email "already_member". */
CHECKED enum status admission_invite(struct act *act, const json_t *fields, char token[TOKEN_TEXT]);

/** admission_again(act, account, token): a new link for somebody who has not accepted yet. */
CHECKED enum status admission_again(struct act *act, struct account_id account,
                                    char token[TOKEN_TEXT]);

/** admission_invitation(core, arena, out, token): {"space", "name", "email", "profession_label",
 * "structure"?: short name, "founding": bool, "expires_at"}.  STATUS_NOT_FOUND for unknown, used
 * and expired alike. */
CHECKED enum status admission_invitation(struct core *core, struct arena *arena, json_t **out,
                                         const char *token);

/** admission_accept(core, arena, token, fields, login, fault): {"name", "email" (founding only),
 * "passphrase", "passphrase_again"}: makes the keys and signs in.  STATUS_INVALID with
 * ${faults} = object by field: "passphrase_weak" {"bits", "needed"}, "passphrase_differs". */
CHECKED enum status admission_accept(struct core *core, struct arena *arena, const char *token,
                                     const json_t *fields, char login[TOKEN_TEXT], json_t **faults);

/** admission_people(act, out): {"people": [person + {"state": invited|active, "represents",
 * "signatory": bool, "waits": bool (for the space's key)}] by name, "waiting": count,
 * "i_invite": bool, "i_grant": bool}. */
CHECKED enum status admission_people(struct act *act, json_t **out);

/** admission_grant(act): seal the space's shared vault key for every signatory who waits. */
CHECKED enum status admission_grant(struct act *act);

#endif
