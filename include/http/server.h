/* Start, listen, stop. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <jansson.h>
#include <stdbool.h>

/* HTTPS in, a request struct for one function, its reply out.  Knows nothing of séances. */

enum http_method { HTTP_GET, HTTP_POST, HTTP_OTHER };

/** What is wrong with a body before anybody has looked at its fields. */
enum http_body {
    HTTP_BODY_NONE,         /* no body */
    HTTP_BODY_FIELDS,       /* parsed: fields is an object */
    HTTP_BODY_TOO_LARGE,    /* over the route's limit: fields is NULL, nothing was kept */
    HTTP_BODY_NOT_UTF8,     /* fields holds the repaired text (U+FFFD), to give back */
    HTTP_BODY_MALFORMED,    /* not JSON, or not a form */
    HTTP_BODY_UNKNOWN_TYPE, /* neither of the two content types */
};

/** How much structure a body may have: fields, and levels of names within names. */
struct http_shape {
    unsigned depth;
    unsigned fields;
};

/** Who sends a request, as far as its head tells.  Each kind has memory for bodies of its own. */
enum http_standing {
    HTTP_STRANGER, /* says nothing of itself */
    HTTP_CLAIMED,  /* brings a cookie of the right form, which anybody can make up */
    HTTP_KNOWN,    /* brings a login that has opened here before */
};

/** What a body may be, decided when the head is there and before anything of the body is read. */
struct http_bounds {
    size_t bytes;
    struct http_shape shape;
    enum http_standing standing;
    const char *holder; /* whose bodies share one part of that memory; in the request's arena */
};

/** A whole request.  Everything lives in ${arena}, which the server frees after the reply.  HEAD is
 * HTTP_GET: the body of the reply stays here. */
struct http_request {
    struct arena *arena;
    enum http_method method;
    const char *path;          /* decoded, starts with '/', well-formed UTF-8 */
    json_t *query;             /* object of strings; borrowed */
    struct http_bounds bounds; /* what its body might be */
    enum http_body body;
    json_t *fields; /* object or NULL; borrowed: see form_parse() for names with dots */
    bool body_is_json;
    bool wants_json;      /* Accept prefers application/json to text/html */
    const char *address;  /* numeric address of the peer (or of X-Forwarded-For behind the
                             trusted proxy), for limits only: never logged */
    const void *platform; /* for http_header() and http_cookie() */
};

/** A header's value (name in any case), or NULL.  Borrowed from the request. */
const char *http_header(const struct http_request *request, const char *name);

/** A cookie's value, or NULL. */
const char *http_cookie(const struct http_request *request, const char *name);

struct http_stream;

/** The reply the handler fills; zeroed before. */
struct http_reply {
    unsigned code;              /* 200, 303, … */
    const char *type;           /* Content-Type */
    struct bytes body;          /* in the request's arena, or static */
    struct http_stream *stream; /* instead of a body: http/stream.h; NULL: none */
    const char *location;       /* for 303 */
    const char *allow;          /* for 405: the methods that there are */
    const char *filename;       /* to be kept as a file of this plain name */
    const char *set_cookie[5];  /* whole values, NULL where unused */
    const char *etag;           /* static files */
    const char *encoding;       /* the same: how the body is compressed; NULL: it is not */
    bool by_encoding;           /* the same: another Accept-Encoding may get another body */
    unsigned retry_after;       /* seconds; 0: none */
    bool hold;                  /* a second passes before it is sent; costs no thread */
    bool cacheable;             /* static files: public, revalidate; otherwise no-store */
    bool compiles;              /* the page may compile WebAssembly of ours */
};

struct http_server;

struct http_options {
    const char *address;     /* numeric, e.g. "127.0.0.1" */
    unsigned port;           /* 0: any free one, see http_server_port() */
    const char *certificate; /* PEM text */
    const char *private_key; /* PEM text */
    const char *proxy; /* numeric address whose X-Forwarded-For is believed, or NULL; borrowed */
    unsigned workers;  /* handlers run here; 0: two a core */
    unsigned queue;    /* complete requests that may wait for a worker; over it 503 */
    bool subdomains;   /* HSTS is for the subdomains of the host too */
    /* What the body of a request may be, asked once, when all but the body is there; zeroed
     * before.  On a thread that serves others: must be quick. */
    void (*bounds)(void *context, const struct http_request *request, struct http_bounds *bounds);
    /* Plain blocking code on a worker thread. */
    void (*handle)(void *context, const struct http_request *request, struct http_reply *reply);
    /* The page for what the server itself refuses: 400 path, query or framing (then
     * ${request->path} is "/"), 411 a body without a length, 413 one too long even to be read and
     * dropped, 500 a reply that cannot be sent, 503 busy.  Any thread; must be quick. */
    void (*refuse)(void *context, const struct http_request *request, unsigned code,
                   struct http_reply *reply);
    void *context;
};

/** http_server_start(out, options): listens when it returns OK.  STATUS_CONFLICT: port taken;
 * STATUS_INVALID: bad address, certificate or key. */
CHECKED enum status http_server_start(struct http_server **out, const struct http_options *options);

unsigned http_server_port(const struct http_server *server);

/** http_server_stop(server): stop listening, let running requests finish, join all threads. */
void http_server_stop(struct http_server *server);

#endif
