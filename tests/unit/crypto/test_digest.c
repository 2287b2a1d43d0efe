#include "testing.h"

#include "crypto/digest.h"

#include <sodium.h>

static void check(void (*hash)(struct digest *, struct bytes), struct arena *arena,
                  struct bytes data, const char *expected)
{
    struct digest digest;
    hash(&digest, data);
    assert_bytes(BYTES_OF(digest.bytes), hex(arena, expected));
}

/* FIPS 180-4, as published with its examples. */
static void sha256_vectors(void **state)
{
    check(digest_sha256, *state, (struct bytes){0},
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check(digest_sha256, *state, text("abc"),
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check(digest_sha256, *state, text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    size_t million = 1000000;
    uint8_t *a = arena_alloc(*state, million);
    memset(a, 'a', million);
    check(digest_sha256, *state, (struct bytes){a, million},
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void sequence(uint8_t *out, size_t len, uint32_t seed)
{
    uint32_t a = 0xDEAD4BAD * seed;
    uint32_t b = 1;
    for (size_t i = 0; i < len; i++) {
        uint32_t t = a + b;
        a = b;
        b = t;
        out[i] = (uint8_t)(t >> 24);
    }
}

/* RFC 7693, appendix E: one BLAKE2b-256 over the digests of many lengths, with and without keys. */
static void blake_self_test(void **state)
{
    static const size_t lengths[] = {20, 32, 48, 64};
    static const size_t inputs[] = {0, 3, 128, 129, 255, 1024};
    uint8_t all[2 * 6 * (20 + 32 + 48 + 64)];
    uint8_t *end = all;
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 6; j++) {
            uint8_t in[1024];
            uint8_t key[64];
            sequence(in, inputs[j], (uint32_t)inputs[j]);
            crypto_generichash(end, lengths[i], in, inputs[j], NULL, 0);
            end += lengths[i];
            sequence(key, lengths[i], (uint32_t)lengths[i]);
            crypto_generichash(end, lengths[i], in, inputs[j], key, lengths[i]);
            end += lengths[i];
        }
    }
    assert_ptr_equal(end, all + sizeof all);
    check(digest_blake, *state, BYTES_OF(all),
          "c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475");
}

static void blake_of_nothing_and_abc(void **state)
{
    check(digest_blake, *state, (struct bytes){0},
          "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    check(digest_blake, *state, text("abc"),
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void equal_sees_every_bit(void **state)
{
    (void)state;
    struct digest a;
    digest_sha256(&a, text("a"));
    struct digest b = a;
    assert_true(digest_equal(&a, &b));
    for (size_t bit = 0; bit < 256; bit++) {
        b = a;
        b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(digest_equal(&a, &b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sha256_vectors),
        TEST(blake_self_test),
        TEST(blake_of_nothing_and_abc),
        TEST(equal_sees_every_bit),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
