#include "site/site.h"

#include "answer/again.h"
#include "answer/arrival.h"
#include "answer/elsewhere.h"
#include "answer/reply.h"
#include "base/clock.h"
#include "core/journal/tampering.h"
#include "core/members/members.h"
#include "gate/attempts.h"
#include "gate/bounds.h"
#include "gate/gate.h"
#include "gate/security_visit.h"
#include "load.h"
#include "pages/pages.h"
#include "request/place.h"

#include <string.h>

enum status site_open(struct site **out, const struct site_options *options)
{
    enum status status = load_site(out, options->web, options->assets, options->core->rules);
    if (status == STATUS_OK)
        (*out)->url = arena_text((*out)->arena, options->url);
    if (status == STATUS_OK)
        page_factors_place(&(*out)->passkeys, (*out)->arena, options->url);
    if (status == STATUS_OK)
        (*out)->core = options->core;
    return status;
}

void site_close(struct site *site)
{
    load_free(site);
}

void site_tick(struct site *site)
{
    security_log_tick(site->security, clock_now());
}

enum status site_check(const char *web, const char *assets, const struct rules *rules)
{
    struct site *site;
    enum status status = load_site(&site, web, assets, rules);
    load_free(site);
    return status;
}

static struct visit visit_new(const struct site *site, const struct http_request *request,
                              struct http_reply *reply)
{
    struct visit visit = {.site = site, .request = request, .reply = reply};
    visit.arena = request->arena;
    visit.pack = rules_first_pack(site->rules);
    visit.query = request->query != NULL ? request->query : act_json(visit.arena, json_object());
    visit.model = act_json(visit.arena, json_object());
    visit.words = act_json(visit.arena, json_object());
    return visit;
}

/* What the act before told is told there. */
static void lead_to_factors(struct visit *visit, struct http_reply *reply)
{
    const char *done = visit_query(visit, "fait");
    const bool known = done != NULL && words_get(visit_messages(visit), "done", done) != NULL;
    reply_elsewhere(visit, reply,
                    known ? arena_printf(visit->arena, "/compte/facteurs?fait=%s", done)
                          : "/compte/facteurs");
}

/* What does not verify is told wherever it is met. */
static enum refusal handled(struct visit *visit)
{
    struct id object = {0};
    const char *id = route_param(&visit->params, "id");
    enum status status = STATUS_OK;
    if (visit->route->method == HTTP_GET)
        status = gate_shown(visit);
    if (status == STATUS_OK)
        status = visit->route->handle(visit);
    /* refused for what somebody did meanwhile: that is what helps to know */
    if (status == STATUS_DENIED && visit->act != NULL && shown_is_stale(visit->act))
        status = act_fault(visit->act, STATUS_CONFLICT, "conflict_changed");
    if (visit->act != NULL && !id_is_none(&visit->act->met))
        object = visit->act->met;
    else if (id != NULL)
        visit_id(&object, visit);
    const bool tampered = visit->act != NULL && visit->act->tampered;
    if (status == STATUS_TAMPERED || tampered)
        tampering_met(visit->site->core, visit->act, &object);
    if (status != STATUS_TAMPERED && tampered) /* shown as not verified, and not refused */
        security_visit_tell(visit, SECURITY_TAMPERED);
    return refusal_of(visit, status);
}

static void get(struct visit *visit, struct http_reply *reply)
{
    enum refusal refusal = gate_admit(visit, visit->route);
    if (visit->act != NULL)
        members_welcome(visit->act);
    if (refusal == REFUSAL_SIGN_IN && !visit->request->wants_json) {
        const char *path = visit->path;
        bool home = strcmp(path, "/") == 0 || visit->route->access == ACCESS_PENDING;
        const char *next = place_suite(visit);
        reply_elsewhere(visit, reply,
                        home ? "/connexion"
                             : arena_printf(visit->arena, "/connexion?suite=%s", next));
        if (!home) /* the way in for everybody */
            security_visit_refused(visit, refusal);
        return;
    }
    if (refusal == REFUSAL_FACTOR && !visit->request->wants_json) {
        lead_to_factors(visit, reply);
        security_visit_refused(visit, refusal);
        return;
    }
    if (refusal == REFUSAL_SIGN_IN)
        visit->fault = "sign_in_first";
    /* each tab has its space in its address: what another one looks at is no matter to it */
    if (visit->several && !visit->request->wants_json && visit->route->access >= ACCESS_PERSON &&
        visit->path == place_inner(visit->path)) {
        reply_elsewhere(
            visit, reply,
            arena_printf(visit->arena, "%s%s", visit->request->path, place_query(visit)));
        return;
    }
    if (refusal == REFUSAL_NONE)
        refusal = handled(visit);
    security_visit_refused(visit, refusal);
    if (reply->code != 0)
        return;
    if (refusal != REFUSAL_NONE)
        reply_error(visit, reply, refusal);
    else if (visit->location != NULL)
        reply_elsewhere(visit, reply, visit->location);
    else
        reply_page(visit, reply, 200);
}

