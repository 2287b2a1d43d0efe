#include "answer/again.h"

#include "answer/reply.h"
#include "core/doors/kept_text.h"
#include "gate/gate.h"
#include "http/form.h"
#include "request/beside.h"
#include "request/place.h"

#include <stdlib.h>
#include <string.h>

static struct failure *failure_new(struct visit *visit, const char *form, const json_t *typed)
{
    struct failure *failure = arena_alloc(visit->arena, sizeof *failure);
    failure->form = form;
    failure->typed = typed;
    failure->version = visit->over != NULL ? visit->over : "0";
    failure->items = act_json(visit->arena, json_array());
    failure->errors = act_json(visit->arena, json_object());
    return failure;
}

static void explain(struct visit *visit, struct failure *failure, enum refusal refusal)
{
    failure->code = refusal_code(refusal);
    failure->title = refusal_title(visit, refusal);
    failure->message = refusal_message(visit, refusal);
    failure->errors = refusal_errors(visit);
    failure->stale = refusal == REFUSAL_STALE;
    failure->closed = refusal == REFUSAL_CLOSED || refusal == REFUSAL_TAMPERED;
}

void again_failure(struct visit *visit, const char *form, const json_t *typed, enum refusal refusal)
{
    visit->failure = failure_new(visit, form, typed);
    explain(visit, visit->failure, refusal);
}

/* Run the handler of a GET path for this visit, whatever it was before. */
static enum refusal show(struct visit *visit, const char *path)
{
    visit->route = route_find(&visit->params, HTTP_GET, path, visit->arena);
    if (visit->route == NULL || visit->route->template == NULL)
        return REFUSAL_NOT_FOUND;
    visit->template = visit->route->template;
    visit->query = act_json(visit->arena, json_object());
    visit->model = act_json(visit->arena, json_object());
    if (visit->act != NULL) {
        visit->act->fault = NULL;
        visit->act->fault_fields = NULL;
        shown_over(visit->act, SHOWN_NOTHING, &(struct id){0}, NULL);
    }
    visit->fault = NULL;
    visit->fault_fields = NULL;
    enum refusal refusal = gate_admit(visit, visit->route);
    if (refusal != REFUSAL_NONE)
        return refusal;
    enum status status = gate_shown(visit);
    return refusal_of(visit, status == STATUS_OK ? visit->route->handle(visit) : status);
}

void again_refused(struct visit *visit, struct http_reply *reply, enum refusal refusal)
{
    bool typed = visit->request->fields != NULL;
    again_failure(visit, typed ? visit->route->form : NULL, visit->typed, refusal);
    struct failure told = *visit->failure;
    const char *path = route_expand(route_page(visit->route), &visit->params, visit->arena);
    if (show(visit, path) == REFUSAL_NONE) {
        /* the page is there, and what was done on it no more */
        if (refusal == REFUSAL_NOT_FOUND) {
            visit->fault = "conflict_changed";
            explain(visit, visit->failure, REFUSAL_STALE);
        }
        reply_page(visit, reply, visit->failure->code);
        return;
    }
    /* that page is closed too: say what was refused, and give the text back */
    json_array_clear(visit->failure->items);
    visit->failure->shown = false;
    visit->model = act_json(visit->arena, json_object());
    visit->template = "pages/error";
    visit_set(visit, "to_charter", json_boolean(refusal == REFUSAL_CHARTER));
    visit_set(visit, "to_factor", json_boolean(refusal == REFUSAL_FACTOR));
    visit->failure->message = told.message;
    reply_page(visit, reply, told.code);
}

/* A page says who typed; without that, the login that has ended. */
static struct account_id whose(const struct visit *visit)
{
    if (!id_is_none(&visit->whose.id))
        return visit->whose;
    return kept_text_whose(visit->site->core, visit->arena,
                           http_cookie(visit->request, GATE_COOKIE));
}

static void keep_typed(struct visit *visit)
{
    const struct form *form = route_form(visit->site->rules, visit->pack, visit->route->form);
    json_t *kept = beside_without_secrets(visit, form, visit->typed);
    visit->next = visit->path;
    if (json_object_size(kept) == 0 && visit->beside == NULL) {
        visit->next =
            place_path(visit, route_expand(route_page(visit->route), &visit->params, visit->arena));
        return;
    }
    json_t *all = json_pack("{s:O, s:s, s:s?, s:O*}", "fields", kept, "version", visit->over,
                            "space", visit->space_said, "beside", visit->beside);
    visit->beside = NULL;
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    if (text == NULL)
        abort(); /* no memory */
    visit->resume = kept_text_seal(visit->site->core, visit->arena, whose(visit), text);
    explicit_bzero(text, strlen(text));
    free(text);
}

