/* Save, submit, comment, send back, sign, read. */
#ifndef CORE_SYNTHESIS_H
#define CORE_SYNTHESIS_H

#include "core/act.h"

/** synthesis_view(act, out, seance): {"stage", "state": none|draft|submitted|published, "version",
 * "values"?, "author"?: who wrote it, "at"?: when, "comments": [{"id", "version", "text",
 * "person", "at"}], "word"?:
 * {…}, "signatures": [{"role", "person", "at", "verified": bool}], "readers": [person], "waiting":
 * [person], "review_until_at"? and "review"?: {"open", "signing", "early", "i_agree", "i_agreed":
 * bool, "agreed": [person], "awaited": [person]} while it waits for both signatures, "locked",
 * "i_save", "i_submit", "i_comment", "i_send_back", "i_sign", "i_grant": bool, "who_reads"
 * (core/readers.h)}. Adds a "read" entry if there was text to read. */
CHECKED enum status synthesis_view(struct act *act, json_t **out, struct seance_id seance);

CHECKED enum status synthesis_save(struct act *act, struct seance_id seance, const json_t *values,
                                   int64_t version, int64_t *now_at);
CHECKED enum status synthesis_submit(struct act *act, struct seance_id seance, const json_t *values,
                                     int64_t version);
/** synthesis_send_back(act, seance, fields): the animator, to the secretary. */
CHECKED enum status synthesis_send_back(struct act *act, struct seance_id seance,
                                        const json_t *fields);
/** synthesis_comment(act, seance, fields): {"text", "key"?}.  STATUS_CONFLICT, fault
 * "review_closed", once the days of review are over. */
CHECKED enum status synthesis_comment(struct act *act, struct seance_id seance,
                                      const json_t *fields);
/** synthesis_correct(act, seance, fields, version): {"comment": id, "text"}: one's own comment over
 * ${version}, as long as one may comment; what stood there is kept nowhere. */
CHECKED enum status synthesis_correct(struct act *act, struct seance_id seance,
                                      const json_t *fields, int64_t version);
/** synthesis_agree(act, seance, version): who was there has nothing to add to this version.
 * STATUS_CONFLICT with fault "review_closed", "agreed_already" or "conflict_stale"; STATUS_DENIED,
 * fault "signs_instead", to the secretary and the animator. */
CHECKED enum status synthesis_agree(struct act *act, struct seance_id seance, int64_t version);
/** synthesis_sign(act, seance, version): by the secretary and by the animator (which approves); the
 * second signature of one version publishes: sealed again for the space's shared vault.
 * STATUS_CONFLICT, fault "review_running", before the days of review are over or, where the pack
 * lets them end early, everyone else who may comment has agreed to this version. */
CHECKED enum status synthesis_sign(struct act *act, struct seance_id seance, int64_t version);
CHECKED enum status synthesis_grant(struct act *act, struct seance_id seance);

#endif
