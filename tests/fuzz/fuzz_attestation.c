#include "crypto/attestation.h"
#include "crypto/passkey.h"
#include "crypto/secret.h"

#include <stdint.h>
#include <stdlib.h>

/* Bytes of a browser, as an attestation object and as authenticator data: whatever they promise, no
 * more is read or allocated than is there, and nothing signed by nobody is let in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t public[64] = {4};
    const struct digest client = {{1}};
    const struct passkey key = {.algorithm = -7, .public = BYTES_OF(public)};
    struct passkey made;
    uint32_t counter;
    struct attestation parsed;
    struct arena *arena = arena_new();
    if (arena == NULL || secret_start() != STATUS_OK)
        abort();
    const struct bytes bytes = {data, size};
    if (attestation_parse(&parsed, arena, bytes) == STATUS_OK &&
        (parsed.data.data < data || parsed.data.data + parsed.data.len > data + size ||
         parsed.statement.data + parsed.statement.len > data + size))
        abort();
    if (passkey_register(&made, arena, bytes, &client, "localhost") == STATUS_OK &&
        (made.credential.len == 0 || made.public.len == 0))
        abort();
    if (passkey_verify(&counter, &key, bytes, bytes, &client, "localhost") != STATUS_DENIED)
        abort();
    arena_free(arena);
    return 0;
}
