#include "base/collate.h"

#include "base/log.h"
#include "base/text.h"

#include <pthread.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <utf8proc.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static UCollator *whole;   /* letters, accents, capitals */
static UCollator *letters; /* letters only */

static void start(void)
{
    UErrorCode fault = U_ZERO_ERROR;
    whole = ucol_open("fr", &fault);
    letters = ucol_open("fr", &fault);
    if (U_SUCCESS(fault)) {
        ucol_setAttribute(whole, UCOL_NUMERIC_COLLATION, UCOL_ON, &fault);
        ucol_setStrength(letters, UCOL_PRIMARY);
    }
    if (U_FAILURE(fault))
        log_error("no French collation: %s; names are sorted by code points", u_errorName(fault));
    if (U_FAILURE(fault))
        whole = letters = NULL;
}

/* Whether a point parts words, or counts for nothing. */
static bool parts(utf8proc_int32_t point)
{
    const utf8proc_category_t category = utf8proc_category(point);
    return point == '\'' || point == 0x2019 || point == 0x02BC || point == '/' ||
           category == UTF8PROC_CATEGORY_PD || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_CC;
}

static bool counts(utf8proc_int32_t point)
{
    const utf8proc_category_t category = utf8proc_category(point);
    return category != UTF8PROC_CATEGORY_PC && category != UTF8PROC_CATEGORY_PS &&
           category != UTF8PROC_CATEGORY_PE && category != UTF8PROC_CATEGORY_PI &&
           category != UTF8PROC_CATEGORY_PF && category != UTF8PROC_CATEGORY_PO;
}

/* The words of a name, one space between them. */
static const char *words_of(struct arena *arena, const char *name)
{
    const size_t len = strlen(name);
    char *out = arena_alloc(arena, len + 1);
    size_t end = 0;
    utf8proc_int32_t point;
    for (size_t at = 0; at < len;) {
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)name + at,
                                                 (utf8proc_ssize_t)(len - at), &point);
        if (used <= 0)
            break;
        if (parts(point)) {
            if (end > 0 && out[end - 1] != ' ')
                out[end++] = ' ';
        } else if (counts(point)) {
            memcpy(out + end, name + at, (size_t)used);
            end += (size_t)used;
        }
        at += (size_t)used;
    }
    if (end > 0 && out[end - 1] == ' ')
        end--;
    out[end] = '\0';
    return out;
}

/* Ends with NUL and has none before. */
static const char *key_of(struct arena *arena, const UCollator *collator, const char *text)
{
    UErrorCode fault = U_ZERO_ERROR;
    const size_t len = strlen(text);
    UChar *wide = arena_alloc(arena, (len + 1) * sizeof *wide);
    int32_t units = 0;
    u_strFromUTF8WithSub(wide, (int32_t)len + 1, &units, text, (int32_t)len, 0xFFFD, NULL, &fault);
    if (collator == NULL || U_FAILURE(fault))
        return text_fold(arena, text);
    const int32_t need = ucol_getSortKey(collator, wide, units, NULL, 0);
    uint8_t *key = arena_alloc(arena, (size_t)need + 1);
    ucol_getSortKey(collator, wide, units, key, need);
    return (const char *)key;
}

const char *collate_key(struct arena *arena, const char *name)
{
    pthread_once(&once, start);
    return arena_printf(arena, "%s\x01%s", key_of(arena, whole, words_of(arena, name)),
                        key_of(arena, whole, name));
}

char collate_letter(struct arena *arena, const char *name)
{
    pthread_once(&once, start);
    const char *folded = text_fold(arena, words_of(arena, name));
    const char *key = key_of(arena, letters, folded);
    char letter = 'Z' + 1;
    char bound[2] = {0};
    do
        bound[0] = --letter;
    while (letter > 'A' && strcmp(key_of(arena, letters, bound), key) > 0);
    if (letter == 'Z' && folded[0] != 'z')
        return '#'; /* another script */
    return strcmp(key_of(arena, letters, bound), key) <= 0 ? letter : '#';
}
