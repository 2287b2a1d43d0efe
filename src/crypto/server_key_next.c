#include "crypto/server_key_next.h"

#include "base/file.h"
#include "server_key_inside.h"

#include <stdlib.h>
#include <string.h>

struct server_key_next {
    struct secret *master;
};

static void put_number(uint8_t *out, uint64_t number)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(number >> (56 - 8 * i));
}

static void write_former(uint8_t *bytes, const struct telling *telling, uint64_t size, int64_t at)
{
    memcpy(bytes, telling->pepper->bytes, BOX_KEY);
    memcpy(bytes + BOX_KEY, telling->state->bytes, BOX_KEY);
    memcpy(bytes + (size_t)2 * BOX_KEY, telling->entry->bytes, BOX_KEY);
    memcpy(bytes + (size_t)3 * BOX_KEY, telling->audit.bytes, BOX_KEY);
    put_number(bytes + (size_t)4 * BOX_KEY, size);
    put_number(bytes + (size_t)4 * BOX_KEY + 8, (uint64_t)at);
}

struct server_key_next *server_key_next_new(void)
{
    struct server_key_next *next = calloc(1, sizeof *next);
    if (next == NULL)
        abort();
    next->master = secret_random(MASTER);
    return next;
}

void server_key_next_free(struct server_key_next *next)
{
    if (next != NULL)
        secret_free(next->master);
    free(next);
}

void server_key_next_audit(const struct server_key_next *next, struct audit_public *out)
{
    secret_free(server_key_derive_audit(out, next->master->bytes));
}

enum status server_key_next_write(const struct server_key_next *next, const char *path,
                                  const struct server_key *before, uint64_t size, int64_t at)
{
    if (before->number >= SERVER_KEY_FORMER)
        return STATUS_LIMIT;
    const size_t len = FILE_LEN + (before->number + 1) * (size_t)FORMER_LEN;
    struct secret *content = secret_new(len);
    content->bytes[0] = FORMAT_CHANGED;
    memcpy(content->bytes + 1, next->master->bytes, MASTER);
    for (unsigned i = 0; i <= before->number; i++) {
        const struct telling *telling = &before->telling[i];
        const bool own = i == before->number;
        write_former(content->bytes + FILE_LEN + (size_t)i * FORMER_LEN, telling,
                     own ? size : telling->size, own ? at : telling->at);
    }
    enum status status = file_create(path, 0600, (struct bytes){content->bytes, content->len});
    secret_free(content);
    return status;
}
