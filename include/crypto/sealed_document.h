/* One version of a text: sealed, chained, signed. */
#ifndef CRYPTO_SEALED_DOCUMENT_H
#define CRYPTO_SEALED_DOCUMENT_H

#include "base/arena.h"
#include "crypto/envelope.h"

/** What is in clear beside a sealed version, all of it authenticated. */
struct sealed_header {
    struct vault_id vault;
    uint32_t generation;
    const char *kind; /* "situation", "synthesis", "comment"… 32 bytes at most */
    struct document_id document;
    uint32_t version; /* from 1 */
    struct account_id author;
    int64_t at;
    struct digest previous; /* hash of the version before; zero for the first */
};

/** One version as stored. */
struct sealed_document {
    struct sealed_header header;
    struct bytes cipher;        /* format byte, nonce, XChaCha20-Poly1305 ciphertext */
    struct digest hash;         /* BLAKE2b-256 of the encoded header and the cipher */
    struct signature signature; /* the author's, over the hash, kind "cocon/document" */
};

/** What a reader gets. */
struct opened_document {
    struct bytes content;         /* in the arena given, a NUL after it */
    struct digest content_digest; /* keyed with a random salt inside the seal: people sign this, and
                                     whoever lacks the key can confirm no guess with it */
};

enum { DOCUMENT_SECRET = 32 };

/** sealed_document_key(out, key, secret): the key of one document: BLAKE2b-256 of the ${secret}
 * that lies beside its row and nowhere else, keyed with the vault's key.  Destroying the secret
 * closes what may be left of the text to those who go on holding the vault's key.  Free with
 * vault_key_free(). */
void sealed_document_key(struct vault_key *out, const struct vault_key *key,
                         const uint8_t secret[DOCUMENT_SECRET]);

/**
 * sealed_document_seal(out, arena, header, content, salt, key, author_keys):
 * Seal salt ‖ ${content} under the sub-key (crypto_kdf, context "cocondoc") of ${key}, AD = the
 * encoded header, and sign.  ${salt}: NULL for a new random one, or the salt of an opened document
 * when the same content is sealed again elsewhere so that its digest stays.
 */
CHECKED enum status sealed_document_seal(struct sealed_document *out, struct arena *arena,
                                         const struct sealed_header *header, struct bytes content,
                                         const uint8_t salt[32], const struct vault_key *key,
                                         const struct account_keys *author_keys);

/**
 * sealed_document_open(out, salt, arena, sealed, key, author_public): STATUS_TAMPERED unless hash,
 * signature and seal all verify.  ${salt} (32 bytes) may be NULL.
 */
CHECKED enum status sealed_document_open(struct opened_document *out, uint8_t salt[32],
                                         struct arena *arena, const struct sealed_document *sealed,
                                         const struct vault_key *key,
                                         const struct account_public *author_public);

/** sealed_document_open_by(check, ...): the same, the signature over the hash of what is opened
 * verified by ${check}. */
CHECKED enum status sealed_document_open_by(record_check *check, struct opened_document *out,
                                            uint8_t salt[32], struct arena *arena,
                                            const struct sealed_document *sealed,
                                            const struct vault_key *key,
                                            const struct account_public *author_public);

/** sealed_document_verify(sealed, author_public): hash and signature without the key. */
CHECKED enum status sealed_document_verify(const struct sealed_document *sealed,
                                           const struct account_public *author_public);

#endif
