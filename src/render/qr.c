#include "render/qr.h"

#include "base/text.h"
#include "buffer.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

enum { QUIET = 4, LIMIT = 1024 * 1024 };

static void add_runs(struct buffer *buffer, struct arena *arena, const QRcode *code, int y)
{
    const unsigned char *row = code->data + (size_t)y * (size_t)code->width;
    for (int x = 0; x < code->width;) {
        int end = x;
        while (end < code->width && (row[end] & 1) != 0)
            end++;
        if (end > x)
            buffer_text(buffer, arena_printf(arena, "M%d %dh%dv1H%dz", x + QUIET, y + QUIET,
                                             end - x, x + QUIET));
        x = end + 1;
    }
}

enum status qr_svg(struct bytes *out, struct arena *arena, const char *text)
{
    *out = (struct bytes){0};
    if (*text == '\0' || !text_is_utf8(text, strlen(text)))
        return STATUS_INVALID;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return errno == ERANGE ? STATUS_LIMIT : STATUS_FAILED;

    const int size = code->width + 2 * QUIET;
    struct buffer buffer = buffer_start(arena, LIMIT);
    buffer_text(&buffer, arena_printf(arena,
                                      "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" "
                                      "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                                      "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
                                      "<path fill=\"#000\" d=\"",
                                      size, size, size, size));
    for (int y = 0; y < code->width; y++)
        add_runs(&buffer, arena, code, y);
    buffer_text(&buffer, "\"/></svg>");
    explicit_bzero(code->data, (size_t)code->width * (size_t)code->width); /* may be a secret */
    QRcode_free(code);
    return buffer_finish(&buffer, out);
}
