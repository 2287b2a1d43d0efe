/* A request to its row, GET and POST. */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "core/core.h"
#include "http/server.h"
#include "policy/rules.h"

/* The pages: from a request to a reply.  The only layer that knows URLs. */

struct site;

struct site_options {
    struct core *core;
    const char *web;    /* folder with pages/, partials/, css/, js/, help/ and messages.fr.ini */
    const char *url;    /* how people reach the server, for links; no slash at the end */
    const char *assets; /* folder of built files (fonts, base styles, scripts); NULL: none */
};

/** site_open(out, options): load templates, messages, help and static files, and check them as
 * site_check() does.  STATUS_INVALID with the reasons in the log. */
CHECKED enum status site_open(struct site **out, const struct site_options *options);
void site_close(struct site *site);

/** site_tick(site): every few seconds: what the log owes its reader is written. */
void site_tick(struct site *site);

/** site_check(web, assets, rules): the same without a server: every template and partial that is
 * named exists, every message key that is used exists, every route has an access rule, a handler,
 * a template and a form that exist.  STATUS_INVALID with a log line for each fault. */
CHECKED enum status site_check(const char *web, const char *assets, const struct rules *rules);

/* For struct http_options; ${site} is the context. */
void site_bounds(void *site, const struct http_request *request, struct http_bounds *bounds);
void site_handle(void *site, const struct http_request *request, struct http_reply *reply);
void site_refuse(void *site, const struct http_request *request, unsigned code,
                 struct http_reply *reply);

#endif
