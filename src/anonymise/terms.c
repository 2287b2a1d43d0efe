#include "terms.h"

#include <string.h>

/* Lists: "COCONTR1" and the number of cues, 32 bits; the cues: key and bits, 16 bytes each; the
 * wordings, a NUL behind each.  Names: such cues alone.  Numbers as the processor has them: the
 * server and WebAssembly are both little-endian. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "terms.c writes numbers as they are");

static const char MAGIC[8] = {'C', 'O', 'C', 'O', 'N', 'T', 'R', '1'};

enum { HEADER = 12, CUE_BYTES = 16 };

static uint8_t *write_cues(uint8_t *at, const struct cues *cues)
{
    for (uint32_t i = 0; i < cues->room; i++) {
        const struct cue *cue = &cues->slots[i];
        if (cue->key.b == 0)
            continue;
        memcpy(at, &cue->key.a, 4);
        memcpy(at + 4, &cue->key.b, 4);
        memcpy(at + 8, &cue->bits, 8);
        at += CUE_BYTES;
    }
    return at;
}

static const uint8_t *read_cues(struct cues *out, struct arena *arena, const uint8_t *at,
                                size_t count)
{
    for (size_t i = 0; i < count; i++, at += CUE_BYTES) {
        struct key key;
        uint64_t bits;
        memcpy(&key.a, at, 4);
        memcpy(&key.b, at + 4, 4);
        memcpy(&bits, at + 8, 8);
        if (key.b != 0) /* a slot without a key is free */
            cues_put(out, arena, key, bits);
    }
    return at;
}

struct bytes terms_lists(struct arena *arena, const struct lexicon *lexicon)
{
    size_t len = HEADER + CUE_BYTES * (size_t)lexicon->cues.count;
    for (size_t i = 0; i < WORDINGS_COUNT; i++)
        len += strlen(lexicon->wordings[i]) + 1;
    uint8_t *out = arena_alloc(arena, len);
    memcpy(out, MAGIC, sizeof MAGIC);
    memcpy(out + sizeof MAGIC, &lexicon->cues.count, 4);
    uint8_t *at = write_cues(out + HEADER, &lexicon->cues);
    for (size_t i = 0; i < WORDINGS_COUNT; i++) {
        size_t size = strlen(lexicon->wordings[i]) + 1;
        memcpy(at, lexicon->wordings[i], size);
        at += size;
    }
    return (struct bytes){out, len};
}

enum status terms_read_lists(struct lexicon *lexicon, struct arena *arena, struct bytes lists)
{
    uint32_t count;
    if (lists.len < HEADER || memcmp(lists.data, MAGIC, sizeof MAGIC) != 0)
        return STATUS_INVALID;
    memcpy(&count, lists.data + sizeof MAGIC, 4);
    if (count == 0 || HEADER + CUE_BYTES * (uint64_t)count > lists.len)
        return STATUS_INVALID;
    const uint8_t *at = read_cues(&lexicon->cues, arena, lists.data + HEADER, count);
    const uint8_t *end = lists.data + lists.len;
    for (size_t i = 0; i < WORDINGS_COUNT; i++) {
        const uint8_t *nul = memchr(at, '\0', (size_t)(end - at));
        if (nul == NULL)
            return STATUS_INVALID;
        lexicon->wordings[i] = arena_text(arena, (const char *)at);
        at = nul + 1;
    }
    return at == end ? STATUS_OK : STATUS_INVALID;
}

struct bytes terms_names(struct arena *arena, const struct detect_known *known)
{
    const size_t len = CUE_BYTES * (size_t)known->names.count;
    uint8_t *out = arena_alloc(arena, len);
    write_cues(out, &known->names);
    return (struct bytes){out, len};
}

enum status terms_read_names(struct detect_known *known, struct arena *arena, struct bytes names)
{
    if (names.len % CUE_BYTES != 0)
        return STATUS_INVALID;
    read_cues(&known->names, arena, names.data, names.len / CUE_BYTES);
    return STATUS_OK;
}
