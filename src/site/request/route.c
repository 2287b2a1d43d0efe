#include "request/route.h"

#include "base/log.h"
#include "request/place.h"

#include <string.h>

static const struct route *map;
static size_t map_count;

void route_map(const struct route *rows, size_t count)
{
    map = rows;
    map_count = count;
}

static const char *const hexadecimal = "0123456789abcdef";
static const char *const slug = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char *const token = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum { ID_DIGITS = 32, TOKEN_MAX = 64, PATH_MAX_BYTES = 512 };

static bool is_value(const char *name, const char *value, size_t len)
{
    if (strcmp(name, "id") == 0)
        return len == ID_DIGITS && strspn(value, hexadecimal) >= len;
    if (strcmp(name, "slug") == 0)
        return len > 0 && len <= TOKEN_MAX && strspn(value, slug) >= len;
    if (strcmp(name, "jeton") == 0)
        return len > 0 && len <= TOKEN_MAX && strspn(value, token) >= len;
    return strcmp(name, "chemin") == 0 && len > 0;
}

bool route_match(struct route_params *params, const char *pattern, const char *path,
                 struct arena *arena)
{
    struct route_params found = {0};
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t name_len = strcspn(pattern + 1, "}");
        const char *name = arena_copy(arena, pattern + 1, name_len);
        size_t len = strcmp(name, "chemin") == 0 ? strlen(path) : strcspn(path, "/");
        if (found.count == ROUTE_PARAMS || !is_value(name, path, len))
            return false;
        found.names[found.count] = name;
        found.values[found.count++] = arena_copy(arena, path, len);
        pattern += name_len + 2;
        path += len;
    }
    if (*path != '\0')
        return false;
    if (params != NULL)
        *params = found;
    return true;
}

/* Most patterns differ before their first brace: then nothing is copied. */
static bool could_match(const char *pattern, const char *path)
{
    size_t fixed = strcspn(pattern, "{");
    return strncmp(pattern, path, fixed) == 0;
}

const struct route *route_find(struct route_params *params, enum http_method method,
                               const char *path, struct arena *arena)
{
    for (const struct route *row = map; row < map + map_count; row++)
        if (row->method == method && could_match(row->path, path) &&
            route_match(params, row->path, path, arena))
            return row;
    return NULL;
}

const char *route_param(const struct route_params *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++)
        if (strcmp(params->names[i], name) == 0)
            return params->values[i];
    return NULL;
}

const char *route_expand(const char *pattern, const struct route_params *params,
                         struct arena *arena)
{
    const char *out = "";
    while (*pattern != '\0') {
        int fixed = (int)strcspn(pattern, "{");
        out = arena_printf(arena, "%s%.*s", out, fixed, pattern);
        pattern += fixed;
        if (*pattern == '\0')
            break;
        size_t name_len = strcspn(pattern + 1, "}");
        const char *value = route_param(params, arena_copy(arena, pattern + 1, name_len));
        out = arena_printf(arena, "%s%s", out, value != NULL ? value : "");
        pattern += name_len + 2;
    }
    return out;
}

const char *route_page(const struct route *route)
{
    return route->page != NULL ? route->page : route->path;
}

bool route_is_local(const char *path, struct arena *arena)
{
    if (path == NULL || path[0] != '/' || path[1] == '/' || strlen(path) > PATH_MAX_BYTES)
        return false;
    for (const char *c = path; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7f || *c == '\\' || *c == '"' || *c == '<' || *c == '>' ||
            *c == '#')
            return false;
    const char *plain = place_inner(arena_copy(arena, path, strcspn(path, "?")));
    return route_find(NULL, HTTP_GET, plain, arena) != NULL;
}

const struct form *route_form(const struct rules *rules, const struct pack *pack, const char *name)
{
    if (pack != NULL && strcmp(name, "situation") == 0)
        return pack->situation;
    if (pack != NULL && strcmp(name, "synthesis") == 0)
        return pack->synthesis;
    if (pack != NULL && strcmp(name, "structure") == 0)
        return pack->structure;
    return rules_form(rules, pack, name);
}

bool route_is_in_space(const struct route *route)
{
    return route->access == ACCESS_MEMBER || route->access == ACCESS_SIGNATORY ||
           route->access == ACCESS_COORDINATION;
}

static const char *fault_of(const struct route *row, const struct route *rows, size_t count)
{
    if (row->path == NULL || row->path[0] != '/')
        return "no path";
    if (row->access == ACCESS_DENY)
        return "no access rule";
    if (row->handle == NULL)
        return "no handler";
    if (row->method == HTTP_GET)
        return row->form != NULL || row->done != NULL || row->alone != NULL
                   ? "a GET row with the columns of a POST"
                   : NULL;
    if (row->form == NULL)
        return "no form";
    if ((row->over == SHOWN_NOTHING) == (row->alone == NULL))
        return "neither what it is sent over nor why nothing, or both";
    if (row->limit == 0 || row->shape.depth == 0 || row->shape.fields == 0)
        return "no body limit";
    if ((row->access == ACCESS_PUBLIC || row->access == ACCESS_PENDING) &&
        (row->shape.depth > ROUTE_OPEN_DEPTH || row->shape.fields > ROUTE_OPEN_FIELDS))
        return "too much for a row that anybody may send";
    for (const struct route *other = rows; other < rows + count; other++)
        if (other->method == HTTP_GET && strcmp(other->path, route_page(row)) == 0)
            return row->over == SHOWN_NOTHING || row->over == other->over ||
                           row->over == SHOWN_PERSON
                       ? NULL
                       : "its page shows another version";
    return "no page to come back to";
}

enum status route_check(const struct route *rows, size_t count)
{
    enum status status = STATUS_OK;
    for (const struct route *row = rows; row < rows + count; row++) {
        const char *fault = fault_of(row, rows, count);
        if (fault != NULL) {
            log_error("route %s: %s", row->path != NULL ? row->path : "?", fault);
            status = STATUS_INVALID;
        }
    }
    return status;
}
