#include "core/members/departure.h"

#include "journal/ledger_keep.h"
#include "keys/vaults.h"
#include "members/parting.h"
#include "seances/calendar.h"
#include "store/rows/structure_rows.h"
#include "trust/charter_end.h"
#include "trust/charter_roll.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/standing.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

struct leaving {
    struct act *act;
    struct structure_id structure;
    struct structure_row row;
    struct membership_row *people; /* of the structure */
    size_t count;
};

/* In a write, of the structure by the certificate, and no row that somebody edited. */
static enum status belongs(bool *out, const struct leaving *leaving, struct db_conn *conn,
                           const struct membership_row *row)
{
    struct act *act = leaving->act;
    struct certificate certificate;
    *out = id_equal(&row->structure.id, &leaving->structure.id);
    if (!*out || db_turn(conn) == 0)
        return STATUS_OK;
    enum status status = state_note(act, conn, STATE_PERSON, &row->account.id);
    if (status == STATUS_OK)
        status = trust_now(&certificate, act, conn, row->account);
    if (status == STATUS_OK)
        *out = id_equal(&certificate.structure.id, &leaving->structure.id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status; /* invited, or their keys renewed */
}

static enum status allowed(const struct leaving *leaving)
{
    const struct act *act = leaving->act;
    const bool mine = act->membership.represents &&
                      id_equal(&act->membership.structure.id, &leaving->structure.id);
    const uint32_t relations = mine ? RELATION_REPRESENTATIVE | RELATION_OF_STRUCTURE : 0;
    return act_may(act, RESOURCE_STRUCTURE, ACTION_LEAVE, relations, STAGE_NONE) ? STATUS_OK
                                                                                 : STATUS_DENIED;
}

static enum status load(struct leaving *leaving, struct db_conn *conn)
{
    struct act *act = leaving->act;
    struct charter_roll roll;
    struct membership_row *all;
    size_t count;
    size_t room = 0;
    enum status status = allowed(leaving);
    if (status == STATUS_OK)
        status =
            structure_rows_get(&leaving->row, conn, act->arena, act->space, leaving->structure);
    if (status == STATUS_OK)
        status = roll_charter(&roll, act, conn);
    if (status != STATUS_OK)
        return status;
    const struct charter_bond *bond = charter_roll_find(&roll, "structure", &leaving->structure.id);
    if (bond == NULL || bond->worth != CHARTER_VERIFIED)
        return act_fault(act, STATUS_CONFLICT, "not_signed");
    status = roll_members(&all, &count, act, conn);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool one;
        status = belongs(&one, leaving, conn, &all[i]);
        if (status != STATUS_OK || !one)
            continue;
        leaving->people =
            arena_grow(act->arena, leaving->people, leaving->count, &room, sizeof *leaving->people);
        leaving->people[leaving->count++] = all[i];
    }
    return status;
}

static bool holds(struct db_conn *conn, struct act *act, struct seance_id seance,
                  struct account_id account)
{
    static const char *const purposes[] = {VAULT_SITUATION, VAULT_SYNTHESIS};
    for (size_t p = 0; p < 2; p++) {
        struct vault_row vault;
        struct envelope_row envelope;
        if (vault_rows_get(&vault, conn, act->arena, act->space, seance, purposes[p]) ==
                STATUS_OK &&
            vault_rows_envelope(&envelope, conn, vault.id, vault.generation, account) == STATUS_OK)
            return true;
    }
    return false;
}

/* The role that goes back, and whether they are in the dossier at all. */
static const char *role_of(const struct standing *standing, struct account_id account)
{
    for (size_t i = 0; i < standing->role_count; i++)
        if (id_equal(&standing->roles[i].account.id, &account.id) &&
            strcmp(standing->roles[i].state, "declined") != 0)
            return standing->roles[i].role;
    return NULL;
}

static enum status put_dossier(json_t *dossiers, const struct leaving *leaving,
                               struct db_conn *conn, const struct seance_row *row)
{
    struct act *act = leaving->act;
    struct standing standing;
    json_t *people = act_json(act->arena, json_array());
    enum status status = standing_seance(&standing, act, conn, row->id);
    if (status != STATUS_OK || standing.stage == STAGE_CANCELLED || standing.stage == STAGE_EXPIRED)
        return status;
    for (size_t i = 0; i < leaving->count; i++) {
        const char *role = role_of(&standing, leaving->people[i].account);
        const bool frees = role != NULL && standing.stage <= STAGE_SUBMITTED;
        if (!frees && !holds(conn, act, row->id, leaving->people[i].account))
            continue;
        json_t *person = person_json(act, conn, leaving->people[i].account);
        if (frees)
            json_object_set_new(person, "role", json_string(role));
        json_array_append_new(people, person);
    }
    if (json_array_size(people) == 0)
        return STATUS_OK;
    json_t *brief = json_object();
    json_array_append_new(dossiers, json_pack("{s:o, s:O}", "seance", brief, "people", people));
    return calendar_brief(brief, act, conn, row);
}

static enum status put(json_t *model, const struct leaving *leaving, struct db_conn *conn)
{
    struct act *act = leaving->act;
    struct seance_row *seances;
    size_t count;
    json_t *people = json_array();
    json_t *dossiers = json_array();
    json_object_set_new(model, "people", people);
    json_object_set_new(model, "dossiers", dossiers);
    struct account_id *accounts = arena_alloc(act->arena, (leaving->count + 1) * sizeof *accounts);
    for (size_t i = 0; i < leaving->count; i++)
        accounts[i] = leaving->people[i].account;
    enum status status = person_learn(act, conn, accounts, leaving->count);
    for (size_t i = 0; i < leaving->count && status == STATUS_OK; i++)
        json_array_append_new(people, person_json(act, conn, accounts[i]));
    if (status != STATUS_OK)
        return status;
    status = seance_rows_list(&seances, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = put_dossier(dossiers, leaving, conn, &seances[i]);
    return status;
}

enum status departure_view(struct act *act, json_t **out, struct structure_id structure)
{
    struct leaving leaving = {.act = act, .structure = structure};
    json_t *model = NULL;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = load(&leaving, conn);
    if (status == STATUS_OK) {
        model =
            act_json(act->arena, json_pack("{s:{s:o, s:s, s:s}, s:b}", "structure", "id",
                                           act_id_json(&structure.id), "short_name",
                                           leaving.row.short_name, "name", leaving.row.name, "mine",
                                           id_equal(&act->membership.structure.id, &structure.id)));
        status = put(model, &leaving, conn);
    }
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

static enum status take_leave(struct db_conn *conn, void *context)
{
    struct leaving *leaving = context;
    struct act *act = leaving->act;
    struct parting parting = {0};
    enum status status = allowed(leaving);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_STRUCTURE, &leaving->structure.id);
    if (status == STATUS_OK)
        status = load(leaving, conn);
    if (status == STATUS_OK)
        status = parting_open(&parting, act, conn);
    if (status == STATUS_OK)
        status = charter_end_put(act, conn, leaving->structure);
    for (size_t i = 0; status == STATUS_OK && i < leaving->count; i++)
        status = parting_roles(act, conn, leaving->people[i].account);
    if (status == STATUS_OK)
        status = parting_trim(&parting, conn, leaving->people, leaving->count);
    parting_close(&parting);
    return status;
}

enum status departure_leave(struct act *act, struct structure_id structure)
{
    struct leaving leaving = {.act = act, .structure = structure};
    return ledger_keep_after(act->core, db_write(act->core->db, take_leave, &leaving));
}
