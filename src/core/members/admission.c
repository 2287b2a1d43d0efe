#include "core/members/admission.h"

#include "base/clock.h"
#include "base/text.h"
#include "doors/door_seal.h"
#include "journal/journal.h"
#include "members/invitation.h"
#include "store/rows/access_rows.h"
#include "store/rows/structure_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/roll.h"
#include "trust/state.h"

#include <string.h>

enum { FOUNDING_DAYS = 7 };

struct founding {
    struct core *core;
    struct arena *arena;
    const struct pack *pack;
    struct account_row account;
    struct invitation_row invitation;
};

/* The space of the pack, made if need be. */
static enum status space_of_pack(struct space_id *out, struct founding *founding,
                                 struct db_conn *conn)
{
    struct space_row *spaces;
    size_t count;
    enum status status = person_rows_spaces(&spaces, &count, conn, founding->arena);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (strcmp(spaces[i].pack, founding->pack->name) == 0) {
            *out = spaces[i].id;
            return STATUS_OK;
        }
    struct space_row space = {.pack = founding->pack->name, .created_at = clock_now()};
    id_new(&space.id.id);
    *out = space.id;
    struct act operator= {.core = founding->core, .arena = founding->arena, .space = space.id};
    if (status == STATUS_OK)
        status = state_note(&operator, conn, STATE_SPACE, &space.id.id);
    if (status == STATUS_OK)
        status = person_rows_insert_space(conn, &space);
    return status == STATUS_OK
               ? journal_add(conn, &operator, "create", "pack", &space.id.id, (struct bytes){0})
               : status;
}

/* CONFLICT if somebody coordinates already; otherwise who was invited to found before, if any. */
static enum status founder(struct account_id *out, struct founding *founding, struct db_conn *conn,
                           struct space_id space)
{
    struct membership_row *members;
    size_t count;
    *out = (struct account_id){0};
    enum status status = person_rows_members(&members, &count, conn, founding->arena, space);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct account_row account;
        if (!members[i].coordination)
            continue;
        status = person_rows_account(&account, conn, founding->arena, members[i].account);
        if (status == STATUS_OK && strcmp(account.state, "active") == 0)
            return STATUS_CONFLICT;
        *out = members[i].account;
    }
    return status;
}

static enum status found(struct db_conn *conn, void *context)
{
    struct founding *founding = context;
    struct account_id before;
    struct act operator= {.core = founding->core, .arena = founding->arena};
    enum status status = space_of_pack(&operator.space, founding, conn);
    if (status == STATUS_OK)
        status = founder(&before, founding, conn, operator.space);
    if (status != STATUS_OK)
        return status;
    if (id_is_none(&before.id)) {
        struct membership_row membership = {.space = operator.space,
                                            .account = founding->account.id,
                                            .profession = founding->pack->founder,
                                            .coordination = true,
                                            .since = clock_now()};
        before = founding->account.id;
        status = state_note(&operator, conn, STATE_PERSON, &before.id);
        if (status == STATUS_OK)
            status = person_rows_insert_account(conn, &founding->account);
        if (status == STATUS_OK)
            status = person_rows_insert_membership(conn, &membership);
    } else
        status = state_note(&operator, conn, STATE_PERSON, &before.id);
    founding->invitation.space = operator.space;
    founding->invitation.account = before;
    founding->invitation.invited_as = before;
    door_seal_invitation(&founding->invitation, founding->core, founding->arena);
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, before);
    if (status == STATUS_OK)
        status = person_rows_insert_invitation(conn, &founding->invitation);
    if (status == STATUS_OK)
        status = journal_add(conn, &operator, "invite", "person", &before.id, (struct bytes){0});
    return status;
}

enum status admission_found(struct core *core, const char *pack, char token[TOKEN_TEXT])
{
    token[0] = '\0';
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct founding founding = {.core = core,
                                .arena = arena,
                                .pack = rules_pack(core->rules, pack),
                                .account = {.state = "invited", .created_at = clock_now()}};
    id_new(&founding.account.id.id);
    enum status status = founding.pack == NULL ? STATUS_NOT_FOUND : STATUS_OK;
    if (status == STATUS_OK)
        status = person_seal(&founding.account, core, arena, "", "");
    /* no address yet: a random place in the index */
    secret_noise(founding.account.email_index, sizeof founding.account.email_index);
    struct login_token link;
    invitation_new(&founding.invitation, &link, FOUNDING_DAYS);
    login_token_text(token, &link);
    login_token_free(&link);
    if (status == STATUS_OK)
        status = db_write(core->db, found, &founding);
    arena_free(arena);
    if (status != STATUS_OK)
        secret_wipe(token, TOKEN_TEXT);
    return status;
}

