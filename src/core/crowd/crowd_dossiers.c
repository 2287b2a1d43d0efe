#include "core/crowd/crowd_dossiers.h"

#include "base/clock.h"
#include "doors/entry.h"
#include "journal/journal.h"
#include "texts/drafts.h"
#include "texts/publication.h"
#include "trust/standing.h"
#include "trust/state.h"

#include <string.h>

enum { DURATION = 150 /* minutes */ };

struct adding {
    struct act *by; /* of coordination */
    const struct crowd_dossier *dossiers;
    size_t count;
};

/* One dossier on its way. */
struct play {
    struct act *by;
    struct db_conn *conn;
    const struct crowd_dossier *dossier;
    struct act **acts; /* of those who come, in their order */
    struct account_id *coming;
    struct seance_id seance;
    uint8_t read[32]; /* hash of what everybody reads */
};

/* Who has the place-th of the roles: the first of those who come have one each. */
static const struct shape_role *role_at(const struct play *play, size_t place)
{
    const struct shape *shape = &play->by->pack->shape;
    const struct shape_kind *kind = shape_kind(shape, play->dossier->kind);
    for (size_t r = 0; kind != NULL && r < shape->role_count; r++)
        if ((kind->roles & shape->roles[r].relation) != 0 && place-- == 0)
            return &shape->roles[r];
    return NULL;
}

static struct act *act_of(const struct play *play, enum shape_task task)
{
    const struct shape_role *role;
    for (size_t i = 0; i < play->dossier->coming && (role = role_at(play, i)) != NULL; i++)
        if ((role->tasks & task) != 0)
            return play->acts[i];
    return NULL;
}

static enum status enter(struct play *play)
{
    const struct crowd_dossier *dossier = play->dossier;
    struct act *by = play->by;
    enum status status = STATUS_OK;
    play->acts = arena_alloc(by->arena, dossier->coming * sizeof(struct act *));
    play->coming = arena_alloc(by->arena, dossier->coming * sizeof *play->coming);
    for (size_t i = 0; i < dossier->coming && status == STATUS_OK; i++) {
        const struct crowd_person *person =
            &dossier->people[(dossier->first + i * dossier->step) % dossier->people_count];
        play->coming[i] = person->account;
        status = entry_begin(&play->acts[i], by->core, by->arena, play->conn, by->space,
                             person->account, account_keys_copy(person->keys));
    }
    if (status == STATUS_OK &&
        (act_of(play, TASK_WRITE) == NULL || act_of(play, TASK_REVIEW) == NULL ||
         act_of(play, TASK_CONCLUDE) == NULL))
        return STATUS_INVALID; /* too few come, or the kind has no texts */
    return status;
}

static enum status tell(const struct play *play, struct act *act, const char *action,
                        struct bytes detail)
{
    return journal_add(play->conn, act, action, "seance", &play->seance.id, detail);
}

static enum status plan(struct play *play)
{
    const struct crowd_dossier *dossier = play->dossier;
    struct seance_row row = {.space = play->by->space,
                             .cycle = dossier->cycle,
                             .kind = dossier->kind,
                             .stage = access_stage_name(STAGE_PLANNED),
                             .starts = dossier->starts,
                             .duration = DURATION,
                             .venue = dossier->venue,
                             .host = dossier->host,
                             .created_at = clock_now()};
    id_new(&row.id.id);
    play->seance = row.id;
    enum status status = state_note(play->by, play->conn, STATE_SEANCE, &row.id.id);
    if (status == STATUS_OK)
        status = seance_rows_insert(play->conn, &row);
    return status == STATUS_OK ? tell(play, play->by, "create", (struct bytes){0}) : status;
}

static enum status position(const struct play *play)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < play->dossier->coming && status == STATUS_OK; i++) {
        const struct shape_role *role = role_at(play, i);
        struct positioning_row row = {.seance = play->seance,
                                      .account = play->coming[i],
                                      .answer = "coming",
                                      .offers = role != NULL ? (const char *[]){role->name} : NULL,
                                      .offer_count = role != NULL,
                                      .answered_at = clock_now()};
        status = seance_rows_set_position(play->conn, play->by->space, &row);
        if (status == STATUS_OK)
            status = tell(play, play->acts[i], "position", (struct bytes){0});
    }
    return status;
}

