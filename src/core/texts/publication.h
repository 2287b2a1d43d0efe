/* Signatures of a synthesis, and its copy for everyone. */
#ifndef CORE_PUBLICATION_H
#define CORE_PUBLICATION_H

#include "texts/drafts.h"

/* How a synthesis is signed and becomes everyone's.  Inside the caller's read or write. */

/** publication_signing(standing): the relations of the roles whose holders sign. */
uint32_t publication_signing(const struct standing *standing);

/**
 * publication_sign(all, act, conn, standing, draft): who acts signs the head as one of their roles
 * that do: record "cocon/synthesis-signature": space, séance, document, version, role, signer,
 * digest of the content, time.  ${all}: everyone who signs has now signed this version, and all
 * signatures verify.  STATUS_CONFLICT, fault "signed_already", if who acts has.
 */
CHECKED enum status publication_sign(bool *all, struct act *act, struct db_conn *conn,
                                     const struct standing *standing, const struct draft *draft);

/** publication_agree(act, conn, draft): who acts signs the head as one of those who were there and
 * have nothing to add: the same record, with their id in place of the role.  STATUS_CONFLICT, fault
 * "agreed_already", if they have. */
CHECKED enum status publication_agree(struct act *act, struct db_conn *conn,
                                      const struct draft *draft);

/** publication_is_reader(row): whether it was made by publication_agree(). */
bool publication_is_reader(const struct document_signature_row *row);

/** publication_seal(act, conn, seance, draft): seal the head again for the space's shared vault,
 * with the salt it has, so that the signatures hold for it too.  STATUS_DENIED, fault
 * "no_shared_key", if one does not hold the shared vault. */
CHECKED enum status publication_seal(struct act *act, struct db_conn *conn, struct seance_id seance,
                                     const struct draft *draft);

/** publication_open(out, act, conn, seance): the published text; values NULL without an envelope of
 * the shared vault. */
CHECKED enum status publication_open(struct document_opened *out, struct act *act,
                                     struct db_conn *conn, struct seance_id seance);

/** publication_signatures(out, act, conn, standing, draft, head): of the newest version: array of
 * {"role", "person", "at", "verified"}, owned by the arena; verified: the signature is that of the
 * role's holder and, where ${head} could be opened, over its very content. */
CHECKED enum status publication_signatures(json_t **out, struct act *act, struct db_conn *conn,
                                           const struct standing *standing,
                                           const struct draft *draft,
                                           const struct document_opened *head);

#endif
