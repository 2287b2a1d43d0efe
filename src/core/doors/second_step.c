#include "doors/second_step.h"

#include "base/clock.h"
#include "base/text.h"
#include "core/doors/factors.h"
#include "core/doors/sign_in.h"
#include "crypto/base64url.h"
#include "crypto/one_time_code.h"
#include "crypto/pending_login.h"
#include "crypto/record.h"
#include "doors/door_seal.h"
#include "doors/logins.h"
#include "journal/journal.h"
#include "trust/state.h"

#include <string.h>

struct holding {
    struct act act;
    const struct second_step *step;
    struct pending_row row;
};

static enum status raise_cost(struct holding *holding, struct db_conn *conn)
{
    const struct account_row *account = holding->step->account;
    struct act *act = &holding->act;
    enum status status = state_note(act, conn, STATE_PERSON, &account->id.id);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, account, account->generation);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "cost", "account", &account->id.id, (struct bytes){0});
    return status;
}

static enum status put_wait(struct db_conn *conn, void *context)
{
    struct holding *holding = context;
    const struct second_step *step = holding->step;
    struct account_row now;
    enum status status = person_rows_account(&now, conn, holding->act.arena, step->account->id);
    if (status == STATUS_OK && (strcmp(now.state, "active") != 0 ||
                                memcmp(now.salt, step->opened_salt, sizeof now.salt) != 0))
        status = STATUS_DENIED;
    if (status == STATUS_OK && step->raised)
        status = raise_cost(holding, conn);
    if (status == STATUS_OK)
        status = second_factor_rows_expire(conn, holding->row.created_at,
                                           holding->row.created_at - FACTORS_ENROL);
    return status == STATUS_OK ? second_factor_rows_wait(conn, &holding->row) : status;
}

static enum status has_factor(bool *out, struct core *core, struct arena *arena,
                              const struct account_row *account)
{
    struct factor *factors;
    size_t count;
    struct db_conn *conn = db_read(core->db);
    enum status status = second_factor_list(&factors, &count, core, arena, conn, account);
    db_done(conn);
    *out = status == STATUS_OK && count > 0;
    return status;
}

enum status second_step_hold(char token_text[TOKEN_TEXT], bool *waits, struct core *core,
                             struct arena *arena, const struct second_step *step)
{
    struct login_token token;
    struct digest id;
    const struct account_row *account = step->account;
    enum status status = has_factor(waits, core, arena, account);
    if (status != STATUS_OK || !*waits)
        return status;
    const int64_t now = clock_now();
    struct holding holding = {
        .act = {.core = core, .arena = arena, .space = step->space, .who = account->id},
        .step = step,
        .row = {.space = step->space,
                .account = account->id,
                .generation = account->generation,
                .created_at = now,
                .expires_at = now + SECOND_STEP_LASTS}};
    login_token_new(&token);
    login_token_digest(&id, &token, "pending");
    memcpy(holding.row.id, id.bytes, sizeof holding.row.id);
    status = pending_login_seal(&holding.row.keys, arena, core->key, &token, step->keys,
                                account->id, account->generation);
    door_seal_pending(&holding.row, core, arena);
    if (status == STATUS_OK)
        status = db_write(core->db, put_wait, &holding);
    if (status == STATUS_OK)
        login_token_text(token_text, &token);
    login_token_free(&token);
    return status;
}

/* The wait of a token, its person and their factors. */
struct waiting {
    struct act act;
    struct login_token token;
    struct pending_row row;
    struct account_row account;
    struct factor *factors;
    size_t count;
};

static enum status find(struct waiting *waiting, struct db_conn *conn)
{
    struct digest id;
    struct membership_row membership;
    struct act *act = &waiting->act;
    login_token_digest(&id, &waiting->token, "pending");
    enum status status = second_factor_rows_pending(&waiting->row, conn, act->arena, id.bytes);
    if (status == STATUS_OK)
        status = door_seal_holds_pending(&waiting->row, act->core, act->arena);
    if (status == STATUS_OK && clock_now() >= waiting->row.expires_at)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&waiting->account, conn, act->arena, waiting->row.account);
    if (status == STATUS_OK)
        status = person_rows_membership(&membership, conn, act->arena, waiting->row.space,
                                        waiting->row.account);
    if (status == STATUS_OK &&
        (strcmp(waiting->account.state, "active") != 0 || membership.until != 0 ||
         waiting->account.generation != waiting->row.generation))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = second_factor_list(&waiting->factors, &waiting->count, act->core, act->arena, conn,
                                    &waiting->account);
    act->space = waiting->row.space;
    act->who = waiting->account.id;
    return status;
}

static enum status find_wait(struct waiting *waiting, struct core *core, struct arena *arena,
                             const char *token)
{
    *waiting = (struct waiting){.act = {.core = core, .arena = arena}};
    if (login_token_parse(&waiting->token, token) != STATUS_OK)
        return STATUS_NOT_FOUND;
    struct db_conn *conn = db_read(core->db);
    enum status status = find(waiting, conn);
    db_done(conn);
    return status;
}

