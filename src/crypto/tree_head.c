#include "crypto/tree_head.h"

#include <string.h>

void tree_head_log(struct digest *out, const struct audit_public *public)
{
    digest_sha256(out, BYTES_OF(public->bytes));
}

static struct record *record_of(struct arena *arena, const struct tree_head *head,
                                const struct audit_public *public)
{
    struct digest log;
    struct record *record = record_new(arena, "cocon/tree-head");
    tree_head_log(&log, public);
    record_number(record, (int64_t)head->size);
    record_digest(record, &head->root);
    record_number(record, head->at);
    record_digest(record, &log);
    if (head->chained)
        record_digest(record, &head->previous);
    return record;
}

void tree_head_digest(struct digest *out, const struct tree_head *head)
{
    digest_sha256(out, BYTES_OF(head->signature.bytes));
}

void tree_head_sign(struct tree_head *head, struct arena *arena, const struct server_key *key)
{
    server_key_audit_sign(key, &head->signature,
                          record_of(arena, head, server_key_audit_public(key)));
}

enum status tree_head_verify(const struct tree_head *head, struct arena *arena,
                             const struct server_key *key)
{
    const struct audit_public *public = server_key_audit_of(key, head->size);
    struct account_public signer = {{0}, {0}};
    memcpy(signer.sign, public->bytes, sizeof signer.sign);
    return record_verify(record_of(arena, head, public), &head->signature, &signer);
}
