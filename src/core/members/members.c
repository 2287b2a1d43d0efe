#include "members/members.h"

#include "arrivals.h"
#include "base/clock.h"
#include "base/collate.h"
#include "base/log.h"
#include "crypto/admission_claim.h"
#include "doors/door_seal.h"
#include "keys/vaults.h"
#include "members/invitation.h"
#include "store/rows/access_rows.h"
#include "trust/charter_roll.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/signatory.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <stdlib.h>
#include <string.h>

/* Who is entitled to the shared vault: signatories, and coordination, which hands it on; by their
 * certificates, not by what a row says. */
static enum status entitled(bool *out, struct act *act, struct db_conn *conn,
                            const struct membership_row *member, bool *signatory)
{
    struct certificate certificate;
    *signatory = false;
    *out = false;
    enum status status = roll_certifies(&certificate, act, conn, member);
    if (status == STATUS_OK)
        status = signatory_is(signatory, act, conn, member->account, certificate.structure);
    if (status == STATUS_OK)
        *out = *signatory || certificate.coordination;
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

/* Not admitted yet, and has done their part: coordination has nothing to adhere to first. */
static enum status knocks(bool *out, struct act *act, struct db_conn *conn,
                          const struct membership_row *member, const struct account_row *account)
{
    struct certificate certificate;
    *out = false;
    if (account->generation == 0 || strcmp(account->state, "active") != 0)
        return STATUS_OK;
    enum status status = roll_certifies(&certificate, act, conn, member);
    if (status != STATUS_NOT_FOUND)
        return status == STATUS_TAMPERED ? STATUS_OK : status;
    status = invitation_outdated(out, act, conn, account);
    if (status == STATUS_OK &&
        *out) { /* made for another space: a claim of this one's comes first */
        *out = false;
        return STATUS_OK;
    }
    if (member->coordination) {
        *out = true;
        return STATUS_OK;
    }
    return status == STATUS_OK ? signatory_has_signed(out, act, conn, "person", &member->account.id)
                               : status;
}

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
        bool signatory;
        status = admit(granting, conn, &members[i]);
        if (status == STATUS_OK)
            status = entitled(&reads, act, conn, &members[i], &signatory);
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

/* Invited anew with keys: they make others, in the place that they have. */
static const char *state_of(const struct account_row *account)
{
    return strcmp(account->state, "invited") == 0 && account->generation > 0 ? "renewing"
                                                                             : account->state;
}

/* Somebody whose row was put away, or cannot be read: their line says so, all others stand. */
static enum status edited(json_t **out, struct act *act, struct db_conn *conn,
                          struct account_id account)
{
    *out = person_json(act, conn, account);
    return json_object_set_new(*out, "account_state", json_string("edited")) == 0 ? STATUS_OK
                                                                                  : STATUS_FAILED;
}

/* Those who hold the key of the space's own writing. */
struct holders {
    struct account_id *all; /* in order */
    size_t count;
};

static enum status holders_of(struct holders *out, struct act *act, struct db_conn *conn,
                              const struct vault_row *vault)
{
    enum status status =
        vault_rows_readers(&out->all, &out->count, conn, act->arena, vault->id, vault->generation);
    if (status == STATUS_OK && out->count > 0)
        id_sort(&out->all->id, out->count);
    return status;
}

static bool holds(const struct holders *holders, struct account_id account)
{
    return holders->count > 0 && id_in(&holders->all->id, holders->count, &account.id);
}

static enum status person(json_t **out, bool *waits, struct act *act, struct db_conn *conn,
                          const struct membership_row *member, const struct holders *holders)
{
    struct account_row account;
    bool reads;
    bool signatory;
    *out = NULL;
    *waits = false;
    enum status status = person_account(&account, act, conn, member->account);
    if (status == STATUS_TAMPERED)
        return edited(out, act, conn, member->account);
    if (status == STATUS_OK)
        status = entitled(&reads, act, conn, member, &signatory);
    if (status != STATUS_OK)
        return status;
    bool knocking;
    status = knocks(&knocking, act, conn, member, &account);
    if (status != STATUS_OK)
        return status;
    *waits = knocking || (reads && !holds(holders, member->account));
    *out = person_json(act, conn, member->account);
    int failed = json_object_set_new(*out, "knocks", json_boolean(knocking)) |
                 json_object_set_new(*out, "account_state", json_string(state_of(&account))) |
                 json_object_set_new(*out, "represents", json_boolean(member->represents)) |
                 json_object_set_new(*out, "signatory", json_boolean(signatory)) |
                 json_object_set_new(*out, "waits", json_boolean(*waits));
    return failed ? STATUS_FAILED : STATUS_OK;
}

struct named {
    const char *key;
    json_t *person;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->key, ((const struct named *)b)->key);
}

