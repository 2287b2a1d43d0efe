#include "render/csv.h"

#include "buffer.h"

#include <stdbool.h>
#include <string.h>

enum { LIMIT = 64 * 1024 * 1024 };

static void add_value(struct buffer *buffer, const char *text)
{
    const bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
    const bool quoted = formula || text[strcspn(text, ";\"\r\n")] != '\0';
    if (!quoted) {
        buffer_text(buffer, text);
        return;
    }
    buffer_text(buffer, formula ? "\"'" : "\"");
    for (const char *end; (end = strchr(text, '"')) != NULL; text = end + 1) {
        buffer_add(buffer, text, (size_t)(end - text));
        buffer_text(buffer, "\"\"");
    }
    buffer_text(buffer, text);
    buffer_text(buffer, "\"");
}

enum status csv_render(struct bytes *out, struct arena *arena, const json_t *rows)
{
    struct buffer buffer = buffer_start(arena, LIMIT);
    size_t i;
    size_t j;
    const json_t *row;
    const json_t *value;
    buffer_text(&buffer, "\xef\xbb\xbf");
    json_array_foreach(rows, i, row)
    {
        json_array_foreach(row, j, value)
        {
            const char *text = json_string_value(value);
            buffer_text(&buffer, j == 0 ? "" : ";");
            add_value(&buffer, text != NULL ? text : "");
        }
        buffer_text(&buffer, "\r\n");
    }
    return buffer_finish(&buffer, out);
}
