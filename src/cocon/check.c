/* Cocon check. */

#include "command.h"

#include "anonymise/lexicon.h"
#include "base/log.h"
#include "core/core.h"
#include "crypto/server_key.h"
#include "sheets.h"
#include "site/site.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

/* A data folder is optional here: policies can be checked on the machine where they are written. */
static enum status check_data(const struct settings *settings, struct arena *arena)
{
    struct server_key *key;
    sheets_warn(settings, arena);
    const char *path = arena_printf(arena, "%s/server.key", settings->data);
    if (access(settings->data, F_OK) != 0) {
        if (settings->keys) {
            log_error("%s: no data folder", settings->data);
            return STATUS_NOT_FOUND;
        }
        printf("no data folder at %s: not checked\n", settings->data);
        return STATUS_OK;
    }
    enum status status = server_key_load(&key, path);
    server_key_free(key);
    if (status != STATUS_OK)
        log_error("%s: %s", path, status_name(status));
    const char *files[] = {settings->certificate, settings->private_key};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (access(files[i], R_OK) != 0) {
            log_error("%s: cannot be read", files[i]);
            status = STATUS_INVALID;
        }
    return status;
}

int command_check(struct settings *settings, struct arena *arena)
{
    struct rules *rules = NULL;
    struct passphrase_words *words = NULL;
    struct lexicon *lexicon = NULL;
    enum status status = rules_load(&rules, settings->policies);
    enum status worst = status;
    if (status == STATUS_OK)
        worst = site_check(settings->web, arena_printf(arena, "%s/assets", settings->share), rules);
    status = passphrase_words_load(&words, command_words(settings, arena));
    if (status != STATUS_OK) {
        log_error("%s: no word list (%s)", command_words(settings, arena), status_name(status));
        worst = status;
    }
    status = command_lexicon(&lexicon, settings, arena);
    if (status != STATUS_OK)
        worst = status;
    status = check_data(settings, arena);
    if (status != STATUS_OK)
        worst = status;
    lexicon_free(lexicon);
    passphrase_words_free(words);
    rules_free(rules);
    if (worst == STATUS_OK && !(settings->keys && settings->json))
        printf("configuration, policies, forms, templates and messages are in order\n");
    if (worst == STATUS_OK && settings->keys)
        return command_keys(settings, arena);
    return command_exit(worst);
}
