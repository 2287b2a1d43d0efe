#include "charter_version.h"

#include "core/trust.h"
#include "verified.h"

#include <string.h>

struct record *charter_version_record(struct arena *arena, const struct charter_row *row)
{
    struct record *record = record_new(arena, "cocon/charter");
    record_id(record, &row->space.id);
    record_id(record, &row->id.id);
    record_number(record, row->number);
    record_bytes(record, BYTES_OF(row->sha256));
    record_text(record, row->note != NULL ? row->note : "");
    record_id(record, &row->published_by.id);
    record_number(record, row->published_at);
    return record;
}

enum status charter_version_verify(struct act *act, struct db_conn *conn,
                                   const struct charter_row *row)
{
    struct certificate publisher;
    struct signature signature;
    enum status status = trust_at(&publisher, act, conn, row->published_by, row->published_at);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && !publisher.coordination))
        status = STATUS_TAMPERED;
    memcpy(signature.bytes, row->signature, sizeof signature.bytes);
    return status == STATUS_OK ? verified_record(charter_version_record(act->arena, row),
                                                 &signature, &publisher.public)
                               : status;
}

bool charter_version_whole(const struct charter_row *row)
{
    struct digest digest;
    if (row->text == NULL)
        return false;
    digest_sha256(&digest, (struct bytes){(const uint8_t *)row->text, strlen(row->text)});
    return memcmp(digest.bytes, row->sha256, sizeof row->sha256) == 0;
}
