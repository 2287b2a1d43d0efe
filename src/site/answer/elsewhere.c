#include "answer/elsewhere.h"

#include "answer/again.h"
#include "answer/reply.h"
#include "request/place.h"

#include <string.h>

enum refusal elsewhere_refused(struct visit *visit)
{
    struct space_id space;
    enum status status = STATUS_NOT_FOUND;
    if (visit->space_said != NULL && id_parse(&space.id, visit->space_said) == STATUS_OK)
        status = sign_in_beside(visit->act, &visit->there, space);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return refusal_of(visit, status);
    if (visit->there == NULL)
        visit->fault = "other_space_unknown";
    return REFUSAL_SPACE;
}

/* As a form sends it: a name with dots for each text. */
static void flatten(json_t *out, struct arena *arena, const char *name, const json_t *value)
{
    const char *key;
    size_t index;
    json_t *part;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, part) flatten(
            out, arena, *name == '\0' ? key : arena_printf(arena, "%s.%s", name, key), part);
        return;
    }
    if (json_is_array(value)) { /* texts: one name with several values */
        json_array_foreach(value, index, part)
            flatten(out, arena,
                    json_is_string(part) ? name : arena_printf(arena, "%s.%zu", name, index), part);
        return;
    }
    if (json_is_string(value) && strcmp(name, "csrf") != 0)
        json_array_append_new(out, json_pack("{s:s, s:O}", "name", name, "value", value));
}

void elsewhere_offer(struct visit *visit, struct http_reply *reply)
{
    again_failure(visit, visit->route->form, visit->typed, REFUSAL_SPACE);
    visit->model = act_json(visit->arena, json_object());
    visit->template = "pages/error";
    if (visit->there != NULL) {
        json_t *carried = json_array();
        flatten(carried, visit->arena, "", visit->request->fields);
        visit_set(visit, "elsewhere",
                  json_pack("{s:s, s:s, s:o}", "title", visit->there->pack->title, "action",
                            arena_printf(visit->arena, "%s%s%s",
                                         place_of(visit->arena, &visit->there->space.id),
                                         visit->request->path, place_query(visit)),
                            "carried", carried));
    }
    reply_page(visit, reply, visit->failure->code);
}
