#include "pseudonym.h"

#include "moment.h"

#include <stdlib.h>
#include <string.h>

/* The same person is the same letter everywhere; dates are told from the first event. */

struct entity {
    uint64_t keys[HIT_NAMES];
    uint8_t names, firsts, gender, initial;
    bool person, child, adult, doubted;
    unsigned letter; /* from 1 on, 0 until it is asked for */
};

struct link {
    uint64_t key;
    size_t entity;
    size_t next; /* of the same key, plus one */
};

struct giving {
    struct arena *arena;
    const struct lexicon *lexicon;
    struct entity *entities;
    size_t count, room;
    struct link *links;
    size_t link_count, link_room;
    size_t *heads; /* by key: a link, plus one */
    size_t mask;
    uint32_t letters;
    unsigned next_letter;
    struct moment moment;
};

enum { CHAIN_MAX = 16 }; /* people of one name: beyond that another entity is made */

static size_t *head_of(struct giving *giving, uint64_t key)
{
    return &giving->heads[(key ^ key >> 29) & giving->mask];
}

static bool share(const struct hit *hit, const struct entity *entity, bool firsts)
{
    for (unsigned i = 0; i < hit->names; i++)
        for (unsigned k = 0; k < entity->names; k++)
            if (hit->keys[i] == entity->keys[k] &&
                (!firsts || ((hit->firsts >> i & 1) != 0 && (entity->firsts >> k & 1) != 0)))
                return true;
    return false;
}

/* Whether one has no name that the other has not. */
static bool within(const struct hit *hit, const struct entity *entity)
{
    unsigned shared = 0;
    for (unsigned i = 0; i < hit->names; i++)
        for (unsigned k = 0; k < entity->names; k++)
            shared += hit->keys[i] == entity->keys[k];
    return shared >= hit->names || shared >= entity->names;
}

static bool same(const struct hit *hit, const struct entity *entity)
{
    if (hit->gender != GENDER_ANY && entity->gender != GENDER_ANY && hit->gender != entity->gender)
        return false;
    if ((hit->child && entity->adult) || (hit->adult && entity->child))
        return false; /* « Mme Durand », « sa fille Lina Durand » */
    if (hit->initial != 0 && entity->initial != 0 && hit->initial != entity->initial)
        return false; /* « K. Benali », « Samir Benali » */
    if (hit->names > 1 && entity->names > 1 && !within(hit, entity))
        return false; /* « DURAND Julien », « DURAND Lina » */
    return hit->firsts != 0 && entity->firsts != 0 ? share(hit, entity, true)
                                                   : share(hit, entity, false);
}

static void link_key(struct giving *giving, uint64_t key, size_t entity)
{
    giving->links = arena_grow(giving->arena, giving->links, giving->link_count, &giving->link_room,
                               sizeof *giving->links);
    size_t *head = head_of(giving, key);
    giving->links[giving->link_count] = (struct link){key, entity, *head};
    *head = ++giving->link_count;
}

static size_t find(struct giving *giving, const struct hit *hit, bool person)
{
    for (unsigned i = 0; i < hit->names; i++) {
        size_t at = *head_of(giving, hit->keys[i]);
        for (int n = 0; at != 0 && n < CHAIN_MAX; n++, at = giving->links[at - 1].next) {
            const struct link *link = &giving->links[at - 1];
            const struct entity *entity = &giving->entities[link->entity];
            if (link->key != hit->keys[i] || entity->person != person)
                continue;
            if (person ? same(hit, entity) : hit->names == entity->names)
                return link->entity;
        }
    }
    return giving->count;
}

/* What is not a name is told by how it is written. */
static uint64_t written(const char *text, const struct hit *hit)
{
    struct key key = KEY_START;
    for (uint32_t at = hit->start; at < hit->end; at++)
        key = key_byte(key, (unsigned char)text[at]);
    return key_whole(key_end(key)) + hit->category;
}

