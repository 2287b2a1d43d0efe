#include "crypto/envelope.h"

#include <sodium.h>

/* The first byte: the format, and as what it was granted.  What the first format says of neither is
 * worth what the journal says of the row. */
enum { UNDATED = 1, FORMAT = 2, AS_COORDINATION = 0x10, KEY = 32 };

_Static_assert(sizeof((struct envelope *)0)->box == 1 + KEY + crypto_box_SEALBYTES,
               "a format byte and the sealed key");

void vault_key_new(struct vault_key *out)
{
    out->secret = secret_random(KEY);
}

void vault_key_free(struct vault_key *key)
{
    secret_free(key->secret);
    key->secret = NULL;
}

/* What the granter signs: the reader's keys are in it, so that nobody else's can be put behind the
 * same id later. */
static struct record *grant(struct arena *arena, const struct envelope *envelope,
                            const struct account_public *reader)
{
    struct digest box;
    digest_blake(&box, BYTES_OF(envelope->box));
    struct record *record = record_new(arena, "cocon/envelope");
    record_id(record, &envelope->vault.id);
    record_number(record, envelope->generation);
    record_id(record, &envelope->reader.id);
    record_bytes(record, BYTES_OF(reader->box));
    record_bytes(record, BYTES_OF(reader->sign));
    record_id(record, &envelope->granter.id);
    record_digest(record, &box);
    if (envelope->box[0] != UNDATED)
        record_number(record, envelope->at);
    return record;
}

enum status envelope_seal(struct envelope *out, const struct vault_key *key, struct vault_id vault,
                          uint32_t generation, struct account_id reader,
                          const struct account_public *reader_public,
                          const struct envelope_granter *granter)
{
    enum status status = STATUS_FAILED;
    *out = (struct envelope){.vault = vault,
                             .generation = generation,
                             .reader = reader,
                             .granter = granter->id,
                             .at = granter->at};
    struct arena *arena = arena_new();
    if (arena == NULL)
        goto done;
    out->box[0] = (uint8_t)(FORMAT | (granter->coordination ? AS_COORDINATION : 0));
    /* fails for a reader's key that is no point to agree with */
    status = STATUS_INVALID;
    if (crypto_box_seal(out->box + 1, key->secret->bytes, KEY, reader_public->box) != 0)
        goto done;
    record_sign(&out->signature, grant(arena, out, reader_public), granter->keys);
    status = STATUS_OK;
done:
    if (status != STATUS_OK)
        *out = (struct envelope){0};
    arena_free(arena);
    return status;
}

bool envelope_by_coordination(const struct envelope *envelope)
{
    return (envelope->box[0] & AS_COORDINATION) != 0;
}

static bool is_known(uint8_t format)
{
    return format == UNDATED || (format & ~AS_COORDINATION) == FORMAT;
}

enum status envelope_verify_by(record_check *check, const struct envelope *envelope,
                               const struct account_public *reader_public,
                               const struct account_public *granter_public)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status =
        check(grant(arena, envelope, reader_public), &envelope->signature, granter_public);
    arena_free(arena);
    return status;
}

enum status envelope_verify(const struct envelope *envelope,
                            const struct account_public *reader_public,
                            const struct account_public *granter_public)
{
    return envelope_verify_by(record_verify, envelope, reader_public, granter_public);
}

enum status envelope_open_by(record_check *check, struct vault_key *out,
                             const struct envelope *envelope,
                             const struct account_keys *reader_keys,
                             const struct account_public *granter_public)
{
    out->secret = NULL;
    struct secret *secret = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status =
        check(grant(arena, envelope, &reader_keys->public), &envelope->signature, granter_public);
    if (status != STATUS_OK)
        goto done;
    secret = secret_new(KEY);
    if (!is_known(envelope->box[0]) ||
        crypto_box_seal_open(secret->bytes, envelope->box + 1, sizeof envelope->box - 1,
                             reader_keys->public.box, reader_keys->box->bytes) != 0) {
        status = STATUS_TAMPERED;
        goto done;
    }
    out->secret = secret;
    secret = NULL;
done:
    secret_free(secret);
    arena_free(arena);
    return status;
}

enum status envelope_open(struct vault_key *out, const struct envelope *envelope,
                          const struct account_keys *reader_keys,
                          const struct account_public *granter_public)
{
    return envelope_open_by(record_verify, out, envelope, reader_keys, granter_public);
}
