/* Who somebody is, by certificates up to the anchor. */
#ifndef CORE_TRUST_H
#define CORE_TRUST_H

#include "act.h"
#include "crypto/certificate.h"
#include "journal/ledger.h"

/* Who somebody is, as far as the chain of certificates from the space's anchor proves it.  What
 * only a row says proves nothing. */

/**
 * trust_at(out, act, conn, account, at): the certificate of ${account} in the act's space that
 * covers ${at}, verified up to the anchor.  STATUS_NOT_FOUND if they have none (not admitted yet,
 * or not at that time, or their access was withdrawn before); STATUS_TAMPERED (logged) if there is
 * one but it, or the revocation that ends it, does not verify.
 */
CHECKED enum status trust_at(struct certificate *out, struct act *act, struct db_conn *conn,
                             struct account_id account, int64_t at);

/** trust_now(out, act, conn, account): the certificate in force at this moment: trust_at() grants a
 * signature the whole second in which a revocation fell, this grants nothing; and STATUS_TAMPERED
 * if the journal tells of a revocation that is not there. */
CHECKED enum status trust_now(struct certificate *out, struct act *act, struct db_conn *conn,
                              struct account_id account);

/** trust_public(out, act, conn, account, at): the keys that somebody signed with at ${at}.  As
 * trust_at(), but STATUS_TAMPERED where it says NOT_FOUND: a signature of nobody is an edit. */
CHECKED enum status trust_public(struct account_public *out, struct act *act, struct db_conn *conn,
                                 struct account_id account, int64_t at);

/** trust_as(out, act, conn, account, at, coordination): the keys with which somebody signed at
 * ${at} what only a coordinator may sign, if ${coordination}: STATUS_TAMPERED if they were none
 * then, STATUS_NOT_FOUND if they were nobody. */
CHECKED enum status trust_as(struct account_public *out, struct act *act, struct db_conn *conn,
                             struct account_id account, int64_t at, bool coordination);

/** trust_member(out, act, conn, membership, account): the certificate in force now, for which the
 * rows of ${membership} and of ${account}'s keys must say the same: STATUS_TAMPERED if not. */
CHECKED enum status trust_member(struct certificate *out, struct act *act, struct db_conn *conn,
                                 const struct membership_row *membership,
                                 const struct account_row *account);

/** trust_over(out, act, conn, account): whether nothing certifies ${account} at this moment;
 * STATUS_TAMPERED if their certificates or revocations are not those that the journal tells of. */
CHECKED enum status trust_over(bool *out, struct act *act, struct db_conn *conn,
                               struct account_id account);

/** trust_learn(act, conn, accounts, count): the revocations of everybody, as certified_learn(). */
CHECKED enum status trust_learn(struct act *act, struct db_conn *conn,
                                const struct account_id *accounts, size_t count);

/** trust_certificates(out, act, conn, account): all that somebody has in the act's space, as the
 * journal tells of them. */
CHECKED enum status trust_certificates(struct ledger_set *out, struct act *act,
                                       struct db_conn *conn, struct account_id account);

/** trust_found(act, conn, from): the founder's own certificate, and the anchor. Inside a write. */
CHECKED enum status trust_found(struct act *act, struct db_conn *conn, int64_t from);

/** trust_certify(act, conn, certificate): issue ${certificate} (account, public, structure,
 * coordination, represents and from are given) in the name of the one who acts; journalled.  Inside
 * a write. */
CHECKED enum status trust_certify(struct act *act, struct db_conn *conn,
                                  struct certificate *certificate);

/** trust_certify_anew(act, conn, certificate, action): as trust_certify(), journalled as ${action}:
 * the same person as something else, or again. */
CHECKED enum status trust_certify_anew(struct act *act, struct db_conn *conn,
                                       struct certificate *certificate, const char *action);

/** trust_recover(act, conn, certificate, recovery): the same in the name of the trustees, whose key
 * is ${recovery}: for a coordinator only.  It ends at the recovery key of the space's anchors. */
CHECKED enum status trust_recover(struct act *act, struct db_conn *conn,
                                  struct certificate *certificate,
                                  const struct account_keys *recovery);

/** trust_revoke(act, conn, account): a signed statement that ends every certificate of ${account}
 * issued until now: what they sign or issue from the next second on counts for nothing, what they
 * signed before stands.  The platform, which has nobody's keys, signs with the server's. Journalled
 * "withdraw".  Inside a write. */
CHECKED enum status trust_revoke(struct act *act, struct db_conn *conn, struct account_id account);

/** trust_end(act, conn, account, action): as trust_revoke(), journalled as ${action}. */
CHECKED enum status trust_end(struct act *act, struct db_conn *conn, struct account_id account,
                              const char *action);

/** trust_before(out, act, conn, account): the certificate that their last revocation ended: what
 * they were until then.  STATUS_NOT_FOUND without one; STATUS_TAMPERED if either does not verify.
 */
CHECKED enum status trust_before(struct certificate *out, struct act *act, struct db_conn *conn,
                                 struct account_id account);

#endif
