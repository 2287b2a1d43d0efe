/* A space's folder, each line of space.ini wrong in one way only. */
#include "policy/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES SOURCE_DIR "/tests/unit/policy/fixtures/policies"

/* What sed does to space.ini of the space alpha. */
static const char *const good[] = {
    "",
    "s/^title/first = yes\\n&/",
    "s/^review_days/committed = yes\\npeople_least = 8\\npeople_most = 8\\nsign_early = no\\n&/",
    "s/= coordination$/= everyone/",
    "s/^grace_days.*/grace_days = 0/",
};

static const char *const bad[] = {
    "/^title/d",
    "s/^title.*/title =/",
    "/^coordination/d",
    "/^grace_days/d",
    "s/^grace_days.*/grace_days = soon/",
    "s/^grace_days.*/grace_days = 30 days/",
    "s/^grace_days.*/grace_days = 3651/",
    "/^review_days/d",
    "/^situation_closed_only/d",
    "s/^situation_closed_only.*/situation_closed_only = perhaps/",
    "s/^title/first = perhaps\\n&/",
    "s/^review_days/committed = perhaps\\n&/",
    "s/^review_days/people_least = 8\\n&/",
    "s/^review_days/people_most = 8\\n&/",
    "s/^review_days/people_least = 8\\npeople_most = 7\\n&/",
    "s/^review_days/people_least = 0\\npeople_most = 7\\n&/",
    "s/^review_days/sign_early = perhaps\\n&/",
    "/^founder_profession/d",
    "s/^founder_profession.*/founder_profession = nobody/",
    "/^second_factor/d",
    "s/^second_factor.*/second_factor = nobody/",
    "$a [offers]\\nlead = said in seances.ini too",
};

static enum status load(struct arena *arena, const char *edit)
{
    struct ini access;
    struct pack pack;
    char folder[] = "/tmp/cocon-pack-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(
        0, system(arena_printf(arena, "cp -r %s/spaces/alpha/. %s && sed -i '%s' %s/space.ini",
                               FIXTURES, folder, edit, folder)));
    assert_int_equal(STATUS_OK, ini_load(&access, arena, FIXTURES "/access.ini"));
    enum status status = pack_load(&pack, arena, folder, &access);
    assert_int_equal(status == STATUS_OK, pack.title != NULL);
    assert_int_equal(0, system(arena_printf(arena, "rm -r %s", folder)));
    return status;
}

static void test_a_space_says_all_that_it_must(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (load(arena, good[i]) != STATUS_OK)
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (load(arena, bad[i]) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
    arena_free(arena);
}

/* What stands in folders of its own is there, by name. */
static void test_sheets_and_help(void **state)
{
    (void)state;
    struct ini access;
    struct pack pack;
    struct arena *arena = arena_new();
    assert_int_equal(STATUS_OK, ini_load(&access, arena, FIXTURES "/access.ini"));
    assert_int_equal(STATUS_OK, pack_load(&pack, arena, FIXTURES "/spaces/alpha", &access));
    assert_int_equal(2, pack.tool_count);
    assert_string_equal("a-first", pack.tools[0].slug);
    assert_int_equal(1, pack.help_count);
    assert_string_equal("First page", pack.help[0].title);
    assert_int_equal(STATUS_OK, pack_load(&pack, arena, FIXTURES "/spaces/beta", &access));
    assert_int_equal(0, pack.tool_count + pack.help_count);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_space_says_all_that_it_must),
        cmocka_unit_test(test_sheets_and_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
