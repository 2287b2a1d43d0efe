#include "argon.h"

#include <argon2.h>
#include <string.h>

static enum status answer(int code)
{
    switch (code) {
    case ARGON2_OK:
        return STATUS_OK;
    case ARGON2_MEMORY_ALLOCATION_ERROR:
    case ARGON2_THREAD_FAIL:
        return STATUS_FAILED;
    default:
        return STATUS_INVALID;
    }
}

enum status argon_hash(struct secret *out, struct bytes password, struct bytes salt,
                       struct bytes secret, struct bytes ad, const struct passphrase_cost *cost)
{
    /* the library takes pointers to what it only reads, unless the flags ask it to wipe */
    argon2_context input = {
        .out = out->bytes,
        .outlen = (uint32_t)out->len,
        .pwd = (uint8_t *)password.data,
        .pwdlen = (uint32_t)password.len,
        .salt = (uint8_t *)salt.data,
        .saltlen = (uint32_t)salt.len,
        .secret = (uint8_t *)secret.data,
        .secretlen = (uint32_t)secret.len,
        .ad = (uint8_t *)ad.data,
        .adlen = (uint32_t)ad.len,
        .t_cost = cost->passes,
        .m_cost = cost->memory_kib,
        .lanes = cost->lanes,
        .threads = cost->lanes,
        .version = ARGON2_VERSION_13,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    enum status status = answer(argon2_ctx(&input, Argon2_id));
    if (status != STATUS_OK)
        secret_wipe(out->bytes, out->len);
    return status;
}
