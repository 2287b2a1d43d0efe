#include "overview/task_list.h"

#include "base/clock.h"
#include "members/grants.h"
#include "remembered.h"
#include "seances/rotation.h"
#include "store/rows/document_rows.h"
#include "store/rows/journal_rows.h"
#include "store/rows/vault_rows.h"
#include "texts/review.h"

#include <stdlib.h>
#include <string.h>

static json_t *add(struct task_list *list, const char *task, const struct standing *standing)
{
    json_t *entry = json_pack("{s:s}", "task", task);
    if (standing != NULL &&
        (json_object_set_new(entry, "seance", act_id_json(&standing->seance.id.id)) != 0 ||
         json_object_set_new(entry, "kind", json_string(standing->seance.kind)) != 0 ||
         json_object_set_new(entry, "starts", json_string(standing->seance.starts)) != 0))
        abort();
    json_array_append_new(list->tasks, entry);
    return entry;
}

void task_list_add(struct task_list *list, const char *task, const struct standing *standing)
{
    (void)add(list, task, standing);
}

void task_list_add_count(struct task_list *list, const char *task, const struct standing *standing,
                         size_t count)
{
    json_object_set_new(add(list, task, standing), "count", json_integer((json_int_t)count));
}

void task_list_add_until(struct task_list *list, const char *task, int64_t at)
{
    json_object_set_new(add(list, task, NULL), "until_at", json_integer((json_int_t)at));
}

void task_list_add_structure(struct task_list *list, const char *task,
                             const struct structure_row *row)
{
    json_t *entry = add(list, task, NULL);
    json_object_set_new(entry, "structure", act_id_json(&row->id.id));
    json_object_set_new(entry, "structure_name", json_string(row->short_name));
}

void task_list_add_end(struct task_list *list, const char *task, const struct standing *standing,
                       int64_t at)
{
    json_object_set_new(add(list, task, standing), "until_at", json_integer((json_int_t)at));
}

void task_list_add_ends(struct task_list *list, const char *task, size_t count, int64_t first_at)
{
    json_t *entry = add(list, task, NULL);
    json_object_set_new(entry, "count", json_integer((json_int_t)count));
    json_object_set_new(entry, "until_at", json_integer((json_int_t)first_at));
}

/* What somebody whose access ended left behind. */
static enum status of_lost(struct task_list *list, struct act *act, struct db_conn *conn,
                           const struct standing *standing)
{
    enum status status = STATUS_OK;
    if (!(standing->relations & RELATION_COORDINATION) ||
        !act_may(act, RESOURCE_SEANCE, ACTION_REPLACE_ROLE, standing->relations, standing->stage))
        return STATUS_OK;
    for (size_t i = 0; i < standing->role_count && status == STATUS_OK; i++) {
        const struct role_row *row = &standing->roles[i];
        bool lost = false;
        if (standing->stage <= STAGE_SUBMITTED ||
            (shape_relation(standing->shape, row->role) & standing->shape->writers) == 0)
            status = rotation_lost(&lost, act, conn, row);
        if (lost && json_object_set_new(add(list, "replace_role", standing), "role",
                                        json_string(row->role)) != 0)
            status = STATUS_FAILED;
    }
    return status;
}

/* Whether somebody is still to be found for a role: fewer were given it and have not declined than
 * hold it. */
static bool is_open(const struct standing *standing)
{
    for (size_t r = 0; standing->kind != NULL && r < standing->shape->role_count; r++) {
        const struct shape_role *role = &standing->shape->roles[r];
        size_t given = 0;
        for (size_t i = 0; i < standing->role_count; i++)
            given += strcmp(standing->roles[i].role, role->name) == 0 &&
                     strcmp(standing->roles[i].state, "declined") != 0;
        if ((standing->kind->roles & role->relation) != 0 && given < role->holders)
            return true;
    }
    return false;
}

