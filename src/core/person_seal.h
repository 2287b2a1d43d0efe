#ifndef CORE_PERSON_SEAL_H
#define CORE_PERSON_SEAL_H

#include "core/act.h"

/** person_seal_open(out, act, conn, row): the sealed {"name", "email"} of an account, or {"erased":
 * true}: a new reference.  STATUS_TAMPERED, and told, unless the seal is the one that the newest
 * entry about them answers for: one of before, put back, tells of nobody.  What was whole once is
 * remembered by its digest until an entry says another thing.  STATUS_NOT_FOUND if no entry tells
 * of them. */
CHECKED enum status person_seal_open(json_t **out, struct act *act, struct db_conn *conn,
                                     const struct account_row *row);

#endif