struct inviting {
    struct act *act;
    const char *name, *email;
    struct id form; /* that asks, if it says so */
    struct account_row account;
    struct membership_row membership;
    struct account_id only; /* whose invitation is corrected; none: whoever's address it is */
    bool changed;           /* what they were invited as before is another thing */
    char *token;
};

/* Who was invited here at this address and has not answered.  Nobody finds them by the index, which
 * has their address only once they accept. */
static enum status pending(struct account_row *out, struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct membership_row *members;
    size_t count;
    enum status status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct digest index;
        status = person_account(out, act, conn, members[i].account);
        if (status == STATUS_TAMPERED) { /* somebody put it away: it is nobody's here */
            status = STATUS_OK;
            continue;
        }
        if (status != STATUS_OK || strcmp(out->state, "invited") != 0)
            continue;
        const char *email = person_email(act, conn, out);
        server_key_email_index(act->core->key, &index,
                               text_fold(act->arena, email != NULL ? email : ""));
        if (memcmp(index.bytes, inviting->account.email_index, sizeof index.bytes) == 0)
            return STATUS_OK;
    }
    *out = (struct account_row){0};
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

static bool same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Invited before and invited anew: as what is said now, in each point. */
static enum status again(struct inviting *inviting, struct db_conn *conn,
                         const struct account_row *before)
{
    struct act *act = inviting->act;
    struct membership_row was;
    struct membership_row *now = &inviting->membership;
    struct account_row person = {.id = before->id};
    inviting->account.id = now->account = before->id;
    enum status status = person_rows_membership(&was, conn, act->arena, act->space, before->id);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &before->id.id);
    const json_t *known = act_json(act->arena, person_json(act, conn, before->id));
    if (status == STATUS_OK)
        status = person_seal(&person, act->core, act->arena, inviting->name, inviting->email);
    if (status != STATUS_OK)
        return status;
    inviting->changed =
        !id_equal(&was.structure.id, &now->structure.id) ||
        !same_text(was.profession, now->profession) || was.coordination != now->coordination ||
        was.represents != now->represents || !same_text(act_text(known, "name"), inviting->name) ||
        !same_text(person_email(act, conn, before), inviting->email);
    if (!inviting->changed)
        return STATUS_OK;
    status = person_rows_set_person(conn, before->id, before->email_index, person.person);
    return status == STATUS_OK ? access_rows_change(conn, now) : status;
}

