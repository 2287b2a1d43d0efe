#include "verified.h"

#include "remembered.h"

#include <string.h>

/* 65,536 signatures are those of some ten thousand people. */
static struct digest room[8192][REMEMBERED_WAYS];
static struct remembered known = REMEMBERED(room);

static void fingerprint(struct digest *out, const struct record *record,
                        const struct signature *signature, const struct account_public *signer)
{
    struct digest encoded;
    uint8_t all[sizeof encoded + sizeof *signature + sizeof signer->sign];
    digest_blake(&encoded, record_encoded(record));
    memcpy(all, &encoded, sizeof encoded);
    memcpy(all + sizeof encoded, signature, sizeof *signature);
    memcpy(all + sizeof encoded + sizeof *signature, signer->sign, sizeof signer->sign);
    digest_blake(out, BYTES_OF(all));
}

enum status verified_record(const struct record *record, const struct signature *signature,
                            const struct account_public *signer)
{
    struct digest seen;
    fingerprint(&seen, record, signature, signer);
    if (remembered_has(&known, &seen))
        return STATUS_OK;
    enum status status = record_verify(record, signature, signer);
    if (status == STATUS_OK)
        remembered_add(&known, &seen);
    return status;
}

/* A private half in libsodium's form ends with its public one, by which others verify. */
void verified_signed(const struct record *record, const struct signature *signature,
                     const struct account_keys *keys)
{
    struct digest seen;
    struct account_public signer;
    memcpy(signer.sign, keys->sign->bytes + sizeof signer.sign, sizeof signer.sign);
    fingerprint(&seen, record, signature, &signer);
    remembered_add(&known, &seen);
}
