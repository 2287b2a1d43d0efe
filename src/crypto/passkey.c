#include "crypto/passkey.h"

#include "crypto/attestation.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <pthread.h>
#include <string.h>

enum { PRESENT = 0x01, VERIFIED = 0x04, CREDENTIAL = 0x40 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
    fido_init(0);
}

static bool is_for(struct bytes data, const char *rp_id)
{
    struct digest wanted;
    digest_sha256(&wanted, (struct bytes){(const uint8_t *)rp_id, strlen(rp_id)});
    return data.len > sizeof wanted.bytes &&
           memcmp(data.data, wanted.bytes, sizeof wanted.bytes) == 0;
}

static bool has_flags(struct bytes data, unsigned flags)
{
    return data.len > 32 && (data.data[32] & flags) == flags;
}

/* Only what verifies is let in; no authenticator is asked to say who made it. */
static bool attested(fido_cred_t *cred, const struct attestation *attestation)
{
    if (strcmp(attestation->format, "none") == 0)
        return !attestation->has_statement;
    if (strcmp(attestation->format, "packed") != 0 ||
        fido_cred_set_fmt(cred, attestation->format) != FIDO_OK ||
        fido_cred_set_attstmt(cred, attestation->statement.data, attestation->statement.len) !=
            FIDO_OK)
        return false;
    return fido_cred_x5c_ptr(cred) != NULL ? fido_cred_verify(cred) == FIDO_OK
                                           : fido_cred_verify_self(cred) == FIDO_OK;
}

static struct bytes kept(struct arena *arena, const unsigned char *data, size_t len)
{
    return data == NULL ? (struct bytes){0} : (struct bytes){arena_copy(arena, data, len), len};
}

static bool try_algorithm(struct passkey *out, struct arena *arena, int algorithm,
                          const struct attestation *attestation, const struct digest *client,
                          const char *rp_id)
{
    bool made = false;
    fido_cred_t *cred = fido_cred_new();
    if (cred == NULL || fido_cred_set_type(cred, algorithm) != FIDO_OK ||
        fido_cred_set_rp(cred, rp_id, NULL) != FIDO_OK ||
        fido_cred_set_uv(cred, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_cred_set_clientdata_hash(cred, client->bytes, sizeof client->bytes) != FIDO_OK ||
        fido_cred_set_authdata_raw(cred, attestation->data.data, attestation->data.len) !=
            FIDO_OK ||
        !attested(cred, attestation))
        goto done;
    *out = (struct passkey){
        .credential = kept(arena, fido_cred_id_ptr(cred), fido_cred_id_len(cred)),
        .algorithm = algorithm,
        .public = kept(arena, fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)),
        .counter = fido_cred_sigcount(cred)};
    made = out->credential.len > 0 && out->public.len > 0;
done:
    fido_cred_free(&cred);
    return made;
}

enum status passkey_register(struct passkey *out, struct arena *arena, struct bytes object,
                             const struct digest *client, const char *rp_id)
{
    static const int algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256};
    struct attestation attestation;
    *out = (struct passkey){0};
    pthread_once(&once, start);
    enum status status = attestation_parse(&attestation, arena, object);
    if (status != STATUS_OK)
        return status;
    if (!is_for(attestation.data, rp_id) ||
        !has_flags(attestation.data, PRESENT | VERIFIED | CREDENTIAL))
        return STATUS_INVALID;
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (try_algorithm(out, arena, algorithms[i], &attestation, client, rp_id))
            return STATUS_OK;
    *out = (struct passkey){0};
    return STATUS_INVALID;
}

static int verify_es256(const fido_assert_t *assertion, struct bytes public)
{
    es256_pk_t *key = es256_pk_new();
    int result = FIDO_ERR_INTERNAL;
    if (key != NULL && es256_pk_from_ptr(key, public.data, public.len) == FIDO_OK)
        result = fido_assert_verify(assertion, 0, COSE_ES256, key);
    es256_pk_free(&key);
    return result;
}

static int verify_eddsa(const fido_assert_t *assertion, struct bytes public)
{
    eddsa_pk_t *key = eddsa_pk_new();
    int result = FIDO_ERR_INTERNAL;
    if (key != NULL && eddsa_pk_from_ptr(key, public.data, public.len) == FIDO_OK)
        result = fido_assert_verify(assertion, 0, COSE_EDDSA, key);
    eddsa_pk_free(&key);
    return result;
}

static int verify_rs256(const fido_assert_t *assertion, struct bytes public)
{
    rs256_pk_t *key = rs256_pk_new();
    int result = FIDO_ERR_INTERNAL;
    if (key != NULL && rs256_pk_from_ptr(key, public.data, public.len) == FIDO_OK)
        result = fido_assert_verify(assertion, 0, COSE_RS256, key);
    rs256_pk_free(&key);
    return result;
}

static int verify(const fido_assert_t *assertion, const struct passkey *key)
{
    switch (key->algorithm) {
    case COSE_ES256:
        return verify_es256(assertion, key->public);
    case COSE_EDDSA:
        return verify_eddsa(assertion, key->public);
    case COSE_RS256:
        return verify_rs256(assertion, key->public);
    default:
        return FIDO_ERR_UNSUPPORTED_ALGORITHM;
    }
}

enum status passkey_verify(uint32_t *counter, const struct passkey *key, struct bytes data,
                           struct bytes signature, const struct digest *client, const char *rp_id)
{
    enum status status = STATUS_DENIED;
    *counter = 0;
    pthread_once(&once, start);
    if (!attestation_data_whole(data) || !is_for(data, rp_id) ||
        !has_flags(data, PRESENT | VERIFIED))
        return STATUS_DENIED;
    fido_assert_t *assertion = fido_assert_new();
    if (assertion == NULL || fido_assert_set_count(assertion, 1) != FIDO_OK ||
        fido_assert_set_rp(assertion, rp_id) != FIDO_OK ||
        fido_assert_set_up(assertion, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(assertion, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_clientdata_hash(assertion, client->bytes, sizeof client->bytes) !=
            FIDO_OK ||
        fido_assert_set_authdata_raw(assertion, 0, data.data, data.len) != FIDO_OK ||
        fido_assert_set_sig(assertion, 0, signature.data, signature.len) != FIDO_OK ||
        verify(assertion, key) != FIDO_OK)
        goto done;
    *counter = fido_assert_sigcount(assertion, 0);
    status = (key->counter != 0 || *counter != 0) && *counter <= key->counter ? STATUS_CONFLICT
                                                                              : STATUS_OK;
    if (status != STATUS_OK)
        *counter = 0;
done:
    fido_assert_free(&assertion);
    return status;
}
