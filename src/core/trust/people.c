#include "trust/people.h"

#include "base/collate.h"
#include "base/text.h"
#include "store/rows/access_rows.h"
#include "trust/person.h"
#include "trust/places.h"
#include "trust/roll.h"

#include <stdlib.h>
#include <string.h>

struct people_word {
    uint32_t person; /* place in the order */
    uint32_t number; /* of the word in their name, from 0 */
};

/* While they are sorted; gone with the arena, wiped. */
struct named {
    const char *key, *folded;
    struct people_one one;
};

struct spelt {
    const char *rest;
    struct people_word word;
};

const char *people_fold(struct arena *arena, const char *text)
{
    static const char *const joined[][2] = {{"œ", "oe"}, {"æ", "ae"}};
    char *folded = text_fold(arena, text);
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++) /* two bytes each, as before */
        for (char *at = folded; (at = strstr(at, joined[i][0])) != NULL;)
            memcpy(at, joined[i][1], 2);
    return folded;
}

/* Signs of ASCII part words, and so does the curly apostrophe. */
static size_t sign(const char *at)
{
    static const char curly[] = "’";
    if (strncmp(at, curly, sizeof curly - 1) == 0)
        return sizeof curly - 1;
    return strchr(" -'.,()/&", *at) != NULL && *at != '\0';
}

/* The next word from ${at} on, and its end; NULL: there is none. */
static const char *next_word(const char *at, const char **end)
{
    while (sign(at) > 0)
        at += sign(at);
    for (*end = at; **end != '\0' && sign(*end) == 0;)
        ++*end;
    return *at == '\0' ? NULL : at;
}

static const char *word_at(const char *folded, uint32_t number)
{
    const char *end = folded, *word;
    do
        word = next_word(end, &end);
    while (word != NULL && number-- > 0);
    return word != NULL ? word : "";
}

static bool has_word(const char *folded, const char *word, size_t len)
{
    const char *end = folded, *each;
    while ((each = next_word(end, &end)) != NULL)
        if (strncmp(each, word, len) == 0)
            return true;
    return false;
}

bool people_says(struct arena *arena, const char *folded, const char *text)
{
    const char *end = people_fold(arena, text), *word;
    while ((word = next_word(end, &end)) != NULL)
        if (!has_word(folded, word, (size_t)(end - word)))
            return false;
    return true;
}

static int by_key(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    const int order = strcmp(a->key, b->key);
    return order != 0 ? order
                      : memcmp(&a->one.member.account, &b->one.member.account,
                               sizeof a->one.member.account);
}

static int by_rest(const void *left, const void *right)
{
    return strcmp(((const struct spelt *)left)->rest, ((const struct spelt *)right)->rest);
}

static struct arena *new_arena(void)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort(); /* as arenas do */
    return arena;
}

static struct act reading(const struct act *act, struct arena *arena)
{
    return (struct act){.core = act->core, .arena = arena, .space = act->space, .pack = act->pack};
}

/* Some at a time: whatever else is known of them is given back before the next. */
static enum status name_some(struct named *all, size_t count, struct act *act, struct db_conn *conn)
{
    struct arena *arena = new_arena();
    struct act some = reading(act, arena);
    struct account_id *accounts = arena_alloc(arena, (count + 1) * sizeof *accounts);
    for (size_t i = 0; i < count; i++)
        accounts[i] = all[i].one.member.account;
    enum status status = person_learn(&some, conn, accounts, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const json_t *person = act_json(arena, person_json(&some, conn, accounts[i]));
        const char *name = act_text(person, "name");
        all[i].key = collate_key(act->arena, name != NULL ? name : "");
        all[i].folded = people_fold(act->arena, name != NULL ? name : "");
    }
    arena_free(arena);
    return status;
}

static enum status collect(struct named **out, size_t *count, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    struct account_id *shut;
    size_t shut_count;
    enum { AT_ONCE = 256 };
    enum status status = roll_members(&members, count, act, conn);
    if (status == STATUS_OK)
        status = access_rows_suspended(&shut, &shut_count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    *out = arena_alloc(act->arena, (*count + shut_count + 1) * sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i].one.member = members[i];
    for (size_t i = 0; i < shut_count && status == STATUS_OK; i++) {
        struct people_one *one = &(*out)[*count].one;
        one->shut = true;
        status = person_rows_membership(&one->member, conn, act->arena, act->space, shut[i]);
        *count += status == STATUS_OK;
        if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
            status = STATUS_OK;
    }
    for (size_t i = 0; i < *count && status == STATUS_OK; i += AT_ONCE)
        status = name_some(*out + i, *count - i < AT_ONCE ? *count - i : AT_ONCE, act, conn);
    return status;
}

static void copy_people(struct people *out, struct arena *arena, const struct named *all,
                        size_t count)
{
    struct people_one *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++) {
        copy[i] = all[i].one;
        copy[i].member.profession = arena_text(arena, all[i].one.member.profession);
    }
    out->all = copy;
    out->count = count;
}