static enum status of_roles(struct task_list *list, struct act *act,
                            const struct standing *standing)
{
    const bool over = standing_over(standing->seance.starts);
    for (size_t i = 0; i < standing->role_count; i++) {
        const struct role_row *row = &standing->roles[i];
        if (strcmp(row->state, "proposed") == 0 && !over &&
            id_equal(&row->account.id, &act->who.id) &&
            json_object_set_new(add(list, "accept_role", standing), "role",
                                json_string(row->role)) != 0)
            return STATUS_FAILED;
    }
    if (!over && list->roles < TASK_LIST_AHEAD && standing->relations & RELATION_COORDINATION &&
        life_step(standing->life, standing->stage, LIFE_STAFF) != NULL && is_open(standing)) {
        task_list_add(list, "give_roles", standing);
        list->roles++;
    }
    return STATUS_OK;
}

static void of_positioning(struct task_list *list, struct act *act, const struct standing *standing)
{
    if (list->answers == TASK_LIST_AHEAD || standing_over(standing->seance.starts) ||
        !act_may(act, RESOURCE_SEANCE, ACTION_POSITION, standing->relations, standing->stage))
        return;
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &act->who.id))
            return;
    task_list_add(list, "answer_positioning", standing);
    list->answers++;
}

/* Who has not said whether they come, when the next meeting is near. */
static enum status of_answers(struct task_list *list, struct act *act, struct db_conn *conn,
                              const struct standing *standing)
{
    enum { NEAR_DAYS = 14 };
    struct account_id *asked;
    size_t count;
    size_t silent = 0;
    const int64_t starts = clock_epoch(standing->seance.starts);
    if (list->followed || !(standing->relations & RELATION_COORDINATION) || starts <= clock_now() ||
        standing->stage > STAGE_PREPARED)
        return STATUS_OK;
    list->followed = true;
    if (starts > clock_days(clock_now(), NEAR_DAYS))
        return STATUS_OK;
    enum status status = standing_who(&asked, &count, act, conn, standing, standing->stage,
                                      RESOURCE_SEANCE, ACTION_POSITION);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool answered = false;
        for (size_t p = 0; p < standing->position_count && !answered; p++)
            answered = id_equal(&standing->positions[p].account.id, &asked[i].id);
        silent += !answered;
    }
    if (status == STATUS_OK && silent > 0)
        task_list_add_count(list, "follow_answers", standing, silent);
    return status;
}