static enum status move(const struct play *play, enum stage from, enum stage to)
{
    return seance_rows_move(play->conn, play->seance, access_stage_name(from),
                            access_stage_name(to), clock_now());
}

static enum status staff(const struct play *play)
{
    const struct shape_role *role;
    enum status status = STATUS_OK;
    for (size_t i = 0;
         i < play->dossier->coming && status == STATUS_OK && (role = role_at(play, i)) != NULL;
         i++) {
        const struct role_row row = {.seance = play->seance,
                                     .role = role->name,
                                     .account = play->coming[i],
                                     .state = "accepted",
                                     .given_by = play->by->who,
                                     .at = clock_now()};
        status = seance_rows_set_role(play->conn, play->by->space, &row);
        if (status == STATUS_OK)
            status = tell(play, play->by, "give_role", BYTES_OF(row.account.id.bytes));
        if (status == STATUS_OK && role_at(play, i + 1) == NULL)
            status = move(play, STAGE_PLANNED, STAGE_STAFFED);
        if (status == STATUS_OK)
            status = tell(play, play->acts[i], "accept_role", (struct bytes){0});
    }
    return status;
}

/* The text, sealed for those who come, at its state and its stage. */
static enum status write(struct draft *draft, const struct play *play, struct act *act,
                         const char *kind, const json_t *values)
{
    struct db_conn *conn = play->conn;
    enum status status = vaults_create(&draft->key, &draft->vault, act, conn, play->seance, kind);
    if (status == STATUS_OK)
        status = documents_create(&draft->document, act, conn, play->seance, draft->vault.id, kind,
                                  (struct id){0});
    if (status == STATUS_OK)
        status = documents_first(&draft->head.head, act, conn, &draft->document, &draft->vault,
                                 &draft->key, values, NULL);
    if (status == STATUS_OK)
        status = document_rows_set_state(conn, draft->document.id, "submitted");
    return status;
}

static enum status note(const struct play *play, struct act *act, const char *action,
                        const struct draft *draft)
{
    return journal_add(play->conn, act, action, draft->vault.purpose, &play->seance.id,
                       BYTES_OF(draft->head.head.hash));
}

static enum status grant(const struct play *play, struct act *act, const struct draft *draft)
{
    enum status status = vaults_grant(act, play->conn, &draft->vault, &draft->key, play->coming,
                                      play->dossier->coming, NULL);
    return status == STATUS_OK
               ? vaults_grant(act, play->conn, &draft->vault, &draft->key, &play->by->who, 1, NULL)
               : status; /* coordination reads what is told */
}

static enum status narrate(const struct play *play)
{
    struct draft draft = {0};
    struct act *writer = act_of(play, TASK_WRITE);
    struct act *reviewer = act_of(play, TASK_REVIEW);
    enum status status = write(&draft, play, writer, VAULT_SITUATION, play->dossier->situation);
    if (status == STATUS_OK)
        status = move(play, STAGE_STAFFED, STAGE_SUBMITTED);
    if (status == STATUS_OK)
        status = note(play, writer, "submit", &draft);
    if (status == STATUS_OK)
        status = move(play, STAGE_SUBMITTED, STAGE_PREPARED);
    if (status == STATUS_OK)
        status = document_rows_set_state(play->conn, draft.document.id, "approved");
    if (status == STATUS_OK)
        status = note(play, reviewer, "approve", &draft);
    if (status == STATUS_OK)
        status = grant(play, writer, &draft);
    drafts_close(&draft);
    return status;
}

static enum status hold(const struct play *play)
{
    struct act *act = act_of(play, TASK_CONCLUDE);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < play->dossier->coming && status == STATUS_OK; i++) {
        struct attendance_row row = {.space = act->space,
                                     .seance = play->seance,
                                     .account = play->coming[i],
                                     .status = "present",
                                     .recorded_by = act->who,
                                     .at = clock_now()};
        id_new(&row.id);
        status = seance_rows_insert_attendance(play->conn, act->space, &row);
    }
    if (status == STATUS_OK)
        status = move(play, STAGE_PREPARED, STAGE_HELD);
    return status == STATUS_OK ? tell(play, act, "hold", (struct bytes){0}) : status;
}

