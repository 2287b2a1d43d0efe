#include "beside.h"

#include "http/form.h"
#include "page.h"
#include "place.h"

#include <string.h>

static const struct http_shape most = {FORM_DEPTH, FORM_FIELDS};

static struct bytes bytes_of(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static const struct form *form_of(const struct visit *visit, const char *action)
{
    const struct route *row =
        action != NULL ? route_find(NULL, HTTP_POST, place_inner(action), visit->arena) : NULL;
    return row != NULL ? route_form(visit->site->rules, visit->pack, row->form) : NULL;
}

static json_t *taken(struct visit *visit, const char *action, const json_t *typed,
                     const char *version)
{
    return json_pack("{s:s, s:O, s:s}", "action", place_inner(action), "fields",
                     page_without_secrets(visit, form_of(visit, action), typed), "version",
                     version != NULL ? version : "0");
}

void beside_take(struct visit *visit, const char *text)
{
    json_t *all = NULL;
    json_t *list = act_json(visit->arena, json_array());
    size_t index;
    json_t *one;
    visit->beside = NULL;
    if (text == NULL ||
        form_parse(&all, visit->arena, FORM_JSON, bytes_of(text), &most) != HTTP_BODY_FIELDS)
        return;
    json_array_foreach(json_object_get(all, "forms"), index, one)
    {
        json_t *fields = NULL;
        const char *action = json_string_value(json_object_get(one, "action"));
        const char *body = json_string_value(json_object_get(one, "body"));
        if (body != NULL && form_of(visit, action) != NULL &&
            form_parse(&fields, visit->arena, FORM_URLENCODED, bytes_of(body), &most) ==
                HTTP_BODY_FIELDS)
            json_array_append_new(list,
                                  taken(visit, action, fields,
                                        json_string_value(json_object_get(fields, "version"))));
    }
    if (json_array_size(list) > 0)
        visit->beside = list;
}

void beside_again(struct visit *visit, const json_t *carried)
{
    json_t *list = act_json(visit->arena, json_array());
    size_t index;
    json_t *one;
    visit->beside = NULL;
    json_array_foreach(carried, index, one)
    {
        const char *action = json_string_value(json_object_get(one, "action"));
        const json_t *fields = json_object_get(one, "fields");
        if (json_is_object(fields) && form_of(visit, action) != NULL)
            json_array_append_new(list, taken(visit, action, fields,
                                              json_string_value(json_object_get(one, "version"))));
    }
    if (json_array_size(list) > 0)
        visit->beside = list;
}

const json_t *beside_find(const struct visit *visit, const char *action)
{
    size_t index;
    json_t *one;
    json_array_foreach(visit->beside, index, one)
    {
        const char *its = json_string_value(json_object_get(one, "action"));
        if (strcmp(its, place_inner(action)) != 0)
            continue;
        json_object_set_new(one, "shown", json_true());
        return one;
    }
    return NULL;
}

void beside_left(struct visit *visit)
{
    size_t index;
    json_t *one;
    json_t *before = json_object_get(visit->model, "leftover");
    json_t *left = act_json(visit->arena, json_array());
    if (before != NULL)
        json_array_append(left, before);
    json_array_foreach(visit->beside, index, one)
    {
        if (json_is_true(json_object_get(one, "shown")))
            continue;
        const char *action = json_string_value(json_object_get(one, "action"));
        if (page_leftover(visit, form_of(visit, action), json_object_get(one, "fields"), NULL))
            json_array_append(left, json_object_get(visit->model, "leftover"));
    }
    if (json_array_size(left) > (before != NULL ? 1 : 0))
        json_object_set(visit->model, "leftover", left);
}
