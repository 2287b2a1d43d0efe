/* What a form knows of its fields. */
#ifndef POLICY_FORM_SCHEMA_H
#define POLICY_FORM_SCHEMA_H

#include "policy/form.h"

#include <stddef.h>
#include <stdint.h>

/* What a schema file becomes: shared by the form_*.c files, nobody else's business. */

enum form_type {
    FORM_TEXT,
    FORM_PARAGRAPH,
    FORM_MONTH,
    FORM_DATE,
    FORM_MOMENT,
    FORM_NUMBER,
    FORM_EMAIL,
    FORM_CHOICE,
    FORM_CHOICES,
    FORM_YESNO,
    FORM_SECRET,
    FORM_ID,
    FORM_GROUP,
    FORM_TYPE_COUNT
};

struct form_option {
    const char *value;
    const char *label;
};

struct form_field {
    const char *name;
    const char *label;
    const char *hint;       /* or NULL */
    const char *item_label; /* of a repeated group */
    enum form_type type;
    bool required;
    bool past;     /* month */
    bool minutes;  /* number: a duration */
    bool must_yes; /* yesno */
    bool repeat;   /* group */
    bool carriers; /* text: structures of the network are named there on purpose */
    bool aside;    /* group: about the other fields, drawn beside them */
    int64_t min;   /* number: least value; choices, repeated group: fewest; else shortest */
    int64_t max;   /* likewise; 0 where nothing is counted */
    int64_t rows;  /* paragraph */
    const struct form_option *options;
    size_t option_count;
    const struct form_field *fields; /* group */
    size_t field_count;
};

struct form {
    const char *name;
    const char *intro; /* or NULL */
    const struct form_field *fields;
    size_t field_count;
};

/** form_type_names: as written in schemas. */
extern const char *const form_type_names[FORM_TYPE_COUNT];

#endif
