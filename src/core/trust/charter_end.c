#include "trust/charter_end.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "store/rows/departure_rows.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

static struct record *record_of(struct arena *arena, const struct departure_row *row)
{
    struct record *record = record_new(arena, "cocon/departure");
    record_id(record, &row->space.id);
    record_id(record, &row->structure.id);
    record_number(record, row->at);
    record_id(record, &row->by.id);
    return record;
}

/* By its representative or a coordinator, as they were certified then. */
static enum status verify(struct act *act, struct db_conn *conn, const struct departure_row *row)
{
    struct certificate by;
    struct signature signature;
    enum status status = trust_at(&by, act, conn, row->by, row->at);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK && !by.coordination &&
        !(by.represents && id_equal(&by.structure.id, &row->structure.id)))
        status = STATUS_TAMPERED;
    memcpy(signature.bytes, row->signature, sizeof signature.bytes);
    return status == STATUS_OK ? verified_record(record_of(act->arena, row), &signature, &by.public)
                               : status;
}

/* All of its statements, newest first, if they are those that the journal tells of. */
static enum status list(struct departure_row **rows, size_t *count, bool *told, struct act *act,
                        struct db_conn *conn, struct structure_id structure)
{
    struct ledger_facts facts;
    struct ledger_set there = {0};
    char text[ID_TEXT];
    *told = true;
    enum status status = ledger_within(&facts, act->core, conn, &structure.id, &act->space.id);
    if (status == STATUS_OK)
        status = departure_rows_list(rows, count, conn, act->arena, act->space, structure);
    for (size_t i = 0; status == STATUS_OK && i < *count; i++)
        ledger_set_record(&there, record_of(act->arena, &(*rows)[i]));
    if (status == STATUS_OK && !ledger_set_equal(&facts.ended, &there)) {
        log_error("structure %s: it left %u times, and the journal tells of %u, or of others",
                  id_text(text, &structure.id), (unsigned)there.count, (unsigned)facts.ended.count);
        *told = false;
    }
    return status;
}

enum status charter_end_told(struct act *act, struct db_conn *conn, struct structure_id structure)
{
    struct departure_row *rows;
    size_t count;
    bool told;
    enum status status = list(&rows, &count, &told, act, conn, structure);
    return status == STATUS_OK && !told ? STATUS_TAMPERED : status;
}

enum status charter_end_since(bool *out, struct act *act, struct db_conn *conn,
                              struct structure_id structure, int64_t signed_at)
{
    struct departure_row *rows;
    size_t count;
    bool told;
    char text[ID_TEXT];
    enum status status = list(&rows, &count, &told, act, conn, structure);
    *out = status == STATUS_OK && !told;
    if (status != STATUS_OK || *out || count == 0)
        return status;
    *out = rows[0].at >= signed_at;
    if (*out)
        status = verify(act, conn, &rows[0]);
    if (status == STATUS_TAMPERED) /* it counts by the journal */
        log_error("structure %s: the statement that it left does not verify",
                  id_text(text, &structure.id));
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

enum status charter_end_put(struct act *act, struct db_conn *conn, struct structure_id structure)
{
    struct departure_row row = {
        .space = act->space, .structure = structure, .at = clock_now(), .by = act->who};
    struct signature signature;
    struct digest digest;
    struct record *record = record_of(act->arena, &row);
    record_sign(&signature, record, act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    digest_sha256(&digest, record_encoded(record));
    enum status status = departure_rows_insert(conn, &row);
    if (status == STATUS_OK)
        status =
            journal_add(conn, act, "leave", "structure", &structure.id, BYTES_OF(digest.bytes));
    return status;
}
