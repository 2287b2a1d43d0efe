#include "crypto/shares.h"

#include "testing.h"

static const struct digest fingerprint = {{0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0xff}};

static void assert_same(const struct secret *a, const struct secret *b)
{
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->bytes, b->bytes, a->len);
}

/* Every subset of the shares, by the bits of a number. */
static void check_subsets(unsigned k, unsigned n)
{
    struct share shares[SHARES_MOST];
    struct share chosen[SHARES_MOST];
    struct secret *secret = secret_random(SHARES_SECRET);
    unsigned good = 0;
    assert_int_equal(shares_split(shares, secret, k, n, &fingerprint), STATUS_OK);
    for (unsigned bits = 0; bits < 1U << n; bits++) {
        struct secret *back;
        size_t count = 0;
        for (unsigned i = n; i-- > 0;) /* in any order */
            if ((bits >> i & 1) != 0)
                chosen[count++] = shares[i];
        const enum status status = shares_combine(&back, chosen, count);
        assert_int_equal(status, count < k ? STATUS_DENIED : STATUS_OK);
        if (status == STATUS_OK) {
            assert_same(back, secret);
            good++;
        } else {
            assert_null(back);
        }
        secret_free(back);
    }
    assert_true(good > n);
    shares_free(shares, n);
    assert_null(shares[0].piece);
    secret_free(secret);
}

static void any_k_of_n_and_no_fewer(void **state)
{
    (void)state;
    check_subsets(2, 3);
    check_subsets(3, 5);
    check_subsets(4, 7);
    check_subsets(6, 8);
}

/* With k - 1 shares every secret is as likely as any other: a k-th made up gives another one. */
static void fewer_tell_nothing(void **state)
{
    (void)state;
    struct share shares[3];
    struct secret *secret = secret_random(SHARES_SECRET);
    struct secret *back;
    assert_int_equal(shares_split(shares, secret, 2, 3, &fingerprint), STATUS_OK);
    for (size_t i = 0; i < 3; i++)
        assert_memory_not_equal(shares[i].piece->bytes, secret->bytes, SHARES_SECRET);
    secret_noise(shares[1].piece->bytes, SHARES_SECRET);
    assert_int_equal(shares_combine(&back, shares, 2), STATUS_OK);
    assert_memory_not_equal(back->bytes, secret->bytes, SHARES_SECRET);
    secret_free(back);
    /* one too many tells that something is wrong */
    assert_int_equal(shares_combine(&back, shares, 3), STATUS_TAMPERED);
    assert_null(back);
    shares_free(shares, 3);
    secret_free(secret);
}

/* Nor do two splits of one secret have anything in common: the library's own choice would. */
static void split_at_random(void **state)
{
    (void)state;
    struct share a[5], b[5], mixed[3];
    struct secret *secret = secret_random(SHARES_SECRET);
    struct secret *back;
    assert_int_equal(shares_split(a, secret, 3, 5, &fingerprint), STATUS_OK);
    assert_int_equal(shares_split(b, secret, 3, 5, &fingerprint), STATUS_OK);
    for (size_t i = 0; i < 5; i++)
        assert_memory_not_equal(a[i].piece->bytes, b[i].piece->bytes, SHARES_SECRET);
    mixed[0] = a[0];
    mixed[1] = a[1];
    mixed[2] = b[2];
    assert_int_equal(shares_combine(&back, mixed, 3), STATUS_OK);
    assert_memory_not_equal(back->bytes, secret->bytes, SHARES_SECRET);
    secret_free(back);
    shares_free(a, 5);
    shares_free(b, 5);
    secret_free(secret);
}

static void what_does_not_go_together(void **state)
{
    (void)state;
    struct share a[3], b[3], mixed[3];
    struct digest other = fingerprint;
    struct secret *secret = secret_random(SHARES_SECRET);
    struct secret *back;
    other.bytes[7] ^= 1;
    assert_int_equal(shares_split(a, secret, 2, 3, &fingerprint), STATUS_OK);
    assert_int_equal(shares_split(b, secret, 2, 3, &other), STATUS_OK);
    mixed[0] = a[0];
    mixed[1] = b[1];
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_INVALID);
    mixed[1] = a[0];
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_CONFLICT);
    mixed[1] = a[1];
    mixed[1].k = 3;
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_INVALID);
    mixed[1] = a[1];
    mixed[1].number = 0;
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_INVALID);
    mixed[1].number = 4; /* of three */
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_INVALID);
    mixed[1] = a[1];
    mixed[1].n = 4;
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_INVALID);
    mixed[0].k = mixed[1].k = 1; /* one alone opens nothing, whatever it says */
    mixed[1].n = mixed[0].n;
    assert_int_equal(shares_combine(&back, mixed, 2), STATUS_DENIED);
    assert_int_equal(shares_combine(&back, mixed, 1), STATUS_DENIED);
    mixed[0].k = a[0].k;
    assert_int_equal(shares_combine(&back, mixed, 0), STATUS_DENIED);
    shares_free(a, 3);
    shares_free(b, 3);
    secret_free(secret);
}

