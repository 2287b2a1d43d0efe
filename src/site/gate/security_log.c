#include "gate/security_log.h"

#include "base/log.h"
#include "http/limits.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEYS = 4096, MINUTE = 60, A_MINUTE = 1, A_MINUTE_IN_ALL = 6 };

struct security_log {
    struct limits *by_prefix;
    struct limits *by_event; /* a flood of one event hides no other */
    _Atomic uint64_t left_out[SECURITY_EVENTS];
    int64_t ticked;
};

static const struct {
    const char *word;
    void (*write)(const char *format, ...);
} events[SECURITY_EVENTS] = {
    [SECURITY_SIGNED_IN] = {"signed-in", log_info},
    [SECURITY_FACTOR_ASKED] = {"factor-asked", log_info},
    [SECURITY_SIGN_IN_REFUSED] = {"sign-in-refused", log_warning},
    [SECURITY_PASSPHRASE_REFUSED] = {"passphrase-refused", log_warning},
    [SECURITY_FACTOR_REFUSED] = {"factor-refused", log_warning},
    [SECURITY_SIGN_IN_NEEDED] = {"sign-in-needed", log_info},
    [SECURITY_DENIED] = {"denied", log_warning},
    [SECURITY_NOT_FOUND] = {"not-found", log_warning},
    [SECURITY_FOREIGN_ORIGIN] = {"foreign-origin", log_warning},
    [SECURITY_FORGED_FORM] = {"forged-form", log_warning},
    [SECURITY_MALFORMED] = {"malformed", log_warning},
    [SECURITY_CONFLICT] = {"conflict", log_info},
    [SECURITY_TOO_OFTEN] = {"too-often", log_warning},
    [SECURITY_TOO_LARGE] = {"too-large", log_warning},
    [SECURITY_BUSY] = {"busy", log_warning},
    [SECURITY_TAMPERED] = {"tampered", log_error},
    [SECURITY_FAILED] = {"failed", log_error},
};

struct security_log *security_log_new(void)
{
    struct security_log *log = calloc(1, sizeof *log);
    if (log == NULL)
        return NULL;
    log->by_prefix = limits_new(SECURITY_AT_ONCE, A_MINUTE, KEYS);
    log->by_event = limits_new(SECURITY_AT_ONCE_IN_ALL, A_MINUTE_IN_ALL, SECURITY_EVENTS);
    if (log->by_prefix != NULL && log->by_event != NULL)
        return log;
    security_log_free(log);
    return NULL;
}

static void tell_left_out(struct security_log *log)
{
    for (size_t event = 0; event < SECURITY_EVENTS; event++) {
        const uint64_t count = atomic_exchange(&log->left_out[event], 0);
        if (count > 0)
            events[event].write("security: %s suppressed=%" PRIu64, events[event].word, count);
    }
}

void security_log_free(struct security_log *log)
{
    if (log == NULL)
        return;
    tell_left_out(log);
    limits_free(log->by_prefix);
    limits_free(log->by_event);
    free(log);
}

void security_log_tick(struct security_log *log, int64_t now)
{
    if (now >= log->ticked && now - log->ticked < MINUTE)
        return;
    log->ticked = now;
    tell_left_out(log);
}

const char *security_log_word(enum security_event event)
{
    return events[event].word;
}

void security_log_prefix(char out[SECURITY_PREFIX], const char *address)
{
    struct in6_addr v6;
    struct in_addr v4;
    char text[INET6_ADDRSTRLEN];
    strcpy(out, "?");
    if (address == NULL)
        return;
    bool is_v4 = inet_pton(AF_INET, address, &v4) == 1;
    bool is_v6 = !is_v4 && inet_pton(AF_INET6, address, &v6) == 1;
    if (is_v6 && IN6_IS_ADDR_V4MAPPED(&v6)) {
        memcpy(&v4, v6.s6_addr + 12, sizeof v4);
        is_v4 = true;
    }
    if (is_v4) {
        v4.s_addr &= htonl(0xffffff00U);
        snprintf(out, SECURITY_PREFIX, "%s/24", inet_ntop(AF_INET, &v4, text, sizeof text));
    } else if (is_v6) {
        memset(v6.s6_addr + 6, 0, 10);
        snprintf(out, SECURITY_PREFIX, "%s/48", inet_ntop(AF_INET6, &v6, text, sizeof text));
    }
}

static bool is_free(struct security_log *log, const char *word, const char *prefix, int64_t now)
{
    char key[SECURITY_PREFIX + 32];
    unsigned wait;
    snprintf(key, sizeof key, "%s %s", word, prefix);
    return limits_take(log->by_prefix, key, now, &wait) &&
           limits_take(log->by_event, word, now, &wait);
}

void security_log_tell(struct security_log *log, const struct security_notice *notice, int64_t now)
{
    char prefix[SECURITY_PREFIX];
    char mark[LIMITS_MARK] = "";
    char when[32];
    struct tm tm;
    const time_t instant = (time_t)now;
    const char *word = events[notice->event].word;
    _Atomic uint64_t *left_out = &log->left_out[notice->event];
    security_log_prefix(prefix, notice->address);
    if (!is_free(log, word, prefix, now)) {
        atomic_fetch_add(left_out, 1);
        return;
    }
    const char *account = notice->account;
    if (account == NULL && notice->claimed != NULL)
        limits_mark(log->by_prefix, notice->claimed, mark);
    else if (account == NULL)
        account = "-";
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&instant, &tm));
    events[notice->event].write(
        "security: %s at=%s from=%s account=%s%s method=%s route=%s suppressed=%" PRIu64, word,
        when, prefix, account != NULL ? "" : "~", account != NULL ? account : mark, notice->method,
        notice->route != NULL ? notice->route : "-", atomic_exchange(left_out, 0));
}
