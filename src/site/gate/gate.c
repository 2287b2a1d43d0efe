#include "gate/gate.h"

#include "base/text.h"
#include "core/doors/logins.h"
#include "core/doors/second_step.h"
#include "core/doors/sign_in.h"
#include "gate/attempts.h"
#include "gate/bounds.h"
#include "gate/security_visit.h"
#include "request/beside.h"
#include "words/browser.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void gate_carry(struct visit *visit, const char *token)
{
    if (sign_in_csrf(token, visit->csrf) != STATUS_OK)
        visit->csrf[0] = '\0';
}

/* Somebody not signed in: their forms are tied to a cookie of their own. */
static void carry_before(struct visit *visit)
{
    const char *before = http_cookie(visit->request, GATE_BEFORE);
    if (before != NULL && strlen(before) == TOKEN_TEXT - 1) {
        memcpy(visit->before, before, TOKEN_TEXT);
        gate_carry(visit, visit->before);
        if (visit->csrf[0] != '\0')
            return;
    }
    sign_in_visitor(visit->before);
    visit->before_is_new = true;
    gate_carry(visit, visit->before);
}

enum status gate_login(struct visit *visit)
{
    const char *token = http_cookie(visit->request, GATE_COOKIE);
    enum status status = STATUS_NOT_FOUND;
    if (token != NULL)
        status = sign_in_resume(visit->site->core, visit->arena, &visit->act, token);
    if (status == STATUS_OK) {
        visit->pack = visit->act->pack;
        gate_carry(visit, token);
        bounds_note(visit->site, token);
        return STATUS_OK;
    }
    visit->act = NULL;
    visit->cookie_drop = token != NULL && status == STATUS_NOT_FOUND;
    carry_before(visit);
    return status == STATUS_NOT_FOUND || status == STATUS_INVALID || status == STATUS_DENIED
               ? STATUS_OK
               : status;
}

void gate_pending(struct visit *visit)
{
    const char *token = http_cookie(visit->request, GATE_PENDING);
    if (token == NULL)
        return;
    if (second_step_waits(visit->site->core, visit->arena, token))
        visit->pending = arena_text(visit->arena, token);
    else
        visit->pending_drop = true;
}

enum status gate_begin(struct visit *visit, const char *token)
{
    visit->cookie_set = arena_text(visit->arena, token);
    gate_carry(visit, token);
    json_object_set_new(visit->model, "csrf", json_string(visit->csrf));
    enum status status = sign_in_resume(visit->site->core, visit->arena, &visit->act, token);
    if (status != STATUS_OK)
        return status;
    visit->pack = visit->act->pack;
    bounds_note(visit->site, token);
    const char *browser;
    const char *system;
    browser_of(&browser, &system, http_header(visit->request, "User-Agent"));
    status = logins_browser(visit->act, browser, system);
    if (status == STATUS_OK)
        status = attempts_known(visit);
    if (status == STATUS_OK)
        security_visit_tell(visit, SECURITY_SIGNED_IN);
    return status;
}

enum refusal gate_admit(const struct visit *visit, const struct route *route)
{
    if (route->access == ACCESS_PUBLIC)
        return REFUSAL_NONE;
    if (route->access == ACCESS_PENDING)
        return visit->pending != NULL ? REFUSAL_NONE : REFUSAL_SIGN_IN;
    if (visit->act == NULL)
        return REFUSAL_SIGN_IN;
    if (visit->act->unproved && route->access != ACCESS_PERSON)
        return REFUSAL_FACTOR;
    uint32_t standing = visit->act->standing;
    switch (route->access) {
    case ACCESS_PERSON:
    case ACCESS_MEMBER:
        return REFUSAL_NONE;
    case ACCESS_SIGNATORY:
        return (standing & (RELATION_SIGNATORY | RELATION_COORDINATION)) != 0 ? REFUSAL_NONE
                                                                              : REFUSAL_CHARTER;
    case ACCESS_COORDINATION:
        return (standing & RELATION_COORDINATION) != 0 ? REFUSAL_NONE : REFUSAL_DENIED;
    case ACCESS_PUBLIC:
    case ACCESS_PENDING:
    case ACCESS_DENY:
        break;
    }
    return REFUSAL_DENIED;
}

