#include "read_all.h"

#include "anonymise/replacement.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* anonymise-findings TABLE POLICIES: texts on standard input, a NUL behind each.  For each text a
 * line a finding (start, end in code points, category, severity, rule), then the text with all
 * replaced behind « = », line breaks as \n.  What tests/anonymise/reach.mjs reads. */

static void print(const char *text)
{
    putchar('=');
    for (; *text != '\0'; text++)
        if (*text == '\n')
            fputs("\\n", stdout);
        else
            putchar(*text);
    putchar('\n');
}

int main(int count, char **words)
{
    struct lexicon *lexicon;
    size_t len;
    char *all = read_all(&len);
    if (all == NULL || count != 3 || lexicon_load(&lexicon, words[1], words[2]) != STATUS_OK)
        return EXIT_FAILURE;
    all[len] = '\0';
    for (size_t at = 0; at < len; at += strlen(all + at) + 1) {
        struct arena *arena = arena_new();
        struct detect_field field = {.text = text_repair(arena, all + at, strlen(all + at))};
        if (detect_document(arena, lexicon, NULL, &field, 1) != STATUS_OK)
            return EXIT_FAILURE;
        for (size_t i = 0; i < field.count; i++)
            printf("%zu\t%zu\t%s\t%s\t%s\n", field.findings[i].char_start,
                   field.findings[i].char_end, finding_category_name(field.findings[i].category),
                   finding_severity_name(field.findings[i].severity), field.findings[i].rule);
        print(replacement_all(arena, &field, true));
        arena_free(arena);
    }
    lexicon_free(lexicon);
    free(all);
    return EXIT_SUCCESS;
}
