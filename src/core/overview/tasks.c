#include "core/overview/tasks.h"

#include "base/clock.h"
#include "keys/quorum.h"
#include "members/erasure.h"
#include "members/members.h"
#include "overview/retention_notice.h"
#include "overview/task_list.h"
#include "overview/task_structure.h"
#include "seances/calendar.h"
#include "store/rows/charter_rows.h"
#include "store/rows/cycle_rows.h"
#include "store/rows/structure_rows.h"
#include "trust/coordinators.h"
#include "trust/roll.h"
#include "trust/signatory.h"
#include "trust/standing.h"

#include <string.h>

enum { NEWS = 3 };

static enum status signed_by(bool *out, struct act *act, struct db_conn *conn,
                             struct charter_id charter, const char *kind, struct id subject)
{
    struct charter_signature_row row;
    enum status status =
        charter_rows_signature(&row, conn, act->arena, act->space, charter, kind, subject);
    *out = status == STATUS_OK && row.keys_current;
    if (status == STATUS_OK && !*out) /* by keys of before, which were certified then: it stays */
        status = signatory_has_signed(out, act, conn, kind, &subject);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status of_charter(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct charter_row charter;
    bool by_structure = true;
    bool by_me;
    enum status status = charter_rows_newest(&charter, conn, act->arena, act->space);
    if (status == STATUS_NOT_FOUND) {
        if (act->standing & RELATION_COORDINATION)
            task_list_add(list, "publish_charter", NULL);
        return STATUS_OK;
    }
    if (status == STATUS_OK && act->membership.represents)
        status = signed_by(&by_structure, act, conn, charter.id, "structure",
                           act->membership.structure.id);
    if (status == STATUS_OK)
        status = signed_by(&by_me, act, conn, charter.id, "person", act->who.id);
    if (status != STATUS_OK)
        return status;
    /* a former version may still hold for its days of grace */
    const bool again = charter.number > 1 && act->standing & RELATION_SIGNATORY;
    const int64_t until = charter.published_at + act->pack->grace_days * 24 * 60 * 60;
    if (!by_structure)
        task_list_add_until(list, again ? "sign_charter_structure_again" : "sign_charter_structure",
                            until);
    if (!by_me)
        task_list_add_until(list, again ? "adhere_charter_again" : "adhere_charter", until);
    return STATUS_OK;
}

/* What keeps a space from its first séance, one thing at a time. */
static enum status of_coordination(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct structure_row *structures;
    struct membership_row *members;
    struct cycle_row *cycles;
    size_t structure_count;
    size_t member_count;
    size_t cycle_count;
    size_t waiting;
    size_t asking;
    size_t coordinators;
    enum status status =
        structure_rows_list(&structures, &structure_count, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = roll_members(&members, &member_count, act, conn);
    if (status == STATUS_OK)
        status = cycle_rows_list(&cycles, &cycle_count, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = members_waiting(&waiting, act, conn);
    if (status == STATUS_OK)
        status = erasure_count(&asking, act, conn);
    if (status != STATUS_OK)
        return status;
    if (waiting > 0)
        task_list_add_count(list, "open_access", NULL, waiting);
    if (asking > 0)
        task_list_add_count(list, "erase_accounts", NULL, asking);
    if (structure_count == 0)
        task_list_add(list, "add_structures", NULL);
    else if (member_count < 2)
        task_list_add(list, "invite_people", NULL);
    else if (cycle_count == 0)
        task_list_add(list, "plan_cycle", NULL);
    const size_t people = members_group(members, member_count);
    if (member_count > 1 && people < (size_t)act->pack->people_least)
        task_list_add_count(list, "fill_group", NULL, (size_t)act->pack->people_least - people);
    if (member_count > 1)
        status = task_structure_voices(list, act, conn, structures, structure_count, members,
                                       member_count);
    if (status == STATUS_OK)
        status = coordinators_besides(&coordinators, act, conn, NULL, 0);
    if (status == STATUS_OK && coordinators < 2)
        task_list_add(list, "second_coordinator", NULL);
    return status;
}

/* The next meeting is the first whose day is not over. */
static void choose_next(struct seance_id *next, const struct seance_row *row)
{
    if (id_is_none(&next->id) && access_stage(row->stage) <= STAGE_PREPARED &&
        !standing_over(row->starts))
        *next = row->id;
}

static enum status of_alive(struct task_list *list, struct act *act, struct db_conn *conn,
                            struct seance_id *next)
{
    struct seance_row *rows;
    size_t count;
    enum status status = seance_rows_alive(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct standing standing;
        choose_next(next, &rows[i]);
        status = standing_seance(&standing, act, conn, rows[i].id);
        if (status == STATUS_OK)
            status = task_list_of_seance(list, act, conn, &standing);
    }
    return status;
}

static enum status of_published(struct task_list *list, struct act *act, struct db_conn *conn,
                                json_t *news)
{
    enum { LOOKED_AT = 20 };
    struct seance_row *rows;
    size_t count;
    enum status status =
        seance_rows_published(&rows, &count, conn, act->arena, act->space, 0, LOOKED_AT);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (strcmp(rows[i].stage, access_stage_name(STAGE_PUBLISHED)) == 0)
            status = task_list_of_published(list, act, conn, &rows[i]);
    for (size_t i = 0; i < count && i < NEWS && status == STATUS_OK; i++)
        json_array_append_new(news, json_pack("{s:s, s:I, s:o, s:s, s:s}", "what", "published",
                                              "at", (json_int_t)rows[i].published_at, "seance",
                                              act_id_json(&rows[i].id.id), "kind", rows[i].kind,
                                              "starts", rows[i].starts));
    return status;
}

static enum status of_seances(struct task_list *list, struct act *act, struct db_conn *conn,
                              json_t *news, struct seance_id *next)
{
    enum status status = of_alive(list, act, conn, next);
    return status == STATUS_OK ? of_published(list, act, conn, news) : status;
}

enum status tasks_view(struct act *act, json_t **out)
{
    json_t *news = act_json(act->arena, json_array());
    json_t *seance = NULL;
    json_t *uses = NULL;
    struct seance_id next = {0};
    struct task_list list = {.tasks = act_json(act->arena, json_array())};
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = of_charter(&list, act, conn);
    if (status == STATUS_OK && act->standing & RELATION_COORDINATION)
        status = of_coordination(&list, act, conn);
    if (status == STATUS_OK && act_may(act, RESOURCE_SEANCE, ACTION_READ, 0, STAGE_NONE))
        status = of_seances(&list, act, conn, news, &next);
    if (status == STATUS_OK)
        status = task_structure_sheet(&list, act, conn);
    if (status == STATUS_OK)
        status = quorum_uses(&uses, act, conn);
    if (status == STATUS_OK && act_may(act, RESOURCE_SEANCE, ACTION_READ, 0, STAGE_NONE))
        status = retention_notice_tasks(&list, act, conn);
    db_done(conn);
    if (status == STATUS_OK && !id_is_none(&next.id))
        status = calendar_seance(act, &seance, next);
    if (status != STATUS_OK)
        return status;
    *out = act_json(act->arena, json_pack("{s:O, s:O, s:O*, s:O, s:b}", "tasks", list.tasks, "news",
                                          news, "next", seance, "recovery", uses, "signatory",
                                          (act->standing & RELATION_SIGNATORY) != 0));
    return STATUS_OK;
}
