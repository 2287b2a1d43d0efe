#include "crypto/shares.h"

#include <libgfshare.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

/* The library's own choice is random(3).  It also overwrites what it frees by this. */
static void fill(unsigned char *out, unsigned int len)
{
    randombytes_buf(out, len);
}

enum status shares_split(struct share *out, const struct secret *secret, unsigned k, unsigned n,
                         const struct digest *fingerprint)
{
    unsigned char numbers[SHARES_MOST];
    if (secret->len != SHARES_SECRET || k < 2 || k >= n || n > SHARES_MOST)
        return STATUS_INVALID;
    for (unsigned i = 0; i < n; i++)
        numbers[i] = (unsigned char)(i + 1);
    gfshare_fill_rand = fill;
    gfshare_ctx *context = gfshare_ctx_init_enc(numbers, n, (unsigned char)k, SHARES_SECRET);
    if (context == NULL)
        return STATUS_FAILED;
    gfshare_ctx_enc_setsecret(context, secret->bytes);
    for (unsigned i = 0; i < n; i++) {
        out[i] = (struct share){.number = numbers[i],
                                .k = (uint8_t)k,
                                .n = (uint8_t)n,
                                .piece = secret_new(SHARES_SECRET)};
        memcpy(out[i].set, fingerprint->bytes, SHARES_SET);
        gfshare_ctx_enc_getshare(context, (unsigned char)i, out[i].piece->bytes);
    }
    gfshare_ctx_free(context);
    return STATUS_OK;
}

static bool of_one_set(const struct share *a, const struct share *b)
{
    return a->k == b->k && a->n == b->n && memcmp(a->set, b->set, SHARES_SET) == 0;
}

static enum status fit(const struct share *shares, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!of_one_set(&shares[0], &shares[i]) || shares[i].number == 0 ||
            shares[i].number > shares[i].n)
            return STATUS_INVALID;
        for (size_t j = 0; j < i; j++)
            if (shares[j].number == shares[i].number)
                return STATUS_CONFLICT;
    }
    return count == 0 || shares[0].k < 2 || count < shares[0].k ? STATUS_DENIED : STATUS_OK;
}

/* Of the first k - 1 shares and one more. */
static struct secret *combine(const struct share *shares, size_t last)
{
    unsigned char numbers[SHARES_MOST];
    const unsigned k = shares[0].k;
    for (unsigned i = 0; i < k; i++)
        numbers[i] = shares[i + 1 < k ? i : last].number;
    gfshare_fill_rand = fill;
    gfshare_ctx *context = gfshare_ctx_init_dec(numbers, k, SHARES_SECRET);
    if (context == NULL)
        return NULL;
    for (unsigned i = 0; i < k; i++)
        gfshare_ctx_dec_giveshare(context, (unsigned char)i,
                                  shares[i + 1 < k ? i : last].piece->bytes);
    struct secret *secret = secret_new(SHARES_SECRET);
    gfshare_ctx_dec_extract(context, secret->bytes);
    gfshare_ctx_free(context);
    return secret;
}

enum status shares_combine(struct secret **out, const struct share *shares, size_t count)
{
    *out = NULL;
    enum status status = fit(shares, count);
    if (status != STATUS_OK)
        return status;
    struct secret *secret = combine(shares, shares[0].k - 1U);
    if (secret == NULL)
        return STATUS_FAILED;
    for (size_t i = shares[0].k; i < count && status == STATUS_OK; i++) {
        struct secret *again = combine(shares, i);
        if (again == NULL)
            status = STATUS_FAILED;
        else if (sodium_memcmp(again->bytes, secret->bytes, SHARES_SECRET) != 0)
            status = STATUS_TAMPERED;
        secret_free(again);
    }
    if (status == STATUS_OK)
        *out = secret;
    else
        secret_free(secret);
    return status;
}

void shares_free(struct share *shares, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        secret_free(shares[i].piece);
        shares[i] = (struct share){0};
    }
}

unsigned shares_word(const struct share *share)
{
    struct digest digest;
    static const char purpose[] = "cocon/share-word";
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest.bytes);
    crypto_generichash_update(&state, (const uint8_t *)purpose, sizeof purpose - 1);
    crypto_generichash_update(&state, share->set, SHARES_SET);
    crypto_generichash_update(&state, &share->number, 1);
    crypto_generichash_update(&state, share->piece->bytes, SHARES_SECRET);
    crypto_generichash_final(&state, digest.bytes, sizeof digest.bytes);
    secret_wipe(&state, sizeof state);
    return digest.bytes[0];
}
