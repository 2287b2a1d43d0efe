/* The French words that the meter knows. */
#ifndef CRYPTO_PASSPHRASE_WORDS_H
#define CRYPTO_PASSPHRASE_WORDS_H

#include "crypto/passphrase.h"

/** passphrase_words_plain(out, room, text): ${text} as people type it when they are lazy: ASCII as
 * it is, other letters without accents in lower case, œ and æ as two letters, what is left of other
 * scripts as one byte over 0x7F a letter.  At most ${room} - 1 bytes and a NUL. */
void passphrase_words_plain(char *out, size_t room, const char *text);

/** passphrase_words_squeeze(text): take out, in place, what people put between words. */
void passphrase_words_squeeze(char *text);

/** passphrase_words_find(words, text, found, context): found(context, rank, word) for every word
 * of the list that begins somewhere in ${text}, also with capitals or with digits and signs for
 * letters (c4stor); a word may be found again.  ${rank} counts from 0; words are borrowed. */
void passphrase_words_find(const struct passphrase_words *words, const char *text,
                           void (*found)(void *context, size_t rank, const char *word),
                           void *context);

#endif
