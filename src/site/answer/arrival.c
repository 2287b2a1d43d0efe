#include "answer/arrival.h"

#include "answer/reply.h"
#include "gate/gate.h"
#include "gate/security_visit.h"
#include "request/place.h"

#include <string.h>

static bool says(const struct visit *visit, const char *name, const char *value)
{
    const char *header = http_header(visit->request, name);
    return header != NULL && strcmp(header, value) == 0;
}

bool arrival_bounces(struct visit *visit, struct http_reply *reply)
{
    const bool page = visit->route != NULL && visit->route->template != NULL &&
                      visit->route->method == HTTP_GET && !visit->request->wants_json;
    const bool elsewhere =
        says(visit, "Sec-Fetch-Site", "cross-site") || says(visit, "Sec-Fetch-Site", "same-site");
    if (!page || !elsewhere || !says(visit, "Sec-Fetch-Dest", "document") ||
        http_cookie(visit->request, GATE_COOKIE) != NULL)
        return false;
    const char *here = arena_printf(visit->arena, "%s%s", visit->path, place_query(visit));
    json_t *model = act_json(visit->arena, json_pack("{s:s}", "here", here));
    reply->code = 200;
    reply->type = "text/html; charset=utf-8";
    return mustache_render(&reply->body, visit->site->templates, "pages/bounce", model,
                           visit->arena) == STATUS_OK;
}

/* What a text may put behind an address without meaning it. */
static const char *const tails[] = {".",  ",", ";",      ":",      "!",      ")",      "]",     ">",
                                    "\"", "'", "\u00a0", "\u00bb", "\u2019", "\u201d", "\u2026"};

static size_t bare_length(const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        const size_t tail = strlen(tails[i]);
        if (len > tail && memcmp(path + len - tail, tails[i], tail) == 0) {
            len -= tail;
            i = (size_t)-1; /* there may be another one before it */
        }
    }
    return len;
}

static bool has_route(const struct visit *visit, enum http_method method)
{
    return route_find(NULL, method, visit->request->path, visit->arena) != NULL;
}

void arrival_nowhere(struct visit *visit, struct http_reply *reply)
{
    const char *path = visit->path;
    const char *bare = arena_copy(visit->arena, path, bare_length(path));
    const bool reads = has_route(visit, HTTP_GET);
    const bool acts = has_route(visit, HTTP_POST);
    if (visit->request->method == HTTP_GET && !acts && strlen(bare) < strlen(path) &&
        route_find(NULL, HTTP_GET, place_inner(bare), visit->arena) != NULL) {
        reply_elsewhere(visit, reply, arena_printf(visit->arena, "%s%s", bare, place_query(visit)));
        return;
    }
    const enum refusal refusal = reads || acts ? REFUSAL_METHOD : REFUSAL_NOT_FOUND;
    if (reads || acts)
        reply->allow = reads && acts ? "GET, HEAD, POST" : reads ? "GET, HEAD" : "POST";
    security_visit_refused(visit, refusal);
    reply_error(visit, reply, refusal);
}
