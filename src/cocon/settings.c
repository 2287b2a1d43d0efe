#include "settings.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/ini.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static enum status number(unsigned *out, const struct ini_entry *entry, const char *path,
                          unsigned max)
{
    char *end;
    unsigned long value = strtoul(entry->value, &end, 10);
    if (*entry->value < '0' || *entry->value > '9' || *end != '\0' || value > max) {
        log_error("%s:%d: %s is not a number up to %u", path, entry->line, entry->key, max);
        return STATUS_INVALID;
    }
    if (*out == 0)
        *out = (unsigned)value;
    return STATUS_OK;
}

static enum status yes_or_no(bool *out, const struct ini_entry *entry, const char *path)
{
    *out = strcmp(entry->value, "yes") == 0;
    if (*out || strcmp(entry->value, "no") == 0)
        return STATUS_OK;
    log_error("%s:%d: %s is neither yes nor no", path, entry->line, entry->key);
    return STATUS_INVALID;
}

static enum status take_setting(struct settings *settings, const struct ini_entry *entry,
                                const char *path)
{
    const struct {
        const char *section;
        const char *key;
        const char **text;
        unsigned *number;
        unsigned max;
        bool *flag;
    } keys[] = {{"server", "address", &settings->address, NULL, 0, NULL},
                {"server", "port", NULL, &settings->port, 65535, NULL},
                {"server", "url", &settings->url, NULL, 0, NULL},
                {"server", "proxy", &settings->proxy, NULL, 0, NULL},
                {"server", "hsts_subdomains", NULL, NULL, 0, &settings->hsts_subdomains},
                {"server", "certificate", &settings->certificate, NULL, 0, NULL},
                {"server", "private_key", &settings->private_key, NULL, 0, NULL},
                {"server", "timezone", &settings->timezone, NULL, 0, NULL},
                {"server", "workers", NULL, &settings->workers, 256, NULL},
                {"server", "readers", NULL, &settings->readers, 256, NULL},
                {"retention", "from", &settings->kept_from, NULL, 0, NULL}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(entry->section, keys[i].section) != 0 || strcmp(entry->key, keys[i].key) != 0)
            continue;
        if (keys[i].number != NULL)
            return number(keys[i].number, entry, path, keys[i].max);
        if (keys[i].flag != NULL)
            return yes_or_no(keys[i].flag, entry, path);
        if (*keys[i].text == NULL)
            *keys[i].text = entry->value;
        return STATUS_OK;
    }
    log_error("%s:%d: [%s] %s is not a setting", path, entry->line, entry->section, entry->key);
    return STATUS_INVALID;
}

/* As the system writes it, so that it can be compared with the addresses of connections. */
static enum status numeric(const char **address, struct arena *arena, const char *path)
{
    struct in6_addr binary;
    char *text = arena_alloc(arena, INET6_ADDRSTRLEN);
    if (*address == NULL)
        return STATUS_OK;
    for (size_t i = 0; i < 2; i++) {
        const int family = i == 0 ? AF_INET : AF_INET6;
        if (inet_pton(family, *address, &binary) == 1) {
            *address = inet_ntop(family, &binary, text, INET6_ADDRSTRLEN);
            return STATUS_OK;
        }
    }
    log_error("%s: proxy is not a numeric address", path);
    return STATUS_INVALID;
}

static const char *in_data(const struct settings *settings, struct arena *arena, const char *name)
{
    return *name == '/' ? name : arena_printf(arena, "%s/%s", settings->data, name);
}

static void or_else(const char **setting, const char *fallback)
{
    if (*setting == NULL)
        *setting = fallback;
}

/* A day to come would keep everything until then. */
static bool is_past(struct arena *arena, const char *day)
{
    return clock_is_date(day) && clock_epoch(arena_printf(arena, "%sT00:00", day)) <= clock_now();
}

enum status settings_read(struct settings *settings, struct arena *arena)
{
    struct ini ini;
    const char *path = arena_printf(arena, "%s/cocon.ini", settings->data);
    const bool other_port = settings->port != 0;
    enum status status = ini_load(&ini, arena, path);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    for (size_t i = 0; i < ini.count && status == STATUS_OK; i++)
        status = take_setting(settings, &ini.entries[i], path);
    or_else(&settings->timezone, "Europe/Paris");
    if (status == STATUS_OK && !clock_zone(settings->timezone)) {
        log_error("%s: there is no time zone %s", path, settings->timezone);
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK && settings->kept_from != NULL &&
        !is_past(arena, settings->kept_from)) {
        log_error("%s: [retention] from is not a day as 2026-01-31, today or before", path);
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK)
        status = numeric(&settings->proxy, arena, path);
    if (status != STATUS_OK)
        return status;
    or_else(&settings->policies, COCON_POLICIES);
    or_else(&settings->web, COCON_WEB);
    or_else(&settings->share, COCON_SHARE);
    or_else(&settings->address, "127.0.0.1");
    or_else(&settings->certificate, "certificate.pem");
    or_else(&settings->private_key, "certificate.key");
    settings->certificate = in_data(settings, arena, settings->certificate);
    settings->private_key = in_data(settings, arena, settings->private_key);
    if (settings->port == 0)
        settings->port = 8443;
    if (settings->readers == 0)
        settings->readers = 4;
    if (other_port) /* the file's address would lead elsewhere */
        settings->url = NULL;
    or_else(&settings->url,
            arena_printf(arena, "https://%s:%u", settings->address, settings->port));
    return STATUS_OK;
}

enum status settings_write(const struct settings *settings, struct arena *arena)
{
    const char *path = arena_printf(arena, "%s/cocon.ini", settings->data);
    const char *text =
        arena_printf(arena,
                     "# How this server runs; see cocon(1).  Paths are in this folder "
                     "unless they start with /.\n"
                     "[server]\n"
                     "address = %s\n"
                     "port = %u\n"
                     "# How people reach it, for the links in invitations.\n"
                     "url = %s\n"
                     "# Whether browsers shall use HTTPS for all names below that one, too, for a "
                     "year: only if each\n# of them has it.\n"
                     "hsts_subdomains = no\n"
                     "# Of the dates and hours that people read and type.\n"
                     "timezone = %s\n"
                     "certificate = certificate.pem\n"
                     "private_key = certificate.key\n",
                     settings->address, settings->port, settings->url, settings->timezone);
    if (settings->kept_from != NULL)
        text = arena_printf(arena,
                            "%s\n[retention]\n"
                            "# What is older than this day is kept as if it were of this day: the "
                            "demonstration's year\n# is long over, and would be destroyed.\n"
                            "from = %s\n",
                            text, settings->kept_from);
    enum status status =
        file_create(path, 0600, (struct bytes){(const uint8_t *)text, strlen(text)});
    return status == STATUS_CONFLICT ? STATUS_OK : status;
}
