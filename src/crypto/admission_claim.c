#include "crypto/admission_claim.h"

#include "box.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { FLAG_COORDINATION = 1, FLAG_REPRESENTS = 2 };

/* The sealed claim: where each part begins. */
enum { STRUCTURE = 1, PROOF_KEY = 17, INVITER = 49, AT = 65, SIGNATURE = 73, PLAIN = 137 };

void admission_claim_key(struct digest *out, const struct login_token *token)
{
    login_token_digest(out, token, "admission");
}

static struct bytes claim_bound(struct arena *arena, struct space_id space,
                                struct account_id account)
{
    struct record *record = record_new(arena, "cocon/admission-claim");
    record_id(record, &space.id);
    record_id(record, &account.id);
    return record_encoded(record);
}

static struct record *signed_of(struct arena *arena, const struct admission_claim *claim,
                                struct space_id space)
{
    struct digest proof_key;
    struct record *record = record_new(arena, "cocon/invitation");
    digest_blake(&proof_key, BYTES_OF(claim->proof_key.bytes));
    record_id(record, &space.id);
    record_id(record, &claim->account.id);
    record_id(record, &claim->structure.id);
    record_number(record, claim->coordination);
    record_number(record, claim->represents);
    record_digest(record, &proof_key);
    record_id(record, &claim->inviter.id);
    record_number(record, claim->at);
    return record;
}

void admission_claim_sign(struct admission_claim *claim, struct space_id space,
                          const struct account_keys *keys)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    record_sign(&claim->signature, signed_of(arena, claim, space), keys);
    arena_free(arena);
}

enum status admission_claim_verify(const struct admission_claim *claim, struct space_id space,
                                   const struct account_public *inviter)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = record_verify(signed_of(arena, claim, space), &claim->signature, inviter);
    arena_free(arena);
    return status;
}

enum status admission_claim_seal(struct bytes *out, struct arena *arena,
                                 const struct admission_claim *claim, struct space_id space,
                                 const struct vault_key *key)
{
    struct secret *plain = secret_new(PLAIN);
    plain->bytes[0] = (uint8_t)((claim->coordination ? FLAG_COORDINATION : 0) |
                                (claim->represents ? FLAG_REPRESENTS : 0));
    memcpy(plain->bytes + STRUCTURE, claim->structure.id.bytes, sizeof claim->structure.id.bytes);
    memcpy(plain->bytes + PROOF_KEY, claim->proof_key.bytes, sizeof claim->proof_key.bytes);
    memcpy(plain->bytes + INVITER, claim->inviter.id.bytes, sizeof claim->inviter.id.bytes);
    for (int i = 0; i < 8; i++)
        plain->bytes[AT + i] = (uint8_t)((uint64_t)claim->at >> (56 - 8 * i));
    memcpy(plain->bytes + SIGNATURE, claim->signature.bytes, sizeof claim->signature.bytes);
    *out = box_seal(arena, (struct bytes){plain->bytes, PLAIN},
                    claim_bound(arena, space, claim->account), key->secret);
    secret_free(plain);
    return STATUS_OK;
}

enum status admission_claim_open(struct admission_claim *out, struct bytes sealed,
                                 struct space_id space, struct account_id account,
                                 const struct vault_key *key)
{
    *out = (struct admission_claim){.account = account};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct secret *plain = secret_new(PLAIN);
    enum status status = STATUS_TAMPERED;
    if (box_room(sealed) == PLAIN)
        status = box_open(plain->bytes, sealed, claim_bound(arena, space, account), key->secret);
    if (status == STATUS_OK) {
        out->coordination = (plain->bytes[0] & FLAG_COORDINATION) != 0;
        out->represents = (plain->bytes[0] & FLAG_REPRESENTS) != 0;
        memcpy(out->structure.id.bytes, plain->bytes + STRUCTURE, sizeof out->structure.id.bytes);
        memcpy(out->proof_key.bytes, plain->bytes + PROOF_KEY, sizeof out->proof_key.bytes);
        memcpy(out->inviter.id.bytes, plain->bytes + INVITER, sizeof out->inviter.id.bytes);
        uint64_t at = 0;
        for (int i = 0; i < 8; i++)
            at = at << 8 | plain->bytes[AT + i];
        out->at = (int64_t)at;
        memcpy(out->signature.bytes, plain->bytes + SIGNATURE, sizeof out->signature.bytes);
    }
    secret_free(plain);
    arena_free(arena);
    return status;
}

void admission_claim_wipe(struct admission_claim *claim)
{
    secret_wipe(claim, sizeof *claim);
}

void admission_claim_prove(struct digest *out, const struct digest *proof_key,
                           struct space_id space, struct account_id account,
                           const struct account_public *public)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    struct record *record = record_new(arena, "cocon/admission");
    record_id(record, &space.id);
    record_id(record, &account.id);
    record_bytes(record, BYTES_OF(public->box));
    record_bytes(record, BYTES_OF(public->sign));
    struct bytes encoded = record_encoded(record);
    if (crypto_generichash(out->bytes, sizeof out->bytes, encoded.data, encoded.len,
                           proof_key->bytes, sizeof proof_key->bytes) != 0)
        abort();
    arena_free(arena);
}
