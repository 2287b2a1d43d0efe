#include "gate/attempts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new();
    return *state == NULL;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static bool together(struct arena *arena, const char *a, const char *b)
{
    return strcmp(attempts_place(arena, a), attempts_place(arena, b)) == 0;
}

static void ipv4_counts_by_address_whatever_it_wears(void **state)
{
    assert_true(together(*state, "192.0.2.1", "192.0.2.1"));
    assert_false(together(*state, "192.0.2.1", "192.0.2.2"));
    assert_false(together(*state, "::ffff:192.0.2.1", "::ffff:192.0.2.2"));
    assert_false(together(*state, "::ffff:192.0.2.1", "::ffff:198.51.100.1"));
    assert_true(together(*state, "::ffff:192.0.2.1", "192.0.2.1"));
    assert_true(together(*state, "::ffff:c000:201", "192.0.2.1"));
    assert_true(together(*state, "::FFFF:192.0.2.1", "::ffff:192.0.2.1"));
}

static void ipv6_counts_by_customer(void **state)
{
    assert_true(together(*state, "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_true(together(*state, "2001:db8:1:2::1", "2001:0DB8:0001:0002::2"));
    assert_false(together(*state, "2001:db8:1:2::1", "2001:db8:1:3::1"));
    assert_false(together(*state, "2001:db8::1", "2001:db9::1"));
    assert_false(together(*state, "2001:db8::1", "192.0.2.1"));
}

static void who_has_no_address_has_a_place(void **state)
{
    assert_string_equal("?", attempts_place(*state, NULL));
    assert_string_equal("socket", attempts_place(*state, "socket"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ipv4_counts_by_address_whatever_it_wears),
        cmocka_unit_test(ipv6_counts_by_customer),
        cmocka_unit_test(who_has_no_address_has_a_place),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
