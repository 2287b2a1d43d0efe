#ifndef CLIENT_H
#define CLIENT_H

/* A small HTTPS client for tests: raw bytes out, one parsed reply in. */

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct client {
    int socket;
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    char *data; /* received and not yet taken */
    size_t len;
    size_t room;
};

struct answer {
    int code; /* 0: the connection ended */
    char *head;
    char *body;
    size_t len;
};

/* A self-signed certificate and its key, as PEM text that the caller frees. */
static inline void client_certificate(char **certificate, char **key)
{
    gnutls_x509_privkey_t secret;
    gnutls_x509_crt_t crt;
    gnutls_datum_t pem;
    gnutls_x509_privkey_init(&secret);
    gnutls_x509_privkey_generate(secret, GNUTLS_PK_ECDSA,
                                 GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    gnutls_x509_crt_init(&crt);
    gnutls_x509_crt_set_version(crt, 3);
    gnutls_x509_crt_set_serial(crt, "\x01", 1);
    gnutls_x509_crt_set_activation_time(crt, time(NULL) - 60);
    gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 3600);
    gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, "localhost", 9);
    gnutls_x509_crt_set_key(crt, secret);
    gnutls_x509_crt_sign2(crt, crt, secret, GNUTLS_DIG_SHA256, 0);
    gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem);
    *certificate = strdup((char *)pem.data);
    gnutls_free(pem.data);
    gnutls_x509_privkey_export2(secret, GNUTLS_X509_FMT_PEM, &pem);
    *key = strdup((char *)pem.data);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(secret);
}

static inline void client_close(struct client *client)
{
    if (client == NULL)
        return;
    gnutls_deinit(client->session);
    gnutls_certificate_free_credentials(client->credentials);
    close(client->socket);
    free(client->data);
    free(client);
}

/* NULL if nobody listens or the handshake fails. */
static inline struct client *client_open(unsigned port, const char *priorities)
{
    struct client *client = calloc(1, sizeof *client);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    client->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    gnutls_certificate_allocate_credentials(&client->credentials);
    gnutls_init(&client->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
    gnutls_priority_set_direct(client->session, priorities != NULL ? priorities : "NORMAL", NULL);
    gnutls_credentials_set(client->session, GNUTLS_CRD_CERTIFICATE, client->credentials);
    gnutls_transport_set_int(client->session, client->socket);
    int done = connect(client->socket, (struct sockaddr *)&address, sizeof address);
    if (done == 0)
        do
            done = gnutls_handshake(client->session);
        while (done < 0 && !gnutls_error_is_fatal(done));
    if (done == 0)
        return client;
    client_close(client);
    return NULL;
}

static inline bool client_send(struct client *client, const void *data, size_t len)
{
    for (const char *at = data; len > 0;) {
        ssize_t sent = gnutls_record_send(client->session, at, len);
        if (sent < 0 && !gnutls_error_is_fatal((int)sent))
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

static inline bool client_fill(struct client *client)
{
    if (client->room - client->len < 65536)
        client->data = realloc(client->data, (client->room = 2 * client->room + 131072) + 1);
    ssize_t got;
    do
        got = gnutls_record_recv(client->session, client->data + client->len,
                                 client->room - client->len);
    while (got < 0 && !gnutls_error_is_fatal((int)got));
    if (got <= 0)
        return false;
    client->len += (size_t)got;
    client->data[client->len] = '\0';
    return true;
}

static inline void answer_free(struct answer *answer)
{
    free(answer->head);
    free(answer->body);
    *answer = (struct answer){0};
}

/* The value of a header in a malloced copy, or NULL. */
static inline char *answer_header(const struct answer *answer, const char *name)
{
    size_t len = strlen(name);
    for (const char *line = answer->head; line != NULL && *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1 + strspn(line + len + 1, " ");
            return strndup(value, (size_t)(end - value));
        }
        line = end != NULL ? end + 2 : NULL;
    }
    return NULL;
}

static inline struct answer client_answer(struct client *client, bool bodiless)
{
    struct answer answer = {0};
    char *blank;
    while (client->len == 0 || (blank = strstr(client->data, "\r\n\r\n")) == NULL)
        if (!client_fill(client))
            return answer;
    size_t head = (size_t)(blank - client->data) + 4;
    answer.head = strndup(client->data, head - 2);
    char *length = answer_header(&answer, "Content-Length");
    answer.len = length != NULL && !bodiless ? (size_t)atol(length) : 0;
    free(length);
    while (client->len < head + answer.len)
        if (!client_fill(client)) {
            answer_free(&answer);
            return answer;
        }
    answer.body = calloc(1, answer.len + 1);
    memcpy(answer.body, client->data + head, answer.len);
    client->len -= head + answer.len;
    memmove(client->data, client->data + head + answer.len, client->len + 1);
    answer.code = atoi(answer.head + 9);
    return answer;
}

static inline struct answer client_ask(struct client *client, const char *request)
{
    if (!client_send(client, request, strlen(request)))
        return (struct answer){0};
    return client_answer(client, strncmp(request, "HEAD ", 5) == 0);
}

static inline struct answer client_get(struct client *client, const char *target)
{
    char request[8192];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    return client_ask(client, request);
}

#endif