/* Whose invitation is corrected, to an address that nobody here has. */
static enum status correct(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct account_row account;
    struct membership_row membership;
    enum status status =
        person_rows_membership(&membership, conn, act->arena, act->space, inviting->only);
    if (status == STATUS_OK && !person_rows_present(&membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, act->arena, inviting->only);
    if (status != STATUS_OK)
        return status;
    return account.generation > 0 || strcmp(account.state, "invited") != 0
               ? act_fault(act, STATUS_CONFLICT, "already_accepted")
               : again(inviting, conn, &account);
}

/* Whether the address is a member's already.  Whoever it belongs to in another space changes
 * neither the answer nor the rows: they say themselves, with the link, who they are. */
static enum status known(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct account_row account;
    struct membership_row membership;
    enum status status =
        person_rows_by_email(&account, conn, act->arena, inviting->account.email_index);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    /* with keys: a member, whose keys may just be renewed; that and lifting are other acts */
    const bool answered = status == STATUS_OK && account.generation > 0;
    status = person_rows_membership(&membership, conn, act->arena, act->space, account.id);
    if (status == STATUS_OK && membership.until == 0 && (answered || membership.suspended_at != 0))
        return act_fault_field(act, "email", "already_member");
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = pending(&account, inviting, conn);
    if (status == STATUS_OK && !id_is_none(&inviting->only.id) &&
        !id_equal(&account.id.id, &inviting->only.id))
        return act_fault_field(act, "email", "already_member");
    if (status == STATUS_NOT_FOUND && !id_is_none(&inviting->only.id))
        return correct(inviting, conn);
    if (status == STATUS_OK)
        return again(inviting, conn, &account);
    if (status != STATUS_NOT_FOUND)
        return status;
    secret_noise(inviting->account.email_index, sizeof inviting->account.email_index);
    status = state_note(act, conn, STATE_PERSON, &inviting->account.id.id);
    if (status == STATUS_OK)
        status = person_rows_insert_account(conn, &inviting->account);
    return status == STATUS_OK ? person_rows_insert_membership(conn, &inviting->membership)
                               : status;
}

static enum status checked(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    const struct membership_row *membership = &inviting->membership;
    struct structure_row structure;
    if (!act_may(act, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE))
        return STATUS_DENIED;
    if (id_is_none(&membership->structure.id))
        return membership->coordination && !membership->represents
                   ? STATUS_OK
                   : act_fault_field(act, "structure", "required");
    enum status status =
        structure_rows_get(&structure, conn, act->arena, act->space, membership->structure);
    return status == STATUS_NOT_FOUND ? act_fault_field(act, "structure", "not_an_option") : status;
}

/* With whom is invited now; coordination is of no group. */
static enum status has_room(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct membership_row *members;
    size_t count;
    int64_t people = 0;
    if (act->pack->people_most == 0 || id_is_none(&inviting->membership.structure.id))
        return STATUS_OK;
    enum status status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        people += !id_is_none(&members[i].structure.id);
    return status == STATUS_OK && people > act->pack->people_most
               ? act_fault(act, STATUS_CONFLICT, "group_full")
               : status;
}

static enum status invite(struct db_conn *conn, void *context)
{
    struct inviting *inviting = context;
    struct act *act = inviting->act;
    enum status status = checked(inviting, conn);
    if (status == STATUS_OK)
        status = known(inviting, conn);
    if (status == STATUS_OK)
        status = has_room(inviting, conn);
    if (status == STATUS_OK)
        status = invitation_represents(act, conn, &inviting->membership);
    return status == STATUS_OK ? invitation_issue(act, conn, inviting->account.id, inviting->form,
                                                  inviting->changed, inviting->token)
                               : status;
}

static enum status send(struct inviting *inviting,
                        enum status (*act)(struct db_conn *conn, void *context))
{
    enum status status = db_write(inviting->act->core->db, act, inviting);
    if (status != STATUS_OK)
        secret_wipe(inviting->token, TOKEN_TEXT);
    return status;
}

static enum status ask(struct act *act, struct account_id only, const json_t *fields,
                       char token[TOKEN_TEXT])
{
    const char *profession = act_text(fields, "profession");
    struct inviting inviting = {.act = act,
                                .name = act_text(fields, "name"),
                                .email = act_text(fields, "email"),
                                .form = invitation_of_form(fields),
                                .only = only,
                                .account = {.state = "invited", .created_at = clock_now()},
                                .token = token};
    token[0] = '\0';
    if (inviting.email == NULL || inviting.name == NULL || profession == NULL)
        return STATUS_INVALID;
    id_new(&inviting.account.id.id);
    inviting.membership = (struct membership_row){
        .space = act->space,
        .account = inviting.account.id,
        .profession = profession,
        .coordination = json_is_true(json_object_get(fields, "coordination")),
        .represents = json_is_true(json_object_get(fields, "represents")),
        .since = clock_now()};
    act_id(&inviting.membership.structure.id, fields, "structure");
    enum status status =
        person_seal(&inviting.account, act->core, act->arena, inviting.name, inviting.email);
    return status == STATUS_OK ? send(&inviting, invite) : status;
}

enum status admission_invite(struct act *act, const json_t *fields, char token[TOKEN_TEXT])
{
    return ask(act, (struct account_id){{{0}}}, fields, token);
}

enum status admission_correct(struct act *act, struct account_id account, const json_t *fields,
                              char token[TOKEN_TEXT])
{
    return ask(act, account, fields, token);
}

/* A new link for an account that is there. */
static enum status renew(struct db_conn *conn, void *context)
{
    struct inviting *inviting = context;
    struct act *act = inviting->act;
    const struct account_id account = inviting->account.id;
    struct membership_row membership;
    struct account_row row;
    if (!act_may(act, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_OK && !person_rows_present(&membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK && strcmp(row.state, "invited") != 0)
        status = act_fault(act, STATUS_CONFLICT, "already_accepted");
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &account.id);
    return status == STATUS_OK
               ? invitation_issue(act, conn, account, inviting->form, false, inviting->token)
               : status;
}

enum status admission_again(struct act *act, struct account_id account, const json_t *fields,
                            char token[TOKEN_TEXT])
{
    struct inviting inviting = {
        .act = act, .account = {.id = account}, .form = invitation_of_form(fields), .token = token};
    token[0] = '\0';
    return send(&inviting, renew);
}
