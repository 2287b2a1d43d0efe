#include "crypto/sealed_document.h"

#include "box.h"
#include "crypto/record.h"

#include <sodium.h>
#include <string.h>

enum { SALT = 32, KIND_MAX = 32, SUBKEY = 1 };

static const char context[crypto_kdf_CONTEXTBYTES] = {'c', 'o', 'c', 'o', 'n', 'd', 'o', 'c'};

static bool well_formed(const struct sealed_header *header)
{
    return header->version > 0 && header->kind != NULL &&
           strnlen(header->kind, KIND_MAX + 1) <= KIND_MAX;
}

static struct bytes encode(struct arena *arena, const struct sealed_header *header)
{
    struct record *record = record_new(arena, "cocon/document-header");
    record_id(record, &header->vault.id);
    record_number(record, header->generation);
    record_text(record, header->kind);
    record_id(record, &header->document.id);
    record_number(record, header->version);
    record_id(record, &header->author.id);
    record_number(record, header->at);
    record_digest(record, &header->previous);
    return record_encoded(record);
}

/* The header's fields are counted and measured: what follows cannot be taken for one of them. */
static void hash(struct digest *out, struct bytes header, struct bytes cipher)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof out->bytes);
    crypto_generichash_update(&state, header.data, header.len);
    crypto_generichash_update(&state, cipher.data, cipher.len);
    crypto_generichash_final(&state, out->bytes, sizeof out->bytes);
}

static struct record *statement(struct arena *arena, const struct digest *digest)
{
    struct record *record = record_new(arena, "cocon/document");
    record_digest(record, digest);
    return record;
}

static struct secret *sealing_key(const struct vault_key *key)
{
    struct secret *out = secret_new(BOX_KEY);
    crypto_kdf_derive_from_key(out->bytes, out->len, SUBKEY, context, key->secret->bytes);
    return out;
}

void sealed_document_key(struct vault_key *out, const struct vault_key *key,
                         const uint8_t secret[DOCUMENT_SECRET])
{
    out->secret = secret_new(key->secret->len);
    crypto_generichash(out->secret->bytes, out->secret->len, secret, DOCUMENT_SECRET,
                       key->secret->bytes, key->secret->len);
}

enum status sealed_document_seal(struct sealed_document *out, struct arena *arena,
                                 const struct sealed_header *header, struct bytes content,
                                 const uint8_t salt[32], const struct vault_key *key,
                                 const struct account_keys *author_keys)
{
    *out = (struct sealed_document){0};
    if (!well_formed(header))
        return STATUS_INVALID;
    struct bytes encoded = encode(arena, header);
    size_t len = SALT + content.len;
    uint8_t *plain = arena_alloc(arena, len);
    if (salt != NULL)
        memcpy(plain, salt, SALT);
    else
        randombytes_buf(plain, SALT);
    if (content.len > 0)
        memcpy(plain + SALT, content.data, content.len);
    struct secret *under = sealing_key(key);
    out->header = *header;
    out->header.kind = arena_text(arena, header->kind);
    out->cipher = box_seal(arena, (struct bytes){plain, len}, encoded, under);
    hash(&out->hash, encoded, out->cipher);
    record_sign(&out->signature, statement(arena, &out->hash), author_keys);
    secret_free(under);
    secret_wipe(plain, len);
    return STATUS_OK;
}

static enum status verify(record_check *check, struct arena *arena,
                          const struct sealed_document *sealed, struct bytes encoded,
                          const struct account_public *author_public)
{
    struct digest made;
    hash(&made, encoded, sealed->cipher);
    if (!digest_equal(&made, &sealed->hash))
        return STATUS_TAMPERED;
    return check(statement(arena, &made), &sealed->signature, author_public);
}

enum status sealed_document_open_by(record_check *check, struct opened_document *out,
                                    uint8_t salt[32], struct arena *arena,
                                    const struct sealed_document *sealed,
                                    const struct vault_key *key,
                                    const struct account_public *author_public)
{
    *out = (struct opened_document){0};
    if (salt != NULL)
        memset(salt, 0, SALT);
    size_t len = box_room(sealed->cipher);
    if (!well_formed(&sealed->header) || len < SALT)
        return STATUS_TAMPERED;
    struct bytes encoded = encode(arena, &sealed->header);
    enum status status = verify(check, arena, sealed, encoded, author_public);
    if (status != STATUS_OK)
        return status;
    uint8_t *plain = arena_alloc(arena, len + 1);
    struct secret *under = sealing_key(key);
    status = box_open(plain, sealed->cipher, encoded, under);
    secret_free(under);
    if (status != STATUS_OK)
        return status;
    out->content = (struct bytes){plain + SALT, len - SALT};
    crypto_generichash(out->content_digest.bytes, sizeof out->content_digest.bytes,
                       out->content.data, out->content.len, plain, SALT);
    if (salt != NULL)
        memcpy(salt, plain, SALT);
    secret_wipe(plain, SALT);
    return STATUS_OK;
}

enum status sealed_document_open(struct opened_document *out, uint8_t salt[32], struct arena *arena,
                                 const struct sealed_document *sealed, const struct vault_key *key,
                                 const struct account_public *author_public)
{
    return sealed_document_open_by(record_verify, out, salt, arena, sealed, key, author_public);
}

enum status sealed_document_verify(const struct sealed_document *sealed,
                                   const struct account_public *author_public)
{
    if (!well_formed(&sealed->header))
        return STATUS_TAMPERED;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status =
        verify(record_verify, arena, sealed, encode(arena, &sealed->header), author_public);
    arena_free(arena);
    return status;
}
