#include "testing.h"

#include "base/file.h"
#include "crypto/server_key_next.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cocon-server-key-XXXXXX";
static char path[64];

static int folder_new(void **state)
{
    if (testing_start(state) != 0 || mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/server.key", folder);
    return 0;
}

static int folder_free(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct server_key *fresh(void)
{
    struct server_key *key;
    unlink(path);
    assert_ok(server_key_create(path));
    assert_ok(server_key_load(&key, path));
    return key;
}

static void write_file(struct bytes content, unsigned mode)
{
    unlink(path);
    assert_ok(file_create(path, mode, content));
}

static void assert_not_loaded(enum status expected)
{
    struct server_key *key = (struct server_key *)1;
    assert_int_equal(server_key_load(&key, path), expected);
    assert_null(key);
}

static void file_is_private_and_kept(void **state)
{
    struct stat about;
    struct bytes first;
    struct bytes second;
    unlink(path);
    assert_ok(server_key_create(path));
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_ok(file_read(&first, *state, path, 1000));
    assert_int_equal(first.len, 33);
    assert_int_equal(first.data[0], 1);
    assert_int_equal(server_key_create(path), STATUS_CONFLICT);
    assert_ok(file_read(&second, *state, path, 1000));
    assert_bytes(second, first);
    unlink(path);
    assert_ok(server_key_create(path));
    assert_ok(file_read(&second, *state, path, 1000));
    assert_memory_not_equal(first.data, second.data, 33);
}

static void refuses_what_is_not_a_key(void **state)
{
    (void)state;
    uint8_t key[35] = {1};
    unlink(path);
    assert_not_loaded(STATUS_NOT_FOUND);
    for (size_t len = 0; len < sizeof key; len++) {
        write_file((struct bytes){key, len}, 0600);
        if (len != 33)
            assert_not_loaded(STATUS_INVALID);
    }
    key[0] = 2;
    write_file((struct bytes){key, 33}, 0600);
    assert_not_loaded(STATUS_INVALID);
    key[0] = 1;
    static const unsigned modes[] = {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        write_file((struct bytes){key, 33}, modes[i]);
        assert_not_loaded(STATUS_INVALID);
    }
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_not_loaded(STATUS_INVALID);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_not_loaded(STATUS_INVALID);
    /* one that was changed says so, and not more often than there is room for */
    enum { FORMER = 4 * 32 + 2 * 8 };
    static uint8_t changed[33 + (SERVER_KEY_FORMER + 1) * FORMER];
    changed[0] = 1;
    write_file((struct bytes){changed, 33 + FORMER}, 0600);
    assert_not_loaded(STATUS_INVALID);
    changed[0] = 2;
    write_file((struct bytes){changed, 33 + FORMER + 1}, 0600);
    assert_not_loaded(STATUS_INVALID);
    write_file((struct bytes){changed, sizeof changed}, 0600);
    assert_not_loaded(STATUS_INVALID);
    struct server_key *loaded;
    write_file((struct bytes){changed, sizeof changed - FORMER}, 0600);
    assert_ok(server_key_load(&loaded, path));
    server_key_free(loaded);
    write_file((struct bytes){key, 33}, 0400);
    assert_ok(server_key_load(&loaded, path));
    server_key_free(loaded);
    server_key_free(NULL);
}

/* The numbers and the context are the format: with others, nobody could sign in any more. */
static void sub_keys(void **state)
{
    uint8_t file[33] = {1};
    for (size_t i = 1; i < sizeof file; i++)
        file[i] = (uint8_t)i;
    write_file(BYTES_OF(file), 0600);
    struct server_key *key;
    assert_ok(server_key_load(&key, path));
    uint8_t expected[32];
    crypto_kdf_derive_from_key(expected, 32, 1, "coconsrv", file + 1);
    assert_int_equal(server_key_pepper(key, 0)->len, 32);
    assert_memory_equal(server_key_pepper(key, 0)->bytes, expected, 32);

    struct digest index;
    uint8_t email_key[32];
    crypto_kdf_derive_from_key(email_key, 32, 3, "coconsrv", file + 1);
    crypto_generichash(expected, 32, (const uint8_t *)"a@b.fr", 6, email_key, 32);
    server_key_email_index(key, &index, "a@b.fr");
    assert_memory_equal(index.bytes, expected, 32);

    struct id owner;
    struct bytes sealed;
    id_new(&owner);
    assert_ok(server_key_seal_person(key, &sealed, *state, &owner, text("Ana")));
    uint8_t people[32];
    uint8_t plain[3];
    uint8_t ad[1 + 4 + 6 + 4 + 16] = {1, 0, 0, 0, 6, 'p', 'e', 'r', 's', 'o', 'n', 0, 0, 0, 16};
    memcpy(ad + 15, owner.bytes, 16);
    crypto_kdf_derive_from_key(people, 32, 2, "coconsrv", file + 1);
    assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed.data + 25,
                                                                sealed.len - 25, ad, sizeof ad,
                                                                sealed.data + 1, people),
                     0);
    assert_memory_equal(plain, "Ana", 3);

    uint8_t seed[32];
    uint8_t pair[64];
    uint8_t public[32];
    struct signature signature;
    struct record *record = record_new(*state, "cocon/tree-head");
    crypto_kdf_derive_from_key(seed, 32, 5, "coconsrv", file + 1);
    crypto_sign_seed_keypair(public, pair, seed);
    assert_memory_equal(server_key_audit_public(key)->bytes, public, 32);
    server_key_audit_sign(key, &signature, record);
    assert_int_equal(crypto_sign_verify_detached(signature.bytes, record_encoded(record).data,
                                                 record_encoded(record).len, public),
                     0);
    server_key_free(key);
}

