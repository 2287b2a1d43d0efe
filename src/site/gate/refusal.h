/* Statuses into HTTP codes and sentences. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "request/visit.h"

/** Why a visit does not get what it asked for. */
enum refusal {
    REFUSAL_NONE,
    REFUSAL_INVALID,
    REFUSAL_NOT_UTF8,
    REFUSAL_MALFORMED,
    REFUSAL_SIGN_IN,
    REFUSAL_WRONG,  /* passphrase or address */
    REFUSAL_CLOSED, /* the passphrase is right, the access closed */
    REFUSAL_DENIED,
    REFUSAL_CHARTER,
    REFUSAL_FACTOR,
    REFUSAL_ORIGIN, /* a form of another site */
    REFUSAL_CSRF,
    REFUSAL_NOT_FOUND,
    REFUSAL_METHOD,
    REFUSAL_CONFLICT,
    REFUSAL_STALE,
    REFUSAL_SPACE, /* the form is of another space */
    REFUSAL_NO_LENGTH,
    REFUSAL_TOO_LARGE,
    REFUSAL_TYPE,
    REFUSAL_RATE,
    REFUSAL_BUSY,
    REFUSAL_TAMPERED,
    REFUSAL_FAILED,
    REFUSAL_COUNT
};

/** refusal_of(visit, status): what a handler's answer means to whoever asked. */
enum refusal refusal_of(const struct visit *visit, enum status status);

/** refusal_code(refusal): the HTTP code.  refusal_name(refusal): "status" of the JSON face. */
unsigned refusal_code(enum refusal refusal);
const char *refusal_name(enum refusal refusal);

/** refusal_by_code(code): the nearest refusal to a code of the server itself. */
enum refusal refusal_by_code(unsigned code);

/** refusal_title(visit, refusal) and refusal_message(visit, refusal): what people read; the message
 * names the fault that the activity noted, if it has a sentence. */
const char *refusal_title(const struct visit *visit, enum refusal refusal);
const char *refusal_message(const struct visit *visit, enum refusal refusal);

/** refusal_errors(visit): the faults by field of the visit, each with its "text"; may be empty. */
json_t *refusal_errors(struct visit *visit);

/** refusal_check(words): whether every sentence is there. */
bool refusal_check(const struct words *words);

#endif
