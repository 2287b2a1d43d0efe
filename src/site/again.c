#include "again.h"

#include "gate.h"
#include "http/form.h"
#include "reply.h"

#include <stdlib.h>
#include <string.h>

static struct failure *failure_new(struct visit *visit, const char *form, const json_t *typed)
{
    struct failure *failure = arena_alloc(visit->arena, sizeof *failure);
    failure->form = form;
    failure->typed = typed;
    failure->version = visit->version;
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
    }
    visit->fault = NULL;
    visit->fault_fields = NULL;
    enum refusal refusal = gate_admit(visit, visit->route);
    if (refusal != REFUSAL_NONE)
        return refusal;
    return refusal_of(visit, visit->route->handle(visit));
}

void again_refused(struct visit *visit, struct http_reply *reply, enum refusal refusal)
{
    bool typed = visit->request->fields != NULL;
    again_failure(visit, typed ? visit->route->form : NULL, visit->typed, refusal);
    struct failure told = *visit->failure;
    const char *path = route_expand(route_page(visit->route), &visit->params, visit->arena);
    if (show(visit, path) == REFUSAL_NONE) {
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

/* Secrets are never sent back: they are typed again. */
static json_t *without_secrets(struct visit *visit)
{
    json_t *kept = act_json(visit->arena, json_copy(visit->typed));
    const struct form *form = route_form(visit->site->rules, visit->pack, visit->route->form);
    if (form == NULL)
        return kept;
    size_t index;
    json_t *field;
    json_t *model = form_model(form, visit->arena, NULL, NULL);
    json_array_foreach(json_object_get(model, "fields"), index,
                       field) if (json_is_true(json_object_get(field, "is_secret")))
        json_object_del(kept, json_string_value(json_object_get(field, "name")));
    return kept;
}

static void keep_typed(struct visit *visit)
{
    json_t *kept = without_secrets(visit);
    visit->next = visit->request->path;
    if (json_object_size(kept) == 0) {
        visit->next = route_expand(route_page(visit->route), &visit->params, visit->arena);
        return;
    }
    json_t *all = json_pack("{s:O, s:I}", "fields", kept, "version", visit->version);
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    if (text == NULL)
        abort(); /* no memory */
    visit->resume = arena_text(visit->arena, text);
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

void again_go_on(struct visit *visit, struct http_reply *reply)
{
    json_t *all = NULL; /* as bounded as any body: it comes from the browser */
    static const struct http_shape most = {FORM_DEPTH, FORM_FIELDS};
    struct bytes carried = {(const uint8_t *)visit->resume, strlen(visit->resume)};
    if (form_parse(&all, visit->arena, FORM_JSON, carried, &most) != HTTP_BODY_FIELDS)
        all = NULL;
    const json_t *typed = json_object_get(all, "fields");
    struct route_params params;
    const struct route *row = route_find(&params, HTTP_POST, visit->next, visit->arena);
    const char *told = words_get(visit->site->words, "sign_in", "resumed");
    if (row == NULL || !json_is_object(typed) || gate_admit(visit, row) != REFUSAL_NONE) {
        reply_elsewhere(visit, reply, "/");
        return;
    }
    visit->version = json_integer_value(json_object_get(all, "version"));
    visit->failure = failure_new(visit, row->form, typed);
    visit->failure->code = refusal_code(REFUSAL_NONE);
    visit->failure->title = "";
    visit->failure->message = told != NULL ? told : "";
    if (show(visit, route_expand(route_page(row), &params, visit->arena)) == REFUSAL_NONE)
        reply_page(visit, reply, visit->failure->code);
    else
        reply_elsewhere(visit, reply, "/");
}
