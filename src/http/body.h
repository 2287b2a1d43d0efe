/* A body while it is gathered, wiped at the end. */
#ifndef BODY_H
#define BODY_H

#include "base/bytes.h"
#include "budget.h"

/** A body while it is gathered: it grows with what came, never with what was announced. */
struct body {
    struct budget *budget;
    enum http_standing standing;
    const char *holder; /* borrowed */
    struct share *share;
    uint8_t *data;
    size_t len;
    size_t room;
};

/** body_add(body, data, size): false if the budget has no room for more; then it is dropped. */
bool body_add(struct body *body, const void *data, size_t size);

/** body_bytes(body): what came so far, borrowed. */
struct bytes body_bytes(const struct body *body);

/** body_drop(body): wipe and free it, and give its memory back.  Twice does nothing. */
void body_drop(struct body *body);

#endif
