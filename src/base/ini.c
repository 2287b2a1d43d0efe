#include "base/ini.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

struct reading {
    struct arena *arena;
    struct ini *out;
    struct ini_entry *entries;
    size_t room;
    int line;
};

static bool entry(struct reading *reading, const char *section, const char *key, const char *value)
{
    struct ini *out = reading->out;
    if (ini_get(out, section, key) != NULL) {
        log_error("%s: [%s] %s is written twice", out->path, section, key);
        return false;
    }
    reading->entries = arena_grow(reading->arena, reading->entries, out->count, &reading->room,
                                  sizeof *reading->entries);
    out->entries = reading->entries;
    reading->entries[out->count++] =
        (struct ini_entry){arena_text(reading->arena, section), arena_text(reading->arena, key),
                           arena_text(reading->arena, value), reading->line};
    return true;
}

/* Our own reader: Debian's inih is built for lines of 200 bytes and cuts a value at " ;", which
 * French sentences are full of.  The line number of the first bad line, or 0. */
static int feed(struct reading *reading, char *text)
{
    const char *section = "";
    for (char *line = text, *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        reading->line++;
        line = text_clean(reading->arena, line);
        char *end = strchr(line, '\0');
        if (*line == '\0' || *line == ';' || *line == '#')
            continue;
        if (*line == '[' && end[-1] == ']') {
            end[-1] = '\0';
            section = line + 1;
            continue;
        }
        char *value = strchr(line, '=');
        if (value == NULL || *section == '\0')
            return reading->line;
        *value++ = '\0';
        if (!entry(reading, section, text_clean(reading->arena, line),
                   text_clean(reading->arena, value)))
            return reading->line;
    }
    return 0;
}

enum status ini_parse(struct ini *out, struct arena *arena, const char *path, struct bytes content)
{
    *out = (struct ini){.path = arena_text(arena, path)};
    struct reading reading = {.arena = arena, .out = out};
    int line = text_is_utf8((const char *)content.data, content.len)
                   ? feed(&reading, arena_copy(arena, content.data, content.len))
                   : 1;
    if (line != 0) {
        log_error("%s:%d: not a line of an INI file", path, line);
        *out = (struct ini){0};
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

enum status ini_load(struct ini *out, struct arena *arena, const char *path)
{
    *out = (struct ini){0};
    struct bytes content;
    enum status status = file_read(&content, arena, path, 1024 * 1024);
    return status == STATUS_OK ? ini_parse(out, arena, path, content) : status;
}

const char *ini_get(const struct ini *ini, const char *section, const char *key)
{
    for (size_t i = 0; i < ini->count; i++)
        if (strcmp(ini->entries[i].section, section) == 0 && strcmp(ini->entries[i].key, key) == 0)
            return ini->entries[i].value;
    return NULL;
}
