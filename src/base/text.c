#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static size_t step(const char *text, size_t len, utf8proc_int32_t *point)
{
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, point);
    return used > 0 && *point != 0 ? (size_t)used : 0;
}

bool text_is_utf8(const char *text, size_t len)
{
    utf8proc_int32_t point;
    for (size_t at = 0; at < len;) {
        size_t used = step(text + at, len - at, &point);
        if (used == 0)
            return false;
        at += used;
    }
    return true;
}

size_t text_length(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

char *text_repair(struct arena *arena, const char *text, size_t len)
{
    char *out = arena_alloc(arena, 3 * len + 1);
    char *end = out;
    utf8proc_int32_t point;
    for (size_t at = 0; at < len;) {
        size_t used = step(text + at, len - at, &point);
        if (used == 0) {
            memcpy(end, "\xEF\xBF\xBD", 3);
            end += 3;
            at++;
        } else {
            memcpy(end, text + at, used);
            end += used;
            at += used;
        }
    }
    return out;
}

static char *map(struct arena *arena, const char *text, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped, UTF8PROC_NULLTERM | options);
    if (len < 0) /* only for ill-formed text, which the contract excludes, or without memory */
        return text_repair(arena, text, strlen(text));
    char *out = arena_copy(arena, mapped, (size_t)len);
    free(mapped);
    return out;
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

char *text_clean(struct arena *arena, const char *text)
{
    /* before composing: a control character between a letter and its accent keeps them apart */
    char *kept = arena_alloc(arena, strlen(text) + 1);
    char *end = kept;
    for (const char *in = text; *in != '\0'; in++) {
        unsigned char c = (unsigned char)*in;
        if (c == '\r' && in[1] != '\n')
            *end++ = '\n';
        else if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t')
            *end++ = *in;
    }
    char *out = map(arena, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    end = strchr(out, '\0');
    while (end > out && blank(end[-1]))
        end--;
    *end = '\0';
    while (blank(*out))
        out++;
    return out;
}

char *text_fold(struct arena *arena, const char *text)
{
    return map(arena, text,
               UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
}

bool text_equal_const(const char *a, const char *b)
{
    size_t len = strlen(a);
    size_t other = strlen(b);
    unsigned char differ = len != other;
    for (size_t i = 0; i < len && other > 0; i++)
        differ |= (unsigned char)((unsigned char)a[i] ^ (unsigned char)b[i % other]);
    return differ == 0;
}
