#include "command.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/core.h"
#include "core/journal/audit_state.h"
#include "core/members/admission.h"
#include "crypto/secret.h"

#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

int command_exit(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return EX_OK;
    case STATUS_NOT_FOUND:
        return EX_NOINPUT;
    case STATUS_INVALID:
        return EX_CONFIG;
    case STATUS_CONFLICT:
        return EX_CANTCREAT;
    case STATUS_DENIED:
        return EX_NOPERM;
    case STATUS_LIMIT:
    case STATUS_BUSY:
        return EX_TEMPFAIL;
    case STATUS_TAMPERED:
        return EX_DATAERR;
    case STATUS_FAILED:
        return EX_IOERR;
    }
    return EX_SOFTWARE;
}

const char *command_words(const struct settings *settings, struct arena *arena)
{
    return arena_printf(arena, "%s/french-words.txt", settings->share);
}

enum status command_core(struct core **out, const struct settings *settings, unsigned readers)
{
    enum status status =
        core_open(out, settings->data, settings->policies, settings->share, readers);
    char day[sizeof "YYYY-MM-DDT00:00"];
    if (status == STATUS_OK && settings->kept_from != NULL) {
        (void)snprintf(day, sizeof day, "%.10sT00:00", settings->kept_from);
        (*out)->retention_from = clock_epoch(day);
    }
    return status;
}

static void complain(void *context, const struct audit_fault *fault)
{
    log_error("%s", audit_fault_text(context, fault));
}

enum status command_whole(struct core *core, const struct settings *settings, struct arena *arena)
{
    enum status status = audit_state_before(core, complain, arena);
    if (status == STATUS_TAMPERED && settings->despite_faults) {
        log_warning("going on despite these faults, as was asked for");
        status = STATUS_OK;
    } else if (status == STATUS_TAMPERED)
        log_error("nothing was done: what is edited or hidden now would be left out for good.  "
                  "Put the rows back that were there (cocon audit verify names them; a backup has "
                  "them), then run this again; --despite-faults goes on without them");
    return status;
}

int command_link(const struct settings *settings, struct arena *arena, command_make *make)
{
    struct core *core;
    char token[TOKEN_TEXT];
    const char *sheets = NULL;
    enum status status = command_core(&core, settings, 1);
    if (status != STATUS_OK)
        return command_exit(status);
    const char *pack = arena_text(
        arena, settings->pack != NULL ? settings->pack : rules_first_pack(core->rules)->name);
    status = admission_found(core, pack, token);
    if (status == STATUS_OK && make != NULL) {
        status = make(&sheets, core, settings, arena, pack);
        if (status != STATUS_OK) {
            core_close(core);
            secret_wipe(token, sizeof token);
            return command_exit(status);
        }
    }
    core_close(core);
    if (status == STATUS_CONFLICT) {
        log_error("%s: somebody coordinates this space already: coordination invites, at /acces",
                  pack);
        return EX_NOPERM;
    }
    if (status != STATUS_OK) {
        log_error("%s: no invitation: %s", pack, status_name(status));
        return command_exit(status);
    }
    const char *link = arena_printf(arena, "%s/invitation/%s", settings->url, token);
    if (settings->json)
        printf("{\"space\": \"%s\", \"invitation\": \"%s\", \"sheets\": %s}\n", pack, link,
               sheets != NULL ? arena_printf(arena, "\"%s\"", sheets) : "null");
    else
        printf("Link for the founding coordinator of %s, good once, for 7 days:\n%s\n", pack, link);
    return EX_OK;
}
