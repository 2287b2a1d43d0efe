#include "core/members/acceptance.h"

#include "arrivals.h"
#include "base/clock.h"
#include "core/doors/sign_in.h"
#include "crypto/login_token.h"
#include "doors/logins.h"
#include "doors/passphrases.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "keys/vaults.h"
#include "members/invited.h"
#include "store/rows/second_factor_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/trust.h"

#include <string.h>

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
    enum status status = invited_find(&invited, core, arena, conn, token);
    if (status == STATUS_OK)
        *out = act_json(
            arena,
            json_pack("{s:s, s:s?, s:o, s:b, s:b, s:b, s:b, s:I}", "space", invited.act.pack->title,
                      "email", person_email(&invited.act, conn, &invited.account), "person",
                      person_json(&invited.act, conn, invited.account.id), "founding",
                      invited_is_founding(&invited), "asked", invited_is_asked(&invited), "renewal",
                      invited_is_renewal(&invited), "rejoins", invited.rejoins, "expires_at",
                      (json_int_t)invited.invitation.expires_at));
    db_done(conn);
    return status;
}

struct accepting {
    struct invited invited;
    struct account_row account; /* whose keys are made */
    struct login_row login;
    bool hands_over; /* to the account that they left */
};

/* Whoever left keeps their account, with new keys.  STATUS_CONFLICT if the address is somebody's
 * who has keys: they sign in, and join. */
static enum status whose(struct accepting *accepting, struct db_conn *conn)
{
    struct account_row holder;
    if (accepting->invited.rejoins)
        return STATUS_CONFLICT;
    enum status status = invited_holder(&holder, &accepting->invited, conn);
    accepting->account = accepting->invited.account;
    accepting->hands_over = status == STATUS_OK;
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK && strcmp(holder.state, "left") != 0)
        return STATUS_CONFLICT;
    if (status == STATUS_OK)
        accepting->account = holder;
    return status;
}

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

/* The address is somebody's who has keys. */
static enum status taken(struct invited *invited)
{
    return invited_is_founding(invited)
               ? act_fault_field(&invited->act, "email", "already_member")
               : act_fault_field(&invited->act, "passphrase", "sign_in_to_join");
}

static enum status hand_over(struct accepting *accepting, struct db_conn *conn)
{
    struct account_row now;
    struct invited *invited = &accepting->invited;
    const struct account_id holder = accepting->account.id;
    enum status status = invited_holder(&now, invited, conn);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && (!id_equal(&now.id.id, &holder.id) ||
                                                               strcmp(now.state, "left") != 0)))
        return STATUS_CONFLICT; /* changed meanwhile */
    if (status == STATUS_OK)
        status = invited_hand_over(invited, conn, holder);
    return status == STATUS_OK ? person_rows_set_state(conn, holder, "invited") : status;
}

/* New keys are an account's, and each space certifies those that it was shown: the platform ends
 * there what the old ones could do. */
static enum status end_elsewhere(const struct accepting *accepting, struct db_conn *conn)
{
    const struct act *act = &accepting->invited.act;
    const struct account_id account = accepting->account.id;
    struct membership_row *all;
    size_t count;
    enum status status = person_rows_memberships(&all, &count, conn, act->arena, account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct act platform = {.core = act->core, .arena = act->arena, .space = all[i].space};
        struct certificate certificate;
        if (id_equal(&all[i].space.id, &act->space.id))
            continue;
        status = trust_now(&certificate, &platform, conn, account);
        if (status == STATUS_NOT_FOUND) { /* they could do nothing there */
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_TAMPERED && ledger_is_proven(act->core))
            status =
                STATUS_OK; /* whoever certified them there was edited: closing is always safe */
        if (status == STATUS_OK)
            status = person_rows_forget_claims(conn, platform.space, account);
        if (status == STATUS_OK)
            status = trust_end(&platform, conn, account, "renew");
    }
    return status;
}

