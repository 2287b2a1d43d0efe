#include "core/overview/key_view.h"

#include "core/overview/key_check.h"
#include "trust/person.h"

struct gathering {
    struct act *act;
    struct key_fault *faults;
    size_t count, room;
};

/* Kept for later: names are read when the check has given its connection back. */
static void keep_fault(void *context, const struct key_fault *fault)
{
    struct gathering *gathering = context;
    gathering->faults = arena_grow(gathering->act->arena, gathering->faults, gathering->count,
                                   &gathering->room, sizeof *gathering->faults);
    struct key_fault *kept = &gathering->faults[gathering->count++];
    *kept = *fault;
    kept->purpose = arena_text(gathering->act->arena, fault->purpose);
    kept->profession = NULL;
}

static json_t *fault_json(struct act *act, struct db_conn *conn, const struct key_fault *fault)
{
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:o, s:s?, s:I}", "key_fault", key_fault_kind(fault->kind),
                  "key_reason", key_fault_reason(fault->reason), "purpose", fault->purpose,
                  "seance", act_id_json(&fault->seance.id), "stage", fault->stage, "generation",
                  (json_int_t)fault->generation);
    if (!id_is_none(&fault->reader.id))
        json_object_set_new(json, "person", person_json(act, conn, fault->reader));
    return json;
}

enum status key_view(struct act *act, json_t **out)
{
    struct key_result result;
    struct gathering gathering = {.act = act};
    *out = NULL;
    if (!act_may(act, RESOURCE_JOURNAL, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = key_check_run(&result, act->core, &act->space, keep_fault, &gathering);
    if (status != STATUS_OK && status != STATUS_TAMPERED && status != STATUS_BUSY)
        return status;
    json_t *faults = json_array();
    struct db_conn *conn = db_read(act->core->db);
    for (size_t i = 0; i < gathering.count; i++)
        json_array_append_new(faults, fault_json(act, conn, &gathering.faults[i]));
    db_done(conn);
    *out =
        act_json(act->arena, json_pack("{s:I, s:I, s:b, s:o}", "vaults", (json_int_t)result.vaults,
                                       "envelopes", (json_int_t)result.envelopes, "clean",
                                       status == STATUS_OK, "faults", faults));
    return STATUS_OK;
}
