#include "testing.h"

#include "crypto/envelope.h"

#include <sodium.h>

struct people {
    struct account_keys *reader;
    struct account_keys *granter;
    struct account_keys *other;
    struct account_id reader_id;
    struct account_id granter_id;
    struct vault_id vault;
    struct vault_key key;
    struct envelope envelope;
};

enum { AT = 1700000000 };

static const struct envelope_granter *granter_of(const struct people *p)
{
    static struct envelope_granter granter;
    granter = (struct envelope_granter){p->granter_id, p->granter, AT, false};
    return &granter;
}

static struct people granted(void)
{
    struct people p = {
        .reader = account_keys_new(), .granter = account_keys_new(), .other = account_keys_new()};
    id_new(&p.reader_id.id);
    id_new(&p.granter_id.id);
    id_new(&p.vault.id);
    vault_key_new(&p.key);
    assert_ok(envelope_seal(&p.envelope, &p.key, p.vault, 4, p.reader_id, &p.reader->public,
                            granter_of(&p)));
    return p;
}

static void part(struct people *p)
{
    account_keys_free(p->reader);
    account_keys_free(p->granter);
    account_keys_free(p->other);
    vault_key_free(&p->key);
}

static void assert_tampered(const struct envelope *envelope, const struct account_keys *reader,
                            const struct account_public *granter)
{
    struct vault_key key = {(struct secret *)1};
    assert_int_equal(envelope_open(&key, envelope, reader, granter), STATUS_TAMPERED);
    assert_null(key.secret);
}

static void assert_ungranted(const struct envelope *envelope, const struct account_keys *reader,
                             const struct account_public *granter)
{
    assert_tampered(envelope, reader, granter);
    assert_int_equal(envelope_verify(envelope, &reader->public, granter), STATUS_TAMPERED);
}

static void reader_gets_the_key(void **state)
{
    (void)state;
    struct people p = granted();
    assert_memory_equal(&p.envelope.vault, &p.vault, sizeof p.vault);
    assert_int_equal(p.envelope.generation, 4);
    assert_memory_equal(&p.envelope.reader, &p.reader_id, sizeof p.reader_id);
    assert_memory_equal(&p.envelope.granter, &p.granter_id, sizeof p.granter_id);
    struct vault_key key;
    assert_ok(envelope_verify(&p.envelope, &p.reader->public, &p.granter->public));
    assert_ok(envelope_open(&key, &p.envelope, p.reader, &p.granter->public));
    assert_int_equal(key.secret->len, 32);
    assert_memory_equal(key.secret->bytes, p.key.secret->bytes, 32);
    vault_key_free(&key);
    assert_null(key.secret);
    vault_key_free(&key);
    part(&p);
}

static void nobody_else(void **state)
{
    (void)state;
    struct people p = granted();
    assert_ungranted(&p.envelope, p.other, &p.granter->public);
    assert_ungranted(&p.envelope, p.granter, &p.granter->public);
    assert_ungranted(&p.envelope, p.reader, &p.other->public);
    assert_ungranted(&p.envelope, p.reader, &p.reader->public);
    part(&p);
}

/* The box is the reader's, but the reader's signing key is not the one it was granted to. */
static void reader_is_both_keys(void **state)
{
    (void)state;
    struct people p = granted();
    memcpy(p.reader->public.sign, p.other->public.sign, 32);
    assert_ungranted(&p.envelope, p.reader, &p.granter->public);
    part(&p);
}

static void every_byte_of_every_field(void **state)
{
    (void)state;
    struct people p = granted();
    struct envelope changed;
    for (size_t at = 0; at < 16; at++) {
        changed = p.envelope;
        changed.vault.id.bytes[at] ^= 1;
        assert_tampered(&changed, p.reader, &p.granter->public);
        changed = p.envelope;
        changed.reader.id.bytes[at] ^= 1;
        assert_tampered(&changed, p.reader, &p.granter->public);
        changed = p.envelope;
        changed.granter.id.bytes[at] ^= 1;
        assert_tampered(&changed, p.reader, &p.granter->public);
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        changed = p.envelope;
        changed.generation ^= UINT32_C(1) << bit;
        assert_tampered(&changed, p.reader, &p.granter->public);
    }
    for (unsigned bit = 0; bit < 63; bit++) {
        changed = p.envelope;
        changed.at ^= INT64_C(1) << bit;
        assert_tampered(&changed, p.reader, &p.granter->public);
    }
    for (size_t at = 0; at < sizeof changed.box; at++) {
        changed = p.envelope;
        changed.box[at] ^= 1;
        assert_tampered(&changed, p.reader, &p.granter->public);
    }
    for (size_t at = 0; at < sizeof changed.signature.bytes; at++) {
        changed = p.envelope;
        changed.signature.bytes[at] ^= 1;
        assert_tampered(&changed, p.reader, &p.granter->public);
    }
    part(&p);
}