enum status second_step_whose(struct account_id *out, struct core *core, struct arena *arena,
                              const char *token)
{
    struct waiting waiting;
    enum status status = find_wait(&waiting, core, arena, token);
    login_token_free(&waiting.token);
    *out = status == STATUS_OK ? waiting.account.id : (struct account_id){0};
    return status;
}

bool second_step_waits(struct core *core, struct arena *arena, const char *token)
{
    struct account_id account;
    return second_step_whose(&account, core, arena, token) == STATUS_OK;
}

/* Made anew of the row and of what was missed: nobody chooses it, and it counts once. */
static const char *challenge_of(const struct waiting *waiting)
{
    struct digest challenge;
    const struct act *act = &waiting->act;
    struct record *record = record_new(act->arena, "passkey-challenge");
    record_bytes(record, BYTES_OF(waiting->row.id));
    record_number(record, waiting->row.tries);
    server_key_factor_digest(act->core->key, &challenge, record);
    return base64url_text(act->arena, BYTES_OF(challenge.bytes));
}

enum status second_step_view(struct core *core, struct arena *arena, json_t **out,
                             const char *token)
{
    struct waiting waiting;
    bool code = false;
    *out = NULL;
    enum status status = find_wait(&waiting, core, arena, token);
    login_token_free(&waiting.token);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < waiting.count; i++)
        code |= second_factor_is(&waiting.factors[i], "code");
    *out = act_json(arena, json_pack("{s:b, s:o, s:s}", "code", code, "passkeys",
                                     factor_key_ids(arena, waiting.factors, waiting.count),
                                     "challenge", challenge_of(&waiting)));
    return STATUS_OK;
}

/* Somebody shows a factor. */
struct showing {
    struct waiting waiting;
    const char *code; /* NULL: a passkey */
    struct factor_key_shown key;
    const struct passkey_place *place;
    struct login_row login;
    struct second_step_told *told;
    enum status outcome;
};

static enum status try_code(struct factor *factor, const char *code, struct arena *arena)
{
    struct bytes bytes;
    int64_t step;
    const int64_t last = json_integer_value(json_object_get(factor->content, "step"));
    enum status status = second_factor_blob(&bytes, arena, factor->content, "secret");
    if (status != STATUS_OK)
        return STATUS_TAMPERED;
    struct secret *secret = secret_copy(bytes);
    status = one_time_code_check(&step, secret, clock_now(), last, text_fold(arena, code));
    secret_free(secret);
    if (status == STATUS_OK)
        json_object_set_new(factor->content, "step", json_integer(step));
    return status;
}

/* The factor that the code belongs to.  Of several applications, a fresh code of any will do. */
static enum status match_code(struct factor **out, struct showing *showing)
{
    struct waiting *waiting = &showing->waiting;
    *out = NULL;
    showing->told->fault = "code_wrong";
    for (size_t i = 0; i < waiting->count; i++) {
        if (!second_factor_is(&waiting->factors[i], "code"))
            continue;
        enum status status = try_code(&waiting->factors[i], showing->code, waiting->act.arena);
        if (status == STATUS_CONFLICT)
            showing->told->fault = "code_used";
        else if (status == STATUS_OK)
            *out = &waiting->factors[i];
        else if (status != STATUS_DENIED)
            return status;
        if (*out != NULL)
            return STATUS_OK;
    }
    return STATUS_DENIED;
}

static enum status try_key(const struct showing *showing, struct factor *factor,
                           const struct passkey *key)
{
    const struct waiting *waiting = &showing->waiting;
    struct digest client;
    uint32_t counter;
    enum status status =
        passkey_client_check(&client, waiting->act.arena, showing->key.client, "webauthn.get",
                             challenge_of(waiting), showing->place);
    if (status == STATUS_OK)
        status = passkey_verify(&counter, key, showing->key.data, showing->key.signature, &client,
                                showing->place->rp_id);
    if (status == STATUS_OK)
        json_object_set_new(factor->content, "counter", json_integer(counter));
    return status == STATUS_INVALID ? STATUS_DENIED : status;
}

/* The factor that the passkey is; STATUS_CONFLICT if there are two of it. */
static enum status match_key(struct factor **out, struct showing *showing)
{
    struct waiting *waiting = &showing->waiting;
    const struct bytes wanted = showing->key.credential;
    *out = NULL;
    showing->told->fault = "passkey_refused";
    for (size_t i = 0; i < waiting->count; i++) {
        struct passkey key;
        if (factor_key_of(&key, waiting->act.arena, &waiting->factors[i]) != STATUS_OK ||
            key.credential.len != wanted.len ||
            memcmp(key.credential.data, wanted.data, wanted.len) != 0)
            continue;
        *out = &waiting->factors[i];
        return try_key(showing, *out, &key);
    }
    return STATUS_DENIED;
}

/* Two authenticators that answer for one: its person sees it beside the key, the journal keeps it.
 */
