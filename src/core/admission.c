#include "core/admission.h"

#include "base/clock.h"
#include "base/text.h"
#include "core/journal.h"
#include "core/state.h"
#include "core/vaults.h"
#include "crypto/admission_claim.h"
#include "door_seal.h"
#include "store/structure_rows.h"

#include <string.h>

enum { DAY = 24 * 60 * 60, FOUNDING_DAYS = 7, INVITATION_DAYS = 14 };

/* ${proof_key} may be NULL: a founder proves nothing to anybody. */
static void new_token(struct invitation_row *row, char text[TOKEN_TEXT], int days,
                      struct digest *proof_key)
{
    struct login_token token;
    struct digest id;
    login_token_new(&token);
    if (proof_key != NULL)
        admission_claim_key(proof_key, &token);
    login_token_digest(&id, &token, "invitation");
    memcpy(row->id, id.bytes, sizeof row->id);
    login_token_text(text, &token);
    login_token_free(&token);
    row->created_at = clock_now();
    row->expires_at = row->created_at + (int64_t)days * DAY;
}

struct founding {
    struct core *core;
    struct arena *arena;
    const char *pack;
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
        if (strcmp(spaces[i].pack, founding->pack) == 0) {
            *out = spaces[i].id;
            return STATUS_OK;
        }
    struct space_row space = {.pack = founding->pack, .created_at = clock_now()};
    id_new(&space.id.id);
    *out = space.id;
    if (status == STATUS_OK)
        status = person_rows_insert_space(conn, &space);
    struct act operator= {.core = founding->core, .arena = founding->arena, .space = space.id};
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
                                            .profession = "coordinateur",
                                            .coordination = true,
                                            .since = clock_now()};
        status = person_rows_insert_account(conn, &founding->account);
        if (status == STATUS_OK)
            status = person_rows_insert_membership(conn, &membership);
        before = founding->account.id;
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
                                .pack = pack,
                                .account = {.state = "invited", .created_at = clock_now()}};
    id_new(&founding.account.id.id);
    enum status status = rules_pack(core->rules, pack) == NULL ? STATUS_NOT_FOUND : STATUS_OK;
    if (status == STATUS_OK)
        status = act_seal_person(&founding.account, core, arena, "", "");
    /* no address yet: a random place in the index */
    secret_noise(founding.account.email_index, sizeof founding.account.email_index);
    new_token(&founding.invitation, token, FOUNDING_DAYS, NULL);
    if (status == STATUS_OK)
        status = db_write(core->db, found, &founding);
    arena_free(arena);
    if (status != STATUS_OK)
        secret_wipe(token, TOKEN_TEXT);
    return status;
}

struct inviting {
    struct act *act;
    struct account_row account;
    struct membership_row membership;
    struct invitation_row invitation;
    struct admission_claim claim;
    struct vault_key key;
    bool again; /* a new link for an account that is there */
};

/* Who was invited here at this address and has not answered.  Nobody finds them by the index, which
 * has their address only once they accept. */
