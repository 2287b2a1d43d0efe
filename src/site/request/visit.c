#include "request/visit.h"

#include <stdlib.h>
#include <string.h>

void visit_set(struct visit *visit, const char *name, json_t *value)
{
    json_object_set_new(visit->model, name, value);
}

void visit_word(struct visit *visit, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_new(visit->words, name, json_string(value));
}

json_t *visit_version(const char *text)
{
    enum { DIGEST_DIGITS = 16 };
    return strlen(text) == DIGEST_DIGITS ? json_string(text) : json_integer(atoll(text));
}

void visit_merge(struct visit *visit, json_t *model)
{
    json_object_update(visit->model, model);
}

void visit_id(struct id *out, const struct visit *visit)
{
    const char *text = route_param(&visit->params, "id");
    if (text == NULL || id_parse(out, text) != STATUS_OK)
        *out = (struct id){0};
}

const char *visit_query(const struct visit *visit, const char *name)
{
    return json_string_value(json_object_get(visit->query, name));
}

const struct words *visit_messages(const struct visit *visit)
{
    size_t count;
    const struct pack *packs = rules_packs(visit->site->rules, &count);
    if (visit->pack == NULL || visit->site->by_pack == NULL)
        return visit->site->words;
    return visit->site->by_pack[visit->pack - packs];
}
