/* How strong a passphrase is. */

#include "passphrase_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zxcvbn.h>

/* zxcvbn scans its whole list at every place of the passphrase and takes a word's place in the list
 * for its rank.  So it gets the few words that are there, each at its own place, and empty words,
 * which never match, between them.  Past RANKS all words count alike: 14 bits, what a word drawn by
 * lot from a list of that many is worth. */
enum {
    LOOKED_AT = 64,  /* bytes; more would only add */
    RANKS = 1 << 14, /* places */
    BEYOND = 1024,   /* words past RANKS */
    PERSONAL = 256,  /* personal words */
    TOKEN_MIN = 3,   /* letters of a personal word */
    PLACES = PERSONAL + RANKS + BEYOND,
};

/* Guessing whether and how words are separated: " ", "-", "_", ".", "'", ",", capitals, nothing. */
static const double separator_bits = 3;

struct list {
    const char *places[PLACES + 1];
    size_t personal;
    size_t end;
    char text[PERSONAL][LOOKED_AT + 1];
};

static void add_personal(struct list *list, const char *word)
{
    if (strlen(word) < TOKEN_MIN || list->personal == PERSONAL)
        return;
    char *copy = list->text[list->personal];
    strcpy(copy, word);
    list->places[list->personal++] = copy;
}

/* "marie.dupont@example.org": marie, dupont, example, org, and mariedupont@exampleorg. */
static void add_all(struct list *list, const char *text)
{
    char plain[LOOKED_AT + 1];
    passphrase_words_plain(plain, sizeof plain, text);
    char whole[LOOKED_AT + 1];
    strcpy(whole, plain);
    passphrase_words_squeeze(whole);
    add_personal(list, whole);
    char *rest = NULL;
    for (char *token = strtok_r(plain, " '-_.,@+/:;()\t\n", &rest); token != NULL;
         token = strtok_r(NULL, " '-_.,@+/:;()\t\n", &rest))
        add_personal(list, token);
}

static void take_word(void *context, size_t rank, const char *word)
{
    struct list *list = context;
    size_t place = list->personal + rank;
    if (rank >= RANKS) {
        size_t first = list->personal + RANKS;
        for (place = first; place < list->end; place++)
            if (list->places[place] == word)
                return;
        if (place < first)
            place = first;
        if (place == first + BEYOND)
            return;
    }
    for (; list->end <= place; list->end++)
        list->places[list->end] = "";
    list->places[place] = word;
}

static double estimate(const struct passphrase_words *words, struct list *list, const char *text)
{
    char backwards[LOOKED_AT + 1] = {0};
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        backwards[i] = text[len - 1 - i];
    list->end = list->personal;
    if (words != NULL) {
        passphrase_words_find(words, text, take_word, list);
        passphrase_words_find(words, backwards, take_word, list);
    }
    list->places[list->end] = NULL;
    secret_wipe(backwards, sizeof backwards);
    return ZxcvbnMatch(text, list->places, NULL);
}

double passphrase_bits(const struct passphrase_words *words, const char *passphrase,
                       const char *const *personal, size_t count)
{
    if (strnlen(passphrase, PASSPHRASE_MAX + 1) > PASSPHRASE_MAX)
        return 0;
    struct list *list = calloc(1, sizeof *list);
    if (list == NULL)
        abort();
    for (size_t i = 0; i < count; i++)
        add_all(list, personal[i]);
    char text[LOOKED_AT + 1];
    passphrase_words_plain(text, sizeof text, passphrase);
    double bits = estimate(words, list, text);
    size_t len = strlen(text);
    passphrase_words_squeeze(text);
    if (strlen(text) < len) {
        double squeezed = estimate(words, list, text) + separator_bits;
        bits = squeezed < bits ? squeezed : bits;
    }
    secret_wipe(text, sizeof text);
    secret_wipe(list, sizeof *list); /* which words are there tells much */
    free(list);
    return bits;
}
