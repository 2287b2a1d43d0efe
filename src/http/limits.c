#include "http/limits.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A token is 60 parts, so that a bucket gains exactly ${per_minute} parts a second. */
enum { TOKEN = 60, HASH = 32, SEED = 32, FORGET = 4, HOUR = 3600 };

struct bucket {
    uint8_t key[HASH];
    uint64_t parts;       /* left */
    unsigned over;        /* taken beyond them, where waits grow */
    int64_t at;           /* of the last one taken */
    int64_t earlier;      /* of the one before */
    struct bucket *chain; /* next of the same slot */
    struct bucket *older;
    struct bucket *newer;
};

struct limits {
    pthread_mutex_t lock;
    uint8_t seed[SEED]; /* nobody outside can choose keys that fall into one slot */
    uint64_t burst;
    uint64_t gain;  /* 0: waits grow */
    unsigned first; /* seconds */
    unsigned longest;
    unsigned keys;
    unsigned used;
    struct bucket *newest;
    struct bucket *oldest;
    struct bucket **slots;
    struct bucket buckets[];
};

static struct limits *make(unsigned burst, unsigned keys)
{
    if (burst == 0 || keys == 0)
        return NULL;
    struct limits *limits = calloc(1, sizeof *limits + keys * sizeof *limits->buckets);
    if (limits == NULL)
        return NULL;
    limits->slots = calloc(keys, sizeof(struct bucket *));
    if (limits->slots == NULL || gnutls_rnd(GNUTLS_RND_RANDOM, limits->seed, SEED) != 0 ||
        pthread_mutex_init(&limits->lock, NULL) != 0) {
        free(limits->slots);
        free(limits);
        return NULL;
    }
    limits->burst = (uint64_t)burst * TOKEN;
    limits->keys = keys;
    return limits;
}

struct limits *limits_new(unsigned burst, unsigned per_minute, unsigned keys)
{
    struct limits *limits = per_minute > 0 ? make(burst, keys) : NULL;
    if (limits != NULL)
        limits->gain = per_minute;
    return limits;
}

struct limits *limits_growing(unsigned free, unsigned first, unsigned longest, unsigned keys)
{
    struct limits *limits = first > 0 && longest >= first ? make(free, keys) : NULL;
    if (limits != NULL) {
        limits->first = first;
        limits->longest = longest;
    }
    return limits;
}

void limits_free(struct limits *limits)
{
    if (limits == NULL)
        return;
    pthread_mutex_destroy(&limits->lock);
    free(limits->slots);
    free(limits);
}

static struct bucket **slot(struct limits *limits, const uint8_t *key)
{
    uint64_t number;
    memcpy(&number, key, sizeof number);
    return &limits->slots[number % limits->keys];
}

static void unlink_age(struct limits *limits, struct bucket *bucket)
{
    *(bucket->older != NULL ? &bucket->older->newer : &limits->oldest) = bucket->newer;
    *(bucket->newer != NULL ? &bucket->newer->older : &limits->newest) = bucket->older;
}

static void push_newest(struct limits *limits, struct bucket *bucket)
{
    bucket->older = limits->newest;
    bucket->newer = NULL;
    *(limits->newest != NULL ? &limits->newest->newer : &limits->oldest) = bucket;
    limits->newest = bucket;
}

static struct bucket *recycle(struct limits *limits)
{
    if (limits->used < limits->keys)
        return &limits->buckets[limits->used++];
    struct bucket *bucket = limits->oldest;
    unlink_age(limits, bucket);
    struct bucket **link = slot(limits, bucket->key);
    while (*link != bucket)
        link = &(*link)->chain;
    *link = bucket->chain;
    return bucket;
}

static struct bucket *find(struct limits *limits, const uint8_t *key, int64_t now)
{
    struct bucket **head = slot(limits, key);
    for (struct bucket *bucket = *head; bucket != NULL; bucket = bucket->chain)
        if (memcmp(bucket->key, key, HASH) == 0) {
            unlink_age(limits, bucket);
            push_newest(limits, bucket);
            return bucket;
        }
    struct bucket *bucket = recycle(limits);
    memcpy(bucket->key, key, HASH);
    bucket->parts = limits->burst;
    bucket->over = 0;
    bucket->at = bucket->earlier = now;
    bucket->chain = *head;
    *head = bucket;
    push_newest(limits, bucket);
    return bucket;
}

