/* The model as JSON or through the template. */
#ifndef REPLY_H
#define REPLY_H

#include "gate/refusal.h"

/** reply_page(visit, reply, code): the model as JSON, or through the template. */
void reply_page(struct visit *visit, struct http_reply *reply, unsigned code);

/** reply_done(visit, reply): a POST went well: 303 to where it shows, or what JSON tells of it. */
void reply_done(struct visit *visit, struct http_reply *reply);

/** reply_elsewhere(visit, reply, location): 303. */
void reply_elsewhere(struct visit *visit, struct http_reply *reply, const char *location);

/** reply_error(visit, reply, refusal): the error as JSON, or a page that says no more than that. */
void reply_error(struct visit *visit, struct http_reply *reply, enum refusal refusal);

#endif
