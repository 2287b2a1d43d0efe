/* A second factor on its way. */
#ifndef FACTOR_ENROLMENT_H
#define FACTOR_ENROLMENT_H

#include "act.h"
#include "crypto/one_time_code.h"

/* A factor on its way: made, sealed beside the login that makes it, and shown once. */

/** factor_enrolment_passphrase(act, fields): "passphrase" is one's own; else a fault of the field.
 */
CHECKED enum status factor_enrolment_passphrase(struct act *act, const json_t *fields);

/** factor_enrolment_begin(act, fields, content): checks the passphrase and that there is room. */
CHECKED enum status factor_enrolment_begin(struct act *act, const json_t *fields,
                                           const json_t *content);

/** factor_enrolment_get(content, account, act, conn, kind): what is under way in this login.
 * STATUS_NOT_FOUND if nothing of this kind is, or not since FACTORS_ENROL. */
CHECKED enum status factor_enrolment_get(json_t **content, struct account_row *account,
                                         struct act *act, struct db_conn *conn, const char *kind);

/** factor_enrolment_end(conn, act, account, content): it counts. */
CHECKED enum status factor_enrolment_end(struct db_conn *conn, struct act *act,
                                         const struct account_row *account, json_t *content);

/** factor_enrolment_secret(out, arena, content): of a code; the caller frees. */
CHECKED enum status factor_enrolment_secret(struct secret **out, struct arena *arena,
                                            const json_t *content);

/** factor_enrolment_uri(act, email, secret): "otpauth://totp/…", as applications read it. */
const char *factor_enrolment_uri(struct act *act, const char *email, const char *secret);

#endif
