/* Coming from another site, or by a link with a full stop behind it. */
#ifndef ARRIVAL_H
#define ARRIVAL_H

#include "request/visit.h"

/* Coming from elsewhere: by a link in another site, or by one that was written carelessly. */

/** arrival_bounces(visit, reply): a browser that follows a link of another site leaves our
 * same-site cookies at home.  It is answered with a page that asks for the same address once more:
 * that request is ours, and brings them.  Nothing is looked up or changed before; the cookies stay
 * strict, and no form of another site gets them. */
bool arrival_bounces(struct visit *visit, struct http_reply *reply);

/** arrival_nowhere(visit, reply): no row of the table is meant: the same path without the full stop
 * or the bracket that followed it in a text, 405 with the methods that there are, or 404. */
void arrival_nowhere(struct visit *visit, struct http_reply *reply);

#endif
