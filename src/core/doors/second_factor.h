/* Second factors as they lie in the database, held against the journal. */
#ifndef CORE_SECOND_FACTOR_H
#define CORE_SECOND_FACTOR_H

#include "act.h"
#include "crypto/certificate.h"
#include "store/rows/second_factor_rows.h"

/* What somebody shows besides their passphrase, as it lies in the database: sealed under the
 * server's sub-key 4, bound to account, keys and row, and as many as the journal tells. */

/** One factor, opened.  ${content}, owned by the arena: {"kind": "code" | "passkey", "name",
 * "used_at", "suspect_at", …}, with "secret" and "step" of a code, "credential", "algorithm",
 * "public" and "counter" of a passkey. */
struct factor {
    struct factor_row row;
    json_t *content;
};

bool second_factor_is(const struct factor *factor, const char *kind);

/** second_factor_list(out, count, core, arena, conn, account): those that count today.
 * STATUS_TAMPERED, logged, if one is not sealed for this row and person, or if they are not those
 * that the journal tells were added and not removed since the account has its keys. */
CHECKED enum status second_factor_list(struct factor **out, size_t *count, struct core *core,
                                       struct arena *arena, struct db_conn *conn,
                                       const struct account_row *account);

/** second_factor_missing(out, act, conn, account, certificate): they must have one here and have
 * none: coordination always, everyone if the space says so. */
CHECKED enum status second_factor_missing(bool *out, const struct act *act, struct db_conn *conn,
                                          const struct account_row *account,
                                          const struct certificate *certificate);

/** second_factor_new(account, content): a factor to be; ${content} is borrowed. */
struct factor second_factor_new(const struct account_row *account, json_t *content);

/** second_factor_add(conn, act, factor): the row; the account's other logins end, for they began
 * without it; the journal tells last. */
CHECKED enum status second_factor_add(struct db_conn *conn, struct act *act, struct factor *factor);

/** second_factor_save(conn, act, factor): its content anew; the caller's entry tells of it. */
CHECKED enum status second_factor_save(struct db_conn *conn, const struct act *act,
                                       struct factor *factor);

/** second_factor_bound(arena, row): what the seal of a row is bound to: whose it is, and which. */
const struct record *second_factor_bound(struct arena *arena, const struct factor_row *row);

/** What is sealed as text: second_factor_seal / _open(…, bound, content). */
CHECKED enum status second_factor_seal(struct bytes *out, const struct core *core,
                                       struct arena *arena, const struct record *bound,
                                       const json_t *content);
CHECKED enum status second_factor_open(json_t **out, const struct core *core, struct arena *arena,
                                       const struct record *bound, struct bytes sealed);

/** second_factor_blob(out, arena, content, name): a member of hexadecimal digits, as bytes in the
 * arena.  STATUS_INVALID if it is none. */
CHECKED enum status second_factor_blob(struct bytes *out, struct arena *arena,
                                       const json_t *content, const char *name);

/** second_factor_hex(arena, bytes): such a member's value, a new reference. */
json_t *second_factor_hex(struct arena *arena, struct bytes data);

#endif