static void copy_words(struct people *out, struct arena *arena, struct act *act,
                       const struct named *all, size_t count)
{
    struct spelt *spelt = NULL;
    size_t room = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *end = all[i].folded, *word;
        for (uint32_t number = 0; (word = next_word(end, &end)) != NULL; number++) {
            spelt = arena_grow(act->arena, spelt, out->word_count, &room, sizeof *spelt);
            spelt[out->word_count++] = (struct spelt){word, {i, number}};
        }
    }
    if (out->word_count > 0)
        qsort(spelt, out->word_count, sizeof *spelt, by_rest);
    struct people_word *words = arena_alloc(arena, (out->word_count + 1) * sizeof *words);
    for (size_t i = 0; i < out->word_count; i++)
        words[i] = spelt[i].word;
    out->words = words;
}

static enum status order(const struct people **out, struct act *act, struct db_conn *conn)
{
    struct arena *working = new_arena(), *arena = new_arena();
    struct act sorting = reading(act, working);
    struct people *people = arena_alloc(arena, sizeof *people);
    struct named *all;
    size_t count;
    enum status status = collect(&all, &count, &sorting, conn);
    if (status == STATUS_OK) {
        if (count > 0)
            qsort(all, count, sizeof *all, by_key);
        copy_people(people, arena, all, count);
        copy_words(people, arena, &sorting, all, count);
    }
    act->tampered |= sorting.tampered;
    arena_free(working);
    if (status == STATUS_OK)
        *out = roll_derive(act, conn, ROLL_PEOPLE, arena, people);
    else
        arena_free(arena);
    return status;
}

enum status people_order(const struct people **out, struct act *act, struct db_conn *conn)
{
    *out = roll_derived(act, conn, ROLL_PEOPLE);
    return *out != NULL ? STATUS_OK : order(out, act, conn);
}

/* How ${word} stands to the rest of a name from a word of it on. */
static int compare(struct act *act, struct db_conn *conn, const struct people *people, size_t at,
                   const char *word, size_t len)
{
    const struct people_word *here = &people->words[at];
    const struct account_id account = people->all[here->person].member.account;
    const json_t *person = act_json(act->arena, person_json(act, conn, account));
    const char *name = act_text(person, "name");
    const char *folded = people_fold(act->arena, name != NULL ? name : "");
    return strncmp(word, word_at(folded, here->number), len);
}

/* The first place whose rest is not before ${word}, or, ${past} it, is behind it. */
static size_t bound(struct act *act, struct db_conn *conn, const struct people *people,
                    const char *word, size_t len, bool past)
{
    size_t first = 0, end = people->word_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        const int order = compare(act, conn, people, middle, word, len);
        if (order > 0 || (past && order == 0))
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static bool says(struct act *act, const struct places *places, const struct people_one *one,
                 const char *word, size_t len)
{
    const struct place *place = places_find(places, one->member.structure);
    const char *label = pack_label(act->pack, "professions", one->member.profession);
    return (place != NULL && has_word(place->folded, word, len)) ||
           has_word(people_fold(act->arena, label), word, len);
}

enum status people_search(bool *found, const struct people *people, struct act *act,
                          struct db_conn *conn, const char *text)
{
    const struct places *places;
    const char *end = people_fold(act->arena, text), *word;
    enum status status = places_order(&places, act, conn);
    for (size_t i = 0; i < people->count; i++)
        found[i] = true;
    while (status == STATUS_OK && (word = next_word(end, &end)) != NULL) {
        const size_t len = (size_t)(end - word);
        bool *named = arena_alloc(act->arena, people->count + 1);
        const size_t first = bound(act, conn, people, word, len, false);
        const size_t last = bound(act, conn, people, word, len, true);
        for (size_t i = first; i < last; i++)
            named[people->words[i].person] = true;
        for (size_t i = 0; i < people->count; i++)
            found[i] &= named[i] || says(act, places, &people->all[i], word, len);
    }
    return status;
}
