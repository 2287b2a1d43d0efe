#ifndef CORPUS_H
#define CORPUS_H

/* Texts with what must be found in braces, as tests/anonymise/casework.txt says. */

#include "anonymise/detect.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPANS_MAX = 32 };

struct corpus_span {
    size_t start, end; /* bytes of the plain text */
    char category[16];
};

struct corpus_text {
    char *plain;
    struct corpus_span spans[SPANS_MAX];
    size_t count;
};

struct corpus_score {
    size_t spans, touched, covered, right_kind, direct_missed;
    size_t clean, clean_flagged, clean_direct, findings, wrong;
};

static inline struct lexicon *corpus_lexicon(void)
{
    struct lexicon *lexicon;
    assert_int_equal(lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex",
                                  SOURCE_DIR "/policies/anonymisation"),
                     STATUS_OK);
    return lexicon;
}

/* The braces of one paragraph taken out. */
static inline void corpus_strip(struct corpus_text *out, struct arena *arena, const char *marked)
{
    *out = (struct corpus_text){.plain = arena_alloc(arena, strlen(marked) + 1)};
    size_t len = 0;
    for (const char *at = marked; *at != '\0'; at++) {
        if (*at == '{') {
            struct corpus_span *span = &out->spans[out->count];
            const char *colon = strchr(at, ':');
            assert_non_null(colon);
            assert_true(out->count < SPANS_MAX && colon - at < 16);
            memcpy(span->category, at + 1, (size_t)(colon - at - 1));
            span->start = len;
            at = colon;
        } else if (*at == '}') {
            out->spans[out->count++].end = len;
        } else {
            out->plain[len++] = *at;
        }
    }
}

static inline bool corpus_direct(const char *category)
{
    static const char *const direct[] = {"person",  "phone",      "email",
                                         "address", "identifier", "date"};
    for (size_t i = 0; i < sizeof direct / sizeof *direct; i++)
        if (strcmp(category, direct[i]) == 0)
            return true;
    return false;
}

static inline void corpus_judge(struct corpus_score *score, const struct corpus_text *text,
                                const struct detect_field *field)
{
    for (size_t i = 0; i < text->count; i++) {
        const struct corpus_span *span = &text->spans[i];
        bool touched = false;
        bool covered = false;
        bool kind = false;
        for (size_t k = 0; k < field->count; k++) {
            const struct finding *finding = &field->findings[k];
            bool touches = finding->start < span->end && finding->end > span->start;
            touched |= touches;
            covered |= finding->start <= span->start && finding->end >= span->end;
            kind |=
                touches && strcmp(finding_category_name(finding->category), span->category) == 0;
        }
        score->spans++;
        score->touched += touched;
        score->covered += covered;
        score->right_kind += kind;
        if (!touched || !covered)
            printf("%s: {%s:%.*s} in: %.60s\n", touched ? "in part" : "MISSED", span->category,
                   (int)(span->end - span->start), text->plain + span->start, text->plain);
        if (!touched && corpus_direct(span->category))
            score->direct_missed++;
    }
    bool direct = false;
    for (size_t k = 0; k < field->count; k++) {
        const struct finding *finding = &field->findings[k];
        bool right = false;
        for (size_t i = 0; i < text->count; i++)
            right |= finding->start < text->spans[i].end && finding->end > text->spans[i].start;
        score->findings++;
        score->wrong += !right;
        direct |= finding->severity == FINDING_DIRECT;
        if (!right)
            printf("extra: %s (%s, %s) in: %.60s\n", finding_category_name(finding->category),
                   finding->rule, finding_severity_name(finding->severity), text->plain),
                printf("       [%.*s]\n", (int)(finding->end - finding->start),
                       text->plain + finding->start);
    }
    if (text->count == 0) {
        score->clean++;
        score->clean_flagged += field->count > 0;
        score->clean_direct += direct;
    }
}

/* Every paragraph of a file. */
static inline struct corpus_score corpus_score(const struct lexicon *lexicon, const char *path)
{
    struct arena *arena = arena_new();
    struct bytes content;
    struct corpus_score score = {0};
    assert_int_equal(file_read(&content, arena, path, 1 << 20), STATUS_OK);
    for (char *at = (char *)(uintptr_t)content.data; at != NULL && *at != '\0';) {
        char *next = strstr(at, "\n\n");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        if (*at != '#' && *at != '\0') {
            struct corpus_text text;
            corpus_strip(&text, arena, at);
            struct detect_field field = {.text = text.plain};
            assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
            corpus_judge(&score, &text, &field);
        }
        at = next;
    }
    printf(
        "%s\n  %zu identifiers: touched %zu, covered %zu, of the right kind %zu; %zu direct ones "
        "missed\n  %zu clean texts: %zu flagged, %zu with a direct finding; %zu findings, %zu "
        "needless\n",
        path, score.spans, score.touched, score.covered, score.right_kind, score.direct_missed,
        score.clean, score.clean_flagged, score.clean_direct, score.findings, score.wrong);
    arena_free(arena);
    return score;
}

#endif