static enum status pending(struct account_id *out, struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct membership_row *members;
    size_t count;
    *out = (struct account_id){0};
    enum status status = person_rows_members(&members, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct account_row account;
        struct digest index;
        status = person_rows_account(&account, conn, act->arena, members[i].account);
        if (status != STATUS_OK || strcmp(account.state, "invited") != 0)
            continue;
        const char *email = act_email(act, conn, &account);
        server_key_email_index(act->core->key, &index,
                               text_fold(act->arena, email != NULL ? email : ""));
        if (memcmp(index.bytes, inviting->account.email_index, sizeof index.bytes) != 0)
            continue;
        *out = account.id;
        return STATUS_OK;
    }
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

/* Whether the address is a member's already.  Whoever it belongs to in another space changes
 * neither the answer nor the rows: they say themselves, with the link, who they are. */
static enum status known(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct account_row account;
    struct membership_row membership;
    struct account_id before;
    enum status status =
        person_rows_by_email(&account, conn, act->arena, inviting->account.email_index);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    const bool answered = status == STATUS_OK && strcmp(account.state, "invited") != 0;
    status = person_rows_membership(&membership, conn, act->arena, act->space, account.id);
    if (status == STATUS_OK && membership.until == 0 &&
        (answered || membership.suspended_at != 0)) /* lifting is another act */
        return act_fault_field(act, "email", "already_member");
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = pending(&before, inviting, conn);
    if (status == STATUS_OK) {
        inviting->account.id = before;
        return state_note(act, conn, STATE_PERSON, &before.id);
    }
    if (status != STATUS_NOT_FOUND)
        return status;
    secret_noise(inviting->account.email_index, sizeof inviting->account.email_index);
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
    if (inviting->again)
        return STATUS_OK;
    if (id_is_none(&membership->structure.id))
        return membership->coordination && !membership->represents
                   ? STATUS_OK
                   : act_fault_field(act, "structure", "required");
    enum status status =
        structure_rows_get(&structure, conn, act->arena, act->space, membership->structure);
    return status == STATUS_NOT_FOUND ? act_fault_field(act, "structure", "not_an_option") : status;
}

/* Whom one invites as what, sealed for the coordinator who will admit them. */
static enum status claim(struct inviting *inviting, struct db_conn *conn)
{
    struct act *act = inviting->act;
    struct vault_row vault;
    struct membership_row membership;
    enum status status =
        person_rows_membership(&membership, conn, act->arena, act->space, inviting->account.id);
    if (status == STATUS_OK)
        status =
            vaults_open(&inviting->key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        return act_fault(act, STATUS_DENIED, "no_shared_key");
    if (status != STATUS_OK)
        return status;
    inviting->claim.account = inviting->account.id;
    inviting->claim.structure = membership.structure;
    inviting->claim.coordination = membership.coordination;
    inviting->claim.represents = membership.represents;
    inviting->claim.inviter = act->who;
    inviting->claim.at = inviting->invitation.created_at;
    admission_claim_sign(&inviting->claim, act->space, act->keys);
    return admission_claim_seal(&inviting->invitation.claim, act->arena, &inviting->claim,
                                act->space, &inviting->key);
}

static enum status invite(struct db_conn *conn, void *context)
{
    struct inviting *inviting = context;
    struct act *act = inviting->act;
    enum status status = checked(inviting, conn);
    if (status == STATUS_OK && inviting->again)
        status = state_note(act, conn, STATE_PERSON, &inviting->account.id.id);
    if (status == STATUS_OK && !inviting->again)
        status = known(inviting, conn);
    inviting->invitation.account = inviting->account.id;
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, inviting->account.id);
    if (status == STATUS_OK)
        status = claim(inviting, conn);
    inviting->invitation.invited_as = inviting->account.id;
    door_seal_invitation(&inviting->invitation, act->core, act->arena);
    if (status == STATUS_OK)
        status = person_rows_insert_invitation(conn, &inviting->invitation);
    if (status == STATUS_OK)
        status =
            journal_add(conn, act, "invite", "person", &inviting->account.id.id, (struct bytes){0});
    return status;
}

static enum status send(struct inviting *inviting, char token[TOKEN_TEXT])
{
    struct act *act = inviting->act;
    inviting->invitation = (struct invitation_row){.space = act->space, .invited_by = act->who};
    new_token(&inviting->invitation, token, INVITATION_DAYS, &inviting->claim.proof_key);
    enum status status = db_write(act->core->db, invite, inviting);
    vault_key_free(&inviting->key);
    admission_claim_wipe(&inviting->claim);
    if (status != STATUS_OK)
        secret_wipe(token, TOKEN_TEXT);
    return status;
}

enum status admission_invite(struct act *act, const json_t *fields, char token[TOKEN_TEXT])
{
    const char *email = act_text(fields, "email");
    const char *name = act_text(fields, "name");
    const char *profession = act_text(fields, "profession");
    struct inviting inviting = {.act = act,
                                .account = {.state = "invited", .created_at = clock_now()}};
    token[0] = '\0';
    if (email == NULL || name == NULL || profession == NULL)
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
    enum status status = act_seal_person(&inviting.account, act->core, act->arena, name, email);
    if (status == STATUS_OK)
        status = send(&inviting, token);
    return status;
}

enum status admission_again(struct act *act, struct account_id account, char token[TOKEN_TEXT])
{
    struct inviting inviting = {.act = act, .account = {.id = account}, .again = true};
    struct membership_row membership;
    struct account_row row;
    token[0] = '\0';
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        status = person_rows_account(&row, conn, act->arena, account);
    db_done(conn);
    if (status == STATUS_OK && !person_rows_present(&membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK && strcmp(row.state, "invited") != 0)
        status = act_fault(act, STATUS_CONFLICT, "already_accepted");
    if (status == STATUS_OK)
        status = send(&inviting, token);
    return status;
}
