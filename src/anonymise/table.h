/* The mapped table of words. */
#ifndef ANONYMISE_TABLE_H
#define ANONYMISE_TABLE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* What a word is; src/anonymise/lexicon.mjs writes the same bits. */
enum {
    WORD_COMMON = 1 << 0,
    WORD_FUNCTION = 1 << 1, /* articles, prepositions, pronouns, adverbs */
    WORD_VERB = 1 << 2,
    WORD_VERB3 = 1 << 3, /* in the third person: may follow a name */
    WORD_FIRST = 1 << 4,
    WORD_WEAK = 1 << 5, /* borne as a first name, seldom or also a common word */
    WORD_SURNAME = 1 << 6,
    WORD_PLACE = 1 << 7, /* a commune */
    WORD_BIG = 1 << 8,   /* of 30,000 people or more */
    WORD_COUNTRY = 1 << 9,
    WORD_REGION = 1 << 10,
    WORD_PROPER = 1 << 11,
    WORD_MALE = 1 << 12,
    WORD_FEMALE = 1 << 13,
    WORD_PREFIX = 1 << 14, /* a name of several words begins so */
    WORD_NOUN = 1 << 15,   /* or an adjective: not only a verb's form */
    WORD_NAMELY = 1 << 16, /* a name that hardly ever stands in small letters */
    WORD_SELDOM = 1 << 17, /* hardly ever seen in small letters */
    WORD_MOSTLY = 1 << 18, /* a word that hardly ever has a capital */
    WORD_GIVEN = 1 << 19,  /* a first name that is given here, not only somewhere */
};

/** A word while it is hashed, byte by byte: lower case, accents as combining marks. */
struct key {
    uint32_t a, b;
};

#define KEY_START ((struct key){0x811c9dc5U, 0x9747b28cU})

static inline struct key key_byte(struct key key, unsigned char byte)
{
    key.a = (key.a ^ byte) * 0x01000193U;
    key.b = (key.b + byte) * 0x85ebca6bU;
    key.b ^= key.b >> 13;
    return key;
}

/** key_end(key): the finished hash; b is never 0. */
static inline struct key key_end(struct key key)
{
    key.a = (key.a ^ key.a >> 16) * 0x7feb352dU;
    key.a ^= key.a >> 15;
    key.b = key.b == 0 ? 1 : key.b;
    return key;
}

/** key_join(group, word): a group of words so far, from KEY_START on, and its next word's finished
 * key without accents; finish the group too. */
static inline struct key key_join(struct key group, struct key word)
{
    group.a = (group.a ^ word.a) * 0x01000193U;
    group.a ^= group.a >> 15;
    group.b = (group.b + word.b) * 0x85ebca6bU;
    group.b ^= group.b >> 13;
    return group;
}

static inline uint64_t key_whole(struct key key)
{
    return (uint64_t)key.a << 32 | key.b;
}

enum { TABLE_PRINT = 24, TABLE_FLAGS = 20 };

/** What the table has of a word: as it is written, and of words that are so without accents. */
struct flags {
    uint32_t exact, loose;
};

/** The mapped file. */
struct table {
    const uint64_t *slots; /* from low to high: 24 bits of fingerprint, twice 20 of flags */
    uint32_t count;
    const uint8_t *model; /* what stands behind the words */
    size_t model_bytes;
    void *map;
    size_t bytes;
};

/** table_open(out, path): STATUS_INVALID if it is no table of this version. */
CHECKED enum status table_open(struct table *out, const char *path);

/** table_close(table): an empty table is fine. */
void table_close(struct table *table);

static inline uint32_t table_home(const struct table *table, struct key key)
{
    return (uint32_t)((uint64_t)key.a * table->count >> 32);
}

/** table_prefetch(table, key): table_find() will ask for it soon. */
static inline void table_prefetch(const struct table *table, struct key key)
{
    __builtin_prefetch(&table->slots[table_home(table, key)]);
}

/** table_find(table, key): the flags of a finished key, none for an unknown one. */
static inline struct flags table_find(const struct table *table, struct key key)
{
    uint32_t at = table_home(table, key);
    uint32_t print = key.b >> 8 != 0 ? key.b >> 8 : 1;
    const uint32_t flags = (1U << TABLE_FLAGS) - 1;
    for (uint32_t tries = 0; tries < table->count; tries++) {
        uint64_t slot = table->slots[at];
        if (slot == 0)
            break;
        if ((slot & ((1U << TABLE_PRINT) - 1)) == print)
            return (struct flags){(uint32_t)(slot >> TABLE_PRINT) & flags,
                                  (uint32_t)(slot >> (TABLE_PRINT + TABLE_FLAGS))};
        at = at + 1 == table->count ? 0 : at + 1;
    }
    return (struct flags){0, 0};
}

#endif
