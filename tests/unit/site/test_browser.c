#include "words/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *agent, *browser, *system;
} cases[] = {
    {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "firefox", "linux"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
     " Chrome/126.0.0.0 Safari/537.36",
     "chrome", "windows"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
     " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
     "edge", "windows"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
     " Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0",
     "opera", "windows"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
     " Version/17.5 Safari/605.1.15",
     "safari", "mac"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
     " Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
     "safari", "iphone"},
    {"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
     " CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
     "chrome", "ipad"},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
     " SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
     "samsung", "android"},
    {"curl/7.88.1", "other", "other"},
    {"", "other", "other"},
    {NULL, "other", "other"},
};

static void a_browser_is_named_in_plain_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *browser;
        const char *system;
        browser_of(&browser, &system, cases[i].agent);
        assert_string_equal(cases[i].browser, browser);
        assert_string_equal(cases[i].system, system);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_browser_is_named_in_plain_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
