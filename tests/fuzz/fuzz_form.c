/* Bodies: the first byte chooses the content type, the rest is the body. */

#include "base/text.h"
#include "http/form.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(int holds)
{
    if (!holds)
        abort();
}

/* What form.h promises of any object it gives. */
static void check(json_t *value, unsigned depth)
{
    require(depth <= 6);
    if (json_is_string(value))
        require(text_is_utf8(json_string_value(value), json_string_length(value)));
    for (size_t i = 0; i < json_array_size(value); i++)
        check(json_array_get(value, i), depth + 1);
    const char *name;
    json_t *part;
    json_object_foreach(value, name, part)
    {
        require(text_is_utf8(name, strlen(name)));
        check(part, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    struct arena *arena = arena_new();
    const char *type = data[0] == '{' ? FORM_JSON : FORM_URLENCODED;
    struct bytes body = {data[0] == '{' ? data : data + 1, data[0] == '{' ? len : len - 1};
    const struct http_shape most = {FORM_DEPTH, FORM_FIELDS};
    json_t *fields;
    enum http_body answer = form_parse(&fields, arena, type, body, &most);
    if (answer == HTTP_BODY_FIELDS || answer == HTTP_BODY_NOT_UTF8) {
        require(json_is_object(fields));
        check(fields, 0);
    } else {
        require(answer == HTTP_BODY_MALFORMED && fields == NULL);
    }
    arena_free(arena);
    return 0;
}