/* The state of the situation or synthesis, "none" before it exists; and its row. */
static enum status state_of(const char **state, struct document_row *document, struct act *act,
                            struct db_conn *conn, const struct standing *standing, const char *kind)
{
    enum status status =
        document_rows_get(document, conn, act->arena, act->space, standing->seance.id, kind);
    *state = status == STATUS_OK ? document->state : "none";
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static void add_writing(struct task_list *list, const struct standing *standing, const char *state,
                        const char *write, const char *finish, const char *sent_back)
{
    task_list_add(list,
                  strcmp(state, "none") == 0        ? write
                  : strcmp(state, "sent_back") == 0 ? sent_back
                                                    : finish,
                  standing);
}

static enum status add_unread(struct task_list *list, struct act *act, struct db_conn *conn,
                              const struct standing *standing, const char *kind, const char *task)
{
    bool read;
    enum status status =
        journal_rows_has(&read, conn, act->who, "read", kind, standing->seance.id.id);
    if (status == STATUS_OK && !read)
        task_list_add(list, task, standing);
    return status;
}

/* Whoever was there is asked for their word while it is taken, until they say that it is all. */
static enum status add_review(struct task_list *list, struct act *act, struct db_conn *conn,
                              const struct standing *standing)
{
    const size_t before = json_array_size(list->tasks);
    const int64_t until = review_until(act, standing);
    if (clock_now() > until || standing->relations & standing->shape->concluders)
        return STATUS_OK;
    enum status status = add_unread(list, act, conn, standing, "synthesis", "comment_synthesis");
    if (json_array_size(list->tasks) > before &&
        json_object_set_new(json_array_get(list->tasks, before), "until_at",
                            json_integer((json_int_t)until)) != 0)
        status = STATUS_FAILED;
    return status;
}

static enum status of_situation(struct task_list *list, struct act *act, struct db_conn *conn,
                                const struct standing *standing)
{
    struct document_row document;
    const char *state;
    enum status status = state_of(&state, &document, act, conn, standing, "situation");
    if (status != STATUS_OK)
        return status;
    const uint32_t relations = standing->relations;
    if (act_may(act, RESOURCE_SITUATION, ACTION_SAVE, relations, standing->stage))
        add_writing(list, standing, state, "write_situation", "finish_situation",
                    "situation_sent_back");
    if (act_may(act, RESOURCE_SITUATION, ACTION_APPROVE, relations, standing->stage))
        task_list_add(list, "review_situation", standing);
    if (standing->stage == STAGE_PREPARED && relations & RELATION_COMING &&
        !standing_over(standing->seance.starts) &&
        !(relations & (standing->shape->writers | standing->shape->reviewers)) &&
        act_may(act, RESOURCE_SITUATION, ACTION_READ, relations, standing->stage))
        status = add_unread(list, act, conn, standing, "situation", "read_situation");
    return status;
}

static enum status add_signing(struct task_list *list, struct act *act, struct db_conn *conn,
                               const struct standing *standing, const struct document_row *document)
{
    struct version_row head;
    struct document_signature_row *all;
    size_t count;
    enum status status = document_rows_head(&head, conn, act->arena, document->id);
    if (status == STATUS_OK)
        status =
            document_rows_signatures(&all, &count, conn, act->arena, document->id, head.version);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (id_equal(&all[i].account.id, &act->who.id))
            return STATUS_OK;
    if (status == STATUS_OK)
        task_list_add(list,
                      (standing->relations & standing->shape->concluders) == 0 ? "review_synthesis"
                                                                               : "sign_synthesis",
                      standing);
    return status;
}

/* First those who were there have their say, then the two sign. */
static enum status of_drafted(struct task_list *list, struct act *act, struct db_conn *conn,
                              const struct standing *standing, const struct document_row *document)
{
    struct review review;
    const uint32_t relations = standing->relations;
    if (act_may(act, RESOURCE_SYNTHESIS, ACTION_SIGN, relations, standing->stage)) {
        enum status status = review_of(&review, act, conn, standing, document->id);
        if (status != STATUS_OK || review.signing)
            return status == STATUS_OK ? add_signing(list, act, conn, standing, document) : status;
    }
    return act_may(act, RESOURCE_SYNTHESIS, ACTION_COMMENT, relations, standing->stage)
               ? add_review(list, act, conn, standing)
               : STATUS_OK;
}

static enum status of_synthesis(struct task_list *list, struct act *act, struct db_conn *conn,
                                const struct standing *standing)
{
    struct document_row document;
    const char *state;
    const uint32_t relations = standing->relations;
    enum status status = state_of(&state, &document, act, conn, standing, "synthesis");
    if (status != STATUS_OK)
        return status;
    if (standing->stage == STAGE_HELD &&
        act_may(act, RESOURCE_SYNTHESIS, ACTION_SAVE, relations, standing->stage))
        add_writing(list, standing, state, "write_synthesis", "finish_synthesis",
                    "synthesis_sent_back");
    return standing->stage == STAGE_DRAFTED ? of_drafted(list, act, conn, standing, &document)
                                            : STATUS_OK;
}

static void of_attendance(struct task_list *list, struct act *act, const struct standing *standing)
{
    const struct life_step *step = life_step(standing->life, standing->stage, LIFE_HOLD);
    const struct shape *shape = standing->shape;
    if (step == NULL)
        return;
    /* where somebody of the meeting does it, nobody else is asked */
    const uint32_t asked =
        shape->reviewers | shape->concluders |
        (standing->kind->situation || standing->kind->synthesis ? 0 : RELATION_COORDINATION);
    if ((standing->relations & asked) != 0 && clock_epoch(standing->seance.starts) <= clock_now() &&
        act_may(act, step->resource, step->action, standing->relations, standing->stage))
        task_list_add(list, "record_attendance", standing);
}

/* Of which vaults nobody waits for the key. */
static struct digest room[512][REMEMBERED_WAYS];
static struct remembered settled = REMEMBERED(room);

/* Entitled people who wait, where the one who acts holds the key that they wait for. */
static enum status of_waiting(struct task_list *list, struct act *act, struct db_conn *conn,
                              const struct standing *standing, enum resource resource)
{
    struct vault_row vault;
    struct account_id *holders;
    struct account_id *readers;
    size_t holder_count;
    size_t reader_count;
    size_t waiting = 0;
    if (standing->stage >= STAGE_PUBLISHED ||
        !act_may(act, resource, ACTION_GRANT, standing->relations, standing->stage))
        return STATUS_OK;
    enum status status = vault_rows_get(&vault, conn, act->arena, act->space, standing->seance.id,
                                        access_resource_name(resource));
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = vault_rows_readers(&holders, &holder_count, conn, act->arena, vault.id,
                                    vault.generation);
    if (status != STATUS_OK || !ID_AMONG(holders, holder_count, id, &act->who.id))
        return status;
    struct digest seen;
    const bool known = grants_mark(&seen, act, conn, &vault);
    if (known && remembered_has(&settled, &seen))
        return STATUS_OK;
    status =
        standing_readers(&readers, &reader_count, act, conn, standing, standing->stage, resource);
    if (status == STATUS_OK)
        id_sort(&holders->id, holder_count);
    for (size_t i = 0; i < reader_count && status == STATUS_OK; i++)
        waiting += !id_in(&holders->id, holder_count, &readers[i].id);
    if (known && status == STATUS_OK && waiting == 0 && !act->tampered)
        remembered_add(&settled, &seen);
    if (status == STATUS_OK && waiting > 0 &&
        json_object_set_new(add(list, "open_access", standing), "count",
                            json_integer((json_int_t)waiting)) == 0 &&
        json_object_set_new(json_array_get(list->tasks, json_array_size(list->tasks) - 1), "of",
                            json_string(access_resource_name(resource))) != 0)
        status = STATUS_FAILED;
    return status;
}

enum status task_list_of_seance(struct task_list *list, struct act *act, struct db_conn *conn,
                                const struct standing *standing)
{
    enum status status = of_roles(list, act, standing);
    if (status == STATUS_OK)
        status = of_lost(list, act, conn, standing);
    of_positioning(list, act, standing);
    if (status == STATUS_OK)
        status = of_answers(list, act, conn, standing);
    of_attendance(list, act, standing);
    if (status == STATUS_OK && standing->kind != NULL && standing->kind->situation)
        status = of_situation(list, act, conn, standing);
    if (status == STATUS_OK && standing->kind != NULL && standing->kind->synthesis)
        status = of_synthesis(list, act, conn, standing);
    if (status == STATUS_OK)
        status = of_waiting(list, act, conn, standing, RESOURCE_SITUATION);
    if (status == STATUS_OK)
        status = of_waiting(list, act, conn, standing, RESOURCE_SYNTHESIS);
    return status;
}

enum status task_list_of_published(struct task_list *list, struct act *act, struct db_conn *conn,
                                   const struct seance_row *seance)
{
    enum { NEW_DAYS = 60 };
    struct standing standing;
    const size_t before = json_array_size(list->tasks);
    if (list->read == TASK_LIST_AHEAD || clock_days(seance->published_at, NEW_DAYS) < clock_now())
        return STATUS_OK;
    enum status status = standing_seance(&standing, act, conn, seance->id);
    if (status != STATUS_OK ||
        standing.relations & (standing.shape->concluders | standing.shape->reviewers) ||
        !act_may(act, RESOURCE_SYNTHESIS, ACTION_READ, standing.relations, standing.stage))
        return status;
    status = add_unread(list, act, conn, &standing, "synthesis", "read_synthesis");
    list->read += json_array_size(list->tasks) > before;
    return status;
}
