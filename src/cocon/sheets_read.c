/* The sheets typed again. */

#include "sheets.h"

#include "base/log.h"
#include "crypto/share_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 16 * 1024 };

static const char *const faults[] = {
    [SHARE_TEXT_CHARACTER] = "has a character that no sheet has",
    [SHARE_TEXT_LENGTH] = "must have four groups of four characters and one of two",
    [SHARE_TEXT_CHECK] = "has a slip: its last two characters do not fit the others",
    [SHARE_TEXT_ORDER] = "is another line of a sheet than the one expected here",
    [SHARE_TEXT_SHEET] = "ends five lines that are not of one sheet",
    [SHARE_TEXT_END] = "is missing",
    [SHARE_TEXT_ROOM] = "is one sheet too many",
};

struct typed {
    struct secret *text;
    size_t len;
};

static struct bytes so_far(const struct typed *typed)
{
    return (struct bytes){typed->text->bytes, typed->len};
}

static enum status take(struct typed *typed, int file, bool *more)
{
    const ssize_t got = read(file, typed->text->bytes + typed->len, typed->text->len - typed->len);
    if (got < 0)
        return errno == EINTR ? STATUS_OK : STATUS_FAILED;
    typed->len += (size_t)got;
    *more = got > 0;
    return typed->len == typed->text->len ? STATUS_LIMIT : STATUS_OK;
}

static enum status take_all(struct typed *typed, int file)
{
    bool more = true;
    enum status status = STATUS_OK;
    while (more && status == STATUS_OK)
        status = take(typed, file, &more);
    return status;
}

/* How many sheets are whole, and of how many that are needed. */
static bool enough(const struct typed *typed, unsigned *sheets)
{
    struct share shares[SHARES_MOST];
    struct share_text_fault fault;
    size_t count;
    if (share_text_read(shares, &count, &fault, so_far(typed)) != STATUS_OK)
        return false;
    const bool enough = count >= shares[0].k;
    *sheets = (unsigned)count;
    fprintf(stderr, "sheet %u of %u is good; %u read, %u are needed\n", shares[count - 1].number,
            shares[count - 1].n, *sheets, shares[0].k);
    shares_free(shares, count);
    return enough;
}

/* Somebody at a terminal is told of a slip at once, and types that line again. */
static enum status take_typed(struct typed *typed)
{
    bool more = true;
    unsigned at = 1;
    unsigned sheets = 0;
    enum status status = STATUS_OK;
    fprintf(stderr, "Type the sheets, a line at a time; Ctrl-D ends.\n");
    while (more && status == STATUS_OK) {
        const size_t before = typed->len;
        fprintf(stderr, "sheet %u, line %u: ", sheets + 1, at);
        status = take(typed, STDIN_FILENO, &more);
        struct bytes line = {typed->text->bytes + before, typed->len - before};
        if (line.len > 0 && line.data[line.len - 1] == '\n')
            line.len--;
        if (status != STATUS_OK || !more || !share_text_is_line(line))
            continue;
        if (memchr(line.data, '/', line.len) != NULL) { /* a QR code's text, by a scanner */
            more = !enough(typed, &sheets);
            continue;
        }
        const enum share_text_fault_kind kind = share_text_line(line, at);
        if (kind != SHARE_TEXT_NONE) {
            fprintf(stderr, "this line %s; type it again\n", faults[kind]);
            typed->len = before;
        } else if (at++ == SHARE_TEXT_LINES) {
            at = 1;
            more = !enough(typed, &sheets);
        }
    }
    return status;
}

static enum status take_file(struct typed *typed, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    enum status status = file >= 0 ? take_all(typed, file) : STATUS_NOT_FOUND;
    if (file >= 0)
        close(file);
    if (status != STATUS_OK)
        log_error("%s: cannot be read: %s", path, status_name(status));
    if (status == STATUS_OK && typed->len < typed->text->len)
        typed->text->bytes[typed->len++] = '\n';
    return status;
}

static void log_fault(const struct share_text_fault *fault)
{
    if (fault->sheet == 0 || (fault->kind == SHARE_TEXT_END && fault->at == 1))
        log_error("no sheet was given");
    else
        log_error("sheet %u, line %u (line %u of what was given) %s", fault->sheet, fault->at,
                  fault->line, faults[fault->kind]);
}

enum status sheets_read(struct share shares[SHARES_MOST], size_t *count,
                        const struct settings *settings, struct arena *arena)
{
    struct share_text_fault fault;
    struct typed typed = {.text = secret_new(ROOM)};
    enum status status = STATUS_OK;
    *count = 0;
    for (size_t i = 0; settings->words[i] != NULL && status == STATUS_OK; i++)
        status = take_file(&typed, settings->words[i]);
    if (settings->words[0] == NULL)
        status = isatty(STDIN_FILENO) ? take_typed(&typed) : take_all(&typed, STDIN_FILENO);
    if (status == STATUS_OK) {
        status = share_text_read(shares, count, &fault, so_far(&typed));
        if (status != STATUS_OK)
            log_fault(&fault);
    }
    secret_free(typed.text);
    for (size_t i = 0; i < *count; i++)
        fprintf(stderr, "sheet %u of %u, word: %s\n", shares[i].number, shares[i].n,
                sheets_word(settings, arena, &shares[i]));
    return status;
}
