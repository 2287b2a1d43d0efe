#include "base/text.h"

#include "unseen.h"

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

/* Below U+0300, whose bytes begin at 0xCC, nothing composes; nor do quotation marks, dashes and the
 * like (U+2010 to U+203F): a text of these is in NFC as it stands. */
static bool is_composed(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    for (; *byte != '\0'; byte++) {
        if (byte[0] == 0xE2 && byte[1] == 0x80 && byte[2] >= 0x90)
            byte += 2;
        else if (*byte >= 0xCC)
            return false;
    }
    return true;
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

/* What is typed, point by point: \n for all that ends a line (soft ones become ${soft}), without
 * what has no place in a text.  NULL: ill-formed. */
static char *plain(struct arena *arena, const char *text, const char *soft)
{
    const size_t len = strlen(text);
    char *out =
        arena_alloc(arena, 3 * len + 1); /* a hyphen of Word's is one byte, and then three */
    char *end = out;
    utf8proc_int32_t point;
    for (size_t at = 0, used; at < len; at += used) {
        for (; text[at] >= ' ' && text[at] <= '~'; at++)
            *end++ = text[at];
        if (at == len)
            break;
        used = step(text + at, len - at, &point);
        if (used == 0)
            return NULL;
        const char *other = NULL;
        if (unseen_breaks(point))
            other = soft;
        else if (point == '\r')
            other = text[at + 1] == '\n' ? "" : "\n";
        else if (point == 0x1E)
            other = "\xE2\x80\x91"; /* Word's hyphen that does not break: U+2011 */
        else if (unseen_dropped(point))
            other = "";
        const size_t count = other != NULL ? strlen(other) : used;
        memcpy(end, other != NULL ? other : text + at, count);
        end += count;
    }
    return out;
}

/* From the first to the last that shows; nothing if nothing does. */
static char *trimmed(char *text)
{
    const size_t len = strlen(text);
    utf8proc_int32_t point;
    size_t from = len, to = 0;
    bool seen = false;
    for (size_t at = 0, used; at < len && (used = step(text + at, len - at, &point)) > 0;
         at += used) {
        seen |= unseen_shows(point);
        if (unseen_blank(point))
            continue;
        from = from < at ? from : at;
        to = at + used;
    }
    text[seen ? to : 0] = '\0';
    return seen ? text + from : text;
}

static char *clean(struct arena *arena, const char *text, const char *soft)
{
    /* before composing: a control character between a letter and its accent keeps them apart */
    char *kept = plain(arena, text, soft);
    if (kept == NULL)
        kept = text_repair(arena, text, strlen(text)); /* which the contract excludes */
    return trimmed(is_composed(kept) ? kept : map(arena, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE));
}

char *text_clean(struct arena *arena, const char *text)
{
    return clean(arena, text, "\n");
}

char *text_line(struct arena *arena, const char *text)
{
    return clean(arena, text, " ");
}

char *text_address(struct arena *arena, const char *text)
{
    char *line = text_line(arena, text);
    return map(arena, line, UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_IGNORE);
}

char *text_opaque(struct arena *arena, const char *text)
{
    const size_t len = strlen(text);
    char *spaced = arena_alloc(arena, len + 1);
    char *end = spaced;
    utf8proc_int32_t point;
    for (size_t at = 0, used; at < len; at += used) {
        used = step(text + at, len - at, &point);
        if (used == 0)
            return text_repair(arena, text, len); /* which the contract excludes */
        const bool space = utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
        const size_t count = space ? 1 : used;
        memcpy(end, space ? " " : text + at, count);
        end += count;
    }
    return map(arena, spaced, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

char *text_former(struct arena *arena, const char *text)
{
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

bool text_unseen(const char *text)
{
    const size_t len = strlen(text);
    utf8proc_int32_t point;
    for (size_t at = 0, used; at < len && (used = step(text + at, len - at, &point)) > 0;
         at += used)
        if (point == '\t' || point == '\n' || point == '\r' || unseen_breaks(point) ||
            unseen_dropped(point))
            return true;
    return false;
}

char *text_fold(struct arena *arena, const char *text)
{
    return map(arena, text,
               UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD |
                   UTF8PROC_IGNORE);
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

char *text_number(char out[TEXT_NUMBER], int64_t number)
{
    char digits[TEXT_NUMBER];
    size_t count = 0, len = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        digits[count++] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        out[len++] = '-';
    while (count > 0)
        out[len++] = digits[--count];
    out[len] = '\0';
    return out;
}
