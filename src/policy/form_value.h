/* Values that may be JSON or typed text. */
#ifndef POLICY_FORM_VALUE_H
#define POLICY_FORM_VALUE_H

#include "form_schema.h"

/* Values that may be JSON or form strings, checked or not. */

/** form_value_is_blank(value): NULL, null, "", or holds nothing else. */
bool form_value_is_blank(const json_t *value);

enum form_answer { FORM_NO, FORM_YES, FORM_NEITHER };

/** form_value_answer(value): what a yesno value says. */
enum form_answer form_value_answer(const json_t *value);

/** form_value_chose(value, option): ${value} is that string or an array that holds it. */
bool form_value_chose(const json_t *value, const char *option);

/** form_value_flags(model, type): set "is_<type>" to true and every other to false, since a
 * template that finds no flag in a field would look it up in the group around it. */
void form_value_flags(json_t *model, enum form_type type);

/** form_value_path(arena, prefix, name): "prefix.name", or "name" if the prefix is empty. */
const char *form_value_path(struct arena *arena, const char *prefix, const char *name);

/** form_value_owned(arena, value): ${value}, given back with the arena. */
json_t *form_value_owned(struct arena *arena, json_t *value);

#endif