static void person_opens_for_its_owner_only(void **state)
{
    struct server_key *key = fresh();
    struct server_key *other = fresh();
    struct id owner;
    struct id stranger;
    id_new(&owner);
    id_new(&stranger);
    struct bytes sealed;
    struct bytes opened = text("stale");
    assert_ok(server_key_seal_person(key, &sealed, *state, &owner, text("Zoé Agnès")));
    assert_int_equal(server_key_open_person(key, &opened, *state, &stranger, sealed),
                     STATUS_TAMPERED);
    assert_null(opened.data);
    assert_int_equal(opened.len, 0);
    assert_int_equal(server_key_open_person(other, &opened, *state, &owner, sealed),
                     STATUS_TAMPERED);
    for (size_t at = 0; at < sealed.len; at++)
        assert_int_equal(
            server_key_open_person(key, &opened, *state, &owner, flipped(*state, sealed, at)),
            STATUS_TAMPERED);
    for (size_t len = 0; len < sealed.len; len++)
        assert_int_equal(
            server_key_open_person(key, &opened, *state, &owner, (struct bytes){sealed.data, len}),
            STATUS_TAMPERED);
    assert_ok(server_key_open_person(key, &opened, *state, &owner, sealed));
    assert_bytes(opened, text("Zoé Agnès"));
    assert_int_equal(opened.data[opened.len], 0);
    assert_ok(server_key_seal_person(key, &sealed, *state, &owner, (struct bytes){0}));
    assert_ok(server_key_open_person(key, &opened, *state, &owner, sealed));
    assert_int_equal(opened.len, 0);
    server_key_free(key);
    server_key_free(other);
}

/* What is sealed for a place opens there, and under no other sub-key. */
static void each_place_has_its_seal(void **state)
{
    typedef void seal(const struct server_key *, struct bytes *, struct arena *,
                      const struct record *, struct bytes);
    typedef enum status open(const struct server_key *, struct bytes *, struct arena *,
                             const struct record *, struct bytes);
    static seal *const seals[] = {server_key_seal_named, server_key_seal_factor,
                                  server_key_seal_kept};
    static open *const opens[] = {server_key_open_named, server_key_open_factor,
                                  server_key_open_kept};
    struct server_key *key = fresh();
    struct bytes sealed, opened;
    const struct record *here = record_new(*state, "here"), *there = record_new(*state, "there");
    for (size_t i = 0; i < 3; i++) {
        seals[i](key, &sealed, *state, here, text("Zoé"));
        for (size_t j = 0; j < 3; j++) {
            const enum status expected = i == j ? STATUS_OK : STATUS_TAMPERED;
            assert_int_equal(expected, opens[j](key, &opened, *state, here, sealed));
        }
        assert_int_equal(STATUS_TAMPERED, opens[i](key, &opened, *state, there, sealed));
        for (size_t at = 0; at < sealed.len; at++)
            assert_int_equal(STATUS_TAMPERED,
                             opens[i](key, &opened, *state, here, flipped(*state, sealed, at)));
        assert_ok(opens[i](key, &opened, *state, here, sealed));
        assert_bytes(opened, text("Zoé"));
    }
    server_key_free(key);
}

static void email_index(void **state)
{
    (void)state;
    struct server_key *key = fresh();
    struct server_key *other = fresh();
    struct digest a;
    struct digest b;
    server_key_email_index(key, &a, "ana@reseda.fr");
    server_key_email_index(key, &b, " \tana@reseda.fr\r\n");
    assert_true(digest_equal(&a, &b));
    server_key_email_index(key, &b, "anb@reseda.fr");
    assert_false(digest_equal(&a, &b));
    server_key_email_index(other, &b, "ana@reseda.fr");
    assert_false(digest_equal(&a, &b));
    server_key_email_index(key, &a, "  ");
    server_key_email_index(key, &b, "");
    assert_true(digest_equal(&a, &b));
    server_key_free(key);
    server_key_free(other);
}

static struct digest entry_of(const struct server_key *key, struct arena *arena, uint64_t seq)
{
    struct digest digest;
    server_key_entry(key, &digest, record_new(arena, "entry"), seq);
    return digest;
}

static struct digest state_of(const struct server_key *key, struct arena *arena, uint64_t seq)
{
    struct digest digest;
    server_key_state(key, &digest, record_new(arena, "state"), seq);
    return digest;
}

