#include "crypto/certificate.h"

#include <stdlib.h>
#include <string.h>

struct record *certificate_record(struct arena *arena, const struct certificate *certificate)
{
    struct record *record = record_new(arena, "cocon/certificate");
    record_id(record, &certificate->space.id);
    record_id(record, &certificate->account.id);
    record_bytes(record, BYTES_OF(certificate->public.box));
    record_bytes(record, BYTES_OF(certificate->public.sign));
    record_id(record, &certificate->structure.id);
    record_number(record, certificate->coordination);
    record_number(record, certificate->represents);
    record_number(record, certificate->from);
    record_number(record, certificate->until);
    record_number(record, certificate->issued_at);
    record_id(record, &certificate->issuer.id);
    return record;
}

static struct arena *room(void)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    return arena;
}

void certificate_sign(struct certificate *certificate, const struct account_keys *issuer_keys)
{
    struct arena *arena = room();
    record_sign(&certificate->signature, certificate_record(arena, certificate), issuer_keys);
    arena_free(arena);
}

enum status certificate_verify(const struct certificate *certificate,
                               const struct account_public *issuer)
{
    struct arena *arena = room();
    enum status status =
        record_verify(certificate_record(arena, certificate), &certificate->signature, issuer);
    arena_free(arena);
    return status;
}

void certificate_fingerprint(struct digest *out, const struct account_public *public)
{
    uint8_t both[sizeof public->box + sizeof public->sign];
    memcpy(both, public->box, sizeof public->box);
    memcpy(both + sizeof public->box, public->sign, sizeof public->sign);
    digest_sha256(out, BYTES_OF(both));
}
