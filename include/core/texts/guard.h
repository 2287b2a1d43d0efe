/* What could identify somebody in a dossier, and the gate that lets none of it pass unexamined. */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

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

/** guard_values(out, values, act, form): guard_examine() over the texts of ${*values} and what
 * they bring as "examined"; ${*values} becomes a copy that keeps only justifications: no table of
 * replacements is ever stored.  Nothing to do if the form is not guarded. */
CHECKED enum status guard_values(struct guard *out, const json_t **values, struct act *act,
                                 const struct form *form);

/** guard_judge(act, guard): STATUS_INVALID, fault "identifies" or "unjustified", and the faults of
 * the fields, if something identifies or a mild passage is not justified. */
CHECKED enum status guard_judge(struct act *act, const struct guard *guard);

/** guard_tell(conn, act, guard, kind, object): the counts go to the journal ("examine"; its detail
 * is how many were justified, two bytes, big endian), if there are any. */
CHECKED enum status guard_tell(struct db_conn *conn, struct act *act, const struct guard *guard,
                               const char *kind, const struct id *object);

/** guard_nameless(act, form, values): for a line about a séance rather than a case, where places
 * and structures belong: STATUS_INVALID as guard_judge(), if it names or reaches a person. */
CHECKED enum status guard_nameless(struct act *act, const struct form *form, const json_t *values);

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

#endif
