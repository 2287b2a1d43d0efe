/* Any bytes as typed sheets: what is read is written back the same, what is not leaves nothing. */
#include "crypto/share_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct share *share)
{
    struct share_text text;
    struct share again[SHARES_MOST];
    struct share_text_fault fault;
    size_t count;
    char joined[SHARE_TEXT_LINES * SHARE_TEXT_LINE];
    size_t len = 0;
    share_text_write(&text, share);
    for (size_t i = 0; i < SHARE_TEXT_LINES; i++) {
        memcpy(joined + len, text.lines[i], SHARE_TEXT_LINE - 1);
        len += SHARE_TEXT_LINE;
        joined[len - 1] = i % 2 == 0 ? '/' : '\n';
    }
    if (share_text_read(again, &count, &fault, (struct bytes){(uint8_t *)joined, len}) !=
            STATUS_OK ||
        count != 1 || again[0].number != share->number ||
        memcmp(again[0].piece->bytes, share->piece->bytes, SHARES_SECRET) != 0)
        abort();
    shares_free(again, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static enum status started = STATUS_FAILED;
    struct share shares[SHARES_MOST];
    struct share_text_fault fault;
    struct secret *secret;
    size_t count;
    if (started != STATUS_OK)
        started = secret_start();
    if (started != STATUS_OK)
        abort();
    for (unsigned at = 1; at <= SHARE_TEXT_LINES; at++)
        if (share_text_line((struct bytes){data, size}, at) > SHARE_TEXT_ORDER)
            abort();
    if (share_text_read(shares, &count, &fault, (struct bytes){data, size}) == STATUS_OK) {
        if (count == 0 || count > SHARES_MOST || fault.kind != SHARE_TEXT_NONE)
            abort();
        for (size_t i = 0; i < count; i++)
            check_again(&shares[i]);
        if (shares_combine(&secret, shares, count) == STATUS_OK && count < shares[0].k)
            abort();
        secret_free(secret);
    } else if (count != 0 || fault.kind == SHARE_TEXT_NONE) {
        abort();
    }
    shares_free(shares, count);
    return 0;
}
