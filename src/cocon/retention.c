/* Cocon retention. */

#include "command.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/retention/retention.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

struct telling {
    json_t *acts; /* NULL: lines on standard output */
    bool dry;
};

static const char *day(char out[16], int64_t at)
{
    struct tm local;
    clock_local(at, &local);
    if (strftime(out, 16, "%Y-%m-%d", &local) == 0)
        out[0] = '\0';
    return out;
}

static void print_item(void *context, const char *act, const struct retention_item *item)
{
    const struct telling *telling = context;
    char id[ID_TEXT];
    char due[16];
    char ends[16];
    const char *what = retention_end_name(item->what);
    id_text(id, &item->object);
    day(due, item->due_at);
    day(ends, item->ends_at);
    if (telling->acts == NULL)
        printf("%s: %s %s, over its time on %s, ends on %s\n", act, what, id, due, ends);
    else
        json_array_append_new(telling->acts, json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s}", "act",
                                                       act, "what", what, "object", id, "starts",
                                                       item->starts, "due", due, "ends", ends));
}

static void print_result(const struct retention_result *result, const struct telling *telling)
{
    if (telling->acts == NULL) {
        printf("%s%u announced, %u destroyed, %u accounts suspended, %u held back\n",
               telling->dry ? "would be: " : "", result->announced, result->destroyed,
               result->suspended, result->held_back);
        return;
    }
    json_t *json = json_pack("{s:b, s:O, s:i, s:i, s:i, s:i, s:i}", "dry_run", telling->dry, "acts",
                             telling->acts, "announced", (int)result->announced, "destroyed",
                             (int)result->destroyed, "suspended", (int)result->suspended, "expired",
                             (int)result->expired, "held_back", (int)result->held_back);
    json_dumpf(json, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(json);
}

int command_retention(struct settings *settings, struct arena *arena)
{
    (void)arena;
    struct core *core;
    struct retention_result result;
    struct telling telling = {settings->json ? json_array() : NULL, settings->dry_run};
    enum status status = command_core(&core, settings, 1);
    if (status != STATUS_OK) {
        json_decref(telling.acts);
        return command_exit(status);
    }
    status = retention_run(&result, core, settings->dry_run, print_item, &telling);
    if (status == STATUS_OK || status == STATUS_BUSY)
        print_result(&result, &telling);
    if (status == STATUS_BUSY)
        log_error("retention: the database's log is in use and could not be emptied: run it again");
    else if (status != STATUS_OK)
        log_error("retention: %s", status_name(status));
    core_close(core);
    json_decref(telling.acts);
    if (status == STATUS_OK && result.held_back > 0)
        status = STATUS_TAMPERED;
    return command_exit(status);
}
