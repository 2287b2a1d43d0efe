#include "policy/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum status parse(struct access **out, struct arena *arena, const char *text)
{
    struct ini ini;
    struct bytes content = {(const uint8_t *)text, strlen(text)};
    assert_int_equal(ini_parse(&ini, arena, "rules", content), STATUS_OK);
    static const char *const roles[] = {"host", "guest"};
    struct access *access = access_new(arena, roles, 2);
    enum status status = access_add(access, arena, &ini);
    *out = status == STATUS_OK ? access : NULL;
    return status;
}

/* The stages at which ${relations} may read a tool under this rule, as digits. */
static const char *stages(struct arena *arena, const char *rule, uint32_t relations)
{
    struct access *access;
    char *text = arena_alloc(arena, STAGE_COUNT + 1);
    char *end = text;
    assert_int_equal(parse(&access, arena, arena_printf(arena, "[tool]\nread = %s\n", rule)),
                     STATUS_OK);
    for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
        if (access_allows(access, RESOURCE_TOOL, ACTION_READ, relations, stage))
            *end++ = (char)('0' + stage);
    return text;
}

static void test_stages(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const uint32_t member = RELATION_MEMBER;
    const uint32_t both = RELATION_MEMBER | RELATION_SIGNATORY;
    assert_string_equal(stages(arena, "member", member), "0123456789");
    assert_string_equal(stages(arena, "member@held", member), "5");
    assert_string_equal(stages(arena, "member@held+", member), "5678");
    assert_string_equal(stages(arena, "member@planned-prepared", member), "1234");
    assert_string_equal(stages(arena, "member@cancelled", member), "9");
    assert_string_equal(stages(arena, "member@planned member@held", member), "15");
    assert_string_equal(stages(arena, "member&signatory@held", member), "");
    assert_string_equal(stages(arena, "member&signatory@held", both), "5");
    assert_string_equal(stages(arena, "member&signatory  coming@held", both), "0123456789");
    assert_string_equal(stages(arena, "nobody", both), "");
    arena_free(arena);
}

static void test_require(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct access *access;
    assert_int_equal(parse(&access, arena,
                           "[tool]\nread = member\nrequire = signatory&present\nsave = member\n"
                           "[cycle]\nread = member\n"),
                     STATUS_OK);
    uint32_t some = RELATION_MEMBER | RELATION_SIGNATORY;
    uint32_t all = some | RELATION_PRESENT;
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_READ, some, STAGE_NONE));
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_SAVE, some, STAGE_NONE));
    assert_true(access_allows(access, RESOURCE_TOOL, ACTION_READ, all, STAGE_NONE));
    assert_true(access_allows(access, RESOURCE_CYCLE, ACTION_READ, some, STAGE_NONE));
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_EDIT, all, STAGE_NONE));
    arena_free(arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "[tools]\nread = member",
        "[tool]\nreads = member",
        "[tool]\nread =",
        "[tool]\nread = members",
        "[tool]\nread = nobody member",
        "[tool]\nread = member&",
        "[tool]\nread = &member",
        "[tool]\nread = member & signatory",
        "[tool]\nread = @held",
        "[tool]\nread = member@",
        "[tool]\nread = member@+",
        "[tool]\nread = member@-",
        "[tool]\nread = member@none",
        "[tool]\nread = member@none+",
        "[tool]\nread = member@later",
        "[tool]\nread = member@held++",
        "[tool]\nread = member@held-",
        "[tool]\nread = member@-held",
        "[tool]\nread = member@held-planned",
        "[tool]\nread = member@planned-held+",
        "[tool]\nread = member@planned-cancelled",
        "[tool]\nread = member@cancelled+",
        "[tool]\nread = member@cancelled-cancelled",
        "[tool]\nread = member@planned-held-drafted",
        "[tool]\nread = member@held@held",
        "[tool]\nread = member@held&signatory",
        "[tool]\nread = member, signatory",
        "[tool]\nrequire = signatory@held",
        "[tool]\nrequire = signatory member",
        "[tool]\nrequire = nobody",
        "[tool]\nrequire =",
        "[tool]\nread = narrator",
        "[tool]\nread = host&narrator@held",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena *arena = arena_new();
        struct access *access = (struct access *)arena;
        if (parse(&access, arena, bad[i]) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
        assert_null(access);
        arena_free(arena);
    }
}

