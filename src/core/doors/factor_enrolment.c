#include "doors/factor_enrolment.h"

#include "base/clock.h"
#include "core/doors/factors.h"
#include "crypto/record.h"
#include "doors/passphrases.h"
#include "doors/second_factor.h"
#include "slots.h"
#include "trust/state.h"

#include <string.h>

enum status factor_enrolment_passphrase(struct act *act, const json_t *fields)
{
    struct account_row account;
    struct account_keys *keys = NULL;
    const char *passphrase = act_text(fields, "passphrase");
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    db_done(conn);
    if (status == STATUS_OK)
        status = passphrases_open(&keys, act->core, &account, passphrase != NULL ? passphrase : "",
                                  SLOTS_TRUSTED);
    account_keys_free(keys);
    return status == STATUS_DENIED ? act_fault_field(act, "passphrase", "passphrase_wrong")
                                   : status;
}

static const struct record *enrolment_bound(const struct act *act,
                                            const struct account_row *account)
{
    struct record *record = record_new(act->arena, "factor-enrolment");
    record_bytes(record, BYTES_OF(act->login));
    record_id(record, &account->id.id);
    record_number(record, account->generation);
    return record;
}

struct beginning {
    struct act *act;
    const json_t *content;
};

static enum status begin(struct db_conn *conn, void *context)
{
    const struct beginning *beginning = context;
    struct act *act = beginning->act;
    struct account_row account;
    struct factor *factors;
    size_t count;
    struct enrolment_row row = {.created_at = clock_now()};
    memcpy(row.login, act->login, sizeof row.login);
    enum status status = state_current(act, conn);
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = second_factor_list(&factors, &count, act->core, act->arena, conn, &account);
    if (status == STATUS_OK && count >= FACTORS_MOST)
        return act_fault(act, STATUS_CONFLICT, "factors_most");
    if (status == STATUS_OK)
        status = second_factor_seal(&row.sealed, act->core, act->arena,
                                    enrolment_bound(act, &account), beginning->content);
    if (status == STATUS_OK)
        status = second_factor_rows_expire(conn, row.created_at, row.created_at - FACTORS_ENROL);
    return status == STATUS_OK ? second_factor_rows_enrol(conn, &row) : status;
}

enum status factor_enrolment_begin(struct act *act, const json_t *fields, const json_t *content)
{
    struct beginning beginning = {act, content};
    enum status status = factor_enrolment_passphrase(act, fields);
    return status == STATUS_OK ? db_write(act->core->db, begin, &beginning) : status;
}

enum status factor_enrolment_get(json_t **content, struct account_row *account, struct act *act,
                                 struct db_conn *conn, const char *kind)
{
    struct enrolment_row row;
    *content = NULL;
    enum status status = person_rows_account(account, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = second_factor_rows_enrolment(&row, conn, act->arena, act->login);
    if (status == STATUS_OK && clock_now() - row.created_at >= FACTORS_ENROL)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = second_factor_open(content, act->core, act->arena, enrolment_bound(act, account),
                                    row.sealed);
    if (status != STATUS_OK)
        return status;
    const char *its = act_text(*content, "kind");
    if (its != NULL && strcmp(its, kind) == 0)
        return STATUS_OK;
    *content = NULL;
    return STATUS_NOT_FOUND;
}

enum status factor_enrolment_end(struct db_conn *conn, struct act *act,
                                 const struct account_row *account, json_t *content)
{
    struct factor factor = second_factor_new(account, content);
    json_object_set_new(content, "used_at", json_integer(factor.row.created_at));
    enum status status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = second_factor_rows_enrolled(conn, act->login);
    return status == STATUS_OK ? second_factor_add(conn, act, &factor) : status;
}

enum status factor_enrolment_secret(struct secret **out, struct arena *arena, const json_t *content)
{
    struct bytes bytes;
    *out = NULL;
    enum status status = second_factor_blob(&bytes, arena, content, "secret");
    if (status == STATUS_OK)
        *out = secret_copy(bytes);
    return status;
}

static const char *encoded(struct arena *arena, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char *out = arena_alloc(arena, 3 * strlen(text) + 1);
    char *at = out;
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL) {
            *at++ = *text;
            continue;
        }
        *at++ = '%';
        bytes_hex(at, (struct bytes){(const uint8_t *)text, 1});
        at += 2;
    }
    *at = '\0';
    return out;
}

const char *factor_enrolment_uri(struct act *act, const char *email, const char *secret)
{
    const char *name = pack_label(act->pack, "space", "name");
    const char *issuer = encoded(act->arena, arena_printf(act->arena, "Cocon %s", name));
    return arena_printf(act->arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s", issuer,
                        encoded(act->arena, email != NULL ? email : "?"), secret, issuer);
}