static void k_and_n_make_sense(void **state)
{
    (void)state;
    static const unsigned bad[][2] = {{0, 3}, {1, 3}, {3, 3}, {4, 3}, {2, 16}, {2, 2}};
    struct share shares[SHARES_MOST];
    struct secret *secret = secret_random(SHARES_SECRET);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(shares_split(shares, secret, bad[i][0], bad[i][1], &fingerprint),
                         STATUS_INVALID);
    assert_int_equal(shares_split(shares, secret, 14, 15, &fingerprint), STATUS_OK);
    shares_free(shares, 15);
    struct secret *longer = secret_random(SHARES_SECRET + 1);
    assert_int_equal(shares_split(shares, longer, 2, 3, &fingerprint), STATUS_INVALID);
    secret_free(longer);
    secret_free(secret);
}

/* Made by another program: polynomials over GF(256) modulo 0x11d, at x = 2, 3 and 5. */
static void the_scheme_stays(void **state)
{
    (void)state;
    static const uint8_t pieces[3][SHARES_SECRET] = {
        {0x4d, 0x4b, 0x9e, 0x5a, 0x5e, 0x7f, 0x77, 0xa3, 0x22, 0xc9, 0x8b,
         0xa5, 0x9b, 0x8d, 0xb5, 0xb1, 0x5d, 0xe1, 0x94, 0xd0, 0xc9, 0xef,
         0xc0, 0x8e, 0xe8, 0xe3, 0x9b, 0x72, 0xf6, 0x1a, 0x02, 0x3c},
        {0x59, 0x2f, 0xda, 0xb6, 0xc2, 0xf3, 0x8b, 0xf7, 0x76, 0x2d, 0x8f,
         0xb9, 0x77, 0x31, 0xd9, 0x25, 0xe9, 0x85, 0x50, 0xfc, 0xb5, 0xe3,
         0xdc, 0xfa, 0x5c, 0x07, 0x1f, 0xce, 0x1a, 0x46, 0x2e, 0xc8},
        {0x0e, 0xf2, 0x4a, 0x56, 0x8c, 0x75, 0xa3, 0xaf, 0xa3, 0xc8, 0xdb,
         0xa8, 0x1a, 0xbb, 0x94, 0xd8, 0xea, 0x64, 0x55, 0x14, 0xbd, 0xf1,
         0xb2, 0xab, 0x41, 0xde, 0xa5, 0x7e, 0xbe, 0x8a, 0x4c, 0xa1}};
    static const uint8_t numbers[3] = {2, 3, 5};
    struct share shares[3];
    struct secret *secret;
    for (size_t i = 0; i < 3; i++) {
        shares[i] = (struct share){
            .number = numbers[i], .k = 3, .n = 5, .piece = secret_copy(BYTES_OF(pieces[i]))};
    }
    assert_int_equal(shares_combine(&secret, shares, 3), STATUS_OK);
    for (size_t i = 0; i < SHARES_SECRET; i++)
        assert_int_equal(secret->bytes[i], (uint8_t)(i * 7 + 3));
    secret_free(secret);
    shares_free(shares, 3);
}

static void a_word_for_each(void **state)
{
    (void)state;
    struct share shares[15];
    struct secret *secret = secret_random(SHARES_SECRET);
    bool differ = false;
    assert_int_equal(shares_split(shares, secret, 2, 15, &fingerprint), STATUS_OK);
    for (size_t i = 0; i < 15; i++) {
        assert_in_range(shares_word(&shares[i]), 0, 255);
        assert_int_equal(shares_word(&shares[i]), shares_word(&shares[i]));
        differ = differ || shares_word(&shares[i]) != shares_word(&shares[0]);
    }
    assert_true(differ);
    shares_free(shares, 15);
    secret_free(secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_k_of_n_and_no_fewer), cmocka_unit_test(fewer_tell_nothing),
        cmocka_unit_test(split_at_random),         cmocka_unit_test(what_does_not_go_together),
        cmocka_unit_test(k_and_n_make_sense),      cmocka_unit_test(a_word_for_each),
        cmocka_unit_test(the_scheme_stays),
    };
    return secret_start() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
