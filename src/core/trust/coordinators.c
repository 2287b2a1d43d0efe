#include "trust/coordinators.h"

#include "trust/roll.h"
#include "trust/trust.h"

enum status coordinators_besides(size_t *out, struct act *act, struct db_conn *conn,
                                 const struct account_id *others, size_t count)
{
    struct membership_row *members;
    size_t member_count;
    *out = 0;
    enum status status = roll_members(&members, &member_count, act, conn);
    for (size_t i = 0; i < member_count && status == STATUS_OK; i++) {
        struct certificate certificate;
        if (!members[i].coordination || ID_AMONG(others, count, id, &members[i].account.id))
            continue;
        status = roll_certifies(&certificate, act, conn, &members[i]);
        if (status == STATUS_OK)
            ++*out;
        else if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
            status = STATUS_OK; /* they could coordinate nothing */
    }
    if (status != STATUS_OK)
        *out = 0;
    return status;
}

enum status coordinators_stay(struct act *act, struct db_conn *conn,
                              const struct account_id *others, size_t count)
{
    size_t left;
    /* whoever acts is proven to be one: no row about others says that they are the last */
    if (act->keys != NULL && (act->standing & RELATION_COORDINATION) != 0 &&
        !ID_AMONG(others, count, id, &act->who.id))
        return STATUS_OK;
    enum status status = coordinators_besides(&left, act, conn, others, count);
    return status == STATUS_OK && left == 0 ? act_fault(act, STATUS_CONFLICT, "last_coordinator")
                                            : status;
}
