/* UTF-8: check, repair, clean what is typed, prepare passphrases, fold, compare. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** text_is_utf8(text, len): well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const char *text, size_t len);

/** text_length(text): code points of a well-formed string. */
size_t text_length(const char *text);

/** text_repair(arena, text, len): a copy in which each ill-formed byte and NUL is U+FFFD. */
char *text_repair(struct arena *arena, const char *text, size_t len);

/**
 * text_clean(arena, text): what is stored of anything typed, whichever way it came.  ${text} is
 * well-formed.  NFC; every end of a line (CRLF, CR, and of office programs VT, FF, SO, NEL, U+2028,
 * U+2029) is \n; other control characters go, and with them what nobody sees: zero-width spaces,
 * soft hyphens, byte order marks, tags, and what overrides, embeds or isolates directions (it makes
 * a line read as it is not written; letters from right to left carry their own direction).
 * Joiners and marks of direction stay inside a text, where scripts need them.  Blanks of all widths
 * and what is unseen go at either end; a text in which nothing shows is "".
 */
char *text_clean(struct arena *arena, const char *text);

/** text_line(arena, text): the same for one line: what soft breaks part (all but \n and CR) stays
 * apart, by a space, for nobody sees such breaks in a field of one line. */
char *text_line(struct arena *arena, const char *text);

/** text_address(arena, text): the same for an address, without anything unseen inside either. */
char *text_address(struct arena *arena, const char *text);

/** text_opaque(arena, text): a passphrase as RFC 8265's OpaqueString prepares it: every space that
 * is not ASCII's becomes U+0020, NFC, and nothing else changes. */
char *text_opaque(struct arena *arena, const char *text);

/** text_former(arena, text): how passphrases were prepared before text_opaque(): accounts that
 * were sealed then open with it.  It never changes. */
char *text_former(struct arena *arena, const char *text);

/** text_unseen(text): a passphrase has characters that a keyboard does not write: controls, ends of
 * lines, and what text_clean() drops. */
bool text_unseen(const char *text);

/** text_fold(arena, text): for comparing: no case, no accents, nothing unseen, NFKD.  To sort, take
 * collate_key(). */
char *text_fold(struct arena *arena, const char *text);

/** text_equal_const(a, b): whether two strings are equal, in time that depends on lengths only. */
bool text_equal_const(const char *a, const char *b);

enum { TEXT_NUMBER = sizeof "-9223372036854775808" };

/** text_number(out, number): its decimal digits; returns ${out}.  For loops that would print. */
char *text_number(char out[TEXT_NUMBER], int64_t number);

#endif
