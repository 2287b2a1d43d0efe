#include "testing.h"

#include "base/file.h"
#include "crypto/server_key.h"

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
    write_file((struct bytes){key, 33}, 0400);
    struct server_key *loaded;
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
    assert_int_equal(server_key_pepper(key)->len, 32);
    assert_memory_equal(server_key_pepper(key)->bytes, expected, 32);

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(file_is_private_and_kept),
        TEST(refuses_what_is_not_a_key),
        TEST(sub_keys),
        TEST(person_opens_for_its_owner_only),
        TEST(email_index),
    };
    return cmocka_run_group_tests(tests, folder_new, folder_free);
}
