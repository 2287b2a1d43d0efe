#ifndef TESTS_CRYPTO_TESTING_H
#define TESTS_CRYPTO_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/secret.h"

/* Every test gets an arena as its state. */
static inline int testing_start(void **state)
{
    *state = NULL;
    return secret_start() == STATUS_OK ? 0 : -1;
}

static inline int testing_arena(void **state)
{
    *state = arena_new();
    return *state == NULL ? -1 : 0;
}

static inline int testing_arena_free(void **state)
{
    arena_free(*state);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, testing_arena, testing_arena_free)

#define assert_ok(act) assert_int_equal(act, STATUS_OK)

static inline struct bytes text(const char *string)
{
    return (struct bytes){(const uint8_t *)string, strlen(string)};
}

static inline struct bytes hex(struct arena *arena, const char *digits)
{
    size_t len = strlen(digits) / 2;
    uint8_t *out = arena_alloc(arena, len + 1);
    assert_ok(bytes_unhex(out, len, digits));
    return (struct bytes){out, len};
}

static inline void assert_bytes(struct bytes got, struct bytes expected)
{
    assert_int_equal(got.len, expected.len);
    assert_memory_equal(got.data, expected.data, expected.len);
}

/* A copy with one bit of the byte at ${at} changed. */
static inline struct bytes flipped(struct arena *arena, struct bytes in, size_t at)
{
    uint8_t *out = arena_copy(arena, in.data, in.len);
    out[at] ^= 1;
    return (struct bytes){out, in.len};
}

#endif
