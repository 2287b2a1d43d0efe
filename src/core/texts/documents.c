#include "texts/documents.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/row_fold.h"
#include "keys/turning.h"
#include "keys/vaults.h"
#include "texts/guard.h"
#include "trust/person.h"
#include "trust/trust.h"
#include "verified.h"

#include <stdlib.h>
#include <string.h>

static struct sealed_header header_of(const struct document_row *document,
                                      const struct version_row *version)
{
    struct sealed_header header = {.vault = document->vault,
                                   .generation = version->generation,
                                   .kind = document->kind,
                                   .document = document->id,
                                   .version = version->version,
                                   .author = version->author,
                                   .at = version->at};
    memcpy(header.previous.bytes, version->previous, sizeof header.previous.bytes);
    return header;
}

enum status documents_create(struct document_row *out, struct act *act, struct db_conn *conn,
                             struct seance_id seance, struct vault_id vault, const char *kind,
                             struct id id)
{
    *out = (struct document_row){.id.id = id,
                                 .space = act->space,
                                 .seance = seance,
                                 .vault = vault,
                                 .kind = kind,
                                 .state = "draft",
                                 .author = act->who,
                                 .created_at = clock_now()};
    if (id_is_none(&out->id.id))
        id_new(&out->id.id);
    secret_noise(out->secret, sizeof out->secret);
    enum status status = document_rows_insert(conn, out);
    if (status != STATUS_OK)
        *out = (struct document_row){0};
    return status;
}

static enum status append(struct version_row *out, struct act *act, struct db_conn *conn,
                          const struct document_row *document, const struct vault_row *vault,
                          const struct vault_key *key, const struct version_row *previous,
                          const json_t *values, const uint8_t *salt, bool kept)
{
    struct sealed_document sealed;
    *out = (struct version_row){.document = document->id,
                                .space = act->space,
                                .version = previous == NULL ? 1 : previous->version + 1,
                                .generation = vault->generation,
                                .author = act->who,
                                .kept = kept,
                                .at = clock_now()};
    if (previous != NULL)
        memcpy(out->previous, previous->hash, sizeof out->previous);
    char *content = json_dumps(values, JSON_COMPACT | JSON_SORT_KEYS);
    if (content == NULL)
        return STATUS_FAILED;
    struct sealed_header header = header_of(document, out);
    struct vault_key own;
    sealed_document_key(&own, key, document->secret);
    enum status status = sealed_document_seal(&sealed, act->arena, &header,
                                              (struct bytes){(uint8_t *)content, strlen(content)},
                                              salt, &own, act->keys);
    vault_key_free(&own);
    secret_wipe(content, strlen(content));
    free(content);
    if (status != STATUS_OK)
        return status;
    out->cipher = sealed.cipher;
    memcpy(out->hash, sealed.hash.bytes, sizeof out->hash);
    memcpy(out->signature, sealed.signature.bytes, sizeof out->signature);
    return document_rows_append(conn, out);
}

enum status documents_append(struct version_row *out, struct act *act, struct db_conn *conn,
                             const struct document_row *document, struct vault_row *vault,
                             struct vault_key *key, const struct version_row *previous,
                             const json_t *values, const uint8_t *salt, bool kept)
{
    enum status status = turning_renew(act, conn, vault, key);
    if (status == STATUS_OK)
        status = append(out, act, conn, document, vault, key, previous, values, salt, kept);
    if (status != STATUS_OK)
        *out = (struct version_row){0};
    return status;
}

enum status documents_first(struct version_row *out, struct act *act, struct db_conn *conn,
                            const struct document_row *document, const struct vault_row *vault,
                            const struct vault_key *key, const json_t *values, const uint8_t *salt)
{
    enum status status = append(out, act, conn, document, vault, key, NULL, values, salt, true);
    if (status != STATUS_OK)
        *out = (struct version_row){0};
    return status;
}

/* An older version is sealed under the key of its own generation. */
static enum status unseal(struct opened_document *opened, uint8_t salt[32], struct act *act,
                          struct db_conn *conn, const struct sealed_document *sealed,
                          const struct document_row *document, const struct vault_row *vault,
                          const struct vault_key *key, const struct account_public *author)
{
    struct vault_key past = {0};
    struct vault_key own = {0};
    enum status status = STATUS_OK;
    if (sealed->header.generation == 0 || sealed->header.generation > vault->generation)
        status = STATUS_TAMPERED;
    else if (sealed->header.generation < vault->generation) {
        status = vaults_open_generation(&past, act, conn, vault->id, sealed->header.generation);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_DENIED;
        key = &past;
    }
    if (status == STATUS_OK) {
        sealed_document_key(&own, key, document->secret);
        status = sealed_document_open_by(verified_record, opened, salt, act->arena, sealed, &own,
                                         author);
    }
    vault_key_free(&past);
    vault_key_free(&own);
    return status;
}

