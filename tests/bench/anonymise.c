#include "anonymise/detect.h"
#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The anonymiser on news annotated by hand: bench-anonymise [missed|wrong], to see which.
 * Recall: how many annotated names a finding touches, or covers whole.  Precision: how many
 * findings touch an annotated name.  Beside them, what fr-compromise 0.2.8 reached on another part
 * of the same corpus. */

enum { LABELS = 7, MARKS_MAX = 4096 };

static const struct {
    const char *name;
    double other;
} KINDS[LABELS] = {{"Person", 0.834}, {"Location", 0.550}, {"Organization", 0.244}, {"Date", 0.928},
                   {"Hour", 0},       {"Event", 0},        {"Product", 0}};

struct mark {
    size_t start, end;
    int label;
};

struct tally {
    size_t marks[LABELS], touched[LABELS], covered[LABELS];
    size_t findings, right, direct, files, bytes;
    double seconds;
};

static const char *show = "";

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at); /* the machine may be shared */
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static size_t read_marks(struct mark *marks, const char *text)
{
    size_t count = 0;
    for (const char *line = text; line != NULL && *line != '\0' && count < MARKS_MAX;) {
        char label[32];
        struct mark mark;
        if (sscanf(line, "T%*d\t%31s %zu %zu", label, &mark.start, &mark.end) == 3)
            for (mark.label = 0; mark.label < LABELS; mark.label++)
                if (strcmp(KINDS[mark.label].name, label) == 0) {
                    marks[count++] = mark;
                    break;
                }
        line = strchr(line, '\n');
        if (line != NULL)
            line++;
    }
    return count;
}

static void print_missed(const char *text, const struct mark *mark)
{
    size_t from = mark->start > 40 ? mark->start - 40 : 0;
    size_t at = 0;
    printf("%s\t", KINDS[mark->label].name);
    for (const char *c = text; *c != '\0' && at < mark->end + 40; c++) {
        at += ((unsigned char)*c & 0xC0) != 0x80;
        if (at == mark->start + 1 && ((unsigned char)*c & 0xC0) != 0x80)
            putchar('[');
        if (at == mark->end + 1 && ((unsigned char)*c & 0xC0) != 0x80)
            putchar(']');
        if (at > from)
            putchar(*c == '\n' ? '|' : *c);
    }
    putchar('\n');
}

static void print_wrong(const char *text, const struct finding *finding)
{
    size_t from = finding->start > 40 ? finding->start - 40 : 0;
    printf("%s\t%.*s[%.*s]%.30s\n", finding->rule, (int)(finding->start - from), text + from,
           (int)(finding->end - finding->start), text + finding->start, text + finding->end);
}

static void compare(struct tally *tally, const struct mark *marks, size_t count,
                    const struct detect_field *field)
{
    for (size_t i = 0; i < count; i++) {
        bool touched = false;
        bool covered = false;
        for (size_t k = 0; k < field->count; k++) {
            const struct finding *finding = &field->findings[k];
            touched |= finding->char_start < marks[i].end && finding->char_end > marks[i].start;
            covered |= finding->char_start <= marks[i].start && finding->char_end >= marks[i].end;
        }
        tally->marks[marks[i].label]++;
        tally->touched[marks[i].label] += touched;
        tally->covered[marks[i].label] += covered;
        if (!touched && strcmp(show, "missed") == 0)
            print_missed(field->text, &marks[i]);
    }
    for (size_t k = 0; k < field->count; k++) {
        const struct finding *finding = &field->findings[k];
        bool right = false;
        for (size_t i = 0; i < count && !right; i++)
            right = finding->char_start < marks[i].end && finding->char_end > marks[i].start;
        tally->findings++;
        tally->right += right;
        tally->direct += finding->severity == FINDING_DIRECT;
        if (!right && strcmp(show, "wrong") == 0)
            print_wrong(field->text, finding);
    }
}

