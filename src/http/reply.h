/* A reply and the headers that every reply has. */
#ifndef REPLY_H
#define REPLY_H

#include "http/server.h"

#include <microhttpd.h>

/** reply_response(reply, last, subdomains): what the library sends, with the headers that every
 * reply has; it borrows the body.  ${last}: the connection closes after it; ${subdomains}: HSTS is
 * for those too. NULL if a value cannot be sent. */
struct MHD_Response *reply_response(const struct http_reply *reply, bool last, bool subdomains);

#endif