/* Take a text of the platform's own out of what was typed; owned by the arena. */
static const char *take_text(struct visit *visit, const char *name)
{
    const char *text =
        arena_text(visit->arena, json_string_value(json_object_get(visit->typed, name)));
    json_object_del(visit->typed, name);
    return text;
}

enum { VERSION_MAX = 999999999, VERSION_TEXT_MAX = 16 };

/* NULL: not a version.  Absent: "0", typed over nothing. */
static const char *take_version(struct visit *visit)
{
    const json_t *value = json_object_get(visit->typed, "version");
    const char *text = arena_text(visit->arena, json_string_value(value));
    const json_int_t number = json_is_integer(value) ? json_integer_value(value) : 0;
    if (value == NULL || json_is_integer(value))
        text = number >= 0 && number <= VERSION_MAX
                   ? arena_printf(visit->arena, "%lld", (long long)number)
                   : NULL;
    json_object_del(visit->typed, "version");
    if (text == NULL || *text == '\0' || strlen(text) > VERSION_TEXT_MAX ||
        strspn(text, "0123456789abcdef") != strlen(text))
        return NULL;
    return text;
}

/* Both kinds of version on their way: to pages as they came, to texts as numbers. */
static bool hold_version(struct visit *visit, const char *text)
{
    const struct route *route = visit->route;
    struct id object;
    char *end = NULL;
    visit->over = text != NULL ? text : "0";
    visit->version = 0;
    if (route->over == SHOWN_NOTHING || shown_is_number(route->over)) {
        const long long number = strtoll(visit->over, &end, 10);
        if (*end != '\0' || number > VERSION_MAX)
            text = NULL;
        else
            visit->version = number;
    }
    if (visit->act == NULL || route->over == SHOWN_NOTHING)
        return text != NULL;
    /* a script that does not say acts over what there is, where core asks for no number besides */
    if (!visit->over_said && visit->request->body_is_json)
        return text != NULL;
    visit_id(&object, visit);
    shown_over(visit->act, route->over, &object, visit->over);
    return text != NULL;
}

enum status gate_shown(struct visit *visit)
{
    struct id object;
    visit->shown = NULL;
    if (visit->act == NULL || visit->route->over == SHOWN_NOTHING)
        return STATUS_OK;
    visit_id(&object, visit);
    return shown_now(visit->act, &visit->shown, visit->route->over, &object);
}

enum refusal gate_take(struct visit *visit)
{
    json_t *sent = visit->request->fields;
    visit->typed = act_json(visit->arena, json_is_object(sent) ? json_copy(sent) : json_object());
    const char *header = http_header(visit->request, "X-CSRF-Token");
    const char *field = take_text(visit, "csrf");
    visit->csrf_sent = header != NULL ? header : field;
    if (visit->route->form == NULL || strcmp(visit->route->form, "look_at") != 0)
        visit->space_said = take_text(visit, "space"); /* there it is what is asked for */
    bool keyed = json_object_get(visit->typed, "key") != NULL;
    visit->key = take_text(visit, "key");
    visit->over_said = json_object_get(visit->typed, "version") != NULL;
    bool whole = hold_version(visit, take_version(visit));
    if (visit->route->access == ACCESS_PENDING ||
        (visit->route->form != NULL && strcmp(visit->route->form, "sign_in") == 0)) {
        visit->next = take_text(visit, "next");
        visit->resume = take_text(visit, "resume");
    }
    visit->hold = take_text(visit, "hold") != NULL;
    beside_take(visit, take_text(visit, "beside"));
    const char *whose = take_text(visit, "whose");
    if (whose == NULL || id_parse(&visit->whose.id, whose) != 0)
        visit->whose = (struct account_id){0};
    struct id id;
    if (!whole || (keyed && (visit->key == NULL || id_parse(&id, visit->key) != 0))) {
        visit->over = "0";
        visit->key = NULL;
        return REFUSAL_MALFORMED;
    }
    return REFUSAL_NONE;
}

