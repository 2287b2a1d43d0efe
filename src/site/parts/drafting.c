#include "parts/drafting.h"

#include "core/overview/retention_notice.h"
#include "core/texts/guard.h"
#include "core/texts/local_draft.h"
#include "parts/sight.h"

#include <string.h>

static bool is_true(const json_t *model, const char *name)
{
    return json_is_true(json_object_get(model, name));
}

/* For whoever answers that the text lets nobody be recognised. */
static void examined(struct visit *visit, const char *name, const json_t *values)
{
    struct form_text *texts;
    struct guard guard;
    size_t count;
    form_text_list(&texts, &count, route_form(visit->site->rules, visit->pack, name), visit->arena,
                   values);
    if (guard_examine(&guard, visit->act, texts, count, json_object_get(values, GUARD_MEMBER)) !=
        STATUS_OK)
        return;
    visit_set(visit, "examined", json_true());
    visit_set(visit, "has_passages", json_boolean(json_array_size(guard.passages) > 0));
    visit_set(visit, "passages", json_incref(guard.passages));
}

static bool is_in_state(const json_t *model, const char *state)
{
    const char *text = json_string_value(json_object_get(model, "state"));
    return text != NULL && strcmp(text, state) == 0;
}

void drafting_model(struct visit *visit, json_t *model, const char *name)
{
    const json_t *values = json_object_get(model, "values");
    json_int_t version = json_integer_value(json_object_get(model, "version"));
    const char *folder = strcmp(name, "situation") == 0 ? "situation" : "synthese";
    const char *path =
        arena_printf(visit->arena, "/seances/%s/%s", route_param(&visit->params, "id"), folder);
    visit_merge(visit, model);
    visit_set(visit, "base", json_string(path));
    visit_set(visit, "has_text", json_boolean(json_is_object(values)));
    visit_set(visit, "has_readers",
              json_boolean(json_array_size(json_object_get(model, "readers")) > 0));
    visit_set(visit, "has_waiting",
              json_boolean(json_array_size(json_object_get(model, "waiting")) > 0));
    visit_set(visit, "destroyed", json_boolean(is_in_state(model, "expired")));
    visit_set(visit, "is_draft",
              json_boolean(is_in_state(model, "draft") || is_in_state(model, "sent_back")));
    sight_readers(visit_messages(visit), visit->arena, json_object_get(model, "who_reads"));
    if (is_true(model, "i_save")) {
        json_t *form = page_form(visit, "form", name, path, values, version);
        json_object_set_new(form, "drafting", json_true());
        json_object_set_new(form, "here",
                            json_string(local_draft_key(visit->act, page_seance_id(visit), name)));
    } else {
        page_sheet(visit, "reading", name, values);
    }
    if (is_true(model, "i_approve") || is_true(model, "i_sign"))
        examined(visit, name, values);
    if (is_true(model, "i_send_back"))
        page_form(visit, "word_form", "send_back", arena_printf(visit->arena, "%s/renvoi", path),
                  NULL, 0);
    if (is_true(model, "i_comment"))
        page_form(visit, "comment_form", "comment",
                  arena_printf(visit->arena, "%s/commentaires", path), NULL, 0);
}

enum status drafting_end(struct visit *visit, const char *name)
{
    int64_t at;
    enum status status = retention_notice_end(&at, visit->act, page_seance_id(visit), name);
    if (status == STATUS_OK && at != 0)
        visit_set(visit, "ends_at", json_integer((json_int_t)at));
    return status;
}

void drafting_grow(struct visit *visit)
{
    const char *part = visit_query(visit, "ajout");
    if (part != NULL && strspn(part, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(part))
        visit->fragment = part;
}

void drafting_saved(struct visit *visit, json_int_t version)
{
    visit_set(visit, "version", json_integer(version));
    drafting_grow(visit);
}
