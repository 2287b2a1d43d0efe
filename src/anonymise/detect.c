#include "anonymise/detect.h"

#include "known.h"
#include "letter.h"
#include "model.h"
#include "plain.h"
#include "pseudonym.h"

#include <stdlib.h>
#include <string.h>

struct detect_known *detect_known_new(struct arena *arena)
{
    struct detect_known *known = arena_alloc(arena, sizeof *known);
    known->arena = arena;
    return known;
}

void detect_known_add(struct detect_known *known, enum detect_known_kind kind, const char *name)
{
    struct folding words[8];
    size_t count = cues_key(words, 8, name);
    if (count == 0)
        return;
    cues_add_group(&known->names, known->arena, name,
                   kind == DETECT_KNOWN_PERSON ? KNOWN_PERSON : KNOWN_STRUCTURE);
    if (kind == DETECT_KNOWN_STRUCTURE || count < 2)
        return;
    const char *last = name + strlen(name); /* and the other way round */
    while (last > name && last[-1] != ' ')
        last--;
    cues_add_group(&known->names, known->arena, last, KNOWN_LAST_NAME);
    struct arena *passing = arena_new(); /* the set outlives what may read the name */
    if (passing == NULL)
        abort();
    cues_add_group(&known->names, known->arena,
                   arena_printf(passing, "%s %.*s", last, (int)(last - name), name), KNOWN_PERSON);
    arena_free(passing);
}

/* As text_is_utf8(), faster where there are no accents. */
static bool well_formed(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint64_t eight;
        if (len - at >= sizeof eight) {
            memcpy(&eight, text + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        if ((unsigned char)text[at] < 0x80) {
            at++;
            continue;
        }
        int32_t point;
        size_t used = letter_next(&point, text + at, len - at);
        if (used == 0)
            return false;
        at += used;
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct hit *left = a;
    const struct hit *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return left->late - right->late; /* so that no sorting has a choice */
}

static void find(struct scan *scan, struct pseudonym_field *field)
{
    struct token_reader reader = {
        .lexicon = scan->lexicon, .text = scan->text, .len = scan->len, .begin = true};
    size_t count;
    while ((count = token_read(&reader, scan->tokens, SCAN_TOKENS)) > 0 &&
           scan->hit_count <= DETECT_FINDINGS_MAX) {
        size_t from = scan->hit_count;
        scan->count = (int)count;
        scan_rules(scan);
        model_join(scan, from);
        if (scan->hit_count > from + 1)
            qsort(scan->hits + from, scan->hit_count - from, sizeof *scan->hits, by_place);
    }
    scan->work += reader.work;
    field->hits = scan->hits;
    field->count = scan->hit_count;
}

/* The words of names found in the document. */
struct confirmed {
    uint64_t *keys;
    size_t mask;
};

static bool confirm(const struct confirmed *confirmed, uint64_t key, bool add)
{
    size_t at = (key ^ key >> 31) & confirmed->mask;
    while (confirmed->keys[at] != 0 && confirmed->keys[at] != key)
        at = (at + 1) & confirmed->mask;
    if (add)
        confirmed->keys[at] = key;
    return confirmed->keys[at] == key;
}

/* Rule 4's last word: what is a name elsewhere is one here. */
static void close_open(struct scan *scan, struct pseudonym_field *fields, size_t count)
{
    size_t names = 0;
    for (size_t i = 0; i < count; i++)
        names += fields[i].count;
    size_t room = 64;
    while (room < 2 * HIT_NAMES * names)
        room *= 2;
    struct confirmed confirmed = {arena_alloc(scan->arena, room * sizeof(uint64_t)), room - 1};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct hit *hit = &fields[i].hits[k];
            bool sure = !hit->guessed &&
                        (hit->category == FINDING_PERSON || hit->category == FINDING_PLACE);
            for (unsigned n = 0; sure && n < hit->names; n++)
                confirm(&confirmed, hit->keys[n], true);
        }
    for (size_t i = 0; i < count; i++) {
        struct pseudonym_field *field = &fields[i];
        size_t room_left = field->count;
        size_t before = field->count;
        for (size_t k = 0; k < scan->open_count; k++) {
            const struct open_word *word = &scan->open[k];
            if (word->field != i || !confirm(&confirmed, word->key, false))
                continue;
            field->hits =
                arena_grow(scan->arena, field->hits, field->count, &room_left, sizeof *field->hits);
            field->hits[field->count] = word->hit;
            field->hits[field->count++].late = true;
        }
        if (field->count == before)
            continue;
        qsort(field->hits, field->count, sizeof *field->hits, by_place);
        /* what the model alone had found gives way */
        size_t kept = 0;
        for (size_t k = 0; k < field->count; k++) {
            const struct hit *hit = &field->hits[k];
            if (kept == 0 || field->hits[kept - 1].end <= hit->start)
                field->hits[kept++] = *hit;
            else if (field->hits[kept - 1].guessed)
                field->hits[kept - 1] = *hit;
        }
        field->count = kept;
    }
}

/* A year tells nothing where no other date stands, nor a country, where nothing is direct that they
 * add to: « condamné en 2017 », « une famille arrivée de Syrie ». */
static void drop_alone(struct pseudonym_field *fields, size_t count)
{
    bool dated = false;
    bool direct = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct hit *hit = &fields[i].hits[k];
            dated |= hit->category == FINDING_DATE && hit->reason != REASON_YEAR;
            direct |= hit->severity == FINDING_DIRECT;
        }
    for (size_t i = 0; i < count; i++) {
        size_t kept = 0;
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct hit *hit = &fields[i].hits[k];
            bool year = hit->category == FINDING_DATE && hit->reason == REASON_YEAR;
            bool country = hit->reason == REASON_COUNTRY && strcmp(hit->rule, "place/abroad") != 0;
            if (!direct && ((year && !dated) || country))
                continue;
            fields[i].hits[kept++] = *hit;
        }
        fields[i].count = kept;
    }
}

