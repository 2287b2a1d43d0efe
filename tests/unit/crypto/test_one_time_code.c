#include "testing.h"

#include "crypto/one_time_code.h"

enum { NOW = 1234567890, STEP = NOW / ONE_TIME_CODE_STEP };

/* The key of RFC 6238's appendix B, for SHA-1. */
static struct secret *key(void)
{
    return secret_copy(text("12345678901234567890"));
}

static void codes_are_those_of_rfc_6238(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        const char *code;
    } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                   {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    struct secret *secret = key();
    char code[ONE_TIME_CODE_TEXT];
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        assert_ok(one_time_code_at(code, secret, vectors[i].time / ONE_TIME_CODE_STEP, 8));
        assert_string_equal(vectors[i].code, code);
        assert_ok(one_time_code_at(code, secret, vectors[i].time / ONE_TIME_CODE_STEP, 6));
        assert_string_equal(vectors[i].code + 2, code);
    }
    assert_int_equal(STATUS_FAILED, one_time_code_at(code, secret, 1, 5));
    assert_int_equal(STATUS_FAILED, one_time_code_at(code, secret, 1, 9));
    assert_int_equal(STATUS_FAILED, one_time_code_at(code, secret, -1, 6));
    assert_string_equal("", code);
    secret_free(secret);
}

static enum status check(int64_t ahead, int64_t last, int64_t *step)
{
    char code[ONE_TIME_CODE_TEXT];
    struct secret *secret = key();
    assert_ok(one_time_code_at(code, secret, STEP + ahead, 6));
    enum status status = one_time_code_check(step, secret, NOW, last, code);
    secret_free(secret);
    return status;
}

static void clocks_may_differ_by_one_step(void **state)
{
    (void)state;
    int64_t step;
    for (int64_t ahead = -1; ahead <= 1; ahead++) {
        assert_ok(check(ahead, 0, &step));
        assert_int_equal(STEP + ahead, step);
    }
    assert_int_equal(STATUS_DENIED, check(-2, 0, &step));
    assert_int_equal(0, step);
    assert_int_equal(STATUS_DENIED, check(2, 0, &step));
}

static void a_code_counts_once_and_none_after_a_later_one(void **state)
{
    (void)state;
    int64_t step;
    assert_int_equal(STATUS_CONFLICT, check(0, STEP, &step));
    assert_int_equal(0, step);
    assert_int_equal(STATUS_CONFLICT, check(-1, STEP, &step));
    assert_int_equal(STATUS_CONFLICT, check(1, STEP + 1, &step));
    assert_ok(check(1, STEP, &step));
    assert_ok(check(0, STEP - 1, &step));
    /* a clock that went back does not bring used codes back */
    assert_int_equal(STATUS_CONFLICT, check(1, STEP + 100, &step));
}

static void only_six_digits_are_a_code(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",        "00592",  "0059244", "005925",       "00592a",
                                        "-05924",  "+05924", "0x5924",  "００５９２４", "005924\n",
                                        "89005924"};
    int64_t step;
    struct secret *secret = key();
    assert_ok(one_time_code_check(&step, secret, NOW, 0, "005924"));
    assert_ok(one_time_code_check(&step, secret, NOW, 0, " 005 924 "));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(STATUS_DENIED, one_time_code_check(&step, secret, NOW, 0, wrong[i]));
    assert_int_equal(STATUS_DENIED, one_time_code_check(&step, secret, NOW, 0, NULL));
    secret_free(secret);
}

static void the_text_of_a_secret_is_read_again(void **state)
{
    (void)state;
    char written[ONE_TIME_CODE_BASE32];
    struct secret *secret = key();
    struct secret *again;
    assert_ok(one_time_code_base32(written, secret));
    assert_string_equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", written);
    assert_ok(one_time_code_read(&again, written));
    assert_memory_equal(secret->bytes, again->bytes, ONE_TIME_CODE_SECRET);
    secret_free(again);
    assert_int_equal(STATUS_INVALID, one_time_code_read(&again, "GEZDGNBV"));
    assert_null(again);
    assert_int_equal(STATUS_INVALID, one_time_code_read(&again, "pas du tout"));
    secret_free(secret);
    struct secret *one = one_time_code_new();
    struct secret *other = one_time_code_new();
    assert_int_equal(ONE_TIME_CODE_SECRET, one->len);
    assert_memory_not_equal(one->bytes, other->bytes, ONE_TIME_CODE_SECRET);
    secret_free(one);
    secret_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        cmocka_unit_test(clocks_may_differ_by_one_step),
        cmocka_unit_test(a_code_counts_once_and_none_after_a_later_one),
        cmocka_unit_test(only_six_digits_are_a_code),
        cmocka_unit_test(the_text_of_a_secret_is_read_again),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