enum status documents_open(struct document_opened *out, struct act *act, struct db_conn *conn,
                           const struct document_row *document, const struct vault_row *vault,
                           const struct vault_key *key)
{
    struct opened_document opened;
    struct account_public author;
    *out = (struct document_opened){0};
    enum status status = document_rows_head(&out->head, conn, act->arena, document->id);
    if (status == STATUS_OK && out->head.cipher.len == 0)
        status = STATUS_TAMPERED; /* only what was superseded is ever emptied */
    if (status == STATUS_OK)
        status = trust_public(&author, act, conn, out->head.author, out->head.at);
    act->tampered |= status == STATUS_TAMPERED;
    if (status != STATUS_OK)
        return status;
    struct sealed_document sealed = {.header = header_of(document, &out->head),
                                     .cipher = out->head.cipher};
    /* the vault that the key opens, not the one that the row names */
    sealed.header.vault = vault->id;
    memcpy(sealed.hash.bytes, out->head.hash, sizeof sealed.hash.bytes);
    memcpy(sealed.signature.bytes, out->head.signature, sizeof sealed.signature.bytes);
    status = unseal(&opened, out->salt, act, conn, &sealed, document, vault, key, &author);
    if (status != STATUS_OK) {
        act->tampered |= status == STATUS_TAMPERED;
        char text[ID_TEXT];
        log_error("document %s does not open: %s", id_text(text, &document->id.id),
                  status_name(status));
        return status;
    }
    json_t *values =
        json_loadb((const char *)opened.content.data, opened.content.len, JSON_DECODE_ANY, NULL);
    if (values == NULL) { /* rightly signed, and no text of ours */
        act->tampered = true;
        return STATUS_TAMPERED;
    }
    out->content_digest = opened.content_digest;
    out->values = act_json(act->arena, values);
    return STATUS_OK;
}

enum status documents_notes(json_t **out, struct act *act, struct db_conn *conn,
                            struct seance_id seance, const char *kind,
                            const struct vault_row *vault, const struct vault_key *key)
{
    struct document_row *all;
    size_t count;
    json_t *notes = json_array();
    *out = NULL;
    enum status status =
        document_rows_list(&all, &count, conn, act->arena, act->space, seance, kind);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct document_opened opened;
        status = documents_open(&opened, act, conn, &all[i], vault, key);
        bool tampered = status == STATUS_TAMPERED;
        if (status != STATUS_OK && !tampered)
            break;
        status = STATUS_OK;
        json_t *note = json_pack(
            "{s:o, s:I, s:O?, s:O?, s:o, s:I, s:b}", "id", act_id_json(&all[i].id.id), "version",
            (json_int_t)opened.head.version, "text", json_object_get(opened.values, "text"),
            "justified", json_object_get(opened.values, GUARD_MEMBER), "person",
            person_json(act, conn, opened.head.author), "at", (json_int_t)opened.head.at,
            "tampered", tampered);
        if (json_array_append_new(notes, note) != 0)
            status = STATUS_FAILED;
    }
    if (status == STATUS_OK)
        *out = notes;
    else
        json_decref(notes);
    return status;
}

enum status documents_note(struct act *act, struct db_conn *conn, struct seance_id seance,
                           const char *kind, struct vault_row *vault, struct vault_key *key,
                           const json_t *values, struct id id)
{
    struct document_row document;
    struct version_row version;
    enum status status = documents_create(&document, act, conn, seance, vault->id, kind, id);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_replayed");
    if (status == STATUS_OK)
        status =
            documents_append(&version, act, conn, &document, vault, key, NULL, values, NULL, true);
    return status;
}

static enum status one_of(struct document_row *out, struct act *act, struct db_conn *conn,
                          struct seance_id seance, const char *kind, const struct id *id)
{
    struct document_row *all;
    size_t count;
    *out = (struct document_row){0};
    enum status status =
        document_rows_list(&all, &count, conn, act->arena, act->space, seance, kind);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (id_equal(&all[i].id.id, id)) {
            *out = all[i];
            return STATUS_OK;
        }
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

enum status documents_correct(struct act *act, struct db_conn *conn, struct seance_id seance,
                              const char *kind, struct vault_row *vault, struct vault_key *key,
                              const json_t *values, struct id id, int64_t version)
{
    struct document_row document;
    struct document_opened opened;
    struct version_row next;
    enum status status = one_of(&document, act, conn, seance, kind, &id);
    if (status == STATUS_OK)
        status = documents_open(&opened, act, conn, &document, vault, key);
    if (status != STATUS_OK)
        return status;
    if (!id_equal(&opened.head.author.id, &act->who.id))
        return STATUS_DENIED;
    if (opened.head.version != (uint32_t)version)
        return act_fault(act, STATUS_CONFLICT, "conflict_stale");
    status =
        documents_append(&next, act, conn, &document, vault, key, &opened.head, values, NULL, true);
    row_fold_forget(act->core, &document.id.id);
    if (status == STATUS_OK) /* nobody is to read what was taken back */
        status = document_rows_release(conn, document.id);
    if (status == STATUS_OK)
        status = document_rows_keep(conn, document.id, next.version);
    return status == STATUS_OK ? document_rows_empty(conn, document.id, 0, next.version) : status;
}
