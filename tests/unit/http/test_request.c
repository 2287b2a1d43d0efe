#include "request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_accept(void **state)
{
    (void)state;
    static const char *const json[] = {"application/json",
                                       "Application/JSON",
                                       "application/json, */*",
                                       "text/html;q=0.5, application/json",
                                       "text/html;q=0.8,application/json;v=1;q=0.9",
                                       "application/*",
                                       "text/html;q=0, application/json;q=0.001"};
    static const char *const html[] = {
        "",
        "text/html",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json, text/html",
        "application/json;q=0.9, text/html",
        "application/json;q=0",
        "application/jsonp",
        "text/*, application/json;q=0.9",
        ",;,q=1,;;",
        "application/json;q=,text/html;q=0.1",
        "application/json;q=nan"};
    assert_false(request_wants_json(NULL));
    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        if (!request_wants_json(json[i]))
            fail_msg("%s", json[i]);
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (request_wants_json(html[i]))
            fail_msg("%s", html[i]);
}

static void assert_cookie(const char *header, const char *name, const char *expected)
{
    struct arena *arena = arena_new();
    const char *value = request_cookie(arena, header, name);
    if (expected == NULL)
        assert_null(value);
    else
        assert_string_equal(value != NULL ? value : "(none)", expected);
    arena_free(arena);
}

static void test_cookies(void **state)
{
    (void)state;
    assert_cookie("a=1; b=2", "a", "1");
    assert_cookie("a=1; b=2", "b", "2");
    assert_cookie("aa=1; ba=3;a=2", "a", "2");
    assert_cookie("A=1", "a", NULL); /* __HOST-x is not __Host-x */
    assert_cookie("a=", "a", "");
    assert_cookie("a=  ", "a", "");
    assert_cookie("a=b=c ;", "a", "b=c");
    assert_cookie("a", "a", NULL);
    assert_cookie("; ;;", "a", NULL);
    assert_cookie("x=a=1", "a", NULL);
    assert_cookie("", "a", NULL);
    assert_cookie(NULL, "a", NULL);
}

static void test_paths(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(request_path(arena, "/"), "/");
    assert_string_equal(request_path(arena, "/a//b/"), "/a//b/");
    assert_string_equal(request_path(arena, "/%C3%A9t%C3%A9+x"), "/été+x");
    assert_string_equal(request_path(arena, "/.well-known/...x"), "/.well-known/...x");
    static const char *const bad[] = {"",     "a",           "/..",           "/../",
                                      "/a/.", "/a/%2e%2E/b", "/%00",          "/a%c3",
                                      "//..", "/a%2f..%2fb", "/%c0%ae%c0%ae/"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (request_path(arena, bad[i]) != NULL)
            fail_msg("%s", bad[i]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accept),
        cmocka_unit_test(test_cookies),
        cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
