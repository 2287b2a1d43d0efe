#include "overview/retention_notice.h"

#include "retention/retention_end.h"
#include "trust/roll.h"
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

/* Members of the space: no row is read of whoever did something of late. */
static enum status of_accounts(struct notice *notice, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    enum status status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool idle;
        status = retention_end_idle(&idle, act->core, act->arena, conn, members[i].account);
        notice->idle += status == STATUS_OK && idle;
    }
    return status;
}

enum status retention_notice_tasks(struct task_list *list, struct act *act, struct db_conn *conn)
{
    struct retention_item *items;
    struct notice notice = {0};
    size_t count;
    const bool coordination = (act->standing & RELATION_COORDINATION) != 0;
    enum status status =
        retention_end_near(&items, &count, act->core, act->arena, conn, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = of_text(&notice, list, act, conn, &items[i]);
    if (status == STATUS_OK && coordination) /* whom alone idle accounts concern */
        status = of_accounts(&notice, act, conn);
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
