#include "core/texts/local_draft.h"

#include "crypto/account_keys.h"
#include "crypto/base64url.h"
#include "crypto/record.h"
#include "crypto/secret.h"

const char *local_draft_key(struct act *act, struct seance_id seance, const char *text)
{
    uint8_t key[32];
    struct record *record = record_new(act->arena, "cocon/local-draft");
    record_id(record, &act->who.id);
    record_id(record, &act->space.id);
    record_id(record, &seance.id);
    record_text(record, text);
    account_keys_derive(key, act->keys, record_encoded(record));
    const char *out = base64url_text(act->arena, BYTES_OF(key));
    secret_wipe(key, sizeof key);
    return out;
}
