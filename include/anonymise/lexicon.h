/* Everything that is known of words, loaded once. */
#ifndef ANONYMISE_LEXICON_H
#define ANONYMISE_LEXICON_H

#include "base/status.h"

#include <stddef.h>

/** What the detection knows of words: the table built from dictionaries of names, communes and
 * French words, and the lists of policies/anonymisation/.  Loaded once, then only read: any number
 * of threads may share it. */
struct lexicon;

/**
 * lexicon_load(out, table, policies): ${table} is the built file (share/anonymise.lex), mapped
 * read-only; ${policies} the folder with cues.ini, places.ini, leave.ini and replacements.ini.
 * STATUS_NOT_FOUND without one of them, STATUS_INVALID with a line in the log for a bad one:
 * `cocon check` is this call.
 */
CHECKED enum status lexicon_load(struct lexicon **out, const char *table, const char *policies);

/** lexicon_free(lexicon): NULL does nothing. */
void lexicon_free(struct lexicon *lexicon);

/** lexicon_bytes(lexicon): memory it takes, the mapped table included. */
size_t lexicon_bytes(const struct lexicon *lexicon);

#endif
