#include "doors/door_seal.h"

#include "base/log.h"
#include "crypto/record.h"

#include <string.h>

static struct digest of_invitation(const struct invitation_row *row, const struct core *core,
                                   struct arena *arena)
{
    struct digest keys, seal;
    struct record *record = record_new(arena, "invitation-row");
    digest_blake(&keys, row->keys);
    record_bytes(record, BYTES_OF(row->id));
    record_id(record, &row->space.id);
    record_id(record, &row->invited_as.id);
    record_id(record, &row->invited_by.id);
    record_number(record, row->created_at);
    record_number(record, row->expires_at);
    record_digest(record, &keys);
    server_key_row(core->key, &seal, record);
    return seal;
}

static struct digest of_login(const struct login_row *row, const struct core *core,
                              struct arena *arena)
{
    struct digest seal;
    struct record *record = record_new(arena, "login-row");
    record_bytes(record, BYTES_OF(row->id));
    record_id(record, &row->space.id);
    record_id(record, &row->account.id);
    record_number(record, row->generation);
    record_number(record, row->created_at);
    record_number(record, row->seen_at);
    record_number(record, row->expires_at);
    server_key_row(core->key, &seal, record);
    return seal;
}

static struct digest of_pending(const struct pending_row *row, const struct core *core,
                                struct arena *arena)
{
    struct digest seal;
    struct record *record = record_new(arena, "pending-login-row");
    record_bytes(record, BYTES_OF(row->id));
    record_id(record, &row->space.id);
    record_id(record, &row->account.id);
    record_number(record, row->generation);
    record_number(record, row->tries);
    record_number(record, row->created_at);
    record_number(record, row->expires_at);
    server_key_row(core->key, &seal, record);
    return seal;
}

void door_seal_invitation(struct invitation_row *row, const struct core *core, struct arena *arena)
{
    const struct digest seal = of_invitation(row, core, arena);
    memcpy(row->seal, seal.bytes, sizeof row->seal);
}

void door_seal_login(struct login_row *row, const struct core *core, struct arena *arena)
{
    const struct digest seal = of_login(row, core, arena);
    memcpy(row->seal, seal.bytes, sizeof row->seal);
}

void door_seal_pending(struct pending_row *row, const struct core *core, struct arena *arena)
{
    const struct digest seal = of_pending(row, core, arena);
    memcpy(row->seal, seal.bytes, sizeof row->seal);
}

static enum status compare(const uint8_t stands[32], const struct digest *made, const char *what,
                           const struct account_id *account)
{
    struct digest seal;
    char text[ID_TEXT];
    memcpy(seal.bytes, stands, sizeof seal.bytes);
    if (digest_equal(&seal, made))
        return STATUS_OK;
    log_error("account %s: %s that this server did not write", id_text(text, &account->id), what);
    return STATUS_TAMPERED;
}

enum status door_seal_holds_invitation(const struct invitation_row *row, const struct core *core,
                                       struct arena *arena)
{
    const struct digest made = of_invitation(row, core, arena);
    return compare(row->seal, &made, "an invitation", &row->invited_as);
}

enum status door_seal_holds_login(const struct login_row *row, const struct core *core,
                                  struct arena *arena)
{
    const struct digest made = of_login(row, core, arena);
    return compare(row->seal, &made, "a login", &row->account);
}

enum status door_seal_holds_pending(const struct pending_row *row, const struct core *core,
                                    struct arena *arena)
{
    const struct digest made = of_pending(row, core, arena);
    return compare(row->seal, &made, "a wait for a second factor", &row->account);
}
