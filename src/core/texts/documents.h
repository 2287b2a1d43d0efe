/* Sealed versions of one JSON value, appended and opened. */
#ifndef CORE_DOCUMENTS_H
#define CORE_DOCUMENTS_H

#include "act.h"
#include "crypto/sealed_document.h"
#include "store/rows/document_rows.h"
#include "store/rows/vault_rows.h"

/* What situations, syntheses, comments and words share: sealed, signed, chained versions of one
 * JSON value.  Everything here runs inside the caller's read or write. */

/** An opened head. */
struct document_opened {
    struct version_row head;
    json_t *values; /* owned by the act's arena; NULL if the head was emptied */
    struct digest content_digest;
    uint8_t salt[32];
};

/** documents_create(out, act, conn, seance, vault, kind, id): a row of state "draft"; ${id} none
 * for a new one.  STATUS_CONFLICT if that id, or the one of its kind, is there. */
CHECKED enum status documents_create(struct document_row *out, struct act *act,
                                     struct db_conn *conn, struct seance_id seance,
                                     struct vault_id vault, const char *kind, struct id id);

/** documents_append(out, act, conn, document, vault, key, previous, values, salt, kept): the next
 * version after ${previous} (NULL: the first), sealed and signed by the one who acts.  ${salt} as
 * in sealed_document_seal().  If somebody knows the present key who may read no longer, the vault
 * turns first: ${vault} and ${key} are then the next generation. */
CHECKED enum status documents_append(struct version_row *out, struct act *act, struct db_conn *conn,
                                     const struct document_row *document, struct vault_row *vault,
                                     struct vault_key *key, const struct version_row *previous,
                                     const json_t *values, const uint8_t *salt, bool kept);

/** documents_first(out, act, conn, document, vault, key, values, salt): a first version, kept,
 * without the look at who knows the key: for who knows that nobody has left since the vault was
 * made or looked at, such as whoever makes the whole network in one go (core/crowd). */
CHECKED enum status documents_first(struct version_row *out, struct act *act, struct db_conn *conn,
                                    const struct document_row *document,
                                    const struct vault_row *vault, const struct vault_key *key,
                                    const json_t *values, const uint8_t *salt);

/** documents_open(out, act, conn, document, vault, key): the head, verified and opened; ${key} is
 * of the vault's present generation: a head of an older one opens by one's own envelope of that.
 * STATUS_DENIED without one. */
CHECKED enum status documents_open(struct document_opened *out, struct act *act,
                                   struct db_conn *conn, const struct document_row *document,
                                   const struct vault_row *vault, const struct vault_key *key);

/** documents_notes(out, act, conn, seance, kind, vault, key): every comment or word of a séance,
 * oldest first: a new array of {"id", "version", "text", "justified": [{"words", "reason"}] | null,
 * "person", "at"};
 * one that does not verify has "text" null and "tampered" true. */
CHECKED enum status documents_notes(json_t **out, struct act *act, struct db_conn *conn,
                                    struct seance_id seance, const char *kind,
                                    const struct vault_row *vault, const struct vault_key *key);

/** documents_note(act, conn, seance, kind, vault, key, values, id): add one: {"text", …}; ${vault}
 * and ${key} as for documents_append(). */
CHECKED enum status documents_note(struct act *act, struct db_conn *conn, struct seance_id seance,
                                   const char *kind, struct vault_row *vault, struct vault_key *key,
                                   const json_t *values, struct id id);

/** documents_correct(act, conn, seance, kind, vault, key, values, id, version): another text of
 * one's own note over ${version}; what stood there goes.  STATUS_NOT_FOUND unless it is there,
 * STATUS_DENIED unless it is theirs, STATUS_CONFLICT "conflict_stale". */
CHECKED enum status documents_correct(struct act *act, struct db_conn *conn,
                                      struct seance_id seance, const char *kind,
                                      struct vault_row *vault, struct vault_key *key,
                                      const json_t *values, struct id id, int64_t version);

#endif
