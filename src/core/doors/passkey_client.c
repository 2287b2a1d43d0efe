#include "doors/passkey_client.h"

#include <string.h>

static bool says(const json_t *data, const char *name, const char *value)
{
    const char *its = json_string_value(json_object_get(data, name));
    return its != NULL && strcmp(its, value) == 0;
}

enum status passkey_client_check(struct digest *out, struct arena *arena, struct bytes client,
                                 const char *type, const char *challenge,
                                 const struct passkey_place *place)
{
    *out = (struct digest){0};
    if (place->rp_id == NULL)
        return STATUS_INVALID;
    json_t *data = json_loadb((const char *)client.data, client.len, JSON_REJECT_DUPLICATES, NULL);
    if (data == NULL)
        return STATUS_INVALID;
    act_json(arena, data);
    const json_t *crossed = json_object_get(data, "crossOrigin");
    if (!json_is_object(data) || !says(data, "type", type) || !says(data, "challenge", challenge) ||
        !says(data, "origin", place->origin) || (crossed != NULL && !json_is_false(crossed)) ||
        json_object_get(data, "topOrigin") != NULL)
        return STATUS_INVALID;
    digest_sha256(out, client);
    return STATUS_OK;
}
