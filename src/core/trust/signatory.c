#include "trust/signatory.h"

#include "trust/roll.h"

/* Whether a version in force carries a good signature for somebody or something. */
static enum status has_bond(bool *out, struct act *act, struct db_conn *conn,
                            const struct charter_row *versions, size_t count, const char *kind,
                            const struct id *subject, enum charter_worth worth)
{
    enum status status = STATUS_OK;
    *out = false;
    for (size_t v = 0; v < count && !*out && status == STATUS_OK; v++) {
        struct charter_signature_row row;
        enum charter_worth its = CHARTER_WORTHLESS;
        status = charter_rows_signature(&row, conn, act->arena, act->space, versions[v].id, kind,
                                        *subject);
        if (status == STATUS_OK)
            status = charter_roll_worth(&its, act, conn, &versions[v], &row);
        else if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
        *out = status == STATUS_OK && its == worth;
    }
    return status;
}

enum status signatory_is(bool *out, struct act *act, struct db_conn *conn,
                         struct account_id account, struct structure_id structure)
{
    struct charter_row *versions;
    size_t count;
    struct charter_roll roll;
    bool person = false, whole = id_is_none(&structure.id);
    enum status status;
    if (db_turn(conn) == 0) {
        status = roll_charter(&roll, act, conn);
        *out = status == STATUS_OK && charter_roll_binds(&roll, account, structure);
        return status;
    }
    status = charter_roll_in_force(&versions, &count, act, conn);
    if (status == STATUS_OK)
        status =
            has_bond(&person, act, conn, versions, count, "person", &account.id, CHARTER_VERIFIED);
    if (status == STATUS_OK && person && !whole)
        status = has_bond(&whole, act, conn, versions, count, "structure", &structure.id,
                          CHARTER_VERIFIED);
    *out = status == STATUS_OK && person && whole;
    return status;
}

enum status signatory_has_signed(bool *out, struct act *act, struct db_conn *conn, const char *kind,
                                 const struct id *subject)
{
    struct charter_row *versions;
    size_t count;
    struct charter_roll roll;
    enum status status;
    *out = false;
    if (db_turn(conn) == 0) {
        status = roll_charter(&roll, act, conn);
        const struct charter_bond *bond = charter_roll_find(&roll, kind, subject);
        *out = bond != NULL && bond->worth >= CHARTER_WAITS;
        return status;
    }
    status = charter_roll_in_force(&versions, &count, act, conn);
    if (status == STATUS_OK)
        status = has_bond(out, act, conn, versions, count, kind, subject, CHARTER_WAITS);
    if (status == STATUS_OK && !*out)
        status = has_bond(out, act, conn, versions, count, kind, subject, CHARTER_VERIFIED);
    return status;
}
