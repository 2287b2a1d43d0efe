#include "core/vaults.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/journal.h"
#include "core/state.h"
#include "core/trust.h"

#include <string.h>

enum status vaults_open(struct vault_key *key, struct vault_row *vault, struct act *act,
                        struct db_conn *conn, struct seance_id seance, const char *purpose)
{
    struct envelope_row row;
    struct account_public granter;
    *key = (struct vault_key){0};
    enum status status = vault_rows_get(vault, conn, act->arena, act->space, seance, purpose);
    if (status == STATUS_OK)
        status = vault_rows_envelope(&row, conn, vault->id, vault->generation, act->who);
    if (status != STATUS_OK)
        return status;
    status = trust_public(&granter, act, conn, row.granter, row.at);
    if (status != STATUS_OK)
        return status;
    struct envelope envelope = {.vault = row.vault,
                                .generation = row.generation,
                                .reader = row.reader,
                                .granter = row.granter};
    memcpy(envelope.box, row.box, sizeof envelope.box);
    memcpy(envelope.signature.bytes, row.signature, sizeof envelope.signature.bytes);
    status = envelope_open(key, &envelope, act->keys, &granter);
    if (status != STATUS_OK) {
        char text[ID_TEXT];
        log_error("envelope of vault %s does not open: %s", id_text(text, &vault->id.id),
                  status_name(status));
    }
    return status;
}

static enum status insert(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                          const struct vault_key *key, struct account_id reader,
                          const struct account_public *reader_public)
{
    struct envelope envelope;
    enum status status = envelope_seal(&envelope, key, vault->id, vault->generation, reader,
                                       reader_public, act->who, act->keys);
    if (status != STATUS_OK)
        return status;
    struct envelope_row row = {.vault = vault->id,
                               .space = vault->space,
                               .generation = vault->generation,
                               .reader = reader,
                               .granter = act->who,
                               .at = clock_now()};
    memcpy(row.box, envelope.box, sizeof row.box);
    memcpy(row.signature, envelope.signature.bytes, sizeof row.signature);
    status = vault_rows_insert_envelope(conn, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "grant", "vault", &vault->id.id, BYTES_OF(reader.id.bytes));
    return status;
}

enum status vaults_create(struct vault_key *key, struct vault_row *vault, struct act *act,
                          struct db_conn *conn, struct seance_id seance, const char *purpose)
{
    *vault = (struct vault_row){.space = act->space,
                                .seance = seance,
                                .purpose = purpose,
                                .generation = 1,
                                .created_at = clock_now()};
    id_new(&vault->id.id);
    vault_key_new(key);
    enum status status = vault_rows_insert(conn, vault);
    if (status == STATUS_OK)
        status = insert(act, conn, vault, key, act->who, &act->keys->public);
    if (status != STATUS_OK)
        vault_key_free(key);
    return status;
}

enum status vaults_grant(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                         const struct vault_key *key, const struct account_id *readers,
                         size_t count, size_t *granted)
{
    size_t done = 0;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct envelope_row held;
        struct certificate reader;
        status = vault_rows_envelope(&held, conn, vault->id, vault->generation, readers[i]);
        if (status != STATUS_NOT_FOUND)
            continue;
        status = trust_at(&reader, act, conn, readers[i], clock_now());
        if (status == STATUS_NOT_FOUND) { /* waits until admitted: there are no keys to seal for */
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = insert(act, conn, vault, key, readers[i], &reader.public);
        done++;
    }
    if (granted != NULL)
        *granted = done;
    return status;
}

static enum status tell(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                        struct account_id reader)
{
    return journal_add(conn, act, "ungrant", "vault", &vault->id.id, BYTES_OF(reader.id.bytes));
}

enum status vaults_ungrant(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                           struct account_id reader)
{
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = vault_rows_drop_reader(conn, vault->id, reader);
    return status == STATUS_OK ? tell(act, conn, vault, reader) : status;
}

enum status vaults_close(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                         struct account_id keeper)
{
    enum status status = STATUS_OK;
    for (uint32_t generation = 1; generation <= vault->generation; generation++) {
        struct account_id *holders;
        size_t count;
        if (status == STATUS_OK)
            status = vault_rows_readers(&holders, &count, conn, act->arena, vault->id, generation);
        for (size_t i = 0; status == STATUS_OK && i < count; i++)
            if (!id_equal(&holders[i].id, &keeper.id))
                status = vaults_ungrant(act, conn, vault, holders[i]);
    }
    return status;
}

enum status vaults_drop(struct act *act, struct db_conn *conn, const struct vault_row *vault)
{
    enum status status = vaults_close(act, conn, vault, act->who);
    if (status == STATUS_OK)
        status = vault_rows_drop(conn, vault->id);
    return status == STATUS_OK ? tell(act, conn, vault, act->who) : status;
}

static bool among(const struct account_id *all, size_t count, struct account_id one)
{
    for (size_t i = 0; i < count; i++)
        if (id_equal(&all[i].id, &one.id))
            return true;
    return false;
}

enum status vaults_holders(json_t **holders, json_t **waiting, struct act *act,
                           struct db_conn *conn, const struct vault_row *vault,
                           const struct account_id *readers, size_t count)
{
    struct account_id *holding;
    size_t held;
    *holders = json_array();
    *waiting = json_array();
    enum status status =
        vault_rows_readers(&holding, &held, conn, act->arena, vault->id, vault->generation);
    for (size_t i = 0; i < held && status == STATUS_OK; i++)
        if (json_array_append_new(*holders, act_person(act, conn, holding[i])) != 0)
            status = STATUS_FAILED;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (!among(holding, held, readers[i]) &&
            json_array_append_new(*waiting, act_person(act, conn, readers[i])) != 0)
            status = STATUS_FAILED;
    return status;
}