static enum status tell_clone(struct db_conn *conn, struct showing *showing, struct factor *factor)
{
    struct act *act = &showing->waiting.act;
    showing->told->fault = "passkey_cloned";
    json_object_set_new(factor->content, "suspect_at", json_integer(clock_now()));
    enum status status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = second_factor_save(conn, act, factor);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "factor_clone", "account", &act->who.id,
                             BYTES_OF(factor->row.id.bytes));
    return status;
}

/* Committed, unlike what it refuses: misses are counted and told. */
static enum status miss(struct db_conn *conn, struct showing *showing)
{
    struct waiting *waiting = &showing->waiting;
    struct act *act = &waiting->act;
    const bool last = ++waiting->row.tries >= SECOND_STEP_TRIES;
    door_seal_pending(&waiting->row, act->core, act->arena);
    enum status status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = last ? second_factor_rows_waited(conn, waiting->row.id)
                      : second_factor_rows_missed(conn, &waiting->row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "factor_miss", "account", &act->who.id, (struct bytes){0});
    if (last)
        showing->told->fault = "second_step_over";
    showing->outcome = STATUS_DENIED;
    return status;
}

static enum status enter(struct db_conn *conn, struct showing *showing, struct factor *factor)
{
    struct waiting *waiting = &showing->waiting;
    struct act *act = &waiting->act;
    const int64_t now = clock_now();
    json_object_set_new(factor->content, "used_at", json_integer(now));
    enum status status = journal_rows_misses(&showing->told->misses, conn, &act->who.id);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = second_factor_save(conn, act, factor);
    if (status == STATUS_OK)
        status = second_factor_rows_waited(conn, waiting->row.id);
    if (status == STATUS_OK)
        status = person_rows_expire_logins(conn, now, now - CORE_LOGIN_IDLE);
    if (status == STATUS_OK)
        status = person_rows_insert_login(conn, &showing->login);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "sign-in", "account", &act->who.id,
                             BYTES_OF(factor->row.id.bytes));
    return status;
}

static enum status show(struct db_conn *conn, void *context)
{
    struct showing *showing = context;
    struct factor *factor = NULL;
    enum status status = find(&showing->waiting, conn);
    if (status == STATUS_OK)
        status = showing->code != NULL ? match_code(&factor, showing) : match_key(&factor, showing);
    if (status == STATUS_CONFLICT && factor != NULL)
        status = tell_clone(conn, showing, factor) == STATUS_OK ? STATUS_DENIED : STATUS_FAILED;
    if (status == STATUS_DENIED)
        return miss(conn, showing);
    if (status != STATUS_OK)
        return status;
    showing->told->fault = NULL;
    return enter(conn, showing, factor);
}

/* The login to be, from the keys that waited. */
static enum status prepare(struct showing *showing, char login[TOKEN_TEXT])
{
    struct waiting *waiting = &showing->waiting;
    struct account_keys *keys;
    struct account_public public;
    memcpy(public.box, waiting->account.box_public, sizeof public.box);
    memcpy(public.sign, waiting->account.sign_public, sizeof public.sign);
    enum status status =
        pending_login_open(&keys, waiting->row.keys, waiting->act.core->key, &waiting->token,
                           waiting->account.id, waiting->account.generation, &public);
    if (status == STATUS_OK)
        status = logins_new(&showing->login, waiting->act.core, waiting->act.arena,
                            waiting->row.space, &waiting->account, keys, login);
    account_keys_free(keys);
    return status == STATUS_DENIED ? STATUS_NOT_FOUND : status;
}

static enum status show_factor(struct showing *showing, struct core *core, struct arena *arena,
                               const char *token, char login[TOKEN_TEXT])
{
    login[0] = '\0';
    *showing->told = (struct second_step_told){0};
    enum status status = find_wait(&showing->waiting, core, arena, token);
    if (status == STATUS_OK)
        status = prepare(showing, login);
    if (status == STATUS_OK)
        status = db_write(core->db, show, showing);
    if (status == STATUS_OK)
        status = showing->outcome;
    login_token_free(&showing->waiting.token);
    if (status != STATUS_OK)
        secret_wipe(login, TOKEN_TEXT);
    return status;
}

enum status second_step_code(struct core *core, struct arena *arena, const char *token,
                             const char *code, char login[TOKEN_TEXT],
                             struct second_step_told *told)
{
    struct showing showing = {.code = code, .told = told};
    return show_factor(&showing, core, arena, token, login);
}

enum status second_step_key(struct core *core, struct arena *arena, const char *token,
                            const json_t *fields, const struct passkey_place *place,
                            char login[TOKEN_TEXT], struct second_step_told *told)
{
    struct showing showing = {.place = place, .told = told};
    enum status status = factor_key_shown(&showing.key, arena, fields);
    if (status == STATUS_OK)
        return show_factor(&showing, core, arena, token, login);
    login[0] = '\0';
    *told = (struct second_step_told){.fault = "passkey_refused"};
    return STATUS_DENIED;
}
