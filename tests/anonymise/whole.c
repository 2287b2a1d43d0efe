#include "read_all.h"

#include "anonymise/replacement.h"
#include "anonymise/terms.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* anonymise-whole TABLE POLICIES [--lists|--names]: documents on standard input, a NUL behind each
 * and \x01 between their texts.  For each document all that the detection says, as
 * src/browser/examine.c writes it, then its texts with what is direct replaced, then with all, a
 * NUL behind each of the three.  With an option, what terms.h gives a browser.  What
 * tests/anonymise/identity.mjs compares. */

enum { TEXTS_MAX = 16 };

static void print(size_t text, const struct finding *finding)
{
    printf("%zu\t%zu\t%zu\t%zu\t%zu\t%s\t%s\t%s\t%s\t%s\t%zu\t%s\n", text, finding->start,
           finding->end, finding->char_start, finding->char_end,
           finding_category_name(finding->category), finding_severity_name(finding->severity),
           finding->reason, finding->rule, finding->lexicon, finding->entity, finding->suggestion);
}

static int whole(const struct lexicon *lexicon, const struct detect_known *known, char *document)
{
    struct arena *arena = arena_new();
    struct detect_field fields[TEXTS_MAX] = {0};
    size_t count = 0;
    for (char *next = document; next != NULL && count < TEXTS_MAX; count++) {
        const char *text = next;
        next = strchr(next, '\x01');
        if (next != NULL)
            *next++ = '\0';
        fields[count].text = text_repair(arena, text, strlen(text));
    }
    if (detect_document(arena, lexicon, known, fields, count) != STATUS_OK)
        return EXIT_FAILURE;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++)
            print(i, &fields[i].findings[k]);
    putchar('\0');
    for (int mild = 0; mild < 2; mild++) {
        for (size_t i = 0; i < count; i++)
            printf("%s%s", i > 0 ? "\x01" : "", replacement_all(arena, &fields[i], mild == 1));
        putchar('\0');
    }
    arena_free(arena);
    return EXIT_SUCCESS;
}

int main(int count, char **words)
{
    struct lexicon *lexicon;
    struct arena *arena = arena_new();
    size_t len;
    if (count < 3 || lexicon_load(&lexicon, words[1], words[2]) != STATUS_OK)
        return EXIT_FAILURE;
    struct detect_known *known = detect_known_new(arena);
    detect_known_add(known, DETECT_KNOWN_PERSON, "Camille Sauvaire");
    detect_known_add(known, DETECT_KNOWN_STRUCTURE, "Maison du Pont");
    int result = EXIT_SUCCESS;
    if (count > 3) {
        struct bytes terms = strcmp(words[3], "--lists") == 0 ? terms_lists(arena, lexicon)
                                                              : terms_names(arena, known);
        fwrite(terms.data, 1, terms.len, stdout);
    } else {
        char *all = read_all(&len);
        if (all == NULL)
            return EXIT_FAILURE;
        all[len] = '\0';
        for (size_t at = 0, next; at < len && result == EXIT_SUCCESS; at = next) {
            next = at + strlen(all + at) + 1;
            result = whole(lexicon, known, all + at);
        }
        free(all);
    }
    lexicon_free(lexicon);
    arena_free(arena);
    return result;
}
