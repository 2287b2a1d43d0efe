#include "request.h"

#include "base/text.h"
#include "forwarded.h"
#include "http/form.h"
#include "percent.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static bool has_dot_segment(const char *path)
{
    for (const char *segment = path; segment != NULL; segment = strchr(segment, '/')) {
        segment += strspn(segment, "/");
        size_t len = strcspn(segment, "/");
        if ((len == 1 && segment[0] == '.') || (len == 2 && memcmp(segment, "..", 2) == 0))
            return true;
    }
    return false;
}

const char *request_path(struct arena *arena, const char *url)
{
    struct bytes path = percent_decode(arena, url, strlen(url), false);
    const char *text = (const char *)path.data;
    return text[0] == '/' && text_is_utf8(text, path.len) && !has_dot_segment(text) ? text : NULL;
}

/* A weight such as "0.5" in thousandths; not strtod(), which reads what the locale writes. */
static long weight(const char *text)
{
    long value = *text == '1' ? 1000 : 0;
    if ((*text != '0' && *text != '1') || text[1] != '.')
        return value;
    long unit = 100;
    for (text += 2; *text >= '0' && *text <= '9' && unit > 0; text++, unit /= 10)
        value += (*text - '0') * unit;
    return value < 1000 ? value : 1000;
}

/* The q-value (in thousandths) that Accept gives a type, and how exactly it names it. */
static void rate(const char *accept, const char *type, long *quality, int *exact)
{
    *quality = 0;
    *exact = 0;
    size_t major = strcspn(type, "/") + 1;
    for (const char *range = accept; *range != '\0'; range += *range == ',') {
        range += strspn(range, " \t");
        size_t len = strcspn(range, ",; \t");
        int match = 0;
        if (len == strlen(type) && strncasecmp(range, type, len) == 0)
            match = 3;
        else if (len == major + 1 && strncasecmp(range, type, major) == 0 && range[major] == '*')
            match = 2;
        else if (len == 3 && memcmp(range, "*/*", 3) == 0)
            match = 1;
        size_t whole = strcspn(range, ",");
        if (match > *exact) {
            *exact = match;
            *quality = 1000;
            for (const char *at = range; (at = memchr(at, ';', whole - (size_t)(at - range)));) {
                at += 1 + strspn(at + 1, " \t");
                if (strncasecmp(at, "q=", 2) == 0)
                    *quality = weight(at + 2);
            }
        }
        range += whole;
    }
}

bool request_wants_json(const char *accept)
{
    if (accept == NULL)
        return false;
    long json, html;
    int json_exact, html_exact;
    rate(accept, "application/json", &json, &json_exact);
    rate(accept, "text/html", &html, &html_exact);
    return json > html || (json == html && json > 0 && json_exact > html_exact);
}

const char *request_cookie(struct arena *arena, const char *header, const char *name)
{
    size_t len = strlen(name);
    while (header != NULL && *header != '\0') {
        header += strspn(header, "; \t");
        size_t whole = strcspn(header, ";");
        if (whole > len && header[len] == '=' && memcmp(header, name, len) == 0) {
            while (header[whole - 1] == ' ' || header[whole - 1] == '\t')
                whole--;
            return arena_copy(arena, header + len + 1, whole - len - 1);
        }
        header += whole;
    }
    return NULL;
}

const char *http_header(const struct http_request *request, const char *name)
{
    if (request->platform == NULL)
        return NULL;
    struct MHD_Connection *connection = (struct MHD_Connection *)request->platform;
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    return request_cookie(request->arena, http_header(request, "Cookie"), name);
}

struct query {
    struct arena *arena;
    json_t *fields;
    unsigned parts;
};

/* '+' is a space already here; percents are ours to decode, see server.c. */
static const char *decode(struct arena *arena, const char *text, size_t len)
{
    struct bytes raw = percent_decode(arena, text, len, false);
    return text_repair(arena, (const char *)raw.data, raw.len);
}

static enum MHD_Result add_argument(void *subject, enum MHD_ValueKind kind, const char *name,
                                    size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    struct query *query = subject;
    if (++query->parts > REQUEST_QUERY)
        return MHD_NO;
    const char *key = decode(query->arena, name, name_len);
    if (json_object_get(query->fields, key) == NULL)
        json_object_set_new(query->fields, key,
                            json_string(decode(query->arena, value, value_len)));
    return MHD_YES;
}

static void release(void *object)
{
    json_decref(object);
}

static const char *peer(struct arena *arena, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";
    if (info != NULL && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr,
                  text, sizeof text);
    else if (info != NULL && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6,
                  &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text,
                  sizeof text);
    return arena_text(arena, text);
}

bool request_fill(struct http_request *request, const char *method, const char *proxy,
                  _Atomic int64_t *told)
{
    struct MHD_Connection *connection = (struct MHD_Connection *)request->platform;
    request->method = HTTP_OTHER;
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
        request->method = HTTP_GET;
    else if (strcmp(method, "POST") == 0)
        request->method = HTTP_POST;
    struct query query = {request->arena, json_object(), 0};
    arena_defer(request->arena, release, query.fields);
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, add_argument, &query);
    if (query.parts > REQUEST_QUERY)
        json_object_clear(query.fields);
    request->query = query.fields;
    request->wants_json = request_wants_json(http_header(request, "Accept"));
    request->body_is_json = form_is(http_header(request, "Content-Type"), FORM_JSON);
    request->address = peer(request->arena, connection);
    if (proxy != NULL && strcmp(proxy, request->address) == 0)
        request->address = forwarded_address(request->arena, connection, proxy, told);
    return query.parts <= REQUEST_QUERY;
}
