#include "http/server.h"

#include "base/log.h"
#include "exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS = 800, /* fits the usual 1,024 open files */
    CLOSING = 64,      /* more, while those that gave way are being closed */
    PER_ADDRESS = 200, /* a whole hospital may sit behind one address */
    IDLE = 30,         /* seconds of silence */
    STEP = 120,        /* see pace.h */
    BACKLOG = 512,
    FAREWELL = 5,      /* seconds for the last replies to leave */
    INCREMENT = 16384, /* bytes by which a connection's buffer grows */
    MOST_POLLING = 4,
};

/* TLS 1.2 with forward secrecy and AEAD only: no CBC; the ciphers are those of TLS 1.3 too. */
static const char priorities[] =
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
    "-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE";

struct http_server {
    struct exchanges exchanges;
    struct MHD_Daemon *daemon;
    int listener;
    unsigned port;
    char *certificate;
    char *private_key;
};

static enum status check_certificate(const struct http_options *options)
{
    if (options->certificate == NULL || options->private_key == NULL)
        return STATUS_INVALID;
    gnutls_datum_t certificate = {(unsigned char *)options->certificate,
                                  (unsigned)strlen(options->certificate)};
    gnutls_datum_t key = {(unsigned char *)options->private_key,
                          (unsigned)strlen(options->private_key)};
    gnutls_certificate_credentials_t credentials;
    if (gnutls_certificate_allocate_credentials(&credentials) != 0)
        return STATUS_FAILED;
    int error =
        gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(credentials);
    if (error < 0)
        log_error("http: certificate or key: %s", gnutls_strerror(error));
    return error < 0 ? STATUS_INVALID : STATUS_OK;
}

static bool parse_address(const struct http_options *options, struct sockaddr_storage *out,
                          socklen_t *len)
{
    memset(out, 0, sizeof *out);
    if (options->port > UINT16_MAX)
        return false;
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    if (inet_pton(AF_INET, options->address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)options->port);
        *len = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, options->address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)options->port);
        *len = sizeof *v6;
        return true;
    }
    return false;
}

/* Our own socket, and not the library's, which does not say why it could not bind. */
static enum status listen_on(struct http_server *server, struct sockaddr_storage *address,
                             socklen_t len)
{
    int yes = 1;
    server->listener =
        socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (server->listener < 0 ||
        setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0)
        return STATUS_FAILED;
    if (bind(server->listener, (struct sockaddr *)address, len) != 0 ||
        listen(server->listener, BACKLOG) != 0) {
        log_error("http: cannot listen: %s", strerror(errno));
        return errno == EADDRINUSE ? STATUS_CONFLICT : STATUS_FAILED;
    }
    if (getsockname(server->listener, (struct sockaddr *)address, &len) != 0)
        return STATUS_FAILED;
    server->port =
        ntohs(address->ss_family == AF_INET ? ((struct sockaddr_in *)address)->sin_port
                                            : ((struct sockaddr_in6 *)address)->sin6_port);
    return STATUS_OK;
}

/* The library would end a path at "%00": request.c decodes. */
static size_t leave_escapes(void *subject, struct MHD_Connection *connection, char *text)
{
    (void)subject;
    (void)connection;
    return strlen(text);
}

static void watch(void *subject, struct MHD_Connection *connection, void **context,
                  enum MHD_ConnectionNotificationCode what)
{
    struct exchanges *all = subject;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        pace_leave(all->pace, *context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *from =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *context = info != NULL ? pace_enter(all->pace, info->connect_fd,
                                         from != NULL ? from->client_addr : NULL)
                            : NULL;
}

static unsigned cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}

