/* The narrator's account: save, submit, approve, send back, read. */
#ifndef CORE_SITUATION_H
#define CORE_SITUATION_H

#include "core/act.h"

/* The narrator's account of a past case: drafts, the animator's second look, readers. */

/** situation_view(act, out, seance): {"stage", "state": none|draft|submitted|sent_back|approved,
 * "version" (0: nothing saved), "locked" (entitled, but nobody has
 * opened it for them yet), "values"?, "author"?: person, "at"?, "word"?: {"text", "person",
 * "at"} (why it came back), "who_reads" (core/readers.h), "readers": [person] who hold an envelope,
 * "waiting": [person] entitled without one, "i_save", "i_submit", "i_approve", "i_send_back",
 * "i_grant": bool}.  Adds a "read" entry to the journal if there was text to read. STATUS_NOT_FOUND
 * to whoever may not read. */
CHECKED enum status situation_view(struct act *act, json_t **out, struct seance_id seance);

/** situation_save(act, seance, values, version, now_at): a draft; ${version} is the one it was
 * typed over (0: none); STATUS_CONFLICT, fault "conflict_stale", if another was saved meanwhile.
 * ${now_at} becomes the new version.  The same values again change nothing. */
CHECKED enum status situation_save(struct act *act, struct seance_id seance, const json_t *values,
                                   int64_t version, int64_t *now_at);

/** situation_submit(act, seance, values, version): save and hand to the animator.  ${values} passed
 * FORM_COMPLETE and the case is closed (month in the past). */
CHECKED enum status situation_submit(struct act *act, struct seance_id seance, const json_t *values,
                                     int64_t version);

/** situation_approve(act, seance, version): exactly the version that was read; opens it to those
 * who come. */
CHECKED enum status situation_approve(struct act *act, struct seance_id seance, int64_t version);

/** situation_send_back(act, seance, fields): with a word for the narrator. */
CHECKED enum status situation_send_back(struct act *act, struct seance_id seance,
                                        const json_t *fields);

/** situation_grant(act, seance): seal the vault for every entitled person who waits. */
CHECKED enum status situation_grant(struct act *act, struct seance_id seance);

#endif
