#include "command.h"

#include "base/log.h"
#include "certificate.h"
#include "core/core.h"

#include <sysexits.h>

int command_init(struct settings *settings, struct arena *arena)
{
    enum status status = core_create(settings->data);
    if (status == STATUS_CONFLICT)
        log_info("%s: has a server key already, which stays", settings->data);
    else if (status != STATUS_OK)
        return command_exit(status);
    status = settings_write(settings, arena);
    if (status == STATUS_OK && settings->demo_certificate)
        status = certificate_create(settings->certificate, settings->private_key);
    if (status != STATUS_OK)
        return command_exit(status);
    return command_link(settings, arena);
}

int command_invite(struct settings *settings, struct arena *arena)
{
    return command_link(settings, arena);
}