/* Where findings of the plain text are in the one that was given. */
static void give_back(struct detect_field *field, const struct plain *plain)
{
    for (size_t i = 0; plain->bytes != NULL && i < field->count; i++) {
        struct finding *finding = &field->findings[i];
        size_t last = finding->end - 1;
        finding->char_start = plain->chars[finding->start];
        finding->char_end = plain->chars[last] + (size_t)1;
        finding->start = plain->bytes[finding->start];
        finding->end = plain->bytes[last] + (size_t)1;
        while (((unsigned char)field->text[finding->end] & 0xC0) == 0x80)
            finding->end++;
    }
}

enum status detect_document(struct arena *arena, const struct lexicon *lexicon,
                            const struct detect_known *known, struct detect_field *fields,
                            size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        fields[i].findings = NULL;
        fields[i].count = 0;
        size_t len = strlen(fields[i].text);
        total += len < DETECT_BYTES_MAX ? len : DETECT_BYTES_MAX + (size_t)1;
        if (total > DETECT_BYTES_MAX)
            return STATUS_LIMIT;
        if (!well_formed(fields[i].text, len))
            return STATUS_INVALID;
    }
    struct scan scan = {.lexicon = lexicon, .known = known, .arena = arena};
    scan.tokens = arena_alloc(arena, SCAN_TOKENS * sizeof *scan.tokens);
    struct pseudonym_field *found = arena_alloc(arena, (count + 1) * sizeof *found);
    struct plain *plain = arena_alloc(arena, (count + 1) * sizeof *plain);
    size_t findings = 0;
    for (size_t i = 0; i < count && findings <= DETECT_FINDINGS_MAX; i++) {
        plain[i] = plain_of(arena, fields[i].text, strlen(fields[i].text));
        found[i].text = scan.text = plain[i].text;
        scan.len = plain[i].len;
        scan.field = (uint32_t)i;
        scan.hits = NULL;
        scan.hit_count = scan.hit_room = 0;
        find(&scan, &found[i]);
        findings += found[i].count;
    }
    if (findings > DETECT_FINDINGS_MAX)
        return STATUS_LIMIT;
    close_open(&scan, found, count);
    drop_alone(found, count);
    pseudonym_give(arena, lexicon, found, count, scan.letters);
    for (size_t i = 0; i < count; i++) {
        fields[i].findings = found[i].findings;
        fields[i].count = found[i].count;
        give_back(&fields[i], &plain[i]);
    }
    return STATUS_OK;
}
