/* The http layer alone, for the ratio to bare.c: the same bytes through suspension and workers.
 * served PORT BYTES CERTIFICATE KEY */

#include "base/file.h"
#include "http/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void bounds(void *context, const struct http_request *request, struct http_bounds *out)
{
    (void)context;
    (void)request;
    (void)out;
}

/* Into the arena, as a rendered page would be. */
static void handle(void *context, const struct http_request *request, struct http_reply *reply)
{
    size_t len = *(size_t *)context;
    uint8_t *body = arena_alloc(request->arena, len);
    memset(body, 'x', len);
    *reply =
        (struct http_reply){.code = 200, .type = "text/html; charset=utf-8", .body = {body, len}};
}

static void refuse(void *context, const struct http_request *request, unsigned code,
                   struct http_reply *reply)
{
    (void)context;
    (void)request;
    reply->code = code;
}

int main(int count, char **words)
{
    if (count != 5) {
        fprintf(stderr, "usage: %s PORT BYTES CERTIFICATE KEY\n", words[0]);
        return EXIT_FAILURE;
    }
    /* Blocked before any thread exists, so that sigwait() gets them. */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    size_t len = strtoul(words[2], NULL, 10);
    struct arena *arena = arena_new();
    struct bytes certificate, key;
    struct http_server *server;
    if (arena == NULL || file_read(&certificate, arena, words[3], 1 << 16) != STATUS_OK ||
        file_read(&key, arena, words[4], 1 << 16) != STATUS_OK)
        return EXIT_FAILURE;
    const struct http_options options = {.address = "127.0.0.1",
                                         .port = (unsigned)atoi(words[1]),
                                         .certificate = (const char *)certificate.data,
                                         .private_key = (const char *)key.data,
                                         .queue = 256,
                                         .bounds = bounds,
                                         .handle = handle,
                                         .refuse = refuse,
                                         .context = &len};
    if (http_server_start(&server, &options) != STATUS_OK)
        return EXIT_FAILURE;
    int which;
    sigwait(&ends, &which);
    http_server_stop(server);
    arena_free(arena);
    return EXIT_SUCCESS;
}
