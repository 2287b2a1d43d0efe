/* The link that a coordinator hands on, and what they claim with it; one representative a
 * structure. */
#ifndef CORE_INVITATION_H
#define CORE_INVITATION_H

#include "act.h"
#include "crypto/admission_claim.h"

/* The link that a coordinator hands on, with what they claim of whom they hand it to.  Everything
 * but invitation_new() and invitation_of_form() runs inside the caller's write. */

enum { INVITATION_DAYS = 14 };

/** invitation_new(row, token, days): a row of a link that nobody had before; its token is ${token},
 * to be freed. */
void invitation_new(struct invitation_row *row, struct login_token *token, int days);

/** invitation_of_form(fields): the "key" of the form that asks for a link; none: each time another.
 */
struct id invitation_of_form(const json_t *fields);

/** invitation_issue(act, conn, account, form, changed, token): the one link that ${account}, whose
 * rows were noted, comes in by: in the name of the one who acts, with a claim over what the rows
 * say; journalled "invite".  The same form asked again, by the same person for the same account,
 * gets the same link, and does nothing unless ${changed}: a page that is loaded again kills no link
 * that was handed on.  STATUS_CONFLICT "conflict_replayed" if it was used meanwhile; STATUS_DENIED
 * "no_shared_key". */
CHECKED enum status invitation_issue(struct act *act, struct db_conn *conn,
                                     struct account_id account, struct id form, bool changed,
                                     char token[TOKEN_TEXT]);

/** invitation_made(made, act, conn, account, form): whether that link is there already, unused:
 * the form is asked again.  STATUS_CONFLICT "conflict_replayed" if somebody came in by it. */
CHECKED enum status invitation_made(bool *made, struct act *act, struct db_conn *conn,
                                    struct account_id account, struct id form);

/** invitation_outdated(out, act, conn, account): whether ${account} made its keys after it came in
 * here: by another space's link, so that no claim of this one's is about them. */
CHECKED enum status invitation_outdated(bool *out, struct act *act, struct db_conn *conn,
                                        const struct account_row *account);

/** invitation_represents(act, conn, row): STATUS_INVALID, field "represents", if ${row} would make
 * them the second person to represent their structure. */
CHECKED enum status invitation_represents(struct act *act, struct db_conn *conn,
                                          const struct membership_row *row);

#endif
