/* The server's master key, and what is kept of those before; people sealed, tree heads signed
 * with it. */
#ifndef CRYPTO_SERVER_KEY_H
#define CRYPTO_SERVER_KEY_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/id.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/record.h"

/** The server's master key and the sub-keys made of it (crypto_kdf, context "coconsrv"):
 * 1 pepper, 2 people, 3 e-mail index, 4 second factors, 5 audit signing seed, 6 states, 7 known
 * browsers, 8 entries of the journal, 9 rows of doors, 10 typed text that waits for
 * a login.
 *
 * A key that took another's place keeps of those before what only tells whether something of before
 * is still the same: pepper, states, entries, the public half of 5; and how many entries the
 * journal had then, and when that was.  Format of the file: SECURITY.md, "server.key". */
struct server_key;

enum { SERVER_KEY_FORMER = 16 }; /* changes at most */

/** server_key_create(path): a new random key in a new file of mode 0600.
 * STATUS_CONFLICT if there is one: a key is never overwritten. */
CHECKED enum status server_key_create(const char *path);

/** server_key_load(out, path): STATUS_INVALID if the file is not exactly a key, or if group or
 * others may read it; STATUS_NOT_FOUND without it; STATUS_BUSY while it is being changed.  The
 * caller frees with server_key_free(). */
CHECKED enum status server_key_load(struct server_key **out, const char *path);
void server_key_free(struct server_key *key);

/** server_key_alone(key): nobody else has the file of ${key} open, and nobody can open it until
 * this key is freed.  STATUS_BUSY if somebody has. */
CHECKED enum status server_key_alone(struct server_key *key);

/** server_key_number(key): how many keys there were before it.  server_key_since(key): how many
 * entries the journal had when it took its place; 0: it is the first.  server_key_number_at(key,
 * seq): the number of the one that made entry ${seq}. */
unsigned server_key_number(const struct server_key *key);
unsigned server_key_number_at(const struct server_key *key, uint64_t seq);
uint64_t server_key_since(const struct server_key *key);

/** Derive only: what passphrase.h needs as Argon2's secret: of the key with this number; NULL if
 * there is none.  Borrowed. */
struct secret;
const struct secret *server_key_pepper(const struct server_key *key, unsigned number);

/** server_key_seal_person(key, out, arena, owner, plain): XChaCha20-Poly1305 under the people key,
 * AD = format byte, "person", ${owner}.  Format: SECURITY.md, "People". */
CHECKED enum status server_key_seal_person(const struct server_key *key, struct bytes *out,
                                           struct arena *arena, const struct id *owner,
                                           struct bytes plain);

/** server_key_open_person(...): the plain bytes (a NUL after them); STATUS_TAMPERED if not sealed
 * by this key for ${owner}. */
CHECKED enum status server_key_open_person(const struct server_key *key, struct bytes *out,
                                           struct arena *arena, const struct id *owner,
                                           struct bytes sealed);

/** server_key_seal_named(key, out, arena, bound, plain), server_key_open_named(...): the same for
 * what else tells of somebody: AD = ${bound}, of a kind of its own for each place where such a seal
 * lies, so that none opens in another. */
void server_key_seal_named(const struct server_key *key, struct bytes *out, struct arena *arena,
                           const struct record *bound, struct bytes plain);
CHECKED enum status server_key_open_named(const struct server_key *key, struct bytes *out,
                                          struct arena *arena, const struct record *bound,
                                          struct bytes sealed);

/** server_key_email_index(key, out, email): keyed BLAKE2b of the folded, trimmed address: finds an
 * account without telling whose it is.  The caller folds with text_fold(). */
void server_key_email_index(const struct server_key *key, struct digest *out, const char *email);

/** server_key_state(key, out, record, seq): keyed BLAKE2b over record_encoded(): what the rows said
 * when entry ${seq} was made, which nobody can say anew without the key of then. */
void server_key_state(const struct server_key *key, struct digest *out, const struct record *record,
                      uint64_t seq);

/** server_key_entry(key, out, record, seq): the same with a key of its own, over the journal entry
 * ${seq} and the one before it: see core/ledger.h. */
void server_key_entry(const struct server_key *key, struct digest *out, const struct record *record,
                      uint64_t seq);

/** server_key_row(key, out, record): the same with a key of its own, over the rows by which
 * somebody comes in: see core/door_seal.h. */
void server_key_row(const struct server_key *key, struct digest *out, const struct record *record);

/** server_key_seal_factor(key, out, arena, bound, plain): a second factor's secret, or one under
 * way, under sub-key 4; AD = ${bound}: whose it is and which row. */
void server_key_seal_factor(const struct server_key *key, struct bytes *out, struct arena *arena,
                            const struct record *bound, struct bytes plain);

/** server_key_open_factor(...): the plain bytes (a NUL after them); STATUS_TAMPERED if not sealed
 * by this key for ${bound}. */
CHECKED enum status server_key_open_factor(const struct server_key *key, struct bytes *out,
                                           struct arena *arena, const struct record *bound,
                                           struct bytes sealed);

/** server_key_seal_kept(key, out, arena, bound, plain), server_key_open_kept(...): the same under
 * sub-key 10, for what core/kept_text.h keeps. */
void server_key_seal_kept(const struct server_key *key, struct bytes *out, struct arena *arena,
                          const struct record *bound, struct bytes plain);
CHECKED enum status server_key_open_kept(const struct server_key *key, struct bytes *out,
                                         struct arena *arena, const struct record *bound,
                                         struct bytes sealed);

/** server_key_factor_digest(key, out, record): keyed BLAKE2b under sub-key 4: challenges, and the
 * key of a login that waits for its second factor, which no database can make. */
void server_key_factor_digest(const struct server_key *key, struct digest *out,
                              const struct record *record);
/** server_key_known(key, out, record): the same with a key of its own, over what a known browser's
 * token says: see known.h. */
void server_key_known(const struct server_key *key, struct digest *out,
                      const struct record *record);

/** The Ed25519 key that signs the journal's tree heads; its seed is sub-key 5. */
struct audit_public {
    uint8_t bytes[32];
};

/** server_key_audit_public(key): whom people believe about the journal.  Borrowed.
 * server_key_audit_of(key, size): whom about the journal when it had ${size} entries.
 * server_key_audit_at(key, at): whom about what was signed at ${at}. */
const struct audit_public *server_key_audit_public(const struct server_key *key);
const struct audit_public *server_key_audit_of(const struct server_key *key, uint64_t size);
const struct audit_public *server_key_audit_at(const struct server_key *key, int64_t at);

/** server_key_audit_sign(key, out, record): Ed25519 over record_encoded(); see tree_head.h. */
void server_key_audit_sign(const struct server_key *key, struct signature *out,
                           const struct record *record);

#endif
