#include "testing.h"

#include "crypto/tree_head.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

static struct server_key *fresh(void)
{
    char folder[] = "/tmp/cocon-tree-head-XXXXXX";
    char path[64];
    struct server_key *key;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/server.key", folder);
    assert_ok(server_key_create(path));
    assert_ok(server_key_load(&key, path));
    unlink(path);
    rmdir(folder);
    return key;
}

static struct tree_head head_of(struct arena *arena, const struct server_key *key)
{
    struct tree_head head = {.size = 258, .at = 1647000000};
    memset(head.root.bytes, 0xa5, sizeof head.root.bytes);
    tree_head_sign(&head, arena, key);
    return head;
}

static void others_can_verify_it_byte_by_byte(void **state)
{
    struct server_key *key = fresh();
    const struct audit_public *public = server_key_audit_public(key);
    struct tree_head head = head_of(*state, key);
    uint8_t expected[1 + 4 + 15 + 4 + 8 + 4 + 32 + 4 + 8 + 4 + 32] = {1, 0, 0, 0, 15};
    uint8_t log[32];
    memcpy(expected + 5, "cocon/tree-head", 15);
    memcpy(expected + 20, "\0\0\0\10\0\0\0\0\0\0\1\2", 12);
    expected[35] = 32;
    memset(expected + 36, 0xa5, 32);
    memcpy(expected + 68, "\0\0\0\10\0\0\0\0\x62\x2b\x39\xc0", 12);
    expected[83] = 32;
    crypto_hash_sha256(log, public->bytes, sizeof public->bytes);
    memcpy(expected + 84, log, 32);
    assert_int_equal(
        crypto_sign_verify_detached(head.signature.bytes, expected, sizeof expected, public->bytes),
        0);
    struct digest id;
    tree_head_log(&id, public);
    assert_memory_equal(id.bytes, log, 32);
    server_key_free(key);
}

static void whatever_changes_is_seen(void **state)
{
    struct server_key *key = fresh();
    struct server_key *other = fresh();
    const struct tree_head head = head_of(*state, key);
    assert_ok(tree_head_verify(&head, *state, key));
    assert_int_equal(tree_head_verify(&head, *state, other), STATUS_TAMPERED);
    struct tree_head changed = head;
    changed.size++;
    assert_int_equal(tree_head_verify(&changed, *state, key), STATUS_TAMPERED);
    changed = head;
    changed.at--;
    assert_int_equal(tree_head_verify(&changed, *state, key), STATUS_TAMPERED);
    changed = head;
    changed.root.bytes[31] ^= 1;
    assert_int_equal(tree_head_verify(&changed, *state, key), STATUS_TAMPERED);
    for (size_t i = 0; i < sizeof head.signature.bytes; i++) {
        changed = head;
        changed.signature.bytes[i] ^= 1;
        assert_int_equal(tree_head_verify(&changed, *state, key), STATUS_TAMPERED);
    }
    server_key_free(key);
    server_key_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(others_can_verify_it_byte_by_byte),
        TEST(whatever_changes_is_seen),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
