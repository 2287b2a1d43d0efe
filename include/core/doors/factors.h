/* One's own second factors: seen, added, named, removed. */
#ifndef CORE_FACTORS_H
#define CORE_FACTORS_H

#include "core/act.h"

/* Everybody's own second factors: seen, added, named, removed.  Adding and removing take the
 * passphrase once more: a stolen cookie is no licence for either. */

enum { FACTORS_ENROL = 10 * 60 /* seconds */, FACTORS_MOST = 10 };

/** factors_view(act, out): {"factors": [{"id", "kind": "code" | "passkey", "name", "created_at",
 * "used_at", "suspect_at": time | null}], "required", "missing": bool}. */
CHECKED enum status factors_view(struct act *act, json_t **out);

/** factors_begin_code(act, fields): {"name", "passphrase"}: a secret for an application, which
 * counts once a code of it was shown within FACTORS_ENROL.  STATUS_CONFLICT "factors_most". */
CHECKED enum status factors_begin_code(struct act *act, const json_t *fields);

/** factors_code(act, out): {"name", "secret", "uri"} of the one under way: as people type it, and
 * as their telephone reads it.  STATUS_NOT_FOUND if none is. */
CHECKED enum status factors_code(struct act *act, json_t **out);

/** factors_confirm_code(act, fields): {"code"}: from now on signing in takes one. */
CHECKED enum status factors_confirm_code(struct act *act, const json_t *fields);

/** factors_rename(act, id, fields): {"name"}. */
CHECKED enum status factors_rename(struct act *act, const struct id *id, const json_t *fields);

/** factors_remove(act, id, fields): {"passphrase"}.  STATUS_CONFLICT "factor_last" if it is the
 * last one of somebody who must have one. */
CHECKED enum status factors_remove(struct act *act, const struct id *id, const json_t *fields);

#endif
