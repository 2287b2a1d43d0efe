#include "core/crowd/crowd_people.h"

#include "base/clock.h"
#include "charter/charter.h"
#include "crypto/admission_claim.h"
#include "doors/door_seal.h"
#include "doors/passphrases.h"
#include "journal/journal.h"
#include "keys/vaults.h"
#include "members/invitation.h"
#include "trust/person_seal.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

struct adding {
    struct act *act; /* of coordination */
    struct crowd_person *people;
    size_t count;
    int64_t charter;
};

/* One of them on their way in. */
struct newcomer {
    struct crowd_person *person;
    struct act act; /* their own */
    struct account_row account;
    struct membership_row membership;
    struct invitation_row invitation;
    struct digest proof_key; /* secret */
};

static enum status prepare(struct newcomer *out, const struct act *by, struct crowd_person *person)
{
    id_new(&person->account.id);
    *out = (struct newcomer){
        .person = person,
        .act = {.core = by->core,
                .arena = by->arena,
                .space = by->space,
                .pack = by->pack,
                .who = person->account,
                .keys = person->keys,
                .begins = true},
        .account = {.id = person->account, .state = "invited", .created_at = clock_now()},
        .membership = {.space = by->space,
                       .account = person->account,
                       .structure = person->structure,
                       .profession = person->profession,
                       .represents = person->represents,
                       .since = clock_now()},
        .invitation = {.space = by->space,
                       .account = person->account,
                       .invited_as = person->account,
                       .invited_by = by->who}};
    out->act.membership = act_membership(&out->membership);
    out->act.standing = RELATION_MEMBER;
    return person_seal(&out->account, by->core, by->arena, person->name, person->email);
}

/* Invited, in the words that whoever admits them holds the newcomer's keys against. */
static enum status invite(struct newcomer *newcomer, struct act *by, struct db_conn *conn,
                          const struct vault_key *shared)
{
    struct login_token token;
    struct invitation_row *row = &newcomer->invitation;
    struct admission_claim claim = {.account = newcomer->account.id,
                                    .structure = newcomer->membership.structure,
                                    .represents = newcomer->membership.represents,
                                    .inviter = by->who};
    invitation_new(row, &token, INVITATION_DAYS);
    claim.at = row->created_at;
    admission_claim_key(&claim.proof_key, &token);
    login_token_free(&token);
    newcomer->proof_key = claim.proof_key;
    admission_claim_sign(&claim, by->space, by->keys);
    enum status status = admission_claim_seal(&row->claim, by->arena, &claim, by->space, shared);
    admission_claim_wipe(&claim);
    door_seal_invitation(row, by->core, by->arena);
    if (status == STATUS_OK)
        status = state_note(by, conn, STATE_PERSON, &newcomer->account.id.id);
    if (status == STATUS_OK)
        status = person_rows_insert_account(conn, &newcomer->account);
    if (status == STATUS_OK)
        status = person_rows_insert_membership(conn, &newcomer->membership);
    if (status == STATUS_OK)
        status = person_rows_insert_invitation(conn, row);
    if (status == STATUS_OK)
        status =
            journal_add(conn, by, "invite", "person", &newcomer->account.id.id, (struct bytes){0});
    return status;
}

static enum status accept(struct newcomer *newcomer, struct db_conn *conn)
{
    struct act *act = &newcomer->act;
    struct account_row *account = &newcomer->account;
    struct digest proof;
    admission_claim_prove(&proof, &newcomer->proof_key, act->space, account->id,
                          &act->keys->public);
    secret_wipe(&newcomer->proof_key, sizeof newcomer->proof_key);
    memcpy(newcomer->invitation.proof, proof.bytes, sizeof proof.bytes);
    newcomer->invitation.used_at = clock_now();
    account->generation = 1;
    account->accepted_at = clock_now();
    enum status status =
        passphrases_seal(account, act->core, act->arena, act->keys, newcomer->person->passphrase);
    if (status == STATUS_OK)
        status = person_rows_use_invitation(conn, &newcomer->invitation);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, account, 0);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "accept", "person", &account->id.id,
                             BYTES_OF(account->sign_public));
    return status;
}

static enum status admit(const struct newcomer *newcomer, struct act *by, struct db_conn *conn)
{
    struct certificate certificate = {.account = newcomer->account.id,
                                      .public = newcomer->act.keys->public,
                                      .structure = newcomer->membership.structure,
                                      .represents = newcomer->membership.represents,
                                      .from = newcomer->invitation.used_at};
    return trust_certify(by, conn, &certificate);
}

static enum status sign(struct newcomer *newcomer, struct db_conn *conn, int64_t charter, bool last)
{
    struct act *act = &newcomer->act;
    enum status status = STATUS_OK;
    if (newcomer->membership.represents)
        status =
            charter_put(act, conn, charter, "structure", newcomer->membership.structure.id, true);
    return status == STATUS_OK ? charter_put(act, conn, charter, "person", act->who.id, !last)
                               : status;
}

static enum status enter(struct newcomer *newcomer, struct act *by, struct db_conn *conn,
                         struct crowd_person *person, const struct vault_key *shared)
{
    person->keys = account_keys_new();
    enum status status = prepare(newcomer, by, person);
    if (status == STATUS_OK)
        status = invite(newcomer, by, conn, shared);
    if (status == STATUS_OK)
        status = accept(newcomer, conn);
    return status == STATUS_OK ? admit(newcomer, by, conn) : status;
}

static enum status add(struct db_conn *conn, void *context)
{
    struct adding *adding = context;
    struct act *by = adding->act;
    struct vault_key shared = {0};
    struct vault_row vault;
    if (!act_may(by, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE) ||
        !act_may(by, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE))
        return STATUS_DENIED;
    const size_t count = adding->count;
    struct account_id *all = arena_alloc(by->arena, (count + 1) * sizeof *all);
    struct newcomer *newcomers = arena_alloc(by->arena, (count + 1) * sizeof *newcomers);
    enum status status =
        vaults_open(&shared, &vault, by, conn, (struct seance_id){0}, VAULT_SHARED);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = enter(&newcomers[i], by, conn, &adding->people[i], &shared);
        all[i] = adding->people[i].account;
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = sign(&newcomers[i], conn, adding->charter, i + 1 == count);
    if (status == STATUS_OK)
        status = vaults_grant(by, conn, &vault, &shared, all, count, NULL);
    vault_key_free(&shared);
    return status;
}

enum status crowd_people_add(struct act *act, struct crowd_person *people, size_t count,
                             int64_t charter)
{
    struct adding adding = {act, people, count, charter};
    return db_write(act->core->db, add, &adding);
}
