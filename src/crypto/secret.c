#include "crypto/secret.h"

#include "base/log.h"

#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* A sanitizer still tells of whoever uses a secret that was freed. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISONS
#endif
#ifdef POISONS
#include <sanitizer/asan_interface.h>
#define POISON(bytes, len) ASAN_POISON_MEMORY_REGION(bytes, len)
#define UNPOISON(bytes, len) ASAN_UNPOISON_MEMORY_REGION(bytes, len)
#else
#define POISON(bytes, len) ((void)(bytes), (void)(len))
#define UNPOISON(bytes, len) ((void)(bytes), (void)(len))
#endif

/* Each secret locks a page of its own: room for a hundred at once, several to each worker. */
enum { LOCKED_ROOM = 512 * 1024, CANARY = 16 };

static void raise_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
        log_warning("RLIMIT_MEMLOCK could not be raised to its hard limit");
}

/* Asked for at start, so that a limit too low is seen then and not under load. */
static enum status probe(void)
{
    uint8_t *room = malloc(LOCKED_ROOM);
    if (room == NULL)
        return STATUS_FAILED;
    int locked = sodium_mlock(room, LOCKED_ROOM);
    sodium_munlock(room, LOCKED_ROOM);
    free(room);
    if (locked == 0)
        return STATUS_OK;
    log_error("cannot lock %d KiB of memory for secrets: raise RLIMIT_MEMLOCK "
              "(LimitMEMLOCK= of the service)",
              LOCKED_ROOM / 1024);
    return STATUS_FAILED;
}

enum status secret_start(void)
{
    if (sodium_init() < 0)
        return STATUS_FAILED;
    raise_limit();
    return probe();
}

/* A room for one secret: pages of its own that end where the secret does, locked, with a page that
 * faults on either side (sodium_malloc), and before it a canary. */
struct room {
    uint8_t *bytes; /* of the secret */
    size_t len;
};

/* Rooms that were left, to be had again without asking the system for memory: half of those that
 * may be locked at least. */
static struct {
    pthread_mutex_t mutex;
    struct room rooms[SECRET_KEPT];
    size_t count;
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static uint8_t canary[CANARY];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void draw_canary(void)
{
    randombytes_buf(canary, sizeof canary);
}

static uint8_t *build(size_t len)
{
    pthread_once(&once, draw_canary);
    uint8_t *room = sodium_malloc(CANARY + len);
    /* sodium_malloc() goes on when its memory could not be locked: asking again tells. */
    if (room == NULL || sodium_mlock(room, CANARY + len) != 0) {
        log_error("no locked memory for a secret");
        abort();
    }
    memcpy(room, canary, CANARY);
    memset(room + CANARY, 0, len);
    return room + CANARY;
}

/* One of this length exactly: its end is where the page ends.  NULL: none. */
static uint8_t *take(size_t len)
{
    uint8_t *bytes = NULL;
    pthread_mutex_lock(&kept.mutex);
    for (size_t i = kept.count; i-- > 0 && bytes == NULL;)
        if (kept.rooms[i].len == len) {
            bytes = kept.rooms[i].bytes;
            kept.rooms[i] = kept.rooms[--kept.count];
        }
    pthread_mutex_unlock(&kept.mutex);
    if (bytes != NULL)
        UNPOISON(bytes, len);
    return bytes;
}

/* Wiped; false: there are enough. */
static bool keep(uint8_t *bytes, size_t len)
{
    POISON(bytes, len);
    pthread_mutex_lock(&kept.mutex);
    bool room = kept.count < SECRET_KEPT;
    if (room)
        kept.rooms[kept.count++] = (struct room){bytes, len};
    pthread_mutex_unlock(&kept.mutex);
    if (!room)
        UNPOISON(bytes, len);
    return room;
}

struct secret *secret_new(size_t len)
{
    struct secret *secret = malloc(sizeof *secret);
    uint8_t *bytes = take(len);
    if (secret == NULL) {
        log_error("no memory for a secret");
        abort();
    }
    *secret = (struct secret){len, bytes != NULL ? bytes : build(len)};
    return secret;
}

struct secret *secret_copy(struct bytes data)
{
    struct secret *secret = secret_new(data.len);
    if (data.len > 0)
        memcpy(secret->bytes, data.data, data.len);
    return secret;
}

struct secret *secret_random(size_t len)
{
    struct secret *secret = secret_new(len);
    randombytes_buf(secret->bytes, len);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (secret == NULL)
        return;
    uint8_t *bytes = secret->bytes;
    const size_t len = secret->len;
    free(secret);
    if (sodium_memcmp(bytes - CANARY, canary, CANARY) != 0) {
        log_error("something was written before a secret");
        abort();
    }
    sodium_memzero(bytes, len);
    if (!keep(bytes, len))
        sodium_free(bytes - CANARY);
}

void secret_wipe(void *data, size_t len)
{
    sodium_memzero(data, len);
}

void secret_noise(uint8_t *out, size_t len)
{
    randombytes_buf(out, len);
}
