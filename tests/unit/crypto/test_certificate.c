#include "testing.h"

#include "crypto/certificate.h"

static struct certificate issued(const struct account_keys *keys, const struct account_keys *issuer)
{
    struct certificate certificate = {
        .public = keys->public, .coordination = true, .from = 1, .until = 3, .issued_at = 2};
    id_new(&certificate.space.id);
    id_new(&certificate.account.id);
    id_new(&certificate.structure.id);
    id_new(&certificate.issuer.id);
    certificate_sign(&certificate, issuer);
    return certificate;
}

/* Every field is signed: whatever is changed, it is nobody's word any more. */
static void a_certificate_is_its_issuers_word(void **state)
{
    (void)state;
    struct account_keys *keys = account_keys_new(), *issuer = account_keys_new();
    const struct certificate whole = issued(keys, issuer);
    assert_ok(certificate_verify(&whole, &issuer->public));
    assert_int_equal(STATUS_TAMPERED, certificate_verify(&whole, &keys->public));
    for (int field = 0; field < 12; field++) {
        struct certificate other = whole;
        uint8_t *const bytes[] = {other.space.id.bytes,     other.account.id.bytes,
                                  other.public.box,         other.public.sign,
                                  other.structure.id.bytes, other.issuer.id.bytes,
                                  other.signature.bytes};
        int64_t *const times[] = {&other.from, &other.until, &other.issued_at};
        if (field < 7)
            bytes[field][5] ^= 1;
        else if (field < 10)
            ++*times[field - 7];
        else if (field == 10)
            other.coordination = false;
        else
            other.represents = true;
        assert_int_equal(STATUS_TAMPERED, certificate_verify(&other, &issuer->public));
    }
    account_keys_free(keys);
    account_keys_free(issuer);
}

static void a_fingerprint_is_of_both_keys(void **state)
{
    (void)state;
    struct digest one, other;
    struct account_keys *keys = account_keys_new();
    struct account_public public = keys->public;
    certificate_fingerprint(&one, &public);
    certificate_fingerprint(&other, &public);
    assert_true(digest_equal(&one, &other));
    public.box[0] ^= 1;
    certificate_fingerprint(&other, &public);
    assert_false(digest_equal(&one, &other));
    public = keys->public;
    public.sign[31] ^= 1;
    certificate_fingerprint(&other, &public);
    assert_false(digest_equal(&one, &other));
    account_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_is_its_issuers_word),
        cmocka_unit_test(a_fingerprint_is_of_both_keys),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
