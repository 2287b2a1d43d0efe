/* The floor of every ratio: libmicrohttpd with TLS and nothing behind it.
 * bare PORT BYTES CERTIFICATE KEY: answers BYTES bytes to everything until it is killed. */

#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The same as the server's, so that only what is behind them differs. */
static const char priorities[] =
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:%SERVER_PRECEDENCE";

static enum MHD_Result answer(void *response, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    (void)url;
    (void)method;
    (void)version;
    (void)data;
    static int seen;
    if (*state == NULL) {
        *state = &seen;
        return MHD_YES;
    }
    if (*size > 0) {
        *size = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

static char *read_text(const char *path)
{
    static const size_t most = 1 << 16;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    char *text = calloc(1, most);
    if (text == NULL || fread(text, 1, most - 1, file) == 0)
        exit(EXIT_FAILURE);
    fclose(file);
    return text;
}

int main(int count, char **words)
{
    if (count != 5) {
        fprintf(stderr, "usage: %s PORT BYTES CERTIFICATE KEY\n", words[0]);
        return EXIT_FAILURE;
    }
    unsigned short port = (unsigned short)atoi(words[1]);
    size_t len = strtoul(words[2], NULL, 10);
    char *certificate = read_text(words[3]);
    char *key = read_text(words[4]);
    char *body = malloc(len + 1);
    if (body == NULL)
        return EXIT_FAILURE;
    memset(body, 'x', len);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS, port, NULL, NULL, answer, response,
        MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_HTTPS_MEM_KEY, key,
        MHD_OPTION_HTTPS_PRIORITIES, priorities, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)(cores < 2 ? 2 : cores), MHD_OPTION_CONNECTION_TIMEOUT, 30U, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "%s: cannot listen on port %u\n", words[0], port);
        return EXIT_FAILURE;
    }
    sigset_t ends;
    int which;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    sigwait(&ends, &which);
    MHD_stop_daemon(daemon);
    MHD_destroy_response(response);
    free(body);
    free(key);
    free(certificate);
    return EXIT_SUCCESS;
}
