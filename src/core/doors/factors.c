#include "core/doors/factors.h"

#include "base/clock.h"
#include "base/text.h"
#include "doors/factor_enrolment.h"
#include "doors/logins.h"
#include "doors/passphrases.h"
#include "doors/second_factor.h"
#include "journal/journal.h"
#include "journal/ledger_keep.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

static enum status own(struct account_row *account, struct factor **factors, size_t *count,
                       struct act *act, struct db_conn *conn)
{
    enum status status = person_rows_account(account, conn, act->arena, act->who);
    return status == STATUS_OK
               ? second_factor_list(factors, count, act->core, act->arena, conn, account)
               : status;
}

/* Whether one of their spaces wants one. */
static enum status required(bool *out, struct act *act, struct db_conn *conn,
                            const struct account_row *account)
{
    struct certificate certificate;
    struct membership_row membership;
    *out = act->pack->second_factor_everyone;
    enum status status =
        person_rows_membership(&membership, conn, act->arena, act->space, act->who);
    if (status == STATUS_OK)
        status = trust_member(&certificate, act, conn, &membership, account);
    if (status == STATUS_OK && certificate.coordination)
        *out = true;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static json_t *factor_json(const struct factor *factor)
{
    return json_pack(
        "{s:o, s:s?, s:s?, s:I, s:O?, s:O?}", "id", act_id_json(&factor->row.id), "kind",
        act_text(factor->content, "kind"), "name", act_text(factor->content, "name"), "created_at",
        (json_int_t)factor->row.created_at, "used_at", json_object_get(factor->content, "used_at"),
        "suspect_at", json_object_get(factor->content, "suspect_at"));
}

enum status factors_view(struct act *act, json_t **out)
{
    struct account_row account;
    struct factor *factors;
    size_t count;
    bool must = false;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = own(&account, &factors, &count, act, conn);
    if (status == STATUS_OK)
        status = required(&must, act, conn, &account);
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, factor_json(&factors[i]));
    *out = act_json(act->arena,
                    json_pack("{s:o, s:b, s:b, s:b}", "factors", list, "required", must, "missing",
                              must && count == 0, "room", count < FACTORS_MOST));
    return STATUS_OK;
}

enum status factors_begin_code(struct act *act, const json_t *fields)
{
    struct secret *secret = one_time_code_new();
    json_t *content = act_json(
        act->arena,
        json_pack("{s:s, s:s, s:o}", "kind", "code", "name", act_text(fields, "name"), "secret",
                  second_factor_hex(act->arena, (struct bytes){secret->bytes, secret->len})));
    secret_free(secret);
    return factor_enrolment_begin(act, fields, content);
}

enum status factors_code(struct act *act, json_t **out)
{
    struct account_row account;
    json_t *content;
    struct secret *secret;
    char text[ONE_TIME_CODE_BASE32];
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = factor_enrolment_get(&content, &account, act, conn, "code");
    const char *email = status == STATUS_OK ? person_email(act, conn, &account) : NULL;
    db_done(conn);
    if (status == STATUS_OK)
        status = factor_enrolment_secret(&secret, act->arena, content);
    if (status != STATUS_OK)
        return status;
    status = one_time_code_base32(text, secret);
    secret_free(secret);
    if (status == STATUS_OK)
        *out = act_json(act->arena,
                        json_pack("{s:s, s:s, s:s}", "name", act_text(content, "name"), "secret",
                                  text, "uri", factor_enrolment_uri(act, email, text)));
    secret_wipe(text, sizeof text);
    return status;
}

struct confirming {
    struct act *act;
    const char *code;
};

static enum status confirm_code(struct db_conn *conn, void *context)
{
    struct confirming *confirming = context;
    struct act *act = confirming->act;
    struct account_row account;
    struct secret *secret;
    json_t *content;
    int64_t step;
    enum status status = factor_enrolment_get(&content, &account, act, conn, "code");
    if (status == STATUS_OK)
        status = factor_enrolment_secret(&secret, act->arena, content);
    if (status != STATUS_OK)
        return status;
    status = one_time_code_check(&step, secret, clock_now(), 0, confirming->code);
    secret_free(secret);
    if (status == STATUS_DENIED)
        return act_fault_field(act, "code", "code_wrong");
    if (status != STATUS_OK)
        return status;
    json_object_set_new(content, "step", json_integer(step)); /* this code was used */
    return factor_enrolment_end(conn, act, &account, content);
}

enum status factors_confirm_code(struct act *act, const json_t *fields)
{
    struct confirming confirming = {act, text_fold(act->arena, act_text(fields, "code"))};
    return ledger_keep_after(act->core, db_write(act->core->db, confirm_code, &confirming));
}

struct changing {
    struct act *act;
    const struct id *id;
    const char *name; /* NULL: it goes */
};

static struct factor *find(struct factor *factors, size_t count, const struct id *id)
{
    for (size_t i = 0; i < count; i++)
        if (id_equal(&factors[i].row.id, id))
            return &factors[i];
    return NULL;
}

static enum status rename_it(struct db_conn *conn, const struct changing *changing,
                             struct factor *factor)
{
    struct act *act = changing->act;
    json_object_set_new(factor->content, "name", json_string(changing->name));
    enum status status = second_factor_save(conn, act, factor);
    return status == STATUS_OK ? journal_add(conn, act, "factor_name", "account", &act->who.id,
                                             BYTES_OF(factor->row.id.bytes))
                               : status;
}

static enum status remove_it(struct db_conn *conn, const struct changing *changing,
                             const struct account_row *account, size_t count)
{
    struct act *act = changing->act;
    bool must;
    enum status status = required(&must, act, conn, account);
    if (status == STATUS_OK && must && count == 1)
        return act_fault(act, STATUS_CONFLICT, "factor_last");
    if (status == STATUS_OK)
        status = logins_close_others(act, conn);
    if (status == STATUS_OK)
        status = second_factor_rows_drop(conn, act->who, changing->id);
    if (status == STATUS_OK) /* whoever holds it may be half way in */
        status = second_factor_rows_wait_no_more(conn, act->who);
    return status == STATUS_OK ? journal_add(conn, act, "factor_remove", "account", &act->who.id,
                                             BYTES_OF(changing->id->bytes))
                               : status;
}

static enum status change(struct db_conn *conn, void *context)
{
    const struct changing *changing = context;
    struct act *act = changing->act;
    struct account_row account;
    struct factor *factors;
    size_t count;
    enum status status = own(&account, &factors, &count, act, conn);
    if (status != STATUS_OK)
        return status;
    struct factor *factor = find(factors, count, changing->id);
    if (factor == NULL)
        return STATUS_NOT_FOUND;
    status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status != STATUS_OK)
        return status;
    return changing->name != NULL ? rename_it(conn, changing, factor)
                                  : remove_it(conn, changing, &account, count);
}

enum status factors_rename(struct act *act, const struct id *id, const json_t *fields)
{
    struct changing changing = {act, id, act_text(fields, "name")};
    return changing.name == NULL ? act_fault_field(act, "name", "required")
                                 : db_write(act->core->db, change, &changing);
}

enum status factors_remove(struct act *act, const struct id *id, const json_t *fields)
{
    struct changing changing = {act, id, NULL};
    enum status status = factor_enrolment_passphrase(act, fields);
    if (status == STATUS_OK)
        status = ledger_keep_after(act->core, db_write(act->core->db, change, &changing));
    return status;
}
