#include "core/acceptance.h"

#include "base/clock.h"
#include "core/journal.h"
#include "core/passphrases.h"
#include "core/sign_in.h"
#include "core/state.h"
#include "core/trust.h"
#include "core/vaults.h"
#include "crypto/admission_claim.h"

#include <string.h>

/* A live invitation and what hangs on it; NOT_FOUND for unknown, used and expired alike. */
struct invited {
    struct invitation_row invitation;
    struct account_row account;
    struct membership_row membership;
    struct digest proof_key; /* of the link: proves that the new keys are theirs */
    struct act act;          /* of the invited, without keys yet */
};

static enum status find(struct invited *out, struct core *core, struct arena *arena,
                        struct db_conn *conn, const char *token_text)
{
    struct login_token token;
    struct digest id;
    struct space_row *spaces;
    size_t count;
    *out = (struct invited){0};
    if (login_token_parse(&token, token_text) != STATUS_OK)
        return STATUS_NOT_FOUND;
    login_token_digest(&id, &token, "invitation");
    admission_claim_key(&out->proof_key, &token);
    login_token_free(&token);
    enum status status = person_rows_invitation(&out->invitation, conn, arena, id.bytes);
    if (status == STATUS_OK &&
        (out->invitation.used_at != 0 || clock_now() >= out->invitation.expires_at))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&out->account, conn, arena, out->invitation.account);
    if (status == STATUS_OK)
        status = person_rows_membership(&out->membership, conn, arena, out->invitation.space,
                                        out->invitation.account);
    if (status == STATUS_OK && !person_rows_present(&out->membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_spaces(&spaces, &count, conn, arena);
    if (status != STATUS_OK)
        return status;
    out->act = (struct act){.core = core,
                            .arena = arena,
                            .space = out->invitation.space,
                            .who = out->account.id,
                            .membership = out->membership};
    for (size_t i = 0; i < count; i++)
        if (id_equal(&spaces[i].id.id, &out->act.space.id))
            out->act.pack = rules_pack(core->rules, spaces[i].pack);
    return out->act.pack == NULL ? STATUS_FAILED : STATUS_OK;
}

/* Named by the trustees: their keys are certified, and wait in the invitation. */
static bool is_recovered(const struct invited *invited)
{
    return invited->invitation.keys.len > 0;
}

static bool is_founding(const struct invited *invited)
{
    return id_is_none(&invited->invitation.invited_by.id) && !is_recovered(invited);
}

static enum status recovered_keys(struct account_keys **out, struct invited *invited,
                                  const char *token_text)
{
    struct certificate certificate;
    struct login_token token;
    *out = NULL;
    struct db_conn *conn = db_read(invited->act.core->db);
    enum status status = trust_now(&certificate, &invited->act, conn, invited->account.id);
    db_done(conn);
    if (status == STATUS_OK)
        status = login_token_parse(&token, token_text);
    if (status != STATUS_OK)
        return status;
    status = login_token_open(out, invited->invitation.keys, &token, invited->account.id,
                              invited->account.generation + 1, &certificate.public);
    login_token_free(&token);
    return status == STATUS_DENIED ? STATUS_TAMPERED : status;
}

enum status acceptance_view(struct core *core, struct arena *arena, json_t **out, const char *token)
{
    struct invited invited;
    *out = NULL;
    struct db_conn *conn = db_read(core->db);
    enum status status = find(&invited, core, arena, conn, token);
    if (status == STATUS_OK)
        *out = act_json(arena,
                        json_pack("{s:s, s:s?, s:o, s:b, s:I}", "space", invited.act.pack->title,
                                  "email", act_email(&invited.act, &invited.account), "person",
                                  act_person(&invited.act, conn, invited.account.id), "founding",
                                  is_founding(&invited), "expires_at",
                                  (json_int_t)invited.invitation.expires_at));
    db_done(conn);
    return status;
}

struct accepting {
    struct invited invited;
    struct login_row login;
};

static enum status shared_vault(struct act *act, struct db_conn *conn)
{
    struct vault_key key;
    struct vault_row vault;
    enum status status =
        vault_rows_get(&vault, conn, act->arena, act->space, (struct seance_id){0}, VAULT_SHARED);
    if (status != STATUS_NOT_FOUND)
        return status;
    status = vaults_create(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    vault_key_free(&key);
    return status;
}

static enum status accept(struct db_conn *conn, void *context)
{
    struct accepting *accepting = context;
    struct invited *invited = &accepting->invited;
    const struct account_row *account = &invited->account;
    enum status status = state_note(&invited->act, conn, STATE_PERSON, &account->id.id);
    if (status == STATUS_OK)
        status = person_rows_use_invitation(conn, invited->invitation.id, clock_now());
    if (status == STATUS_CONFLICT)
        return STATUS_NOT_FOUND; /* used meanwhile */
    if (status == STATUS_OK)
        status = person_rows_set_person(conn, account->id, account->email_index, account->person);
    if (status == STATUS_CONFLICT)
        return act_fault_field(&invited->act, "email", "already_member");
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, account, account->generation - 1);
    if (status == STATUS_OK)
        status = journal_add(conn, &invited->act, "accept", "person", &account->id.id,
                             BYTES_OF(account->sign_public));
    if (status == STATUS_OK && is_founding(invited))
        status = shared_vault(&invited->act, conn);
    if (status == STATUS_OK)
        status = person_rows_insert_login(conn, &accepting->login);
    if (status == STATUS_OK && is_founding(invited))
        status = trust_found(&invited->act, conn, account->accepted_at);
    return status;
}

enum status acceptance_accept(struct core *core, struct arena *arena, const char *token,
                              const json_t *fields, char login[TOKEN_TEXT], json_t **faults)
{
    struct accepting accepting = {0};
    struct invited *invited = &accepting.invited;
    struct account_keys *keys = NULL;
    login[0] = '\0';
    *faults = NULL;
    struct db_conn *conn = db_read(core->db);
    enum status status = find(invited, core, arena, conn, token);
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    const char *name = act_text(fields, "name");
    const char *email = is_founding(invited) ? act_text(fields, "email")
                                             : act_email(&invited->act, &invited->account);
    if (name == NULL || email == NULL) {
        status = act_fault_field(&invited->act, name == NULL ? "name" : "email", "required");
        *faults = invited->act.fault_fields;
        return status;
    }
    const char *personal[] = {name, email, invited->act.pack->coordination};
    status = passphrases_check(faults, core, arena, fields, personal, 3);
    if (status != STATUS_OK)
        return status;
    if (is_recovered(invited))
        status = recovered_keys(&keys, invited, token);
    else
        keys = account_keys_new();
    if (status != STATUS_OK)
        return status;
    invited->act.keys = keys;
    invited->account.generation++;
    invited->account.accepted_at = clock_now();
    struct digest proof = {0};
    if (!is_founding(invited) && !is_recovered(invited))
        admission_claim_prove(&proof, &invited->proof_key, invited->act.space, invited->account.id,
                              &keys->public);
    memcpy(invited->account.proof, proof.bytes, sizeof invited->account.proof);
    secret_wipe(&invited->proof_key, sizeof invited->proof_key);
    status = act_seal_person(&invited->account, core, arena, name, email);
    if (status == STATUS_OK)
        status =
            passphrases_seal(&invited->account, core, arena, keys, act_text(fields, "passphrase"));
    if (status == STATUS_OK)
        status = sign_in_new_login(&accepting.login, arena, invited->act.space, &invited->account,
                                   keys, login);
    if (status == STATUS_OK)
        status = db_write(core->db, accept, &accepting);
    account_keys_free(keys);
    *faults = invited->act.fault_fields;
    if (status != STATUS_OK)
        secret_wipe(login, TOKEN_TEXT);
    return status;
}
