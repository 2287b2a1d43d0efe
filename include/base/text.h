#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** text_is_utf8(text, len): well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const char *text, size_t len);

/** text_length(text): code points of a well-formed string. */
size_t text_length(const char *text);

/** text_repair(arena, text, len): a copy in which each ill-formed byte and NUL is U+FFFD. */
char *text_repair(struct arena *arena, const char *text, size_t len);

/**
 * text_clean(arena, text): NFC, CRLF to LF, without other control characters, without blanks at
 * either end: what is stored of anything typed.  ${text} is well-formed.
 */
char *text_clean(struct arena *arena, const char *text);

/** text_fold(arena, text): for comparing and sorting: no case, no accents, NFKD. */
char *text_fold(struct arena *arena, const char *text);

/** text_equal_const(a, b): whether two strings are equal, in time that depends on lengths only. */
bool text_equal_const(const char *a, const char *b);

#endif
