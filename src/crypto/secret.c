#include "crypto/secret.h"

#include "base/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Each secret locks a page of its own: room for a hundred at once, several to each worker. */
enum { LOCKED_ROOM = 512 * 1024 };

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

struct secret *secret_new(size_t len)
{
    struct secret *secret = malloc(sizeof *secret);
    uint8_t *bytes = secret == NULL ? NULL : sodium_malloc(len);
    /* sodium_malloc() goes on when its memory could not be locked: asking again tells. */
    if (bytes == NULL || sodium_mlock(bytes, len) != 0) {
        log_error("no locked memory for a secret");
        abort();
    }
    memset(bytes, 0, len);
    *secret = (struct secret){len, bytes};
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
    sodium_free(secret->bytes); /* wipes */
    free(secret);
}

void secret_wipe(void *data, size_t len)
{
    sodium_memzero(data, len);
}

void secret_noise(uint8_t *out, size_t len)
{
    randombytes_buf(out, len);
}
