#include "testing.h"

#include "crypto/record.h"

#include <sodium.h>

static void canonical_bytes(void **state)
{
    struct record *record = record_new(*state, "cocon/test");
    struct id id;
    memset(id.bytes, 0x11, sizeof id.bytes);
    struct digest digest;
    memset(digest.bytes, 0x22, sizeof digest.bytes);
    record_bytes(record, (struct bytes){0});
    record_text(record, "é");
    record_number(record, 0x0102030405060708);
    record_number(record, -1);
    record_id(record, &id);
    record_digest(record, &digest);
    assert_bytes(record_encoded(record),
                 hex(*state, "01"
                             "0000000a636f636f6e2f74657374"
                             "00000000"
                             "00000002c3a9"
                             "000000080102030405060708"
                             "00000008ffffffffffffffff"
                             "0000001011111111111111111111111111111111"
                             "00000020"
                             "2222222222222222222222222222222222222222222222222222222222222222"));
}

static void grows(void **state)
{
    struct record *record = record_new(*state, "k");
    uint8_t big[3000];
    memset(big, 'x', sizeof big);
    record_text(record, "before");
    record_bytes(record, BYTES_OF(big));
    for (int i = 0; i < 1000; i++)
        record_number(record, i);
    struct bytes encoded = record_encoded(record);
    assert_int_equal(encoded.len, 1 + 5 + 10 + 4 + sizeof big + 12000);
    assert_bytes((struct bytes){encoded.data, 16}, hex(*state, "01000000016b000000066265666f7265"));
    assert_memory_equal(encoded.data + 20, big, sizeof big);
    assert_int_equal(encoded.data[encoded.len - 1], 999 & 255);
}

/* Where a field ends is part of what is said. */
static void fields_do_not_run_together(void **state)
{
    struct record *a = record_new(*state, "k");
    record_text(a, "ab");
    record_text(a, "c");
    struct record *b = record_new(*state, "k");
    record_text(b, "a");
    record_text(b, "bc");
    assert_int_equal(record_encoded(a).len, record_encoded(b).len);
    assert_memory_not_equal(record_encoded(a).data, record_encoded(b).data, record_encoded(a).len);
}

struct vector {
    const char *seed;
    const char *public;
    const char *message;
    const char *signature;
};

/* RFC 8032, 7.1, tests 1 to 3. */
static const struct vector vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "4"
     "6bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d"
     "8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6"
     "594a7c15e9716ed28dc027beceea1ec40a"},
};

/* The library's Ed25519 is the RFC's, and a record's signature is just that over its bytes. */
static void ed25519_vectors(void **state)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct account_keys *keys = account_keys_new();
        crypto_sign_seed_keypair(keys->public.sign, keys->sign->bytes, hex(*state, v->seed).data);
        assert_bytes(BYTES_OF(keys->public.sign), hex(*state, v->public));
        struct bytes message = hex(*state, v->message);
        uint8_t made[64];
        crypto_sign_detached(made, NULL, message.data, message.len, keys->sign->bytes);
        assert_bytes(BYTES_OF(made), hex(*state, v->signature));

        struct record *record = record_new(*state, "k");
        record_bytes(record, message);
        struct signature signature;
        record_sign(&signature, record, keys);
        struct bytes encoded = record_encoded(record);
        assert_int_equal(crypto_sign_verify_detached(signature.bytes, encoded.data, encoded.len,
                                                     hex(*state, v->public).data),
                         0);
        assert_ok(record_verify(record, &signature, &keys->public));
        account_keys_free(keys);
    }
}

static void signature_covers_all(void **state)
{
    struct account_keys *keys = account_keys_new();
    struct account_keys *other = account_keys_new();
    struct record *record = record_new(*state, "cocon/test");
    record_text(record, "said");
    struct signature signature;
    record_sign(&signature, record, keys);
    assert_ok(record_verify(record, &signature, &keys->public));
    assert_int_equal(record_verify(record, &signature, &other->public), STATUS_TAMPERED);
    for (size_t at = 0; at < sizeof signature.bytes; at++) {
        struct signature changed = signature;
        changed.bytes[at] ^= 1;
        assert_int_equal(record_verify(record, &changed, &keys->public), STATUS_TAMPERED);
    }
    struct record *kind = record_new(*state, "cocon/toast");
    record_text(kind, "said");
    assert_int_equal(record_verify(kind, &signature, &keys->public), STATUS_TAMPERED);
    record_text(record, "");
    assert_int_equal(record_verify(record, &signature, &keys->public), STATUS_TAMPERED);
    account_keys_free(keys);
    account_keys_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(canonical_bytes),
        TEST(grows),
        TEST(fields_do_not_run_together),
        TEST(ed25519_vectors),
        TEST(signature_covers_all),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
