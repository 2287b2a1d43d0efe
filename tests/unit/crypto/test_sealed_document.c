#include "testing.h"

#include "../../../src/crypto/box.h"
#include "crypto/sealed_document.h"

#include <sodium.h>

static const char content[] = "Une situation passée, racontée par son narrateur.";

struct story {
    struct arena *arena;
    struct account_keys *author;
    struct account_keys *other;
    struct vault_key key;
    struct sealed_header header;
    struct sealed_document sealed;
};

static struct story told(struct arena *arena)
{
    struct story s = {.arena = arena, .author = account_keys_new(), .other = account_keys_new()};
    vault_key_new(&s.key);
    s.header = (struct sealed_header){
        .generation = 2, .kind = "situation", .version = 3, .at = 1660000000};
    id_new(&s.header.vault.id);
    id_new(&s.header.document.id);
    id_new(&s.header.author.id);
    secret_noise(s.header.previous.bytes, 32);
    assert_ok(
        sealed_document_seal(&s.sealed, arena, &s.header, text(content), NULL, &s.key, s.author));
    return s;
}

static void forgotten(struct story *s)
{
    account_keys_free(s->author);
    account_keys_free(s->other);
    vault_key_free(&s->key);
}

static enum status open_status(const struct story *s, const struct sealed_document *sealed)
{
    static const struct opened_document none;
    struct opened_document opened;
    memset(&opened, 0xAA, sizeof opened);
    uint8_t salt[32];
    memset(salt, 0xAA, sizeof salt);
    enum status status =
        sealed_document_open(&opened, salt, s->arena, sealed, &s->key, &s->author->public);
    if (status != STATUS_OK) {
        assert_memory_equal(&opened, &none, sizeof none);
        assert_true(sodium_is_zero(salt, sizeof salt));
    }
    return status;
}

static void assert_tampered(const struct story *s, const struct sealed_document *sealed)
{
    assert_int_equal(open_status(s, sealed), STATUS_TAMPERED);
    assert_int_equal(sealed_document_verify(sealed, &s->author->public), STATUS_TAMPERED);
}

static void opens(void **state)
{
    struct story s = told(*state);
    struct opened_document opened;
    uint8_t salt[32];
    struct digest expected;
    assert_ok(sealed_document_verify(&s.sealed, &s.author->public));
    assert_ok(sealed_document_open(&opened, salt, *state, &s.sealed, &s.key, &s.author->public));
    assert_bytes(opened.content, text(content));
    assert_int_equal(opened.content.data[opened.content.len], 0);
    crypto_generichash(expected.bytes, 32, (const uint8_t *)content, strlen(content), salt, 32);
    assert_true(digest_equal(&expected, &opened.content_digest));
    assert_string_equal(s.sealed.header.kind, "situation");
    assert_ptr_not_equal(s.sealed.header.kind, s.header.kind); /* the arena's own */
    assert_ok(sealed_document_open(&opened, NULL, *state, &s.sealed, &s.key, &s.author->public));
    forgotten(&s);
}

static void empty_content(void **state)
{
    struct story s = told(*state);
    struct opened_document opened;
    assert_ok(sealed_document_seal(&s.sealed, *state, &s.header, (struct bytes){0}, NULL, &s.key,
                                   s.author));
    assert_ok(sealed_document_open(&opened, NULL, *state, &s.sealed, &s.key, &s.author->public));
    assert_int_equal(opened.content.len, 0);
    assert_int_equal(opened.content.data[0], 0);
    forgotten(&s);
}

/* Sealed again elsewhere with the same salt, what people signed still stands; without, it tells
 * nothing of the content. */
static void digest_follows_the_salt(void **state)
{
    struct story s = told(*state);
    struct vault_key shared;
    vault_key_new(&shared);
    struct opened_document first;
    struct opened_document again;
    uint8_t salt[32];
    uint8_t second_salt[32];
    struct sealed_header elsewhere = s.header;
    id_new(&elsewhere.vault.id);
    assert_ok(sealed_document_open(&first, salt, *state, &s.sealed, &s.key, &s.author->public));
    struct sealed_document sealed;
    assert_ok(
        sealed_document_seal(&sealed, *state, &elsewhere, first.content, salt, &shared, s.other));
    assert_ok(
        sealed_document_open(&again, second_salt, *state, &sealed, &shared, &s.other->public));
    assert_memory_equal(salt, second_salt, 32);
    assert_true(digest_equal(&first.content_digest, &again.content_digest));
    assert_ok(
        sealed_document_seal(&sealed, *state, &elsewhere, first.content, NULL, &shared, s.other));
    assert_ok(sealed_document_open(&again, NULL, *state, &sealed, &shared, &s.other->public));
    assert_false(digest_equal(&first.content_digest, &again.content_digest));
    vault_key_free(&shared);
    forgotten(&s);
}

