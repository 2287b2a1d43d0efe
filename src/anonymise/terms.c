#include "terms.h"

#include <string.h>

/* "COCONTR1", the numbers of cues and of names, 32 bits each; the cues and the names: key and bits,
 * 16 bytes each; the wordings, a NUL behind each.  Numbers as the processor has them: the server
 * and WebAssembly are both little-endian. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "terms.c writes numbers as they are");

static const char MAGIC[8] = {'C', 'O', 'C', 'O', 'N', 'T', 'R', '1'};

enum { HEADER = 16, CUE_BYTES = 16 };

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

struct bytes terms_write(struct arena *arena, const struct lexicon *lexicon,
                         const struct detect_known *known)
{
    const struct cues none = {0};
    const struct cues *names = known != NULL ? &known->names : &none;
    size_t len = HEADER + CUE_BYTES * ((size_t)lexicon->cues.count + names->count);
    for (size_t i = 0; i < WORDINGS_COUNT; i++)
        len += strlen(lexicon->wordings[i]) + 1;
    uint8_t *out = arena_alloc(arena, len);
    memcpy(out, MAGIC, sizeof MAGIC);
    memcpy(out + 8, &lexicon->cues.count, 4);
    memcpy(out + 12, &names->count, 4);
    uint8_t *at = write_cues(write_cues(out + HEADER, &lexicon->cues), names);
    for (size_t i = 0; i < WORDINGS_COUNT; i++) {
        size_t size = strlen(lexicon->wordings[i]) + 1;
        memcpy(at, lexicon->wordings[i], size);
        at += size;
    }
    return (struct bytes){out, len};
}

static const uint8_t *read_cues(struct cues *out, struct arena *arena, const uint8_t *at,
                                uint32_t count)
{
    for (uint32_t i = 0; i < count; i++, at += CUE_BYTES) {
        struct key key;
        uint64_t bits;
        memcpy(&key.a, at, 4);
        memcpy(&key.b, at + 4, 4);
        memcpy(&bits, at + 8, 8);
        if (key.b != 0)
            cues_put(out, arena, key, bits);
    }
    return at;
}

enum status terms_read(struct lexicon *lexicon, struct detect_known *known, struct arena *arena,
                       struct bytes terms)
{
    uint32_t cues;
    uint32_t names;
    if (terms.len < HEADER || memcmp(terms.data, MAGIC, sizeof MAGIC) != 0)
        return STATUS_INVALID;
    memcpy(&cues, terms.data + 8, 4);
    memcpy(&names, terms.data + 12, 4);
    if (cues == 0 || HEADER + CUE_BYTES * ((uint64_t)cues + names) > terms.len)
        return STATUS_INVALID;
    const uint8_t *at = read_cues(&lexicon->cues, arena, terms.data + HEADER, cues);
    at = read_cues(&known->names, arena, at, names);
    const uint8_t *end = terms.data + terms.len;
    for (size_t i = 0; i < WORDINGS_COUNT; i++) {
        const uint8_t *nul = memchr(at, '\0', (size_t)(end - at));
        if (nul == NULL)
            return STATUS_INVALID;
        lexicon->wordings[i] = arena_text(arena, (const char *)at);
        at = nul + 1;
    }
    return at == end ? STATUS_OK : STATUS_INVALID;
}
