/* Names of categories, severities, reasons. */
#ifndef ANONYMISE_FINDING_H
#define ANONYMISE_FINDING_H

#include <stddef.h>

/** What a passage could tell of somebody. */
enum finding_category {
    FINDING_PERSON,
    FINDING_PLACE,
    FINDING_ORGANISATION,
    FINDING_DATE,
    FINDING_AGE, /* year of birth, exact age */
    FINDING_ADDRESS,
    FINDING_PHONE,
    FINDING_EMAIL,
    FINDING_IDENTIFIER, /* NIR, IBAN, plate, file number, handle, URL */
    FINDING_TRAIT,      /* identifies together with something else */
    FINDING_PLATFORM,   /* a person or a structure that the platform knows */
    FINDING_CATEGORIES,
};

enum finding_severity {
    FINDING_MILD,   /* may stay if who writes says why */
    FINDING_DIRECT, /* identifies: the text cannot be handed in with it */
};

/** A passage of a text.  Strings live in the arena of the detection or in the lexicon. */
struct finding {
    size_t start, end;           /* bytes, [start, end) */
    size_t char_start, char_end; /* the same in Unicode code points */
    enum finding_category category;
    enum finding_severity severity;
    const char *reason;     /* why, a key for messages: one of finding_reason(i) */
    const char *rule;       /* which rule made it, for --explain, e.g. "person/title" */
    const char *lexicon;    /* which list it stands on: "first-names", "communes"..., "" for none */
    size_t entity;          /* equal for what names the same person, place... in the document */
    const char *suggestion; /* what may stand there instead, never NULL, may be "" (take it out) */
};

/** finding_category_name(category): "person", "place", "organisation", "date", "age", "address",
 * "phone", "email", "identifier", "trait", "platform". */
const char *finding_category_name(enum finding_category category);

/** finding_severity_name(severity): "direct" or "mild". */
const char *finding_severity_name(enum finding_severity severity);

/** finding_reason(i): the i-th reason there is, NULL after the last: so that a message for each can
 * be checked. */
const char *finding_reason(size_t i);

#endif
