#include "core/doors/known.h"

#include "base/clock.h"
#include "base/text.h"
#include "crypto/record.h"
#include "journal/row_seal.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

/* A token: time (8 hexadecimal digits), nonce (32), and the server's word for both and the
 * account's address (32).  In the cookie they are joined by dots. */
enum { TIME = 8, SAID = TIME + ID_TEXT - 1, WORD = 32, TOKEN = SAID + WORD, MOST = 4 };

static const char *word_for(struct core *core, struct arena *arena, const char *said,
                            const uint8_t email_index[32])
{
    struct digest digest;
    char text[2 * sizeof digest.bytes + 1];
    struct record *record = record_new(arena, "cocon/known-browser");
    record_bytes(record, (struct bytes){email_index, 32});
    record_text(record, said);
    server_key_known(core->key, &digest, record);
    bytes_hex(text, BYTES_OF(digest.bytes));
    text[WORD] = '\0';
    return arena_text(arena, text);
}

static bool fresh(const char *token)
{
    char text[TIME + 1] = {0};
    memcpy(text, token, TIME);
    const int64_t at = strtol(text, NULL, 16);
    return at <= clock_now() && clock_now() - at < KNOWN_LASTS;
}

bool known_has_form(const char *cookie)
{
    return cookie != NULL && strspn(cookie, "0123456789abcdef") == TOKEN;
}

/* The next token of a cookie, NULL after the last; a cookie that is none of ours has none. */
static const char *next(struct arena *arena, const char **cookie)
{
    if (!known_has_form(*cookie))
        return NULL;
    const char *token = arena_printf(arena, "%.*s", TOKEN, *cookie);
    *cookie = (*cookie)[TOKEN] == '.' ? *cookie + TOKEN + 1 : NULL;
    return token;
}

static bool is_of(struct core *core, struct arena *arena, const char *token,
                  const uint8_t email_index[32])
{
    const char *said = arena_printf(arena, "%.*s", SAID, token);
    return text_equal_const(token + SAID, word_for(core, arena, said, email_index));
}

static const char *find(struct core *core, struct arena *arena, const char *cookie,
                        const uint8_t email_index[32])
{
    const char *token;
    for (int i = 0; i < MOST && (token = next(arena, &cookie)) != NULL; i++)
        if (fresh(token) && is_of(core, arena, token, email_index))
            return token;
    return NULL;
}

const char *known_find(struct core *core, struct arena *arena, const char *cookie,
                       const char *email)
{
    struct digest index;
    server_key_email_index(core->key, &index, text_fold(arena, text_clean(arena, email)));
    return find(core, arena, cookie, index.bytes);
}

/* A row whose address is another's for a moment names nobody. */
static enum status proven(struct account_row *out, struct core *core, struct arena *arena,
                          struct account_id account)
{
    struct db_conn *conn = db_read(core->db);
    enum status status = person_rows_account(out, conn, arena, account);
    if (status == STATUS_OK)
        status = row_seal_check(core, arena, conn, STATE_PERSON, &account.id);
    db_done(conn);
    return status;
}

const char *known_whose(struct core *core, struct arena *arena, const char *cookie,
                        struct account_id account)
{
    struct account_row row;
    if (cookie == NULL)
        return NULL;
    enum status status = proven(&row, core, arena, account);
    return status == STATUS_OK ? find(core, arena, cookie, row.email_index) : NULL;
}

enum status known_add(const char **out, struct act *act, const char *cookie)
{
    struct account_row account;
    struct id nonce;
    char text[ID_TEXT];
    const char *token;
    *out = NULL;
    enum status status = proven(&account, act->core, act->arena, act->who);
    if (status != STATUS_OK)
        return status == STATUS_TAMPERED ? STATUS_OK : status;
    id_new(&nonce);
    const char *said = arena_printf(act->arena, "%08llx%s", (unsigned long long)clock_now(),
                                    id_text(text, &nonce));
    const char *all = arena_printf(act->arena, "%s%s", said,
                                   word_for(act->core, act->arena, said, account.email_index));
    for (int kept = 1; kept < MOST && (token = next(act->arena, &cookie)) != NULL;)
        if (fresh(token) && !is_of(act->core, act->arena, token, account.email_index)) {
            all = arena_printf(act->arena, "%s.%s", all, token);
            kept++;
        }
    *out = all;
    return STATUS_OK;
}