static enum status people(json_t *model, struct act *act, struct db_conn *conn)
{
    struct vault_row vault = {0};
    struct holders holders;
    struct membership_row *members;
    size_t count;
    size_t waiting = 0;
    enum status status =
        vault_rows_get(&vault, conn, act->arena, act->space, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = holders_of(&holders, act, conn, &vault);
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    if (status != STATUS_OK)
        return status;
    struct account_id *suspended;
    size_t suspended_count;
    struct charter_roll roll;
    size_t late = 0;
    status = roll_charter(&roll, act, conn);
    if (status != STATUS_OK)
        return status;
    status = access_rows_suspended(&suspended, &suspended_count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    struct named *all = arena_alloc(act->arena, (count + suspended_count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        bool waits;
        status = person(&all[i].person, &waits, act, conn, &members[i], &holders);
        if (status != STATUS_OK)
            return status;
        act_json(act->arena, all[i].person);
        const bool outdated =
            charter_roll_outdated(&roll, members[i].account, members[i].structure);
        json_object_set_new(all[i].person, "outdated", json_boolean(outdated));
        late += outdated;
        const char *name = act_text(all[i].person, "name");
        all[i].key = collate_key(act->arena, name != NULL ? name : "");
        waiting += waits;
    }
    for (size_t i = 0; i < suspended_count; i++) {
        json_t *shut = act_json(act->arena, person_json(act, conn, suspended[i]));
        json_object_set_new(shut, "account_state", json_string("suspended"));
        const char *name = act_text(shut, "name");
        all[count++] = (struct named){collate_key(act->arena, name != NULL ? name : ""), shut};
    }
    qsort(all, count, sizeof *all, by_name);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append(list, all[i].person) != 0)
            status = STATUS_FAILED;
    if (late > 0 && (json_object_set_new(model, "late", json_integer((json_int_t)late)) != 0 ||
                     json_object_set_new(model, "grace_until_at",
                                         json_integer(charter_roll_grace(&roll, act))) != 0))
        status = STATUS_FAILED;
    if (json_object_set_new(model, "people", list) != 0 ||
        json_object_set_new(model, "waiting", json_integer((json_int_t)waiting)) != 0)
        status = STATUS_FAILED;
    return status;
}

size_t members_group(const struct membership_row *members, size_t count)
{
    size_t people = 0;
    for (size_t i = 0; i < count; i++)
        people += !id_is_none(&members[i].structure.id);
    return people;
}

/* How many a group is of, and should be. */
static enum status put_group(json_t *model, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    if (act->pack->people_most == 0)
        return STATUS_OK;
    enum status status = roll_members(&members, &count, act, conn);
    if (status == STATUS_OK)
        json_object_set_new(model, "group",
                            json_pack("{s:I, s:I, s:I}", "people",
                                      (json_int_t)members_group(members, count), "least",
                                      (json_int_t)act->pack->people_least, "most",
                                      (json_int_t)act->pack->people_most));
    return status;
}

enum status members_list(struct act *act, json_t **out)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_PERSON, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(
        act->arena,
        json_pack("{s:b, s:b, s:b, s:b, s:b}", "i_invite",
                  act_may(act, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE), "i_grant",
                  act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE), "i_withdraw",
                  act_may(act, RESOURCE_PERSON, ACTION_WITHDRAW, 0, STAGE_NONE), "i_suspend",
                  act_may(act, RESOURCE_PERSON, ACTION_SUSPEND, 0, STAGE_NONE), "i_change",
                  act_may(act, RESOURCE_PERSON, ACTION_CHANGE, 0, STAGE_NONE)));
    struct db_conn *conn = db_read(act->core->db);
    size_t coordinators = 0;
    enum status status = people(model, act, conn);
    if (status == STATUS_OK)
        status = coordinators_besides(&coordinators, act, conn, NULL, 0);
    if (status == STATUS_OK)
        status = put_group(model, act, conn);
    db_done(conn);
    json_object_set_new(model, "one_coordinator", json_boolean(coordinators < 2));
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status members_waiting(size_t *out, struct act *act, struct db_conn *conn)
{
    struct vault_row vault;
    struct holders holders;
    struct membership_row *members;
    size_t count;
    *out = 0;
    enum status status =
        vault_rows_get(&vault, conn, act->arena, act->space, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* nothing to wait for */
    if (status == STATUS_OK)
        status = holders_of(&holders, act, conn, &vault);
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct account_row account;
        bool reads = false;
        bool knocking = false;
        bool signatory;
        if (holds(&holders, members[i].account))
            continue;
        status = person_account(&account, act, conn, members[i].account);
        if (status == STATUS_TAMPERED) { /* nothing can be given to them */
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = knocks(&knocking, act, conn, &members[i], &account);
        if (status == STATUS_OK && account.generation > 0)
            status = entitled(&reads, act, conn, &members[i], &signatory);
        *out += reads || knocking;
    }
    return status;
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
        bool signatory;
        status = entitled(&reads, act, conn, &members[i], &signatory);
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
