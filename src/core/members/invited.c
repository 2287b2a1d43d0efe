#include "members/invited.h"

#include "base/clock.h"
#include "base/text.h"
#include "crypto/admission_claim.h"
#include "crypto/login_token.h"
#include "doors/door_seal.h"
#include "doors/entry.h"
#include "journal/journal.h"
#include "journal/row_seal.h"
#include "store/rows/erasure_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

/* Somebody with an account answers for keys that no certificate of this space names. */
static enum status rejoins(struct invited *invited, struct db_conn *conn)
{
    struct certificate certificate;
    enum status status = trust_now(&certificate, &invited->act, conn, invited->account.id);
    invited->rejoins = status == STATUS_NOT_FOUND && invited_is_renewal(invited);
    if (status == STATUS_NOT_FOUND && invited->rejoins)
        return STATUS_OK;
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

enum status invited_find(struct invited *out, struct core *core, struct arena *arena,
                         struct db_conn *conn, const char *token_text)
{
    struct login_token token;
    struct digest id;
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
        status = door_seal_holds_invitation(&out->invitation, core, arena);
    if (status == STATUS_OK)
        status = person_rows_account(&out->account, conn, arena, out->invitation.account);
    const bool open = status == STATUS_OK && strcmp(out->account.state, "active") == 0;
    if (status == STATUS_OK && !open && strcmp(out->account.state, "invited") != 0)
        status = STATUS_NOT_FOUND; /* a link tells nothing of who is not invited */
    if (status == STATUS_OK)
        status = row_seal_check(core, arena, conn, STATE_PERSON, &out->account.id.id);
    if (status == STATUS_OK)
        status = person_rows_membership(&out->membership, conn, arena, out->invitation.space,
                                        out->invitation.account);
    if (status == STATUS_OK && !person_rows_present(&out->membership))
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        return status;
    out->act = (struct act){.begins = true, /* it begins in the write that it belongs to */
                            .core = core,
                            .arena = arena,
                            .space = out->invitation.space,
                            .who = out->account.id,
                            .membership = act_membership(&out->membership)};
    status = entry_pack(&out->act.pack, core, arena, conn, out->invitation.space);
    if (status == STATUS_OK && open) /* nor of who has their access */
        status = rejoins(out, conn);
    return status;
}

bool invited_is_recovered(const struct invited *invited)
{
    return invited->invitation.keys.len > 0;
}

bool invited_is_founding(const struct invited *invited)
{
    return id_is_none(&invited->invitation.invited_by.id) && !invited_is_recovered(invited);
}

bool invited_is_asked(const struct invited *invited)
{
    return !invited_is_recovered(invited) && !invited_is_founding(invited);
}

bool invited_is_renewal(const struct invited *invited)
{
    return invited_is_asked(invited) && invited->account.generation > 0;
}

enum status invited_holder(struct account_row *out, struct invited *invited, struct db_conn *conn)
{
    struct act *act = &invited->act;
    struct digest index;
    const char *email = person_email(act, conn, &invited->account);
    *out = (struct account_row){0};
    if (!invited_is_asked(invited) || email == NULL)
        return STATUS_NOT_FOUND;
    server_key_email_index(act->core->key, &index, text_fold(act->arena, email));
    enum status status = person_rows_by_email(out, conn, act->arena, index.bytes);
    if (status == STATUS_OK && id_equal(&out->id.id, &invited->account.id.id)) {
        *out = (struct account_row){0};
        status = STATUS_NOT_FOUND;
    }
    return status;
}

void invited_prove(struct invited *invited, struct account_id account,
                   const struct account_public *public)
{
    struct digest proof = {0};
    if (invited_is_asked(invited))
        admission_claim_prove(&proof, &invited->proof_key, invited->act.space, account, public);
    memcpy(invited->invitation.proof, proof.bytes, sizeof proof.bytes);
    secret_wipe(&invited->proof_key, sizeof invited->proof_key);
    invited->invitation.account = account;
    invited->invitation.used_at = clock_now();
}

/* As what they were invited; who left this space before comes again. */
static enum status enter(struct invited *invited, struct db_conn *conn, struct account_id account)
{
    struct membership_row before;
    struct membership_row row = invited->membership;
    row.account = account;
    row.since = clock_now();
    enum status status =
        person_rows_membership(&before, conn, invited->act.arena, row.space, account);
    if (status == STATUS_NOT_FOUND)
        return person_rows_insert_membership(conn, &row);
    return status == STATUS_OK ? person_rows_resume_membership(conn, &row) : status;
}

enum status invited_note(struct invited *invited, struct db_conn *conn, struct account_id account)
{
    enum status status = state_note(&invited->act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK && !id_equal(&account.id, &invited->account.id.id))
        status = state_note(&invited->act, conn, STATE_PERSON, &invited->account.id.id);
    return status;
}

enum status invited_hand_over(struct invited *invited, struct db_conn *conn,
                              struct account_id account)
{
    struct act *act = &invited->act;
    const struct account_id as = invited->account.id;
    struct account_row nobody = {.id = as};
    enum status status = enter(invited, conn, account);
    if (status == STATUS_OK)
        status = person_rows_end_membership(conn, act->space, as, clock_now());
    if (status == STATUS_OK)
        status = person_rows_set_state(conn, as, "left");
    if (status == STATUS_OK)
        status = person_seal_nobody(&nobody, act->core, act->arena);
    if (status == STATUS_OK)
        status = erasure_rows_erase(conn, as, nobody.email_index, nobody.person, clock_now());
    if (status == STATUS_OK)
        status = journal_add(conn, act, "hand_over", "person", &as.id, BYTES_OF(account.id.bytes));
    return status;
}
