#include "core/doors/sign_in.h"

#include "base/clock.h"
#include "base/text.h"
#include "core/journal/tampering.h"
#include "crypto/login_token.h"
#include "doors/door_seal.h"
#include "doors/entry.h"
#include "doors/logins.h"
#include "doors/passphrases.h"
#include "doors/second_step.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "trust/person.h"
#include "trust/state.h"

#include <string.h>

/* A new login for opened keys, inside a write. */
struct entering {
    struct act act;
    struct account_row account;
    struct login_row login;
    uint8_t opened_salt[16]; /* of the row that the passphrase opened */
    bool raised;             /* the account was sealed again: at today's cost, in today's form */
};

/* A passphrase takes its time to check; meanwhile it may have been changed, which ends its power.
 */
static enum status is_as_opened(struct db_conn *conn, struct arena *arena, struct account_id id,
                                const uint8_t salt[16])
{
    struct account_row row;
    enum status status = person_rows_account(&row, conn, arena, id);
    if (status == STATUS_OK &&
        (strcmp(row.state, "active") != 0 || memcmp(row.salt, salt, sizeof row.salt) != 0))
        status = STATUS_DENIED;
    return status;
}

/* One that was added while the passphrase was checked: they sign in anew, and show it. */
static enum status no_factor(struct db_conn *conn, struct arena *arena, struct account_id id)
{
    struct factor_row *rows;
    size_t count;
    enum status status = second_factor_rows_list(&rows, &count, conn, arena, id);
    return status == STATUS_OK && count > 0 ? STATUS_BUSY : status;
}

static enum status enter(struct db_conn *conn, void *context)
{
    struct entering *entering = context;
    int64_t now = clock_now();
    enum status status =
        is_as_opened(conn, entering->act.arena, entering->account.id, entering->opened_salt);
    if (status == STATUS_OK)
        status = no_factor(conn, entering->act.arena, entering->account.id);
    if (status == STATUS_OK)
        status = state_note(&entering->act, conn, STATE_PERSON, &entering->account.id.id);
    if (status == STATUS_OK && entering->raised)
        status = person_rows_set_keys(conn, &entering->account, entering->account.generation);
    if (status == STATUS_OK && entering->raised) /* which tells whose pepper is in them */
        status = journal_add(conn, &entering->act, "cost", "account", &entering->account.id.id,
                             (struct bytes){0});
    if (status == STATUS_OK)
        status = person_rows_expire_logins(conn, now, now - CORE_LOGIN_IDLE);
    if (status == STATUS_OK)
        status = person_rows_insert_login(conn, &entering->login);
    if (status == STATUS_OK)
        status = journal_add(conn, &entering->act, "sign-in", "account", &entering->account.id.id,
                             (struct bytes){0});
    return status;
}

static bool is_open(const struct account_row *account, size_t memberships)
{
    return memberships > 0 && strcmp(account->state, "active") == 0;
}

/* The account of an address and the space it looks at first.  NOT_FOUND alike for nobody and for
 * who has no keys; one that is closed is opened like any other, and then told. */
static enum status find(struct account_row *account, struct space_id *space, struct core *core,
                        struct arena *arena, const char *email)
{
    struct digest index;
    struct membership_row *memberships;
    size_t count = 0;
    server_key_email_index(core->key, &index, text_fold(arena, text_clean(arena, email)));
    struct db_conn *conn = db_read(core->db);
    enum status status = person_rows_by_email(account, conn, arena, index.bytes);
    if (status == STATUS_OK)
        status = person_rows_memberships(&memberships, &count, conn, arena, account->id);
    db_done(conn);
    if (status == STATUS_OK && account->keys.len == 0)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK && is_open(account, count))
        *space = memberships[0].space;
    return status;
}

enum status sign_in(struct core *core, struct arena *arena, const char *email,
                    const char *passphrase, const struct slots_turn *whose, char token[TOKEN_TEXT])
{
    struct entering entering = {0};
    struct passphrases_opened opened;
    struct space_id space = {0};
    token[0] = '\0';
    enum status found = find(&entering.account, &space, core, arena, email);
    if (found != STATUS_OK && found != STATUS_NOT_FOUND)
        return found;
    memcpy(entering.opened_salt, entering.account.salt, sizeof entering.opened_salt);
    enum status status = passphrases_open_as(
        &opened, core, arena, found == STATUS_OK ? &entering.account : NULL, passphrase, whose);
    struct account_keys *keys = opened.keys;
    if (status == STATUS_OK && !id_is_none(&space.id) &&
        (opened.outdated || passphrases_is_of_before(core, &entering.account))) {
        entering.raised = true;
        status = passphrases_seal(&entering.account, core, arena, keys, opened.passphrase);
    }
    if (status == STATUS_OK && id_is_none(&space.id))
        status = STATUS_CONFLICT;
    const struct second_step step = {&entering.account, space, keys, entering.opened_salt,
                                     entering.raised};
    bool waits = false;
    if (status == STATUS_OK)
        status = second_step_hold(token, &waits, core, arena, &step);
    if (status == STATUS_OK && !waits)
        status = logins_new(&entering.login, core, arena, space, &entering.account, keys, token);
    if (status == STATUS_OK && !waits) {
        entering.act =
            (struct act){.core = core, .arena = arena, .space = space, .who = entering.account.id};
        status = db_write(core->db, enter, &entering);
    }
    account_keys_free(keys);
    if (status != STATUS_OK)
        secret_wipe(token, TOKEN_TEXT);
    return status;
}

