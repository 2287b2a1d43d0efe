#include "testing.h"

#include "crypto/merkle.h"

enum { LEAVES = 8, MANY = 130 };

/* The reference vectors of Certificate Transparency (RFC 6962, unchanged by RFC 9162). */
static const char *const entries[LEAVES] = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[LEAVES + 1] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct kept {
    size_t count;
    unsigned level[2 * MANY];
    uint64_t index[2 * MANY];
    struct digest hash[2 * MANY];
    size_t fail_at; /* 1: the first call fails… 0: none */
};

static enum status keep(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    struct kept *kept = context;
    kept->level[kept->count] = level;
    kept->index[kept->count] = index;
    kept->hash[kept->count] = *hash;
    kept->count++;
    return kept->count == kept->fail_at ? STATUS_BUSY : STATUS_OK;
}

static void assert_digest(const struct digest *a, const struct digest *b)
{
    assert_memory_equal(a->bytes, b->bytes, sizeof a->bytes);
}

static void reference_roots(void **state)
{
    struct merkle_edge edge = {0};
    struct kept kept = {0};
    for (size_t size = 0; size <= LEAVES; size++) {
        struct digest root;
        merkle_root(&root, &edge);
        assert_bytes(BYTES_OF(root.bytes), hex(*state, roots[size]));
        if (size == LEAVES)
            break;
        struct digest leaf;
        merkle_leaf(&leaf, hex(*state, entries[size]));
        assert_ok(merkle_append(&edge, &leaf, keep, &kept));
        assert_int_equal(edge.size, size + 1);
    }
    assert_int_equal(kept.count, 15); /* 8 leaves and 7 inner nodes */
    assert_int_equal(kept.level[14], 3);
    assert_bytes(BYTES_OF(kept.hash[14].bytes), hex(*state, roots[8]));
}

/* MTH as RFC 9162, 2.1.1 defines it, by recursion from the top. */
static void mth(struct digest *out, const struct digest *leaves, size_t count)
{
    if (count == 1) {
        *out = leaves[0];
        return;
    }
    size_t k = 1;
    while (2 * k < count)
        k *= 2;
    struct digest left;
    struct digest right;
    mth(&left, leaves, k);
    mth(&right, leaves + k, count - k);
    merkle_node(out, &left, &right);
}

static void agrees_with_the_definition(void **state)
{
    (void)state;
    static struct digest leaves[MANY];
    static struct kept kept;
    struct merkle_edge edge = {0};
    for (size_t i = 0; i < MANY; i++) {
        uint8_t entry[2] = {(uint8_t)i, 7};
        merkle_leaf(&leaves[i], BYTES_OF(entry));
        assert_ok(merkle_append(&edge, &leaves[i], keep, &kept));
        struct digest root;
        struct digest expected;
        merkle_root(&root, &edge);
        mth(&expected, leaves, i + 1);
        assert_digest(&root, &expected);
    }
    /* every kept node is the tree over the leaves it stands for, and each is kept once */
    for (size_t i = 0; i < kept.count; i++) {
        size_t span = (size_t)1 << kept.level[i];
        struct digest expected;
        assert_true((kept.index[i] + 1) * span <= MANY);
        mth(&expected, leaves + kept.index[i] * span, span);
        assert_digest(&kept.hash[i], &expected);
        for (size_t j = 0; j < i; j++)
            assert_false(kept.level[i] == kept.level[j] && kept.index[i] == kept.index[j]);
    }
    size_t expected = 0;
    for (size_t span = 1; span <= MANY; span *= 2)
        expected += MANY / span;
    assert_int_equal(kept.count, expected);
}

static void failing_keep_changes_nothing(void **state)
{
    (void)state;
    struct merkle_edge edge = {0};
    struct digest leaf;
    merkle_leaf(&leaf, text("entry"));
    for (int i = 0; i < 7; i++) {
        struct kept kept = {0};
        assert_ok(merkle_append(&edge, &leaf, keep, &kept));
    }
    /* the eighth leaf completes three nodes: four calls */
    for (size_t fail_at = 1; fail_at <= 4; fail_at++) {
        struct merkle_edge before = edge;
        struct kept kept = {.fail_at = fail_at};
        assert_int_equal(merkle_append(&edge, &leaf, keep, &kept), STATUS_BUSY);
        assert_int_equal(kept.count, fail_at);
        assert_memory_equal(&edge, &before, sizeof edge);
    }
    struct kept kept = {0};
    assert_ok(merkle_append(&edge, &leaf, keep, &kept));
    assert_int_equal(kept.count, 4);
}

static void full_tree(void **state)
{
    (void)state;
    struct merkle_edge edge = {.size = (UINT64_C(1) << MERKLE_LEVELS) - 1};
    struct kept kept = {0};
    struct digest leaf = {{0}};
    assert_int_equal(merkle_append(&edge, &leaf, keep, &kept), STATUS_LIMIT);
    assert_int_equal(kept.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reference_roots),
        TEST(agrees_with_the_definition),
        TEST(failing_keep_changes_nothing),
        TEST(full_tree),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
