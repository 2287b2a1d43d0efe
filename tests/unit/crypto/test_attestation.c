#include "testing.h"

#include "../passkey_recorded.h"
#include "crypto/attestation.h"
#include "crypto/passkey.h"

/* Attestation objects that say one thing in the place of another. */

#define FORMAT "63666d74"
#define STATEMENT "6761747453746d74"
#define DATA "686175746844617461"
#define NONE "646e6f6e65"
#define PACKED "667061636b6564"

/* The authenticator data that the recorded browser brought, in hexadecimal. */
static const char *recorded_data(struct arena *arena)
{
    struct attestation attestation;
    assert_ok(attestation_parse(&attestation, arena, hex(arena, recorded_object)));
    char *digits = arena_alloc(arena, 2 * attestation.data.len + 1);
    bytes_hex(digits, attestation.data);
    return digits;
}

/* An item of bytes (0x58) or text (0x78) with that content. */
static const char *item(struct arena *arena, int kind, const char *digits)
{
    return arena_printf(arena, "%02x%02zx%s", kind, strlen(digits) / 2, digits);
}

static enum status parse(struct arena *arena, const char *object)
{
    struct attestation out;
    enum status status = attestation_parse(&out, arena, hex(arena, object));
    if (status != STATUS_OK)
        assert_true(out.format == NULL && out.data.data == NULL && out.statement.data == NULL);
    return status;
}

static void each_part_is_what_it_must_be(void **state)
{
    struct arena *arena = *state;
    const char *data = item(arena, 0x58, recorded_data(arena));
    const char *good = arena_printf(arena, "a3" FORMAT NONE STATEMENT "a0" DATA "%s", data);
    assert_ok(parse(arena, good));
    assert_ok(parse(arena, arena_printf(arena, "a3" DATA "%s" STATEMENT "a0" FORMAT NONE, data)));
    const char *const wrong[] = {
        arena_printf(arena, "a3" FORMAT "446e6f6e65" STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT "646e6f0065" STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT "01" STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "80" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "01" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "a0" DATA "%s",
                     item(arena, 0x78, recorded_data(arena))),
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "a0" STATEMENT "a0"),
        arena_printf(arena, "a3" FORMAT NONE DATA "%s" DATA "%s", data, data),
        arena_printf(arena, "a3" DATA "%s" STATEMENT "a0" STATEMENT "a0", data),
        arena_printf(arena, "a3" FORMAT NONE "6761747453746d75a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT NONE "4761747453746d74a0" DATA "%s", data),
        arena_printf(arena, "a362666d" NONE STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a2" FORMAT NONE STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "83" FORMAT NONE STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "a1" DATA "%s", data),
        arena_printf(arena, "%s00", good),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(STATUS_INVALID, parse(arena, wrong[i]));
    char *zeros = arena_alloc(arena, 2 * 0x4000 + 1); /* a statement longer than anybody's */
    memset(zeros, '0', (size_t)2 * 0x4000);
    zeros[2 * 0x4000] = '\0';
    assert_int_equal(
        STATUS_INVALID,
        parse(arena, arena_printf(arena, "a3" FORMAT NONE STATEMENT "a16161594000%s" DATA "%s",
                                  zeros, data)));
    zeros[2 * 0x3000] = '\0';
    assert_ok(
        parse(arena, arena_printf(arena, "a3" FORMAT NONE STATEMENT "a16161593000%s" DATA "%s",
                                  zeros, data)));
}

/* What is promised is there, in whatever it is nested. */
static void nothing_promised_is_missing(void **state)
{
    struct arena *arena = *state;
    static const char *const whole[] = {"", "01", "828001", "a18080", "8281818001", "0102"};
    static const char *const wrong[] = {"8280", "a180", "828181", "83800102a1", "a2018002"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_true(attestation_whole(hex(arena, whole[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(attestation_whole(hex(arena, wrong[i])));
}

static void data_is_whole_or_refused(void **state)
{
    struct arena *arena = *state;
    uint8_t bytes[20000] = {0};
    struct bytes data = {bytes, 37};
    assert_true(attestation_data_whole(data));
    data.len = 36;
    assert_false(attestation_data_whole(data)); /* less than a header */
    data.len = 38;
    assert_false(attestation_data_whole(data)); /* more than was announced */
    bytes[32] = 0x80;                           /* extensions */
    data.len = 37;
    assert_false(attestation_data_whole(data));
    bytes[37] = 0xa0;
    data.len = 38;
    assert_true(attestation_data_whole(data));
    bytes[37] = 0xa1;
    assert_false(attestation_data_whole(data));
    for (size_t i = 37; i < sizeof bytes; i++)
        bytes[i] = 0x00;
    data.len = 16 * 1024;
    assert_true(attestation_data_whole(data));
    data.len++;
    assert_false(attestation_data_whole(data)); /* nobody's is as long */
    const struct bytes recorded = hex(arena, recorded_data(arena));
    for (size_t len = 0; len < recorded.len; len++)
        assert_false(attestation_data_whole((struct bytes){recorded.data, len}));
    uint8_t *longer = arena_copy(arena, recorded.data, recorded.len);
    longer[37 + 16] = 0xff; /* an id longer than what there is */
    assert_false(attestation_data_whole((struct bytes){longer, recorded.len}));
    longer[37 + 16] = 0;
    longer[37 + 17] = (uint8_t)(recorded.len - 37 - 18); /* and no key after it */
    assert_false(attestation_data_whole((struct bytes){longer, recorded.len}));
}

/* Who says who made the authenticator is held to it. */
static void an_attestation_verifies_or_says_none(void **state)
{
    struct arena *arena = *state;
    struct passkey key;
    struct digest client;
    digest_sha256(&client, text(recorded_create_client));
    const char *data = item(arena, 0x58, recorded_data(arena));
    const char *good = arena_printf(arena, "a3" FORMAT NONE STATEMENT "a0" DATA "%s", data);
    assert_ok(passkey_register(&key, arena, hex(arena, good), &client, "localhost"));
    const char *const wrong[] = {
        /* a statement of none; packed without one; packed with a made-up signature; another format
         */
        arena_printf(arena, "a3" FORMAT NONE STATEMENT "a1616101" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT PACKED STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT PACKED STATEMENT "a263616c6726637369674430020101" DATA "%s",
                     data),
        arena_printf(arena, "a3" FORMAT "6374706d" STATEMENT "a0" DATA "%s", data),
        arena_printf(arena, "a3" FORMAT "646e6f6e66" STATEMENT "a0" DATA "%s", data),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(STATUS_INVALID,
                         passkey_register(&key, arena, hex(arena, wrong[i]), &client, "localhost"));
        assert_null(key.credential.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_part_is_what_it_must_be),
        TEST(nothing_promised_is_missing),
        TEST(data_is_whole_or_refused),
        TEST(an_attestation_verifies_or_says_none),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
