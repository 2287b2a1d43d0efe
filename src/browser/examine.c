/* The anonymiser for a browser: what web/js/anonymiser.js calls. */

#include "anonymise/replacement.h"
#include "pack.h"
#include "terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything goes through one room: who calls asks for it, writes into it, and calls; texts have a
 * NUL behind each.  What is handed back holds until the next call. */

#define EXPORTED(name) __attribute__((export_name(#name)))

static struct {
    struct arena *arena;
    struct lexicon lexicon;
    struct detect_known known;
} knowing;

static uint8_t *room;
static char *answer;

/* ${len} bytes, and a NUL behind them. */
EXPORTED(examine_room) uint8_t *examine_room(size_t len)
{
    free(room);
    room = calloc(1, len + 1);
    return room;
}

/* What is known of words: ${pack} bytes of the unzipped anonymise.pack, then ${lists} of
 * terms_lists() and ${names} of terms_names().  An enum status. */
EXPORTED(examine_open) int examine_open(size_t pack, size_t lists, size_t names)
{
    arena_free(knowing.arena);
    memset(&knowing, 0, sizeof knowing);
    struct arena *arena = knowing.arena = arena_new();
    if (arena == NULL || room == NULL)
        return STATUS_FAILED;
    knowing.lexicon.arena = knowing.known.arena = arena;
    struct bytes packed = {room, pack};
    room = NULL; /* the weights stay in it */
    fold_fill(knowing.lexicon.folds);
    enum status status = pack_open(&knowing.lexicon.table, arena, packed);
    if (status == STATUS_OK)
        status = model_open(&knowing.lexicon.model, knowing.lexicon.table.model,
                            knowing.lexicon.table.model_bytes);
    if (status == STATUS_OK)
        status =
            terms_read_lists(&knowing.lexicon, arena, (struct bytes){packed.data + pack, lists});
    if (status == STATUS_OK)
        status = terms_read_names(&knowing.known, arena,
                                  (struct bytes){packed.data + pack + lists, names});
    return (int)status;
}

static enum status detect(struct arena *arena, struct detect_field **out, size_t count)
{
    struct detect_field *fields = arena_alloc(arena, (count + 1) * sizeof *fields);
    const char *at = (const char *)room;
    for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
        fields[i].text = at;
    *out = fields;
    return detect_document(arena, &knowing.lexicon, &knowing.known, fields, count);
}

static FILE *answering(void)
{
    static size_t len;
    free(answer);
    answer = NULL;
    FILE *out = open_memstream(&answer, &len);
    if (out == NULL)
        abort();
    return out;
}

/* What identifies in the ${count} texts, a line a finding: which text, start and end in bytes and
 * in code points, category, severity, reason, rule, list, entity, suggestion.  NULL if the texts
 * are too long. */
EXPORTED(examine_find) const char *examine_find(size_t count)
{
    struct arena *arena = arena_new();
    struct detect_field *fields;
    enum status status = detect(arena, &fields, count);
    FILE *out = answering();
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct finding *finding = &fields[i].findings[k];
            fprintf(out, "%zu\t%zu\t%zu\t%zu\t%zu\t%s\t%s\t%s\t%s\t%s\t%zu\t%s\n", i,
                    finding->start, finding->end, finding->char_start, finding->char_end,
                    finding_category_name(finding->category),
                    finding_severity_name(finding->severity), finding->reason, finding->rule,
                    finding->lexicon, finding->entity, finding->suggestion);
        }
    fclose(out);
    arena_free(arena);
    return status == STATUS_OK ? answer : NULL;
}

/* The ${count} texts with what was found replaced: ${entity}, or everything direct where it is
 * negative, and what is mild too at -2; in the text ${only}, or in all where it is negative; by
 * what stands behind the texts if ${worded}, else by what is proposed.  NULL if the texts are too
 * long.
 */
EXPORTED(examine_replace)
const char *examine_replace(size_t count, int entity, int only, int worded)
{
    struct arena *arena = arena_new();
    struct detect_field *fields;
    enum status status = detect(arena, &fields, count);
    FILE *out = answering();
    const char *with = (const char *)room;
    for (size_t i = 0; i < count; i++)
        with += strlen(with) + 1;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const char *text = fields[i].text;
        if (only >= 0 && (size_t)only != i)
            fputs(text, out);
        else if (entity < 0)
            fputs(replacement_all(arena, &fields[i], entity == -2), out);
        else
            fputs(replacement_entity(arena, &fields[i], (size_t)entity, worded ? with : NULL), out);
        putc('\0', out);
    }
    fclose(out);
    arena_free(arena);
    return status == STATUS_OK ? answer : NULL;
}
