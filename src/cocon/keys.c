/* Cocon check --keys. */

#include "command.h"

#include "base/log.h"
#include "core/core.h"
#include "core/overview/key_check.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

struct telling {
    struct arena *arena;
    json_t *faults; /* NULL: lines on standard output */
};

static json_t *id_json(const struct id *id)
{
    char text[ID_TEXT];
    return id_is_none(id) ? json_null() : json_string(id_text(text, id));
}

static void print_fault(void *context, const struct key_fault *fault)
{
    const struct telling *telling = context;
    const char *text = key_fault_text(telling->arena, fault);
    if (telling->faults == NULL) {
        printf("%s\n", text);
        return;
    }
    json_array_append_new(
        telling->faults,
        json_pack("{s:s, s:s, s:o, s:s, s:o, s:s?, s:I, s:o, s:s?, s:s}", "fault",
                  key_fault_kind(fault->kind), "reason", key_fault_reason(fault->reason), "vault",
                  id_json(&fault->vault.id), "purpose", fault->purpose, "seance",
                  id_json(&fault->seance.id), "stage", fault->stage, "generation",
                  (json_int_t)fault->generation, "account", id_json(&fault->reader.id),
                  "profession", fault->profession, "text", text));
}

static void print_result(const struct key_result *result, const struct telling *telling)
{
    if (telling->faults == NULL) {
        printf("%" PRIu64 " vaults and %" PRIu64 " envelopes checked: %" PRIu64
               " hold too much, %" PRIu64 " are broken, %" PRIu64 " are missing\n",
               result->vaults, result->envelopes, result->faults[KEY_FAULT_EXTRA],
               result->faults[KEY_FAULT_BROKEN], result->faults[KEY_FAULT_MISSING]);
        return;
    }
    json_t *json = json_pack("{s:I, s:I, s:O}", "vaults", (json_int_t)result->vaults, "envelopes",
                             (json_int_t)result->envelopes, "faults", telling->faults);
    json_dumpf(json, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(json);
}

int command_keys(const struct settings *settings, struct arena *arena)
{
    struct core *core;
    struct key_result result;
    struct telling telling = {arena, settings->json ? json_array() : NULL};
    enum status status = command_core(&core, settings, 1);
    if (status == STATUS_OK) {
        status = key_check_run(&result, core, NULL, print_fault, &telling);
        if (status == STATUS_OK || status == STATUS_TAMPERED || status == STATUS_BUSY)
            print_result(&result, &telling);
        else
            log_error("keys: %s", status_name(status));
        core_close(core);
    }
    json_decref(telling.faults);
    return command_exit(status);
}
