/* How far a synthesis is between its comments and its signatures. */
#ifndef CORE_REVIEW_H
#define CORE_REVIEW_H

#include "store/rows/document_rows.h"
#include "trust/standing.h"

/** How far a synthesis that was handed in is: comments first, then the two signatures.  By the
 * pack's review_days and sign_early; a write notes the séance before, and whoever is left out of
 * those asked is so by no row that was edited. */
struct review {
    int64_t until_at;         /* comments are taken up to this second, the last of its day */
    bool open;                /* it is not past yet */
    bool signing;             /* secretary and animator may sign */
    struct account_id *asked; /* who may comment and signs by no role */
    bool *agreed;             /* by its place in ${asked}: has nothing to add to this version */
    size_t asked_count;
    bool i_may_agree; /* who acts is asked, and has not said so */
    bool i_agreed;
};

/** review_until(act, standing): as ${until_at}. */
int64_t review_until(const struct act *act, const struct standing *standing);

/** review_of(out, act, conn, standing, document): of the head of ${document}, the synthesis of a
 * séance at STAGE_DRAFTED. */
CHECKED enum status review_of(struct review *out, struct act *act, struct db_conn *conn,
                              const struct standing *standing, struct document_id document);

#endif
