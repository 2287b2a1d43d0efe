#include "gate/security_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { START = 1700000000, ROOM = 256 * 1024 };

static FILE *file;
static int kept;

/* From here on, what goes to standard error. */
static void listen(void)
{
    file = tmpfile();
    assert_non_null(file);
    kept = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
}

static const char *heard(void)
{
    static char text[ROOM];
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static unsigned lines(const char *text)
{
    unsigned count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

/* How many events the lines answer for: one each, if it has a time, and those left out. */
static unsigned told(const char *text)
{
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, " at=")) != NULL; at++)
        count++;
    for (const char *at = text; (at = strstr(at, "suppressed=")) != NULL; at++)
        count += (unsigned)strtoul(at + strlen("suppressed="), NULL, 10);
    return count;
}

static struct security_notice refused(const char *address)
{
    return (struct security_notice){.event = SECURITY_SIGN_IN_REFUSED,
                                    .address = address,
                                    .claimed = "p1@cocon.example",
                                    .method = "POST",
                                    .route = "/connexion"};
}

static void tell(struct security_log *log, const char *address, unsigned times, int64_t now)
{
    const struct security_notice notice = refused(address);
    for (unsigned i = 0; i < times; i++)
        security_log_tell(log, &notice, now);
}

static void an_address_is_cut_to_its_prefix(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.77", "192.0.2.0/24"},
        {"255.255.255.255", "255.255.255.0/24"},
        {"::ffff:192.0.2.77", "192.0.2.0/24"},
        {"::FFFF:c000:24d", "192.0.2.0/24"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"},
        {"2001:0DB8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:ffff::/48"},
        {"::1", "::/48"},
        {"192.0.2", "?"},
        {"192.0.2.7\nsecurity: signed-in", "?"},
        {"p1@cocon.example", "?"},
        {"fe80::1%eth0", "?"},
        {"", "?"},
        {NULL, "?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char prefix[SECURITY_PREFIX];
        security_log_prefix(prefix, cases[i][0]);
        assert_string_equal(cases[i][1], prefix);
    }
}

static void a_line_says_when_where_who_and_what(void **state)
{
    (void)state;
    struct security_log *log = security_log_new();
    struct security_notice notice = {.event = SECURITY_DENIED,
                                     .address = "192.0.2.77",
                                     .account = "0123456789abcdef0123456789abcdef",
                                     .claimed = "p1@cocon.example",
                                     .method = "GET",
                                     .route = "/seances/{id}"};
    listen();
    security_log_tell(log, &notice, START);
    notice.account = notice.claimed = notice.route = notice.address = NULL;
    notice.event = SECURITY_FAILED;
    notice.method = "other";
    security_log_tell(log, &notice, START + 1);
    assert_string_equal("<4>security: denied at=2023-11-14T22:13:20Z from=192.0.2.0/24"
                        " account=0123456789abcdef0123456789abcdef method=GET"
                        " route=/seances/{id} suppressed=0\n"
                        "<3>security: failed at=2023-11-14T22:13:21Z from=? account=-"
                        " method=other route=- suppressed=0\n",
                        heard());
    security_log_free(log);
}

static void who_somebody_says_they_are_is_a_mark(void **state)
{
    (void)state;
    struct security_log *log = security_log_new();
    struct security_notice notice = refused("192.0.2.77");
    char marks[4][9];
    listen();
    security_log_tell(log, &notice, START);
    security_log_tell(log, &notice, START);
    notice.claimed = "p2@cocon.example";
    security_log_tell(log, &notice, START);
    notice.claimed = "x\n<0>security: signed-in\033[2J";
    security_log_tell(log, &notice, START);
    const char *text = heard();
    assert_int_equal(4, lines(text));
    assert_null(strstr(text, "cocon.example"));
    assert_null(strstr(text, "signed-in"));
    const char *at = text;
    for (size_t i = 0; i < 4; i++) {
        at = strstr(at, "account=~");
        assert_non_null(at);
        assert_int_equal(8, strspn(at += strlen("account=~"), "0123456789abcdef"));
        memcpy(marks[i], at, 8);
        marks[i][8] = '\0';
    }
    assert_string_equal(marks[0], marks[1]);
    assert_string_not_equal(marks[0], marks[2]);
    /* another process has other marks */
    struct security_log *later = security_log_new();
    listen();
    tell(later, "192.0.2.77", 1, START);
    assert_null(strstr(heard(), marks[0]));
    security_log_free(later);
    security_log_free(log);
}

static void a_prefix_that_insists_is_counted(void **state)
{
    (void)state;
    struct security_log *log = security_log_new();
    listen();
    tell(log, "192.0.2.1", 500, START);
    tell(log, "192.0.2.255", 500, START);
    assert_int_equal(SECURITY_AT_ONCE, lines(heard()));
    listen();
    tell(log, "198.51.100.1", 1, START);
    const char *text = heard();
    assert_int_equal(1, lines(text));
    assert_non_null(strstr(text, "from=198.51.100.0/24"));
    assert_int_equal(1 + 1000 - SECURITY_AT_ONCE, told(text));
    /* a minute later there is room for one */
    listen();
    tell(log, "192.0.2.1", 100, START + 60);
    assert_int_equal(1, lines(heard()));
    listen();
    security_log_free(log);
    text = heard();
    assert_string_equal("<4>security: sign-in-refused suppressed=99\n", text);
}

static void many_prefixes_write_no_more(void **state)
{
    (void)state;
    struct security_log *log = security_log_new();
    listen();
    for (unsigned i = 0; i < 20000; i++) {
        char address[32];
        snprintf(address, sizeof address, "10.%u.%u.1", i >> 8 & 255, i & 255);
        tell(log, address, 1, START + i / 1000);
    }
    /* a flood of one event hides no other */
    struct security_notice notice = refused("10.0.0.1");
    notice.event = SECURITY_SIGNED_IN;
    security_log_tell(log, &notice, START + 20);
    security_log_free(log);
    const char *text = heard();
    assert_in_range(lines(text), SECURITY_AT_ONCE_IN_ALL, SECURITY_AT_ONCE_IN_ALL + 5);
    assert_int_equal(20001, told(text));
    assert_non_null(strstr(text, "<6>security: signed-in at="));
}

static void what_was_left_out_is_told_in_the_end(void **state)
{
    (void)state;
    struct security_log *log = security_log_new();
    listen();
    security_log_tick(log, START);
    tell(log, "192.0.2.1", SECURITY_AT_ONCE + 7, START);
    security_log_tick(log, START + 10);
    assert_int_equal(SECURITY_AT_ONCE, lines(heard()));
    listen();
    security_log_tick(log, START + 60);
    security_log_tick(log, START + 70);
    security_log_tick(log, START + 120);
    assert_string_equal("<4>security: sign-in-refused suppressed=7\n", heard());
    /* a clock that was set back holds nothing back */
    listen();
    tell(log, "192.0.2.1", 2, START);
    security_log_tick(log, START);
    assert_string_equal("<4>security: sign-in-refused suppressed=2\n", heard());
    listen();
    security_log_free(log);
    assert_string_equal("", heard());
}

static void words_are_words(void **state)
{
    (void)state;
    for (int event = 0; event < SECURITY_EVENTS; event++) {
        const char *word = security_log_word(event);
        assert_non_null(word);
        assert_int_equal(strlen(word), strspn(word, "abcdefghijklmnopqrstuvwxyz-"));
        for (int other = 0; other < event; other++)
            assert_string_not_equal(word, security_log_word(other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_cut_to_its_prefix),
        cmocka_unit_test(a_line_says_when_where_who_and_what),
        cmocka_unit_test(who_somebody_says_they_are_is_a_mark),
        cmocka_unit_test(a_prefix_that_insists_is_counted),
        cmocka_unit_test(many_prefixes_write_no_more),
        cmocka_unit_test(what_was_left_out_is_told_in_the_end),
        cmocka_unit_test(words_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
