#include "core.h"

#include "anchors.h"
#include "arrivals.h"
#include "base/log.h"
#include "journal/audit_watch.h"
#include "journal/ledger_keep.h"
#include "journal/row_fold.h"
#include "keys/rekey_resume.h"
#include "trust/adopted_facts.h"
#include "trust/guest_seal.h"
#include "trust/roll.h"
#include "trust/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *inside(struct arena *arena, const char *folder, const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

enum status core_create(const char *folder)
{
    struct arena *arena = arena_new();
    enum status status = STATUS_FAILED;
    if (arena == NULL)
        return STATUS_FAILED;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        log_error("%s: %s", folder, strerror(errno));
    else
        status = server_key_create(inside(arena, folder, "server.key"));
    arena_free(arena);
    return status;
}

/* Half the processors: one derivation fills several lanes, and readers need the other half. */
static struct slots *half(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return slots_new(processors > 3 ? (unsigned)processors / 2 : 1);
}

enum status core_open(struct core **out, const char *folder, const char *policies,
                      const char *share, unsigned readers)
{
    *out = NULL;
    struct arena *arena = arena_new();
    struct core *core = calloc(1, sizeof *core);
    bool adopted = false;
    enum status status = STATUS_FAILED;
    if (arena == NULL || core == NULL || (core->slots = half()) == NULL ||
        (core->watch = audit_watch_new()) == NULL || (core->arrivals = arrivals_new()) == NULL ||
        (core->rolls = roll_new()) == NULL || (core->folds = row_fold_new()) == NULL)
        goto done;
    core->current = state_current;
    status = STATUS_CONFLICT;
    if (rekey_resume_waits(folder))
        log_error("%s: a change of server.key was interrupted: run cocon rekey again", folder);
    else
        status = rules_load(&core->rules, policies);
    if (status == STATUS_OK)
        status = passphrase_words_load(&core->words, inside(arena, share, "french-words.txt"));
    if (status == STATUS_OK)
        status = lexicon_load(&core->lexicon, inside(arena, share, "anonymise.lex"),
                              inside(arena, policies, "anonymisation"));
    if (status == STATUS_OK)
        status = server_key_load(&core->key, inside(arena, folder, "server.key"));
    if (status == STATUS_OK)
        status = anchors_open(&core->anchors, inside(arena, folder, "anchors.ini"));
    if (status == STATUS_OK)
        status = db_open(&core->db, inside(arena, folder, "cocon.db"), readers);
    if (status == STATUS_OK)
        status = ledger_keep_open(core, inside(arena, folder, "journal.head"), &adopted);
    if (status == STATUS_OK && adopted)
        status = ledger_keep_after(core, adopted_facts(core));
    if (status == STATUS_OK)
        status = guest_seal_renew(core);
done:
    arena_free(arena);
    if (status != STATUS_OK) {
        log_error("%s: cannot be opened (%s)", folder, status_name(status));
        core_close(core);
        return status;
    }
    *out = core;
    return STATUS_OK;
}

void core_stop(struct core *core)
{
    atomic_store(&core->stopping, true);
}

bool core_go_on(const struct core *core)
{
    return !atomic_load(&core->stopping);
}

void core_close(struct core *core)
{
    if (core == NULL)
        return;
    if (core->ledger != NULL && ledger_keep_now(core) != STATUS_OK)
        log_warning("journal: how far it has come could not be written down");
    db_close(core->db);
    ledger_keep_close(core->ledger);
    anchors_close(core->anchors);
    server_key_free(core->key);
    passphrase_words_free(core->words);
    lexicon_free(core->lexicon);
    rules_free(core->rules);
    audit_watch_free(core->watch);
    arrivals_free(core->arrivals);
    roll_free(core->rolls);
    row_fold_free(core->folds);
    slots_free(core->slots);
    free(core);
}
