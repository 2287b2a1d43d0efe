#include "core/overview/trace.h"

#include "journal/audit_head.h"
#include "journal/audit_prove.h"
#include "journal/audit_watch.h"
#include "overview/trace_names.h"
#include "trust/people.h"
#include "trust/person.h"
#include "trust/standing.h"

#include <string.h>

#define READING "read"

static bool reads_all(const struct act *act)
{
    return act_may(act, RESOURCE_JOURNAL, ACTION_READ, 0, STAGE_NONE);
}

/* Whether the one who acts answers for the texts of a séance. */
static enum status answers_for(struct act *act, struct db_conn *conn, struct seance_id seance)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK &&
        !act_may(act, RESOURCE_JOURNAL, ACTION_READ, standing.relations, standing.stage))
        status = STATUS_DENIED;
    return status;
}

/* What they may see of what they asked for. */
static enum status narrow(struct journal_choice *out, const char **scope, struct act *act,
                          struct db_conn *conn, const struct trace_choice *asked)
{
    *scope = "all";
    *out = (struct journal_choice){.space = act->space,
                                   .actor = asked->person,
                                   .seance = asked->seance,
                                   .action = asked->act,
                                   .from = asked->from,
                                   .until = asked->until,
                                   .before = asked->before};
    if (reads_all(act))
        return STATUS_OK;
    if (!id_is_none(&asked->seance.id)) {
        *scope = "seance";
        out->action = READING;
        return answers_for(act, conn, asked->seance);
    }
    *scope = "own";
    out->actor = act->who;
    return act_may(act, RESOURCE_JOURNAL, ACTION_READ_OWN, 0, STAGE_NONE) ? STATUS_OK
                                                                          : STATUS_DENIED;
}

static enum status entries(json_t *model, struct act *act, struct db_conn *conn,
                           const struct journal_choice *choice, unsigned limit)
{
    enum { AT_ONCE = 256 };
    struct journal_row *rows;
    size_t count;
    enum status status = journal_rows_choose(&rows, &count, conn, act->arena, choice, limit + 1);
    struct trace_names names = trace_names_start(act, conn);
    json_t *list = act_json(act->arena, json_array());
    const size_t shown = count < limit ? count : limit;
    for (size_t i = 0; i < shown && status == STATUS_OK; i += AT_ONCE)
        status = trace_names_learn(&names, rows + i, shown - i < AT_ONCE ? shown - i : AT_ONCE);
    for (size_t i = 0; i < shown && status == STATUS_OK; i++)
        if (json_array_append_new(list, trace_names_entry(&names, &rows[i])) != 0)
            status = STATUS_FAILED;
    json_object_set(model, "entries", list);
    json_object_set_new(model, "more", json_boolean(count > limit));
    return status;
}

/* What anybody may note of the journal, and what coordination knows of its state. */
static enum status about_journal(json_t *model, struct act *act, struct db_conn *conn)
{
    struct tree_head head;
    struct audit_state known;
    uint64_t size;
    enum status status = journal_rows_size(&size, conn);
    const bool headed = audit_head_last(&head, conn) == STATUS_OK;
    json_object_set_new(model, "size", json_integer((json_int_t)size));
    json_object_set_new(model, "head",
                        headed ? audit_prove_head(act->arena, act->core, &head) : json_null());
    if (!reads_all(act))
        return status;
    audit_watch_state(&known, act->core);
    json_t *checked = json_null();
    if (known.checked_at != 0)
        checked = json_pack("{s:I, s:I}", "at", (json_int_t)known.checked_at, "faults",
                            (json_int_t)known.faults);
    json_object_set_new(model, "checked", checked);
    json_object_set_new(model, "alarm", json_boolean(known.alarm));
    json_object_set_new(model, "met",
                        known.met == 0 ? json_null()
                                       : json_pack("{s:I, s:I}", "times", (json_int_t)known.met,
                                                   "at", (json_int_t)known.met_at));
    return status;
}

