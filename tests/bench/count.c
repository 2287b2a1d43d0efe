/* What a server does for a request, counted from outside: preloaded (LD_PRELOAD) before a program
 * that knows nothing of it.  The file named by COCON_COUNTS holds, as numbers of 64 bits:
 * statements run, signatures verified, secrets laid out, and a command: 1 begins to count
 * instructions under callgrind, 2 writes down how many there were; it is 0 again once that was
 * done. */

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_DUMP_STATS (void)0
#endif

enum { STATEMENTS, VERIFIED, SECRETS, COMMAND, COUNT };

static _Atomic uint64_t own[COUNT];
static _Atomic uint64_t *counts = own;

static void *obey(void *none)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    for (;; nanosleep(&pause, NULL)) {
        if (atomic_load(&counts[COMMAND]) == 0)
            continue;
        CALLGRIND_DUMP_STATS;
        atomic_store(&counts[COMMAND], 0);
    }
    return none;
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;
    const char *path = getenv("COCON_COUNTS");
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *all = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (all == MAP_FAILED)
        abort();
    counts = all;
    sigset_t every, before; /* signals are the program's own */
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    if (pthread_create(&thread, NULL, obey, NULL) != 0)
        abort();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_detach(thread);
}

/* The function that is there without this file; ${out} is a pointer to one. */
static void next(void *out, size_t size, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL || size != sizeof found)
        abort();
    memcpy(out, &found, sizeof found);
}

int sqlite3_step(sqlite3_stmt *statement)
{
    int (*real)(sqlite3_stmt *);
    next(&real, sizeof real, "sqlite3_step");
    if (!sqlite3_stmt_busy(statement))
        atomic_fetch_add(&counts[STATEMENTS], 1);
    return real(statement);
}

int crypto_sign_verify_detached(const unsigned char *signature, const unsigned char *message,
                                unsigned long long len, const unsigned char *key)
{
    int (*real)(const unsigned char *, const unsigned char *, unsigned long long,
                const unsigned char *);
    next(&real, sizeof real, "crypto_sign_verify_detached");
    atomic_fetch_add(&counts[VERIFIED], 1);
    return real(signature, message, len, key);
}

void *sodium_malloc(const size_t size)
{
    void *(*real)(size_t);
    next(&real, sizeof real, "sodium_malloc");
    atomic_fetch_add(&counts[SECRETS], 1);
    return real(size);
}
