/* They name a new coordinator. */

#include "keys/quorum.h"

#include "anchors.h"
#include "base/clock.h"
#include "base/text.h"
#include "doors/door_seal.h"
#include "doors/entry.h"
#include "journal/journal.h"
#include "keys/quorum_vaults.h"
#include "keys/vaults.h"
#include "store/rows/access_rows.h"
#include "store/rows/second_factor_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

enum { DAY = 24 * 60 * 60, LINK_DAYS = 2 };

struct admitting {
    struct act act; /* of the new coordinator, who grants to themselves */
    struct quorum_count *count;
    const struct account_keys *recovery;
    const char *name;
    const struct login_token *token;
    struct account_row account;
    struct membership_row membership;
};

static enum status newcomer(struct admitting *admitting, struct db_conn *conn)
{
    if (admitting->name == NULL)
        return STATUS_INVALID;
    admitting->membership = (struct membership_row){.space = admitting->act.space,
                                                    .account = admitting->account.id,
                                                    .profession = admitting->act.pack->founder,
                                                    .coordination = true,
                                                    .since = clock_now()};
    enum status status = state_note(&admitting->act, conn, STATE_PERSON, &admitting->account.id.id);
    if (status == STATUS_OK)
        status = person_rows_insert_account(conn, &admitting->account);
    return status == STATUS_OK ? person_rows_insert_membership(conn, &admitting->membership)
                               : status;
}

/* New keys here would not be those certified there. */
static enum status only_here(const struct admitting *admitting, struct db_conn *conn)
{
    struct membership_row *all;
    size_t count;
    enum status status =
        person_rows_memberships(&all, &count, conn, admitting->act.arena, admitting->account.id);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (!id_equal(&all[i].space.id, &admitting->act.space.id))
            status = STATUS_CONFLICT;
    return status;
}

/* Somebody else may do so since they left; but for no row that was edited. */
static enum status still_represents(struct membership_row *row, struct act *act,
                                    struct db_conn *conn)
{
    struct account_id other;
    enum status status =
        access_rows_representative(&other, conn, row->space, row->structure, row->account);
    row->represents = status == STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &other.id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The name that the trustees give, if they give one. */
static enum status name_anew(struct admitting *admitting, struct db_conn *conn)
{
    struct act *act = &admitting->act;
    struct account_row *account = &admitting->account;
    const char *email = person_email(act, conn, account);
    if (admitting->name == NULL || email == NULL)
        return STATUS_OK;
    enum status status = person_seal(account, act->core, act->arena, admitting->name, email);
    return status == STATUS_OK
               ? person_rows_set_person(conn, account->id, account->email_index, account->person)
               : status;
}

/* Somebody known: what their old keys opened here goes, and they come again with new ones. */
static enum status readmit(struct admitting *admitting, struct db_conn *conn)
{
    struct act *act = &admitting->act;
    struct membership_row *row = &admitting->membership;
    const struct account_id id = admitting->account.id;
    enum status status = only_here(admitting, conn);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &id.id);
    if (status == STATUS_OK)
        status = person_rows_membership(row, conn, act->arena, act->space, id);
    if (status == STATUS_NOT_FOUND) {
        *row = (struct membership_row){.space = act->space,
                                       .account = id,
                                       .profession = act->pack->founder,
                                       .coordination = true,
                                       .since = clock_now()};
        status = person_rows_insert_membership(conn, row);
    } else if (status == STATUS_OK) {
        if (row->until == 0)
            status = person_rows_end_membership(conn, act->space, id, clock_now());
        else
            row->since = clock_now();
        row->coordination = true;
        if (status == STATUS_OK && row->represents)
            status = still_represents(row, act, conn);
        if (status == STATUS_OK)
            status = person_rows_resume_membership(conn, row);
    }
    if (status == STATUS_OK)
        status = name_anew(admitting, conn);
    if (status == STATUS_OK)
        status = person_rows_set_state(conn, id, "invited");
    if (status == STATUS_OK)
        status = person_rows_drop_logins(conn, id, NULL);
    if (status == STATUS_OK)
        status = second_factor_rows_wait_no_more(conn, id);
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, id);
    if (status == STATUS_OK)
        status = person_rows_forget_claims(conn, act->space, id);
    return status;
}

static enum status take_old_envelopes(struct act *act, struct db_conn *conn)
{
    struct vault_row *held;
    size_t count;
    enum status status = vault_rows_held(&held, &count, conn, act->arena, act->space, act->who);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = vaults_ungrant(act, conn, &held[i], act->who);
    return status;
}

