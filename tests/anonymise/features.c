#include "read_all.h"

#include "feature.h"
#include "scan.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* anonymise-features TABLE POLICIES: texts on standard input, a NUL behind each.  What
 * src/anonymise/train.mjs learns from, as numbers of 32 bits: for each word that the model is asked
 * about where it begins and ends in code points, then its features; twice the greatest number
 * behind each text. */

static void print(const struct scan *scan)
{
    uint32_t piece = feature_piece(scan);
    for (int i = 0; i < scan->count; i++) {
        uint32_t line[2 + FEATURES] = {scan_at(scan, i)->char_start, scan_at(scan, i)->char_end};
        if (!feature_wanted(scan, i))
            continue;
        feature_of(line + 2, scan, i, piece);
        fwrite(line, sizeof *line, sizeof line / sizeof *line, stdout);
    }
}

int main(int count, char **words)
{
    struct lexicon *lexicon;
    size_t len;
    char *all = read_all(&len);
    if (all == NULL || count != 3 || lexicon_load(&lexicon, words[1], words[2]) != STATUS_OK)
        return EXIT_FAILURE;
    all[len] = '\0';
    static struct token tokens[SCAN_TOKENS];
    for (size_t at = 0; at < len; at += strlen(all + at) + 1) {
        struct arena *arena = arena_new();
        struct scan scan = {.lexicon = lexicon, .arena = arena, .tokens = tokens};
        scan.text = text_repair(arena, all + at, strlen(all + at));
        scan.len = strlen(scan.text);
        struct token_reader reader = {
            .lexicon = lexicon, .text = scan.text, .len = scan.len, .begin = true};
        while ((scan.count = (int)token_read(&reader, tokens, SCAN_TOKENS)) > 0) {
            scan_rules(&scan);
            print(&scan);
        }
        const uint32_t end[2] = {UINT32_MAX, UINT32_MAX};
        fwrite(end, sizeof *end, 2, stdout);
        arena_free(arena);
    }
    lexicon_free(lexicon);
    free(all);
    return EXIT_SUCCESS;
}
