#include "trust/charter_version.h"

#include "journal/charter_told.h"
#include "journal/ledger.h"
#include "trust/trust.h"
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

void charter_version_detail(uint8_t out[CHARTER_VERSION_DETAIL], struct arena *arena,
                            const struct charter_row *row)
{
    struct digest digest;
    digest_sha256(&digest, record_encoded(charter_version_record(arena, row)));
    memcpy(out, row->sha256, sizeof row->sha256);
    memcpy(out + sizeof row->sha256, digest.bytes, sizeof digest.bytes);
}

enum status charter_version_as_told(int64_t *at, struct act *act, struct db_conn *conn,
                                    const struct charter_row *row)
{
    enum { WRITING = 60 /* seconds at most between signature and entry */ };
    struct ledger_facts told;
    struct ledger_set whole = {0}, before = {0};
    struct digest digest;
    enum status status = ledger_within(&told, act->core, conn, &row->id.id, &act->space.id);
    *at = told.signed_at;
    ledger_set_record(&whole, charter_version_record(act->arena, row));
    charter_told_before(&digest, row->sha256, &row->published_by);
    ledger_set_add(&before, &digest);
    if (status == STATUS_OK &&
        ((!ledger_set_equal(&told.certified, &whole) &&
          !ledger_set_equal(&told.certified, &before)) ||
         told.signed_at < row->published_at || told.signed_at > row->published_at + WRITING))
        status = STATUS_TAMPERED;
    return status;
}

enum status charter_version_verify(struct act *act, struct db_conn *conn,
                                   const struct charter_row *row)
{
    struct certificate publisher;
    struct signature signature;
    int64_t at;
    enum status status = charter_version_as_told(&at, act, conn, row);
    if (status == STATUS_OK)
        status = trust_at(&publisher, act, conn, row->published_by, row->published_at);
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
