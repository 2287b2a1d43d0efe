/* The name that others read and the address that one signs in with, corrected. */
#ifndef CORE_NAMING_H
#define CORE_NAMING_H

#include "core/act.h"

/* The name that others read, and the address that one signs in with: an account's, the same in each
 * of its spaces. */

/** naming_own(act, fields): {"name", "email", "proof"?}: one's own; another address takes the
 * passphrase in "proof".  Faults: field proof "required", "passphrase_wrong"; field email
 * "email_taken". */
CHECKED enum status naming_own(struct act *act, const json_t *fields);

#endif