static enum refusal post_checks(struct visit *visit)
{
    enum refusal taken = gate_take(visit);
    enum refusal refusal = gate_admit(visit, visit->route);
    if (refusal == REFUSAL_NONE)
        refusal = gate_sent(visit);
    if (refusal == REFUSAL_NONE)
        refusal = taken;
    if (refusal == REFUSAL_NONE && place_is_other(visit))
        refusal = elsewhere_refused(visit);
    if (refusal == REFUSAL_NONE && visit->route->weighed)
        refusal = refusal_of(visit, attempts_weigh(visit));
    return refusal != REFUSAL_NONE ? refusal : gate_fields(visit);
}

static void post(struct visit *visit, struct http_reply *reply)
{
    visit->done = visit->route->done;
    enum refusal refusal = post_checks(visit);
    if (again_is_held(visit)) {
        again_held(visit, reply);
        return;
    }
    if (visit->hold && refusal == REFUSAL_NONE)
        refusal = REFUSAL_MALFORMED;
    if (refusal == REFUSAL_NONE)
        refusal = handled(visit);
    security_visit_refused(visit, refusal);
    bool json = visit->request->wants_json;
    /* a page of another site gets nothing of what it sent back */
    if (refusal != REFUSAL_NONE && (json || !gate_origin(visit->request)))
        reply_error(visit, reply, refusal);
    else if (refusal == REFUSAL_SIGN_IN)
        again_sign_in(visit, reply);
    else if (refusal == REFUSAL_SPACE)
        elsewhere_offer(visit, reply);
    else if (refusal != REFUSAL_NONE)
        again_refused(visit, reply, refusal);
    else if (visit->go_on && !json)
        again_go_on(visit, reply);
    else if (visit->beside != NULL && !json)
        again_beside(visit, reply);
    else if (visit->template != NULL && !json)
        reply_page(visit, reply, 200);
    else
        reply_done(visit, reply);
}

void site_bounds(void *context, const struct http_request *request, struct http_bounds *out)
{
    bounds_of(out, context, request);
}

static void refuse(struct visit *visit, struct http_reply *reply, enum refusal refusal)
{
    security_visit_refused(visit, refusal);
    reply_error(visit, reply, refusal);
}

void site_handle(void *context, const struct http_request *request, struct http_reply *reply)
{
    const struct site *site = context;
    struct http_request inner = *request; /* behind the space */
    inner.path = place_inner(request->path);
    struct visit visit = visit_new(site, &inner, reply);
    visit.path = request->path;
    visit.route = route_find(&visit.params, request->method, inner.path, visit.arena);
    if (arrival_bounces(&visit, reply))
        return;
    bool is_file = visit.route != NULL && request->method == HTTP_GET &&
                   visit.route->access == ACCESS_PUBLIC && visit.route->template == NULL;
    enum status status = is_file ? STATUS_OK : gate_login(&visit);
    if (status == STATUS_OK && !is_file)
        status = place_enter(&visit, request->path);
    if (status != STATUS_OK) {
        refuse(&visit, reply, refusal_of(&visit, status));
        return;
    }
    if (visit.route != NULL && visit.route->access == ACCESS_PENDING)
        gate_pending(&visit);
    if (visit.route == NULL) {
        arrival_nowhere(&visit, reply);
        return;
    }
    visit.template = visit.route->template;
    if (request->method == HTTP_GET)
        get(&visit, reply);
    else
        post(&visit, reply);
}

void site_refuse(void *context, const struct http_request *request, unsigned code,
                 struct http_reply *reply)
{
    struct visit visit = visit_new(context, request, reply);
    visit.path = request->path;
    /* a body too long: the sentence names the limit of the path it was for */
    visit.route =
        route_find(&visit.params, request->method, place_inner(request->path), visit.arena);
    refuse(&visit, reply, refusal_by_code(code));
    reply->code = code;
}
