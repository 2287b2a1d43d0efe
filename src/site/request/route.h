/* Finding a row; checking the table. */
#ifndef ROUTE_H
#define ROUTE_H

#include "base/arena.h"
#include "base/status.h"
#include "core/journal/shown.h"
#include "http/server.h"
#include "policy/rules.h"

#include <stdbool.h>

struct visit;

/** Who may come to a route at all; core asks the policy about the very thing besides. */
enum route_access {
    ACCESS_DENY, /* a row that forgot to say: does not start */
    ACCESS_PUBLIC,
    ACCESS_PENDING,      /* the passphrase was right, the second factor is yet to be shown */
    ACCESS_PERSON,       /* signed in, even without a second factor that is needed */
    ACCESS_MEMBER,       /* signed in */
    ACCESS_SIGNATORY,    /* signatory or coordination */
    ACCESS_COORDINATION, /* coordination */
};

/** One row of the map of the site. */
struct route {
    enum http_method method;
    const char *path; /* {id}: 32 digits, {slug}, {jeton}; {chemin}: all that is left */
    enum route_access access;
    size_t limit;            /* POST: of the body, in bytes */
    struct http_shape shape; /* POST: of what is in it */
    const char *form;        /* POST: what its fields are checked against */
    const char *template;    /* GET: the page; POST: NULL answers 303 */
    enum status (*handle)(struct visit *visit);
    enum shown over; /* GET: what its forms say the version of; POST: what must be as it was shown,
                        by the {id} of the path */
    const char *alone; /* POST: or why nothing that others change can be undone by it */
    bool draft;        /* POST: nothing is required */
    bool weighed;      /* POST: how much one person sends counts, see attempts_weigh() */
    bool keyed;        /* POST: makes something whose id the form may bring as "key" */
    const char *page;  /* POST: the GET path shown next or again; NULL: the same path */
    const char *done;  /* POST: key of [done], told on the next page */
};

/** What anybody may send who says nothing of themselves, wherever it goes. */
enum { ROUTE_OPEN_LIMIT = 64 * 1024, ROUTE_OPEN_DEPTH = 3, ROUTE_OPEN_FIELDS = 64 };

enum { ROUTE_PARAMS = 2 };

/** What a path held at the places in braces. */
struct route_params {
    size_t count;
    const char *names[ROUTE_PARAMS];
    const char *values[ROUTE_PARAMS];
};

/** route_map(rows, count): the map that everything below looks in, said once before the first
 * request. Borrowed. */
void route_map(const struct route *rows, size_t count);

/** route_find(params, method, path, arena): the row, or NULL.  ${params} may be NULL. */
const struct route *route_find(struct route_params *params, enum http_method method,
                               const char *path, struct arena *arena);

/** route_match(params, pattern, path, arena): whether the path is of this pattern. */
bool route_match(struct route_params *params, const char *pattern, const char *path,
                 struct arena *arena);

/** route_param(params, name): the value, or NULL. */
const char *route_param(const struct route_params *params, const char *name);

/** route_expand(pattern, params, arena): the path with the values in place of the braces. */
const char *route_expand(const char *pattern, const struct route_params *params,
                         struct arena *arena);

/** route_page(route): the pattern of the page that a POST row belongs to. */
const char *route_page(const struct route *route);

/** route_is_local(path, arena): a path of this site that GET knows, with or without a query: safe
 * to redirect to. */
bool route_is_local(const char *path, struct arena *arena);

/** route_form(rules, pack, name): a form of the platform, or "situation", "synthesis" and
 * "structure" of the pack; NULL if there is none. */
const struct form *route_form(const struct rules *rules, const struct pack *pack, const char *name);

/** route_is_in_space(route): what it does, it does in a space: so its forms name one. */
bool route_is_in_space(const struct route *route);

/** route_check(rows, count): every row is whole, apart from templates, forms and messages. */
CHECKED enum status route_check(const struct route *rows, size_t count);

#endif