static enum status accept(struct db_conn *conn, void *context)
{
    struct accepting *accepting = context;
    struct invited *invited = &accepting->invited;
    const struct account_row *account = &accepting->account;
    enum status status = invited_note(invited, conn, account->id);
    if (status == STATUS_OK)
        status = person_rows_use_invitation(conn, &invited->invitation);
    if (status == STATUS_CONFLICT)
        return STATUS_NOT_FOUND; /* used meanwhile */
    if (status == STATUS_OK && accepting->hands_over)
        status = hand_over(accepting, conn);
    if (status == STATUS_OK)
        status = person_rows_set_person(conn, account->id, account->email_index, account->person);
    if (status == STATUS_CONFLICT)
        return taken(invited);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, account, account->generation - 1);
    if (status == STATUS_OK) /* new keys begin without */
        status = second_factor_rows_drop_all(conn, account->id);
    if (status == STATUS_OK)
        status = journal_add(conn, &invited->act, "accept", "person", &account->id.id,
                             BYTES_OF(account->sign_public));
    if (status == STATUS_OK && invited_is_renewal(invited))
        status = end_elsewhere(accepting, conn);
    if (status == STATUS_OK && invited_is_founding(invited))
        status = shared_vault(&invited->act, conn);
    if (status == STATUS_OK)
        status = person_rows_insert_login(conn, &accepting->login);
    if (status == STATUS_OK && invited_is_founding(invited))
        status = trust_found(&invited->act, conn, account->accepted_at);
    return status;
}

enum status acceptance_accept(struct core *core, struct arena *arena, const char *token,
                              const json_t *fields, char login[TOKEN_TEXT], json_t **faults)
{
    struct accepting accepting = {0};
    struct invited *invited = &accepting.invited;
    struct account_row *account = &accepting.account;
    struct account_keys *keys = NULL;
    login[0] = '\0';
    *faults = NULL;
    struct db_conn *conn = db_read(core->db);
    enum status status = invited_find(invited, core, arena, conn, token);
    enum status holder = status == STATUS_OK ? whose(&accepting, conn) : status;
    const char *asked =
        status == STATUS_OK ? person_email(&invited->act, conn, &invited->account) : NULL;
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    const char *name = act_text(fields, "name");
    const char *email = invited_is_founding(invited) ? act_text(fields, "email") : asked;
    if (name == NULL || email == NULL) {
        status = act_fault_field(&invited->act, name == NULL ? "name" : "email", "required");
        *faults = invited->act.fault_fields;
        return status;
    }
    const char *personal[] = {name, email, invited->act.pack->coordination};
    status = passphrases_check(faults, core, arena, fields, personal, 3);
    if (status == STATUS_OK && holder == STATUS_CONFLICT) {
        /* not before: a form that would not be taken tells nothing */
        status = taken(invited);
        *faults = invited->act.fault_fields;
    } else if (status == STATUS_OK)
        status = holder;
    if (status != STATUS_OK)
        return status;
    if (invited_is_recovered(invited))
        status = recovered_keys(&keys, invited, token);
    else
        keys = account_keys_new();
    if (status != STATUS_OK)
        return status;
    invited->act.who = account->id;
    invited->act.keys = keys;
    account->generation++;
    account->accepted_at = clock_now();
    invited_prove(invited, account->id, &keys->public);
    status = person_seal(account, core, arena, name, email);
    if (status == STATUS_OK)
        status = passphrases_seal(account, core, arena, keys, act_text(fields, "passphrase"));
    if (status == STATUS_OK)
        status =
            logins_new(&accepting.login, core, arena, invited->act.space, account, keys, login);
    if (status == STATUS_OK)
        status = db_write(core->db, accept, &accepting);
    if (status == STATUS_OK)
        arrivals_note(core, invited->act.space);
    account_keys_free(keys);
    *faults = invited->act.fault_fields;
    if (status != STATUS_OK)
        secret_wipe(login, TOKEN_TEXT);
    return status;
}
