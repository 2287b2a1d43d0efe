#include "core/members/mend.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "journal/row_seal.h"
#include "store/rows/erasure_rows.h"
#include "store/rows/second_factor_rows.h"
#include "store/rows/structure_rows.h"
#include "trust/charter_end.h"
#include "trust/person_seal.h"
#include "trust/trust.h"

#include <string.h>

struct mending {
    struct core *core;
    struct arena *arena;
    enum state_subject subject;
    struct id object;
    const char *reason;
};

static struct act platform_in(const struct mending *mending, struct space_id space)
{
    return (struct act){.core = mending->core, .arena = mending->arena, .space = space};
}

/* The newest entry went over edited rows: no rows can ever be those that it answers for. */
static bool answers_for_none(const struct mending *mending, const struct journal_row *entry)
{
    static const uint8_t none[sizeof(struct digest)];
    return row_seal_subject_of(entry->object_kind, entry->action) == mending->subject &&
           entry->detail.len >= sizeof none &&
           memcmp(entry->detail.data + entry->detail.len - sizeof none, none, sizeof none) == 0;
}

/* In no space: what one of them lets in would come back by the rows that the other froze. */
static enum status is_gone(const struct mending *mending, struct db_conn *conn)
{
    struct space_row *spaces;
    size_t count;
    enum status status = person_rows_spaces(&spaces, &count, conn, mending->arena);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        bool over;
        struct act act = platform_in(mending, spaces[i].id);
        status = trust_over(&over, &act, conn, (struct account_id){mending->object});
        if (status == STATUS_OK && !over)
            status = STATUS_DENIED;
    }
    return status;
}

/* Nothing by which somebody comes in is taken over: it goes, whatever it was. */
static enum status discard(const struct mending *mending, struct db_conn *conn)
{
    struct account_row nobody = {.id = {mending->object}};
    enum status status = is_gone(mending, conn);
    if (status == STATUS_OK)
        status = person_seal_nobody(&nobody, mending->core, mending->arena);
    if (status == STATUS_OK)
        status = erasure_rows_end(conn, nobody.id, clock_now());
    if (status == STATUS_OK)
        status =
            erasure_rows_erase(conn, nobody.id, nobody.email_index, nobody.person, clock_now());
    return status == STATUS_OK ? second_factor_rows_drop_all(conn, nobody.id) : status;
}

/* Public by nature; that it left is proven by itself. */
static enum status take_over(const struct mending *mending, struct db_conn *conn,
                             struct space_id space)
{
    struct structure_row row;
    struct act act = platform_in(mending, space);
    const struct structure_id structure = {mending->object};
    enum status status = structure_rows_get(&row, conn, mending->arena, space, structure);
    return status == STATUS_OK ? charter_end_told(&act, conn, structure) : status;
}

static enum status mend(struct db_conn *conn, void *context)
{
    const struct mending *mending = context;
    struct journal_row entry;
    enum status status =
        ledger_newest(&entry, mending->core, conn, mending->arena, &mending->object);
    if (status == STATUS_OK && !answers_for_none(mending, &entry))
        status = STATUS_CONFLICT;
    if (status == STATUS_OK)
        status = mending->subject == STATE_PERSON ? discard(mending, conn)
                                                  : take_over(mending, conn, entry.space);
    if (status != STATUS_OK)
        return status;
    struct act act = platform_in(mending, entry.space);
    ledger_note(mending->core, conn, &mending->object, LEDGER_FOUND_WHOLE);
    return journal_add(conn, &act, "mend", row_seal_subject_name(mending->subject),
                       &mending->object,
                       (struct bytes){(const uint8_t *)mending->reason, strlen(mending->reason)});
}

bool mend_is_reason(const char *reason)
{
    static const char *const reasons[] = {"attack", "accident", "test"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reason, reasons[i]) == 0)
            return true;
    return false;
}

enum status mend_frozen(struct core *core, struct arena *arena, enum state_subject subject,
                        const struct id *object, const char *reason)
{
    struct mending mending = {core, arena, subject, *object, reason};
    if ((subject != STATE_PERSON && subject != STATE_STRUCTURE) || !mend_is_reason(reason))
        return STATUS_INVALID;
    return ledger_keep_after(core, db_write(core->db, mend, &mending));
}