static struct MHD_Daemon *start_daemon(struct http_server *server, int family)
{
    /* poll and not epoll, which spins on half-open handshakes in 0.9.75. */
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME;
    if (family == AF_INET6)
        flags |= MHD_USE_IPv6;
    unsigned polling = cores() < 2 ? 2 : cores() > MOST_POLLING ? MOST_POLLING : cores();
    struct exchanges *all = &server->exchanges;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_step, all, MHD_OPTION_LISTEN_SOCKET, server->listener,
        MHD_OPTION_HTTPS_MEM_CERT, server->certificate, MHD_OPTION_HTTPS_MEM_KEY,
        server->private_key, MHD_OPTION_HTTPS_PRIORITIES, priorities, MHD_OPTION_THREAD_POOL_SIZE,
        polling, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS + CLOSING,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE, MHD_OPTION_CONNECTION_MEMORY_INCREMENT,
        (size_t)INCREMENT,
        /* framing.c is stricter, and answers where the library only closes */
        MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, all,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_end, all, MHD_OPTION_NOTIFY_CONNECTION, watch, all, MHD_OPTION_END);
}

static struct http_server *new_server(const struct http_options *options)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return NULL;
    server->listener = -1;
    server->exchanges.options = *options;
    server->certificate = strdup(options->certificate);
    server->private_key = strdup(options->private_key);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&server->exchanges.lock, NULL);
    pthread_cond_init(&server->exchanges.ended, &steady);
    pthread_condattr_destroy(&steady);
    return server;
}

static enum status start_threads(struct http_server *server, int family)
{
    struct exchanges *all = &server->exchanges;
    /* Signals are the main thread's. */
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_BLOCK, &every, &before);
    unsigned workers = all->options.workers > 0 ? all->options.workers : 2 * cores();
    all->workers = workers_new(workers, all->options.queue, exchange_answer);
    /* Behind a proxy all connections have one address: counting them is the proxy's work. */
    const struct pace_bounds bounds = {STEP, CONNECTIONS,
                                       all->options.proxy == NULL ? PER_ADDRESS : CONNECTIONS};
    all->pace = pace_new(&bounds);
    all->holds = holds_new(exchange_release);
    all->budget = budget_new();
    all->streams = stream_all_new();
    if (all->workers != NULL && all->pace != NULL && all->holds != NULL && all->budget != NULL &&
        all->streams != NULL)
        server->daemon = start_daemon(server, family);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return server->daemon != NULL ? STATUS_OK : STATUS_FAILED;
}

enum status http_server_start(struct http_server **out, const struct http_options *options)
{
    *out = NULL;
    struct sockaddr_storage address;
    socklen_t len;
    if (!parse_address(options, &address, &len))
        return STATUS_INVALID;
    enum status status = check_certificate(options);
    if (status != STATUS_OK)
        return status;
    struct http_server *server = new_server(options);
    if (server == NULL)
        return STATUS_FAILED;
    status = STATUS_FAILED;
    if (server->certificate != NULL && server->private_key != NULL)
        status = listen_on(server, &address, len);
    if (status == STATUS_OK)
        status = start_threads(server, address.ss_family);
    if (status == STATUS_OK)
        *out = server;
    else
        http_server_stop(server);
    return status;
}

unsigned http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    struct exchanges *all = &server->exchanges;
    if (server->daemon != NULL) {
        /* The library may not stop while a connection is suspended.  Once the workers are joined,
         * which take nothing more, and all that is held is released, none is and none will be. */
        MHD_quiesce_daemon(server->daemon);
        workers_stop(all->workers);
        holds_stop(all->holds);
        stream_all_stop(all->streams);
        exchange_wait(all, FAREWELL);
        MHD_stop_daemon(server->daemon);
    }
    workers_free(all->workers);
    holds_free(all->holds);
    pace_free(all->pace);
    budget_free(all->budget);
    stream_all_free(all->streams);
    pthread_cond_destroy(&all->ended);
    pthread_mutex_destroy(&all->lock);
    if (server->listener >= 0)
        close(server->listener);
    if (server->private_key != NULL)
        explicit_bzero(server->private_key, strlen(server->private_key));
    free(server->private_key);
    free(server->certificate);
    free(server);
}
