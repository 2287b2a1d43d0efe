/* A name and an address, opened if their seal is the one of the newest entry. */
#ifndef CORE_PERSON_SEAL_H
#define CORE_PERSON_SEAL_H

#include "act.h"

/** person_seal_open(out, act, conn, row): the sealed {"name", "email"} of an account, or {"erased":
 * true}: a new reference.  STATUS_TAMPERED, and told, unless the seal is the one that the newest
 * entry about them answers for: one of before, put back, tells of nobody.  What was whole once is
 * remembered by its digest until an entry says another thing.  STATUS_NOT_FOUND if no entry tells
 * of them. */
CHECKED enum status person_seal_open(json_t **out, struct act *act, struct db_conn *conn,
                                     const struct account_row *row);

/** person_seal(row, core, arena, name, email): fill the row's seal and its e-mail index. */
CHECKED enum status person_seal(struct account_row *row, const struct core *core,
                                struct arena *arena, const char *name, const char *email);

/** person_seal_nobody(row, core, arena): a seal that tells of nobody any more, and a place in the
 * index that no address leads to: for somebody who is erased. */
CHECKED enum status person_seal_nobody(struct account_row *row, const struct core *core,
                                       struct arena *arena);

#endif
