/* /examen. */

#include "answer/decorate.h"
#include "core/texts/guard.h"
#include "pages/pages.h"

/* The texts as sent; missing ones are blank. */
static size_t texts_of(struct form_text *out, const json_t *list)
{
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *text = act_text(item, "text");
        out[index] =
            (struct form_text){.path = act_text(item, "path"),
                               .text = text != NULL ? text : "",
                               .holder = item,
                               .carriers = json_is_true(json_object_get(item, "carriers"))};
    }
    return json_array_size(list);
}

static enum status reword(struct visit *visit, struct form_text *texts, size_t count)
{
    const json_t *fields = visit->fields;
    struct guard_change change = {.words = act_text(fields, "words"),
                                  .with = act_text(fields, "with"),
                                  .path = act_text(fields, "path")};
    if (change.words == NULL && !json_is_true(json_object_get(fields, "all")))
        return STATUS_OK;
    const char **replaced = arena_alloc(visit->arena, (count + 1) * sizeof *replaced);
    enum status status = guard_replace(replaced, visit->act, texts, count, &change);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        json_object_set_new(texts[i].holder, "text", json_string(replaced[i]));
        texts[i].text = act_text(texts[i].holder, "text");
    }
    if (status == STATUS_OK)
        visit_set(visit, "texts", json_incref(json_object_get(fields, "texts")));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status page_examine(struct visit *visit)
{
    struct guard guard;
    const json_t *list = json_object_get(visit->fields, "texts");
    struct form_text *texts =
        arena_alloc(visit->arena, (json_array_size(list) + 1) * sizeof *texts);
    size_t count = texts_of(texts, list);
    enum status status = reword(visit, texts, count);
    if (status == STATUS_OK)
        status = guard_examine(&guard, visit->act, texts, count, NULL);
    if (status != STATUS_OK)
        return status;
    decorate(visit_messages(visit), visit->arena, guard.passages);
    visit_set(visit, "passages", json_incref(guard.passages));
    visit_set(visit, "direct_count", json_integer((json_int_t)guard.direct));
    visit_set(visit, "mild_count", json_integer((json_int_t)guard.mild));
    return STATUS_OK;
}

enum status page_examine_lists(struct visit *visit)
{
    return files_reply_made(visit->request, visit->reply, "application/octet-stream",
                            guard_lists(visit->act));
}

/* For scripts alone: it is no page. */
enum status page_examine_names(struct visit *visit)
{
    json_t *names;
    if (!visit->request->wants_json)
        return STATUS_NOT_FOUND;
    enum status status = guard_names(&names, visit->act);
    if (status != STATUS_OK)
        return status;
    decorate(visit_messages(visit), visit->arena, names);
    visit_merge(visit, names);
    return STATUS_OK;
}
