#include "pack.h"

#include <string.h>

/* Form: lexicon.mjs. */

enum { HEADER = 24, PAIR = 8, MORE = 31, LONG = 192, LONGEST = 256, SLOTS_MAX = 1 << 24 };

static uint32_t number(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/** What is left to read. */
struct pack {
    const uint8_t *word, *words_end;
    const uint8_t *rank, *end;
    const uint8_t *pairs;
    uint32_t pair_count;
    uint8_t text[LONGEST]; /* the word at hand */
    size_t len;
};

static bool next_word(struct pack *pack)
{
    size_t gone = 0;
    uint8_t step = MORE;
    while (step == MORE) {
        if (pack->word == pack->words_end || *pack->word > MORE)
            return false;
        step = *pack->word++;
        gone += step;
    }
    if (gone > pack->len)
        return false;
    pack->len -= gone;
    for (; pack->word<pack->words_end && * pack->word> MORE; pack->word++) {
        if (pack->len == LONGEST)
            return false;
        pack->text[pack->len++] = *pack->word;
    }
    return true;
}

static bool next_pair(struct pack *pack, const uint8_t **out)
{
    if (pack->rank == pack->end)
        return false;
    uint32_t rank = *pack->rank++;
    if (rank >= LONG) {
        if (pack->rank == pack->end)
            return false;
        rank = LONG + ((rank - LONG) << 8 | *pack->rank++);
    }
    *out = pack->pairs + (size_t)rank * PAIR;
    return rank < pack->pair_count;
}

/* A group's words are joined as the scanner joins them. */
static struct key key_of(const struct pack *pack)
{
    struct key group = KEY_START;
    struct key word = KEY_START;
    bool several = false;
    for (size_t i = 0; i < pack->len; i++) {
        if (pack->text[i] != ' ') {
            word = key_byte(word, pack->text[i]);
            continue;
        }
        group = key_join(group, key_end(word));
        word = KEY_START;
        several = true;
    }
    word = key_end(word);
    return several ? key_end(key_join(group, word)) : word;
}

static void put(uint64_t *slots, uint32_t count, struct key key, const uint8_t *pair)
{
    uint64_t flags = number(pair) | (uint64_t)number(pair + 4) << TABLE_FLAGS;
    uint32_t at = (uint32_t)((uint64_t)key.a * count >> 32);
    while (slots[at] != 0)
        at = at + 1 == count ? 0 : at + 1;
    slots[at] = (key.b >> 8 != 0 ? key.b >> 8 : 1) | flags << TABLE_PRINT;
}

enum status pack_open(struct table *out, struct arena *arena, struct bytes content)
{
    *out = (struct table){0};
    const uint8_t *data = content.data;
    if (content.len < HEADER || memcmp(data, "COCONPK1", 8) != 0)
        return STATUS_INVALID;
    const uint32_t count = number(data + 8), words = number(data + 12);
    const uint64_t pairs = number(data + 16), spelt = number(data + 20);
    if (words >= count || count > SLOTS_MAX || HEADER + PAIR * pairs + spelt > content.len)
        return STATUS_INVALID;
    struct pack pack = {.pairs = data + HEADER, .pair_count = (uint32_t)pairs};
    pack.word = pack.pairs + PAIR * (size_t)pairs;
    pack.words_end = pack.rank = pack.word + spelt;
    pack.end = data + content.len;
    uint64_t *slots = arena_alloc(arena, sizeof *slots * (size_t)count);
    for (uint32_t i = 0; i < words; i++) {
        const uint8_t *pair;
        if (!next_word(&pack) || !next_pair(&pack, &pair))
            return STATUS_INVALID;
        put(slots, count, key_of(&pack), pair);
    }
    *out = (struct table){.slots = slots,
                          .count = count,
                          .model = pack.rank,
                          .model_bytes = (size_t)(pack.end - pack.rank)};
    return STATUS_OK;
}
