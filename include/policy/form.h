/* A form's schema, read and checked. */
#ifndef POLICY_FORM_H
#define POLICY_FORM_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/ini.h"
#include "base/status.h"

#include <jansson.h>
#include <stdbool.h>

/* Forms are data: one JSON schema file a form, one validator, one model for the renderer. */

struct form;

/** form_load(out, arena, path, pack): read and check a schema; "options_from" takes options from
 * that section of ${pack} (space.ini; may be NULL).  STATUS_INVALID with the reason in the log.
 * Lives in
 * ${arena}; immutable after. */
CHECKED enum status form_load(struct form **out, struct arena *arena, const char *path,
                              const struct ini *pack);

/** form_read(out, arena, path, content, pack): the same from bytes; ${path} names them in the log.
 */
CHECKED enum status form_read(struct form **out, struct arena *arena, const char *path,
                              struct bytes content, const struct ini *pack);

const char *form_name(const struct form *form);

/** How much is asked of the input. */
enum form_rigour {
    FORM_DRAFT,    /* types, lengths, options and unknown names; nothing is required */
    FORM_COMPLETE, /* also what is required */
};

/**
 * form_check(form, clean, errors, arena, input, rigour):
 * ${clean} becomes a new object with the schema's fields only, in its order: texts through
 * text_clean() (a text of one line has no newline), numbers as integers, yesno as booleans, choices
 * as arrays in the order of the options, groups as arrays of objects without blank items (without
 * "repeat": one object), dates as "2022-03", "2022-03-07", "2022-03-07T14:00" also if typed as on
 * paper ("03/2022", "07/03/2022", "07/03/2022 14:00"); absent or empty fields are absent.  Secrets
 * are validated but never cleaned, and counted in bytes.  STATUS_INVALID if anything is wrong: then
 * ${errors} is a new object from "path.0.of.field" to {"key": "too_long", "max": 200, …} (keys:
 * section [field] of messages.fr.ini; at most 200 errors) and ${clean} is NULL.  Items are counted
 * as they came. Input may be JSON (true, 12) or form strings ("oui", "12").  Both out objects
 * belong to the arena.
 */
CHECKED enum status form_check(const struct form *form, json_t **clean, json_t **errors,
                               struct arena *arena, const json_t *input, enum form_rigour rigour);

/**
 * form_model(form, arena, values, errors): what web/partials/form.html renders, owned by the arena:
 * {"name", "intro"?, "fields": [{"name", "path" (dotted), "id" ("f-" + form + path with dashes),
 * "label", "hint"?, "required", "min"?, "max"?, "rows"?, "value"?, "is_text" | "is_paragraph" |
 * "is_month" | "is_date" | "is_moment" | "is_number" | "is_email" | "is_choice" | "is_choices" |
 * "is_yesno" | "is_secret" | "is_id" | "is_group": true, "repeat", "carriers", "options"?:
 * [{"value", "label", "selected"}], "items"?: [{"index", "number", "label", "blank", "fields":
 * […]}], "error"?: {key, …}}]}.  The value of a yesno is true or false, "yes" and "no" say which
 * was answered. What is absent ("?") is null, and every flag is there, true or false: a template
 * looks a missing name up in the group around the field. A repeated group gets one blank item at
 * its end, unless it is full; a group that is not repeated has one item without index.  Secrets
 * never get a value.  ${values} may be unchecked input (strings where numbers should be) and is
 * shown as typed.
 */
json_t *form_model(const struct form *form, struct arena *arena, const json_t *values,
                   const json_t *errors);

/**
 * form_read_model(form, arena, values): the same tree for reading, only fields with a value:
 * {"name", "intro"?, "fields": [{"name", "label", "is_…", "text"? for one-line values (an option's
 * label, a month as typed), "paragraph"?, "options"?: the chosen [{"value", "label"}] of choices,
 * "yes" and "no", "items"?: [{"number", "label", "fields"}]}]}.  No secrets.
 */
json_t *form_read_model(const struct form *form, struct arena *arena, const json_t *values);

/** A free text among the values of a form: its path, and where it stands in them. */
struct form_text {
    const char *path;
    const char *text;
    json_t *holder; /* the object that has it, under ${name} */
    const char *name;
    bool carriers; /* structures of the network are named there on purpose */
};

/** form_text_list(out, count, form, arena, values): the texts and paragraphs of ${values}, in the
 * order of the form, without blank ones and without what stands aside.  Values may be unchecked
 * input; what is found is borrowed from them. */
void form_text_list(struct form_text **out, size_t *count, const struct form *form,
                    struct arena *arena, const json_t *values);

/** form_has(form, name): whether it has a field of that name. */
bool form_has(const struct form *form, const char *name);

#endif
