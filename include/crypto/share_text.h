/* A share as people read and type it: a slip is found in its line. */
#ifndef CRYPTO_SHARE_TEXT_H
#define CRYPTO_SHARE_TEXT_H

#include "crypto/shares.h"

/* A share as people read and type it: five lines of four groups of four characters and two that
 * check the line, in Crockford's base 32: no I, L, O or U, capitals or not.  A slip is found in its
 * line. */

enum { SHARE_TEXT_LINES = 5, SHARE_TEXT_LINE = 23 /* with the NUL */ };

struct share_text {
    char lines[SHARE_TEXT_LINES][SHARE_TEXT_LINE];
};

/** share_text_write(out, share): secret: wipe it with secret_wipe(). */
void share_text_write(struct share_text *out, const struct share *share);

enum share_text_fault_kind {
    SHARE_TEXT_NONE,
    SHARE_TEXT_CHARACTER, /* something that no sheet has */
    SHARE_TEXT_LENGTH,    /* too few or too many characters */
    SHARE_TEXT_CHECK,     /* a slip: the line does not fit its two last characters */
    SHARE_TEXT_ORDER,     /* a good line, in another line's place */
    SHARE_TEXT_SHEET,     /* five good lines that are not of one sheet, or of a later version */
    SHARE_TEXT_END,       /* the text ends within a sheet */
    SHARE_TEXT_ROOM       /* more sheets than there can be */
};

struct share_text_fault {
    enum share_text_fault_kind kind;
    unsigned line;  /* of the text, from 1 */
    unsigned sheet; /* which one in the text, from 1 */
    unsigned at;    /* the line of the sheet that was expected, from 1 */
};

/** share_text_line(line, at): what is wrong with it as line ${at} (from 1) of a sheet. */
enum share_text_fault_kind share_text_line(struct bytes line, unsigned at);

/** share_text_is_line(line): not empty, and no remark (beginning with #). */
bool share_text_is_line(struct bytes line);

/**
 * share_text_read(out, count, fault, text): every sheet of a text, SHARES_MOST at most.  Lines end
 * with a line feed or a slash (as in QR codes); blanks and dashes of all kinds count for nothing,
 * nor do empty lines, remarks from # on, and the line's number before a dot, a colon or a bracket.
 * STATUS_INVALID with the first fault, and no share.  Free with shares_free().
 */
CHECKED enum status share_text_read(struct share *out, size_t *count,
                                    struct share_text_fault *fault, struct bytes text);

#endif
