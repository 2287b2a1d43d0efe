/* People as every model shows them. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "act.h"

/** person_json(act, conn, account): {"id", "name", "profession", "profession_label",
 * "structure": {"id", "short_name"} | null, "coordination", "me": bool}: how people appear in every
 * model.  New reference.  Unknown to the space's own journal: name null; erased, a row that is
 * away, or a seal that is not the one of their newest entry: the function and the structure in
 * place of the name; erased: "erased": true. */
json_t *person_json(struct act *act, struct db_conn *conn, struct account_id account);

/** person_learn(act, conn, accounts, count): what person_json() needs of all of them, and of
 * who acts, by one statement, however many; whoever's row cannot be read is asked for alone.  In a
 * write, nothing.
 */
CHECKED enum status person_learn(struct act *act, struct db_conn *conn,
                                 const struct account_id *accounts, size_t count);

/** person_account(out, act, conn, account): the row of somebody whom another row names, which is
 * there: STATUS_TAMPERED (logged, and noted in ${act}) if it is not, or cannot be read. */
CHECKED enum status person_account(struct account_row *out, struct act *act, struct db_conn *conn,
                                   struct account_id account);

/** person_name(out, act, conn, account): the name in the account's seal, in the arena, for whoever
 * does something that rests on it; NULL of whom person_json() says none or their function, but for
 * a disk that fails: then its status. */
CHECKED enum status person_name(const char **out, struct act *act, struct db_conn *conn,
                                struct account_id account);

/** person_email(act, conn, row): the address in the account's seal, in the arena; NULL if it does
 * not open, or is not the seal of their newest entry. */
const char *person_email(struct act *act, struct db_conn *conn, const struct account_row *row);

#endif
