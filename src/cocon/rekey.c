/* Cocon rekey. */

#include "command.h"

#include "base/log.h"
#include "core/keys/rekey.h"
#include "core/keys/rekey_resume.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

static int fail(enum status status)
{
    switch (status) {
    case STATUS_BUSY:
        log_error("rekey: the folder is in use: stop the server first");
        break;
    case STATUS_LIMIT:
        log_error("rekey: the key was changed as often as it can be");
        return EX_UNAVAILABLE;
    case STATUS_TAMPERED:
        log_error("rekey: not everything is as the journal tells: nothing was changed.  Put the "
                  "rows back that were there (cocon audit verify names them; a backup has them), "
                  "then run this again; --despite-faults leaves them an edit for good");
        break;
    default:
        log_error("rekey: %s", status_name(status));
    }
    return command_exit(status);
}

static void report(const struct rekey_result *result, bool json)
{
    if (json) {
        printf("{\"people\": %" PRIu64 ", \"seances\": %" PRIu64 ", \"edited\": %" PRIu64
               ", \"log\": \"%s\"}\n",
               result->people, result->seances, result->edited, result->log);
        return;
    }
    printf("server.key is another one: %" PRIu64 " people and the guests of %" PRIu64
           " meetings sealed anew, %" PRIu64 " edited\n"
           "the journal's id is now %s\n"
           "Back up server.key, apart from the database.  Everybody signs in again.\n",
           result->people, result->seances, result->edited, result->log);
}

int command_rekey(struct settings *settings, struct arena *arena)
{
    (void)arena;
    struct core *core;
    struct rekey_result result;
    bool finished;
    enum status status = rekey_resume(&finished, settings->data);
    if (status != STATUS_OK)
        return fail(status);
    if (finished) {
        printf("The change that was interrupted is finished: server.key is the new one.\n");
        return EX_OK;
    }
    status = command_core(&core, settings, 1);
    if (status != STATUS_OK)
        return command_exit(status);
    status = settings->despite_faults ? rekey_run_despite(&result, core, settings->data)
                                      : rekey_run(&result, core, settings->data);
    core_close(core);
    if (status != STATUS_OK)
        return fail(status);
    report(&result, settings->json);
    return result.edited > 0 ? EX_DATAERR : EX_OK;
}
