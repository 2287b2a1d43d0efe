#include "tally.h"

#include <string.h>

struct scan {
    const char *at;
    const char *end;
    size_t open; /* containers around this place */
    bool opened; /* the innermost has nothing in it so far */
    struct tally *tally;
    const struct http_shape *most;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Something stands in the innermost container: only now does it count as a level. */
static bool fill(struct scan *scan)
{
    if (scan->opened && scan->open > scan->tally->depth)
        scan->tally->depth = scan->open;
    scan->opened = false;
    return scan->tally->depth <= scan->most->depth;
}

static bool add_leaf(struct scan *scan)
{
    return ++scan->tally->leaves <= scan->most->fields;
}

static bool open_container(struct scan *scan)
{
    if (!fill(scan))
        return false;
    scan->at++;
    scan->open++;
    scan->opened = true;
    return ++scan->tally->containers <= scan->most->fields;
}

static bool close_container(struct scan *scan)
{
    bool leaf = scan->opened;
    scan->at++;
    scan->open -= scan->open > 0;
    scan->opened = false;
    return !leaf || add_leaf(scan);
}

/* A string is a name if a colon follows. */
static bool take_string(struct scan *scan)
{
    const char *start = ++scan->at;
    while (scan->at < scan->end && *scan->at != '"')
        scan->at += *scan->at == '\\' && scan->end - scan->at > 1 ? 2 : 1;
    size_t len = (size_t)(scan->at - start);
    scan->at += scan->at < scan->end;
    while (scan->at < scan->end && is_space(*scan->at))
        scan->at++;
    if (!fill(scan))
        return false;
    if (scan->at == scan->end || *scan->at != ':')
        return add_leaf(scan);
    scan->tally->keys++;
    return len <= TALLY_NAME;
}

/* Numbers, true, false, null, and whatever else jansson will refuse. */
static bool take_word(struct scan *scan)
{
    while (scan->at < scan->end && !is_space(*scan->at) && strchr("{}[],:\"", *scan->at) == NULL)
        scan->at++;
    if (scan->at < scan->end && *scan->at == '\0')
        scan->at++; /* which strchr() finds: no word of JSON has one */
    return fill(scan) && add_leaf(scan);
}

static bool take_byte(struct scan *scan)
{
    switch (*scan->at) {
    case '{':
    case '[':
        return open_container(scan);
    case '}':
    case ']':
        return close_container(scan);
    case '"':
        return take_string(scan);
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':':
        scan->at++;
        return true;
    default:
        return take_word(scan);
    }
}

bool tally_json(struct tally *tally, const char *text, size_t len, const struct http_shape *most)
{
    *tally = (struct tally){0};
    struct scan scan = {.at = text, .end = text + len, .tally = tally, .most = most};
    bool within = true;
    while (within && scan.at < scan.end)
        within = take_byte(&scan);
    return within;
}

bool tally_form(const char *text, size_t len, const struct http_shape *most)
{
    size_t fields = 0;
    for (size_t at = 0, part; at < len; at += part + 1) {
        const char *stop = memchr(text + at, '&', len - at);
        part = stop != NULL ? (size_t)(stop - text) - at : len - at;
        const char *equals = memchr(text + at, '=', part);
        size_t name = equals != NULL ? (size_t)(equals - text) - at : part;
        if (name > TALLY_NAME || (part > 0 && ++fields > most->fields))
            return false;
    }
    return true;
}
