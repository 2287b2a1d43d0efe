#include "crypto/share_text.h"

#include <string.h>

/* Version, number, k, n, set, piece, and the first bytes of their BLAKE2b: 80 digits of 5 bits. */
enum {
    VERSION = 1,
    HEADER = 4,
    CHECKED_BYTES = HEADER + SHARES_SET + SHARES_SECRET,
    CHECKSUM = 6,
    BYTES = CHECKED_BYTES + CHECKSUM,
    DIGITS = 16,              /* of the share, a line */
    LINE_DIGITS = DIGITS + 2, /* with those that check it */
    MODULUS = 1021,           /* prime, under 32²: tells every wrong digit and every swap */
};

_Static_assert(BYTES * 8 == SHARE_TEXT_LINES * DIGITS * 5, "the lines hold the bytes exactly");

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The line's number and its digits as one number in base 32, modulo a prime. */
static unsigned line_check(const uint8_t digits[DIGITS], unsigned at)
{
    unsigned check = at;
    for (size_t i = 0; i < DIGITS; i++)
        check = (check * 32 + digits[i]) % MODULUS;
    return check;
}

static void encode(uint8_t *digits, const uint8_t *bytes)
{
    for (size_t i = 0; i < SHARE_TEXT_LINES * DIGITS; i++) {
        const size_t bit = i * 5;
        unsigned pair = (unsigned)bytes[bit / 8] << 8;
        if (bit / 8 + 1 < BYTES)
            pair |= bytes[bit / 8 + 1];
        digits[i] = (uint8_t)(pair >> (11 - bit % 8) & 31);
    }
}

static void decode(uint8_t *bytes, const uint8_t *digits)
{
    memset(bytes, 0, BYTES);
    for (size_t i = 0; i < SHARE_TEXT_LINES * DIGITS; i++) {
        const size_t bit = i * 5;
        const unsigned pair = (unsigned)digits[i] << (11 - bit % 8);
        bytes[bit / 8] |= (uint8_t)(pair >> 8);
        if (bit / 8 + 1 < BYTES)
            bytes[bit / 8 + 1] |= (uint8_t)(pair & 255);
    }
}

static void checksum(uint8_t out[CHECKSUM], const uint8_t *bytes)
{
    struct digest digest;
    digest_blake(&digest, (struct bytes){bytes, CHECKED_BYTES});
    memcpy(out, digest.bytes, CHECKSUM);
    secret_wipe(&digest, sizeof digest);
}

void share_text_write(struct share_text *out, const struct share *share)
{
    uint8_t bytes[BYTES] = {VERSION, share->number, share->k, share->n};
    uint8_t digits[SHARE_TEXT_LINES * DIGITS];
    memcpy(bytes + HEADER, share->set, SHARES_SET);
    memcpy(bytes + HEADER + SHARES_SET, share->piece->bytes, SHARES_SECRET);
    checksum(bytes + CHECKED_BYTES, bytes);
    encode(digits, bytes);
    for (unsigned line = 0; line < SHARE_TEXT_LINES; line++) {
        char *at = out->lines[line];
        for (size_t i = 0; i < DIGITS; i++) {
            *at++ = alphabet[digits[line * DIGITS + i]];
            if (i % 4 == 3)
                *at++ = ' ';
        }
        const unsigned check = line_check(digits + line * DIGITS, line + 1);
        *at++ = alphabet[check / 32];
        *at++ = alphabet[check % 32];
        *at = '\0';
    }
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(digits, sizeof digits);
}

/* 32 if it is none.  What a hand or an eye confuses stands for what was meant. */
static unsigned digit_of(uint8_t c)
{
    if (c >= 'a' && c <= 'z')
        c = (uint8_t)(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);
    return found == NULL ? 32 : (unsigned)(found - alphabet);
}

/* How many bytes at the head of a line count for nothing: ASCII's blanks and hyphen, and what
 * office programs make of them, in UTF-8: spaces and dashes of all widths, marks and breaks that
 * are not seen. */
static size_t blank(struct bytes line)
{
    static const char *const others[] = {"\xC2\xA0",     "\xC2\xAD",     "\xEF\xBB\xBF",
                                         "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0",
                                         "\xE2\x88\x92"};
    if (line.len == 0)
        return 0;
    const uint8_t c = *line.data;
    if (c == ' ' || c == '\t' || c == '\r' || c == '-')
        return 1;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (line.len >= strlen(others[i]) && memcmp(line.data, others[i], strlen(others[i])) == 0)
            return strlen(others[i]);
    return line.len >= 3 && c == 0xE2 && line.data[1] == 0x80 && line.data[2] >= 0x80 &&
                   line.data[2] <= 0x95
               ? 3 /* U+2000 to U+2015 */
               : 0;
}

static struct bytes after(struct bytes line, size_t len)
{
    return (struct bytes){line.data + len, line.len - len};
}

static struct bytes trimmed(struct bytes line)
{
    const uint8_t *remark = line.len == 0 ? NULL : memchr(line.data, '#', line.len);
    if (remark != NULL)
        line.len = (size_t)(remark - line.data);
    for (size_t len; (len = blank(line)) > 0;)
        line = after(line, len);
    return line;
}

