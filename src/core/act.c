#include "core/act.h"

#include "base/text.h"
#include "core/charter.h"
#include "core/ledger.h"
#include "core/second_factor.h"
#include "core/state.h"
#include "core/trust.h"
#include "person_seal.h"
#include "policy/access.h"
#include "recall.h"
#include "store/structure_rows.h"

#include <stdlib.h>
#include <string.h>

static void free_keys(void *keys)
{
    account_keys_free(keys);
}

enum status act_pack(const struct pack **out, struct core *core, struct arena *arena,
                     struct db_conn *conn, struct space_id space)
{
    struct space_row *spaces;
    size_t count;
    *out = NULL;
    enum status status = person_rows_spaces(&spaces, &count, conn, arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (id_equal(&spaces[i].id.id, &space.id))
            *out = rules_pack(core->rules, spaces[i].pack);
    if (status == STATUS_OK && *out == NULL)
        status = STATUS_FAILED; /* the pack's folder went away */
    if (status == STATUS_OK)    /* its rules are those of the space */
        status = state_check(core, arena, conn, STATE_SPACE, &space.id);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status act_begin(struct act **out, struct core *core, struct arena *arena,
                      struct db_conn *conn, struct space_id space, struct account_id who,
                      struct account_keys *keys)
{
    struct account_row account;
    struct certificate certificate;
    bool signatory = false;
    *out = NULL;
    struct act *act = arena_alloc(arena, sizeof *act);
    *act = (struct act){.core = core, .arena = arena, .space = space, .who = who, .keys = keys};
    arena_defer(arena, free_keys, keys);
    enum status status = act_pack(&act->pack, core, arena, conn, space);
    if (status == STATUS_OK)
        status = person_rows_membership(&act->membership, conn, arena, space, who);
    if (status == STATUS_OK && !person_rows_present(&act->membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, arena, who);
    if (status != STATUS_OK)
        return status;
    act->standing = RELATION_MEMBER;
    status = trust_member(&certificate, act, conn, &act->membership, &account);
    if (status == STATUS_NOT_FOUND) { /* not admitted yet: the charter and nothing else */
        status = state_believe(act, conn, STATE_PERSON, &who.id); /* or somebody put them back */
        *out = status == STATUS_OK ? act : NULL;
        return status;
    }
    if (status == STATUS_OK)
        status = charter_is_signatory(&signatory, act, conn, who, act->membership.structure);
    if (status == STATUS_OK)
        status = second_factor_missing(&act->unproved, act, conn, &account, &certificate);
    if (status != STATUS_OK)
        return status;
    act->admitted = true;
    if (signatory && !act->unproved)
        act->standing |= RELATION_SIGNATORY;
    if (certificate.coordination && !act->unproved)
        act->standing |= RELATION_COORDINATION;
    *out = act;
    return STATUS_OK;
}

enum status act_fault(struct act *act, enum status status, const char *key)
{
    act->fault = key;
    return status;
}

enum status act_fault_field(struct act *act, const char *field, const char *key)
{
    if (act->fault_fields == NULL)
        act->fault_fields = act_json(act->arena, json_object());
    if (json_object_set_new(act->fault_fields, field, json_pack("{s:s}", "key", key)) != 0)
        abort();
    return STATUS_INVALID;
}

static void release(void *json)
{
    json_decref(json);
}

json_t *act_json(struct arena *arena, json_t *value)
{
    if (value == NULL)
        abort();
    arena_defer(arena, release, value);
    return value;
}

bool act_may(const struct act *act, enum resource resource, enum action action, uint32_t relations,
             enum stage stage)
{
    return access_allows(rules_access(act->core->rules), resource, action,
                         act->standing | relations, stage);
}

const char *act_text(const json_t *fields, const char *name)
{
    return json_string_value(json_object_get(fields, name));
}

void act_id(struct id *out, const json_t *fields, const char *name)
{
    const char *text = act_text(fields, name);
    if (text == NULL || id_parse(out, text) != STATUS_OK)
        *out = (struct id){0};
}

void act_new_id(struct id *out, const json_t *fields)
{
    act_id(out, fields, "key");
    if (id_is_none(out))
        id_new(out);
}

json_t *act_id_json(const struct id *id)
{
    char text[ID_TEXT];
    return id_is_none(id) ? json_null() : json_string(id_text(text, id));
}

enum status act_seal_person(struct account_row *row, const struct core *core, struct arena *arena,
                            const char *name, const char *email)
{
    struct digest index;
    server_key_email_index(core->key, &index, text_fold(arena, email));
    memcpy(row->email_index, index.bytes, sizeof row->email_index);
    json_t *json = json_pack("{s:s, s:s}", "name", name, "email", email);
    char *plain = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    enum status status = STATUS_FAILED;
    if (plain != NULL)
        status = server_key_seal_person(core->key, &row->person, arena, &row->id.id,
                                        (struct bytes){(uint8_t *)plain, strlen(plain)});
    if (plain != NULL)
        secret_wipe(plain, strlen(plain));
    free(plain);
    json_decref(json);
    return status;
}

enum status act_seal_nobody(struct account_row *row, const struct core *core, struct arena *arena)
{
    static const char nobody[] = "{\"erased\":true}";
    secret_noise(row->email_index, sizeof row->email_index);
    return server_key_seal_person(core->key, &row->person, arena, &row->id.id,
                                  (struct bytes){(const uint8_t *)nobody, sizeof nobody - 1});
}

static json_t *structure_json(struct act *act, struct db_conn *conn, struct structure_id id)
{
    struct structure_row row;
    if (id_is_none(&id.id) ||
        structure_rows_get(&row, conn, act->arena, act->space, id) != STATUS_OK)
        return json_null();
    return json_pack("{s:o, s:s}", "id", act_id_json(&id.id), "short_name", row.short_name);
}

static void name_by_function(json_t *person, const struct act *act)
{
    const char *structure = act_text(json_object_get(person, "structure"), "short_name");
    json_object_set_new(person, "name",
                        json_sprintf("%s, %s", act_text(person, "profession_label"),
                                     structure != NULL ? structure : act->pack->coordination));
}

static json_t *show(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct account_row row;
    struct membership_row membership;
    json_t *sealed = NULL;
    enum status status = STATUS_NOT_FOUND;
    struct ledger_facts told; /* else whatever row of the space points at them is an edit */
    if (ledger_within(&told, act->core, conn, &account.id, &act->space.id) == STATUS_OK &&
        told.known && person_rows_account(&row, conn, act->arena, account) == STATUS_OK)
        status = person_seal_open(&sealed, act, conn, &row);
    if (person_rows_membership(&membership, conn, act->arena, act->space, account) != STATUS_OK)
        membership = (struct membership_row){.profession = ""};
    json_t *person =
        json_pack("{s:o, s:s?, s:s, s:s, s:o, s:b, s:b}", "id", act_id_json(&account.id), "name",
                  act_text(sealed, "name"), "profession", membership.profession, "profession_label",
                  pack_label(act->pack, "professions", membership.profession), "structure",
                  structure_json(act, conn, membership.structure), "coordination",
                  membership.coordination, "me", id_equal(&account.id, &act->who.id));
    if (person == NULL)
        abort();
    const bool erased = json_is_true(json_object_get(sealed, "erased"));
    if (erased || status == STATUS_TAMPERED)
        name_by_function(person, act);
    if (erased)
        json_object_set_new(person, "erased", json_true());
    json_decref(sealed);
    return person;
}

json_t *act_person(struct act *act, struct db_conn *conn, struct account_id account)
{
    const void *known;
    enum status status;
    if (!recall_find(&known, &status, act, conn, RECALL_PERSON, &account.id, 0)) {
        known = act_json(act->arena, show(act, conn, account));
        recall_keep(act, conn, RECALL_PERSON, &account.id, 0, known, STATUS_OK);
    }
    json_t *copy = json_deep_copy(known); /* which pages add to */
    if (copy == NULL)
        abort();
    return copy;
}

const char *act_email(struct act *act, struct db_conn *conn, const struct account_row *row)
{
    json_t *sealed;
    if (person_seal_open(&sealed, act, conn, row) != STATUS_OK)
        return NULL;
    const char *email = arena_text(act->arena, act_text(sealed, "email"));
    json_decref(sealed);
    return email;
}
