#include "forwarded.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { PORT_DIGITS = 5, MINUTE = 60, LONGEST = 64 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The last entry, without blanks and quotes around it. */
static char *last_entry(struct arena *arena, const char *header)
{
    const char *comma = strrchr(header, ',');
    const char *start = comma != NULL ? comma + 1 : header;
    while (is_blank(*start))
        start++;
    size_t len = strlen(start);
    while (len > 0 && is_blank(start[len - 1]))
        len--;
    if (len > 1 && start[0] == '"' && start[len - 1] == '"') {
        start++;
        len -= 2;
    }
    return len <= LONGEST ? arena_copy(arena, start, len) : NULL;
}

static bool is_port(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len <= PORT_DIGITS && strspn(text, "0123456789") == len;
}

/* Cut a port off, and brackets; false if what is around the address is no such thing. */
static bool strip(char **entry)
{
    char *text = *entry;
    char *colon = strchr(text, ':');
    if (text[0] == '[') {
        char *end = strchr(text, ']');
        if (end == NULL || (end[1] != '\0' && (end[1] != ':' || !is_port(end + 2))))
            return false;
        *end = '\0';
        *entry = text + 1;
        return strchr(*entry, ':') != NULL; /* brackets are for IPv6 */
    }
    if (colon == NULL || strchr(colon + 1, ':') != NULL)
        return true; /* IPv4 alone, or IPv6 alone */
    *colon = '\0';
    return is_port(colon + 1);
}

const char *forwarded_entry(struct arena *arena, const char *header)
{
    struct in6_addr binary;
    char *entry = last_entry(arena, header);
    if (entry == NULL || !strip(&entry))
        return NULL;
    char *text = arena_alloc(arena, INET6_ADDRSTRLEN);
    if (inet_pton(AF_INET, entry, &binary) == 1)
        return inet_ntop(AF_INET, &binary, text, INET6_ADDRSTRLEN);
    if (inet_pton(AF_INET6, entry, &binary) == 1)
        return inet_ntop(AF_INET6, &binary, text, INET6_ADDRSTRLEN);
    return NULL;
}

static enum MHD_Result note_last(void *subject, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    (void)kind;
    const char **last = subject;
    if (name != NULL && value != NULL && strcasecmp(name, "X-Forwarded-For") == 0)
        *last = value;
    return MHD_YES;
}

static void warn_unreadable(_Atomic int64_t *told)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t before = atomic_load(told);
    if (before != 0 && now.tv_sec - before < MINUTE)
        return;
    if (atomic_compare_exchange_strong(told, &before, now.tv_sec))
        log_warning("http: the proxy names no address in X-Forwarded-For that can be read; those "
                    "requests count as its own");
}

const char *forwarded_address(struct arena *arena, struct MHD_Connection *connection,
                              const char *proxy, _Atomic int64_t *told)
{
    const char *last = NULL;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, note_last, &last);
    const char *address = last != NULL ? forwarded_entry(arena, last) : NULL;
    if (last != NULL && address == NULL)
        warn_unreadable(told);
    return address != NULL ? address : proxy;
}
