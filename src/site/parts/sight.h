/* The policy in words. */
#ifndef SIGHT_H
#define SIGHT_H

#include "policy/access.h"
#include "words/words.h"

#include <jansson.h>

/* Who sees what, in words: the policy in force itself is read, never a copy of it. */

/** sight_check(words): note in the log every resource, action, relation and stage of the policy
 * that has no label; returns whether all have. */
bool sight_check(const struct words *words);

/**
 * sight_policy(access, words, arena, relations, stage): a new array, a kind of thing each:
 * {"resource", "acts": bool (some action is not "seeing"), "required": [relation],
 * "required_text"?, "actions": [{"action", "seeing": bool, "moments":
 * [{"spans": [{"from", "to"}] (empty: always), "when"?, "now": bool, "with": [relation],
 * "with_text"?, "who": [{"relation", "me"}]}]}]}.
 * One may if the stage is in a span and one has the relation of a "who", all of "with" and all of
 * "required".  "me" is "yes", "depends" (on a role, or on a structure) or "no", for somebody with
 * ${relations}; "now" whether ${stage}, if not STAGE_NONE, is in a span.
 */
json_t *sight_policy(const struct access *access, const struct words *words, struct arena *arena,
                     uint32_t relations, enum stage stage);

/** sight_readers(words, arena, who_reads): adds to what core says of a text's readers
 * (core/readers.h) the sentences: "now"."text", and "when" and "text" of each of "later". */
void sight_readers(const struct words *words, struct arena *arena, json_t *who_reads);

#endif
