#include "demo.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "certificate.h"
#include "command.h"
#include "core/doors/entry.h"
#include "core/journal/audit_head.h"
#include "core/keys/quorum.h"
#include "core/members/admission.h"
#include "sheets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { JSON_MAX = 1024 * 1024 };

enum status demo_json(json_t **out, struct demo *demo, const char *name)
{
    struct bytes text;
    json_error_t error;
    const char *path = arena_printf(demo->arena, "%s/%s", demo->folder, name);
    enum status status = file_read(&text, demo->arena, path, JSON_MAX);
    *out = NULL;
    if (status == STATUS_OK) {
        *out = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
        if (*out == NULL) {
            log_error("%s:%d: %s", path, error.line, error.text);
            return STATUS_INVALID;
        }
        act_json(demo->arena, *out);
    } else {
        log_error("%s: %s", path, status_name(status));
    }
    return status;
}

enum status demo_values(json_t **out, struct act *act, struct demo *demo, const char *file,
                        const struct form *form)
{
    json_t *raw;
    json_t *errors;
    enum status status = demo_json(&raw, demo, file);
    if (status == STATUS_OK)
        status = form_check(form, out, &errors, act->arena, raw, FORM_COMPLETE);
    if (status == STATUS_INVALID)
        act->fault_fields = errors;
    return status;
}

enum status demo_act(struct act **out, struct demo *demo, const struct demo_person *person)
{
    *out = NULL;
    struct arena *arena = person == NULL ? NULL : arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct db_conn *conn = db_read(demo->core->db);
    enum status status = entry_begin(out, demo->core, arena, conn, demo->space, person->account,
                                     account_keys_copy(person->keys));
    db_done(conn);
    if (status != STATUS_OK) {
        log_error("%s: no act: %s", person->key, status_name(status));
        arena_free(arena);
    }
    return status;
}

const struct demo_person *demo_person(struct demo *demo, const char *key)
{
    for (size_t i = 0; i < demo->people_count && key != NULL; i++)
        if (strcmp(demo->people[i].key, key) == 0)
            return &demo->people[i];
    log_error("%s: nobody of this key in people.json", key != NULL ? key : "(none)");
    return NULL;
}

enum status demo_done(struct act *act, enum status status, const char *what)
{
    if (status != STATUS_OK) {
        char *fields = act->fault_fields == NULL ? NULL : json_dumps(act->fault_fields, 0);
        log_error("%s: %s %s %s", what, status_name(status), act->fault != NULL ? act->fault : "",
                  fields != NULL ? fields : "");
        free(fields);
    }
    arena_free(act->arena);
    return status;
}

enum status demo_accounts_write(const struct demo *demo, const char *path)
{
    json_t *accounts = json_array();
    enum status status = STATUS_FAILED;
    for (size_t i = 0; i < demo->people_count; i++) {
        const struct demo_person *person = &demo->people[i];
        const json_t *roles = json_object_get(person->data, "account_roles");
        json_t *account = json_pack("{s:s, s:s, s:s, s:o}", "email", person->email, "passphrase",
                                    person->passphrase, "name", person->name, "roles",
                                    json_array_size(roles) > 0 ? json_deep_copy(roles)
                                                               : json_pack("[s]", "signatory"));
        if (person->totp[0] != '\0')
            json_object_set_new(account, "totp", json_string(person->totp));
        /* those with a part to play first */
        if (json_array_size(roles) > 0 ? json_array_insert_new(accounts, 0, account)
                                       : json_array_append_new(accounts, account))
            goto done;
    }
    if (demo->crowd != NULL && json_array_extend(accounts, demo->crowd) != 0)
        goto done;
    char *text = json_dumps(accounts, JSON_INDENT(1));
    if (text == NULL)
        goto done;
    status = file_create(path, 0600, (struct bytes){(uint8_t *)text, strlen(text)});
    free(text);
done:
    json_decref(accounts);
    return status;
}

static void demo_close(struct demo *demo)
{
    for (size_t i = 0; i < demo->people_count; i++) {
        account_keys_free(demo->people[i].keys);
        secret_wipe(demo->people[i].passphrase, sizeof demo->people[i].passphrase);
        secret_wipe(demo->people[i].totp, sizeof demo->people[i].totp);
    }
    core_close(demo->core);
}

