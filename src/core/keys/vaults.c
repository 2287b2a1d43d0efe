#include "keys/vaults.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "keys/recovery.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

static struct envelope of_row(const struct envelope_row *row)
{
    struct envelope envelope = {.vault = row->vault,
                                .generation = row->generation,
                                .reader = row->reader,
                                .granter = row->granter,
                                .at = row->at};
    memcpy(envelope.box, row->box, sizeof envelope.box);
    memcpy(envelope.signature.bytes, row->signature, sizeof envelope.signature.bytes);
    return envelope;
}

/* A vault put back to a key that somebody who left still knows: the journal tells of each turn. */
enum status vaults_is_present(struct core *core, struct db_conn *conn,
                              const struct vault_row *vault)
{
    struct ledger_facts told;
    char text[ID_TEXT];
    enum status status = ledger_facts(&told, core, conn, &vault->id.id);
    if (status == STATUS_OK && vault->generation != told.turns + 1) {
        log_error("vault %s: %u is not its generation", id_text(text, &vault->id.id),
                  (unsigned)vault->generation);
        status = STATUS_TAMPERED;
    }
    return status;
}

enum status vaults_generations(uint32_t *out, struct core *core, struct db_conn *conn,
                               const struct vault_row *vault)
{
    struct ledger_facts told;
    enum status status = ledger_facts(&told, core, conn, &vault->id.id);
    *out = vault->generation < told.turns + 1 ? vault->generation : told.turns + 1;
    return status;
}

enum status vaults_is_due(bool *out, struct core *core, struct db_conn *conn,
                          const struct vault_row *vault)
{
    struct ledger_facts vault_told;
    struct ledger_facts space_told;
    *out = true;
    enum status status = ledger_facts(&vault_told, core, conn, &vault->id.id);
    if (status == STATUS_OK)
        status = ledger_facts(&space_told, core, conn, &vault->space.id);
    if (status == STATUS_OK)
        *out = vault_told.parted > vault_told.keyed || space_told.parted > vault_told.keyed;
    return status;
}

/* The keys of who granted it, if they were then what they signed as. */
static enum status granter_of(struct account_public *out, struct act *act, struct db_conn *conn,
                              const struct envelope *envelope)
{
    enum status status = trust_as(out, act, conn, envelope->granter, envelope->at,
                                  envelope_by_coordination(envelope));
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status vaults_open(struct vault_key *key, struct vault_row *vault, struct act *act,
                        struct db_conn *conn, struct seance_id seance, const char *purpose)
{
    *key = (struct vault_key){0};
    enum status status = vault_rows_get(vault, conn, act->arena, act->space, seance, purpose);
    if (status == STATUS_OK)
        status = vaults_is_present(act->core, conn, vault);
    if (status == STATUS_OK && db_turn(conn) != 0) /* who reads has what they were given */
        status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = vaults_open_generation(key, act, conn, vault->id, vault->generation);
    act->tampered |= status == STATUS_TAMPERED;
    return status;
}

enum status vaults_open_generation(struct vault_key *key, struct act *act, struct db_conn *conn,
                                   struct vault_id vault, uint32_t generation)
{
    struct envelope_row row;
    struct account_public granter;
    *key = (struct vault_key){0};
    enum status status = vault_rows_envelope(&row, conn, vault, generation, act->who);
    if (status != STATUS_OK)
        return status;
    const struct envelope envelope = of_row(&row);
    status = granter_of(&granter, act, conn, &envelope);
    if (status != STATUS_OK)
        return status;
    status = envelope_open_by(verified_record, key, &envelope, act->keys, &granter);
    if (status != STATUS_OK) {
        char text[ID_TEXT];
        log_error("envelope of vault %s does not open: %s", id_text(text, &vault.id),
                  status_name(status));
    }
    return status;
}

static enum status seal(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                        uint32_t generation, const struct vault_key *key, struct account_id reader,
                        const struct account_public *reader_public)
{
    struct envelope envelope;
    const struct envelope_granter granter = {act->who, act->keys, clock_now(),
                                             (act->standing & RELATION_COORDINATION) != 0};
    enum status status =
        envelope_seal(&envelope, key, vault->id, generation, reader, reader_public, &granter);
    if (status != STATUS_OK)
        return status;
    struct envelope_row row = {.vault = vault->id,
                               .space = vault->space,
                               .generation = generation,
                               .reader = reader,
                               .granter = act->who,
                               .at = granter.at};
    memcpy(row.box, envelope.box, sizeof row.box);
    memcpy(row.signature, envelope.signature.bytes, sizeof row.signature);
    return vault_rows_insert_envelope(conn, &row);
}

static enum status note_grant(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                              struct account_id reader)
{
    return journal_add(conn, act, "grant", "vault", &vault->id.id, BYTES_OF(reader.id.bytes));
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
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = vault_rows_insert(conn, vault);
    if (status == STATUS_OK)
        status = seal(act, conn, vault, vault->generation, key, act->who, &act->keys->public);
    if (status == STATUS_OK)
        status = recovery_seal(act, conn, vault, vault->generation, key);
    if (status == STATUS_OK)
        status = note_grant(act, conn, vault, act->who);
    if (status != STATUS_OK)
        vault_key_free(key);
    return status;
}

/* The keys of somebody who is certified now, and whose rows are those of their last entry.  One
 * who is not waits; what was edited about one keeps nobody else waiting. */
static enum status reader_now(struct certificate *out, struct act *act, struct db_conn *conn,
                              struct account_id reader)
{
    enum status status = trust_now(out, act, conn, reader);
    if (status == STATUS_OK)
        status = state_believe(act, conn, STATE_PERSON, &reader.id);
    act->tampered |= status == STATUS_TAMPERED;
    return status == STATUS_TAMPERED && ledger_is_proven(act->core) ? STATUS_NOT_FOUND : status;
}

/* An entry each; the last one answers for all of these envelopes. */
static enum status note_all(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                            const struct account_id *readers, size_t count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i + 1 < count && status == STATUS_OK; i++)
        status = journal_add_followed(conn, act, "grant", "vault", &vault->id.id,
                                      BYTES_OF(readers[i].id.bytes));
    return status == STATUS_OK && count > 0 ? note_grant(act, conn, vault, readers[count - 1])
                                            : status;
}

