#include "core/doors/kept_text.h"

#include "base/text.h"
#include "crypto/base64url.h"
#include "crypto/login_token.h"
#include "doors/door_seal.h"

#include <string.h>

struct account_id kept_text_whose(struct core *core, struct arena *arena, const char *token_text)
{
    struct login_token token;
    struct login_row row;
    struct digest id;
    if (token_text == NULL || login_token_parse(&token, token_text) != STATUS_OK)
        return (struct account_id){0};
    login_token_digest(&id, &token, "row");
    login_token_free(&token);
    struct db_conn *conn = db_read(core->db);
    enum status status = person_rows_login(&row, conn, arena, id.bytes);
    db_done(conn);
    if (status == STATUS_OK)
        status = door_seal_holds_login(&row, core, arena);
    return status == STATUS_OK ? row.account : (struct account_id){0};
}

static struct record *text_bound(struct arena *arena, struct account_id whose)
{
    struct record *record = record_new(arena, "cocon/kept-text");
    record_id(record, &whose.id);
    return record;
}

const char *kept_text_seal(struct core *core, struct arena *arena, struct account_id whose,
                           const char *plain)
{
    struct bytes sealed;
    const struct bytes text = {(const uint8_t *)plain, strlen(plain)};
    server_key_seal_kept(core->key, &sealed, arena, text_bound(arena, whose), text);
    return base64url_text(arena, sealed);
}

const char *kept_text_open(const struct act *act, const char *text)
{
    struct bytes sealed;
    struct bytes plain;
    const struct account_id owners[] = {act->who, {{{0}}}};
    if (base64url_read(&sealed, act->arena, text) != STATUS_OK)
        return NULL;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (server_key_open_kept(act->core->key, &plain, act->arena,
                                 text_bound(act->arena, owners[i]), sealed) == STATUS_OK)
            return (const char *)plain.data;
    return NULL;
}
