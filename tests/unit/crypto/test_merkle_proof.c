#include "testing.h"

#include "crypto/merkle_proof.h"

enum { LEAVES = 8, MANY = 70 };

/* The reference vectors of Certificate Transparency (RFC 6962, unchanged by RFC 9162). */
static const char *const entries[LEAVES] = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};

#define H0 "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define H1 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define H4 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define H01 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define H23 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define H45 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define H67 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define H03 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define H47 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define ROOT5 "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
#define ROOT8 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
#define ROOT3 "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
#define ROOT6 "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"

static const struct {
    uint64_t index, size;
    const char *root;
    const char *path[4];
} inclusions[] = {
    {0, 1, H0, {NULL}},   {0, 8, ROOT8, {H1, H23, H47}}, {5, 8, ROOT8, {H4, H67, H03}},
    {2, 3, ROOT3, {H01}}, {1, 5, ROOT5, {H0, H23, H4}},
};

static const struct {
    uint64_t old, size;
    const char *old_root, *root;
    const char *path[4];
} consistencies[] = {
    {1, 1, H0, H0, {NULL}},
    {1, 8, H0, ROOT8, {H1, H23, H47}},
    {6, 8, ROOT6, ROOT8, {H45, H67, H03}},
    {2, 5, H01, ROOT5, {H23, H4}},
};

/* Complete subtrees, made one by one from the leaves. */
struct tree {
    struct digest leaves[MANY];
    size_t fail_after; /* nodes to give before failing; 0: never */
    int once;          /* and after that no more */
    size_t given;
};

static enum status node(struct digest *out, void *context, unsigned level, uint64_t position)
{
    struct tree *tree = context;
    if (tree->fail_after != 0 && ++tree->given > tree->fail_after &&
        !(tree->once && tree->given > tree->fail_after + 1))
        return STATUS_BUSY;
    assert_true(((position + 1) << level) <= MANY); /* asks for what is complete */
    if (level == 0) {
        *out = tree->leaves[position];
        return STATUS_OK;
    }
    struct digest left, right;
    struct tree whole = *tree;
    whole.fail_after = 0;
    assert_ok(node(&left, &whole, level - 1, 2 * position));
    assert_ok(node(&right, &whole, level - 1, 2 * position + 1));
    merkle_node(out, &left, &right);
    return STATUS_OK;
}

static struct digest digest_of(void **state, const char *digits)
{
    struct digest out;
    memcpy(out.bytes, hex(*state, digits).data, sizeof out.bytes);
    return out;
}

static struct tree reference(void **state)
{
    struct tree tree = {0};
    for (size_t i = 0; i < LEAVES; i++)
        merkle_leaf(&tree.leaves[i], hex(*state, entries[i]));
    return tree;
}

static struct tree many(uint8_t salt)
{
    struct tree tree = {0};
    for (size_t i = 0; i < MANY; i++) {
        uint8_t entry[2] = {(uint8_t)i, salt};
        merkle_leaf(&tree.leaves[i], BYTES_OF(entry));
    }
    return tree;
}

static void assert_path(void **state, const struct merkle_proof *proof, const char *const path[])
{
    size_t count = 0;
    for (; path[count] != NULL; count++)
        assert_bytes(BYTES_OF(proof->path[count].bytes), hex(*state, path[count]));
    assert_int_equal(proof->count, count);
}

static void reference_inclusions(void **state)
{
    struct tree tree = reference(state);
    for (size_t i = 0; i < sizeof inclusions / sizeof *inclusions; i++) {
        struct merkle_proof proof;
        struct digest root = digest_of(state, inclusions[i].root);
        assert_ok(
            merkle_proof_inclusion(&proof, inclusions[i].index, inclusions[i].size, node, &tree));
        assert_path(state, &proof, inclusions[i].path);
        assert_ok(merkle_proof_includes(&proof, &tree.leaves[inclusions[i].index],
                                        inclusions[i].index, inclusions[i].size, &root));
    }
}

static void reference_consistencies(void **state)
{
    struct tree tree = reference(state);
    for (size_t i = 0; i < sizeof consistencies / sizeof *consistencies; i++) {
        struct merkle_proof proof;
        struct digest old_root = digest_of(state, consistencies[i].old_root);
        struct digest root = digest_of(state, consistencies[i].root);
        assert_ok(merkle_proof_consistency(&proof, consistencies[i].old, consistencies[i].size,
                                           node, &tree));
        assert_path(state, &proof, consistencies[i].path);
        assert_ok(merkle_proof_continues(&proof, consistencies[i].old, &old_root,
                                         consistencies[i].size, &root));
    }
}