/* Envelopes of one generation for those who hold none of it. */
static enum status grant(size_t *done, struct act *act, struct db_conn *conn,
                         const struct vault_row *vault, uint32_t generation,
                         const struct vault_key *key, const struct account_id *readers,
                         size_t count)
{
    struct account_id *granted = arena_alloc(act->arena, (count + 1) * sizeof *granted);
    size_t all = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct envelope_row held;
        struct certificate reader;
        status = vault_rows_envelope(&held, conn, vault->id, generation, readers[i]);
        if (status != STATUS_NOT_FOUND)
            continue;
        status = reader_now(&reader, act, conn, readers[i]);
        if (status == STATUS_NOT_FOUND) { /* waits until admitted: there are no keys to seal for */
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = seal(act, conn, vault, generation, key, readers[i], &reader.public);
        granted[all++] = readers[i];
        ++*done;
    }
    return status == STATUS_OK ? note_all(act, conn, vault, granted, all) : status;
}

enum status vaults_grant(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                         const struct vault_key *key, const struct account_id *readers,
                         size_t count, size_t *granted)
{
    size_t done = 0;
    size_t older = 0;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = grant(&done, act, conn, vault, vault->generation, key, readers, count);
    for (uint32_t generation = 1; status == STATUS_OK && generation < vault->generation;
         generation++) {
        struct vault_key past;
        status = vaults_open_generation(&past, act, conn, vault->id, generation);
        if (status == STATUS_OK)
            status = grant(&older, act, conn, vault, generation, &past, readers, count);
        else if (status == STATUS_NOT_FOUND) /* nobody hands on what they do not hold */
            status = STATUS_OK;
        vault_key_free(&past);
    }
    if (granted != NULL)
        *granted = done;
    return status;
}

enum status vaults_receive(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                           uint32_t generation, const struct vault_key *key)
{
    size_t done = 0;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    return status == STATUS_OK ? grant(&done, act, conn, vault, generation, key, &act->who, 1)
                               : status;
}

/* Whether who granted it was then what they signed as.  NOT_FOUND: nobody who might. */
static enum status granted(struct account_public *out, struct act *act, struct db_conn *conn,
                           const struct envelope *envelope)
{
    struct certificate certificate;
    enum status status = granter_of(out, act, conn, envelope);
    if (status != STATUS_TAMPERED)
        return status;
    status = state_note(act, conn, STATE_PERSON, &envelope->granter.id);
    if (status == STATUS_OK) /* who issued their certificate, or ended it, was edited */
        status = trust_at(&certificate, act, conn, envelope->granter, envelope->at);
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

/* The keys for which the next key is sealed.  NOT_FOUND: they have no access now, or an envelope
 * that nobody granted.  TAMPERED: about them, or about who granted it, something was edited, and
 * nobody is left out by an edit. */
static enum status heir(struct account_public *out, struct act *act, struct db_conn *conn,
                        const struct vault_row *vault, struct account_id reader)
{
    struct envelope_row row;
    struct certificate certificate;
    struct account_public granter;
    char vault_text[ID_TEXT];
    char text[ID_TEXT];
    enum status status = state_note(act, conn, STATE_PERSON, &reader.id);
    if (status == STATUS_OK)
        status = trust_now(&certificate, act, conn, reader);
    if (status == STATUS_OK)
        status = vault_rows_envelope(&row, conn, vault->id, vault->generation, reader);
    if (status != STATUS_OK) {
        act->tampered |= status == STATUS_TAMPERED;
        return status;
    }
    const struct envelope envelope = of_row(&row);
    *out = certificate.public;
    status = granted(&granter, act, conn, &envelope);
    act->tampered |= status == STATUS_TAMPERED;
    if (status == STATUS_OK &&
        envelope_verify_by(verified_record, &envelope, out, &granter) != STATUS_OK)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_NOT_FOUND)
        log_error("vault %s: the envelope of account %s was granted by nobody",
                  id_text(vault_text, &vault->id.id), id_text(text, &reader.id));
    return status;
}

