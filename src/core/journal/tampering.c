#include "core/journal/tampering.h"

#include "base/log.h"
#include "journal/audit_watch.h"
#include "journal/journal.h"

struct meeting {
    struct act *act;
    const struct id *object;
};

/* Of a kind that has no rows to seal: what was edited is not to be sealed anew by telling of it. */
static enum status add(struct db_conn *conn, void *context)
{
    const struct meeting *meeting = context;
    return journal_add(conn, meeting->act, "tampered", "request", meeting->object,
                       (struct bytes){0});
}

void tampering_met(struct core *core, struct act *act, const struct id *object)
{
    struct meeting meeting = {act, object};
    const bool told = audit_watch_met(core, object);
    if (act == NULL || told)
        return;
    enum status status = db_write(core->db, add, &meeting);
    if (status != STATUS_OK)
        log_error("journal: what does not verify could not be told (%s)", status_name(status));
}
