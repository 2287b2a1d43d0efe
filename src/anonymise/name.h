/* Where a name begins and ends. */
#ifndef ANONYMISE_NAME_H
#define ANONYMISE_NAME_H

#include "scan.h"

#define NAME_PERSON (WORD_FIRST | WORD_SURNAME)
#define NAME_PLACE (WORD_PLACE | WORD_COUNTRY | WORD_REGION)
#define NAME_ANY (NAME_PERSON | NAME_PLACE | WORD_PROPER)

/** name_left(token): whether leave.ini has it, unless it is written as a first name. */
bool name_left(const struct token *token);

/** name_common(token): a word of the language, whatever else it is. */
static inline bool name_common(const struct token *token)
{
    return (token->flags & WORD_COMMON) != 0;
}

/** name_place_written(scan, i): whether a place of several words begins here, with the capitals
 * that it has. */
bool name_place_written(const struct scan *scan, int i);

/** name_may_begin(scan, i): whether a name could begin here behind a cue: any capital that is
 * neither left alone, nor a title, nor an article without a capital behind it, nor an anonymous
 * letter. */
bool name_may_begin(const struct scan *scan, int i);

/** name_end(scan, i): the last token of the name that begins at ${i}. */
int name_end(const struct scan *scan, int i);

/** name_married(scan, last): the last token of a second name behind « née », « épouse »; ${last} if
 * there is none. */
int name_married(const struct scan *scan, int last);

/** name_compound(scan, i): the last token of « jean-pierre », whatever its case, or -1. */
int name_compound(const struct scan *scan, int i);

/** name_eponym(scan, i): whether what bears the name is a syndrome, a scale, a law. */
bool name_eponym(const struct scan *scan, int i);

/** name_verb(token): a verb that a name may be the subject of. */
bool name_verb(const struct token *token);

#endif
