#include "journal/shown.h"

#include "crypto/record.h"
#include "store/rows/shown_rows.h"
#include "store/rows/vault_rows.h"

#include <inttypes.h>
#include <string.h>

enum { VERSION_BYTES = 8 };

static const enum shown_part parts[] = {
    [SHOWN_MEETING] = SHOWN_PART_MEETING,       [SHOWN_SEANCE] = SHOWN_PART_SEANCE,
    [SHOWN_ATTENDANCE] = SHOWN_PART_ATTENDANCE, [SHOWN_PERSON] = SHOWN_PART_PERSON,
    [SHOWN_CYCLES] = SHOWN_PART_CYCLES,
};

bool shown_is_number(enum shown what)
{
    return what == SHOWN_SITUATION || what == SHOWN_SYNTHESIS || what == SHOWN_STRUCTURE ||
           what == SHOWN_CHARTER;
}

static enum status number_of(int64_t *out, const struct act *act, struct db_conn *conn,
                             enum shown what, const struct id *object)
{
    if (what == SHOWN_CHARTER)
        return shown_rows_charter(out, conn, act->space);
    if (what == SHOWN_STRUCTURE)
        return shown_rows_sheet(out, conn, act->space, object);
    return shown_rows_text(out, conn, act->space, object,
                           what == SHOWN_SITUATION ? VAULT_SITUATION : VAULT_SYNTHESIS);
}

static enum status version_of(const char **out, const struct act *act, struct db_conn *conn,
                              enum shown what, const struct id *object)
{
    struct bytes *rows;
    size_t count;
    int64_t number = 0;
    struct digest digest;
    char text[2 * VERSION_BYTES + 1];
    if (shown_is_number(what)) {
        enum status status = number_of(&number, act, conn, what, object);
        *out = arena_printf(act->arena, "%" PRId64, number);
        return status;
    }
    *out = "0";
    enum status status =
        shown_rows_read(&rows, &count, conn, act->arena, parts[what], act->space, object);
    if (status != STATUS_OK || count == 0)
        return status;
    struct record *record = record_new(act->arena, "cocon/shown");
    record_number(record, what);
    record_id(record, object);
    for (size_t i = 0; i < count; i++)
        record_bytes(record, rows[i]);
    server_key_state(act->core->key, &digest, record, UINT64_MAX); /* of no entry */
    bytes_hex(text, (struct bytes){digest.bytes, VERSION_BYTES});
    *out = arena_text(act->arena, text);
    return STATUS_OK;
}

enum status shown_now(struct act *act, const char **out, enum shown what, const struct id *object)
{
    struct db_conn *conn = db_read(act->core->db);
    enum status status = version_of(out, act, conn, what, object);
    db_done(conn);
    return status;
}

void shown_over(struct act *act, enum shown what, const struct id *object, const char *version)
{
    act->over = (struct act_over){.what = what, .object = *object, .version = version};
}

enum status shown_look(struct act *act, struct db_conn *conn)
{
    struct act_over *over = &act->over;
    const char *now;
    if (over->version == NULL || over->looked)
        return STATUS_OK;
    over->looked = true;
    enum status status = version_of(&now, act, conn, over->what, &over->object);
    over->stale = status == STATUS_OK && strcmp(now, over->version) != 0;
    return status;
}

bool shown_is_stale(const struct act *act)
{
    return act->over.stale;
}
