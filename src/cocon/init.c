/* Cocon init, cocon invite. */

#include "command.h"

#include "base/log.h"
#include "certificate.h"
#include "core/core.h"
#include "sheets.h"

#include <stdio.h>
#include <sysexits.h>

/* On paper first, then in force: a key that nobody has would be worse than none. */
static enum status make_sheets(const char **path, struct core *core,
                               const struct settings *settings, struct arena *arena,
                               const char *pack)
{
    struct quorum_sheets sheets;
    struct space_id space;
    unsigned k, n;
    bool has = true;
    *path = NULL;
    enum status status = quorum_space(&space, core, pack);
    if (status == STATUS_OK)
        status = quorum_has(&has, core, space);
    if (status == STATUS_OK && has)
        log_info("%s: has recovery sheets already, which stay", pack);
    if (status != STATUS_OK || has)
        return status;
    status = sheets_quorum(&k, &n, settings);
    if (status == STATUS_OK)
        status = quorum_split(&sheets, k, n);
    if (status != STATUS_OK)
        return status;
    status = sheets_write(path, settings, arena, rules_pack(core->rules, pack)->title, &sheets);
    if (status == STATUS_OK) {
        status = quorum_adopt(core, space, &sheets);
        if (status != STATUS_OK)
            remove(*path);
    }
    quorum_sheets_free(&sheets);
    return status;
}

int command_init(struct settings *settings, struct arena *arena)
{
    unsigned k, n;
    enum status status = sheets_quorum(&k, &n, settings);
    if (status != STATUS_OK)
        return EX_USAGE;
    status = core_create(settings->data);
    if (status == STATUS_CONFLICT)
        log_info("%s: has a server key already, which stays", settings->data);
    else if (status != STATUS_OK)
        return command_exit(status);
    status = settings_write(settings, arena);
    if (status == STATUS_OK && settings->demo_certificate)
        status = certificate_create(settings->certificate, settings->private_key);
    if (status != STATUS_OK)
        return command_exit(status);
    if (settings->no_recovery)
        log_warning("no recovery sheets: if all who can open a text lose their passphrases, it is "
                    "lost, and if all coordinators do, so is the space; once the founding "
                    "coordinator has accepted, sheets can no longer be made");
    return command_link(settings, arena, settings->no_recovery ? NULL : make_sheets);
}

int command_invite(struct settings *settings, struct arena *arena)
{
    return command_link(settings, arena, NULL);
}
