#include "trust/adopted_facts.h"

#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/ledger_adopt.h"
#include "store/rows/person_rows.h"
#include "store/rows/state_rows.h"
#include "trust/trust.h"

#include <string.h>

static enum status tell_certificates(struct act *platform, struct db_conn *conn,
                                     struct account_id account)
{
    struct ledger_set set;
    uint8_t detail[4 + sizeof set.sum];
    enum status status = trust_certificates(&set, platform, conn, account);
    if (status != STATUS_OK || set.count == 0)
        return status;
    for (int i = 0; i < 4; i++)
        detail[i] = (uint8_t)(set.count >> (24 - 8 * i));
    memcpy(detail + 4, set.sum, sizeof set.sum);
    ledger_note(platform->core, conn, &account.id, LEDGER_FOUND_WHOLE); /* by the check before */
    return journal_add(conn, platform, LEDGER_ADOPTED, "person", &account.id, BYTES_OF(detail));
}

static enum status tell_space(struct core *core, struct arena *arena, struct db_conn *conn,
                              struct space_id space, const struct id *people, size_t count)
{
    struct act platform = {.core = core, .arena = arena, .space = space};
    ledger_note(core, conn, &space.id, LEDGER_FOUND_WHOLE);
    enum status status =
        journal_add(conn, &platform, "create", "pack", &space.id, (struct bytes){0});
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = tell_certificates(&platform, conn, (struct account_id){people[i]});
    return status;
}

static enum status tell_all(struct db_conn *conn, void *context)
{
    struct core *core = context;
    struct space_row *spaces;
    struct id *people;
    size_t space_count;
    size_t count;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = person_rows_spaces(&spaces, &space_count, conn, arena);
    if (status == STATUS_OK)
        status = state_rows_objects(&people, &count, conn, arena, STATE_PERSON);
    for (size_t i = 0; i < space_count && status == STATUS_OK; i++)
        status = tell_space(core, arena, conn, spaces[i].id, people, count);
    arena_free(arena);
    return status;
}

enum status adopted_facts(struct core *core)
{
    return db_write(core->db, tell_all, core);
}