static void one(struct tally *tally, const struct lexicon *lexicon, const char *path, char **all,
                size_t *len)
{
    struct arena *arena = arena_new();
    struct bytes text;
    struct bytes notes;
    static struct mark marks[MARKS_MAX];
    char *annotated = arena_text(arena, path);
    memcpy(annotated + strlen(annotated) - 3, "ann", 3);
    if (file_read(&text, arena, path, 1 << 20) != STATUS_OK ||
        file_read(&notes, arena, annotated, 1 << 20) != STATUS_OK)
        exit(EXIT_FAILURE);
    struct detect_field field = {.text = text_repair(arena, (const char *)text.data, text.len)};
    if (detect_document(arena, lexicon, NULL, &field, 1) != STATUS_OK)
        exit(EXIT_FAILURE);
    compare(tally, marks, read_marks(marks, (const char *)notes.data), &field);
    tally->files++;
    tally->bytes += text.len;
    if (*len + text.len < DETECT_BYTES_MAX) {
        memcpy(*all + *len, field.text, strlen(field.text));
        *len += strlen(field.text);
    }
    arena_free(arena);
}

/* A whole document of 1 MB, the fastest of some tries. */
static double pace(const struct lexicon *lexicon, const char *text)
{
    double best = 1e9;
    for (int i = 0; i < 15; i++) {
        struct arena *arena = arena_new();
        struct detect_field field = {.text = text};
        double start = now();
        if (detect_document(arena, lexicon, NULL, &field, 1) != STATUS_OK)
            exit(EXIT_FAILURE);
        double took = now() - start;
        best = took < best ? took : best;
        arena_free(arena);
    }
    return best;
}

int main(int count, char **words)
{
    const char *corpus = SHARED_DIR "/data/winer-fr-2016";
    show = count > 1 ? words[1] : "";
    if (access(corpus, R_OK) != 0) {
        printf("skipped: no corpus at %s\n", corpus);
        return EXIT_SUCCESS;
    }
    struct lexicon *lexicon;
    if (lexicon_load(&lexicon, BINARY_DIR "/share/anonymise.lex",
                     SOURCE_DIR "/policies/anonymisation") != STATUS_OK)
        return EXIT_FAILURE;
    struct tally tally = {0};
    char *all = calloc(1, DETECT_BYTES_MAX);
    size_t len = 0;
    for (int month = 1; all != NULL && month <= 12; month++) {
        char folder[4096];
        snprintf(folder, sizeof folder, "%s/%02d", corpus, month);
        DIR *dir = opendir(folder);
        for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
            char path[8192];
            size_t name = strlen(entry->d_name);
            if (name < 5 || strcmp(entry->d_name + name - 4, ".txt") != 0)
                continue;
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            one(&tally, lexicon, path, &all, &len);
        }
        if (dir != NULL)
            closedir(dir);
    }
    if (tally.files == 0)
        return EXIT_FAILURE;
    printf("%zu texts, %zu bytes, lexicon %.1f MB\n", tally.files, tally.bytes,
           (double)lexicon_bytes(lexicon) / 1e6);
    printf("%-14s %8s %8s %8s %14s\n", "recall", "marks", "touched", "covered", "fr-compromise");
    for (int i = 0; i < LABELS; i++)
        printf("%-14s %8zu %8.3f %8.3f %14.3f\n", KINDS[i].name, tally.marks[i],
               (double)tally.touched[i] / (double)tally.marks[i],
               (double)tally.covered[i] / (double)tally.marks[i], KINDS[i].other);
    printf("findings %zu (%zu direct), touching a mark %.3f (fr-compromise 0.879)\n",
           tally.findings, tally.direct, (double)tally.right / (double)tally.findings);
    while (len < 1000000 && 2 * len < DETECT_BYTES_MAX) {
        memcpy(all + len, all, len);
        len *= 2;
    }
    all[1000000] = '\0';
    while (len > 0 && ((unsigned char)all[1000000 - 1] & 0x80) != 0)
        all[1000000 - 1] = ' ', len--; /* no half letter at the cut */
    double seconds = pace(lexicon, text_is_utf8(all, strlen(all)) ? all : "");
    printf("1 MB in %.1f ms of processor time: %.1f MB/s\n", 1e3 * seconds, 1 / seconds);
    lexicon_free(lexicon);
    free(all);
    return EXIT_SUCCESS;
}
