#include "base/bytes.h"

#include <string.h>

void bytes_hex(char *out, struct bytes in)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < in.len; i++) {
        *out++ = digits[in.data[i] >> 4];
        *out++ = digits[in.data[i] & 15];
    }
    *out = '\0';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

enum status bytes_unhex(uint8_t *out, size_t len, const char *hex)
{
    memset(out, 0, len);
    if (hex == NULL || strlen(hex) != 2 * len)
        return STATUS_INVALID;
    for (size_t i = 0; i < len; i++) {
        int high = digit(hex[2 * i]);
        int low = digit(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            memset(out, 0, len);
            return STATUS_INVALID;
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return STATUS_OK;
}
