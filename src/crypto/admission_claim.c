#include "crypto/admission_claim.h"

#include "box.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { FLAG_COORDINATION = 1, FLAG_REPRESENTS = 2 };

/* The sealed claim: flags, structure, proof key. */
enum { PLAIN = 1 + 16 + 32 };

void admission_claim_key(struct digest *out, const struct login_token *token)
{
    login_token_digest(out, token, "admission");
}

static struct bytes claimed(struct arena *arena, struct space_id space, struct account_id account)
{
    struct record *record = record_new(arena, "cocon/admission-claim");
    record_id(record, &space.id);
    record_id(record, &account.id);
    return record_encoded(record);
}

enum status admission_claim_seal(struct bytes *out, struct arena *arena,
                                 const struct admission_claim *claim, struct space_id space,
                                 const struct vault_key *key)
{
    struct secret *plain = secret_new(PLAIN);
    plain->bytes[0] = (uint8_t)((claim->coordination ? FLAG_COORDINATION : 0) |
                                (claim->represents ? FLAG_REPRESENTS : 0));
    memcpy(plain->bytes + 1, claim->structure.id.bytes, sizeof claim->structure.id.bytes);
    memcpy(plain->bytes + 17, claim->proof_key.bytes, sizeof claim->proof_key.bytes);
    *out = box_seal(arena, (struct bytes){plain->bytes, PLAIN},
                    claimed(arena, space, claim->account), key->secret);
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
        status = box_open(plain->bytes, sealed, claimed(arena, space, account), key->secret);
    if (status == STATUS_OK) {
        out->coordination = (plain->bytes[0] & FLAG_COORDINATION) != 0;
        out->represents = (plain->bytes[0] & FLAG_REPRESENTS) != 0;
        memcpy(out->structure.id.bytes, plain->bytes + 1, sizeof out->structure.id.bytes);
        memcpy(out->proof_key.bytes, plain->bytes + 17, sizeof out->proof_key.bytes);
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
