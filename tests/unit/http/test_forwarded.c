#include "forwarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_last_entry_counts(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"1.1.1.1, 2001:db8::1 ", "2001:db8::1"},
        {"10.0.0.1,\t192.0.2.9\t", "192.0.2.9"},
        {"192.0.2.1:4711", "192.0.2.1"},
        {"192.0.2.1:65535", "192.0.2.1"},
        {"[2001:DB8::0:1]", "2001:db8::1"},
        {"[2001:db8::1]:4711", "2001:db8::1"},
        {"\"[2001:db8::1]:4711\"", "2001:db8::1"},
        {"\"192.0.2.1\"", "192.0.2.1"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"unknown, 192.0.2.1", "192.0.2.1"},
        {"::1", "::1"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *got = forwarded_entry(arena, good[i][0]);
        if (got == NULL || strcmp(got, good[i][1]) != 0)
            fail_msg("%s is %s", good[i][0], got != NULL ? got : "nothing");
    }
    arena_free(arena);
}

static void what_is_no_address_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        ",",
        "192.0.2.1,",
        "192.0.2.1, unknown",
        "_hidden",
        "192.0.2",
        "192.0.2.1:",
        "192.0.2.1:http",
        "192.0.2.1:123456",
        "192.0.2.1 4711",
        "[192.0.2.1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]4711",
        "[2001:db8::1]:",
        "[2001:db8::1]:x",
        "[]",
        "[]:1",
        "[:]",
        "\"",
        "\"192.0.2.1",
        "fe80::1%eth0",
        "192.0.2.1;for=1.1.1.1",
        "999.0.2.1",
        "\xff",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (forwarded_entry(arena, bad[i]) != NULL)
            fail_msg("%s", bad[i]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_entry_counts),
        cmocka_unit_test(what_is_no_address_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
