/* The one situation or synthesis of a séance: open, save, grant, discard. */
#ifndef CORE_DRAFTS_H
#define CORE_DRAFTS_H

#include "keys/vaults.h"
#include "texts/documents.h"
#include "trust/standing.h"

/** The one situation or synthesis of a séance, opened.  The vault's purpose is the document's kind.
 */
struct draft {
    bool exists; /* false: nothing was written yet, the rest is empty */
    bool locked; /* it exists, but one holds no envelope: head is empty */
    struct vault_row vault;
    struct vault_key key;
    struct document_row document;
    struct document_opened head;
};

/** drafts_open(out, act, conn, seance, kind): OK also when nothing exists.  drafts_close() wipes
 * the key; call it after any status. */
CHECKED enum status drafts_open(struct draft *out, struct act *act, struct db_conn *conn,
                                struct seance_id seance, const char *kind);
void drafts_close(struct draft *draft);

/** drafts_state(draft, destroyed_at): the document's state, "none" before there is one, "expired"
 * if it was over its time and destroyed (0: it was not). */
const char *drafts_state(const struct draft *draft, int64_t destroyed_at);

/** drafts_save(draft, act, conn, seance, kind, values, version): the next version over ${version},
 * or the vault, the document and its first one over 0.  STATUS_CONFLICT, fault "conflict_stale", if
 * the head is another; the same values again change nothing.  ${draft} is the new head on return.
 */
CHECKED enum status drafts_save(struct draft *draft, struct act *act, struct db_conn *conn,
                                struct seance_id seance, const char *kind, const json_t *values,
                                int64_t version);

/** drafts_readers(readers, waiting, act, conn, draft, standing, resource): arrays of persons owned
 * by the arena; waiting: those the policy lets read now who hold no envelope. */
CHECKED enum status drafts_readers(json_t **readers, json_t **waiting, struct act *act,
                                   struct db_conn *conn, const struct draft *draft,
                                   const struct standing *standing, enum resource resource);

/** drafts_grant(act, conn, draft, standing, stage, resource): envelopes for all who may read at
 * ${stage}. */
CHECKED enum status drafts_grant(struct act *act, struct db_conn *conn, const struct draft *draft,
                                 const struct standing *standing, enum stage stage,
                                 enum resource resource);

/** drafts_close_out(act, conn, vault, standing, stage, resource): the envelopes of those who may
 * not read at ${stage} go: holding one is the access. */
CHECKED enum status drafts_close_out(struct act *act, struct db_conn *conn,
                                     const struct vault_row *vault, const struct standing *standing,
                                     enum stage stage, enum resource resource);

/** drafts_noted(act, conn, seance, kind, notes): that nothing was edited by which drafts_discard()
 * judges: the séance with its texts, and the vault of each.  STATUS_TAMPERED: nothing may go. */
CHECKED enum status drafts_noted(struct act *act, struct db_conn *conn, struct seance_id seance,
                                 const char *kind, const char *notes);

/** drafts_discard(act, conn, seance, kind, notes): documents of this kind and its notes, versions,
 * envelopes and vault go: somebody else begins anew.  Begins with drafts_noted(). */
CHECKED enum status drafts_discard(struct act *act, struct db_conn *conn, struct seance_id seance,
                                   const char *kind, const char *notes);

/** drafts_refused(act, standing, resource): STATUS_DENIED to whoever may read it, else NOT_FOUND.
 */
CHECKED enum status drafts_refused(const struct act *act, const struct standing *standing,
                                   enum resource resource);

#endif
