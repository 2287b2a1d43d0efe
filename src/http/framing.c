#include "framing.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/*
 * libmicrohttpd 0.9.75 reads more than RFC 9112 allows: lines that end in a bare LF, folded lines,
 * blanks before a colon, headers without a name (which it drops), NULs (at which it cuts).  It has
 * no option against any of these, but it leaves the head where it arrived and hands out pointers
 * into it.  So the places tell what it read over: each piece must begin exactly where the one
 * before it, with one blank or one CR LF between, ends; and the last must end where the head does.
 * Only addresses are compared, nothing outside the pieces is read.  A version that keeps its heads
 * differently would refuse every request, and its own option makes this needless.
 */
_Static_assert(MHD_VERSION < 0x00097600,
               "see what this libmicrohttpd lets through: tests/flow/framing.test.mjs");

enum { CRLF = 2 };

struct walk {
    uintptr_t next; /* where the next piece must begin */
    bool good;
    unsigned hosts;
    unsigned lengths;
    unsigned codings;
    bool chunked;
};

static uintptr_t place(const char *text)
{
    return (uintptr_t)text;
}

static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char c = text[i];
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (c == '\0' || (!plain && strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return len > 0;
}

static bool is_value(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
            return false;
    return true;
}

static bool is_host(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr(" \t,/?#@\\\"<>", text[i]) != NULL)
            return false;
    return len > 0;
}

static bool is_length(const char *text, size_t len)
{
    size_t digits = 0;
    while (digits < len && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    return len > 0 && digits == len;
}

static bool is(const char *name, size_t len, const char *wanted)
{
    return len == strlen(wanted) && strncasecmp(name, wanted, len) == 0;
}

bool framing_target(const char *target)
{
    for (; *target != '\0'; target++)
        if ((unsigned char)*target <= ' ' || *target == 0x7f || *target == '#')
            return false;
    return true;
}

static bool is_well_placed(const struct walk *walk, const char *name, size_t name_len,
                           const char *value)
{
    return place(name) == walk->next && place(value) > place(name) + name_len;
}

static enum MHD_Result look(void *subject, enum MHD_ValueKind kind, const char *name,
                            size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    struct walk *walk = subject;
    if (name == NULL || value == NULL || !is_well_placed(walk, name, name_len, value) ||
        !is_token(name, name_len) || !is_value(value, value_len)) {
        walk->good = false;
        return MHD_NO;
    }
    walk->next = place(value) + value_len + CRLF;
    while (value_len > 0 && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
        value_len--;
    if (is(name, name_len, "Host")) {
        walk->hosts++;
        walk->good &= is_host(value, value_len);
    } else if (is(name, name_len, "Content-Length")) {
        walk->lengths++;
        walk->good &= is_length(value, value_len);
    } else if (is(name, name_len, "Transfer-Encoding")) {
        walk->codings++;
        walk->chunked = is(value, value_len, "chunked");
    }
    return MHD_YES;
}

static bool is_good_line(const struct framing_line *line)
{
    const size_t method = strlen(line->method);
    return line->clean && is_token(line->method, method) &&
           place(line->url) == place(line->method) + method + 1 &&
           place(line->version) == place(line->url) + line->target + 1;
}

enum framing framing_check(struct MHD_Connection *connection, const struct framing_line *line)
{
    const union MHD_ConnectionInfo *head =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct walk walk = {.next = place(line->version) + strlen(line->version) + CRLF,
                        .good = head != NULL && is_good_line(line)};
    if (!walk.good)
        return FRAMING_BAD;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look, &walk);
    if (!walk.good || walk.next + CRLF != place(line->method) + head->header_size)
        return FRAMING_BAD;
    const bool old = strcmp(line->version, "HTTP/1.0") == 0;
    if (walk.hosts > 1 || (walk.hosts == 0 && !old) || walk.lengths > 1)
        return FRAMING_BAD;
    if (walk.codings == 0)
        return FRAMING_GOOD;
    /* How the library reads the lines between chunks cannot be seen at all: so there are none. */
    return walk.codings == 1 && walk.chunked && walk.lengths == 0 && !old ? FRAMING_NO_LENGTH
                                                                          : FRAMING_BAD;
}
