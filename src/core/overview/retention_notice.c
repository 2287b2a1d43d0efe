#include "overview/retention_notice.h"

#include "retention/retention_end.h"
#include "trust/standing.h"

#include <string.h>

static const char *const tasks[] = {
    [RETENTION_SITUATION_DRAFT] = "situation_draft_ends",
    [RETENTION_SYNTHESIS_DRAFT] = "synthesis_draft_ends",
    [RETENTION_SITUATION] = "situation_ends",
    [RETENTION_SYNTHESIS] = "synthesis_ends",
};

/* What there is to tell, as far as it is not a line of its own. */
struct notice {
    size_t texts, idle;
    int64_t first_at;
};

static bool concerns(const struct retention_item *item, const struct standing *standing)
{
    const struct shape *shape = standing->shape;
    if (item->what == RETENTION_SITUATION_DRAFT)
        return (standing->relations & shape->writers) != 0;
    if (item->what == RETENTION_SYNTHESIS_DRAFT)
        return (standing->relations & shape->concluders) != 0;
    return (standing->relations & (shape->writers | shape->reviewers | shape->concluders)) != 0;
}

static enum status of_text(struct notice *notice, struct task_list *list, struct act *act,
                           struct db_conn *conn, const struct retention_item *item)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, (struct seance_id){item->object});
    if (status != STATUS_OK)
        return status;
    if (concerns(item, &standing))
        task_list_add_end(list, tasks[item->what], &standing, item->ends_at);
    else if (notice->texts++ == 0)
        notice->first_at = item->ends_at;
    return STATUS_OK;
}

static enum status of_account(struct notice *notice, struct act *act, struct db_conn *conn,
                              const struct retention_item *item)
{
    struct membership_row member;
    enum status status = person_rows_membership(&member, conn, act->arena, act->space,
                                                (struct account_id){item->object});
    notice->idle += status == STATUS_OK && person_rows_present(&member);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status retention_notice_tasks(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct retention_item *items;
    struct notice notice = {0};
    size_t count;
    const bool coordination = (act->standing & RELATION_COORDINATION) != 0;
    enum status status = coordination /* whom alone idle accounts concern */
                             ? retention_end_list(&items, &count, act->core, act->arena, conn)
                             : retention_end_texts(&items, &count, act->core, act->arena, conn);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (!retention_end_is_near(act->core, &items[i]))
            continue;
        if (items[i].what == RETENTION_ACCOUNT)
            status = of_account(&notice, act, conn, &items[i]);
        else if (id_equal(&items[i].space.id, &act->space.id))
            status = of_text(&notice, list, act, conn, &items[i]);
    }
    if (status != STATUS_OK || !coordination)
        return status;
    if (notice.texts > 0)
        task_list_add_ends(list, "texts_end", notice.texts, notice.first_at);
    if (notice.idle > 0)
        task_list_add_count(list, "accounts_idle", NULL, notice.idle);
    return STATUS_OK;
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
