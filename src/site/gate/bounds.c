#include "gate/bounds.h"

#include "base/clock.h"
#include "core/doors/known.h"
#include "gate/attempts.h"
#include "gate/gate.h"
#include "request/place.h"

#include <string.h>

enum { LOGINS = 4096 };

static const char *const digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct limits *bounds_logins(void)
{
    return limits_growing(1, 1, 1, LOGINS); /* as a memory: nobody waits for it */
}

void bounds_note(const struct site *site, const char *token)
{
    unsigned wait;
    (void)limits_take(site->logins, token, clock_now(), &wait);
}

static bool is_token(const char *text)
{
    return text != NULL && strlen(text) == TOKEN_TEXT - 1 && strspn(text, digits) == TOKEN_TEXT - 1;
}

/* Any of the cookies that a page of ours leaves.  Not the login's alone: it is taken away when the
 * login has ended, and then the sign-in page carries what was typed. */
static bool claims(const struct http_request *request, const char *login)
{
    return is_token(login) || is_token(http_cookie(request, GATE_PENDING)) ||
           is_token(http_cookie(request, GATE_BEFORE)) ||
           known_has_form(http_cookie(request, GATE_KNOWN));
}

static void stand(struct http_bounds *out, const struct site *site,
                  const struct http_request *request)
{
    const char *login = http_cookie(request, GATE_COOKIE);
    if (is_token(login) && limits_used(site->logins, login) > 0) {
        out->standing = HTTP_KNOWN;
        out->holder = login;
        return;
    }
    out->standing = claims(request, login) ? HTTP_CLAIMED : HTTP_STRANGER;
    out->holder = attempts_place(request->arena, request->address);
}

void bounds_of(struct http_bounds *out, const struct site *site, const struct http_request *request)
{
    *out = (struct http_bounds){0};
    stand(out, site, request);
    const struct route *route =
        route_find(NULL, request->method, place_inner(request->path), request->arena);
    if (route == NULL)
        return;
    out->bytes = route->limit;
    out->shape = route->shape;
    if (out->standing != HTTP_STRANGER)
        return;
    if (out->bytes > ROUTE_OPEN_LIMIT)
        out->bytes = ROUTE_OPEN_LIMIT;
    if (out->bytes > 0)
        out->shape = (struct http_shape){ROUTE_OPEN_DEPTH, ROUTE_OPEN_FIELDS};
}
