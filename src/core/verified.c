#include "verified.h"

#include <pthread.h>
#include <string.h>

enum { SETS = 8192, WAYS = 8 };

/* A digest of record, signature and key: whatever changes in any of them misses.  Zero is empty.
 * 65,536 signatures are those of some ten thousand people; of a set's eight the one that was asked
 * for longest ago goes. */
static struct digest known[SETS][WAYS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

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

/* In front: of those before it, ${count} go one place back. */
static void put_first(struct digest *set, const struct digest *seen, size_t count)
{
    memmove(set + 1, set, count * sizeof *set);
    set[0] = *seen;
}

static bool find(struct digest *set, const struct digest *seen)
{
    for (size_t i = 0; i < WAYS; i++)
        if (digest_equal(&set[i], seen)) {
            put_first(set, seen, i);
            return true;
        }
    return false;
}

enum status verified_record(const struct record *record, const struct signature *signature,
                            const struct account_public *signer)
{
    struct digest seen;
    fingerprint(&seen, record, signature, signer);
    struct digest *set = known[(seen.bytes[0] | (unsigned)seen.bytes[1] << 8) % SETS];
    pthread_mutex_lock(&mutex);
    bool remembered = find(set, &seen);
    pthread_mutex_unlock(&mutex);
    if (remembered)
        return STATUS_OK;
    enum status status = record_verify(record, signature, signer);
    if (status != STATUS_OK)
        return status;
    pthread_mutex_lock(&mutex);
    put_first(set, &seen, WAYS - 1);
    pthread_mutex_unlock(&mutex);
    return STATUS_OK;
}