static void refill(const struct limits *limits, struct bucket *bucket, int64_t now)
{
    /* A clock that was set back gives nothing, and locks nobody out until it has caught up. */
    uint64_t seconds = now > bucket->at ? (uint64_t)(now - bucket->at) : 0;
    uint64_t missing = limits->burst - bucket->parts;
    if (limits->gain > 0)
        bucket->parts += seconds > missing / limits->gain ? missing : seconds * limits->gain;
    else if (seconds >= (uint64_t)limits->longest * FORGET && seconds >= HOUR) {
        bucket->parts = limits->burst;
        bucket->over = 0;
    }
    if (limits->gain > 0 || now < bucket->at)
        bucket->at = bucket->earlier = now;
}

/* Seconds until the next may be taken. */
static unsigned wait_for(const struct limits *limits, const struct bucket *bucket, int64_t now)
{
    if (bucket->parts >= TOKEN)
        return 0;
    if (limits->gain > 0)
        return (unsigned)((TOKEN - bucket->parts + limits->gain - 1) / limits->gain);
    uint64_t wait = limits->first;
    for (unsigned i = 0; i < bucket->over && wait < limits->longest; i++)
        wait *= 2;
    wait = wait < limits->longest ? wait : limits->longest;
    uint64_t since = (uint64_t)(now - bucket->at);
    return wait > since ? (unsigned)(wait - since) : 0;
}

/* Only a keyed hash stays in memory: keys are addresses and e-mails. */
static void hash_key(uint8_t hash[HASH], const struct limits *limits, const char *key)
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, limits->seed, SEED, key, strlen(key), hash) != 0)
        abort();
}

bool limits_take(struct limits *limits, const char *key, int64_t now, unsigned *wait)
{
    uint8_t hash[HASH];
    *wait = 0;
    hash_key(hash, limits, key);
    pthread_mutex_lock(&limits->lock);
    struct bucket *bucket = find(limits, hash, now);
    refill(limits, bucket, now);
    *wait = wait_for(limits, bucket, now);
    bool granted = *wait == 0;
    if (granted && bucket->parts >= TOKEN)
        bucket->parts -= TOKEN;
    else if (granted)
        bucket->over++;
    if (granted) {
        bucket->earlier = bucket->at;
        bucket->at = now;
    }
    pthread_mutex_unlock(&limits->lock);
    return granted;
}

/* The bucket of a key that is remembered, or NULL; the caller holds the lock. */
static struct bucket *find_bucket(struct limits *limits, const char *key)
{
    uint8_t hash[HASH];
    hash_key(hash, limits, key);
    struct bucket *bucket = *slot(limits, hash);
    while (bucket != NULL && memcmp(bucket->key, hash, HASH) != 0)
        bucket = bucket->chain;
    return bucket;
}

unsigned limits_used(struct limits *limits, const char *key)
{
    pthread_mutex_lock(&limits->lock);
    const struct bucket *bucket = find_bucket(limits, key);
    uint64_t used =
        bucket != NULL ? (limits->burst - bucket->parts + TOKEN - 1) / TOKEN + bucket->over : 0;
    pthread_mutex_unlock(&limits->lock);
    return (unsigned)used;
}

void limits_give(struct limits *limits, const char *key)
{
    pthread_mutex_lock(&limits->lock);
    struct bucket *bucket = find_bucket(limits, key);
    if (bucket != NULL && bucket->over > 0)
        bucket->over--;
    else if (bucket != NULL)
        bucket->parts +=
            limits->burst - bucket->parts < TOKEN ? limits->burst - bucket->parts : TOKEN;
    if (bucket != NULL && limits->gain == 0)
        bucket->at = bucket->earlier; /* it makes nobody wait */
    pthread_mutex_unlock(&limits->lock);
}

void limits_mark(const struct limits *limits, const char *key, char out[LIMITS_MARK])
{
    uint8_t hash[HASH];
    hash_key(hash, limits, key);
    snprintf(out, LIMITS_MARK, "%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
}
