#include "budget.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HASH = 32, SEED = 32, STANDINGS = HTTP_KNOWN + 1, MEBI = 1 << 20 };

struct share {
    uint8_t key[HASH];
    enum http_standing standing;
    size_t held;
    unsigned users;
    struct share *next;
    struct share **link;
};

/* 64 MiB together. */
static const struct {
    size_t all;
    size_t each;
} most[STANDINGS] = {
    [HTTP_STRANGER] = {8 * MEBI, 1 * MEBI},
    [HTTP_CLAIMED] = {16 * MEBI, 4 * MEBI},
    [HTTP_KNOWN] = {40 * MEBI, 4 * MEBI},
};

/* Shares are those of bodies on their way, one a connection at most: a list is short enough. */
struct budget {
    pthread_mutex_t lock;
    uint8_t seed[SEED];
    size_t held[STANDINGS];
    struct share *shares[STANDINGS];
};

struct budget *budget_new(void)
{
    struct budget *budget = calloc(1, sizeof *budget);
    if (budget == NULL)
        return NULL;
    if (gnutls_rnd(GNUTLS_RND_RANDOM, budget->seed, SEED) != 0 ||
        pthread_mutex_init(&budget->lock, NULL) != 0) {
        free(budget);
        return NULL;
    }
    return budget;
}

void budget_free(struct budget *budget)
{
    if (budget == NULL)
        return;
    pthread_mutex_destroy(&budget->lock);
    free(budget);
}

static struct share *find(struct budget *budget, enum http_standing standing,
                          const uint8_t key[HASH])
{
    struct share *share = budget->shares[standing];
    while (share != NULL && memcmp(share->key, key, HASH) != 0)
        share = share->next;
    if (share != NULL)
        return share;
    share = calloc(1, sizeof *share);
    if (share == NULL)
        return NULL;
    memcpy(share->key, key, HASH);
    share->standing = standing;
    share->link = &budget->shares[standing];
    share->next = *share->link;
    if (share->next != NULL)
        share->next->link = &share->next;
    *share->link = share;
    return share;
}

struct share *budget_join(struct budget *budget, enum http_standing standing, const char *holder)
{
    uint8_t key[HASH]; /* holders are addresses and logins: they are not kept */
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, budget->seed, SEED, holder, strlen(holder), key) != 0)
        abort();
    pthread_mutex_lock(&budget->lock);
    struct share *share = find(budget, standing, key);
    if (share != NULL)
        share->users++;
    pthread_mutex_unlock(&budget->lock);
    return share;
}

bool budget_take(struct budget *budget, struct share *share, size_t bytes, bool large)
{
    const enum http_standing standing = share->standing;
    const size_t all = large ? most[standing].all / 2 : most[standing].all;
    pthread_mutex_lock(&budget->lock);
    bool room = share->held + bytes <= most[standing].each && budget->held[standing] + bytes <= all;
    if (room) {
        share->held += bytes;
        budget->held[standing] += bytes;
    }
    pthread_mutex_unlock(&budget->lock);
    return room;
}

void budget_leave(struct budget *budget, struct share *share, size_t bytes)
{
    pthread_mutex_lock(&budget->lock);
    share->held -= bytes;
    budget->held[share->standing] -= bytes;
    bool last = --share->users == 0;
    if (last) {
        *share->link = share->next;
        if (share->next != NULL)
            share->next->link = share->link;
    }
    pthread_mutex_unlock(&budget->lock);
    if (last)
        free(share);
}
