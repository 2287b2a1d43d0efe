#include "passphrase_words.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 8 * 1024 * 1024, WORD_MIN = 2, WORD_MAX = 40 };

struct word {
    const char *text;
    size_t rank;
};

/* In alphabetical order, once somebody asks. */
struct index {
    pthread_mutex_t lock;
    char *text; /* the file, or NULL once it is in ${words} */
    struct word *words;
    size_t count;
};

struct passphrase_words {
    struct arena *arena;
    struct index *index;
};

static size_t character(const char *text)
{
    size_t len = 1;
    while (((unsigned char)text[len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* One letter that is not ASCII: its bare letters, or one byte over 0x7F for an unknown script. */
static const char *bare(struct arena *arena, const char *letter, char unknown[2])
{
    const char *folded = text_fold(arena, letter);
    if (strcmp(folded, "œ") == 0)
        return "oe";
    if (strcmp(folded, "æ") == 0)
        return "ae";
    for (const char *c = folded; *c != '\0'; c++) {
        if ((unsigned char)*c >= 0x80) {
            unknown[0] = (char)(0x80 | (unsigned char)folded[strlen(folded) - 1]);
            unknown[1] = '\0';
            return unknown;
        }
    }
    return folded;
}

void passphrase_words_plain(char *out, size_t room, const char *text)
{
    struct arena *arena = NULL; /* sees accented letters, one by one, never the text */
    while (*text != '\0' && room > 1) {
        size_t len = character(text);
        if ((unsigned char)*text < 0x80) {
            *out++ = *text++;
            room--;
            continue;
        }
        if (arena == NULL && (arena = arena_new()) == NULL)
            abort();
        char unknown[2];
        const char *letters = bare(arena, arena_copy(arena, text, len), unknown);
        text += len;
        for (; *letters != '\0' && room > 1; room--)
            *out++ = *letters++;
    }
    *out = '\0';
    arena_free(arena);
}

void passphrase_words_squeeze(char *text)
{
    char *end = text;
    for (; *text != '\0'; text++)
        if (strchr(" '-_.,", *text) == NULL)
            *end++ = *text;
    *end = '\0';
}

static int by_text(const void *a, const void *b)
{
    const struct word *first = a;
    const struct word *second = b;
    int order = strcmp(first->text, second->text);
    return order != 0 ? order : (first->rank > second->rank) - (first->rank < second->rank);
}

/* Make a line the word it stands for, in place; false if it is too short or too long to tell. */
static bool listed(char *line)
{
    size_t room = strlen(line) + 1;
    char word[WORD_MAX + 2];
    passphrase_words_plain(word, room < sizeof word ? room : sizeof word, line);
    passphrase_words_squeeze(word);
    size_t len = strlen(word);
    if (len < WORD_MIN || len > WORD_MAX)
        return false;
    for (size_t i = 0; i <= len; i++)
        line[i] = (char)tolower((unsigned char)word[i]);
    return true;
}

/* The words stay where the file was read: a hundred thousand of them are most of what an idle
 * server holds. */
static void fill(struct index *index, struct arena *arena)
{
    size_t lines = 1;
    for (const char *c = index->text; *c != '\0'; c++)
        lines += *c == '\n';
    index->words = arena_alloc(arena, lines * sizeof *index->words);
    char *rest = NULL;
    for (char *line = strtok_r(index->text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        if (!listed(line))
            continue;
        index->words[index->count] = (struct word){line, index->count};
        index->count++;
    }
    qsort(index->words, index->count, sizeof *index->words, by_text);
    index->text = NULL;
}

/* Most runs of the program, and most days of a server, meter no passphrase. */
static const struct index *index_of(const struct passphrase_words *words)
{
    pthread_mutex_lock(&words->index->lock);
    if (words->index->text != NULL)
        fill(words->index, words->arena);
    pthread_mutex_unlock(&words->index->lock);
    return words->index;
}

enum status passphrase_words_load(struct passphrase_words **out, const char *path)
{
    *out = NULL;
    struct passphrase_words *words = calloc(1, sizeof *words);
    struct arena *arena = arena_new();
    if (words == NULL || arena == NULL)
        abort();
    words->arena = arena;
    words->index = arena_alloc(arena, sizeof *words->index);
    pthread_mutex_init(&words->index->lock, NULL);
    struct bytes content;
    enum status status = file_read(&content, arena, path, FILE_MAX);
    if (status == STATUS_OK && !text_is_utf8((const char *)content.data, content.len))
        status = STATUS_INVALID;
    if (status != STATUS_OK) {
        passphrase_words_free(words);
        return status;
    }
    words->index->text = (char *)content.data; /* the arena's, and the arena is ours */
    *out = words;
    return STATUS_OK;
}

void passphrase_words_free(struct passphrase_words *words)
{
    if (words == NULL)
        return;
    pthread_mutex_destroy(&words->index->lock);
    arena_free(words->arena);
    free(words);
}

/* The letters that a typed character may stand for, itself first. */
static const char *letters(char typed, char own[2])
{
    static const char *const stands[] = {"!i", "$s", "%x", "(c", "+t", "0o",  "1il",
                                         "2z", "3e", "4a", "5s", "6g", "7lt", "8b",
                                         "9g", "<c", "@a", "{c", "|il"};
    for (size_t i = 0; i < sizeof stands / sizeof *stands; i++)
        if (stands[i][0] == typed)
            return stands[i];
    own[0] = (char)tolower((unsigned char)typed);
    own[1] = '\0';
    return own;
}

struct search {
    const struct index *words;
    void (*found)(void *context, size_t rank, const char *word);
    void *context;
};

/* The first of words[from..to) whose letter at ${at} is not less than ${letter}; all of them have
 * the same letters before. */
static size_t bound_of(const struct index *words, size_t from, size_t to, size_t at, int letter)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if ((unsigned char)words->words[middle].text[at] < letter)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* words[from..to) all begin with the ${at} letters that were read before ${text}. */
static void walk(const struct search *search, const char *text, size_t from, size_t to, size_t at)
{
    if (from < to && search->words->words[from].text[at] == '\0')
        search->found(search->context, search->words->words[from].rank,
                      search->words->words[from].text);
    if (from == to || *text == '\0')
        return;
    char own[2];
    for (const char *letter = letters(*text, own); *letter != '\0'; letter++) {
        int next = (unsigned char)*letter;
        size_t first = bound_of(search->words, from, to, at, next);
        size_t last = bound_of(search->words, first, to, at, next + 1);
        walk(search, text + 1, first, last, at + 1);
    }
}

void passphrase_words_find(const struct passphrase_words *words, const char *text,
                           void (*found)(void *context, size_t rank, const char *word),
                           void *context)
{
    const struct search search = {index_of(words), found, context};
    for (; *text != '\0'; text++)
        walk(&search, text, 0, search.words->count, 0);
}
