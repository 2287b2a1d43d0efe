/* What the server says of its journal: size, root, time, signed. */
#ifndef CRYPTO_TREE_HEAD_H
#define CRYPTO_TREE_HEAD_H

#include "crypto/record.h"
#include "crypto/server_key.h"

/** What the server says of its journal at a moment: so many entries, this root. */
struct tree_head {
    uint64_t size;
    struct digest root;
    int64_t at;
    bool chained;           /* tells of the head before it: those made until now do */
    struct digest previous; /* tree_head_digest() of that one; zero: there was none */
    struct signature signature;
};

/** tree_head_log(out, public): which log speaks: SHA-256 of its public key. */
void tree_head_log(struct digest *out, const struct audit_public *public);

/** tree_head_digest(out, head): what the next head tells of this one: SHA-256 of its signature,
 * which is over everything else. */
void tree_head_digest(struct digest *out, const struct tree_head *head);

/** tree_head_sign(head, arena, key): the signature over record "cocon/tree-head": size, root, time,
 * log id, and what it tells of the head before if it is chained. */
void tree_head_sign(struct tree_head *head, struct arena *arena, const struct server_key *key);

/** tree_head_verify(head, arena, key): STATUS_TAMPERED if the key of when the journal had so many
 * entries did not sign it. */
CHECKED enum status tree_head_verify(const struct tree_head *head, struct arena *arena,
                                     const struct server_key *key);

#endif
