/* What a schema may say. */
#include "policy/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES SOURCE_DIR "/tests/unit/policy/fixtures"

static struct arena *arena;
static struct ini pack;

static enum status parse(struct form **out, const char *text)
{
    return form_read(out, arena, "schema", (struct bytes){(const uint8_t *)text, strlen(text)},
                     &pack);
}

/* A form of one field with these members besides name and label. */
static const char *with(const char *members)
{
    return arena_printf(
        arena, "{\"name\": \"f\", \"fields\": [{\"name\": \"x\", \"label\": \"X\", %s}]}", members);
}

static void test_load(void **state)
{
    (void)state;
    struct form *form;
    assert_int_equal(form_load(&form, arena, FIXTURES "/everything.json", &pack), STATUS_OK);
    assert_string_equal(form_name(form), "everything");
    assert_int_equal(form_load(&form, arena, FIXTURES "/nothing.json", &pack), STATUS_NOT_FOUND);
    assert_null(form);
    assert_int_equal(form_load(&form, arena, FIXTURES "/everything.json", NULL), STATUS_INVALID);
    assert_null(form);
}

static void test_accepted(void **state)
{
    (void)state;
    static const char *const good[] = {
        "\"type\": \"text\"",
        "\"type\": \"secret\", \"max\": 1024",
        "\"type\": \"number\", \"min\": -3, \"max\": -1",
        "\"type\": \"choice\", \"options_from\": \"steps\"",
        "\"type\": \"choices\", \"options\": [{\"value\": \"a\", \"label\": \"A\"}], \"max\": 1",
        "\"type\": \"group\", \"fields\": [{\"name\": \"x\", \"label\": \"X\", \"type\": \"id\"}]",
    };
    struct form *form;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (parse(&form, with(good[i])) != STATUS_OK)
            fail_msg("refused: %s", good[i]);
    assert_int_equal(parse(&form, "{\"name\": \"f\", \"fields\": []}"), STATUS_OK);
}

static void test_refused_fields(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\"hint\": \"no type\"",
        "\"type\": \"texts\"",
        "\"type\": 3",
        "\"type\": \"text\", \"maximum\": 3",
        "\"type\": \"text\", \"max\": \"3\"",
        "\"type\": \"text\", \"max\": 0",
        "\"type\": \"text\", \"max\": -1",
        "\"type\": \"text\", \"max\": 1000000",
        "\"type\": \"text\", \"min\": 5, \"max\": 4",
        "\"type\": \"text\", \"min\": -1",
        "\"type\": \"text\", \"required\": \"yes\"",
        "\"type\": \"text\", \"hint\": true",
        "\"type\": \"text\", \"rows\": 3",
        "\"type\": \"text\", \"past\": true",
        "\"type\": \"text\", \"options\": []",
        "\"type\": \"text\", \"fields\": []",
        "\"type\": \"paragraph\", \"rows\": 1000",
        "\"type\": \"paragraph\", \"rows\": -1",
        "\"type\": \"choice\", \"options\": [{\"value\": "
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"label\": \"A\"}]",
        "\"type\": \"date\", \"past\": true",
        "\"type\": \"secret\", \"max\": 1025",
        "\"type\": \"yesno\", \"must\": \"no\"",
        "\"type\": \"choice\"",
        "\"type\": \"choice\", \"options\": []",
        "\"type\": \"choice\", \"options\": [\"a\"]",
        "\"type\": \"choice\", \"options\": [{\"value\": \"a\"}]",
        "\"type\": \"choice\", \"options\": [{\"value\": \"\", \"label\": \"A\"}]",
        "\"type\": \"choice\", \"options\": [{\"value\": \"a\", \"label\": \"A\"}, "
        "{\"value\": \"a\", \"label\": \"B\"}]",
        "\"type\": \"choice\", \"options\": [{\"value\": \"a\", \"label\": \"A\"}], "
        "\"options_from\": \"steps\"",
        "\"type\": \"choice\", \"options_from\": \"stairs\"",
        "\"type\": \"choices\", \"options_from\": \"steps\", \"min\": 3",
        "\"type\": \"group\"",
        "\"type\": \"group\", \"fields\": []",
        "\"type\": \"group\", \"fields\": {}",
        "\"type\": \"group\", \"fields\": [{}]",
        "\"type\": \"group\", \"fields\": [{\"name\": \"y\", \"label\": \"Y\", \"type\": \"id\"}, "
        "{}]",
        "\"type\": \"group\", \"fields\": [3]",
        "\"type\": \"group\", \"repeat\": true, \"fields\": "
        "[{\"name\": \"y\", \"label\": \"Y\", \"type\": \"id\"}]",
        "\"type\": \"group\", \"fields\": [{\"name\": \"y\", \"label\": \"Y\", \"type\": "
        "\"group\", \"fields\": [{\"name\": \"z\", \"label\": \"Z\", \"type\": \"group\", "
        "\"fields\": [{\"name\": \"t\", \"label\": \"T\", \"type\": \"text\"}]}]}]",
        "\"type\": \"text\", \"type\": \"id\"",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct form *form = (struct form *)arena;
        if (parse(&form, with(bad[i])) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
        assert_null(form);
    }
}

static void test_refused_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"name\": \"f\"}",
        "{\"fields\": []}",
        "{\"name\": \"F\", \"fields\": []}",
        "{\"name\": \"f\", \"fields\": [], \"title\": \"T\"}",
        "{\"name\": \"f\", \"fields\": [{\"type\": \"id\", \"label\": \"X\"}]}",
        "{\"name\": \"f\", \"fields\": [{\"name\": \"a.b\", \"type\": \"id\", \"label\": \"X\"}]}",
        "{\"name\": \"f\", \"fields\": [{\"name\": \"0\", \"type\": \"id\", \"label\": \"X\"}]}",
        "{\"name\": \"f\", \"fields\": [{\"name\": \"a\", \"type\": \"id\"}]}",
        "{\"name\": \"f\", \"fields\": [{\"name\": \"a\", \"type\": \"id\", \"label\": \"X\"}, "
        "{\"name\": \"a\", \"type\": \"text\", \"label\": \"Y\"}]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct form *form;
        if (parse(&form, bad[i]) != STATUS_INVALID)
            fail_msg("accepted: %s", bad[i]);
    }
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return ini_load(&pack, arena, FIXTURES "/steps.ini") == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused_fields),
        cmocka_unit_test(test_refused_forms),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