/* Two of three, beside the rest: a demonstration shows them. */
static enum status make_sheets(struct demo *demo, const struct settings *settings)
{
    struct quorum_sheets sheets;
    struct space_id space;
    const char *path;
    enum status status = quorum_space(&space, demo->core, demo->pack);
    if (status == STATUS_OK)
        status = quorum_split(&sheets, 2, 3);
    if (status != STATUS_OK)
        return status;
    status = sheets_write(&path, settings, demo->arena,
                          rules_pack(demo->core->rules, demo->pack)->title, &sheets);
    if (status == STATUS_OK)
        status = quorum_adopt(demo->core, space, &sheets);
    quorum_sheets_free(&sheets);
    return status;
}

/* The first space's data, or those of another in a folder of its name. */
static enum status choose(struct demo *demo, const struct settings *settings)
{
    const struct rules *rules = demo->core->rules;
    const struct pack *first = rules_first_pack(rules);
    const struct pack *pack = settings->pack != NULL ? rules_pack(rules, settings->pack) : first;
    if (pack == NULL) {
        log_error("%s: no such space under policies/spaces/", settings->pack);
        return STATUS_NOT_FOUND;
    }
    demo->pack = pack->name;
    demo->folder = pack == first
                       ? arena_printf(demo->arena, "%s/demo", settings->policies)
                       : arena_printf(demo->arena, "%s/demo/%s", settings->policies, pack->name);
    return STATUS_OK;
}

static enum status load(const struct settings *settings, struct arena *arena, const char *accounts)
{
    char token[TOKEN_TEXT];
    struct demo demo = {.arena = arena};
    enum status status =
        core_open(&demo.core, settings->data, settings->policies, settings->share, 2);
    if (status != STATUS_OK)
        return status;
    status = choose(&demo, settings);
    clock_set(clock_epoch("2022-01-10T09:00"));
    if (status == STATUS_OK)
        status = admission_found(demo.core, demo.pack, token);
    demo.founding = token;
    if (status == STATUS_OK)
        status = make_sheets(&demo, settings);
    if (status == STATUS_OK)
        status = demo_people_load(&demo);
    if (status == STATUS_OK)
        status = demo_year_load(&demo);
    if (status == STATUS_OK && settings->scale > 0)
        status = demo_scale_load(&demo, settings->scale);
    if (status == STATUS_OK)
        status = audit_head_seal(demo.core);
    clock_set(0);
    if (status == STATUS_OK) /* last: its presence says that the demonstration is whole */
        status = demo_accounts_write(&demo, accounts);
    demo_close(&demo);
    return status;
}

static const char *today(struct arena *arena)
{
    char text[16];
    struct tm local;
    clock_local(clock_now(), &local);
    return strftime(text, sizeof text, "%Y-%m-%d", &local) > 0 ? arena_text(arena, text) : NULL;
}

/* A folder of its own for the first space. */
static enum status begin(struct settings *settings, struct arena *arena)
{
    enum status status = core_create(settings->data);
    if (status == STATUS_CONFLICT)
        log_error("%s: holds something else than a whole demonstration; choose another folder",
                  settings->data);
    settings->kept_from = today(arena); /* its year is over its time already */
    if (status == STATUS_OK)
        status = settings_write(settings, arena);
    if (status == STATUS_OK)
        status = certificate_create(settings->certificate, settings->private_key);
    return status;
}

/* With --pack, one more space on the server of a demonstration that is there. */
int command_demo(struct settings *settings, struct arena *arena)
{
    const char *first = arena_printf(arena, "%s/accounts.json", settings->data);
    const char *accounts = settings->pack == NULL ? first
                                                  : arena_printf(arena, "%s/accounts-%s.json",
                                                                 settings->data, settings->pack);
    if (settings->pack != NULL && access(first, F_OK) != 0) {
        log_error("%s: no demonstration there yet: first without --pack", settings->data);
        return command_exit(STATUS_NOT_FOUND);
    }
    const bool there = access(accounts, F_OK) == 0;
    if (settings->scale > 0 && (there || settings->pack != NULL)) {
        log_error("%s: --scale is for a new demonstration, without --pack", settings->data);
        return command_exit(STATUS_CONFLICT);
    }
    if (!there) {
        enum status status = settings->pack == NULL ? begin(settings, arena) : STATUS_OK;
        if (status == STATUS_OK)
            status = load(settings, arena, accounts);
        if (status != STATUS_OK)
            return command_exit(status);
    }
    printf("Demonstration accounts: %s\n", accounts);
    return EX_OK;
}
