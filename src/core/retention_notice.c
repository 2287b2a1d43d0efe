#include "core/retention_notice.h"

#include "core/standing.h"
#include "retention_end.h"

#include <string.h>

static const char *const tasks[] = {
    [RETENTION_SITUATION_DRAFT] = "situation_draft_ends",
    [RETENTION_SYNTHESIS_DRAFT] = "synthesis_draft_ends",
    [RETENTION_SITUATION] = "situation_ends",
    [RETENTION_SYNTHESIS] = "synthesis_ends",
};

static const uint32_t TOLD =
    RELATION_NARRATOR | RELATION_ANIMATOR | RELATION_SECRETARY | RELATION_COORDINATION;

static bool draft_of_another(const struct retention_item *item, uint32_t relations)
{
    return (item->what == RETENTION_SITUATION_DRAFT &&
            (relations & (RELATION_NARRATOR | RELATION_COORDINATION)) == 0) ||
           (item->what == RETENTION_SYNTHESIS_DRAFT &&
            (relations & (RELATION_SECRETARY | RELATION_COORDINATION)) == 0);
}

static enum status of_text(struct task_list *list, struct act *act, struct db_conn *conn,
                           const struct retention_item *item)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, (struct seance_id){item->object});
    if (status == STATUS_OK && (standing.relations & TOLD) != 0 &&
        !draft_of_another(item, standing.relations))
        task_list_add_end(list, tasks[item->what], &standing, item->ends_at);
    return status;
}

enum status retention_notice_tasks(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct retention_item *items;
    size_t count;
    size_t idle = 0;
    enum status status = retention_items(&items, &count, act->core, act->arena, conn);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct membership_row member;
        if (!retention_is_near(act->core, &items[i]))
            continue;
        if (items[i].what != RETENTION_ACCOUNT) {
            if (id_equal(&items[i].space.id, &act->space.id))
                status = of_text(list, act, conn, &items[i]);
            continue;
        }
        if ((act->standing & RELATION_COORDINATION) == 0)
            continue;
        status = person_rows_membership(&member, conn, act->arena, act->space,
                                        (struct account_id){items[i].object});
        idle += status == STATUS_OK && person_rows_present(&member);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    if (status == STATUS_OK && idle > 0)
        task_list_add_count(list, "accounts_idle", NULL, idle);
    return status;
}

enum status retention_notice_end(int64_t *out, struct act *act, struct seance_id seance,
                                 const char *kind)
{
    struct retention_item item;
    *out = 0;
    struct db_conn *conn = db_read(act->core->db);
    enum status status =
        retention_end_text(&item, act->core, act->arena, conn, act->space, seance, kind);
    db_done(conn);
    if (status == STATUS_OK)
        *out = item.ends_at;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
