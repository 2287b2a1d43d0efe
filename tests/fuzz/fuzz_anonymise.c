#include "anonymise/replacement.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lexicon *lexicon;
static struct detect_known *known;

static void prepare(void)
{
    static struct arena *arena;
    arena = arena_new();
    if (arena == NULL || lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex",
                                      SOURCE_DIR "/policies/anonymisation") != STATUS_OK)
        abort();
    known = detect_known_new(arena);
    detect_known_add(known, DETECT_KNOWN_PERSON, "Camille Sauvaire");
    detect_known_add(known, DETECT_KNOWN_STRUCTURE, "Maison du Pont");
}

/* Findings in order, apart, on whole letters, with words that exist. */
static void inspect(const struct detect_field *field)
{
    size_t last = 0;
    size_t chars = 0;
    size_t at = 0;
    for (size_t i = 0; i < field->count; i++) {
        const struct finding *finding = &field->findings[i];
        if (finding->start < last || finding->end <= finding->start ||
            finding->end > strlen(field->text) || finding->category >= FINDING_CATEGORIES ||
            ((unsigned char)field->text[finding->start] & 0xC0) == 0x80 ||
            ((unsigned char)field->text[finding->end] & 0xC0) == 0x80)
            abort();
        for (; at < finding->start; at++)
            chars += ((unsigned char)field->text[at] & 0xC0) != 0x80;
        if (chars != finding->char_start || finding->suggestion == NULL ||
            finding->reason == NULL || finding->rule == NULL || finding->lexicon == NULL)
            abort();
        last = finding->end;
    }
}

/* As bytes, which may be refused; repaired; and cut in two anywhere. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (lexicon == NULL)
        prepare();
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    char *raw = arena_copy(arena, data, size);
    struct detect_field field = {.text = raw};
    enum status status = detect_document(arena, lexicon, known, &field, 1);
    if (status == STATUS_OK ? !text_is_utf8(raw, strlen(raw)) : field.count != 0)
        abort();
    inspect(&field);
    size_t cut = size > 0 ? (size_t)data[0] * size / 256 : 0;
    struct detect_field parts[] = {
        {.text = text_repair(arena, (const char *)data, cut)},
        {.text = text_repair(arena, (const char *)data + cut, size - cut)}};
    if (detect_document(arena, lexicon, known, parts, 2) != STATUS_OK)
        abort();
    for (size_t i = 0; i < 2; i++) {
        inspect(&parts[i]);
        const char *all = replacement_all(arena, &parts[i], true);
        if (!text_is_utf8(all, strlen(all)))
            abort();
        if (parts[i].count > 0)
            replacement_one(arena, parts[i].text, &parts[i].findings[0], "");
        replacement_entity(arena, &parts[i], 0, "x");
    }
    arena_free(arena);
    return 0;
}