static size_t entity_of(struct giving *giving, const char *text, struct hit *hit)
{
    bool person = hit->category == FINDING_PERSON || hit->reason == REASON_KNOWN_PERSON;
    if (!person || hit->names == 0) {
        hit->keys[0] = written(text, hit);
        hit->names = 1;
        hit->firsts = 0;
    }
    size_t at = find(giving, hit, person);
    if (at == giving->count) {
        giving->entities = arena_grow(giving->arena, giving->entities, giving->count, &giving->room,
                                      sizeof *giving->entities);
        giving->entities[giving->count++] = (struct entity){.person = person};
    }
    struct entity *entity = &giving->entities[at];
    for (unsigned i = 0; i < hit->names && entity->names < HIT_NAMES; i++) {
        bool there = false;
        for (unsigned k = 0; k < entity->names; k++)
            there |= entity->keys[k] == hit->keys[i];
        if (there)
            continue;
        if ((hit->firsts >> i & 1) != 0)
            entity->firsts = (uint8_t)(entity->firsts | 1 << entity->names);
        entity->keys[entity->names++] = hit->keys[i];
        link_key(giving, hit->keys[i], at);
    }
    if (entity->gender == GENDER_ANY)
        entity->gender = hit->gender;
    if (entity->initial == 0)
        entity->initial = hit->initial;
    entity->doubted |= hit->doubted;
    entity->child |= hit->child;
    entity->adult |= hit->adult;
    return at;
}

static const char *fill(struct giving *giving, enum wording wording, const char *mark,
                        const char *value)
{
    const char *pattern = giving->lexicon->wordings[wording];
    const char *at = strstr(pattern, mark);
    if (at == NULL)
        return pattern;
    /* for every finding: by hand, faster than a format */
    size_t before = (size_t)(at - pattern);
    size_t len = strlen(value);
    const char *rest = at + strlen(mark);
    size_t after = strlen(rest) + 1;
    char *out = arena_alloc(giving->arena, before + len + after);
    memcpy(out, pattern, before);
    memcpy(out + before, value, len);
    memcpy(out + before + len, rest, after);
    return out;
}

static const char *letter_of(struct giving *giving, struct entity *entity)
{
    if (entity->letter == 0) {
        while (giving->next_letter < 26 && (giving->letters >> giving->next_letter & 1) != 0)
            giving->next_letter++;
        entity->letter = ++giving->next_letter;
    }
    unsigned number = entity->letter - 1;
    static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I",
                                          "J", "K", "L", "M", "N", "O", "P", "Q", "R",
                                          "S", "T", "U", "V", "W", "X", "Y", "Z"};
    return number < 26 ? letters[number]
                       : arena_printf(giving->arena, "%c%u", 'A' + (int)(number % 26), number / 26);
}

static const char *person_wording(struct giving *giving, const struct hit *hit,
                                  struct entity *entity)
{
    if (hit->title > 0)
        return fill(giving, WORDING_PERSON_TITLED, "{letter}", letter_of(giving, entity));
    enum wording wording = hit->beside                      ? WORDING_PERSON_BESIDE
                           : hit->couple                    ? WORDING_PERSON_COUPLE
                           : hit->several                   ? WORDING_PERSON_MEMBERS
                           : hit->family                    ? WORDING_PERSON_FAMILY
                           : entity->child                  ? WORDING_PERSON_CHILD
                           : entity->doubted                ? WORDING_PERSON_UNKNOWN
                           : entity->gender == GENDER_WOMAN ? WORDING_PERSON_WOMAN
                           : entity->gender == GENDER_MAN   ? WORDING_PERSON_MAN
                                                            : WORDING_PERSON_UNKNOWN;
    return fill(giving, wording, "{letter}", letter_of(giving, entity));
}

/* « Dr A. »: the title stays as it was written. */
static const char *titled(struct giving *giving, const char *text, const struct hit *hit,
                          const char *pattern)
{
    const char *at = hit->title > 0 ? strstr(pattern, "{title}") : NULL;
    if (at == NULL)
        return pattern;
    return arena_printf(giving->arena, "%.*s%.*s%s", (int)(at - pattern), pattern, (int)hit->title,
                        text + hit->start, at + strlen("{title}"));
}

