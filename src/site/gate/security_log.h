/* Who tries what, in lines of the log: bounded, without names or addresses. */
#ifndef SECURITY_LOG_H
#define SECURITY_LOG_H

#include <stdint.h>

/* What an operator has to know of who tries what: lines "security: …" in the log.  Each is made of
 * words of this program, ids and numbers: nothing that somebody typed or sent is in them. */

enum security_event {
    SECURITY_SIGNED_IN,
    SECURITY_FACTOR_ASKED, /* the passphrase was right, the second factor is yet to be shown */
    SECURITY_SIGN_IN_REFUSED,
    SECURITY_PASSPHRASE_REFUSED, /* of somebody signed in */
    SECURITY_FACTOR_REFUSED,
    SECURITY_SIGN_IN_NEEDED,
    SECURITY_DENIED,
    SECURITY_NOT_FOUND, /* hidden from who asks, or not there */
    SECURITY_FOREIGN_ORIGIN,
    SECURITY_FORGED_FORM, /* without its token */
    SECURITY_MALFORMED,   /* what none of our pages sends */
    SECURITY_CONFLICT,    /* an act that is not possible now */
    SECURITY_TOO_OFTEN,
    SECURITY_TOO_LARGE,
    SECURITY_BUSY,
    SECURITY_TAMPERED,
    SECURITY_FAILED,
    SECURITY_EVENTS,
    SECURITY_NONE = SECURITY_EVENTS
};

enum {
    SECURITY_AT_ONCE = 5,         /* lines of one event from one prefix, then one a minute */
    SECURITY_AT_ONCE_IN_ALL = 20, /* lines of one event from everywhere, then six a minute */
    SECURITY_PREFIX = 48,         /* room for the text of one */
};

/** One thing that happened. */
struct security_notice {
    enum security_event event;
    const char *address; /* of the peer, whole: only its prefix is written */
    const char
        *account; /* the id of who is signed in or has yet to show a second factor, or NULL */
    const char *claimed; /* an address that somebody typed, or NULL: a mark of it is written */
    const char *method;
    const char *route; /* the pattern of the row, never the path; NULL: none */
};

struct security_log;

/** security_log_new(): NULL without memory, which is bounded whatever happens.  Thread-safe. */
struct security_log *security_log_new(void);

/** security_log_free(log): how many lines were left out since the last one is written first. */
void security_log_free(struct security_log *log);

/** security_log_tell(log, notice, now): one line, unless there were too many of this event from
 * this prefix or from everywhere: then it is counted, and the next line of the event says how many
 * were left out. */
void security_log_tell(struct security_log *log, const struct security_notice *notice, int64_t now);

/** security_log_tick(log, now): every few seconds: what was left out a minute ago is told. */
void security_log_tick(struct security_log *log, int64_t now);

/** security_log_prefix(out, address): an IPv4 address's /24 (in IPv6's clothes too), an IPv6
 * address's /48; "?" for anything else. */
void security_log_prefix(char out[SECURITY_PREFIX], const char *address);

/** security_log_word(event): the stable word of an event. */
const char *security_log_word(enum security_event event);

#endif
