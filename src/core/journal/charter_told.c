#include "journal/charter_told.h"

#include <string.h>

void charter_told_before(struct digest *out, const uint8_t sha256[32], const struct account_id *by)
{
    uint8_t both[32 + sizeof by->id.bytes];
    memcpy(both, sha256, 32);
    memcpy(both + 32, by->id.bytes, sizeof by->id.bytes);
    digest_sha256(out, BYTES_OF(both));
}

void charter_told(struct digest *out, const struct journal_row *entry)
{
    const size_t state = sizeof out->bytes; /* what it ends with */
    const struct bytes detail = entry->detail;
    *out = (struct digest){{0}};
    if (detail.len == CHARTER_VERSION_DETAIL + state)
        memcpy(out->bytes, detail.data + CHARTER_VERSION_DETAIL - sizeof out->bytes,
               sizeof out->bytes);
    else if (detail.len >= sizeof out->bytes)
        charter_told_before(out, detail.data, &entry->actor);
}
