/* What k trustees do together: rehearse, renew. */
#ifndef CORE_QUORUM_H
#define CORE_QUORUM_H

#include "core/act.h"
#include "crypto/account_keys.h"
#include "crypto/login_token.h"
#include "crypto/shares.h"

/* What k of a space's n trustees can do together, by the sheets that they keep: see that the sheets
 * work, name a new coordinator who gets every vault key, replace the sheets.  Each use is in the
 * journal, object kind "space", with the fingerprint of the recovery key in its detail. */

#define QUORUM_USED "recovery_used" /* a coordinator was named */
#define QUORUM_REHEARSED "recovery_rehearsed"

/** New sheets and the key that they open. */
struct quorum_sheets {
    unsigned k, n;
    struct account_public public;
    struct digest fingerprint;
    struct share shares[SHARES_MOST];
};

/** What became of the vault keys: one a generation. */
struct quorum_count {
    unsigned vaults, opened;
    unsigned missing; /* without an envelope for the recovery key */
    unsigned
        broken; /* with one that does not verify, or does not open, or in a vault that is gone */
    unsigned edited; /* vaults whose rows are not those that the journal tells of */
};

/** quorum_space(out, core, pack): STATUS_NOT_FOUND if no space was made of this pack. */
CHECKED enum status quorum_space(struct space_id *out, struct core *core, const char *pack);

/** quorum_has(out, core, space): whether the space has a recovery key. */
CHECKED enum status quorum_has(bool *out, struct core *core, struct space_id space);

/** quorum_split(out, k, n): a new recovery key, split; its private half is forgotten at once.
 * STATUS_INVALID for a k and n that make no sense: see shares_split(). */
CHECKED enum status quorum_split(struct quorum_sheets *out, unsigned k, unsigned n);
void quorum_sheets_free(struct quorum_sheets *sheets);

/** quorum_adopt(core, space, sheets): from now on every vault key of the space is sealed for this
 * key.  STATUS_CONFLICT if it has one, or was founded without. */
CHECKED enum status quorum_adopt(struct core *core, struct space_id space,
                                 const struct quorum_sheets *sheets);

/** quorum_open(out, core, space, shares, count): the private half, in guarded memory; free with
 * account_keys_free().  As shares_combine(); STATUS_NOT_FOUND if the space has no recovery key,
 * STATUS_INVALID if the sheets are those of another one. */
CHECKED enum status quorum_open(struct account_keys **out, struct core *core, struct space_id space,
                                const struct share *shares, size_t count);

/** quorum_rehearse(out, core, space, recovery): opens every vault key and drops it.  Nothing
 * changes but the journal. */
CHECKED enum status quorum_rehearse(struct quorum_count *out, struct core *core,
                                    struct space_id space, const struct account_keys *recovery);

/**
 * quorum_admit(out, core, space, recovery, email, name, token): name a coordinator: whoever has
 * this address, with new keys, or else somebody new of that name.  Certified by the recovery key,
 * with an envelope of every vault key that opens; the private keys are in the invitation, under the
 * link's token, which is good once, for 2 days.  STATUS_NOT_FOUND if the space was not founded,
 * STATUS_INVALID for a newcomer without a name, STATUS_CONFLICT for a member of another space too,
 * STATUS_TAMPERED if ${recovery} is not the key in force.  All or nothing.
 */
CHECKED enum status quorum_admit(struct quorum_count *out, struct core *core, struct space_id space,
                                 const struct account_keys *recovery, const char *email,
                                 const char *name, char token[TOKEN_TEXT]);

/** quorum_renew(out, core, space, recovery, sheets): every vault key is sealed for the key of
 * ${sheets} instead, and the old sheets open nothing any more that is in the database.
 * STATUS_TAMPERED, and nothing was done, if one vault's rows were edited or hidden: it would stay
 * under the old ones. */
CHECKED enum status quorum_renew(struct quorum_count *out, struct core *core, struct space_id space,
                                 const struct account_keys *recovery,
                                 const struct quorum_sheets *sheets);

#endif