const char *sign_in_closed(struct core *core, struct arena *arena, const char *email)
{
    struct account_row account;
    struct space_id space = {0};
    enum status status = find(&account, &space, core, arena, email);
    return status == STATUS_OK && id_is_none(&space.id) ? account.state : NULL;
}

struct touching {
    const struct core *core;
    struct arena *arena;
    const uint8_t *login;
    struct space_id space; /* that it looks at from now on; none: as before */
};

static enum status touch(struct db_conn *conn, void *context)
{
    const struct touching *touching = context;
    struct login_row row;
    enum status status = person_rows_login(&row, conn, touching->arena, touching->login);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* ended meanwhile */
    if (status == STATUS_OK)
        status = door_seal_holds_login(&row, touching->core, touching->arena);
    if (status != STATUS_OK)
        return status;
    if (clock_now() > row.seen_at)
        row.seen_at = clock_now();
    if (!id_is_none(&touching->space.id))
        row.space = touching->space;
    door_seal_login(&row, touching->core, touching->arena);
    return person_rows_update_login(conn, &row);
}

enum status sign_in_beside(const struct act *act, struct act **out, struct space_id space)
{
    struct membership_row membership;
    struct act *beside = NULL;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_membership(&membership, conn, act->arena, space, act->who);
    if (status == STATUS_OK)
        status = entry_begin(&beside, act->core, act->arena, conn, space, act->who,
                             account_keys_copy(act->keys));
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    memcpy(beside->login, act->login, sizeof beside->login);
    *out = beside;
    return STATUS_OK;
}

enum status sign_in_is_elsewhere(struct act *act, bool *out)
{
    struct membership_row *memberships;
    size_t count;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_memberships(&memberships, &count, conn, act->arena, act->who);
    db_done(conn);
    *out = status == STATUS_OK && count > 1;
    return status;
}

/* A row that was put back after its end is none. */
static bool alive(const struct login_row *login, const struct core *core, int64_t now)
{
    struct id name;
    logins_name(&name, login->id);
    return now < login->expires_at && now - login->seen_at < CORE_LOGIN_IDLE &&
           !ledger_login_ended(core, &name);
}

static enum status resume(struct act **out, struct login_row *login, struct core *core,
                          struct arena *arena, struct db_conn *conn,
                          const struct login_token *token)
{
    struct account_row account;
    struct account_keys *keys;
    struct account_public public;
    struct digest id;
    login_token_digest(&id, token, "row");
    enum status status = person_rows_login(login, conn, arena, id.bytes);
    if (status == STATUS_OK)
        status = ledger_follow(core, conn);
    if (status == STATUS_OK)
        status = door_seal_holds_login(login, core, arena);
    if (status == STATUS_TAMPERED && ledger_is_proven(core)) {
        tampering_met(core, NULL, &login->account.id);
        status = STATUS_NOT_FOUND; /* a row that the server did not write is no login */
    }
    if (status == STATUS_OK && !alive(login, core, clock_now()))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, arena, login->account);
    if (status == STATUS_OK &&
        (strcmp(account.state, "active") != 0 || account.generation != login->generation))
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        return status;
    memcpy(public.box, account.box_public, sizeof public.box);
    memcpy(public.sign, account.sign_public, sizeof public.sign);
    status = login_token_open(&keys, login->keys, token, account.id, account.generation, &public);
    if (status == STATUS_DENIED)
        status = STATUS_NOT_FOUND; /* a row that this cookie does not open is no login */
    if (status == STATUS_OK)
        status = entry_begin(out, core, arena, conn, login->space, account.id, keys);
    if (status == STATUS_OK)
        memcpy((*out)->login, login->id, sizeof login->id);
    return status;
}

enum status sign_in_resume(struct core *core, struct arena *arena, struct act **out,
                           const char *token_text)
{
    struct login_token token;
    struct login_row login;
    *out = NULL;
    if (login_token_parse(&token, token_text) != STATUS_OK)
        return STATUS_NOT_FOUND;
    struct db_conn *conn = db_read(core->db);
    enum status status = resume(out, &login, core, arena, conn, &token);
    db_done(conn);
    login_token_free(&token);
    struct touching touching = {core, arena, login.id, {{{0}}}};
    if (status == STATUS_OK && clock_now() - login.seen_at >= 60)
        status = db_write(core->db, touch, &touching);
    if (status != STATUS_OK)
        *out = NULL;
    return status;
}

void sign_in_visitor(char token_text[TOKEN_TEXT])
{
    struct login_token token;
    login_token_new(&token);
    login_token_text(token_text, &token);
    login_token_free(&token);
}

