#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What one call wrote on standard error. */
static void written(char *out, size_t room, const char *text)
{
    FILE *file = tmpfile();
    const int kept = dup(STDERR_FILENO);
    assert_non_null(file);
    dup2(fileno(file), STDERR_FILENO);
    log_warning("text: %s", text);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    out[fread(out, 1, room - 1, file)] = '\0';
    fclose(file);
}

static void a_call_is_a_line(void **state)
{
    (void)state;
    char out[2048];
    written(out, sizeof out, "a\n<0>b\r\tc\033[2Jd\177");
    assert_string_equal("<4>text: a?<0>b??c?[2Jd?\n", out);
    written(out, sizeof out, "séance");
    assert_string_equal("<4>text: séance\n", out);
}

static void a_line_has_an_end(void **state)
{
    (void)state;
    char out[2048];
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    written(out, sizeof out, text);
    assert_int_equal(strlen("<4>") + 1023 + 1, strlen(out));
    assert_int_equal('\n', out[strlen(out) - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_a_line),
        cmocka_unit_test(a_line_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
