#include "members/members.h"

#include "arrivals.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/admission_claim.h"
#include "doors/door_seal.h"
#include "keys/vaults.h"
#include "members/invitation.h"
#include "members/openings.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

struct granting {
    struct act *act;
    struct vault_key key;
};

/* Who was invited as what: by the invitation that the server wrote, and in the words of somebody
 * who coordinated then. */
static enum status invited_as(struct admission_claim *out, struct granting *granting,
                              struct db_conn *conn, const struct invitation_row *invitation)
{
    struct act *act = granting->act;
    struct account_public inviter;
    enum status status = door_seal_holds_invitation(invitation, act->core, act->arena);
    if (status == STATUS_OK)
        status = admission_claim_open(out, invitation->claim, act->space, invitation->invited_as,
                                      &granting->key);
    if (status == STATUS_OK && (!id_equal(&out->inviter.id, &invitation->invited_by.id) ||
                                out->at != invitation->created_at))
        status = STATUS_TAMPERED;
    if (status == STATUS_OK)
        status = trust_as(&inviter, act, conn, out->inviter, out->at, true);
    if (status == STATUS_OK)
        status = admission_claim_verify(out, act->space, &inviter);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

/* The keys of a row are the newcomer's if whoever made them had the link, and is invited as the row
 * says: else the rows were edited. */
static enum status claimed_certificate(struct certificate *out, struct granting *granting,
                                       struct db_conn *conn, const struct account_row *account,
                                       const struct membership_row *member)
{
    struct act *act = granting->act;
    struct invitation_row invitation;
    struct admission_claim claim = {0};
    struct digest wanted;
    struct digest proof;
    enum status status =
        person_rows_used_invitation(&invitation, conn, act->arena, act->space, account->id);
    if (status == STATUS_OK)
        status = invited_as(&claim, granting, conn, &invitation);
    if (status != STATUS_OK)
        goto done;
    *out = (struct certificate){.account = account->id,
                                .structure = claim.structure,
                                .coordination = claim.coordination,
                                .represents = claim.represents,
                                .from = invitation.used_at};
    memcpy(out->public.box, account->box_public, sizeof account->box_public);
    memcpy(out->public.sign, account->sign_public, sizeof account->sign_public);
    memcpy(proof.bytes, invitation.proof, sizeof proof.bytes);
    admission_claim_prove(&wanted, &claim.proof_key, act->space, account->id, &out->public);
    if (!digest_equal(&wanted, &proof) || !id_equal(&claim.structure.id, &member->structure.id) ||
        claim.coordination != member->coordination || claim.represents != member->represents)
        status = STATUS_TAMPERED;
done:
    admission_claim_wipe(&claim);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

/* Certify a newcomer's keys. One whose proof fails stays outside; the others are admitted all the
 * same. */
static enum status admit(struct granting *granting, struct db_conn *conn,
                         const struct membership_row *member)
{
    struct act *act = granting->act;
    struct account_row account;
    struct certificate certificate;
    char text[ID_TEXT];
    enum status status = person_account(&account, act, conn, member->account);
    if (status == STATUS_TAMPERED)
        return STATUS_OK; /* they stay outside */
    /* who was invited again has not made new keys yet: the old ones count no more */
    if (status != STATUS_OK || account.generation == 0 || strcmp(account.state, "active") != 0)
        return status;
    status = trust_member(&certificate, act, conn, member, &account);
    if (status != STATUS_NOT_FOUND)
        return status == STATUS_TAMPERED ? STATUS_OK : status; /* logged there */
    bool outdated;
    status = invitation_outdated(&outdated, act, conn, &account);
    if (status != STATUS_OK || outdated)
        return status;
    status = claimed_certificate(&certificate, granting, conn, &account, member);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &account.id.id);
    if (status == STATUS_TAMPERED) {
        act->tampered = true;
        log_error("account %s: its keys or role are not those that were invited",
                  id_text(text, &account.id.id));
        return STATUS_OK;
    }
    return status == STATUS_OK ? trust_certify(act, conn, &certificate) : status;
}

static enum status grant(struct granting *granting, struct db_conn *conn)
{
    struct act *act = granting->act;
    struct vault_row vault;
    struct membership_row *members;
    struct account_id *readers = NULL;
    size_t count;
    size_t reader_count = 0;
    size_t room = 0;
    enum status status =
        vaults_open(&granting->key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        return act_fault(act, STATUS_DENIED, "no_shared_key");
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        bool reads = false;
        status = admit(granting, conn, &members[i]);
        if (status == STATUS_OK)
            status = openings_entitled(&reads, act, conn, &members[i]);
        if (status != STATUS_OK || !reads)
            continue;
        readers = arena_grow(act->arena, readers, reader_count, &room, sizeof *readers);
        readers[reader_count++] = members[i].account;
    }
    if (status == STATUS_OK)
        status = vaults_grant(act, conn, &vault, &granting->key, readers, reader_count, NULL);
    return status;
}

enum status members_admit(struct act *act, struct db_conn *conn)
{
    struct granting granting = {.act = act};
    enum status status = act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE)
                             ? grant(&granting, conn)
                             : STATUS_DENIED;
    vault_key_free(&granting.key);
    return status;
}

static enum status grant_all(struct db_conn *conn, void *context)
{
    return members_admit(context, conn);
}

enum status members_grant(struct act *act)
{
    return db_write(act->core->db, grant_all, act);
}

size_t members_group(const struct membership_row *members, size_t count)
{
    size_t people = 0;
    for (size_t i = 0; i < count; i++)
        people += !id_is_none(&members[i].structure.id);
    return people;
}

enum status members_waiting(size_t *out, struct act *act, struct db_conn *conn)
{
    const struct openings *openings;
    size_t *waiting;
    *out = 0;
    enum status status = openings_of(&openings, act, conn);
    return status == STATUS_OK ? openings_waiting(&waiting, out, act, conn, openings) : status;
}

enum status members_readers(struct account_id **out, size_t *count, struct act *act,
                            struct db_conn *conn)
{
    struct membership_row *members;
    size_t member_count;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    enum status status = roll_members(&members, &member_count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < member_count; i++) {
        bool reads = false;
        status = openings_entitled(&reads, act, conn, &members[i]);
        if (status != STATUS_OK || !reads)
            continue;
        *out = arena_grow(act->arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = members[i].account;
    }
    return status;
}

void members_welcome(struct act *act)
{
    if ((act->standing & RELATION_COORDINATION) == 0)
        return;
    const uint64_t noted = arrivals_take(act->core->arrivals, act->space);
    if (noted == 0)
        return;
    enum status status = members_grant(act);
    if (status == STATUS_OK)
        arrivals_done(act->core->arrivals, act->space, noted);
    else
        log_warning("newcomers wait: nobody was admitted (%s)", status_name(status));
    act->fault = NULL; /* it is no fault of what they ask for */
    act->fault_fields = NULL;
}