/* One key after another in one file, each for what was told in its time. */
static struct server_key *changed(const struct server_key *before, uint64_t size, int64_t at)
{
    struct server_key *key;
    struct audit_public public;
    struct server_key_next *next = server_key_next_new();
    server_key_next_audit(next, &public);
    unlink(path);
    assert_ok(server_key_next_write(next, path, before, size, at));
    assert_int_equal(server_key_next_write(next, path, before, size, at), STATUS_CONFLICT);
    server_key_next_free(next);
    assert_ok(server_key_load(&key, path));
    assert_memory_equal(server_key_audit_public(key), &public, sizeof public);
    return key;
}

static void keys_of_before_tell_of_before(void **state)
{
    struct server_key *keys[3] = {fresh()};
    keys[1] = changed(keys[0], 10, 1000);
    keys[2] = changed(keys[1], 25, 2000);
    const struct {
        uint64_t seq;
        unsigned key;
    } entries[] = {{0, 0}, {9, 0}, {10, 1}, {24, 1}, {25, 2}, {1000000, 2}};
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        for (unsigned k = 0; k < 3; k++) {
            const uint64_t seq = entries[i].seq;
            const bool same = k >= entries[i].key;
            const struct digest entry = entry_of(keys[k], *state, seq);
            const struct digest last = entry_of(keys[2], *state, seq);
            assert_int_equal(digest_equal(&entry, &last), same);
            const struct digest rows = state_of(keys[k], *state, seq);
            const struct digest last_rows = state_of(keys[2], *state, seq);
            assert_int_equal(digest_equal(&rows, &last_rows), same);
        }
    for (unsigned k = 0; k < 3; k++) {
        assert_int_equal(server_key_number(keys[k]), k);
        assert_memory_equal(server_key_pepper(keys[2], k)->bytes,
                            server_key_pepper(keys[k], k)->bytes, 32);
    }
    assert_null(server_key_pepper(keys[1], 2));
    assert_int_equal(server_key_since(keys[0]), 0);
    assert_int_equal(server_key_since(keys[1]), 10);
    assert_int_equal(server_key_since(keys[2]), 25);
    const uint64_t sizes[][2] = {{0, 0}, {10, 0}, {11, 1}, {25, 1}, {26, 2}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        assert_memory_equal(server_key_audit_of(keys[2], sizes[i][0])->bytes,
                            server_key_audit_public(keys[sizes[i][1]])->bytes, 32);
    const int64_t times[][2] = {{0, 0}, {1000, 0}, {1001, 1}, {2000, 1}, {2001, 2}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        assert_memory_equal(server_key_audit_at(keys[2], times[i][0])->bytes,
                            server_key_audit_public(keys[times[i][1]])->bytes, 32);
    for (unsigned k = 0; k < 3; k++)
        server_key_free(keys[k]);
}

/* Names are not what is kept: the new file opens none of before. */
static void what_was_sealed_for_people_opens_no_more(void **state)
{
    struct server_key *key = fresh();
    struct id owner;
    struct bytes sealed, opened;
    id_new(&owner);
    assert_ok(server_key_seal_person(key, &sealed, *state, &owner, text("Zoé")));
    struct server_key *next = changed(key, 1, 1);
    assert_int_equal(server_key_open_person(next, &opened, *state, &owner, sealed),
                     STATUS_TAMPERED);
    server_key_free(key);
    server_key_free(next);
}

static void changes_end(void **state)
{
    (void)state;
    struct server_key *key = fresh();
    for (unsigned i = 0; i < SERVER_KEY_FORMER; i++) {
        struct server_key *next = changed(key, i + 1, i + 1);
        server_key_free(key);
        key = next;
    }
    struct server_key_next *next = server_key_next_new();
    unlink(path);
    assert_int_equal(server_key_next_write(next, path, key, 99, 99), STATUS_LIMIT);
    server_key_next_free(next);
    server_key_free(key);
}

static void one_who_changes_it_is_alone(void **state)
{
    (void)state;
    struct server_key *key = fresh();
    struct server_key *other;
    assert_ok(server_key_load(&other, path));
    assert_int_equal(server_key_alone(key), STATUS_BUSY);
    server_key_free(other);
    assert_ok(server_key_alone(key));
    assert_int_equal(server_key_load(&other, path), STATUS_BUSY);
    server_key_free(key);
    assert_ok(server_key_load(&other, path));
    server_key_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(file_is_private_and_kept),
        TEST(refuses_what_is_not_a_key),
        TEST(sub_keys),
        TEST(person_opens_for_its_owner_only),
        TEST(each_place_has_its_seal),
        TEST(email_index),
        TEST(keys_of_before_tell_of_before),
        TEST(what_was_sealed_for_people_opens_no_more),
        TEST(changes_end),
        TEST(one_who_changes_it_is_alone),
    };
    return cmocka_run_group_tests(tests, folder_new, folder_free);
}