/* Each space names its own roles, after the relations of every space. */
static void test_roles(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct access *access;
    assert_int_equal(parse(&access, arena, "[tool]\nread = host&member@held guest@drafted"),
                     STATUS_OK);
    const uint32_t host = access_role(0) | RELATION_MEMBER;
    assert_true(access_allows(access, RESOURCE_TOOL, ACTION_READ, host, STAGE_HELD));
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_READ, host, STAGE_DRAFTED));
    assert_true(access_allows(access, RESOURCE_TOOL, ACTION_READ, access_role(1), STAGE_DRAFTED));
    assert_int_equal(access_relations(access), RELATION_COUNT + 2);
    assert_string_equal(access_relation_name(access, RELATION_COUNT + 1), "guest");
    assert_null(access_relation_name(access, RELATION_COUNT + 2));
    assert_true(access_is_relation("coming"));
    assert_false(access_is_relation("host"));
    arena_free(arena);
}

/* What holds in every space cannot be said otherwise in one. */
static void test_nothing_is_said_twice(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct access *access = access_new(arena, NULL, 0);
    struct ini ini;
    static const char text[] = "[tool]\nread = member\nrequire = member\n";
    static const char *const again[] = {"[tool]\nread = nobody\n", "[tool]\nrequire = member\n"};
    assert_int_equal(
        ini_parse(&ini, arena, "a", (struct bytes){(const uint8_t *)text, strlen(text)}),
        STATUS_OK);
    assert_int_equal(access_add(access, arena, &ini), STATUS_OK);
    for (size_t i = 0; i < 2; i++) {
        const struct bytes bytes = {(const uint8_t *)again[i], strlen(again[i])};
        assert_int_equal(ini_parse(&ini, arena, "b", bytes), STATUS_OK);
        assert_int_equal(access_add(access, arena, &ini), STATUS_INVALID);
    }
    arena_free(arena);
}

static void test_out_of_range_is_denied(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct access *access;
    assert_int_equal(parse(&access, arena, "[tool]\nread = member"), STATUS_OK);
    assert_true(access_allows(access, RESOURCE_TOOL, ACTION_READ, ~0U, STAGE_NONE));
    assert_false(access_allows(access, RESOURCE_COUNT, ACTION_READ, ~0U, STAGE_NONE));
    assert_false(access_allows(access, (enum resource) - 1, ACTION_READ, ~0U, STAGE_NONE));
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_COUNT, ~0U, STAGE_NONE));
    assert_false(access_allows(access, RESOURCE_TOOL, ACTION_READ, ~0U, STAGE_COUNT));
    struct access_way *ways;
    assert_int_equal(1, access_ways(&ways, arena, access, RESOURCE_TOOL, ACTION_READ));
    assert_int_equal(0, access_ways(&ways, arena, access, RESOURCE_COUNT, ACTION_READ));
    assert_int_equal(0, access_ways(&ways, arena, access, RESOURCE_TOOL, ACTION_COUNT));
    assert_int_equal(0, access_ways(&ways, arena, access, RESOURCE_TOOL, ACTION_SAVE));
    assert_null(ways);
    arena_free(arena);
}

static void test_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STAGE_COUNT; i++)
        assert_int_equal(access_stage(access_stage_name(i)), i);
    assert_int_equal(access_stage("soon"), STAGE_COUNT);
    assert_null(access_stage_name(STAGE_COUNT));
    for (unsigned i = 0; i < RELATION_COUNT; i++)
        assert_non_null(access_relation_name(NULL, i));
    assert_string_equal(access_relation_name(NULL, 4), "of_structure");
    for (unsigned i = 0; i < RESOURCE_COUNT; i++)
        assert_non_null(access_resource_name(i));
    assert_null(access_resource_name(RESOURCE_COUNT));
    for (unsigned i = 0; i < ACTION_COUNT; i++)
        assert_non_null(access_action_name(i));
    assert_string_equal(access_action_name(ACTION_ANSWER_ROLE), "answer_role");
    assert_null(access_action_name(ACTION_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_require),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_nothing_is_said_twice),
        cmocka_unit_test(test_out_of_range_is_denied),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
