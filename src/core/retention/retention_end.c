#include "retention/retention_end.h"

#include "base/clock.h"
#include "journal/ledger.h"
#include "store/rows/journal_rows.h"
#include "store/rows/retention_rows.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 24 * 60 * 60, EARLY = 2 /* days: or a daily run would always come too late */ };

static const struct {
    const char *name, *kind;
    enum retention_class of;
} whats[] = {
    [RETENTION_SITUATION_DRAFT] = {"situation_draft", "situation", RETENTION_DRAFT},
    [RETENTION_SYNTHESIS_DRAFT] = {"synthesis_draft", "synthesis", RETENTION_DRAFT},
    [RETENTION_SITUATION] = {"situation", "situation", RETENTION_TEXT},
    [RETENTION_SYNTHESIS] = {"synthesis", "synthesis", RETENTION_TEXT},
    [RETENTION_ACCOUNT] = {"account", "person", RETENTION_IDLE},
};

const char *retention_end_name(enum retention_what what)
{
    return whats[what].name;
}

enum retention_class retention_end_of(enum retention_what what)
{
    return whats[what].of;
}

const char *retention_end_kind(enum retention_what what)
{
    return whats[what].kind;
}

static int64_t warning(const struct core *core)
{
    return (int64_t)rules_retention(core->rules)->warn_days * DAY;
}

/* An announcement counts for the end that it told of: a draft that was taken up again has another.
 */
static enum status announced(struct retention_item *item, const struct core *core,
                             struct db_conn *conn, struct arena *arena)
{
    struct journal_row told;
    const int64_t near = item->due_at - warning(core) - (int64_t)EARLY * DAY;
    item->ends_at = item->due_at;
    if (clock_now() < near)
        return STATUS_OK;
    enum status status = journal_rows_newest(&told, conn, arena, &item->object,
                                             retention_end_kind(item->what), "announce");
    if (status == STATUS_OK)
        status = ledger_proves(core, conn, arena, &told);
    const int64_t at = status == STATUS_OK ? told.at : 0;
    if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED) /* an edit announces nothing */
        status = STATUS_OK;
    item->announced_at = at >= near ? at : 0;
    const int64_t earliest = (at >= near ? at : clock_now()) + warning(core);
    item->ends_at = item->due_at > earliest ? item->due_at : earliest;
    return status;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool is_draft(const struct retention_text_row *row)
{
    return strcmp(row->state, "draft") == 0 || strcmp(row->state, "sent_back") == 0;
}

static enum status of_text(struct retention_item *out, const struct core *core, struct arena *arena,
                           struct db_conn *conn, const struct retention_text_row *row)
{
    const struct retention_rule *rule = rules_retention(core->rules);
    const bool situation = strcmp(row->kind, "situation") == 0;
    int64_t since = row->changed_at;
    unsigned months = rule->draft_months;
    *out = (struct retention_item){.what = situation ? RETENTION_SITUATION_DRAFT
                                                     : RETENTION_SYNTHESIS_DRAFT,
                                   .space = row->space,
                                   .object = row->seance.id,
                                   .starts = row->starts};
    if (!is_draft(row) && situation) {
        out->what = RETENTION_SITUATION;
        since = clock_epoch(row->starts);
        months = rule->situation_months;
    } else if (!is_draft(row)) {
        out->what = RETENTION_SYNTHESIS;
        since = row->published_at != 0 ? row->published_at : row->submitted_at;
        months = rule->synthesis_months;
    }
    out->due_at = clock_months(later(since, core->retention_from), months);
    return announced(out, core, conn, arena);
}

static enum status of_account(struct retention_item *out, const struct core *core,
                              struct arena *arena, struct db_conn *conn,
                              const struct retention_account_row *row)
{
    *out = (struct retention_item){.what = RETENTION_ACCOUNT, .object = row->account.id};
    out->due_at = clock_months(later(row->last_at, core->retention_from),
                               rules_retention(core->rules)->idle_months);
    return announced(out, core, conn, arena);
}

static int by_end(const void *a, const void *b)
{
    const struct retention_item *one = a;
    const struct retention_item *other = b;
    return (one->ends_at > other->ends_at) - (one->ends_at < other->ends_at);
}

static enum status items_of(struct retention_item **out, size_t *count, const struct core *core,
                            struct arena *arena, struct db_conn *conn, struct seance_id seance,
                            bool people)
{
    struct retention_text_row *texts;
    struct retention_account_row *accounts = NULL;
    size_t text_count;
    size_t account_count = 0;
    *out = NULL;
    *count = 0;
    enum status status = retention_rows_texts(&texts, &text_count, conn, arena, seance);
    if (status == STATUS_OK && people)
        status = retention_rows_accounts(&accounts, &account_count, conn, arena);
    if (status != STATUS_OK)
        return status;
    *out = arena_alloc(arena, (text_count + account_count + 1) * sizeof **out);
    for (size_t i = 0; i < text_count && status == STATUS_OK; i++)
        status = of_text(&(*out)[(*count)++], core, arena, conn, &texts[i]);
    for (size_t i = 0; i < account_count && status == STATUS_OK; i++)
        status = of_account(&(*out)[(*count)++], core, arena, conn, &accounts[i]);
    qsort(*out, *count, sizeof **out, by_end);
    return status;
}