static void every_field_of_the_header(void **state)
{
    struct story s = told(*state);
    struct sealed_document changed;
#define CHANGED(change)                                                                            \
    do {                                                                                           \
        changed = s.sealed;                                                                        \
        change;                                                                                    \
        assert_tampered(&s, &changed);                                                             \
    } while (0)
    for (size_t at = 0; at < 16; at++) {
        CHANGED(changed.header.vault.id.bytes[at] ^= 1);
        CHANGED(changed.header.document.id.bytes[at] ^= 1);
        CHANGED(changed.header.author.id.bytes[at] ^= 1);
    }
    for (size_t at = 0; at < 32; at++)
        CHANGED(changed.header.previous.bytes[at] ^= 1);
    CHANGED(changed.header.generation++);
    CHANGED(changed.header.generation--);
    CHANGED(changed.header.version++);
    CHANGED(changed.header.version--);
    CHANGED(changed.header.version = 0);
    CHANGED(changed.header.at++);
    CHANGED(changed.header.at = -changed.header.at);
    CHANGED(changed.header.kind = "synthesis");
    CHANGED(changed.header.kind = "situatio");
    CHANGED(changed.header.kind = "");
    CHANGED(changed.header.kind = NULL);
    CHANGED(changed.header.kind = "a kind that is longer than the format allows");
    forgotten(&s);
}

static void every_byte_of_hash_signature_cipher(void **state)
{
    struct story s = told(*state);
    struct sealed_document changed;
    for (size_t at = 0; at < 32; at++)
        CHANGED(changed.hash.bytes[at] ^= 1);
    for (size_t at = 0; at < 64; at++)
        CHANGED(changed.signature.bytes[at] ^= 1);
    for (size_t at = 0; at < s.sealed.cipher.len; at++)
        CHANGED(changed.cipher = flipped(*state, s.sealed.cipher, at));
    for (size_t len = 0; len < s.sealed.cipher.len; len++)
        CHANGED(changed.cipher.len = len);
    CHANGED(changed.cipher = (struct bytes){0});
    forgotten(&s);
}

/* A forger with an author's signing key but without the vault key: hash and signature hold, the
 * seal does not. */
static void signed_without_the_vault_key(void **state)
{
    struct story s = told(*state);
    struct vault_key wrong;
    vault_key_new(&wrong);
    struct sealed_document forged;
    assert_ok(
        sealed_document_seal(&forged, *state, &s.header, text("faux"), NULL, &wrong, s.author));
    assert_ok(sealed_document_verify(&forged, &s.author->public));
    assert_int_equal(open_status(&s, &forged), STATUS_TAMPERED);
    vault_key_free(&wrong);
    forgotten(&s);
}

static struct record *header_of(const struct story *s, const struct sealed_document *sealed)
{
    struct record *header = record_new(s->arena, "cocon/document-header");
    record_id(header, &sealed->header.vault.id);
    record_number(header, sealed->header.generation);
    record_text(header, sealed->header.kind);
    record_id(header, &sealed->header.document.id);
    record_number(header, sealed->header.version);
    record_id(header, &sealed->header.author.id);
    record_number(header, sealed->header.at);
    record_digest(header, &sealed->header.previous);
    return header;
}

static void mends(struct story *s, struct sealed_document *sealed)
{
    struct record *header = header_of(s, sealed);
    struct bytes encoded = record_encoded(header);
    size_t len = encoded.len + sealed->cipher.len;
    uint8_t *all = arena_alloc(s->arena, len);
    memcpy(all, encoded.data, encoded.len);
    memcpy(all + encoded.len, sealed->cipher.data, sealed->cipher.len);
    digest_blake(&sealed->hash, (struct bytes){all, len});
    struct record *statement = record_new(s->arena, "cocon/document");
    record_digest(statement, &sealed->hash);
    record_sign(&sealed->signature, statement, s->author);
}

