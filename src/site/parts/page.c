#include "parts/page.h"

#include "answer/fields.h"
#include "answer/leftover.h"
#include "core/directory/directory.h"
#include "core/seances/calendar.h"
#include "parts/findings.h"
#include "render/markdown.h"
#include "request/beside.h"
#include "request/place.h"
#include "words/dates.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void note_error(struct failure *failure, const json_t *field, const char *item)
{
    const json_t *error = json_object_get(field, "error");
    const char *label = json_string_value(json_object_get(field, "label"));
    if (!json_is_object(error))
        return;
    json_t *line = json_pack("{s:O, s:O, s:O?, s:s?}", "id", json_object_get(field, "id"), "label",
                             json_object_get(field, "label"), "text",
                             json_object_get(error, "text"), "item", item);
    if (line != NULL && label != NULL)
        json_array_append(failure->items, line);
    json_decref(line);
    json_object_del(failure->errors, json_string_value(json_object_get(field, "path")));
}

static void note_errors(struct visit *visit, const json_t *fields, const char *item)
{
    size_t index;
    json_t *field;
    json_array_foreach(fields, index, field)
    {
        note_error(visit->failure, field, item);
        size_t place;
        json_t *part;
        json_array_foreach(json_object_get(field, "items"), place, part)
        {
            const char *label = json_string_value(json_object_get(part, "label"));
            const char *name =
                label == NULL ? item : arena_printf(visit->arena, "%s %zu", label, place + 1);
            note_errors(visit, json_object_get(part, "fields"), name);
        }
    }
}

static bool was_refused(const struct visit *visit, const char *name)
{
    const struct failure *failure = visit->failure;
    return failure != NULL && !failure->shown && failure->form != NULL &&
           strcmp(failure->form, name) == 0;
}

const json_t *page_typed(struct visit *visit, const char *name)
{
    if (!was_refused(visit, name))
        return NULL;
    visit->failure->shown = true;
    return visit->failure->typed;
}

void page_buttons(struct visit *visit, const char *name)
{
    if (was_refused(visit, name))
        visit->failure->typed = NULL;
}

/* Whose passphrase is asked: what keeps passphrases for people files it under that address. */
static void name_account(struct visit *visit, json_t *model)
{
    size_t index;
    json_t *field;
    json_t *profile;
    bool secret = false;
    bool named = visit->act == NULL;
    json_array_foreach(json_object_get(model, "fields"), index, field)
    {
        secret = secret || json_is_true(json_object_get(field, "is_secret"));
        named = named || json_is_true(json_object_get(field, "is_email"));
    }
    if (secret && !named && sign_in_profile(visit->act, &profile) == STATUS_OK)
        page_whose(model, json_string_value(json_object_get(profile, "email")));
}

/* Secrets are never shown again: whoever is told that all is kept is told that they are not. */
static void note_secrets(struct visit *visit, const json_t *fields)
{
    size_t index;
    json_t *field;
    json_array_foreach(fields, index, field)
    {
        if (json_is_true(json_object_get(field, "is_secret")) && !visit->failure->closed)
            visit_set(visit, "secrets_gone", json_true());
    }
}

json_t *page_form(struct visit *visit, const char *member, const char *name, const char *action,
                  const json_t *values, json_int_t version)
{
    const struct form *form = route_form(visit->site->rules, visit->pack, name);
    bool refused = was_refused(visit, name);
    const json_t *typed = page_typed(visit, name);
    const json_t *errors = refused ? visit->failure->errors : NULL;
    const json_t *beside = refused ? NULL : beside_find(visit, action);
    const json_t *shown = refused ? typed : values;
    if (beside != NULL)
        shown = json_object_get(beside, "fields");
    json_t *model = form_model(form, visit->arena, shown, errors);
    bool stale = refused && visit->failure->stale;
    json_object_set_new(model, "action", json_string(action));
    json_object_set_new(model, "version",
                        refused && !stale              ? visit_version(visit->failure->version)
                        : version == 0 && visit->shown ? visit_version(visit->shown)
                                                       : json_integer(version));
    if (beside != NULL)
        json_object_set(model, "version", json_object_get(beside, "version"));
    json_object_set_new(model, "kept", json_boolean(refused || beside != NULL));
    json_object_set(model, "saved",
                    stale && values != NULL ? form_read_model(form, visit->arena, values)
                                            : json_null());
    fields_widgets(visit, json_object_get(model, "fields"));
    name_account(visit, model);
    findings_attach(visit, model, form, shown);
    if (refused) {
        note_errors(visit, json_object_get(model, "fields"), NULL);
        note_secrets(visit, json_object_get(model, "fields"));
    }
    json_object_set(visit->model, member, model);
    return model;
}

