/* /compte/facteurs. */

#include "core/doors/factor_key.h"

#include "answer/fields.h"
#include "core/doors/factors.h"
#include "gate/attempts.h"
#include "pages/pages.h"
#include "render/qr.h"

#include <arpa/inet.h>
#include <string.h>

/* /compte/facteurs: what one shows besides the passphrase. */

/* A stolen cookie is no licence to guess passphrases here either. */
static enum status guarded(struct visit *visit, enum status (*act)(struct visit *visit))
{
    enum status status = attempts_passphrase(visit);
    if (status != STATUS_OK)
        return status;
    status = act(visit);
    if (status == STATUS_OK)
        attempts_passphrase_right(visit);
    return status;
}

static void passphrase_form(struct visit *visit, const char *member, const char *form,
                            const char *action, const json_t *values)
{
    page_fill(page_form(visit, member, form, action, values, 0), "passphrase", "current-password");
}

enum status page_factors(struct visit *visit)
{
    json_t *model;
    json_t *factor;
    size_t index;
    visit->nav = "account";
    enum status status = factors_view(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    json_array_foreach(json_object_get(model, "factors"), index, factor)
    {
        const char *kind = json_string_value(json_object_get(factor, "kind"));
        json_object_set_new(factor, "is_code",
                            json_boolean(kind != NULL && strcmp(kind, "code") == 0));
    }
    visit_merge(visit, model);
    visit_set(visit, "any", json_boolean(index > 0));
    if (!json_is_true(json_object_get(model, "room")))
        return STATUS_OK;
    visit_set(visit, "passkeys_possible", json_boolean(visit->site->passkeys.rp_id != NULL));
    if (visit->site->passkeys.rp_id != NULL)
        passphrase_form(visit, "key_form", "factor_key", "/compte/facteurs/cle", NULL);
    const char *name = words_get(visit_messages(visit), "factor", "code");
    passphrase_form(visit, "code_form", "factor_code", "/compte/facteurs/application",
                    act_json(visit->arena, json_pack("{s:s?}", "name", name)));
    return STATUS_OK;
}

static enum status begin_code(struct visit *visit)
{
    return factors_begin_code(visit->act, visit->fields);
}

enum status page_factors_begin_code(struct visit *visit)
{
    return guarded(visit, begin_code);
}

/* "ABCD EFGH …": as people read it aloud. */
static const char *in_fours(struct arena *arena, const char *secret)
{
    const char *out = "";
    for (size_t len = strlen(secret); len > 0; len = strlen(secret)) {
        const int part = len < 4 ? (int)len : 4;
        out = arena_printf(arena, "%s%s%.*s", out, *out == '\0' ? "" : " ", part, secret);
        secret += part;
    }
    return out;
}

/* One that is under way, or the form that begins one. */
enum status page_factors_code(struct visit *visit)
{
    json_t *model;
    struct bytes svg;
    visit->nav = "account";
    enum status status = factors_code(visit->act, &model);
    if (status == STATUS_NOT_FOUND) {
        const char *name = words_get(visit_messages(visit), "factor", "code");
        passphrase_form(visit, "begin", "factor_code", "/compte/facteurs/application",
                        act_json(visit->arena, json_pack("{s:s?}", "name", name)));
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = qr_svg(&svg, visit->arena, act_text(model, "uri"));
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    if (!visit->request->wants_json) {
        visit_set(visit, "secret_in_fours",
                  json_string(in_fours(visit->arena, act_text(model, "secret"))));
        visit_set(visit, "qr_html", json_stringn((const char *)svg.data, svg.len));
    }
    json_t *form =
        page_form(visit, "form", "factor_confirm", "/compte/facteurs/application/code", NULL, 0);
    page_fill(form, "code", "one-time-code");
    json_object_set_new(fields_find(form, "code"), "digits", json_true());
    return STATUS_OK;
}

enum status page_factors_confirm_code(struct visit *visit)
{
    visit->location = "/compte/facteurs";
    return factors_confirm_code(visit->act, visit->fields);
}

enum status page_factors_rename(struct visit *visit)
{
    struct id id;
    visit_id(&id, visit);
    return factors_rename(visit->act, &id, visit->fields);
}

/* The factor of the path, for the page that asks before it goes. */
enum status page_factors_remove_form(struct visit *visit)
{
    json_t *model;
    json_t *factor;
    size_t index;
    const char *id = route_param(&visit->params, "id");
    visit->nav = "account";
    enum status status = factors_view(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    json_array_foreach(json_object_get(model, "factors"), index, factor)
    {
        if (strcmp(json_string_value(json_object_get(factor, "id")), id) == 0)
            json_object_set(visit->model, "factor", factor);
    }
    if (json_object_get(visit->model, "factor") == NULL)
        return STATUS_NOT_FOUND;
    passphrase_form(visit, "form", "factor_remove",
                    arena_printf(visit->arena, "/compte/facteurs/%s/retrait", id), NULL);
    return STATUS_OK;
}

static enum status remove_it(struct visit *visit)
{
    struct id id;
    visit_id(&id, visit);
    return factors_remove(visit->act, &id, visit->fields);
}

enum status page_factors_remove(struct visit *visit)
{
    visit->location = "/compte/facteurs";
    return guarded(visit, remove_it);
}

void page_factors_place(struct passkey_place *out, struct arena *arena, const char *url)
{
    static const char scheme[] = "https://";
    uint8_t number[16];
    *out = (struct passkey_place){0};
    if (strncmp(url, scheme, sizeof scheme - 1) != 0)
        return;
    const char *name = url + sizeof scheme - 1;
    const size_t whole = strcspn(name, "/");
    const char *host = arena_copy(arena, name, strcspn(name, ":/"));
    const char *port = arena_copy(arena, name + strlen(host), whole - strlen(host));
    /* browsers take names only, and leave out the port that goes without saying */
    if (*name == '[' || *host == '\0' || inet_pton(AF_INET, host, number) == 1)
        return;
    out->origin =
        arena_printf(arena, "%s%s%s", scheme, host, strcmp(port, ":443") == 0 ? "" : port);
    out->rp_id = host;
}

static enum status begin_key(struct visit *visit)
{
    json_t *asked;
    enum status status =
        factor_key_begin(visit->act, visit->fields, &visit->site->passkeys, &asked);
    if (status == STATUS_OK)
        visit_set(visit, "asked", json_incref(asked));
    return status;
}

/* Its JSON face asks the browser; without scripts there is no way on but the application. */
enum status page_factors_begin_key(struct visit *visit)
{
    return guarded(visit, begin_key);
}

enum status page_factors_confirm_key(struct visit *visit)
{
    return factor_key_confirm(visit->act, visit->fields, &visit->site->passkeys);
}