enum status sign_in_csrf(const char *token_text, char out[65])
{
    struct login_token token;
    struct digest csrf;
    out[0] = '\0';
    enum status status = login_token_parse(&token, token_text);
    if (status != STATUS_OK)
        return status;
    login_token_digest(&csrf, &token, "csrf");
    login_token_free(&token);
    bytes_hex(out, BYTES_OF(csrf.bytes));
    return STATUS_OK;
}

static enum status end(struct db_conn *conn, void *context)
{
    struct act *act = context;
    struct id name;
    logins_name(&name, act->login);
    enum status status =
        journal_add(conn, act, "sign-out", "account", &act->who.id, BYTES_OF(name.bytes));
    return status == STATUS_OK ? person_rows_drop_login(conn, act->login) : status;
}

enum status sign_in_end(struct act *act)
{
    return ledger_keep_after(act->core, db_write(act->core->db, end, act));
}

struct changing {
    struct act *act;
    struct account_row account;
    uint8_t opened_salt[16];
};

static enum status change(struct db_conn *conn, void *context)
{
    struct changing *changing = context;
    struct act *act = changing->act;
    enum status status = is_as_opened(conn, act->arena, act->who, changing->opened_salt);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = logins_close_others(act, conn);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, &changing->account, changing->account.generation);
    if (status == STATUS_OK)
        status = second_factor_rows_wait_no_more(conn, act->who);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "passphrase", "account", &act->who.id, (struct bytes){0});
    return status;
}

enum status sign_in_passphrase(struct act *act, const json_t *fields)
{
    struct changing changing = {.act = act};
    struct account_keys *keys = NULL;
    const char *current = act_text(fields, "current");
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_account(&changing.account, conn, act->arena, act->who);
    const char *personal[] = {status == STATUS_OK ? person_email(act, conn, &changing.account)
                                                  : NULL};
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    status = passphrases_check(&act->fault_fields, act->core, act->arena, fields, personal,
                               personal[0] != NULL);
    if (status != STATUS_OK)
        return status;
    memcpy(changing.opened_salt, changing.account.salt, sizeof changing.opened_salt);
    status = passphrases_open(&keys, act->core, &changing.account, current != NULL ? current : "",
                              SLOTS_TRUSTED);
    if (status == STATUS_DENIED)
        return act_fault_field(act, "current", "passphrase_wrong");
    if (status == STATUS_OK)
        status = passphrases_seal(&changing.account, act->core, act->arena, keys,
                                  act_text(fields, "passphrase"));
    account_keys_free(keys);
    if (status == STATUS_OK)
        status = ledger_keep_after(act->core, db_write(act->core->db, change, &changing));
    return status;
}

static enum status spaces_of(json_t **out, struct act *act, struct db_conn *conn)
{
    struct membership_row *memberships;
    struct space_row *spaces;
    size_t count;
    size_t space_count;
    *out = act_json(act->arena, json_array());
    enum status status = person_rows_memberships(&memberships, &count, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = person_rows_spaces(&spaces, &space_count, conn, act->arena);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        for (size_t j = 0; j < space_count; j++) {
            const struct pack *pack = rules_pack(act->core->rules, spaces[j].pack);
            if (!id_equal(&spaces[j].id.id, &memberships[i].space.id) || pack == NULL)
                continue;
            json_t *space =
                json_pack("{s:o, s:s, s:b}", "id", act_id_json(&spaces[j].id.id), "title",
                          pack->title, "current", id_equal(&spaces[j].id.id, &act->space.id));
            if (json_array_append_new(*out, space) != 0)
                status = STATUS_FAILED;
        }
    return status;
}

enum status sign_in_profile(struct act *act, json_t **out)
{
    struct account_row account;
    struct login_row login = {0};
    json_t *spaces = NULL;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = person_rows_login(&login, conn, act->arena, act->login);
    if (status == STATUS_OK)
        status = spaces_of(&spaces, act, conn);
    if (status == STATUS_OK)
        *out = act_json(act->arena, json_pack("{s:o, s:s?, s:O, s:{s:I, s:I}}", "person",
                                              person_json(act, conn, act->who), "email",
                                              person_email(act, conn, &account), "spaces", spaces,
                                              "login", "created_at", (json_int_t)login.created_at,
                                              "expires_at", (json_int_t)login.expires_at));
    db_done(conn);
    return status;
}

struct moving {
    struct act *act;
    struct space_id space;
};

static enum status move(struct db_conn *conn, void *context)
{
    const struct moving *moving = context;
    struct act *act = moving->act;
    struct touching touching = {act->core, act->arena, act->login, moving->space};
    enum status status = state_current(act, conn);
    return status == STATUS_OK ? touch(conn, &touching) : status;
}

enum status sign_in_look_at(struct act *act, struct space_id space)
{
    struct membership_row membership;
    struct moving moving = {act, space};
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_membership(&membership, conn, act->arena, space, act->who);
    db_done(conn);
    if (status == STATUS_OK && !person_rows_present(&membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = db_write(act->core->db, move, &moving);
    return status;
}
