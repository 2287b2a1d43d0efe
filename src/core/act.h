/* Somebody doing something. */
#ifndef CORE_ACT_INNER_H
#define CORE_ACT_INNER_H

#include "core.h"
#include "core/act.h"
#include "crypto/account_keys.h"
#include "store/rows/person_rows.h"

/* For core alone. */

/** act_new_id(out, fields): the id that the form brought in "key" (32 digits; a replay of the form
 * then meets its own row: STATUS_CONFLICT by the primary key), or a new one. */
void act_new_id(struct id *out, const json_t *fields);

/** act_membership(row): what a row says of it. */
struct act_membership act_membership(const struct membership_row *row);

#endif
