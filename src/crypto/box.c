#include "box.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    FORMAT = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

_Static_assert(BOX_OVERHEAD == 1 + NONCE + TAG, "the format is what the header says");
_Static_assert(BOX_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the library's key");

static void check_key(const struct secret *key)
{
    if (key->len != BOX_KEY)
        abort();
}

struct bytes box_seal(struct arena *arena, struct bytes plain, struct bytes ad,
                      const struct secret *key)
{
    check_key(key);
    uint8_t *out = arena_alloc(arena, plain.len + BOX_OVERHEAD);
    uint8_t *nonce = out + 1;
    out[0] = FORMAT;
    randombytes_buf(nonce, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE, NULL, plain.data, plain.len, ad.data,
                                               ad.len, NULL, nonce, key->bytes);
    return (struct bytes){out, plain.len + BOX_OVERHEAD};
}

size_t box_room(struct bytes sealed)
{
    return sealed.len < BOX_OVERHEAD ? 0 : sealed.len - BOX_OVERHEAD;
}

enum status box_open(uint8_t *out, struct bytes sealed, struct bytes ad, const struct secret *key)
{
    check_key(key);
    if (sealed.len < BOX_OVERHEAD || sealed.data[0] != FORMAT)
        goto tampered;
    const uint8_t *nonce = sealed.data + 1;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, nonce + NONCE,
                                                   sealed.len - 1 - NONCE, ad.data, ad.len, nonce,
                                                   key->bytes) == 0)
        return STATUS_OK;
tampered:
    sodium_memzero(out, box_room(sealed));
    return STATUS_TAMPERED;
}
