#include "cues.h"

#include "letter.h"

#include <string.h>

void cues_put(struct cues *cues, struct arena *arena, struct key key, uint64_t bits)
{
    if (2 * (cues->count + 1) > cues->room) {
        struct cues larger = {.room = cues->room == 0 ? 1024 : 2 * cues->room};
        larger.slots = arena_alloc(arena, larger.room * sizeof *larger.slots);
        for (uint32_t i = 0; i < cues->room; i++)
            if (cues->slots[i].key.b != 0)
                cues_put(&larger, arena, cues->slots[i].key, cues->slots[i].bits);
        *cues = larger;
    }
    uint32_t mask = cues->room - 1;
    uint32_t at = key.a & mask;
    while (cues->slots[at].key.b != 0 && key_whole(cues->slots[at].key) != key_whole(key))
        at = (at + 1) & mask;
    cues->count += cues->slots[at].key.b == 0;
    cues->slots[at].key = key;
    cues->slots[at].bits |= bits;
}

size_t cues_key(struct folding *out, size_t room, const char *text)
{
    size_t count = 0;
    size_t letters = 0;
    struct folding folding = {KEY_START, KEY_START};
    const size_t len = strlen(text) + 1; /* the NUL ends the last word */
    int32_t point;
    for (size_t at = 0, used; (used = letter_next(&point, text + at, len - at)) > 0; at += used) {
        struct fold fold = letter_fold(point);
        if (fold.kind != FOLD_OTHER) {
            fold_add(&folding, &fold);
            letters++;
        } else if (letters > 0 && count < room) {
            out[count++] = (struct folding){key_end(folding.exact), key_end(folding.loose)};
            folding = (struct folding){KEY_START, KEY_START};
            letters = 0;
        }
    }
    return count;
}

void cues_add_group(struct cues *cues, struct arena *arena, const char *text, uint64_t bits)
{
    struct folding words[8];
    size_t count = cues_key(words, 8, text);
    if (count == 1) {
        cues_put(cues, arena, words[0].exact, bits);
        if (strlen(text) > 3) /* not « à », « né » */
            cues_put(cues, arena, words[0].loose, bits);
    }
    struct key group = KEY_START;
    for (size_t i = 0; count > 1 && i < count; i++) {
        group = key_join(group, words[i].loose);
        if (i == 0) {
            cues_put(cues, arena, words[0].loose, CUE(PREFIX));
            cues_put(cues, arena, words[0].exact, CUE(PREFIX));
        } else {
            cues_put(cues, arena, key_end(group), i + 1 < count ? CUE(PREFIX) : bits);
        }
    }
}
