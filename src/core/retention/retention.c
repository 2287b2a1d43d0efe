#include "core/retention/retention.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "members/suspension.h"
#include "policy/shape.h"
#include "retention/retention_end.h"
#include "store/rows/document_rows.h"
#include "store/rows/person_rows.h"
#include "store/rows/retention_rows.h"
#include "store/rows/seance_rows.h"
#include "store/rows/vault_rows.h"
#include "trust/state.h"

#include <string.h>

struct running {
    struct core *core;
    struct act act;
    struct retention_item item;
    enum retention_do todo;
    bool expired, held_back, done;
};

static struct bytes counts(uint8_t out[16], int64_t first, int64_t second)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)((uint64_t)first >> (56 - 8 * i));
        out[8 + i] = (uint8_t)((uint64_t)second >> (56 - 8 * i));
    }
    return (struct bytes){out, 16};
}

/* Somebody moved its dates, or put rows beside it: what they want gone stays until it is looked
 * at, and `cocon audit verify` tells. */
static enum status untouched(struct running *running, struct db_conn *conn,
                             enum state_subject subject, const struct id *object)
{
    char text[ID_TEXT];
    enum status status = state_note(&running->act, conn, subject, object);
    if (status != STATUS_TAMPERED)
        return status;
    running->held_back = true;
    log_error("%s %s is over its time, but its rows were edited: nothing is destroyed",
              row_seal_subject_name(subject), id_text(text, object));
    return status;
}

static enum status destroy_vault(struct running *running, struct db_conn *conn,
                                 const struct vault_row *vault)
{
    uint8_t detail[16];
    int64_t envelopes;
    enum status status = vault_rows_destroy(&envelopes, conn, vault->id);
    if (status == STATUS_OK)
        status = journal_add(conn, &running->act, "destroy", "vault", &vault->id.id,
                             counts(detail, vault->generation, envelopes));
    return status;
}

/* Wherever its row, which the séance answers for, says that it lies: no list of vaults hides it. */
static enum status drop_published(int64_t *versions, struct running *running, struct db_conn *conn)
{
    struct document_row *all;
    size_t count;
    struct act *act = &running->act;
    const struct seance_id seance = {running->item.object};
    *versions = 0;
    enum status status =
        document_rows_list(&all, &count, conn, act->arena, act->space, seance, "published");
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        int64_t some;
        status = retention_rows_drop(&some, conn, seance, all[i].vault);
        *versions += some;
    }
    return status;
}

/* The séance's own vault goes with its key; what was published lies in the space's vault, whose key
 * stays: its own secret goes with it, see documents.h. */
static enum status destroy_texts(struct running *running, struct db_conn *conn, const char *kind)
{
    struct vault_row vault;
    uint8_t detail[16];
    int64_t versions;
    int64_t published = 0;
    struct act *act = &running->act;
    const struct seance_id seance = {running->item.object};
    enum status status = vault_rows_get(&vault, conn, act->arena, act->space, seance, kind);
    if (status == STATUS_OK)
        status = untouched(running, conn, STATE_VAULT, &vault.id.id);
    if (status == STATUS_OK)
        status = retention_rows_drop(&versions, conn, seance, vault.id);
    if (status == STATUS_OK && strcmp(kind, VAULT_SYNTHESIS) == 0)
        status = drop_published(&published, running, conn);
    if (status == STATUS_OK)
        status = destroy_vault(running, conn, &vault);
    if (status == STATUS_OK && retention_end_of(running->item.what) != RETENTION_DRAFT)
        status = seance_rows_destroyed(conn, seance, kind, clock_now());
    if (status == STATUS_OK)
        status = journal_add(conn, act, "destroy", kind, &seance.id,
                             counts(detail, versions, published));
    return status;
}

/* The life of a kind of meeting, as the pack of the space has it; NULL: it has none of that name.
 */