bool gate_origin(const struct http_request *request)
{
    const char *site = http_header(request, "Sec-Fetch-Site");
    if (site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return false;
    /* Under "no-referrer" browsers send "null" with our own forms: it says nothing either way. */
    const char *origin = http_header(request, "Origin");
    if (origin == NULL || strcmp(origin, "null") == 0)
        return true;
    const char *host = http_header(request, "Host");
    return host != NULL && strncmp(origin, "https://", 8) == 0 && strcasecmp(origin + 8, host) == 0;
}

static bool carries(const char *sent, const char *token)
{
    char wanted[sizeof((struct visit *)0)->csrf];
    return token != NULL && sign_in_csrf(token, wanted) == STATUS_OK &&
           text_equal_const(sent, wanted);
}

static bool is_ours(const struct visit *visit)
{
    const struct http_request *request = visit->request;
    bool public = visit->route->access == ACCESS_PUBLIC || visit->route->access == ACCESS_PENDING;
    if (visit->csrf_sent != NULL) {
        if (visit->csrf[0] != '\0' && text_equal_const(visit->csrf_sent, visit->csrf))
            return true;
        /* A page left open in another tab, whose cookie this one replaced, or that signed in
         * meanwhile: before one is signed in, what the browser itself says of the page is enough,
         * which no other site can make it say. */
        const char *site = http_header(request, "Sec-Fetch-Site");
        const char *before = http_cookie(request, GATE_BEFORE);
        const bool keeps = before != NULL || http_cookie(request, GATE_COOKIE) != NULL;
        return public && (carries(visit->csrf_sent, before) ||
                          (keeps && site != NULL && strcmp(site, "same-origin") == 0));
    }
    /* A script's way in: no page of another site can send JSON without asking us first, and we
     * never answer such a question. */
    return public && request->body_is_json;
}

enum refusal gate_sent(struct visit *visit)
{
    if (!gate_origin(visit->request))
        return REFUSAL_ORIGIN;
    switch (visit->request->body) {
    case HTTP_BODY_TOO_LARGE:
        return REFUSAL_TOO_LARGE;
    case HTTP_BODY_MALFORMED:
        return REFUSAL_MALFORMED;
    case HTTP_BODY_UNKNOWN_TYPE:
        return REFUSAL_TYPE;
    case HTTP_BODY_NONE:
    case HTTP_BODY_FIELDS:
    case HTTP_BODY_NOT_UTF8:
        break;
    }
    if (!is_ours(visit)) {
        /* every page leaves a cookie: a browser that brings none back keeps none */
        if (http_cookie(visit->request, GATE_COOKIE) == NULL &&
            http_cookie(visit->request, GATE_BEFORE) == NULL)
            visit->fault = "no_cookies";
        return REFUSAL_CSRF;
    }
    return visit->request->body == HTTP_BODY_NOT_UTF8 ? REFUSAL_NOT_UTF8 : REFUSAL_NONE;
}

enum refusal gate_fields(struct visit *visit)
{
    const struct form *form = route_form(visit->site->rules, visit->pack, visit->route->form);
    if (form == NULL)
        return REFUSAL_FAILED;
    json_t *clean = NULL;
    json_t *errors = NULL;
    enum status status = form_check(form, &clean, &errors, visit->arena, visit->typed,
                                    visit->route->draft ? FORM_DRAFT : FORM_COMPLETE);
    if (status == STATUS_INVALID) {
        visit->fault_fields = errors;
        return REFUSAL_INVALID;
    }
    if (status != STATUS_OK)
        return refusal_of(visit, status);
    visit->fields = clean;
    if (visit->key != NULL && visit->route->keyed)
        json_object_set_new(visit->fields, "key", json_string(visit->key));
    return REFUSAL_NONE;
}
