#include "crypto/one_time_code.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int started = OATH_OK;

static void start(void)
{
    started = oath_init();
}

struct secret *one_time_code_new(void)
{
    return secret_random(ONE_TIME_CODE_SECRET);
}

enum status one_time_code_base32(char out[ONE_TIME_CODE_BASE32], const struct secret *secret)
{
    char *text = NULL;
    size_t len = 0;
    memset(out, 0, ONE_TIME_CODE_BASE32);
    if (secret->len != ONE_TIME_CODE_SECRET ||
        oath_base32_encode((const char *)secret->bytes, secret->len, &text, &len) != OATH_OK)
        return STATUS_FAILED;
    enum status status = len == ONE_TIME_CODE_BASE32 - 1 ? STATUS_OK : STATUS_FAILED;
    if (status == STATUS_OK)
        memcpy(out, text, len);
    secret_wipe(text, len);
    free(text);
    return status;
}

enum status one_time_code_read(struct secret **out, const char *text)
{
    char *bytes = NULL;
    size_t len = 0;
    *out = NULL;
    if (oath_base32_decode(text, strlen(text), &bytes, &len) != OATH_OK)
        return STATUS_INVALID;
    if (len == ONE_TIME_CODE_SECRET)
        *out = secret_copy((struct bytes){(uint8_t *)bytes, len});
    secret_wipe(bytes, len);
    free(bytes);
    return *out != NULL ? STATUS_OK : STATUS_INVALID;
}

enum status one_time_code_at(char out[ONE_TIME_CODE_TEXT], const struct secret *secret,
                             int64_t step, unsigned digits)
{
    memset(out, 0, ONE_TIME_CODE_TEXT);
    pthread_once(&once, start);
    if (started != OATH_OK || step < 0 || digits < ONE_TIME_CODE_DIGITS ||
        digits >= ONE_TIME_CODE_TEXT)
        return STATUS_FAILED;
    if (oath_hotp_generate((const char *)secret->bytes, secret->len, (uint64_t)step, digits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, out) == OATH_OK)
        return STATUS_OK;
    memset(out, 0, ONE_TIME_CODE_TEXT);
    return STATUS_FAILED;
}

/* Applications show "123 456", and people type it as they see it. */
static bool read_digits(char out[ONE_TIME_CODE_DIGITS + 1], const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        if (*text == ' ')
            continue;
        if (*text < '0' || *text > '9' || count == ONE_TIME_CODE_DIGITS)
            return false;
        out[count++] = *text;
    }
    out[count] = '\0';
    return count == ONE_TIME_CODE_DIGITS;
}

enum status one_time_code_check(int64_t *step, const struct secret *secret, int64_t now,
                                int64_t last, const char *text)
{
    char typed[ONE_TIME_CODE_DIGITS + 1];
    enum status status = STATUS_DENIED;
    const int64_t present = now / ONE_TIME_CODE_STEP;
    *step = 0;
    if (text == NULL || !read_digits(typed, text))
        return STATUS_DENIED;
    /* all three, whichever fits; of two steps with the same digits the later one counts */
    for (int64_t at = present - 1; at <= present + 1; at++) {
        char code[ONE_TIME_CODE_TEXT];
        enum status made = one_time_code_at(code, secret, at, ONE_TIME_CODE_DIGITS);
        if (made != STATUS_OK) {
            *step = 0;
            return made;
        }
        if (sodium_memcmp(code, typed, ONE_TIME_CODE_DIGITS) == 0) {
            status = at > last ? STATUS_OK : STATUS_CONFLICT;
            *step = at;
        }
        secret_wipe(code, sizeof code);
    }
    secret_wipe(typed, sizeof typed);
    if (status != STATUS_OK)
        *step = 0;
    return status;
}
