#include "testing.h"

#include "../passkey_recorded.h"
#include "crypto/attestation.h"
#include "crypto/passkey.h"

#define RP "localhost"

static struct digest hash(const char *client)
{
    struct digest digest;
    digest_sha256(&digest, text(client));
    return digest;
}

static struct passkey registered(struct arena *arena)
{
    struct passkey key;
    const struct digest client = hash(recorded_create_client);
    assert_ok(passkey_register(&key, arena, hex(arena, recorded_object), &client, RP));
    return key;
}

static void a_passkey_is_read_from_what_the_browser_brings(void **state)
{
    struct arena *arena = *state;
    const struct passkey key = registered(arena);
    assert_bytes(key.credential, hex(arena, recorded_credential));
    assert_int_equal(-7, key.algorithm);
    assert_int_equal(64, key.public.len);
    assert_int_equal(1, key.counter);
}

static void it_is_made_for_one_site_by_somebody_verified(void **state)
{
    struct arena *arena = *state;
    struct passkey key;
    const struct digest client = hash(recorded_create_client);
    const struct bytes object = hex(arena, recorded_object);
    assert_int_equal(STATUS_INVALID,
                     passkey_register(&key, arena, object, &client, "localhost.example"));
    assert_null(key.credential.data);
    struct attestation attestation;
    assert_ok(attestation_parse(&attestation, arena, object));
    const size_t flags = (size_t)(attestation.data.data - object.data) + 32;
    for (uint8_t flag = 0x01; flag <= 0x40; flag = (uint8_t)(flag << 1)) {
        uint8_t *edited = arena_copy(arena, object.data, object.len);
        if ((edited[flags] & flag) == 0)
            continue;
        edited[flags] = (uint8_t)(edited[flags] & ~flag);
        assert_int_equal(
            STATUS_INVALID,
            passkey_register(&key, arena, (struct bytes){edited, object.len}, &client, RP));
    }
}

static enum status verify(const struct passkey *key, struct arena *arena, const char *data,
                          const char *signature, const char *client, const char *rp,
                          uint32_t *counter)
{
    const struct digest digest = hash(client);
    return passkey_verify(counter, key, hex(arena, data), hex(arena, signature), &digest, rp);
}

static void it_answers_for_its_person(void **state)
{
    struct arena *arena = *state;
    uint32_t counter;
    const struct passkey key = registered(arena);
    assert_ok(verify(&key, arena, recorded_first_data, recorded_first_signature,
                     recorded_get_client, RP, &counter));
    assert_int_equal(2, counter);
    assert_ok(verify(&key, arena, recorded_second_data, recorded_second_signature,
                     recorded_get_client, RP, &counter));
    assert_int_equal(3, counter);
}

static void an_answer_to_something_else_is_refused(void **state)
{
    struct arena *arena = *state;
    uint32_t counter;
    const struct passkey key = registered(arena);
    /* another site, other client data, a signature of another answer, a user not verified */
    assert_int_equal(STATUS_DENIED,
                     verify(&key, arena, recorded_first_data, recorded_first_signature,
                            recorded_get_client, "example.org", &counter));
    assert_int_equal(STATUS_DENIED,
                     verify(&key, arena, recorded_first_data, recorded_first_signature,
                            recorded_create_client, RP, &counter));
    assert_int_equal(STATUS_DENIED,
                     verify(&key, arena, recorded_first_data, recorded_second_signature,
                            recorded_get_client, RP, &counter));
    assert_int_equal(STATUS_DENIED,
                     verify(&key, arena, recorded_unverified_data, recorded_unverified_signature,
                            recorded_get_client, RP, &counter));
    assert_int_equal(0, counter);
    struct passkey other = key;
    other.public = flipped(arena, key.public, 3);
    assert_int_equal(STATUS_DENIED,
                     verify(&other, arena, recorded_first_data, recorded_first_signature,
                            recorded_get_client, RP, &counter));
    other = key;
    other.algorithm = -8;
    assert_int_equal(STATUS_DENIED,
                     verify(&other, arena, recorded_first_data, recorded_first_signature,
                            recorded_get_client, RP, &counter));
}

static void a_flipped_bit_is_refused(void **state)
{
    struct arena *arena = *state;
    uint32_t counter;
    const struct passkey key = registered(arena);
    const struct bytes data = hex(arena, recorded_first_data);
    const struct bytes signature = hex(arena, recorded_first_signature);
    const struct digest client = hash(recorded_get_client);
    for (size_t i = 0; i < data.len; i++)
        assert_int_equal(STATUS_DENIED, passkey_verify(&counter, &key, flipped(arena, data, i),
                                                       signature, &client, RP));
    for (size_t i = 0; i < signature.len; i++)
        assert_int_equal(STATUS_DENIED, passkey_verify(&counter, &key, data,
                                                       flipped(arena, signature, i), &client, RP));
}

static void a_counter_that_goes_back_tells_of_a_copy(void **state)
{
    struct arena *arena = *state;
    uint32_t counter = 9;
    struct passkey key = registered(arena);
    key.counter = 2;
    assert_int_equal(STATUS_CONFLICT,
                     verify(&key, arena, recorded_first_data, recorded_first_signature,
                            recorded_get_client, RP, &counter));
    assert_int_equal(0, counter);
    assert_ok(verify(&key, arena, recorded_second_data, recorded_second_signature,
                     recorded_get_client, RP, &counter));
    key.counter = 1000;
    assert_int_equal(STATUS_CONFLICT,
                     verify(&key, arena, recorded_second_data, recorded_second_signature,
                            recorded_get_client, RP, &counter));
}

static void an_object_has_three_parts_and_nothing_more(void **state)
{
    struct arena *arena = *state;
    struct attestation out;
    const struct bytes object = hex(arena, recorded_object);
    assert_ok(attestation_parse(&out, arena, object));
    assert_string_equal("none", out.format);
    assert_false(out.has_statement);
    for (size_t len = 0; len < object.len; len++)
        assert_int_equal(STATUS_INVALID,
                         attestation_parse(&out, arena, (struct bytes){object.data, len}));
    assert_int_equal(
        STATUS_INVALID,
        attestation_parse(&out, arena, hex(arena, arena_printf(arena, "%s00", recorded_object))));
    static const char *const wrong[] = {
        "a0",
        "a363666d74646e6f6e6563666d74646e6f6e656761747453746d74a0", /* a name twice */
        "bf63666d74646e6f6e65ff",                                   /* without an end */
        "9bffffffffffffffff",                                       /* more than there is */
        "a1617880",
        "d9d9f7a0", /* tagged */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(STATUS_INVALID, attestation_parse(&out, arena, hex(arena, wrong[i])));
}

static void no_length_is_believed(void **state)
{
    struct arena *arena = *state;
    assert_true(attestation_whole(hex(arena, "a10102")));
    assert_true(attestation_whole(hex(arena, "a1010280")));
    static const char *const wrong[] = {"9affffffff",
                                        "baffffffff00",
                                        "a101",
                                        "9f0102ff",
                                        "5f41ff",
                                        "8181818181818181818181818181818181818101",
                                        "9b8000000000000000",
                                        "bb800000000000000000"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(attestation_whole(hex(arena, wrong[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_passkey_is_read_from_what_the_browser_brings),
        TEST(it_is_made_for_one_site_by_somebody_verified),
        TEST(it_answers_for_its_person),
        TEST(an_answer_to_something_else_is_refused),
        TEST(a_flipped_bit_is_refused),
        TEST(a_counter_that_goes_back_tells_of_a_copy),
        TEST(an_object_has_three_parts_and_nothing_more),
        TEST(no_length_is_believed),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
