#include "doors/entry.h"

#include "doors/second_factor.h"
#include "journal/row_seal.h"
#include "trust/signatory.h"
#include "trust/state.h"
#include "trust/trust.h"

static void free_keys(void *keys)
{
    account_keys_free(keys);
}

enum status entry_pack(const struct pack **out, struct core *core, struct arena *arena,
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
        status = row_seal_check(core, arena, conn, STATE_SPACE, &space.id);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status entry_begin(struct act **out, struct core *core, struct arena *arena,
                        struct db_conn *conn, struct space_id space, struct account_id who,
                        struct account_keys *keys)
{
    struct account_row account;
    struct membership_row membership;
    struct certificate certificate;
    bool signatory = false;
    *out = NULL;
    struct act *act = arena_alloc(arena, sizeof *act);
    *act = (struct act){.core = core, .arena = arena, .space = space, .who = who, .keys = keys};
    arena_defer(arena, free_keys, keys);
    enum status status = entry_pack(&act->pack, core, arena, conn, space);
    if (status == STATUS_OK)
        status = person_rows_membership(&membership, conn, arena, space, who);
    if (status == STATUS_OK && !person_rows_present(&membership))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, arena, who);
    if (status != STATUS_OK)
        return status;
    act->membership = act_membership(&membership);
    act->standing = RELATION_MEMBER;
    status = trust_member(&certificate, act, conn, &membership, &account);
    if (status == STATUS_NOT_FOUND) { /* not admitted yet: the charter and nothing else */
        status = state_believe(act, conn, STATE_PERSON, &who.id); /* or somebody put them back */
        *out = status == STATUS_OK ? act : NULL;
        return status;
    }
    if (status == STATUS_OK)
        status = signatory_is(&signatory, act, conn, who, act->membership.structure);
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
