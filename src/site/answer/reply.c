#include "answer/reply.h"

#include "answer/decorate.h"
#include "answer/leftover.h"
#include "answer/model.h"
#include "base/log.h"
#include "core/doors/known.h"
#include "core/members/awaiting.h"
#include "gate/gate.h"
#include "gate/security_visit.h"
#include "request/beside.h"
#include "request/place.h"

#include <stdlib.h>
#include <string.h>

#define COOKIE_RULES "; Path=/; Secure; HttpOnly; SameSite=Strict"

enum { DONE_LASTS = 120 };

static void set_cookies(struct visit *visit, struct http_reply *reply)
{
    size_t count = 0;
    if (visit->cookie_set != NULL)
        reply->set_cookie[count++] =
            arena_printf(visit->arena, GATE_COOKIE "=%s" COOKIE_RULES, visit->cookie_set);
    else if (visit->cookie_drop)
        reply->set_cookie[count++] = GATE_COOKIE "=" COOKIE_RULES "; Max-Age=0";
    if (visit->cookie_set != NULL)
        reply->set_cookie[count++] = GATE_BEFORE "=" COOKIE_RULES "; Max-Age=0";
    else if (visit->before_is_new)
        reply->set_cookie[count++] =
            arena_printf(visit->arena, GATE_BEFORE "=%s" COOKIE_RULES, visit->before);
    if (visit->pending_set != NULL)
        reply->set_cookie[count++] =
            arena_printf(visit->arena, GATE_PENDING "=%s" COOKIE_RULES, visit->pending_set);
    else if (visit->pending_drop)
        reply->set_cookie[count++] = GATE_PENDING "=" COOKIE_RULES "; Max-Age=0";
    if (visit->cookie_known != NULL)
        reply->set_cookie[count++] =
            arena_printf(visit->arena, GATE_KNOWN "=%s" COOKIE_RULES "; Max-Age=%d",
                         visit->cookie_known, KNOWN_LASTS);
    if (visit->done_set != NULL)
        reply->set_cookie[count++] = arena_printf(
            visit->arena, GATE_DONE "=%s" COOKIE_RULES "; Max-Age=%d", visit->done_set, DONE_LASTS);
    else if (visit->done_drop)
        reply->set_cookie[count++] = GATE_DONE "=" COOKIE_RULES "; Max-Age=0";
    reply->retry_after = visit->retry_after;
}

static void set_json(struct visit *visit, struct http_reply *reply, const json_t *model)
{
    char *text = json_dumps(model, JSON_COMPACT);
    if (text == NULL)
        abort(); /* no memory */
    size_t len = strlen(text);
    reply->type = "application/json";
    reply->body = (struct bytes){arena_copy(visit->arena, text, len), len};
    explicit_bzero(text, len);
    free(text);
}

static void set_html(struct visit *visit, struct http_reply *reply, const char *template)
{
    const struct words *words = visit_messages(visit);
    decorate(words, visit->arena, visit->model);
    visit_set(visit, "say", words_section(words, "page"));
    enum status status =
        mustache_render(&reply->body, visit->site->templates, template, visit->model, visit->arena);
    reply->type = "text/html; charset=utf-8";
    if (status == STATUS_OK)
        place_links(&reply->body, visit);
    if (status != STATUS_OK) {
        log_error("page %s: %s", template, status_name(status));
        security_visit_tell(visit, SECURITY_FAILED);
        reply->code = refusal_code(REFUSAL_FAILED);
        reply->body = (struct bytes){0};
    }
}

void reply_page(struct visit *visit, struct http_reply *reply, unsigned code)
{
    enum status status = model_common(visit);
    if (status != STATUS_OK && visit->failure == NULL) {
        security_visit_refused(visit, refusal_of(visit, status));
        reply_error(visit, reply, refusal_of(visit, status));
        return;
    }
    reply->code = code;
    set_cookies(visit, reply);
    if (visit->failure != NULL)
        model_failure(visit);
    if (visit->beside != NULL && !visit->request->wants_json)
        leftover_beside(visit);
    if (visit->request->wants_json)
        set_json(visit, reply, visit->model);
    else
        set_html(visit, reply, visit->template);
}

void reply_elsewhere(struct visit *visit, struct http_reply *reply, const char *location)
{
    set_cookies(visit, reply);
    reply->code = 303;
    reply->location = place_path(visit, location);
    reply->type = "text/plain; charset=utf-8";
}

void reply_done(struct visit *visit, struct http_reply *reply)
{
    const char *location = visit->location != NULL ? visit->location
                                                   : route_expand(route_page(visit->route),
                                                                  &visit->params, visit->arena);
    if (visit->request->wants_json) {
        visit_set(visit, "status", json_string("ok"));
        visit_set(visit, "location", json_string(place_path(visit, location)));
        set_cookies(visit, reply);
        reply->code = 200;
        set_json(visit, reply, visit->model);
        return;
    }
    if (visit->done != NULL) {
        visit->done_set = visit->done;
        location = arena_printf(visit->arena, "%s%sfait=%s", location,
                                strchr(location, '?') != NULL ? "&" : "?", visit->done);
    }
    if (visit->fragment != NULL)
        location = arena_printf(visit->arena, "%s#%s", location, visit->fragment);
    reply_elsewhere(visit, reply, location);
}

static json_t *error_model(struct visit *visit, enum refusal refusal)
{
    json_t *fields = json_object();
    json_t *errors = refusal_errors(visit);
    const char *path;
    json_t *error;
    json_object_foreach(errors, path, error)
        json_object_set(fields, path, json_object_get(error, "text"));
    return act_json(visit->arena,
                    json_pack("{s:s, s:s, s:o}", "status", refusal_name(refusal), "message",
                              refusal_message(visit, refusal), "fields", fields));
}

/* Whoever did their part is told what is awaited from whom, and not that they did wrong. */
static bool waits(struct visit *visit, struct http_reply *reply, enum refusal refusal)
{
    json_t *awaiting;
    if (refusal != REFUSAL_CHARTER || visit->act == NULL || visit->failure != NULL ||
        awaiting_view(visit->act, &awaiting) != STATUS_OK)
        return false;
    visit->model = act_json(visit->arena, json_object());
    json_object_set(visit->model, "awaiting", awaiting);
    visit->template = "pages/waiting";
    reply_page(visit, reply, refusal_code(refusal));
    return true;
}

void reply_error(struct visit *visit, struct http_reply *reply, enum refusal refusal)
{
    if (!visit->request->wants_json && waits(visit, reply, refusal))
        return;
    if (visit->request->wants_json) {
        set_cookies(visit, reply);
        reply->code = refusal_code(refusal);
        set_json(visit, reply, error_model(visit, refusal));
        return;
    }
    visit->model = act_json(visit->arena, json_object());
    visit->template = "pages/error";
    if (visit->failure == NULL) {
        visit->failure = arena_alloc(visit->arena, sizeof *visit->failure);
        visit->failure->errors = refusal_errors(visit);
        visit->failure->items = act_json(visit->arena, json_array());
    }
    visit->failure->code = refusal_code(refusal);
    visit->failure->title = refusal_title(visit, refusal);
    visit->failure->message = refusal_message(visit, refusal);
    visit_set(visit, "to_charter", json_boolean(refusal == REFUSAL_CHARTER));
    visit_set(visit, "to_factor", json_boolean(refusal == REFUSAL_FACTOR));
    reply_page(visit, reply, visit->failure->code);
}
