/* What verified is remembered, and nothing that differs by a bit passes for it. */
#include "crypto/envelope.h"
#include "crypto/sealed_document.h"
#include "crypto/secret.h"
#include "verified.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct made {
    struct arena *arena;
    struct account_keys *author, *other;
    struct vault_key key;
    struct sealed_document sealed;
    struct envelope envelope;
};

static struct made made;

static enum status open_text(const struct sealed_document *sealed,
                             const struct account_public *author)
{
    struct opened_document opened;
    return sealed_document_open_by(verified_record, &opened, NULL, made.arena, sealed, &made.key,
                                   author);
}

static enum status open_envelope(const struct envelope *envelope,
                                 const struct account_public *granter)
{
    struct vault_key key;
    enum status status = envelope_open_by(verified_record, &key, envelope, made.author, granter);
    vault_key_free(&key);
    return status;
}

static int set_up(void **state)
{
    (void)state;
    const struct sealed_header header = {.vault = {{{1}}},
                                         .generation = 1,
                                         .kind = "situation",
                                         .document = {{{2}}},
                                         .version = 1,
                                         .author = {{{3}}},
                                         .at = 1};
    assert_int_equal(STATUS_OK, secret_start());
    made.arena = arena_new();
    made.author = account_keys_new();
    made.other = account_keys_new();
    vault_key_new(&made.key);
    const struct envelope_granter granter = {.id = {{{3}}}, .keys = made.author, .at = 1};
    assert_int_equal(STATUS_OK, sealed_document_seal(&made.sealed, made.arena, &header,
                                                     (struct bytes){(const uint8_t *)"un texte", 8},
                                                     NULL, &made.key, made.author));
    assert_int_equal(STATUS_OK,
                     envelope_seal(&made.envelope, &made.key, (struct vault_id){{{1}}}, 1,
                                   (struct account_id){{{3}}}, &made.author->public, &granter));
    assert_int_equal(STATUS_OK, open_text(&made.sealed, &made.author->public));
    assert_int_equal(STATUS_OK, open_envelope(&made.envelope, &made.author->public));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vault_key_free(&made.key);
    account_keys_free(made.author);
    account_keys_free(made.other);
    arena_free(made.arena);
    return 0;
}

/* The digest that a text's row brings is not what is remembered: it is made from its bytes. */
static void another_text_does_not_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < made.sealed.cipher.len; i++) {
        struct sealed_document edited = made.sealed;
        uint8_t *cipher = arena_copy(made.arena, edited.cipher.data, edited.cipher.len);
        cipher[i] ^= 1;
        edited.cipher.data = cipher;
        assert_int_equal(STATUS_TAMPERED, open_text(&edited, &made.author->public));
    }
    struct sealed_document moved = made.sealed;
    moved.header.version++;
    assert_int_equal(STATUS_TAMPERED, open_text(&moved, &made.author->public));
    assert_int_equal(STATUS_OK, open_text(&made.sealed, &made.author->public));
}

/* Sealed anew by whoever has the vault's key: its hash fits, and nobody signed it. */
static void a_text_that_fits_its_hash_does_not_pass(void **state)
{
    struct sealed_document forged;
    (void)state;
    assert_int_equal(STATUS_OK, sealed_document_seal(&forged, made.arena, &made.sealed.header,
                                                     (struct bytes){(const uint8_t *)"un autre", 8},
                                                     NULL, &made.key, made.other));
    assert_int_equal(STATUS_TAMPERED, open_text(&forged, &made.author->public));
    forged.signature = made.sealed.signature;
    assert_int_equal(STATUS_TAMPERED, open_text(&forged, &made.author->public));
    assert_int_equal(STATUS_OK, open_text(&made.sealed, &made.author->public));
}

static void another_signature_or_signer_does_not_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof made.sealed.signature.bytes; i++) {
        struct sealed_document edited = made.sealed;
        struct envelope granted = made.envelope;
        edited.signature.bytes[i] ^= 1;
        granted.signature.bytes[i] ^= 1;
        assert_int_equal(STATUS_TAMPERED, open_text(&edited, &made.author->public));
        assert_int_equal(STATUS_TAMPERED, open_envelope(&granted, &made.author->public));
    }
    assert_int_equal(STATUS_TAMPERED, open_text(&made.sealed, &made.other->public));
    assert_int_equal(STATUS_TAMPERED, open_envelope(&made.envelope, &made.other->public));
}

static void another_envelope_does_not_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof made.envelope.box; i++) {
        struct envelope edited = made.envelope;
        edited.box[i] ^= 1;
        assert_int_equal(STATUS_TAMPERED, open_envelope(&edited, &made.author->public));
    }
    struct envelope moved = made.envelope;
    moved.generation++;
    assert_int_equal(STATUS_TAMPERED, open_envelope(&moved, &made.author->public));
    assert_int_equal(STATUS_TAMPERED,
                     envelope_verify_by(verified_record, &made.envelope, &made.other->public,
                                        &made.author->public));
    assert_int_equal(STATUS_OK, open_envelope(&made.envelope, &made.author->public));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(another_text_does_not_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_fits_its_hash_does_not_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_signature_or_signer_does_not_pass, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(another_envelope_does_not_pass, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