enum status trace_view(struct act *act, json_t **out, const struct trace_choice *choice,
                       unsigned limit)
{
    struct journal_choice narrowed;
    const char *scope;
    *out = NULL;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = narrow(&narrowed, &scope, act, conn, choice);
    if (status == STATUS_OK)
        status = entries(model, act, conn, &narrowed, limit);
    if (status == STATUS_OK)
        status = about_journal(model, act, conn);
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    json_object_set_new(model, "scope", json_string(scope));
    *out = model;
    return STATUS_OK;
}

static enum status put_people(json_t *list, struct act *act, struct db_conn *conn,
                              const struct account_id *accounts, size_t count)
{
    enum status status = person_learn(act, conn, accounts, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        json_array_append_new(list, person_json(act, conn, accounts[i]));
    return status;
}

/* Everybody, or, where they are more than a page, whom somebody looks for. */
static enum status people(json_t *model, struct act *act, struct db_conn *conn,
                          const struct trace_search *search)
{
    const struct people *all;
    struct listing listing = {0};
    size_t count = 0;
    json_t *list = json_array();
    json_object_set_new(model, "people", list);
    enum status status = people_order(&all, act, conn);
    if (status != STATUS_OK)
        return status;
    const bool many = all->count > LISTING_ROWS;
    bool *found = arena_alloc(act->arena, all->count + 1);
    struct account_id *accounts = arena_alloc(act->arena, (all->count + 1) * sizeof *accounts);
    if (many && search->text != NULL)
        status = people_search(found, all, act, conn, search->text);
    for (size_t i = 0; i < all->count; i++)
        if (!many || found[i] || id_equal(&all->all[i].member.account.id, &search->person.id))
            accounts[count++] = all->all[i].member.account;
    listing_bound(&listing, count);
    json_object_set_new(model, "many", json_boolean(many));
    json_object_set_new(model, "people_page", listing_json(&listing));
    return status == STATUS_OK ? put_people(list, act, conn, accounts, listing.shown) : status;
}

static enum status seances(json_t *model, struct act *act, struct db_conn *conn)
{
    enum { MOST = 60 };
    struct seance_row *rows;
    size_t count;
    enum status status = seance_rows_latest(&rows, &count, conn, act->arena, act->space, MOST);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, trace_names_seance(&rows[i]));
    json_object_set_new(model, "seances", list);
    return status;
}

enum status trace_filters_for(struct act *act, json_t **out, const struct trace_search *search)
{
    *out = NULL;
    if (!reads_all(act))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = people(model, act, conn, search);
    if (status == STATUS_OK)
        status = seances(model, act, conn);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status trace_filters(struct act *act, json_t **out)
{
    return trace_filters_for(act, out, &(struct trace_search){0});
}

static enum status may_see(struct act *act, struct db_conn *conn, uint64_t seq)
{
    struct journal_row row;
    enum status status = journal_rows_get(&row, conn, act->arena, seq);
    if (status != STATUS_OK)
        return status;
    if (!id_equal(&row.space.id, &act->space.id))
        return STATUS_NOT_FOUND;
    if (reads_all(act) || (id_equal(&row.actor.id, &act->who.id) &&
                           act_may(act, RESOURCE_JOURNAL, ACTION_READ_OWN, 0, STAGE_NONE)))
        return STATUS_OK;
    if (strcmp(row.action, READING) != 0)
        return STATUS_NOT_FOUND;
    status = answers_for(act, conn, (struct seance_id){row.object});
    return status == STATUS_DENIED ? STATUS_NOT_FOUND : status;
}

enum status trace_proof(struct act *act, json_t **out, uint64_t seq)
{
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = may_see(act, conn, seq);
    db_done(conn);
    return status == STATUS_OK ? audit_prove_inclusion(out, act->core, act->arena, seq) : status;
}

enum status trace_growth(struct act *act, json_t **out, uint64_t size)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_JOURNAL, ACTION_READ_OWN, 0, STAGE_NONE))
        return STATUS_DENIED;
    return audit_prove_consistency(out, act->core, act->arena, size);
}
