#include "overview/task_structure.h"

#include "base/clock.h"
#include "trust/charter_end.h"

#include <string.h>

/* After so many months without a change or a word, a sheet is asked about. */
enum { SHEET_MONTHS = 12 };

static bool is_empty(const struct structure_row *row)
{
    return row->sheet == NULL || strcmp(row->sheet, "{}") == 0;
}

enum status task_structure_sheet(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct structure_row row;
    const struct structure_id own = act->membership.structure;
    const uint32_t relations = RELATION_OF_STRUCTURE | RELATION_REPRESENTATIVE;
    if (!act->membership.represents || id_is_none(&own.id) ||
        !act_may(act, RESOURCE_STRUCTURE, ACTION_EDIT, relations, STAGE_NONE))
        return STATUS_OK;
    enum status status = structure_rows_get(&row, conn, act->arena, act->space, own);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (is_empty(&row))
        task_list_add_structure(list, "write_structure", &row);
    else if (clock_months(row.confirmed_at, SHEET_MONTHS) < clock_now())
        task_list_add_structure(list, "confirm_structure", &row);
    return STATUS_OK;
}

/* The structures that somebody represents, in order. */
static struct structure_id *with_voice(size_t *out, struct arena *arena,
                                       const struct membership_row *members, size_t count)
{
    struct structure_id *all = arena_alloc(arena, (count + 1) * sizeof *all);
    *out = 0;
    for (size_t i = 0; i < count; i++)
        if (members[i].represents && !id_is_none(&members[i].structure.id))
            all[(*out)++] = members[i].structure;
    if (*out > 0)
        id_sort(&all->id, *out);
    return all;
}

enum status task_structure_voices(struct task_list *list, struct act *act, struct db_conn *conn,
                                  const struct structure_row *structures, size_t count,
                                  const struct membership_row *members, size_t member_count)
{
    size_t voice_count;
    const struct structure_id *voices = with_voice(&voice_count, act->arena, members, member_count);
    unsigned told = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && told < TASK_LIST_AHEAD && status == STATUS_OK; i++) {
        bool left;
        if (voice_count > 0 && id_in(&voices->id, voice_count, &structures[i].id.id))
            continue;
        status = charter_end_since(&left, act, conn, structures[i].id, 0);
        if (status != STATUS_OK || left)
            continue;
        task_list_add_structure(list, "invite_representative", &structures[i]);
        told++;
    }
    return status;
}
