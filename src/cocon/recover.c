/* Cocon recover. */

#include "command.h"

#include "base/log.h"
#include "core/core.h"
#include "core/journal/audit_head.h"
#include "sheets.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct recovering {
    const struct settings *settings;
    struct arena *arena;
    struct core *core;
    const struct pack *pack;
    struct space_id space;
    struct account_keys *recovery;
};

static int fail(enum status status, const char *why)
{
    log_error("%s", why);
    return command_exit(status);
}

static int why_not_opened(enum status status)
{
    switch (status) {
    case STATUS_NOT_FOUND:
        return fail(status, "this space has no recovery key");
    case STATUS_DENIED:
        return fail(status, "more sheets are needed");
    case STATUS_CONFLICT:
        return fail(STATUS_TAMPERED, "a sheet was given twice");
    case STATUS_INVALID:
        return fail(STATUS_TAMPERED, "these sheets are not of one set, or not those in force");
    case STATUS_TAMPERED:
        return fail(status, "one of the sheets is wrong: they do not agree");
    default:
        return fail(status, status_name(status));
    }
}

/* What was opened, for people or scripts; a fault if not everything was. */
static int report(const struct recovering *recovering, const struct quorum_count *count,
                  const char *name, const char *value)
{
    if (recovering->settings->json)
        printf("{\"space\": \"%s\", \"vaults\": %u, \"opened\": %u, \"missing\": %u, "
               "\"broken\": %u, \"%s\": \"%s\"}\n",
               recovering->pack->name, count->vaults, count->opened, count->missing, count->broken,
               name, value);
    else
        printf("%u vaults, %u keys opened, %u without an envelope, %u broken\n", count->vaults,
               count->opened, count->missing, count->broken);
    return count->missing + count->broken == 0 ? EX_OK : EX_DATAERR;
}

static int rehearse(const struct recovering *recovering)
{
    struct quorum_count count;
    enum status status =
        quorum_rehearse(&count, recovering->core, recovering->space, recovering->recovery);
    if (status != STATUS_OK)
        return fail(status, status_name(status));
    const int code = report(recovering, &count, "done", "rehearsal");
    if (!recovering->settings->json && code == EX_OK)
        printf("These sheets work.  Nothing was changed; the journal tells of the rehearsal.\n");
    return code;
}

static int admit(const struct recovering *recovering)
{
    struct quorum_count count;
    char token[TOKEN_TEXT];
    const struct settings *settings = recovering->settings;
    enum status status = quorum_admit(&count, recovering->core, recovering->space,
                                      recovering->recovery, settings->email, settings->name, token);
    if (status == STATUS_INVALID)
        return fail(status, "nobody has this address: --name says who it is");
    if (status == STATUS_CONFLICT)
        return fail(status, "this person belongs to another space too: take another address");
    if (status != STATUS_OK)
        return fail(status, status_name(status));
    const char *link = arena_printf(recovering->arena, "%s/invitation/%s", settings->url, token);
    const int code = report(recovering, &count, "invitation", link);
    if (!settings->json)
        printf("Link for the new coordinator, good once, for 2 days; it opens every text:\n%s\n",
               link);
    secret_wipe(token, sizeof token);
    return code;
}

static int renew(const struct recovering *recovering)
{
    struct quorum_sheets sheets;
    struct quorum_count count;
    unsigned k, n;
    const char *path = "";
    enum status status = sheets_quorum(&k, &n, recovering->settings);
    if (status == STATUS_OK)
        status = quorum_split(&sheets, k, n);
    if (status != STATUS_OK)
        return command_exit(status);
    /* on paper first: a key that nobody has would be worse than none */
    status = sheets_write(&path, recovering->settings, recovering->arena, recovering->pack->title,
                          &sheets);
    if (status == STATUS_OK) {
        status = quorum_renew(&count, recovering->core, recovering->space, recovering->recovery,
                              &sheets);
        if (status != STATUS_OK) {
            remove(path);
            log_error("%s: nothing was changed: the old sheets stay", status_name(status));
        }
    }
    quorum_sheets_free(&sheets);
    return status == STATUS_OK ? report(recovering, &count, "sheets", path) : command_exit(status);
}

static int act(struct recovering *recovering)
{
    struct share shares[SHARES_MOST];
    size_t count;
    const struct settings *settings = recovering->settings;
    enum status status = sheets_read(shares, &count, settings, recovering->arena);
    if (status != STATUS_OK)
        return status == STATUS_INVALID ? EX_DATAERR : command_exit(status);
    status = quorum_open(&recovering->recovery, recovering->core, recovering->space, shares, count);
    shares_free(shares, count);
    if (status != STATUS_OK)
        return why_not_opened(status);
    if (!settings->rehearse) /* which only tells */
        status = command_whole(recovering->core, settings, recovering->arena);
    if (status != STATUS_OK) {
        account_keys_free(recovering->recovery);
        return command_exit(status);
    }
    int code = settings->rehearse ? rehearse(recovering)
               : settings->renew  ? renew(recovering)
                                  : admit(recovering);
    account_keys_free(recovering->recovery);
    if (audit_head_seal(recovering->core) != STATUS_OK)
        log_warning("the journal's last entries are under no head yet");
    return code;
}

int command_recover(struct settings *settings, struct arena *arena)
{
    struct recovering recovering = {.settings = settings, .arena = arena};
    if (settings->rehearse + settings->renew + (settings->email != NULL) != 1) {
        log_error("recover: one of --email ADDRESS, --rehearse and --renew");
        return EX_USAGE;
    }
    if (settings->email != NULL && strchr(settings->email, '@') == NULL) {
        log_error("recover: --email is no e-mail address");
        return EX_USAGE;
    }
    enum status status = command_core(&recovering.core, settings, 1);
    if (status != STATUS_OK)
        return command_exit(status);
    recovering.pack = settings->pack != NULL ? rules_pack(recovering.core->rules, settings->pack)
                                             : rules_first_pack(recovering.core->rules);
    status = recovering.pack != NULL
                 ? quorum_space(&recovering.space, recovering.core, recovering.pack->name)
                 : STATUS_NOT_FOUND;
    int code = status == STATUS_OK ? act(&recovering) : fail(status, "there is no such space");
    core_close(recovering.core);
    return code;
}
