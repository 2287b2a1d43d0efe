#include "percent.h"

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

struct bytes percent_decode(struct arena *arena, const char *text, size_t len, bool plus)
{
    uint8_t *out = arena_alloc(arena, len + 1);
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        int high = text[i] == '%' && len - i > 2 ? digit(text[i + 1]) : -1;
        int low = high >= 0 ? digit(text[i + 2]) : -1;
        if (low >= 0) {
            out[used++] = (uint8_t)(high << 4 | low);
            i += 2;
        } else {
            out[used++] = plus && text[i] == '+' ? ' ' : (uint8_t)text[i];
        }
    }
    return (struct bytes){out, used};
}