/* « la seule sage-femme » is « une sage-femme », « maçon ukrainien » a « maçon ». */
static const char *plain_trait(struct giving *giving, const char *text, const struct hit *hit)
{
    const char *from = text + hit->start;
    size_t len = hit->end - hit->start;
    bool only = hit->reason == REASON_ONLY_ONE;
    bool article = only && len > 8 && (from[0] == 'l' || from[0] == 'L') && from[2] == ' ';
    if (article) {
        bool woman = from[1] == 'a' || from[1] == 'A';
        const char *rest = memchr(from + 3, ' ', len - 3);
        return rest == NULL ? giving->lexicon->wordings[hit->wording]
                            : arena_printf(giving->arena, "%s %.*s", woman ? "une" : "un",
                                           (int)(from + len - rest - 1), rest + 1);
    }
    const char *blank = memchr(from, ' ', len);
    if (blank == NULL || hit->reason == REASON_RARE || hit->reason == REASON_ADDS_UP)
        return giving->lexicon->wordings[hit->wording];
    while (!only && memchr(blank + 1, ' ', len - (size_t)(blank + 1 - from)) != NULL)
        blank = memchr(blank + 1, ' ', len - (size_t)(blank + 1 - from));
    return only ? arena_printf(giving->arena, "%.*s", (int)(from + len - blank - 1), blank + 1)
                : arena_printf(giving->arena, "%.*s", (int)(blank - from), from);
}

static void suggest(struct giving *giving, struct pseudonym_field *field)
{
    for (size_t i = 0; i < field->count; i++) {
        const struct hit *hit = &field->hits[i];
        struct finding *finding = &field->findings[i];
        struct entity *entity = &giving->entities[finding->entity];
        if (hit->category == FINDING_PERSON)
            finding->suggestion =
                titled(giving, field->text, hit, person_wording(giving, hit, entity));
        else if (hit->category == FINDING_DATE)
            finding->suggestion =
                moment_wording(&giving->moment, giving->arena, giving->lexicon, hit);
        else if (hit->wording == WORDING_TRAIT_PLAIN)
            finding->suggestion = plain_trait(giving, field->text, hit);
        else
            finding->suggestion = giving->lexicon->wordings[hit->wording];
    }
}

void pseudonym_give(struct arena *arena, const struct lexicon *lexicon,
                    struct pseudonym_field *fields, size_t count, uint32_t letters)
{
    struct giving giving = {.arena = arena, .lexicon = lexicon, .letters = letters};
    size_t total = 1;
    for (size_t i = 0; i < count; i++)
        total += fields[i].count;
    size_t room = 64;
    while (room < 2 * total)
        room *= 2;
    giving.heads = arena_alloc(arena, room * sizeof *giving.heads);
    giving.mask = room - 1;
    moment_begin(&giving.moment, arena, fields, count);
    for (size_t i = 0; i < count; i++) {
        struct pseudonym_field *field = &fields[i];
        field->findings = arena_alloc(arena, (field->count + 1) * sizeof *field->findings);
        for (size_t k = 0; k < field->count; k++) {
            struct hit *hit = &field->hits[k];
            field->findings[k] = (struct finding){.start = hit->start,
                                                  .end = hit->end,
                                                  .char_start = hit->char_start,
                                                  .char_end = hit->char_end,
                                                  .category = hit->category,
                                                  .severity = hit->severity,
                                                  .reason = finding_reason(hit->reason),
                                                  .rule = hit->rule,
                                                  .lexicon = hit->lexicon ? hit->lexicon : "",
                                                  .entity = entity_of(&giving, field->text, hit)};
        }
    }
    for (size_t i = 0; i < count; i++)
        suggest(&giving, &fields[i]);
}
