#include "core/members/assignment.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "journal/ledger_keep.h"
#include "members/grants.h"
#include "members/invitation.h"
#include "members/naming.h"
#include "members/parting.h"
#include "seances/rotation.h"
#include "seances/rotation_rules.h"
#include "store/rows/access_rows.h"
#include "store/rows/structure_rows.h"
#include "texts/situation.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

struct changing {
    struct act *act;
    struct account_id account;
    const json_t *fields;
    struct membership_row was, now;
    const char *name; /* another name than they had; or NULL */
};

/* A member with a certificate that says what the rows say. */
static enum status admitted(struct membership_row *out, struct certificate *certificate,
                            struct act *act, struct db_conn *conn, struct account_id account)
{
    struct account_row row;
    *out = (struct membership_row){0};
    if (!act_may(act, RESOURCE_PERSON, ACTION_CHANGE, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = person_rows_membership(out, conn, act->arena, act->space, account);
    if (status == STATUS_OK && !person_rows_present(out))
        return STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_account(&row, act, conn, account);
    if (status != STATUS_OK)
        return status;
    status = trust_member(certificate, act, conn, out, &row);
    return status == STATUS_NOT_FOUND ? act_fault(act, STATUS_CONFLICT, "not_admitted") : status;
}

enum status assignment_view(struct act *act, json_t **out, struct account_id account)
{
    struct membership_row member;
    struct certificate certificate;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = admitted(&member, &certificate, act, conn, account);
    json_t *person = act_json(act->arena, person_json(act, conn, account));
    if (status == STATUS_OK)
        *out = act_json(act->arena, json_pack("{s:o, s:{s:o, s:s, s:b, s:b, s:O?}}", "person",
                                              json_incref(person), "values", "structure",
                                              act_id_json(&member.structure.id), "profession",
                                              member.profession, "represents", member.represents,
                                              "coordination", member.coordination, "name",
                                              json_object_get(person, "name")));
    db_done(conn);
    return status;
}

enum status assignment_invited(struct act *act, json_t **out, struct account_id account)
{
    struct membership_row member;
    struct account_row row;
    *out = NULL;
    if (!act_may(act, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE))
        return STATUS_DENIED;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_membership(&member, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_OK && (row.generation > 0 || !person_rows_present(&member)))
        status = act_fault(act, STATUS_CONFLICT, "already_accepted");
    if (status == STATUS_OK) {
        const json_t *person = act_json(act->arena, person_json(act, conn, account));
        *out = act_json(act->arena,
                        json_pack("{s:{s:s?, s:O?, s:s, s:o, s:b, s:b}}", "values", "email",
                                  person_email(act, conn, &row), "name",
                                  json_object_get(person, "name"), "profession", member.profession,
                                  "structure", act_id_json(&member.structure.id), "represents",
                                  member.represents, "coordination", member.coordination));
    }
    db_done(conn);
    return status;
}

static enum status read_fields(struct changing *changing, struct db_conn *conn)
{
    struct act *act = changing->act;
    struct membership_row *now = &changing->now;
    struct structure_row structure;
    *now = changing->was;
    act_id(&now->structure.id, changing->fields, "structure");
    now->profession = act_text(changing->fields, "profession");
    now->represents = json_is_true(json_object_get(changing->fields, "represents"));
    now->coordination = json_is_true(json_object_get(changing->fields, "coordination"));
    if (now->profession == NULL)
        return act_fault_field(act, "profession", "required");
    if (id_is_none(&now->structure.id))
        return now->coordination && !now->represents
                   ? STATUS_OK
                   : act_fault_field(act, "structure", "required");
    enum status status =
        structure_rows_get(&structure, conn, act->arena, act->space, now->structure);
    if (status == STATUS_NOT_FOUND)
        return act_fault_field(act, "structure", "not_an_option");
    return status == STATUS_OK ? invitation_represents(act, conn, now) : status;
}

/* What others read: as it is typed, and where nobody typed another one, it follows the structure.
 */
static enum status read_name(struct changing *changing, struct db_conn *conn)
{
    struct act *act = changing->act;
    const char *was;
    const char *typed = act_text(changing->fields, "name");
    enum status status = person_name(&was, act, conn, changing->account);
    if (status != STATUS_OK || was == NULL)
        return status;
    changing->name = typed != NULL ? typed : was;
    if (strcmp(changing->name, was) == 0)
        status = naming_moved(&changing->name, act, conn, changing->was.structure,
                              changing->now.structure);
    if (strcmp(changing->name, was) == 0)
        changing->name = NULL;
    return status;
}

/* What the certificate says; the profession is not in it. */
static bool certified_anew(const struct changing *changing)
{
    return !id_equal(&changing->was.structure.id, &changing->now.structure.id) ||
           changing->was.represents != changing->now.represents ||
           changing->was.coordination != changing->now.coordination;
}

static enum status allowed(struct changing *changing, struct db_conn *conn)
{
    struct act *act = changing->act;
    const bool oneself = id_equal(&changing->account.id, &act->who.id);
    if (changing->was.coordination && !changing->now.coordination) {
        enum status status = coordinators_stay(act, conn, &changing->account, 1);
        if (status != STATUS_OK)
            return status;
    }
    if (oneself && certified_anew(changing))
        return act_fault(act, STATUS_CONFLICT, "not_oneself");
    if (!changing->was.coordination && changing->now.coordination &&
        !json_is_true(json_object_get(changing->fields, "sure")))
        return act_fault_field(act, "sure", "second_look");
    return STATUS_OK;
}

/* Roles that the rules keep from them now; a séance that is prepared keeps who did what.  Which
 * these are, and what goes with them, is nobody's edit to say: TAMPERED, and nothing changes. */
static enum status recheck(const struct changing *changing, struct db_conn *conn,
                           struct seance_id seance)
{
    struct act *act = changing->act;
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status != STATUS_OK || standing.stage > STAGE_SUBMITTED)
        return status;
    for (size_t i = 0; i < standing.role_count && status == STATUS_OK; i++) {
        struct role_row row = standing.roles[i];
        const char *obstacle = NULL;
        if (!id_equal(&row.account.id, &changing->account.id) || strcmp(row.state, "declined") == 0)
            continue;
        const struct shape_role *role = shape_role(standing.shape, row.role);
        if (role == NULL)
            continue;
        status = rotation_rules_obstacle(&obstacle, act, conn, &standing, role, &changing->now);
        if (status != STATUS_OK || obstacle == NULL)
            continue;
        status = situation_noted(conn, act, seance);
        if (status == STATUS_OK)
            status = rotation_give_back(conn, act, &standing, &row);
        if (status == STATUS_OK)
            status = journal_add(conn, act, "decline_role", "seance", &seance.id,
                                 BYTES_OF(row.account.id.bytes));
    }
    return status;
}

static enum status recheck_all(const struct changing *changing, struct db_conn *conn)
{
    struct seance_row *seances;
    size_t count;
    enum status status =
        seance_rows_list(&seances, &count, conn, changing->act->arena, changing->act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = recheck(changing, conn, seances[i].id);
    return status;
}

static enum status certify(const struct changing *changing, struct db_conn *conn,
                           const struct certificate *was)
{
    struct act *act = changing->act;
    struct parting parting = {0};
    struct certificate now = {.account = changing->account,
                              .public = was->public,
                              .structure = changing->now.structure,
                              .coordination = changing->now.coordination,
                              .represents = changing->now.represents,
                              /* what they signed in this second, they signed as what they were */
                              .from = clock_now() + 1};
    enum status status = parting_open(&parting, act, conn);
    parting.keeper = changing->account;
    if (status == STATUS_OK)
        status = trust_end(act, conn, changing->account, "change");
    if (status == STATUS_OK)
        status = trust_certify_anew(act, conn, &now, "admit");
    if (status == STATUS_OK)
        status = recheck_all(changing, conn);
    if (status == STATUS_OK)
        status = parting_trim(&parting, conn, &changing->now, 1);
    if (status == STATUS_OK) { /* what they may read as who they are now; or it waits */
        status = grants_open_to(act, conn, changing->account);
        if (status == STATUS_TAMPERED && act->tampered)
            status = STATUS_OK;
    }
    parting_close(&parting);
    return status;
}

/* Another space's name for them is not changed by the way. */
static enum status rename_them(const struct changing *changing, struct db_conn *conn)
{
    struct act *act = changing->act;
    const bool typed = act_text(changing->fields, "name") != NULL;
    enum status status = naming_set(act, conn, changing->account, changing->name);
    if (status == STATUS_INVALID && !typed) {
        act->fault_fields = NULL;
        status = STATUS_OK;
    }
    return status;
}

static enum status change(struct db_conn *conn, void *context)
{
    struct changing *changing = context;
    struct act *act = changing->act;
    struct certificate certificate;
    enum status status = admitted(&changing->was, &certificate, act, conn, changing->account);
    if (status == STATUS_OK)
        status = read_fields(changing, conn);
    if (status == STATUS_OK)
        status = allowed(changing, conn);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &changing->account.id);
    if (status == STATUS_OK)
        status = access_rows_change(conn, &changing->now);
    if (status == STATUS_OK)
        status = read_name(changing, conn);
    if (status == STATUS_OK && changing->name != NULL)
        status = rename_them(changing, conn);
    if (status != STATUS_OK)
        return status;
    if (certified_anew(changing))
        return certify(changing, conn, &certificate);
    return journal_add(conn, act, "edit", "person", &changing->account.id, (struct bytes){0});
}

enum status assignment_change(struct act *act, struct account_id account, const json_t *fields)
{
    struct changing changing = {.act = act, .account = account, .fields = fields};
    return ledger_keep_after(act->core, db_write(act->core->db, change, &changing));
}
