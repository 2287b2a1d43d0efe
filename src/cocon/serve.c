/* Cocon serve. */

#include "command.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "core/core.h"
#include "core/jobs/jobs.h"
#include "core/journal/audit.h"
#include "core/journal/audit_head.h"
#include "core/journal/audit_run.h"
#include "core/journal/audit_watch.h"
#include "core/retention/retention.h"
#include "core/slots.h"
#include "http/server.h"
#include "sheets.h"
#include "site/site.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { PEM_MAX = 64 * 1024, TICK = 10 /* seconds */, DAILY = 24 * 60 * 60 };
enum {
    MAPPED = 128 * 1024, /* what is larger is memory of its own */
    ARENAS = 4,          /* of the allocator, whatever the number of threads */
};

static enum status pem(const char **out, struct arena *arena, const char *path)
{
    struct bytes text;
    enum status status = file_read(&text, arena, path, PEM_MAX);
    if (status != STATUS_OK)
        log_error("%s: no certificate or key to read (%s)", path, status_name(status));
    *out = (const char *)text.data;
    return status;
}

/* Those who wait for Argon2 take none of the two a processor that readers need. */
static unsigned workers_for(const struct core *core)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return 2 * (processors > 0 ? (unsigned)processors : 1) + slots_most(core->slots);
}

static enum status listen_on(struct http_server **out, const struct settings *settings,
                             struct arena *arena, const struct core *core, struct site *site)
{
    struct http_options options = {.address = settings->address,
                                   .port = settings->port,
                                   .workers = settings->workers > 0 ? settings->workers
                                                                    : workers_for(core),
                                   .proxy = settings->proxy,
                                   .queue = 256,
                                   .subdomains = settings->hsts_subdomains,
                                   .bounds = site_bounds,
                                   .handle = site_handle,
                                   .refuse = site_refuse,
                                   .context = site};
    enum status status = pem(&options.certificate, arena, settings->certificate);
    if (status == STATUS_OK)
        status = pem(&options.private_key, arena, settings->private_key);
    if (status == STATUS_OK)
        status = http_server_start(out, &options);
    return status;
}

/* What goes wrong is logged, and tried again. */
static void tick(struct core *core)
{
    struct audit_state known;
    enum status status = audit_run_tick(core);
    audit_watch_state(&known, core);
    if (status != STATUS_OK && !known.alarm)
        log_error("journal: %s", status_name(status));
}

static enum status run_retention(struct core *core)
{
    struct retention_result result;
    enum status status = retention_run(&result, core, false, NULL, NULL);
    if (result.announced + result.destroyed + result.suspended + result.held_back > 0)
        log_info("retention: %u announced, %u destroyed, %u suspended, %u held back",
                 result.announced, result.destroyed, result.suspended, result.held_back);
    return status;
}

/* The journal is checked, and what is over its time destroyed, at first and daily. */
static const struct job work[] = {
    {.kind = "journal", .every = DAILY, .at_start = true, .run = audit_run_check},
    {.kind = "retention", .every = DAILY, .at_start = true, .run = run_retention},
};

/* Until a signal: whatever work is under way, the journal's heads are signed in time. */
static enum status watch(struct core *core, struct site *site, const sigset_t *stop)
{
    const struct timespec pause = {.tv_sec = TICK};
    struct jobs *jobs;
    enum status status = jobs_start(&jobs, core, work, sizeof work / sizeof *work);
    if (status != STATUS_OK)
        return status;
    do {
        tick(core);
        jobs_tick(jobs);
        site_tick(site);
        malloc_trim(0); /* pages that nothing lies in any more, of every arena */
    } while (sigtimedwait(stop, NULL, &pause) < 0);
    log_info("stopping");
    jobs_stop(jobs);
    return STATUS_OK;
}

/* Nothing is served over a journal that does not continue the head that the operator noted. */
static enum status hold_against_head(const struct settings *settings, struct arena *arena,
                                     struct core *core)
{
    struct audit_noted noted;
    struct audit_result result;
    if (settings->head == NULL)
        return STATUS_OK;
    if (!command_head(&noted, arena, settings->head))
        return STATUS_INVALID;
    enum status status = audit_verify(&result, core, &noted, NULL, NULL);
    if (status == STATUS_TAMPERED)
        log_error("journal: it does not continue the head that was noted: see cocon audit verify");
    return status;
}

int command_serve(struct settings *settings, struct arena *arena)
{
    struct core *core = NULL;
    struct site *site = NULL;
    struct http_server *server = NULL;
    sigset_t stop;
    /* What large bodies and pages took goes back to the system at once.  The allocator would raise
     * this by itself, and keep the room of the largest for ever in each thread's arena. */
    mallopt(M_MMAP_THRESHOLD, MAPPED);
    mallopt(M_ARENA_MAX, ARENAS);
    /* before any thread: all of them inherit the mask, and only sigwait() sees these */
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    enum status status = command_core(&core, settings, settings->readers);
    const struct site_options options = {.core = core,
                                         .web = settings->web,
                                         .url = settings->url,
                                         .assets =
                                             arena_printf(arena, "%s/assets", settings->share)};
    if (status == STATUS_OK)
        status = site_open(&site, &options);
    if (status == STATUS_OK)
        status = hold_against_head(settings, arena, core);
    if (status == STATUS_OK)
        tick(core); /* the first page knows the head in force */
    if (status == STATUS_OK)
        status = listen_on(&server, settings, arena, core, site);
    if (status == STATUS_OK) {
        sheets_warn(settings, arena);
        log_info("listening on https://%s:%u", settings->address, http_server_port(server));
        status = watch(core, site, &stop);
    }
    http_server_stop(server);
    if (server != NULL && audit_head_seal(core) != STATUS_OK)
        log_error("journal: the last entries have no head");
    site_close(site);
    core_close(core);
    return command_exit(status);
}
