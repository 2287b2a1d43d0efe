#include "engine/sqlite/lock.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { ATTEMPTS = 10000 }; /* a millisecond apart */

enum status lock_open(int *out, const char *path)
{
    *out = -1;
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s-lock", path) >= (int)sizeof name)
        return STATUS_INVALID;
    *out = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*out >= 0)
        return STATUS_OK;
    log_error("database: cannot open the lock file, error %d", errno);
    return STATUS_FAILED;
}

void lock_close(int lock)
{
    if (lock >= 0)
        close(lock);
}

enum status lock_take(int lock)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            return STATUS_OK;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return STATUS_FAILED;
        nanosleep(&pause, NULL);
    }
    log_warning("database: another process is writing");
    return STATUS_BUSY;
}

void lock_release(int lock)
{
    flock(lock, LOCK_UN);
}
