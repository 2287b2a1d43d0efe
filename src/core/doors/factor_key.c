#include "doors/factor_key.h"

#include "core/doors/factors.h"
#include "crypto/base64url.h"
#include "doors/factor_enrolment.h"
#include "journal/ledger_keep.h"
#include "trust/person.h"

#include <string.h>

enum status factor_key_of(struct passkey *out, struct arena *arena, const struct factor *factor)
{
    *out = (struct passkey){0};
    if (!second_factor_is(factor, "passkey"))
        return STATUS_INVALID;
    const json_t *content = factor->content;
    enum status status = second_factor_blob(&out->credential, arena, content, "credential");
    if (status == STATUS_OK)
        status = second_factor_blob(&out->public, arena, content, "public");
    out->algorithm = (int)json_integer_value(json_object_get(content, "algorithm"));
    out->counter = (uint32_t)json_integer_value(json_object_get(content, "counter"));
    return status;
}

json_t *factor_key_ids(struct arena *arena, const struct factor *factors, size_t count)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < count; i++) {
        struct passkey key;
        if (factor_key_of(&key, arena, &factors[i]) == STATUS_OK)
            json_array_append_new(ids, json_string(base64url_text(arena, key.credential)));
    }
    return ids;
}

enum status factor_key_shown(struct factor_key_shown *out, struct arena *arena,
                             const json_t *fields)
{
    *out = (struct factor_key_shown){0};
    enum status status = base64url_read(&out->credential, arena, act_text(fields, "credential"));
    if (status == STATUS_OK)
        status = base64url_read(&out->client, arena, act_text(fields, "client_data"));
    if (status == STATUS_OK)
        status = base64url_read(&out->data, arena, act_text(fields, "authenticator_data"));
    if (status == STATUS_OK)
        status = base64url_read(&out->signature, arena, act_text(fields, "signature"));
    return status;
}

static enum status asked(json_t **out, struct act *act, const struct passkey_place *place,
                         const char *challenge)
{
    struct account_row account;
    struct factor *factors;
    size_t count;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    if (status == STATUS_OK)
        status = second_factor_list(&factors, &count, act->core, act->arena, conn, &account);
    const char *email = status == STATUS_OK ? person_email(act, conn, &account) : NULL;
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    *out = act_json(
        act->arena,
        json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s?}, s:o}", "challenge", challenge, "rp", "id",
                  place->rp_id, "name",
                  arena_printf(act->arena, "Cocon %s", pack_label(act->pack, "space", "name")),
                  "user", "id", base64url_text(act->arena, BYTES_OF(account.id.id.bytes)), "name",
                  email, "exclude", factor_key_ids(act->arena, factors, count)));
    return STATUS_OK;
}

enum status factor_key_begin(struct act *act, const json_t *fields,
                             const struct passkey_place *place, json_t **out)
{
    uint8_t noise[32];
    *out = NULL;
    if (place->rp_id == NULL)
        return act_fault(act, STATUS_CONFLICT, "no_passkeys");
    secret_noise(noise, sizeof noise);
    const char *challenge = base64url_text(act->arena, BYTES_OF(noise));
    const json_t *content =
        act_json(act->arena, json_pack("{s:s, s:s, s:s}", "kind", "passkey", "name",
                                       act_text(fields, "name"), "challenge", challenge));
    enum status status = factor_enrolment_begin(act, fields, content);
    return status == STATUS_OK ? asked(out, act, place, challenge) : status;
}

struct confirming {
    struct act *act;
    const struct passkey_place *place;
    struct bytes object, client;
    bool refused;
};

static bool has_credential(struct arena *arena, const struct factor *factors, size_t count,
                           struct bytes credential)
{
    for (size_t i = 0; i < count; i++) {
        struct passkey key;
        if (factor_key_of(&key, arena, &factors[i]) == STATUS_OK &&
            key.credential.len == credential.len &&
            memcmp(key.credential.data, credential.data, credential.len) == 0)
            return true;
    }
    return false;
}

static enum status made(struct passkey *key, const struct confirming *confirming,
                        const json_t *content)
{
    struct digest client;
    struct act *act = confirming->act;
    const char *challenge = act_text(content, "challenge");
    *key = (struct passkey){0};
    enum status status =
        challenge == NULL ? STATUS_INVALID
                          : passkey_client_check(&client, act->arena, confirming->client,
                                                 "webauthn.create", challenge, confirming->place);
    return status == STATUS_OK ? passkey_register(key, act->arena, confirming->object, &client,
                                                  confirming->place->rp_id)
                               : status;
}

static enum status confirm(struct db_conn *conn, void *context)
{
    struct confirming *confirming = context;
    struct act *act = confirming->act;
    struct account_row account;
    struct passkey key;
    struct factor *factors;
    size_t count;
    json_t *content;
    enum status status = factor_enrolment_get(&content, &account, act, conn, "passkey");
    if (status == STATUS_OK)
        status = second_factor_list(&factors, &count, act->core, act->arena, conn, &account);
    if (status != STATUS_OK)
        return status;
    status = made(&key, confirming, content);
    if (status == STATUS_OK && has_credential(act->arena, factors, count, key.credential))
        status = STATUS_INVALID;
    if (status == STATUS_INVALID) { /* the challenge is used all the same */
        confirming->refused = true;
        return second_factor_rows_enrolled(conn, act->login);
    }
    if (status != STATUS_OK)
        return status;
    json_object_del(content, "challenge");
    json_object_set_new(content, "credential", second_factor_hex(act->arena, key.credential));
    json_object_set_new(content, "public", second_factor_hex(act->arena, key.public));
    json_object_set_new(content, "algorithm", json_integer(key.algorithm));
    json_object_set_new(content, "counter", json_integer(key.counter));
    return factor_enrolment_end(conn, act, &account, content);
}

enum status factor_key_confirm(struct act *act, const json_t *fields,
                               const struct passkey_place *place)
{
    struct confirming confirming = {.act = act, .place = place};
    enum status status =
        base64url_read(&confirming.object, act->arena, act_text(fields, "attestation"));
    if (status == STATUS_OK)
        status = base64url_read(&confirming.client, act->arena, act_text(fields, "client_data"));
    if (status == STATUS_OK)
        status = ledger_keep_after(act->core, db_write(act->core->db, confirm, &confirming));
    const bool refused = confirming.refused || status == STATUS_INVALID;
    return refused ? act_fault(act, STATUS_CONFLICT, "passkey_refused") : status;
}
