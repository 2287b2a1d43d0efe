#ifndef TESTS_TAMPER_INSIDER_FORGE_H
#define TESTS_TAMPER_INSIDER_FORGE_H

#include "insider.h"

/* Whatever can be made with keys that one holds, by the project's own crypto: the one file that
 * follows when a format changes. */

/** insider_forge_unseal(out, box, keys): what a sealed box holds, whoever signed it. */
bool insider_forge_unseal(uint8_t out[32], struct bytes box, const struct account_keys *keys);

/** insider_forge_key(out, in, who, vault, generation): their own envelope of last week or of today;
 * ${vault} is expanded.  Breaks the line if there is none. */
bool insider_forge_key(uint8_t out[32], struct insider *in, int who, const char *vault,
                       int generation);

/** insider_forge_envelope(in, vault, generation, reader, granter, at, key): a row for the keys of
 * ${reader} (-1: the recovery key's row, for ${in}->spare), signed by ${granter}. */
void insider_forge_envelope(struct insider *in, const char *vault, int generation, int reader,
                            int granter, int64_t at, const uint8_t key[32]);

/** A row of document_version and what its document adds. */
struct insider_version {
    struct bytes secret, cipher, hash, signature, previous;
    struct id vault, document, author;
    const char *kind;
    int64_t generation, version, at;
};
/** insider_forge_opens(in, version, key): whether this vault key opens it. */
bool insider_forge_opens(struct insider *in, const struct insider_version *version,
                         const uint8_t key[32]);

/** insider_forge_version(in, document, key, text): the next version, by {me}; its row. */
void insider_forge_version(struct insider *in, const char *document, const uint8_t key[32],
                           const char *text);

/** insider_forge_invitation(in, who, inviter, coordination, keys, claim_key): a used row whose
 * claim and proof fit ${keys}, as the row of membership says.  ${inviter} is whom it names: if the
 * attacker has their keys, they sign. */
void insider_forge_invitation(struct insider *in, int who, int inviter, bool coordination,
                              const struct account_keys *keys, const uint8_t claim_key[32]);
/** insider_forge_proof(in, who, claim_key): opens the claim of ${who}'s used invitation and proves
 * in->spare in their place. */
void insider_forge_proof(struct insider *in, int who, const uint8_t claim_key[32]);

/** insider_forge_link(in, what, who, invited_by, claim): a waiting row with a token of one's own,
 * kept in ${in}->links; ${invited_by} -1: the operator; ${claim} may be empty. */
void insider_forge_link(struct insider *in, const char *what, int who, int invited_by,
                        struct bytes claim);

/** insider_forge_certificate(in, who, public, issuer, coordination, issued_at): a row numbered
 * after the last one. */
void insider_forge_certificate(struct insider *in, int who, const struct account_public *public,
                               int issuer, bool coordination, int64_t issued_at);

/* Rows that somebody signs in their own name, as of any time. */
void insider_forge_revocation(struct insider *in, int who, int by, int64_t at);
void insider_forge_departure(struct insider *in, const char *structure, int by, int64_t at);
void insider_forge_charter_signature(struct insider *in, const char *kind, const char *subject,
                                     int signer, int64_t at);
void insider_forge_synthesis_signature(struct insider *in, const char *document, const char *role,
                                       int signer);

/** insider_forge_login(in, what, who, created_at): a row and the cookie that opens it, kept in
 * ${in}->logins. */
void insider_forge_login(struct insider *in, const char *what, int who, int64_t created_at);

/** insider_forge_entry(in, who, action, kind, object, detail, at): at the end of the journal, with
 * its leaf and every inner node that it completes. */
void insider_forge_entry(struct insider *in, int who, const char *action, const char *kind,
                         const char *object, struct bytes detail, int64_t at);

/** insider_forge_tree(in): every leaf and node of the journal as it lies there now. */
void insider_forge_tree(struct insider *in);

/** insider_forge_certified(certificate, issuer): whether ${issuer} signed it. */
struct certificate;
bool insider_forge_certified(const struct certificate *certificate,
                             const struct account_keys *issuer);

#endif