void page_whose(json_t *form, const char *email)
{
    if (email != NULL)
        json_object_set_new(form, "username", json_string(email));
}

void page_fill(json_t *form, const char *name, const char *purpose)
{
    json_t *field = fields_find(form, name);
    if (field != NULL)
        json_object_set_new(field, "autocomplete", json_string(purpose));
}

void page_drop(json_t *form, const char *name)
{
    json_t *fields = json_object_get(form, "fields");
    const json_t *dropped = fields_find(form, name);
    for (size_t i = 0; dropped != NULL && i < json_array_size(fields); i++)
        if (json_array_get(fields, i) == dropped) {
            json_array_remove(fields, i);
            return;
        }
}

enum status page_html(struct visit *visit, const char *member, const char *markdown,
                      unsigned heading)
{
    struct bytes html;
    if (markdown == NULL)
        return STATUS_OK;
    enum status status = markdown_render(&html, visit->arena, markdown, heading);
    if (status == STATUS_OK)
        visit_set(visit, member, json_stringn((const char *)html.data, html.len));
    return status;
}

void page_sheet(struct visit *visit, const char *member, const char *name, const json_t *values)
{
    const struct form *form = route_form(visit->site->rules, visit->pack, name);
    if (json_is_object(values))
        json_object_set(visit->model, member, form_read_model(form, visit->arena, values));
}

struct seance_id page_seance_id(const struct visit *visit)
{
    struct seance_id seance;
    visit_id(&seance.id, visit);
    return seance;
}

const char *page_seance_name(struct visit *visit, const json_t *seance)
{
    const char *kind = json_string_value(json_object_get(seance, "kind"));
    const char *pattern =
        kind != NULL ? words_get(visit_messages(visit), "seance_name", kind) : NULL;
    if (pattern == NULL)
        pattern = words_get(visit_messages(visit), "seance_name", "any");
    struct dates_civil civil;
    if (pattern == NULL ||
        !dates_parse(&civil, json_string_value(json_object_get(seance, "starts"))))
        return "";
    json_t *values =
        json_pack("{s:s}", "day", dates_text(visit_messages(visit), visit->arena, "day", &civil));
    const char *name = words_fill(visit->arena, pattern, values);
    json_decref(values);
    return name;
}

enum status page_seance(struct visit *visit)
{
    return page_seance_of(visit, page_seance_id(visit));
}

enum status page_seance_of(struct visit *visit, struct seance_id id)
{
    json_t *seance;
    visit->nav = "calendar";
    enum status status = calendar_seance(visit->act, &seance, id);
    if (status != STATUS_OK)
        return status;
    json_object_set(visit->model, "seance", seance);
    visit_word(visit, "seance", page_seance_name(visit, seance));
    json_object_set_new(seance, "title", json_string(page_seance_name(visit, seance)));
    return STATUS_OK;
}

void page_done(struct visit *visit, const char *format, ...)
{
    char key[64];
    va_list list;
    va_start(list, format);
    vsnprintf(key, sizeof key, format, list);
    va_end(list);
    visit->done = arena_text(visit->arena, key);
}

enum status page_seance_with(struct visit *visit, const char *what)
{
    enum status status = page_seance(visit);
    if (status != STATUS_OK)
        return status;
    const json_t *seance = json_object_get(visit->model, "seance");
    return json_is_true(json_object_get(seance, what)) ? STATUS_OK : STATUS_NOT_FOUND;
}

const char *page_next(struct visit *visit)
{
    const char *next = visit->next != NULL ? visit->next : visit_query(visit, "suite");
    if (visit->resume != NULL && next != NULL &&
        route_find(NULL, HTTP_POST, place_inner(next), visit->arena) != NULL)
        return next;
    return route_is_local(next, visit->arena) ? next : "/";
}
