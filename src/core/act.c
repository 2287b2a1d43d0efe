#include "act.h"

#include "base/text.h"
#include "policy/access.h"
#include "store/rows/structure_rows.h"

#include <stdlib.h>
#include <string.h>

struct act_membership act_membership(const struct membership_row *row)
{
    return (struct act_membership){.is = true,
                                   .structure = row->structure,
                                   .coordination = row->coordination,
                                   .represents = row->represents};
}

enum status act_fault(struct act *act, enum status status, const char *key)
{
    act->fault = key;
    return status;
}

enum status act_fault_field(struct act *act, const char *field, const char *key)
{
    if (act->fault_fields == NULL)
        act->fault_fields = act_json(act->arena, json_object());
    json_object_set_new(act->fault_fields, field, json_pack("{s:s}", "key", key));
    return STATUS_INVALID;
}

static void release(void *json)
{
    json_decref(json);
}

json_t *act_json(struct arena *arena, json_t *value)
{
    if (value == NULL)
        abort();
    arena_defer(arena, release, value);
    return value;
}

bool act_may(const struct act *act, enum resource resource, enum action action, uint32_t relations,
             enum stage stage)
{
    return act->pack != NULL &&
           access_allows(act->pack->access, resource, action, act->standing | relations, stage);
}

const char *act_text(const json_t *fields, const char *name)
{
    return json_string_value(json_object_get(fields, name));
}

void act_id(struct id *out, const json_t *fields, const char *name)
{
    const char *text = act_text(fields, name);
    if (text == NULL || id_parse(out, text) != STATUS_OK)
        *out = (struct id){0};
}

void act_new_id(struct id *out, const json_t *fields)
{
    act_id(out, fields, "key");
    if (id_is_none(out))
        id_new(out);
}

json_t *act_id_json(const struct id *id)
{
    char text[ID_TEXT];
    return id_is_none(id) ? json_null() : json_string(id_text(text, id));
}
