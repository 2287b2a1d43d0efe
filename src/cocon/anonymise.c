/* Cocon anonymise. */

#include "command.h"

#include "anonymise/detect.h"
#include "anonymise/replacement.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* All of standard input, a NUL after it; longer than the detection takes is refused. */
static enum status read_input(char **out, size_t *len, struct arena *arena)
{
    char *text = NULL;
    size_t room = 0;
    *out = NULL;
    for (*len = 0;;) {
        if (*len + 1 >= room) {
            char *more = arena_alloc(arena, room == 0 ? 65536 : 2 * room);
            if (*len > 0)
                memcpy(more, text, *len);
            text = more;
            room = room == 0 ? 65536 : 2 * room;
        }
        size_t got = fread(text + *len, 1, room - 1 - *len, stdin);
        *len += got;
        if (got == 0)
            break;
        if (*len > DETECT_BYTES_MAX)
            return STATUS_LIMIT;
    }
    text[*len] = '\0';
    *out = text;
    return ferror(stdin) ? STATUS_FAILED : STATUS_OK;
}

/* One name a line. */
static enum status add_names(struct detect_known *known, struct arena *arena,
                             enum detect_known_kind kind, const char *path)
{
    struct bytes content = {0};
    enum status status = path == NULL ? STATUS_OK : file_read(&content, arena, path, 1024 * 1024);
    if (status != STATUS_OK) {
        log_error("%s: no names to read (%s)", path, status_name(status));
        return status;
    }
    char *line = text_repair(arena, (const char *)content.data, content.len);
    for (char *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        detect_known_add(known, kind, text_clean(arena, line));
    }
    return STATUS_OK;
}

static int print(const struct detect_field *field, bool explain)
{
    json_t *list = json_array();
    for (size_t i = 0; i < field->count; i++) {
        const struct finding *finding = &field->findings[i];
        json_t *item = json_pack(
            "{s:I,s:I,s:s,s:s,s:s%,s:s}", "start", (json_int_t)finding->char_start, "end",
            (json_int_t)finding->char_end, "category", finding_category_name(finding->category),
            "severity", finding_severity_name(finding->severity), "text",
            field->text + finding->start, finding->end - finding->start, "suggestion",
            finding->suggestion);
        if (explain) {
            json_object_set_new(item, "reason", json_string(finding->reason));
            json_object_set_new(item, "rule", json_string(finding->rule));
            json_object_set_new(item, "lexicon", json_string(finding->lexicon));
            json_object_set_new(item, "entity", json_integer((json_int_t)finding->entity));
        }
        json_array_append_new(list, item);
    }
    int failed = json_dumpf(list, stdout, JSON_INDENT(1)) != 0 || putchar('\n') == EOF;
    json_decref(list);
    return failed ? EX_IOERR : EX_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *map_line(struct arena *arena, const char *text, const struct finding *finding)
{
    char *line = arena_printf(arena, "%s\t%.*s\t%s\n", finding->suggestion,
                              (int)(finding->end - finding->start), text + finding->start,
                              finding_category_name(finding->category));
    char *passage = line + strlen(finding->suggestion) + 1;
    for (size_t i = 0; i < finding->end - finding->start; i++)
        if (strchr("\n\t\r", passage[i]) != NULL)
            passage[i] = ' ';
    return line;
}

/* One line for each passage that something stands for, sorted: replacement, passage, category. */
static enum status write_map(const char *path, struct arena *arena,
                             const struct detect_field *field)
{
    size_t room = 1;
    char **lines = arena_alloc(arena, (field->count + 1) * sizeof *lines);
    for (size_t i = 0; i < field->count; i++) {
        lines[i] = map_line(arena, field->text, &field->findings[i]);
        room += strlen(lines[i]);
    }
    qsort(lines, field->count, sizeof *lines, by_text);
    size_t count = 0;
    for (size_t i = 0; i < field->count; i++)
        if (i == 0 || strcmp(lines[i], lines[count - 1]) != 0)
            lines[count++] = lines[i];
    char *table = arena_alloc(arena, room);
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(table + len, lines[i], strlen(lines[i]));
        len += strlen(lines[i]);
    }
    enum status status = file_create(path, 0600, (struct bytes){(uint8_t *)table, len});
    if (status != STATUS_OK)
        log_error("%s: not written (%s)", path, status_name(status));
    return status;
}

/* The text with everything replaced.  What is still found in it is counted for whoever reads it. */
static int print_replaced(struct arena *arena, const struct lexicon *lexicon,
                          const struct detect_known *known, const struct detect_field *field)
{
    struct detect_field again = {.text = replacement_all(arena, field, true)};
    size_t direct = 0;
    if (detect_document(arena, lexicon, known, &again, 1) != STATUS_OK)
        return EX_SOFTWARE;
    for (size_t i = 0; i < again.count; i++)
        direct += again.findings[i].severity == FINDING_DIRECT;
    if (direct > 0)
        log_error("standard input: %zu passages of the replaced text are still to be looked at",
                  direct);
    return fputs(again.text, stdout) == EOF ? EX_IOERR : EX_OK;
}

enum status command_lexicon(struct lexicon **out, const struct settings *settings,
                            struct arena *arena)
{
    return lexicon_load(out, arena_printf(arena, "%s/anonymise.lex", settings->share),
                        arena_printf(arena, "%s/anonymisation", settings->policies));
}

int command_anonymise(struct settings *settings, struct arena *arena)
{
    struct lexicon *lexicon = NULL;
    struct detect_known *known = detect_known_new(arena);
    char *text;
    size_t len;
    int code = EX_CONFIG;
    enum status status = command_lexicon(&lexicon, settings, arena);
    if (status == STATUS_OK)
        status = add_names(known, arena, DETECT_KNOWN_PERSON, settings->people);
    if (status == STATUS_OK)
        status = add_names(known, arena, DETECT_KNOWN_STRUCTURE, settings->structures);
    if (status != STATUS_OK)
        goto done;
    code = EX_DATAERR;
    status = read_input(&text, &len, arena);
    if (status == STATUS_LIMIT) {
        log_error("standard input: over %d bytes", DETECT_BYTES_MAX);
        goto done;
    }
    if (status != STATUS_OK || !text_is_utf8(text, len)) {
        log_error(status == STATUS_OK ? "standard input: not UTF-8 text"
                                      : "standard input: unreadable");
        goto done;
    }
    struct detect_field field = {.text = text};
    status = detect_document(arena, lexicon, known, &field, 1);
    if (status != STATUS_OK)
        log_error("standard input: %s", status_name(status));
    else if (settings->map != NULL && write_map(settings->map, arena, &field) != STATUS_OK)
        code = EX_CANTCREAT;
    else if (settings->replace != 0)
        code = print_replaced(arena, lexicon, known, &field);
    else
        code = print(&field, settings->explain != 0);
done:
    lexicon_free(lexicon);
    return code;
}
