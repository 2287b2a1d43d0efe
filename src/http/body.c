#include "body.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROOM = 4096,        /* first allocation */
    ROOM_SMALL = 65536, /* what most forms fit in */
};

static bool grow(struct body *body, size_t wanted)
{
    size_t room = body->room == 0 ? ROOM : body->room;
    while (room < wanted)
        room *= 2;
    if (room == body->room)
        return true;
    if (body->share == NULL)
        body->share = budget_join(body->budget, body->standing, body->holder);
    if (body->share == NULL)
        abort(); /* as arena_alloc() */
    if (!budget_take(body->budget, body->share, room - body->room, room > ROOM_SMALL))
        return false;
    uint8_t *data = malloc(room);
    if (data == NULL)
        abort();
    if (body->data != NULL) { /* not realloc(), which leaves a copy behind */
        memcpy(data, body->data, body->len);
        explicit_bzero(body->data, body->len);
        free(body->data);
    }
    body->data = data;
    body->room = room;
    return true;
}

bool body_add(struct body *body, const void *data, size_t size)
{
    if (!grow(body, body->len + size)) {
        body_drop(body);
        return false;
    }
    memcpy(body->data + body->len, data, size);
    body->len += size;
    return true;
}

struct bytes body_bytes(const struct body *body)
{
    return (struct bytes){body->data, body->len};
}

void body_drop(struct body *body)
{
    if (body->data != NULL)
        explicit_bzero(body->data, body->len); /* passphrases and texts come this way */
    free(body->data);
    if (body->share != NULL)
        budget_leave(body->budget, body->share, body->room);
    body->share = NULL;
    body->data = NULL;
    body->len = body->room = 0;
}
