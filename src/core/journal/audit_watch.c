#include "journal/audit_watch.h"

#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct audit_watch {
    pthread_mutex_t mutex;
    struct audit_state state;
    struct tree_head head;
    struct id met_object; /* the last thing that did not verify, and when it was told */
    int64_t told_at;
};

struct audit_watch *audit_watch_new(void)
{
    struct audit_watch *watch = calloc(1, sizeof *watch);
    if (watch != NULL)
        pthread_mutex_init(&watch->mutex, NULL);
    return watch;
}

void audit_watch_free(struct audit_watch *watch)
{
    if (watch == NULL)
        return;
    pthread_mutex_destroy(&watch->mutex);
    free(watch);
}

void audit_watch_state(struct audit_state *out, const struct core *core)
{
    pthread_mutex_lock(&core->watch->mutex);
    *out = core->watch->state;
    pthread_mutex_unlock(&core->watch->mutex);
}

void audit_watch_alarm(const struct core *core)
{
    struct audit_watch *watch = core->watch;
    pthread_mutex_lock(&watch->mutex);
    bool first = !watch->state.alarm;
    watch->state.alarm = true;
    pthread_mutex_unlock(&watch->mutex);
    if (first)
        log_error("journal: does not continue its last head: see cocon audit verify");
}

enum { TOLD_AGAIN = 60 /* seconds */ };

bool audit_watch_met(const struct core *core, const struct id *object)
{
    const int64_t now = clock_now();
    struct audit_watch *watch = core->watch;
    pthread_mutex_lock(&core->watch->mutex);
    const bool told = watch->told_at != 0 && now - watch->told_at < TOLD_AGAIN &&
                      id_equal(&watch->met_object, object);
    watch->state.met++;
    watch->state.met_at = now;
    if (!told) {
        watch->met_object = *object;
        watch->told_at = now;
    }
    pthread_mutex_unlock(&core->watch->mutex);
    return told;
}

void audit_watch_note(const struct core *core, const struct tree_head *head)
{
    struct audit_watch *watch = core->watch;
    pthread_mutex_lock(&watch->mutex);
    watch->head = *head;
    watch->state.head_size = head->size;
    memcpy(watch->state.head_root, head->root.bytes, sizeof watch->state.head_root);
    pthread_mutex_unlock(&watch->mutex);
}

void audit_watch_head(struct tree_head *out, const struct core *core)
{
    pthread_mutex_lock(&core->watch->mutex);
    *out = core->watch->head;
    pthread_mutex_unlock(&core->watch->mutex);
}

void audit_watch_checked(const struct core *core, uint64_t faults)
{
    pthread_mutex_lock(&core->watch->mutex);
    core->watch->state.faults = faults;
    core->watch->state.checked_at = clock_now();
    pthread_mutex_unlock(&core->watch->mutex);
}
