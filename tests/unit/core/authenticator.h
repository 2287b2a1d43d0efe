#ifndef CORE_AUTHENTICATOR_H
#define CORE_AUTHENTICATOR_H

#include "world.h"

#include "core/doors/factor_key.h"
#include "crypto/base64url.h"
#include "crypto/digest.h"

#include <sodium.h>

/* A browser with an authenticator of its own, which says whatever a test wants it to say: passkeys
 * by Ed25519, of which nobody attests anything. */

#define AUTHENTICATOR_ORIGIN "https://cocon.example"
#define AUTHENTICATOR_RP "cocon.example"

static const struct passkey_place authenticator_place = {AUTHENTICATOR_ORIGIN, AUTHENTICATOR_RP};

struct authenticator {
    uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    uint8_t credential[16];
    uint8_t len; /* of it */
    uint32_t counter;
};

/** What it and its browser say: all NULL or 0 but what a test has otherwise. */
struct authenticator_says {
    const char *type, *challenge, *origin, *more; /* of the client's data; ${more} at its end */
    const char *rp;
    unsigned without;  /* flags that are not there */
    bool other_bytes;  /* signs something else */
    bool cut;          /* leaves out the end of what it signs */
    const char *names; /* a credential, in base64url */
};

static inline struct authenticator *authenticator_new(struct world *world)
{
    struct authenticator *it = arena_alloc(world->arena, sizeof *it);
    crypto_sign_keypair(it->public, it->secret);
    randombytes_buf(it->credential, sizeof it->credential);
    it->counter = 7;
    it->len = sizeof it->credential;
    return it;
}

static inline const char *authenticator_or(const char *said, const char *otherwise)
{
    return said != NULL ? said : otherwise;
}

static inline const char *authenticator_client(struct world *world, const char *type,
                                               const char *challenge,
                                               const struct authenticator_says *says)
{
    return arena_printf(
        world->arena, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}",
        authenticator_or(says->type, type), authenticator_or(says->challenge, challenge),
        authenticator_or(says->origin, AUTHENTICATOR_ORIGIN), authenticator_or(says->more, ""));
}

/* Hash of the place, flags, counter. */
static inline size_t authenticator_head(uint8_t *out, const struct authenticator *it,
                                        const struct authenticator_says *says, unsigned flags)
{
    struct digest hash;
    const char *rp = authenticator_or(says->rp, AUTHENTICATOR_RP);
    digest_sha256(&hash, (struct bytes){(const uint8_t *)rp, strlen(rp)});
    memcpy(out, hash.bytes, 32);
    out[32] = (uint8_t)(flags & ~says->without);
    for (int i = 0; i < 4; i++)
        out[33 + i] = (uint8_t)(it->counter >> (24 - 8 * i));
    return 37;
}

static inline const char *authenticator_text(struct world *world, const void *data, size_t len)
{
    return base64url_text(world->arena, (struct bytes){data, len});
}

/** authenticator_makes(world, it, challenge, says): the fields of factor_key_confirm(). */
static inline const json_t *authenticator_makes(struct world *world, const struct authenticator *it,
                                                const char *challenge,
                                                const struct authenticator_says *says)
{
    static const uint8_t start[] = "\xA3\x63"
                                   "fmt\x64none\x67"
                                   "attStmt\xA0\x68"
                                   "authData\x58";
    static const uint8_t cose[] = "\xA4\x01\x01\x03\x27\x20\x06\x21\x58\x20";
    enum { START = sizeof start - 1, COSE = sizeof cose - 1, DATA = 37 + 16 + 2 + 16 + COSE + 32 };
    uint8_t object[START + 1 + DATA] = {0};
    const size_t missing = sizeof it->credential - it->len;
    const char *client = authenticator_client(world, "webauthn.create", challenge, says);
    memcpy(object, start, START);
    object[START] = (uint8_t)(DATA - missing);
    uint8_t *at = object + START + 1;
    at += authenticator_head(at, it, says, 0x45) + 16; /* of no make */
    *at++ = 0;
    *at++ = it->len;
    memcpy(at, it->credential, it->len);
    at += it->len;
    memcpy(at, cose, COSE);
    memcpy(at + COSE, it->public, sizeof it->public);
    return act_json(
        world->arena,
        json_pack("{s:s, s:s}", "attestation",
                  authenticator_text(world, object, sizeof object - missing - (says->cut ? 1 : 0)),
                  "client_data", authenticator_text(world, client, strlen(client))));
}

/** authenticator_shows(world, it, challenge, says): the fields of second_step_key(), counted. */
static inline const json_t *authenticator_shows(struct world *world, struct authenticator *it,
                                                const char *challenge,
                                                const struct authenticator_says *says)
{
    uint8_t data[37 + 32], signature[crypto_sign_BYTES];
    struct digest hash;
    const char *client = authenticator_client(world, "webauthn.get", challenge, says);
    it->counter++;
    (void)authenticator_head(data, it, says, 0x05);
    digest_sha256(&hash, (struct bytes){(const uint8_t *)client, strlen(client)});
    memcpy(data + 37, hash.bytes, 32);
    crypto_sign_detached(signature, NULL, data, sizeof data, it->secret);
    if (says->other_bytes)
        data[36] ^= 1;
    return act_json(
        world->arena,
        json_pack("{s:s, s:s, s:s, s:s}", "credential",
                  authenticator_or(says->names, authenticator_text(world, it->credential, it->len)),
                  "client_data", authenticator_text(world, client, strlen(client)),
                  "authenticator_data", authenticator_text(world, data, says->cut ? 36 : 37),
                  "signature", authenticator_text(world, signature, sizeof signature)));
}

#endif
