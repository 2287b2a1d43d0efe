#include "budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MEBI = 1 << 20, MANY = 64 };

/* How many MiB of this standing can be taken, by so many holders. */
static unsigned taken(enum http_standing standing, unsigned holders, bool large)
{
    struct budget *budget = budget_new();
    struct share *shares[MANY];
    size_t held[MANY] = {0};
    unsigned all = 0;
    for (unsigned i = 0; i < holders; i++) {
        const char name[] = {(char)('A' + i), '\0'};
        shares[i] = budget_join(budget, standing, name);
        assert_non_null(shares[i]);
        while (budget_take(budget, shares[i], MEBI, large))
            held[i] += MEBI;
        all += (unsigned)(held[i] / MEBI);
    }
    for (unsigned i = 0; i < holders; i++)
        budget_leave(budget, shares[i], held[i]);
    budget_free(budget);
    return all;
}

static void nobody_takes_more_than_a_share(void **state)
{
    (void)state;
    assert_int_equal(taken(HTTP_STRANGER, 1, false), 1);
    assert_int_equal(taken(HTTP_CLAIMED, 1, true), 4);
    assert_int_equal(taken(HTTP_KNOWN, 1, true), 4);
}

static void a_purse_has_an_end_and_large_ones_leave_half(void **state)
{
    (void)state;
    assert_int_equal(taken(HTTP_STRANGER, MANY, false), 8);
    assert_int_equal(taken(HTTP_STRANGER, MANY, true), 4);
    assert_int_equal(taken(HTTP_CLAIMED, MANY, false), 16);
    assert_int_equal(taken(HTTP_CLAIMED, MANY, true), 8);
    assert_int_equal(taken(HTTP_KNOWN, MANY, false), 40);
    assert_int_equal(taken(HTTP_KNOWN, MANY, true), 20);
}

static void purses_are_apart(void **state)
{
    (void)state;
    struct budget *budget = budget_new();
    struct share *strangers[16];
    for (unsigned i = 0; i < 16; i++) {
        const char name[] = {(char)('a' + i), '\0'};
        strangers[i] = budget_join(budget, HTTP_STRANGER, name);
        assert_int_equal(budget_take(budget, strangers[i], MEBI, false), i < 8);
    }
    struct share *known = budget_join(budget, HTTP_KNOWN, "a"); /* the same name elsewhere */
    assert_true(budget_take(budget, known, 4 * MEBI, true));
    budget_leave(budget, known, 4 * MEBI);
    for (unsigned i = 0; i < 16; i++)
        budget_leave(budget, strangers[i], i < 8 ? MEBI : 0);
    budget_free(budget);
}

static void one_holder_has_one_share(void **state)
{
    (void)state;
    struct budget *budget = budget_new();
    struct share *first = budget_join(budget, HTTP_STRANGER, "192.0.2.1");
    struct share *second = budget_join(budget, HTTP_STRANGER, "192.0.2.1");
    assert_ptr_equal(first, second);
    assert_true(budget_take(budget, first, MEBI / 2, false));
    assert_true(budget_take(budget, second, MEBI / 2, false));
    assert_false(budget_take(budget, second, 1, false));
    budget_leave(budget, first, MEBI / 2);
    assert_true(budget_take(budget, second, 1, false)); /* what is given back can be taken */
    budget_leave(budget, second, MEBI / 2 + 1);
    struct share *again = budget_join(budget, HTTP_STRANGER, "192.0.2.1");
    assert_true(budget_take(budget, again, MEBI, false));
    budget_leave(budget, again, MEBI);
    budget_free(budget);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_takes_more_than_a_share),
        cmocka_unit_test(a_purse_has_an_end_and_large_ones_leave_half),
        cmocka_unit_test(purses_are_apart),
        cmocka_unit_test(one_holder_has_one_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
