#include "markdown_link.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { UTF8_MAX = 4 };

static size_t put_point(char *out, unsigned long point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    out[0] = (char)(((0xFF80 >> more) & 0xFF) | point >> (6 * more));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((point >> (6 * (more - i))) & 0x3F));
    return more + 1;
}

/* The few references that an address needs; 0 for any other. */
static size_t put_reference(char *out, const char *text, size_t len)
{
    char number[16];
    if (len == 5 && memcmp(text, "&amp;", 5) == 0)
        return put_point(out, '&');
    if (len < 4 || text[1] != '#' || len - 2 >= sizeof number)
        return 0;
    bool hexadecimal = text[2] == 'x' || text[2] == 'X';
    size_t start = hexadecimal ? 3 : 2;
    memcpy(number, text + start, len - start);
    number[len - start] = '\0'; /* ends in ";" */
    unsigned long point = strtoul(number, NULL, hexadecimal ? 16 : 10);
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return 0;
    return put_point(out, point);
}

/* Browsers drop tabs and newlines and read "\" as "/": no such character gets that far. */
static bool plain(const char *target)
{
    for (const char *c = target; *c != '\0'; c++)
        if ((unsigned char)*c <= ' ' || *c == '\\' || *c == 0x7F)
            return false;
    return true;
}

static bool allowed(const char *target)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    if (target[0] == '/')
        return target[1] != '/'; /* "//host" leads to another site */
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(target, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

const char *markdown_link_target(struct arena *arena, const MD_ATTRIBUTE *href)
{
    /* no reference is shorter than what it stands for */
    char *target = arena_alloc(arena, (size_t)href->size + UTF8_MAX + 1);
    size_t len = 0;
    for (size_t i = 0; href->size > 0 && href->substr_offsets[i] < href->size; i++) {
        const char *text = href->text + href->substr_offsets[i];
        size_t run = href->substr_offsets[i + 1] - href->substr_offsets[i];
        if (href->substr_types[i] == MD_TEXT_NORMAL) {
            memcpy(target + len, text, run);
            len += run;
        } else {
            size_t used = href->substr_types[i] == MD_TEXT_ENTITY
                              ? put_reference(target + len, text, run)
                              : 0;
            if (used == 0)
                return NULL;
            len += used;
        }
    }
    target[len] = '\0';
    return plain(target) && allowed(target) ? target : NULL;
}
