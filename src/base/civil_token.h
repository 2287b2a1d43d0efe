/* Their digits and signs, months and weekdays by name. */
#ifndef BASE_CIVIL_TOKEN_H
#define BASE_CIVIL_TOKEN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a date or a number is made of. */

enum { CIVIL_TOKENS = 24 };

struct civil_token {
    enum { CIVIL_END, CIVIL_DIGITS, CIVIL_WORD, CIVIL_SIGN } kind;
    const char *text; /* folded: no case, no accents */
    size_t len;
    int64_t value; /* of digits */
    bool gap;      /* a blank stands before */
};

/** civil_token_list(out, arena, text): false if there are too many, over 15 digits in one, or
 * anything that belongs into no date: letters of other scripts, signs but / - . , : ' +.  What is
 * left of ${out} is CIVIL_END. */
bool civil_token_list(struct civil_token out[CIVIL_TOKENS + 1], struct arena *arena,
                      const char *text);

/** civil_token_is(token, word): whether it is that word or sign. */
bool civil_token_is(const struct civil_token *token, const char *word);

/** civil_token_month(token): 1 to 12, by its name or three letters of it or more; 0: none, or more
 * than one.  civil_token_weekday(token): 0 (Sunday) to 6, or -1. */
int civil_token_month(const struct civil_token *token);
int civil_token_weekday(const struct civil_token *token);

#endif
