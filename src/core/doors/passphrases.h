/* The only place that runs Argon2. */
#ifndef CORE_PASSPHRASES_H
#define CORE_PASSPHRASES_H

#include "core.h"
#include "crypto/account_keys.h"
#include "store/rows/person_rows.h"

#include <jansson.h>

/* Passphrases and the rows they open: the only place that runs Argon2. */

/** What a passphrase opened. */
struct passphrases_opened {
    struct account_keys *keys;
    const char *passphrase; /* the form that opened them: what to seal them with again */
    bool outdated;          /* that form is of before text_opaque(): seal them again */
};

/** passphrases_open_as(out, core, arena, row, passphrase, whose): as passphrases_open(), and says
 * by which form of the passphrase: text_opaque() first, then those by which rows were sealed
 * before.
 */
CHECKED enum status passphrases_open_as(struct passphrases_opened *out, struct core *core,
                                        struct arena *arena, const struct account_row *row,
                                        const char *passphrase, const struct slots_turn *whose);

/** passphrases_open(out, core, row, passphrase, whose): the account's keys; ${whose} as in slots.h,
 * and what it says.
 * STATUS_DENIED for a wrong passphrase; STATUS_TAMPERED (logged) if the row's cost is under the
 * floor or far over today's.  ${row} NULL: nobody has that address: STATUS_DENIED.  Whoever is
 * denied has cost the same passphrase_work(): today's cost, or what the dearest account costs if
 * that is more, whatever the cost of the row; as often as the text has forms that differ, of which
 * most have one. */
CHECKED enum status passphrases_open(struct account_keys **out, struct core *core,
                                     const struct account_row *row, const char *passphrase,
                                     const struct slots_turn *whose);

/** passphrases_seal(row, core, arena, keys, passphrase): fill the row's keys, salt and today's
 * cost. */
CHECKED enum status passphrases_seal(struct account_row *row, struct core *core,
                                     struct arena *arena, const struct account_keys *keys,
                                     const char *passphrase);

/** passphrases_is_of_before(core, row): the row was sealed at less than today's cost, or under a
 * server key of before: whoever has the passphrase seals it anew. */
bool passphrases_is_of_before(const struct core *core, const struct account_row *row);

/** passphrases_check(faults, core, arena, fields, personal, count): "passphrase" is strong enough
 * equals "passphrase_again" (as text_opaque() has them), and has nothing that a keyboard does not
 * write: else STATUS_INVALID and ${faults} by field. */
CHECKED enum status passphrases_check(json_t **faults, struct core *core, struct arena *arena,
                                      const json_t *fields, const char *const *personal,
                                      size_t count);

#endif