/* One signature more; whoever gives the last one seals the copy for everybody. */
static enum status sign(bool *all, struct play *play, struct act *act)
{
    struct standing standing;
    struct draft draft = {0};
    struct draft copy = {0};
    struct version_row version = {0};
    struct db_conn *conn = play->conn;
    enum status status = standing_seance(&standing, act, conn, play->seance);
    if (status == STATUS_OK)
        status = drafts_open(&draft, act, conn, play->seance, VAULT_SYNTHESIS);
    if (status == STATUS_OK)
        status = publication_sign(all, act, conn, &standing, &draft);
    if (status == STATUS_OK)
        status = note(play, act, "sign", &draft);
    if (status == STATUS_OK && *all)
        status =
            vaults_open(&copy.key, &copy.vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_OK && *all)
        status = documents_create(&copy.document, act, conn, play->seance, copy.vault.id,
                                  "published", (struct id){0});
    if (status == STATUS_OK && *all)
        status = documents_first(&version, act, conn, &copy.document, &copy.vault, &copy.key,
                                 draft.head.values, draft.head.salt);
    if (status == STATUS_OK && *all)
        status = document_rows_set_state(conn, copy.document.id, "published");
    if (status == STATUS_OK && *all)
        status = document_rows_set_state(conn, draft.document.id, "published");
    if (status == STATUS_OK && *all)
        status = move(play, STAGE_DRAFTED, STAGE_PUBLISHED);
    if (status == STATUS_OK && *all)
        status = note(play, act, "publish", &draft);
    memcpy(play->read, version.hash, sizeof play->read);
    drafts_close(&copy);
    drafts_close(&draft);
    return status;
}

static enum status conclude(struct play *play)
{
    struct draft draft = {0};
    bool all = false;
    struct act *writer = act_of(play, TASK_CONCLUDE);
    struct act *reviewer = act_of(play, TASK_REVIEW);
    enum status status = write(&draft, play, writer, VAULT_SYNTHESIS, play->dossier->synthesis);
    if (status == STATUS_OK)
        status = move(play, STAGE_HELD, STAGE_DRAFTED);
    if (status == STATUS_OK)
        status = note(play, writer, "submit", &draft);
    if (status == STATUS_OK)
        status = grant(play, writer, &draft);
    drafts_close(&draft);
    if (status == STATUS_OK)
        status = sign(&all, play, writer);
    if (status == STATUS_OK && !all && reviewer != writer)
        status = sign(&all, play, reviewer);
    return status == STATUS_OK && !all ? STATUS_INVALID : status;
}

static enum status read_it(const struct play *play)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < play->dossier->readings && status == STATUS_OK; i++)
        status = journal_add(play->conn, play->acts[i % play->dossier->coming], "read", "synthesis",
                             &play->seance.id, BYTES_OF(play->read));
    return status;
}

static enum status play_all(struct play *play)
{
    enum status status = enter(play);
    if (status == STATUS_OK)
        status = plan(play);
    if (status == STATUS_OK)
        status = position(play);
    if (status == STATUS_OK)
        status = staff(play);
    if (status == STATUS_OK)
        status = narrate(play);
    if (status == STATUS_OK)
        status = hold(play);
    if (status == STATUS_OK)
        status = conclude(play);
    return status == STATUS_OK ? read_it(play) : status;
}

static enum status add(struct db_conn *conn, void *context)
{
    const struct adding *adding = context;
    struct act *by = adding->by;
    enum status status = STATUS_OK;
    if (!act_may(by, RESOURCE_SEANCE, ACTION_CREATE, 0, STAGE_NONE))
        return STATUS_DENIED;
    for (size_t i = 0; i < adding->count && status == STATUS_OK; i++) {
        struct play play = {.by = by, .conn = conn, .dossier = &adding->dossiers[i]};
        status = play_all(&play);
    }
    return status;
}

enum status crowd_dossiers_add(struct act *act, const struct crowd_dossier *dossiers, size_t count)
{
    struct adding adding = {act, dossiers, count};
    return db_write(act->core->db, add, &adding);
}