/* Without the number that the sheet prints before the line. */
static struct bytes unnumbered(struct bytes line, unsigned at)
{
    if (line.len > 1 && line.data[0] == '0' + at && strchr(".:)", line.data[1]) != NULL &&
        line.data[1] != '\0')
        return after(line, 2);
    return line;
}

static enum share_text_fault_kind line_digits(uint8_t out[LINE_DIGITS], struct bytes line,
                                              unsigned at)
{
    size_t count = 0;
    line = unnumbered(trimmed(line), at);
    for (size_t len; line.len > 0; line = after(line, len)) {
        len = blank(line);
        if (len > 0)
            continue;
        len = 1;
        const unsigned digit = digit_of(*line.data);
        if (digit == 32)
            return SHARE_TEXT_CHARACTER;
        if (count < LINE_DIGITS)
            out[count] = (uint8_t)digit;
        count++;
    }
    if (count != LINE_DIGITS)
        return SHARE_TEXT_LENGTH;
    const unsigned check = out[DIGITS] * 32U + out[DIGITS + 1];
    if (check == line_check(out, at))
        return SHARE_TEXT_NONE;
    for (unsigned other = 1; other <= SHARE_TEXT_LINES; other++)
        if (check == line_check(out, other))
            return SHARE_TEXT_ORDER;
    return SHARE_TEXT_CHECK;
}

enum share_text_fault_kind share_text_line(struct bytes line, unsigned at)
{
    uint8_t digits[LINE_DIGITS];
    const enum share_text_fault_kind kind = line_digits(digits, line, at);
    secret_wipe(digits, sizeof digits);
    return kind;
}

bool share_text_is_line(struct bytes line)
{
    return trimmed(line).len > 0;
}

static enum share_text_fault_kind take_sheet(struct share *out, const uint8_t *digits)
{
    uint8_t bytes[BYTES];
    uint8_t sum[CHECKSUM];
    enum share_text_fault_kind kind = SHARE_TEXT_SHEET;
    decode(bytes, digits);
    checksum(sum, bytes);
    const struct share share = {.number = bytes[1], .k = bytes[2], .n = bytes[3]};
    if (bytes[0] == VERSION && memcmp(sum, bytes + CHECKED_BYTES, CHECKSUM) == 0 && share.k >= 2 &&
        share.k < share.n && share.n <= SHARES_MOST && share.number >= 1 &&
        share.number <= share.n) {
        *out = share;
        memcpy(out->set, bytes + HEADER, SHARES_SET);
        out->piece = secret_copy((struct bytes){bytes + HEADER + SHARES_SET, SHARES_SECRET});
        kind = SHARE_TEXT_NONE;
    }
    secret_wipe(bytes, sizeof bytes);
    return kind;
}

/* Up to a line feed or a slash. */
static struct bytes next_line(struct bytes *rest, unsigned *number, bool *feed)
{
    struct bytes line = {rest->data, 0};
    if (*feed)
        ++*number;
    while (line.len < rest->len && rest->data[line.len] != '\n' && rest->data[line.len] != '/')
        line.len++;
    *feed = line.len < rest->len && rest->data[line.len] == '\n';
    const size_t taken = line.len < rest->len ? line.len + 1 : line.len;
    *rest = (struct bytes){rest->data + taken, rest->len - taken};
    return line;
}

enum status share_text_read(struct share *out, size_t *count, struct share_text_fault *fault,
                            struct bytes text)
{
    uint8_t
        digits[SHARE_TEXT_LINES * DIGITS + 2]; /* each line's check is overwritten by the next */
    unsigned at = 0;
    bool feed = true;
    *count = 0;
    *fault = (struct share_text_fault){0};
    while (text.len > 0 && fault->kind == SHARE_TEXT_NONE) {
        const struct bytes line = next_line(&text, &fault->line, &feed);
        if (!share_text_is_line(line))
            continue;
        fault->sheet = (unsigned)*count + 1;
        fault->at = at + 1;
        if (*count == SHARES_MOST)
            fault->kind = SHARE_TEXT_ROOM;
        else
            fault->kind = line_digits(digits + (size_t)at * DIGITS, line, at + 1);
        if (fault->kind == SHARE_TEXT_NONE && ++at == SHARE_TEXT_LINES) {
            fault->kind = take_sheet(&out[*count], digits);
            at = 0;
            *count += fault->kind == SHARE_TEXT_NONE;
        }
    }
    if (fault->kind == SHARE_TEXT_NONE && (at > 0 || *count == 0)) {
        fault->kind = SHARE_TEXT_END;
        fault->sheet = (unsigned)*count + 1;
        fault->at = at + 1;
    }
    secret_wipe(digits, sizeof digits);
    if (fault->kind == SHARE_TEXT_NONE)
        return STATUS_OK;
    shares_free(out, *count);
    *count = 0;
    return STATUS_INVALID;
}
