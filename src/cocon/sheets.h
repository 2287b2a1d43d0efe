/* The recovery sheets, ready to print. */
#ifndef COCON_SHEETS_H
#define COCON_SHEETS_H

#include "core/keys/quorum.h"
#include "settings.h"

/* Recovery sheets on paper: one self-contained document to print. */

/** sheets_quorum(k, n, settings): what --quorum says, or 3 of 5.  STATUS_INVALID (logged). */
CHECKED enum status sheets_quorum(unsigned *k, unsigned *n, const struct settings *settings);

/** sheets_write(path, settings, arena, title, sheets): the document at the path of the settings, or
 * in DATA/recovery/; mode 0600.  ${title} names the space.  Says on standard error what to do with
 * it.  STATUS_CONFLICT if there is such a file. */
CHECKED enum status sheets_write(const char **path, const struct settings *settings,
                                 struct arena *arena, const char *title,
                                 const struct quorum_sheets *sheets);

/** sheets_read(shares, count, settings, arena): the sheets in the files that the command line
 * names, or typed or piped on standard input; says which they are, with their words. STATUS_INVALID
 * for a slip, which is said with its line.  Free with shares_free(). */
CHECKED enum status sheets_read(struct share shares[SHARES_MOST], size_t *count,
                                const struct settings *settings, struct arena *arena);

/** sheets_word(settings, arena, share): the word of policies/recovery-words.txt, or "?". */
const char *sheets_word(const struct settings *settings, struct arena *arena,
                        const struct share *share);

/** sheets_warn(settings, arena): a warning in the log while DATA/recovery/ holds sheets. */
void sheets_warn(const struct settings *settings, struct arena *arena);

#endif