/* The box or the ids of another envelope, each rightly signed by the same granter. */
static void swapped_parts(void **state)
{
    (void)state;
    struct people p = granted();
    struct vault_id other_vault;
    id_new(&other_vault.id);
    struct envelope second;
    assert_ok(envelope_seal(&second, &p.key, other_vault, 5, p.reader_id, &p.reader->public,
                            granter_of(&p)));
    struct envelope mixed = p.envelope;
    memcpy(mixed.box, second.box, sizeof mixed.box);
    assert_tampered(&mixed, p.reader, &p.granter->public);
    mixed = p.envelope;
    mixed.vault = second.vault;
    mixed.generation = second.generation;
    assert_tampered(&mixed, p.reader, &p.granter->public);
    mixed = p.envelope;
    mixed.signature = second.signature;
    assert_tampered(&mixed, p.reader, &p.granter->public);
    part(&p);
}

/* Rightly signed, and still not a box for this reader, or of a format nobody knows. */
static void signed_but_unreadable(void **state)
{
    (void)state;
    struct people p = granted();
    struct account_public mixed = p.reader->public;
    memcpy(mixed.box, p.other->public.box, 32);
    assert_ok(envelope_seal(&p.envelope, &p.key, p.vault, 4, p.reader_id, &mixed, granter_of(&p)));
    memcpy(p.reader->public.box, p.other->public.box, 32); /* the private half stays */
    assert_tampered(&p.envelope, p.reader, &p.granter->public);
    part(&p);
}

/* Also pins what the granter's signature covers. */
static void format_of_tomorrow(void **state)
{
    struct people p = granted();
    static const uint8_t formats[] = {0, 1, 2, 3, 0x11, 0x12, 0x22};
    for (size_t i = 0; i < sizeof formats; i++) {
        struct digest box;
        p.envelope.box[0] = formats[i];
        digest_blake(&box, BYTES_OF(p.envelope.box));
        struct record *record = record_new(*state, "cocon/envelope");
        record_id(record, &p.vault.id);
        record_number(record, 4);
        record_id(record, &p.reader_id.id);
        record_bytes(record, BYTES_OF(p.reader->public.box));
        record_bytes(record, BYTES_OF(p.reader->public.sign));
        record_id(record, &p.granter_id.id);
        record_digest(record, &box);
        if (formats[i] != 1) /* of before, which told no time */
            record_number(record, AT);
        record_sign(&p.envelope.signature, record, p.granter);
        struct vault_key key;
        assert_int_equal(
            envelope_open(&key, &p.envelope, p.reader, &p.granter->public),
            formats[i] == 1 || formats[i] == 2 || formats[i] == 0x12 ? STATUS_OK : STATUS_TAMPERED);
        assert_int_equal(formats[i] >> 4 == 1, envelope_by_coordination(&p.envelope));
        vault_key_free(&key);
    }
    part(&p);
}

static void refuses_a_key_without_agreement(void **state)
{
    (void)state;
    struct people p = granted();
    struct account_public zero = p.reader->public;
    memset(zero.box, 0, 32);
    static const struct envelope none;
    assert_int_equal(
        envelope_seal(&p.envelope, &p.key, p.vault, 4, p.reader_id, &zero, granter_of(&p)),
        STATUS_INVALID);
    assert_memory_equal(&p.envelope, &none, sizeof none);
    part(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reader_gets_the_key), TEST(nobody_else),
        TEST(reader_is_both_keys), TEST(every_byte_of_every_field),
        TEST(swapped_parts),       TEST(signed_but_unreadable),
        TEST(format_of_tomorrow),  TEST(refuses_a_key_without_agreement),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
