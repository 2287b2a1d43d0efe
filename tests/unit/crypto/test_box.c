#include "testing.h"

#include "../../../src/crypto/box.h"

static struct secret *key_of(struct arena *arena, const char *digits)
{
    return secret_copy(hex(arena, digits));
}

/* draft-irtf-cfrg-xchacha-03, A.3.1, behind our format byte. */
static void published_vector(void **state)
{
    struct secret *key =
        key_of(*state, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    struct bytes ad = hex(*state, "50515253c0c1c2c3c4c5c6c7");
    struct bytes sealed =
        hex(*state, "01404142434445464748494a4b4c4d4e4f5051525354555657"
                    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                    "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                    "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                    "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
    struct bytes plain = text("Ladies and Gentlemen of the class of '99: If I could offer you only "
                              "one tip for the future, sunscreen would be it.");
    uint8_t out[200];
    assert_int_equal(box_room(sealed), plain.len);
    assert_ok(box_open(out, sealed, ad, key));
    assert_memory_equal(out, plain.data, plain.len);
    secret_free(key);
}

static void every_byte_counts(void **state)
{
    struct secret *key = secret_random(BOX_KEY);
    struct secret *other = secret_random(BOX_KEY);
    struct bytes ad = text("to whom");
    struct bytes sealed = box_seal(*state, text("what"), ad, key);
    assert_int_equal(sealed.len, 4 + BOX_OVERHEAD);
    uint8_t out[4];
    assert_ok(box_open(out, sealed, ad, key));
    assert_memory_equal(out, "what", 4);
    for (size_t at = 0; at < sealed.len; at++) {
        memset(out, 0xAA, sizeof out);
        assert_int_equal(box_open(out, flipped(*state, sealed, at), ad, key), STATUS_TAMPERED);
        assert_memory_equal(out, "\0\0\0\0", 4);
    }
    for (size_t at = 0; at < ad.len; at++)
        assert_int_equal(box_open(out, sealed, flipped(*state, ad, at), key), STATUS_TAMPERED);
    assert_int_equal(box_open(out, sealed, (struct bytes){0}, key), STATUS_TAMPERED);
    assert_int_equal(box_open(out, sealed, ad, other), STATUS_TAMPERED);
    secret_free(key);
    secret_free(other);
}

static void short_and_long_input(void **state)
{
    struct secret *key = secret_random(BOX_KEY);
    struct bytes sealed = box_seal(*state, text("what"), (struct bytes){0}, key);
    uint8_t out[8];
    for (size_t len = 0; len < sealed.len; len++)
        assert_int_equal(box_open(out, (struct bytes){sealed.data, len}, (struct bytes){0}, key),
                         STATUS_TAMPERED);
    struct bytes longer = {arena_copy(*state, sealed.data, sealed.len), sealed.len + 1};
    assert_int_equal(box_open(out, longer, (struct bytes){0}, key), STATUS_TAMPERED);
    assert_int_equal(box_room((struct bytes){0}), 0);
    secret_free(key);
}

static void format_of_tomorrow(void **state)
{
    struct secret *key = secret_random(BOX_KEY);
    struct bytes sealed = box_seal(*state, text("what"), (struct bytes){0}, key);
    uint8_t out[4];
    for (int format = 0; format < 256; format++) {
        uint8_t *copy = arena_copy(*state, sealed.data, sealed.len);
        copy[0] = (uint8_t)format;
        assert_int_equal(box_open(out, (struct bytes){copy, sealed.len}, (struct bytes){0}, key),
                         format == 1 ? STATUS_OK : STATUS_TAMPERED);
    }
    secret_free(key);
}

static void same_twice_looks_different(void **state)
{
    struct secret *key = secret_random(BOX_KEY);
    struct bytes a = box_seal(*state, text("what"), (struct bytes){0}, key);
    struct bytes b = box_seal(*state, text("what"), (struct bytes){0}, key);
    assert_memory_not_equal(a.data + 1, b.data + 1, 24);
    assert_memory_not_equal(a.data + 25, b.data + 25, a.len - 25);
    secret_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(published_vector),   TEST(every_byte_counts),          TEST(short_and_long_input),
        TEST(format_of_tomorrow), TEST(same_twice_looks_different),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
