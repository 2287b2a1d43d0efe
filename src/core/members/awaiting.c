#include "core/members/awaiting.h"

#include "directory/directory_brief.h"
#include "store/rows/access_rows.h"
#include "store/rows/charter_rows.h"
#include "store/rows/journal_rows.h"
#include "store/rows/structure_rows.h"
#include "trust/person.h"
#include "trust/signatory.h"

/* Whether there is a charter to sign. */
static enum status published(bool *out, struct act *act, struct db_conn *conn)
{
    struct charter_row newest;
    enum status status = charter_rows_newest(&newest, conn, act->arena, act->space);
    *out = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status of_structure(json_t *model, bool *is_signed, struct act *act,
                                struct db_conn *conn)
{
    const struct structure_id id = act->membership.structure;
    struct structure_row row;
    struct account_id representative;
    *is_signed = true;
    if (id_is_none(&id.id))
        return STATUS_OK;
    enum status status = structure_rows_get(&row, conn, act->arena, act->space, id);
    if (status == STATUS_OK)
        status = signatory_has_signed(is_signed, act, conn, "structure", &id.id);
    if (status != STATUS_OK)
        return status;
    json_object_set_new(model, "structure", directory_brief(act, &row));
    status = access_rows_representative(&representative, conn, act->space, id,
                                        (struct account_id){{{0}}});
    if (status == STATUS_OK)
        json_object_set_new(model, "representative", person_json(act, conn, representative));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Whoever made new keys has their place, and is no newcomer. */
static enum status renewed(bool *out, struct act *act, struct db_conn *conn)
{
    struct journal_row row;
    enum status status =
        journal_rows_newest(&row, conn, act->arena, &act->who.id, "person", "renew");
    *out = status == STATUS_OK && !act->admitted;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status view(json_t *model, struct act *act, struct db_conn *conn)
{
    bool charter = false, adhered = false, structure = true, again = false;
    enum status status = published(&charter, act, conn);
    if (status == STATUS_OK)
        status = renewed(&again, act, conn);
    if (status == STATUS_OK)
        status = signatory_has_signed(&adhered, act, conn, "person", &act->who.id);
    if (status == STATUS_OK)
        status = of_structure(model, &structure, act, conn);
    const bool represents =
        act->membership.represents && !id_is_none(&act->membership.structure.id);
    const bool mine = charter && (!adhered || (!structure && represents));
    json_object_set_new(model, "published", json_boolean(charter));
    json_object_set_new(model, "adhered", json_boolean(adhered));
    json_object_set_new(model, "has_structure",
                        json_boolean(!id_is_none(&act->membership.structure.id)));
    json_object_set_new(model, "structure_signed", json_boolean(structure));
    json_object_set_new(model, "i_represent", json_boolean(represents));
    json_object_set_new(model, "admitted", json_boolean(act->admitted));
    json_object_set_new(model, "renewed", json_boolean(again && !mine));
    json_object_set_new(model, "mine", json_boolean(mine));
    json_object_set_new(model, "patience", json_boolean(!mine));
    return status;
}

enum status awaiting_view(struct act *act, json_t **out)
{
    json_t *model = act_json(act->arena, json_object());
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