enum status retention_end_list(struct retention_item **out, size_t *count, const struct core *core,
                               struct arena *arena, struct db_conn *conn)
{
    return items_of(out, count, core, arena, conn, (struct seance_id){0}, true);
}

/* Months have 28 days or more: who began to count later than this cannot be near an end yet. */
static int64_t at_latest(const struct core *core, unsigned months)
{
    enum { SHORTEST = 28 };
    const int64_t latest =
        clock_now() + warning(core) + (int64_t)(EARLY + 1) * DAY - (int64_t)months * SHORTEST * DAY;
    return core->retention_from > latest ? 0 : latest; /* nothing counts from before that day */
}

enum status retention_end_near(struct retention_item **out, size_t *count, const struct core *core,
                               struct arena *arena, struct db_conn *conn, struct space_id space)
{
    const struct retention_rule *rule = rules_retention(core->rules);
    struct retention_text_row *texts;
    size_t text_count;
    struct tm civil;
    char began[sizeof "YYYY-MM-DD"];
    *out = NULL;
    *count = 0;
    clock_local(at_latest(core, rule->situation_months), &civil);
    if (strftime(began, sizeof began, "%Y-%m-%d", &civil) == 0)
        return STATUS_FAILED;
    enum status status = retention_rows_near(&texts, &text_count, conn, arena, space, began,
                                             at_latest(core, rule->synthesis_months));
    if (status != STATUS_OK)
        return status;
    *out = arena_alloc(arena, (text_count + 1) * sizeof **out);
    for (size_t i = 0; i < text_count && status == STATUS_OK; i++) {
        struct retention_item *item = &(*out)[*count];
        status = of_text(item, core, arena, conn, &texts[i]);
        *count += status == STATUS_OK && retention_end_is_near(core, item);
    }
    qsort(*out, *count, sizeof **out, by_end);
    return status;
}

static enum status account_again(struct retention_item *out, const struct core *core,
                                 struct arena *arena, struct db_conn *conn,
                                 struct account_id account)
{
    struct retention_account_row row;
    enum status status = retention_rows_account(&row, conn, account);
    return status == STATUS_OK ? of_account(out, core, arena, conn, &row) : status;
}

enum status retention_end_idle(bool *out, const struct core *core, struct arena *arena,
                               struct db_conn *conn, struct account_id account)
{
    struct retention_item item;
    struct ledger_facts told;
    *out = false;
    enum status status = ledger_facts(&told, (struct core *)core, conn, &account.id);
    /* entries after this snapshot only make it later */
    if (status != STATUS_OK || later(told.acted_at, core->retention_from) >
                                   at_latest(core, rules_retention(core->rules)->idle_months))
        return status;
    status = account_again(&item, core, arena, conn, account);
    *out = status == STATUS_OK && retention_end_is_near(core, &item);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status retention_end_again(struct retention_item *out, const struct core *core,
                                struct arena *arena, struct db_conn *conn,
                                const struct retention_item *item)
{
    struct retention_item *items;
    size_t count;
    *out = (struct retention_item){0};
    if (item->what == RETENTION_ACCOUNT)
        return account_again(out, core, arena, conn, (struct account_id){item->object});
    enum status status =
        items_of(&items, &count, core, arena, conn, (struct seance_id){item->object}, false);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (items[i].what == item->what && id_equal(&items[i].object, &item->object)) {
            *out = items[i];
            return STATUS_OK;
        }
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

bool retention_end_is_near(const struct core *core, const struct retention_item *item)
{
    return clock_now() >= item->due_at - warning(core) - (int64_t)EARLY * DAY;
}

enum retention_do retention_end_todo(const struct core *core, const struct retention_item *item)
{
    if (!retention_end_is_near(core, item))
        return RETENTION_NOTHING;
    if (item->announced_at == 0)
        return RETENTION_ANNOUNCE;
    return clock_now() >= item->ends_at ? RETENTION_END : RETENTION_NOTHING;
}

enum status retention_end_text(struct retention_item *out, const struct core *core,
                               struct arena *arena, struct db_conn *conn, struct space_id space,
                               struct seance_id seance, const char *kind)
{
    struct retention_item *items;
    size_t count;
    *out = (struct retention_item){0};
    enum status status = items_of(&items, &count, core, arena, conn, seance, false);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (id_equal(&items[i].space.id, &space.id) &&
            strcmp(retention_end_kind(items[i].what), kind) == 0) {
            *out = items[i];
            return STATUS_OK;
        }
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}
