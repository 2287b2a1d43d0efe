/* What acts on a situation and on a synthesis have in common: begin, save, submit, send back,
 * move. */
#ifndef CORE_DOSSIER_H
#define CORE_DOSSIER_H

#include "texts/drafts.h"
#include "texts/guard.h"

/* What acts on a situation and on a synthesis have in common: both are the one text of a séance
 * that moves it on. */

struct dossier_kind {
    const char *name;       /* of the document, its vault and its journal entries */
    const char *word;       /* of the note that says why it came back */
    enum shape_task author; /* what the roles that write it do */
    enum resource resource;
    enum life_event submit, send_back;
    unsigned guard;       /* what submitting it proves */
    enum stage submitted; /* where that leads, for who may read from then on */
};

extern const struct dossier_kind dossier_situation;
extern const struct dossier_kind dossier_synthesis;

/** One act, its inputs and what it finds; runs on the writer's thread. */
struct dossier {
    const struct dossier_kind *kind;
    struct act *act;
    struct seance_id seance;
    const json_t *values;
    struct id key;
    int64_t version;
    struct standing standing;
    struct draft draft;
    struct guard guard;
};

/** dossier_run(dossier, closure): ${closure} with ${dossier} on the writer's thread; the text is
 * closed again after any status. */
CHECKED enum status dossier_run(struct dossier *dossier,
                                enum status (*closure)(struct db_conn *, void *));

/** dossier_begin(dossier, conn, action): asks the policy and opens the text, if one may.
 * STATUS_DENIED or, to whoever may not read it, STATUS_NOT_FOUND. */
CHECKED enum status dossier_begin(struct dossier *dossier, struct db_conn *conn,
                                  enum action action);

/** dossier_begin_open(dossier, conn, action): the same, for what needs a text that one can open:
 * STATUS_DENIED, fault "locked". */
CHECKED enum status dossier_begin_open(struct dossier *dossier, struct db_conn *conn,
                                       enum action action);

/** dossier_is_head(dossier): STATUS_CONFLICT, fault "conflict_stale", if ${dossier->version} is not
 * the text's last one. */
CHECKED enum status dossier_is_head(const struct dossier *dossier);

/** dossier_note(dossier, conn, action): the journal entry, with the hash of the version. */
CHECKED enum status dossier_note(struct dossier *dossier, struct db_conn *conn, const char *action);

/** dossier_move(dossier, conn, event, guards, state, action): moves the séance and the document's
 * state, and tells the journal. */
CHECKED enum status dossier_move(struct dossier *dossier, struct db_conn *conn,
                                 enum life_event event, unsigned guards, const char *state,
                                 const char *action);

/** dossier_grant(dossier, conn, stage): envelopes for all who may read at ${stage}. */
CHECKED enum status dossier_grant(struct dossier *dossier, struct db_conn *conn, enum stage stage);

/** dossier_examine(dossier, form): before dossier_run(): what could identify somebody in
 * ${dossier->values}, of which only justifications are kept. */
CHECKED enum status dossier_examine(struct dossier *dossier, const struct form *form);

/** dossier_pass(dossier, conn): refuses what does not pass the gate (guard_judge()), and counts
 * what does in the journal: before the entry of the act itself. */
CHECKED enum status dossier_pass(struct dossier *dossier, struct db_conn *conn);

/** dossier_write(dossier, conn, kind, field): adds the note of that kind whose text is this field
 * of
 * ${dossier->values}, if it passes the gate. */
CHECKED enum status dossier_write(struct dossier *dossier, struct db_conn *conn, const char *kind,
                                  const char *field);

/** The acts that are the same for both kinds: dossier_save(dossier, now_at), dossier_submit(), and
 * dossier_send_back(), after which the text is a draft again, that only its author can open, and
 * the refused version goes with the next save.  Contracts: core/situation.h. */
CHECKED enum status dossier_save(struct dossier *dossier, int64_t *now_at);
CHECKED enum status dossier_submit(struct dossier *dossier);
CHECKED enum status dossier_send_back(struct dossier *dossier);

#endif
