/* The sentences of messages.fr.ini. */
#ifndef WORDS_H
#define WORDS_H

#include "base/arena.h"
#include "base/ini.h"
#include "base/status.h"

#include <jansson.h>
#include <stdbool.h>

/** The sentences of messages.fr.ini, by section and key. */
struct words;

/** words_load(out, arena, path): lives in ${arena}. */
CHECKED enum status words_load(struct words **out, struct arena *arena, const char *path);

/** words_over(out, arena, below, ini): the sentences of ${ini}, and those of ${below} for what it
 * does not say.  ${below} stays borrowed. */
CHECKED enum status words_over(struct words **out, struct arena *arena, const struct words *below,
                               const struct ini *ini);

/** words_get(words, section, key): the sentence as written, or NULL. */
const char *words_get(const struct words *words, const char *section, const char *key);

/** words_family(words, section, family, key): the sentence of "family.key", or NULL. */
const char *words_family(const struct words *words, const char *section, const char *family,
                         const char *key);

/** words_labels(words, family): all that is said of the values of a family: {"label", "help",
 * "short"} of those that [label] has, each the sentences by value; NULL: nothing.  Borrowed. */
const json_t *words_labels(const struct words *words, const char *family);

/** words_keys(words, section, family): what follows "family." in its keys, as written: a new array
 * of strings. */
json_t *words_keys(const struct words *words, const char *section, const char *family);

/** words_section(words, section): its sentences by key, a new object. */
json_t *words_section(const struct words *words, const char *section);

/** words_fill(arena, sentence, values): {names} replaced by the object's strings and integers; a
 * name it does not have leaves nothing. */
const char *words_fill(struct arena *arena, const char *sentence, const json_t *values);

/** What stands for a name in braces. */
struct words_gap {
    const char *name, *value;
};

/** words_fill_gaps(arena, sentence, gaps, count): the same without an object. */
const char *words_fill_gaps(struct arena *arena, const char *sentence, const struct words_gap *gaps,
                            size_t count);

/** words_say(words, arena, section, key, values): the sentence filled in, for the number in it:
 * that of its first {name} with an integer in ${values}.  "key.0" is said for none where it is
 * written, "key.1" for none and for one, "key" for several.  NULL if there is no such key. */
const char *words_say(const struct words *words, struct arena *arena, const char *section,
                      const char *key, const json_t *values);

/** words_check(words, section, key): note in the log a key that is missing; returns whether it is
 * there. */
bool words_check(const struct words *words, const char *section, const char *key);

#endif
