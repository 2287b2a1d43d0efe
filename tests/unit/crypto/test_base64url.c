#include "testing.h"

#include "crypto/base64url.h"

#include <stdbool.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void what_is_written_is_read(void **state)
{
    struct bytes read;
    uint8_t bytes[64];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37);
    for (size_t len = 0; len < sizeof bytes; len++) {
        const char *written = base64url_text(*state, (struct bytes){bytes, len});
        assert_int_equal(strlen(written), strspn(written, alphabet));
        assert_ok(base64url_read(&read, *state, written));
        assert_bytes(read, (struct bytes){bytes, len});
    }
}

/* Bytes have one text: the library takes some bytes over 0x7F for letters. */
static void nothing_else_is_read(void **state)
{
    struct bytes read;
    assert_int_equal(STATUS_INVALID, base64url_read(&read, *state, NULL));
    for (int c = 1; c < 256; c++)
        for (size_t at = 0; at < 8; at++) {
            char text[9] = "AAAAAAAA";
            text[at] = (char)c;
            const bool letter = strchr(alphabet, c) != NULL;
            assert_int_equal(letter ? STATUS_OK : STATUS_INVALID,
                             base64url_read(&read, *state, text));
        }
    static const char *const wrong[] = {"A", "AAAAA", "AB", "AAB", "AA==", "AA=", " AA", "AA\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(STATUS_INVALID, base64url_read(&read, *state, wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(nothing_else_is_read),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