/* Those who hold the present key and are to have the next. */
static enum status heirs(struct account_id **out, struct account_public **public, size_t *count,
                         struct act *act, struct db_conn *conn, const struct vault_row *vault)
{
    size_t all = 0;
    *count = 0;
    enum status status =
        vault_rows_readers(out, &all, conn, act->arena, vault->id, vault->generation);
    *public = arena_alloc(act->arena, (all + 1) * sizeof **public);
    for (size_t i = 0; status == STATUS_OK && i < all; i++) {
        status = heir(&(*public)[*count], act, conn, vault, (*out)[i]);
        if (status == STATUS_OK)
            (*out)[(*count)++] = (*out)[i];
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status;
}

enum status vaults_may_rotate(bool *out, struct act *act, struct db_conn *conn,
                              const struct vault_row *vault)
{
    struct account_id *readers;
    struct account_public *public;
    size_t count;
    enum status status = heirs(&readers, &public, &count, act, conn, vault);
    *out = status == STATUS_OK;
    return status == STATUS_TAMPERED && ledger_is_proven(act->core) ? STATUS_OK : status;
}

/* The keys of somebody whose envelope was really granted to them; what only a row says is no
 * reason to seal the next key for them. */
static enum status holder(struct account_public *out, struct act *act, struct db_conn *conn,
                          const struct vault_row *vault, uint32_t generation,
                          struct account_id reader)
{
    struct envelope_row row;
    struct certificate certificate;
    struct account_public granter;
    enum status status = vault_rows_envelope(&row, conn, vault->id, generation, reader);
    if (status == STATUS_OK)
        status = reader_now(&certificate, act, conn, reader);
    const struct envelope envelope = of_row(&row);
    if (status == STATUS_OK)
        status = granter_of(&granter, act, conn, &envelope);
    if (status != STATUS_OK)
        return status;
    *out = certificate.public;
    return envelope_verify_by(verified_record, &envelope, out, &granter);
}

enum status vaults_verify(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                          uint32_t generation, struct account_id reader)
{
    struct account_public public;
    return holder(&public, act, conn, vault, generation, reader);
}

enum status vaults_rotate(struct vault_key *key, struct vault_row *vault, struct act *act,
                          struct db_conn *conn)
{
    struct account_id *readers;
    struct account_public *public;
    size_t count;
    const uint32_t next = vault->generation + 1;
    vault_key_new(key);
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = heirs(&readers, &public, &count, act, conn, vault);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = seal(act, conn, vault, next, key, readers[i], &public[i]);
    if (status == STATUS_OK)
        status = recovery_seal(act, conn, vault, next, key);
    if (status == STATUS_OK)
        status = vault_rows_advance(conn, vault->id, vault->generation);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "rotate", "vault", &vault->id.id, (struct bytes){0});
    if (status == STATUS_OK)
        vault->generation = next;
    else
        vault_key_free(key);
    return status;
}

static enum status note_ungrant(struct act *act, struct db_conn *conn,
                                const struct vault_row *vault, struct account_id reader)
{
    return journal_add(conn, act, "ungrant", "vault", &vault->id.id, BYTES_OF(reader.id.bytes));
}

enum status vaults_ungrant(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                           struct account_id reader)
{
    bool whole;
    enum status status = state_take(&whole, act, conn, STATE_VAULT, &vault->id.id);
    if (status != STATUS_OK || !whole) /* no entry could answer for them, when they are back */
        return status;
    status = vault_rows_drop_reader(conn, vault->id, reader);
    return status == STATUS_OK ? note_ungrant(act, conn, vault, reader) : status;
}

enum status vaults_close(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                         struct account_id keeper)
{
    struct ledger_facts told; /* a row could say four thousand millions */
    enum status status = ledger_facts(&told, act->core, conn, &vault->id.id);
    for (uint32_t generation = 1; status == STATUS_OK && generation <= told.turns + 1;
         generation++) {
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
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = vaults_close(act, conn, vault, act->who);
    if (status == STATUS_OK)
        status = vault_rows_drop(conn, vault->id);
    return status == STATUS_OK ? note_ungrant(act, conn, vault, act->who) : status;
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
        if (json_array_append_new(*holders, person_json(act, conn, holding[i])) != 0)
            status = STATUS_FAILED;
    if (held > 0)
        id_sort(&holding->id, held);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if ((held == 0 || !id_in(&holding->id, held, &readers[i].id)) &&
            json_array_append_new(*waiting, person_json(act, conn, readers[i])) != 0)
            status = STATUS_FAILED;
    return status;
}
