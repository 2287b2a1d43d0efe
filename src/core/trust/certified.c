#include "trust/certified.h"

#include "base/log.h"
#include "trust/recall.h"

#include <string.h>

struct certificate certified_of(const struct certificate_row *row)
{
    struct certificate certificate = {.space = row->space,
                                      .account = row->account,
                                      .structure = row->structure,
                                      .coordination = row->coordination,
                                      .represents = row->represents,
                                      .from = row->from,
                                      .until = row->until,
                                      .issued_at = row->issued_at,
                                      .issuer = row->issuer};
    memcpy(certificate.public.box, row->box_public, sizeof row->box_public);
    memcpy(certificate.public.sign, row->sign_public, sizeof row->sign_public);
    memcpy(certificate.signature.bytes, row->signature, sizeof row->signature);
    return certificate;
}

static void add_all(struct ledger_set *set, struct arena *arena, const struct certificate_row *rows,
                    size_t count)
{
    *set = (struct ledger_set){0};
    for (size_t i = 0; i < count; i++) {
        const struct certificate certificate = certified_of(&rows[i]);
        ledger_set_record(set, certificate_record(arena, &certificate));
    }
}

enum status certified_set(struct ledger_set *out, struct act *act, struct db_conn *conn,
                          struct account_id account)
{
    struct certificate_row *rows;
    size_t count;
    *out = (struct ledger_set){0};
    enum status status =
        certificate_rows_list(&rows, &count, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        add_all(out, act->arena, rows, count);
    return status;
}

static enum status are_told(struct act *act, struct db_conn *conn, struct account_id account,
                            const struct certificate_row *rows, size_t count)
{
    struct ledger_facts told;
    struct ledger_set there;
    char text[ID_TEXT];
    enum status status = ledger_within(&told, act->core, conn, &account.id, &act->space.id);
    add_all(&there, act->arena, rows, count);
    if (status == STATUS_OK && !ledger_set_equal(&told.certified, &there)) {
        log_error("account %s: %u certificates, and the journal tells of %u, or of others",
                  id_text(text, &account.id), (unsigned)there.count,
                  (unsigned)told.certified.count);
        status = STATUS_TAMPERED;
    }
    return status;
}

static void keep(struct act *act, struct db_conn *conn, struct account_id account,
                 const struct certified *found, enum status status)
{
    recall_keep(act, conn, RECALL_CERTIFICATES, &account.id, 0,
                arena_copy(act->arena, found, sizeof *found), status);
}

enum status certified_learn(struct act *act, struct db_conn *conn,
                            const struct account_id *accounts, size_t count)
{
    struct certificate_row *rows;
    size_t row_count;
    const void *known;
    enum status status = certificate_rows_all(&rows, &row_count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0, next; i < row_count; i = next) {
        const struct account_id account = rows[i].account;
        for (next = i; next < row_count && id_equal(&rows[next].account.id, &account.id);)
            next++;
        const struct certified found = {&rows[i], next - i};
        keep(act, conn, account, &found, are_told(act, conn, account, found.rows, found.count));
    }
    for (size_t i = 0; i < count; i++)
        if (!recall_find(&known, &status, act, conn, RECALL_CERTIFICATES, &accounts[i].id, 0))
            keep(act, conn, accounts[i], &(struct certified){0},
                 are_told(act, conn, accounts[i], NULL, 0));
    return STATUS_OK;
}

enum status certified_list(struct certified *out, struct act *act, struct db_conn *conn,
                           struct account_id account)
{
    const void *known;
    enum status status;
    *out = (struct certified){0};
    if (recall_find(&known, &status, act, conn, RECALL_CERTIFICATES, &account.id, 0)) {
        *out = *(const struct certified *)known;
        return status;
    }
    status = certificate_rows_list(&out->rows, &out->count, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        status = are_told(act, conn, account, out->rows, out->count);
    keep(act, conn, account, out, status);
    return status;
}
