#include "texts/review.h"

#include "base/clock.h"
#include "keys/absence.h"
#include "texts/publication.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"

int64_t review_until(const struct act *act, const struct standing *standing)
{
    return clock_days(standing->seance.submitted_at, (unsigned)act->pack->review_days);
}

/* Whoever wrote or reviews it says it by signing. */
static bool signs(const struct standing *standing, struct account_id who)
{
    return standing_holds(standing, who, publication_signing(standing));
}

static bool has_agreed(const struct document_signature_row *rows, size_t count,
                       struct account_id who)
{
    for (size_t i = 0; i < count; i++)
        if (publication_is_reader(&rows[i]) && id_equal(&rows[i].account.id, &who.id))
            return true;
    return false;
}

/* Whom the rows of the séance make a reader who comments, if nothing else keeps them from it. */
static bool might_comment(const struct act *act, const struct standing *standing,
                          struct account_id account)
{
    return access_allows(act->pack->access, RESOURCE_SYNTHESIS, ACTION_COMMENT,
                         standing_relations(standing, account) | RELATION_MEMBER |
                             RELATION_SIGNATORY,
                         STAGE_DRAFTED);
}

/* Nobody is passed over because rows about them were edited. */
static enum status absent(struct act *act, struct db_conn *conn, const struct standing *standing,
                          const struct account_id *who, size_t count)
{
    struct charter_roll roll;
    enum status status = roll_charter(&roll, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < standing->attendance_count; i++) {
        const struct account_id one = standing->attendance[i].account;
        if (!id_is_none(&one.id) && !ID_AMONG(who, count, id, &one.id) &&
            might_comment(act, standing, one))
            status = absence_note(act, conn, &roll, one);
    }
    for (size_t i = 0; status == STATUS_OK && i < standing->role_count; i++) {
        const struct account_id one = standing->roles[i].account;
        if (!ID_AMONG(who, count, id, &one.id) && might_comment(act, standing, one))
            status = absence_note(act, conn, &roll, one);
    }
    return status;
}

enum status review_of(struct review *out, struct act *act, struct db_conn *conn,
                      const struct standing *standing, struct document_id document)
{
    struct version_row head;
    struct document_signature_row *rows;
    struct account_id *who;
    size_t row_count;
    size_t count;
    bool all = true;
    *out = (struct review){.until_at = review_until(act, standing)};
    out->open = clock_now() <= out->until_at;
    enum status status = standing_who(&who, &count, act, conn, standing, STAGE_DRAFTED,
                                      RESOURCE_SYNTHESIS, ACTION_COMMENT);
    if (status == STATUS_OK && out->open && db_turn(conn) != 0)
        status = absent(act, conn, standing, who, count);
    if (status == STATUS_OK)
        status = document_rows_head(&head, conn, act->arena, document);
    if (status == STATUS_OK)
        status =
            document_rows_signatures(&rows, &row_count, conn, act->arena, document, head.version);
    if (status != STATUS_OK)
        return status;
    out->asked = arena_alloc(act->arena, (count + 1) * sizeof *out->asked);
    out->agreed = arena_alloc(act->arena, (count + 1) * sizeof *out->agreed);
    for (size_t i = 0; i < count; i++) {
        if (signs(standing, who[i]))
            continue;
        const bool agreed = has_agreed(rows, row_count, who[i]);
        if (id_equal(&who[i].id, &act->who.id)) {
            out->i_agreed = agreed;
            out->i_may_agree = out->open && !agreed;
        }
        all = all && agreed;
        out->asked[out->asked_count] = who[i];
        out->agreed[out->asked_count++] = agreed;
    }
    out->signing = !out->open || (act->pack->sign_early && all);
    return STATUS_OK;
}