static enum status keep(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    (void)context, (void)level, (void)index, (void)hash;
    return STATUS_OK;
}

static void roots_as_appended(void **state)
{
    (void)state;
    struct tree tree = many(0);
    struct merkle_edge edge = {0};
    for (size_t size = 0; size <= MANY; size++) {
        struct digest expected, root;
        merkle_root(&expected, &edge);
        assert_ok(merkle_proof_root(&root, size, node, &tree));
        assert_memory_equal(&root, &expected, sizeof root);
        if (size < MANY)
            assert_ok(merkle_append(&edge, &tree.leaves[size], keep, NULL));
    }
}

/* Every proof of every pair is right for what it was made for, and for nothing else. */
static void every_inclusion(void **state)
{
    (void)state;
    struct tree tree = many(0);
    for (uint64_t size = 1; size <= MANY; size++) {
        struct digest root;
        assert_ok(merkle_proof_root(&root, size, node, &tree));
        for (uint64_t index = 0; index < size; index++) {
            const struct digest *leaf = &tree.leaves[index];
            struct merkle_proof proof;
            assert_ok(merkle_proof_inclusion(&proof, index, size, node, &tree));
            assert_ok(merkle_proof_includes(&proof, leaf, index, size, &root));
            struct merkle_proof broken = proof;
            for (size_t i = 0; i < proof.count; i++) {
                broken.path[i].bytes[i % 32] ^= 4;
                assert_int_equal(merkle_proof_includes(&broken, leaf, index, size, &root),
                                 STATUS_TAMPERED);
                broken = proof;
            }
            broken.count++;
            assert_int_equal(merkle_proof_includes(&broken, leaf, index, size, &root),
                             STATUS_TAMPERED);
            broken.count = proof.count - 1;
            if (proof.count > 0)
                assert_int_equal(merkle_proof_includes(&broken, leaf, index, size, &root),
                                 STATUS_TAMPERED);
            assert_int_equal(
                merkle_proof_includes(&proof, &tree.leaves[(index + 1) % MANY], index, size, &root),
                STATUS_TAMPERED);
            for (uint64_t other = 0; other < size; other++)
                assert_true(other == index || merkle_proof_includes(&proof, leaf, other, size,
                                                                    &root) == STATUS_TAMPERED);
            assert_int_equal(merkle_proof_includes(&proof, leaf, size, size, &root),
                             STATUS_TAMPERED);
        }
    }
}

static void every_consistency(void **state)
{
    (void)state;
    struct tree tree = many(0);
    struct tree forged = many(0);
    forged.leaves[0].bytes[0] ^= 1; /* history rewritten */
    for (uint64_t size = 0; size <= MANY; size++) {
        struct digest root, forged_root;
        assert_ok(merkle_proof_root(&root, size, node, &tree));
        assert_ok(merkle_proof_root(&forged_root, size, node, &forged));
        for (uint64_t old = 0; old <= size; old++) {
            struct digest old_root;
            struct merkle_proof proof, broken;
            assert_ok(merkle_proof_root(&old_root, old, node, &tree));
            assert_ok(merkle_proof_consistency(&proof, old, size, node, &tree));
            assert_ok(merkle_proof_continues(&proof, old, &old_root, size, &root));
            broken = proof;
            for (size_t i = 0; i < proof.count; i++) {
                broken.path[i].bytes[i % 32] ^= 4;
                assert_int_equal(merkle_proof_continues(&broken, old, &old_root, size, &root),
                                 STATUS_TAMPERED);
                broken = proof;
            }
            broken.count++;
            assert_int_equal(merkle_proof_continues(&broken, old, &old_root, size, &root),
                             STATUS_TAMPERED);
            if (old == 0)
                continue;
            /* one history cannot be passed off as the other's continuation, with either proof */
            assert_int_equal(merkle_proof_continues(&proof, old, &old_root, size, &forged_root),
                             STATUS_TAMPERED);
            assert_ok(merkle_proof_consistency(&broken, old, size, node, &forged));
            assert_int_equal(merkle_proof_continues(&broken, old, &old_root, size, &forged_root),
                             STATUS_TAMPERED);
        }
    }
}