/* The private keys wait in the invitation for whoever has its link. */
static enum status invite(struct admitting *admitting, struct db_conn *conn)
{
    struct act *act = &admitting->act;
    struct digest id;
    struct invitation_row row = {.space = act->space,
                                 .account = act->who,
                                 .invited_as = act->who,
                                 .created_at = clock_now(),
                                 .expires_at = clock_now() + (int64_t)LINK_DAYS * DAY};
    login_token_digest(&id, admitting->token, "invitation");
    memcpy(row.id, id.bytes, sizeof row.id);
    enum status status = login_token_seal(&row.keys, act->arena, admitting->token, act->keys,
                                          act->who, admitting->account.generation + 1);
    door_seal_invitation(&row, act->core, act->arena);
    return status == STATUS_OK ? person_rows_insert_invitation(conn, &row) : status;
}

static enum status certify(struct admitting *admitting, struct db_conn *conn)
{
    struct act operator= admitting->act; /* nobody of the space does this */
    struct certificate certificate = {.account = admitting->act.who,
                                      .public = admitting->act.keys->public,
                                      .structure = admitting->membership.structure,
                                      .coordination = true,
                                      .represents = admitting->membership.represents,
                                      .from = clock_now()};
    struct digest fingerprint;
    operator.who =(struct account_id){0};
    certificate_fingerprint(&fingerprint, &admitting->recovery->public);
    enum status status = trust_recover(&operator, conn, &certificate, admitting->recovery);
    if (status == STATUS_OK) /* by the key in force, or it is worth nothing */
        status = trust_now(&certificate, &operator, conn, admitting->act.who);
    if (status == STATUS_OK)
        status = journal_add(conn, &operator, QUORUM_USED, "space", &operator.space.id,
                             BYTES_OF(fingerprint.bytes));
    return status;
}

static enum status receive(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                           uint32_t generation, const struct vault_key *key, void *context)
{
    (void)context;
    return vaults_receive(act, conn, vault, generation, key);
}

static enum status admit(struct db_conn *conn, void *context)
{
    struct admitting *admitting = context;
    struct act *act = &admitting->act;
    struct account_row known;
    struct digest founder;
    enum status status = anchors_get(act->core->anchors, &founder, act->space);
    if (status == STATUS_OK)
        status = entry_pack(&act->pack, act->core, act->arena, conn, act->space);
    if (status != STATUS_OK)
        return status;
    status = person_rows_by_email(&known, conn, act->arena, admitting->account.email_index);
    if (status == STATUS_OK)
        admitting->account = known;
    else if (status != STATUS_NOT_FOUND)
        return status;
    act->who = admitting->account.id;
    status = status == STATUS_OK ? readmit(admitting, conn) : newcomer(admitting, conn);
    if (status == STATUS_OK)
        status = invite(admitting, conn);
    if (status == STATUS_OK)
        status = certify(admitting, conn);
    if (status == STATUS_OK)
        status = take_old_envelopes(act, conn);
    if (status == STATUS_OK)
        status = quorum_vaults_each(admitting->count, act, conn, admitting->recovery, receive,
                                    admitting);
    return status;
}

enum status quorum_admit(struct quorum_count *out, struct core *core, struct space_id space,
                         const struct account_keys *recovery, const char *email, const char *name,
                         char token_text[TOKEN_TEXT])
{
    struct login_token token;
    *out = (struct quorum_count){0};
    token_text[0] = '\0';
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    login_token_new(&token);
    struct account_keys *keys = account_keys_new();
    struct admitting admitting = {
        .act = {.core = core, .arena = arena, .space = space, .keys = keys},
        .count = out,
        .recovery = recovery,
        .name = name != NULL ? text_clean(arena, name) : NULL,
        .token = &token,
        .account = {.state = "invited", .created_at = clock_now()}};
    id_new(&admitting.account.id.id);
    email = text_address(arena, email);
    enum status status =
        person_seal(&admitting.account, core, arena,
                    admitting.name != NULL ? text_line(arena, admitting.name) : "", email);
    if (status == STATUS_OK)
        status = db_write(core->db, admit, &admitting);
    if (status == STATUS_OK)
        login_token_text(token_text, &token);
    else
        *out = (struct quorum_count){0};
    account_keys_free(keys);
    login_token_free(&token);
    arena_free(arena);
    return status;
}