/* Even the author, signing anew, cannot put a sealed text under another header, nor a format of
 * tomorrow before it.  Also pins what hash and signature are made of. */
static void seal_holds_its_header(void **state)
{
    struct story s = told(*state);
    struct sealed_document mended = s.sealed;
    mends(&s, &mended);
    assert_true(digest_equal(&mended.hash, &s.sealed.hash));
    assert_memory_equal(mended.signature.bytes, s.sealed.signature.bytes, 64);
    assert_ok(open_status(&s, &mended));

    mended.header.version = 4;
    mends(&s, &mended);
    assert_ok(sealed_document_verify(&mended, &s.author->public));
    assert_int_equal(open_status(&s, &mended), STATUS_TAMPERED);

    mended = s.sealed;
    uint8_t *cipher = arena_copy(*state, s.sealed.cipher.data, s.sealed.cipher.len);
    cipher[0] = 2;
    mended.cipher.data = cipher;
    mends(&s, &mended);
    assert_ok(sealed_document_verify(&mended, &s.author->public));
    assert_int_equal(open_status(&s, &mended), STATUS_TAMPERED);
    forgotten(&s);
}

/* Rightly sealed and signed by the author, but without room for the salt. */
static void too_short_for_a_salt(void **state)
{
    struct story s = told(*state);
    struct secret *under = secret_new(BOX_KEY);
    crypto_kdf_derive_from_key(under->bytes, under->len, 1, "cocondoc", s.key.secret->bytes);
    struct record *ad = header_of(&s, &s.sealed);
    uint8_t plain[40] = {0};
    for (size_t len = 0; len <= sizeof plain; len++) {
        struct sealed_document sealed = s.sealed;
        sealed.cipher = box_seal(*state, (struct bytes){plain, len}, record_encoded(ad), under);
        mends(&s, &sealed);
        assert_int_equal(open_status(&s, &sealed), len < 32 ? STATUS_TAMPERED : STATUS_OK);
    }
    secret_free(under);
    forgotten(&s);
}

static void other_author_or_vault(void **state)
{
    struct story s = told(*state);
    struct opened_document opened;
    struct vault_key other;
    vault_key_new(&other);
    assert_int_equal(sealed_document_verify(&s.sealed, &s.other->public), STATUS_TAMPERED);
    assert_int_equal(
        sealed_document_open(&opened, NULL, *state, &s.sealed, &s.key, &s.other->public),
        STATUS_TAMPERED);
    assert_int_equal(
        sealed_document_open(&opened, NULL, *state, &s.sealed, &other, &s.author->public),
        STATUS_TAMPERED);
    vault_key_free(&other);
    forgotten(&s);
}

static void refuses_headers_it_could_not_open(void **state)
{
    struct story s = told(*state);
    static const struct sealed_document none;
    const char *kinds[] = {NULL, "123456789012345678901234567890123"};
    for (size_t i = 0; i < 3; i++) {
        struct sealed_header header = s.header;
        if (i < 2)
            header.kind = kinds[i];
        else
            header.version = 0;
        struct sealed_document sealed;
        memset(&sealed, 0xAA, sizeof sealed);
        assert_int_equal(
            sealed_document_seal(&sealed, *state, &header, text(content), NULL, &s.key, s.author),
            STATUS_INVALID);
        assert_memory_equal(&sealed, &none, sizeof none);
    }
    struct sealed_header longest = s.header;
    longest.kind = "12345678901234567890123456789012";
    assert_ok(
        sealed_document_seal(&s.sealed, *state, &longest, text(content), NULL, &s.key, s.author));
    assert_ok(open_status(&s, &s.sealed));
    forgotten(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(opens),
        TEST(empty_content),
        TEST(digest_follows_the_salt),
        TEST(every_field_of_the_header),
        TEST(every_byte_of_hash_signature_cipher),
        TEST(signed_without_the_vault_key),
        TEST(seal_holds_its_header),
        TEST(too_short_for_a_salt),
        TEST(other_author_or_vault),
        TEST(refuses_headers_it_could_not_open),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
