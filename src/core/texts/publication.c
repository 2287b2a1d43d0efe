#include "texts/publication.h"

#include "base/clock.h"
#include "crypto/record.h"
#include "trust/person.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

#define PUBLISHED "published"

static struct record *record_of(struct arena *arena, const struct draft *draft,
                                const struct document_signature_row *row)
{
    struct digest content;
    memcpy(content.bytes, row->content_digest, sizeof content.bytes);
    struct record *record = record_new(arena, "cocon/synthesis-signature");
    record_id(record, &row->space.id);
    record_id(record, &draft->document.seance.id);
    record_id(record, &row->document.id);
    record_number(record, (int64_t)row->version);
    record_text(record, row->role);
    record_id(record, &row->account.id);
    record_digest(record, &content);
    record_number(record, row->at);
    return record;
}

static enum status verify(struct act *act, struct db_conn *conn, const struct draft *draft,
                          const struct document_signature_row *row, const struct digest *content)
{
    struct account_public public;
    struct digest signed_content;
    struct signature signature;
    enum status status = trust_public(&public, act, conn, row->account, row->at);
    if (status != STATUS_OK)
        return status;
    memcpy(signed_content.bytes, row->content_digest, sizeof signed_content.bytes);
    memcpy(signature.bytes, row->signature, sizeof signature.bytes);
    if (content != NULL && !digest_equal(content, &signed_content))
        return STATUS_TAMPERED;
    return verified_record(record_of(act->arena, draft, row), &signature, &public);
}

uint32_t publication_signing(const struct standing *standing)
{
    const struct shape *shape = standing->shape;
    return standing->kind != NULL ? standing->kind->roles & (shape->reviewers | shape->concluders)
                                  : 0;
}

/* A good signature of somebody else is none: each role signs by whoever holds it. */
static bool by_holder(const struct standing *standing, const struct document_signature_row *row)
{
    return standing_holds(standing, row->account,
                          shape_relation(standing->shape, row->role) &
                              publication_signing(standing));
}

/* As which of their roles somebody signs: that of whoever wrote it before one that reviews it. */
static const char *signs_as(const struct standing *standing)
{
    const struct shape *shape = standing->shape;
    const uint32_t mine = standing->relations & publication_signing(standing);
    const uint32_t first = (mine & shape->concluders) != 0 ? mine & shape->concluders : mine;
    for (size_t i = 0; i < shape->role_count; i++)
        if ((first & shape->roles[i].relation) != 0)
            return shape->roles[i].name;
    return NULL;
}

/* Whether everyone who signs has: as any of their roles that do. */
static bool all_signed(const struct standing *standing, const struct document_signature_row *rows,
                       size_t count)
{
    struct account_id holder;
    const uint32_t signing = publication_signing(standing);
    if ((standing_missing(standing) & signing) != 0)
        return false;
    for (size_t place = 0;
         holder = standing_holder(standing, signing, place), !id_is_none(&holder.id); place++) {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = !publication_is_reader(&rows[i]) && id_equal(&rows[i].account.id, &holder.id);
        if (!found)
            return false;
    }
    return true;
}

bool publication_is_reader(const struct document_signature_row *row)
{
    char text[ID_TEXT];
    return strcmp(row->role, id_text(text, &row->account.id)) == 0;
}

/* The head, signed by who acts; whoever relies on a version keeps it. */
static enum status put(struct act *act, struct db_conn *conn, const struct draft *draft,
                       const char *role)
{
    struct signature signature;
    struct document_signature_row row = {.document = draft->document.id,
                                         .space = act->space,
                                         .version = draft->head.head.version,
                                         .role = role,
                                         .account = act->who,
                                         .at = clock_now()};
    memcpy(row.content_digest, draft->head.content_digest.bytes, sizeof row.content_digest);
    record_sign(&signature, record_of(act->arena, draft, &row), act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    enum status status = document_rows_sign(conn, &row);
    return status == STATUS_OK ? document_rows_keep(conn, row.document, row.version) : status;
}

enum status publication_agree(struct act *act, struct db_conn *conn, const struct draft *draft)
{
    char text[ID_TEXT];
    enum status status = put(act, conn, draft, id_text(text, &act->who.id));
    return status == STATUS_CONFLICT ? act_fault(act, status, "agreed_already") : status;
}

enum status publication_sign(bool *all, struct act *act, struct db_conn *conn,
                             const struct standing *standing, const struct draft *draft)
{
    struct document_signature_row *rows;
    size_t count;
    const char *role = signs_as(standing);
    *all = false;
    if (role == NULL)
        return STATUS_DENIED;
    enum status status = put(act, conn, draft, role);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "signed_already");
    if (status == STATUS_OK)
        status = document_rows_signatures(&rows, &count, conn, act->arena, draft->document.id,
                                          draft->head.head.version);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = verify(act, conn, draft, &rows[i], &draft->head.content_digest);
        if (status == STATUS_OK && !publication_is_reader(&rows[i]) &&
            !by_holder(standing, &rows[i]))
            status = STATUS_TAMPERED;
    }
    *all = status == STATUS_OK && all_signed(standing, rows, count);
    return status;
}

enum status publication_seal(struct act *act, struct db_conn *conn, struct seance_id seance,
                             const struct draft *draft)
{
    struct vault_key key;
    struct vault_row vault;
    struct document_row document;
    struct version_row version;
    enum status status = vaults_open(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        return act_fault(act, STATUS_DENIED, "no_shared_key");
    if (status == STATUS_OK)
        status =
            documents_create(&document, act, conn, seance, vault.id, PUBLISHED, (struct id){0});
    if (status == STATUS_OK)
        status = documents_append(&version, act, conn, &document, &vault, &key, NULL,
                                  draft->head.values, draft->head.salt, true);
    if (status == STATUS_OK)
        status = document_rows_set_state(conn, document.id, PUBLISHED);
    vault_key_free(&key);
    return status;
}

enum status publication_open(struct document_opened *out, struct act *act, struct db_conn *conn,
                             struct seance_id seance)
{
    struct vault_key key;
    struct vault_row vault;
    struct document_row document;
    *out = (struct document_opened){0};
    enum status status = vaults_open(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_OK)
        status = document_rows_get(&document, conn, act->arena, act->space, seance, PUBLISHED);
    if (status == STATUS_OK)
        status = documents_open(out, act, conn, &document, &vault, &key);
    vault_key_free(&key);
    return status == STATUS_NOT_FOUND || status == STATUS_DENIED ? STATUS_OK : status;
}

enum status publication_signatures(json_t **out, struct act *act, struct db_conn *conn,
                                   const struct standing *standing, const struct draft *draft,
                                   const struct document_opened *head)
{
    struct document_signature_row *all;
    struct version_row newest;
    size_t count;
    *out = act_json(act->arena, json_array());
    enum status status = document_rows_head(&newest, conn, act->arena, draft->document.id);
    if (status == STATUS_OK)
        status = document_rows_signatures(&all, &count, conn, act->arena, draft->document.id,
                                          newest.version);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (publication_is_reader(&all[i]))
            continue;
        enum status verified =
            verify(act, conn, draft, &all[i], head->values != NULL ? &head->content_digest : NULL);
        act->tampered |= verified != STATUS_OK;
        json_t *signature =
            json_pack("{s:s, s:o, s:I, s:b}", "role", all[i].role, "person",
                      person_json(act, conn, all[i].account), "at", (json_int_t)all[i].at,
                      "verified", verified == STATUS_OK && by_holder(standing, &all[i]));
        if (json_array_append_new(*out, signature) != 0)
            status = STATUS_FAILED;
    }
    return status;
}