static void the_empty_tree(void **state)
{
    struct tree tree = reference(state);
    struct merkle_proof proof = {.count = 7};
    struct digest root = digest_of(state, ROOT8);
    struct digest none;
    digest_sha256(&none, (struct bytes){0});
    assert_int_equal(merkle_proof_inclusion(&proof, 0, 0, node, &tree), STATUS_INVALID);
    assert_int_equal(proof.count, 0);
    assert_int_equal(merkle_proof_includes(&proof, &tree.leaves[0], 0, 0, &none), STATUS_TAMPERED);
    assert_ok(merkle_proof_consistency(&proof, 0, 8, node, &tree));
    assert_ok(merkle_proof_continues(&proof, 0, &none, 8, &root));
    assert_int_equal(merkle_proof_continues(&proof, 0, &root, 8, &root), STATUS_TAMPERED);
    assert_ok(merkle_proof_continues(&proof, 0, &none, 0, &none));
    assert_int_equal(merkle_proof_continues(&proof, 0, &none, 0, &root), STATUS_TAMPERED);
}

static void out_of_range(void **state)
{
    struct tree tree = reference(state);
    struct merkle_proof proof = {.count = 7};
    struct digest root = digest_of(state, ROOT8);
    assert_int_equal(merkle_proof_inclusion(&proof, 8, 8, node, &tree), STATUS_INVALID);
    assert_int_equal(merkle_proof_consistency(&proof, 9, 8, node, &tree), STATUS_INVALID);
    assert_int_equal(merkle_proof_continues(&proof, 9, &root, 8, &root), STATUS_TAMPERED);
    assert_int_equal(merkle_proof_root(&root, UINT64_MAX, node, &tree), STATUS_INVALID);
    assert_int_equal(merkle_proof_inclusion(&proof, 1, UINT64_MAX, node, &tree), STATUS_INVALID);
    assert_int_equal(merkle_proof_consistency(&proof, 1, UINT64_MAX, node, &tree), STATUS_INVALID);
    proof.count = SIZE_MAX; /* as a file might say */
    assert_int_equal(merkle_proof_includes(&proof, &tree.leaves[0], 0, 8, &root), STATUS_TAMPERED);
    assert_int_equal(merkle_proof_continues(&proof, 1, &root, 8, &root), STATUS_TAMPERED);
}

static void a_failing_source_fails_the_proof(void **state)
{
    struct tree tree = reference(state);
    struct merkle_proof proof;
    struct digest root;
    tree.fail_after = 2;
    assert_int_equal(merkle_proof_inclusion(&proof, 0, 7, node, &tree), STATUS_BUSY);
    assert_int_equal(proof.count, 0);
    tree.given = 0;
    assert_int_equal(merkle_proof_consistency(&proof, 6, 8, node, &tree), STATUS_BUSY);
    assert_int_equal(proof.count, 0);
    tree.given = 0;
    assert_int_equal(merkle_proof_root(&root, 7, node, &tree), STATUS_BUSY);
    for (size_t i = 0; i < sizeof root.bytes; i++)
        assert_int_equal(root.bytes[i], 0);
}

/* Whichever node it was: what comes after it does not make it good. */
static void one_failure_is_enough(void **state)
{
    struct tree tree = reference(state);
    struct merkle_proof proof;
    struct digest root;
    tree.once = 1;
    for (tree.fail_after = 1; tree.fail_after < 3; tree.fail_after++)
        for (uint64_t old = 1; old < 7; old++) {
            tree.given = 0;
            enum status status = merkle_proof_consistency(&proof, old, 7, node, &tree);
            assert_int_equal(status, tree.given > tree.fail_after ? STATUS_BUSY : STATUS_OK);
            tree.given = 0;
            status = merkle_proof_inclusion(&proof, old, 7, node, &tree);
            assert_int_equal(status, tree.given > tree.fail_after ? STATUS_BUSY : STATUS_OK);
            tree.given = 0;
            status = merkle_proof_root(&root, old, node, &tree);
            assert_int_equal(status, tree.given > tree.fail_after ? STATUS_BUSY : STATUS_OK);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reference_inclusions),  TEST(reference_consistencies),
        TEST(roots_as_appended),     TEST(every_inclusion),
        TEST(every_consistency),     TEST(the_empty_tree),
        TEST(out_of_range),          TEST(a_failing_source_fails_the_proof),
        TEST(one_failure_is_enough),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