static enum status life_of(const struct life **out, struct running *running, struct db_conn *conn,
                           const char *kind)
{
    struct act *act = &running->act;
    struct space_row *spaces;
    size_t count;
    *out = NULL;
    enum status status = person_rows_spaces(&spaces, &count, conn, act->arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (id_equal(&spaces[i].id.id, &act->space.id))
            act->pack = rules_pack(act->core->rules, spaces[i].pack);
    if (status == STATUS_OK && act->pack == NULL)
        status = STATUS_FAILED; /* the pack's folder went away */
    const struct shape_kind *found =
        status == STATUS_OK ? shape_kind(&act->pack->shape, kind) : NULL;
    *out = found != NULL ? &found->life : NULL;
    return status;
}

/* When the last of its texts went; a draft can be begun again. */
static enum status expire(struct running *running, struct db_conn *conn)
{
    struct seance_row row;
    int64_t left;
    struct act *act = &running->act;
    const struct seance_id seance = {running->item.object};
    enum status status = seance_rows_get(&row, conn, act->arena, act->space, seance);
    if (status == STATUS_OK)
        status = retention_rows_left(&left, conn, seance);
    if (status != STATUS_OK || left > 0 ||
        (row.situation_destroyed_at == 0 && row.synthesis_destroyed_at == 0))
        return status;
    const struct life *life;
    status = life_of(&life, running, conn, row.kind);
    if (status != STATUS_OK)
        return status;
    const struct life_step *step = life_step(life, access_stage(row.stage), LIFE_EXPIRE);
    if (step == NULL || step->guards != GUARD_DESTROYED)
        return STATUS_OK;
    status = seance_rows_move(conn, seance, row.stage, access_stage_name(step->to), clock_now());
    if (status == STATUS_OK)
        status = journal_add(conn, act, "expire", "seance", &seance.id, (struct bytes){0});
    running->expired = status == STATUS_OK;
    return status;
}

/* As it is now: it may have been saved again since it was listed. */
static enum status is_still(bool *out, struct running *running, struct db_conn *conn)
{
    struct retention_item now;
    enum status status =
        retention_end_again(&now, running->core, running->act.arena, conn, &running->item);
    *out = status == STATUS_OK && retention_end_todo(running->core, &now) == running->todo;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status act_on_text(struct db_conn *conn, void *context)
{
    struct running *running = context;
    bool still;
    const char *kind = retention_end_kind(running->item.what);
    enum status status = is_still(&still, running, conn);
    if (status != STATUS_OK || !still)
        return status;
    status = untouched(running, conn, STATE_SEANCE, &running->item.object);
    if (status == STATUS_OK && running->todo == RETENTION_ANNOUNCE)
        status = journal_add(conn, &running->act, "announce", kind, &running->item.object,
                             (struct bytes){0});
    if (status == STATUS_OK && running->todo == RETENTION_END)
        status = destroy_texts(running, conn, kind);
    if (status == STATUS_OK && running->todo == RETENTION_END)
        status = expire(running, conn);
    running->done = status == STATUS_OK;
    return status;
}

/* By entries that are proven: nobody is idle because somebody hides what they did. */
static enum status is_idle(bool *out, struct running *running, struct db_conn *conn)
{
    struct ledger_facts told;
    char text[ID_TEXT];
    struct core *core = running->core;
    const struct retention_item *item = &running->item;
    enum status status = ledger_facts(&told, core, conn, &item->object);
    const int64_t since =
        told.acted_at > core->retention_from ? told.acted_at : core->retention_from;
    *out = status == STATUS_OK &&
           clock_months(since, rules_retention(core->rules)->idle_months) <= item->due_at;
    if (status == STATUS_OK && !*out) {
        running->held_back = true;
        log_error("person %s looks unused, and the journal tells that they acted since",
                  id_text(text, &item->object));
    }
    return status;
}

static enum status announce_account(struct db_conn *conn, void *context)
{
    struct running *running = context;
    struct membership_row *memberships;
    size_t count;
    bool still;
    enum status status = is_still(&still, running, conn);
    if (status != STATUS_OK || !still)
        return status;
    status = is_idle(&still, running, conn);
    if (status != STATUS_OK || !still)
        return status;
    status = untouched(running, conn, STATE_PERSON, &running->item.object);
    if (status == STATUS_OK)
        status = person_rows_memberships(&memberships, &count, conn, running->act.arena,
                                         (struct account_id){running->item.object});
    if (status != STATUS_OK || count == 0)
        return status;
    running->act.space = memberships[0].space;
    status = journal_add(conn, &running->act, "announce", "person", &running->item.object,
                         (struct bytes){0});
    running->done = status == STATUS_OK;
    return status;
}

static enum status act_on_account(struct running *running)
{
    if (running->todo == RETENTION_ANNOUNCE)
        return db_write(running->core->db, announce_account, running);
    bool idle;
    struct db_conn *conn = db_read(running->core->db);
    enum status status = is_idle(&idle, running, conn);
    db_done(conn);
    if (status != STATUS_OK || !idle)
        return status;
    status = suspension_idle(running->core, (struct account_id){running->item.object});
    running->done = status == STATUS_OK;
    return status == STATUS_CONFLICT ? STATUS_OK : status; /* the last coordinator stays */
}

static void count(struct retention_result *out, const struct running *running)
{
    const bool account = running->item.what == RETENTION_ACCOUNT;
    out->held_back += running->held_back;
    if (!running->done)
        return;
    out->announced += running->todo == RETENTION_ANNOUNCE;
    out->suspended += running->todo == RETENTION_END && account;
    out->destroyed += running->todo == RETENTION_END && !account;
    out->expired += running->expired;
}

static enum status act_on(struct retention_result *out, struct core *core,
                          const struct retention_item *item, enum retention_do todo, bool dry)
{
    struct running running = {.core = core, .item = *item, .todo = todo};
    running.act = (struct act){.core = core, .arena = arena_new(), .space = item->space};
    if (running.act.arena == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_OK;
    if (dry)
        running.done = true;
    else if (item->what == RETENTION_ACCOUNT)
        status = act_on_account(&running);
    else
        status = db_write(core->db, act_on_text, &running);
    if (status == STATUS_TAMPERED && running.held_back)
        status = STATUS_OK;
    if (status == STATUS_OK)
        count(out, &running);
    arena_free(running.act.arena);
    return status;
}

static enum status deal_with(struct retention_result *out, struct core *core,
                             const struct retention_item *item, bool dry,
                             void (*report)(void *context, const char *act,
                                            const struct retention_item *item),
                             void *context)
{
    const enum retention_do todo = retention_end_todo(core, item);
    const unsigned held_back = out->held_back;
    char text[ID_TEXT];
    if (todo == RETENTION_NOTHING) {
        if (dry && report != NULL && retention_end_is_near(core, item))
            report(context, "wait", item);
        return STATUS_OK;
    }
    enum status status = act_on(out, core, item, todo, dry);
    if (status != STATUS_OK)
        log_error("%s %s: not dealt with: %s", retention_end_name(item->what),
                  id_text(text, &item->object), status_name(status));
    else if (report != NULL)
        report(context,
               out->held_back > held_back        ? "held_back"
               : todo == RETENTION_ANNOUNCE      ? "announce"
               : item->what == RETENTION_ACCOUNT ? "suspend"
                                                 : "destroy",
               item);
    return status;
}

enum status retention_run(struct retention_result *out, struct core *core, bool dry,
                          void (*report)(void *context, const char *act,
                                         const struct retention_item *item),
                          void *context)
{
    struct retention_item *items;
    size_t item_count;
    *out = (struct retention_result){0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct db_conn *conn = db_read(core->db);
    enum status status = retention_end_list(&items, &item_count, core, arena, conn);
    db_done(conn);
    for (size_t i = 0; i < item_count && core_go_on(core); i++) {
        /* what fails is no reason to keep the rest */
        enum status one = deal_with(out, core, &items[i], dry, report, context);
        if (status == STATUS_OK)
            status = one;
    }
    if (status == STATUS_OK && !core_go_on(core))
        status = STATUS_BUSY;
    if (!dry) { /* also after a run that was ended before it came so far */
        enum status emptied = db_forget(core->db);
        if (status == STATUS_OK)
            status = emptied;
    }
    arena_free(arena);
    return status;
}
