/* What could identify somebody in a dossier, and the gate that lets none of it pass unexamined. */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include "base/bytes.h"
#include "core/act.h"
#include "policy/form.h"

/* What could identify somebody in the free texts of a dossier, and the gate that lets none of it
 * pass unexamined.  A form that its group "examined" stands aside of is guarded. */

#define GUARD_MEMBER "examined"

/** What was found.  Passages are in the order of the texts, one for all that names the same. */
struct guard {
    json_t *passages; /* owned by the arena */
    json_t *kept;     /* owned by the arena */
    size_t direct;    /* passages that identify, and justifications that do */
    size_t mild;      /* passages that may, by combination */
    size_t open;      /* mild ones without a word of justification, listed or not */
};

/**
 * guard_examine(out, act, texts, count, examined): find in ${texts}, which are one document, names
 * of the platform's people and structures included.  ${examined} ([{"words", "reason"?, "with"?}],
 * may be NULL) justifies mild passages and rewords what is proposed.  passages: [{"words",
 * "category", "severity": direct|mild, "cause" (see finding.h), "with": the proposed wording,
 * "reason"?, "place_count", "places": [{"path", "words", "start", "end" (code points)}]}]; kept:
 * the justifications that still have their passage, [{"words", "reason"}].  A justification that
 * identifies counts as direct, "named" of its passage says by which words.  At most 200 passages,
 * and 100 places of each, are listed; what finds no room counts, and if it identifies, the list is
 * of what identifies.  Nothing is stored.  Not inside a write.  STATUS_LIMIT if the texts are too
 * long.
 */
CHECKED enum status guard_examine(struct guard *out, struct act *act, const struct form_text *texts,
                                  size_t count, const json_t *examined);

/** What is to stand where. */
struct guard_change {
    const char *words; /* everything that names the same as these; NULL: everything direct; what is
                        * mild may stay, and somebody decides */
    const char *with;  /* NULL: what is proposed */
    const char *path;  /* in that text only; NULL: in all */
};

/** guard_replace(out, act, texts, count, change): ${out[i]} is text i with the change made, in the
 * arena.  STATUS_NOT_FOUND if nothing is found for ${change->words}. */
CHECKED enum status guard_replace(const char **out, struct act *act, const struct form_text *texts,
                                  size_t count, const struct guard_change *change);

/** guard_lists(act): what the lists of policies/anonymisation/ come to, for a browser that examines
 * itself (anonymise/terms.h); in the arena. */
struct bytes guard_lists(struct act *act);

/** guard_names(out, act): for such a browser, {"names": those of the space's people and structures,
 * as hashes in hexadecimal, "causes": [{"cause"}], "severities": [{"severity"}]}, every word that
 * passages may have there; owned by the arena.  Not inside a write. */
CHECKED enum status guard_names(json_t **out, struct act *act);

#endif