void again_sign_in(struct visit *visit, struct http_reply *reply)
{
    keep_typed(visit);
    again_failure(visit, NULL, NULL, REFUSAL_SIGN_IN);
    if (show(visit, "/connexion") == REFUSAL_NONE)
        reply_page(visit, reply, visit->failure->code);
    else
        reply_error(visit, reply, REFUSAL_SIGN_IN);
}

/* Into the space that was written in, wherever a new login looks first. */
static enum status go_back(struct visit *visit, const char *space)
{
    struct id id;
    enum status status = STATUS_NOT_FOUND;
    if (space != NULL && id_parse(&id, space) == STATUS_OK)
        status = place_enter(visit, place_of(visit->arena, &id));
    if (status != STATUS_NOT_FOUND)
        return status;
    return place_enter(visit, visit->next);
}

/* Show the page of ${row} with what was typed there. */
static bool give_back(struct visit *visit, struct http_reply *reply, const struct route *row,
                      const struct route_params *params, const json_t *typed)
{
    const char *told = words_get(visit_messages(visit), "sign_in", "resumed");
    const char *page = route_expand(route_page(row), params, visit->arena);
    visit->failure = failure_new(visit, row->form, typed);
    visit->failure->code = refusal_code(REFUSAL_NONE);
    visit->failure->title = "";
    visit->failure->message = told != NULL ? told : "";
    if (show(visit, page) != REFUSAL_NONE)
        return false;
    visit_set(visit, "here", json_string(place_path(visit, page)));
    reply_page(visit, reply, visit->failure->code);
    return true;
}

void again_go_on(struct visit *visit, struct http_reply *reply)
{
    json_t *all = NULL; /* as bounded as any body: it comes from the browser */
    static const struct http_shape most = {FORM_DEPTH + 2, FORM_FIELDS};
    const char *text = kept_text_open(visit->act, visit->resume);
    struct bytes carried = {(const uint8_t *)text, text != NULL ? strlen(text) : 0};
    if (text == NULL ||
        form_parse(&all, visit->arena, FORM_JSON, carried, &most) != HTTP_BODY_FIELDS)
        all = NULL;
    const json_t *typed = json_object_get(all, "fields");
    struct route_params params;
    if (go_back(visit, json_string_value(json_object_get(all, "space"))) != STATUS_OK) {
        reply_error(visit, reply, REFUSAL_NOT_FOUND);
        return;
    }
    const struct route *row =
        route_find(&params, HTTP_POST, place_inner(visit->next), visit->arena);
    visit->over = json_string_value(json_object_get(all, "version"));
    beside_again(visit, json_object_get(all, "beside"));
    if (row == NULL || !json_is_object(typed) || gate_admit(visit, row) != REFUSAL_NONE ||
        !give_back(visit, reply, row, &params, typed))
        reply_elsewhere(visit, reply, "/");
}

bool again_is_held(const struct visit *visit)
{
    return visit->hold && !visit->request->wants_json && gate_origin(visit->request);
}

void again_held(struct visit *visit, struct http_reply *reply)
{
    const bool theirs = visit->act != NULL && id_equal(&visit->act->who.id, &visit->whose.id);
    if (!theirs || gate_admit(visit, visit->route) != REFUSAL_NONE ||
        !give_back(visit, reply, visit->route, &visit->params, visit->typed))
        again_sign_in(visit, reply);
}

void again_beside(struct visit *visit, struct http_reply *reply)
{
    const char *location = visit->location != NULL ? visit->location
                                                   : route_expand(route_page(visit->route),
                                                                  &visit->params, visit->arena);
    const char *page = place_inner(arena_copy(visit->arena, location, strcspn(location, "?#")));
    if (show(visit, page) != REFUSAL_NONE) {
        reply_elsewhere(visit, reply, location);
        return;
    }
    visit->query = act_json(visit->arena, json_pack("{s:s*}", "fait", visit->done));
    visit_set(visit, "here", json_string(place_path(visit, page)));
    reply_page(visit, reply, 200);
}
