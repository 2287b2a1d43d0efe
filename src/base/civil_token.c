#include "civil_token.h"

#include "base/log.h"
#include "base/text.h"

#include <pthread.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>
#include <utf8proc.h>

enum { MONTHS = 12, WEEKDAYS = 7, NAME_ROOM = 24, SHORTEST = 3, DIGITS_MAX = 15 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char months[MONTHS][NAME_ROOM];
static char weekdays[WEEKDAYS][NAME_ROOM];

static void name(char out[NAME_ROOM], struct arena *arena, const UDateFormat *format,
                 UDateFormatSymbolType type, int32_t index, UErrorCode *fault)
{
    UChar wide[NAME_ROOM];
    char text[3 * NAME_ROOM];
    const int32_t units = udat_getSymbols(format, type, index, wide, NAME_ROOM, fault);
    u_strToUTF8(text, sizeof text, NULL, wide, units, fault);
    const char *folded = U_SUCCESS(*fault) ? text_fold(arena, text) : "";
    if (strlen(folded) < NAME_ROOM)
        memcpy(out, folded, strlen(folded) + 1);
}

static void start(void)
{
    static const UChar utc[] = {'U', 'T', 'C'}; /* or it would look for the system's */
    UErrorCode fault = U_ZERO_ERROR;
    struct arena *arena = arena_new();
    UDateFormat *format = udat_open(UDAT_LONG, UDAT_LONG, "fr", utc, 3, NULL, 0, &fault);
    for (int i = 0; arena != NULL && U_SUCCESS(fault) && i < MONTHS; i++)
        name(months[i], arena, format, UDAT_MONTHS, i, &fault);
    for (int i = 0; arena != NULL && U_SUCCESS(fault) && i < WEEKDAYS; i++)
        name(weekdays[i], arena, format, UDAT_WEEKDAYS, i + 1, &fault);
    if (arena == NULL || U_FAILURE(fault))
        log_error("no French names of months: dates are read in digits only");
    udat_close(format);
    arena_free(arena);
}

/* As typed on any keyboard: dashes and slashes of all kinds. */
static char plain(utf8proc_int32_t point)
{
    if (point == 0x2212 || utf8proc_category(point) == UTF8PROC_CATEGORY_PD)
        return '-';
    if (point == 0x2044 || point == 0x2215)
        return '/';
    if (point == 0x2019)
        return '\'';
    if (point == '\t' || point == '\n')
        return ' ';
    return point < 0x80 ? (char)point : '\0';
}

/* NULL: something else is in it.  Folding makes blanks and digits of all widths ASCII's. */
static const char *ascii(struct arena *arena, const char *text)
{
    const char *folded = text_fold(arena, text);
    const size_t len = strlen(folded);
    char *out = arena_alloc(arena, len + 1);
    char *end = out;
    utf8proc_int32_t point;
    for (size_t at = 0; at < len;) {
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)folded + at,
                                                 (utf8proc_ssize_t)(len - at), &point);
        if (used <= 0 || (*end = plain(point)) == '\0')
            return NULL;
        end++;
        at += (size_t)used;
    }
    return out;
}

bool civil_token_list(struct civil_token out[CIVIL_TOKENS + 1], struct arena *arena,
                      const char *text)
{
    static const char digits[] = "0123456789", letters[] = "abcdefghijklmnopqrstuvwxyz";
    memset(out, 0, (CIVIL_TOKENS + 1) * sizeof *out);
    const char *at = ascii(arena, text);
    if (at == NULL)
        return false;
    for (size_t count = 0;; count++) {
        const size_t blanks = strspn(at, " ");
        at += blanks;
        if (*at == '\0')
            return true;
        if (count == CIVIL_TOKENS)
            return false;
        struct civil_token *token = &out[count];
        *token = (struct civil_token){.text = at, .len = 1, .gap = blanks > 0, .kind = CIVIL_SIGN};
        if (strspn(at, digits) > 0) {
            token->kind = CIVIL_DIGITS;
            token->len = strspn(at, digits);
            if (token->len > DIGITS_MAX)
                return false;
            for (size_t i = 0; i < token->len; i++)
                token->value = token->value * 10 + (at[i] - '0');
        } else if (strspn(at, letters) > 0) {
            token->kind = CIVIL_WORD;
            token->len = strspn(at, letters);
        } else if (strchr("/-.,:'+", *at) == NULL) {
            return false;
        }
        at += token->len;
    }
}

bool civil_token_is(const struct civil_token *token, const char *word)
{
    return token->kind != CIVIL_END && token->len == strlen(word) &&
           memcmp(token->text, word, token->len) == 0;
}

/* The one name that begins so, or -1. */
static int begins(const struct civil_token *token, char (*names)[NAME_ROOM], int count)
{
    int found = -1;
    pthread_once(&once, start);
    if (token->kind != CIVIL_WORD || token->len < SHORTEST)
        return -1;
    for (int i = 0; i < count; i++)
        if (strncmp(names[i], token->text, token->len) == 0) {
            if (found >= 0)
                return -1;
            found = i;
        }
    return found;
}

int civil_token_month(const struct civil_token *token)
{
    return begins(token, months, MONTHS) + 1;
}

int civil_token_weekday(const struct civil_token *token)
{
    return begins(token, weekdays, WEEKDAYS);
}
