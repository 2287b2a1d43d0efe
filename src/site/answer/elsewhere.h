/* A form of one space, sent in another. */
#ifndef ELSEWHERE_H
#define ELSEWHERE_H

#include "gate/refusal.h"

/* A form of one space that was sent in another: nothing is done, nothing is lost. */

/** elsewhere_refused(visit): REFUSAL_SPACE; visit->there is the same person in the space that the
 * form names, if it is one of theirs. */
enum refusal elsewhere_refused(struct visit *visit);

/** elsewhere_offer(visit, reply): 409: which space the form is of, what was typed, and a button
 * that goes there and sends it again. */
void elsewhere_offer(struct visit *visit, struct http_reply *reply);

#endif
