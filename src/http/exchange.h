/* One request from first byte to last. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "budget.h"
#include "holds.h"
#include "http/server.h"
#include "pace.h"
#include "stream.h"
#include "workers.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* One exchange is a request and its reply: begun by an I/O thread, which gathers the body and
 * suspends the connection; answered by a worker; sent and ended by the I/O thread again. */

/** What all exchanges of a server share. */
struct exchanges {
    struct http_options options;
    struct workers *workers;
    struct pace *pace;
    struct holds *holds; /* replies that wait a moment */
    struct streams *streams;
    struct budget *budget; /* memory for bodies */
    _Atomic int64_t told;  /* see forwarded.h */
    pthread_mutex_t lock;
    pthread_cond_t ended;
    atomic_uint live;
};

/** exchange_begin(): MHD_OPTION_URI_LOG_CALLBACK: a request line has come; the exchange is the
 * state that the calls below get.  ${subject} is the struct exchanges. */
void *exchange_begin(void *subject, const char *target, struct MHD_Connection *connection);

/** exchange_step(): MHD_AccessHandlerCallback; ${subject} is the struct exchanges. */
enum MHD_Result exchange_step(void *subject, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state);

/** exchange_end(): MHD_RequestCompletedCallback. */
void exchange_end(void *subject, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode why);

/** exchange_answer(exchange): what a worker runs. */
void exchange_answer(void *exchange);

/** exchange_release(exchange): its reply can be sent. */
void exchange_release(void *exchange);

/** exchange_wait(exchanges, seconds): until none is live or the time is over. */
void exchange_wait(struct exchanges *exchanges, unsigned seconds);

#endif
