#include "base/id.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void id_new(struct id *out)
{
    if (getrandom(out->bytes, sizeof out->bytes, 0) != (ssize_t)sizeof out->bytes)
        abort();
}

enum status id_parse(struct id *out, const char *text)
{
    return bytes_unhex(out->bytes, sizeof out->bytes, text);
}

char *id_text(char out[ID_TEXT], const struct id *id)
{
    bytes_hex(out, BYTES_OF(id->bytes));
    return out;
}

bool id_is_none(const struct id *id)
{
    static const struct id none;
    return id_equal(id, &none);
}

bool id_equal(const struct id *a, const struct id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool id_among(const struct id *first, size_t count, size_t stride, const struct id *one)
{
    for (size_t i = 0; i < count; i++)
        if (id_equal((const struct id *)((const char *)first + i * stride), one))
            return true;
    return false;
}

static int order(const void *left, const void *right)
{
    return memcmp(left, right, sizeof(struct id));
}

void id_sort(struct id *all, size_t count)
{
    if (count > 0)
        qsort(all, count, sizeof *all, order);
}

bool id_in(const struct id *sorted, size_t count, const struct id *one)
{
    return count > 0 && bsearch(one, sorted, count, sizeof *sorted, order) != NULL;
}
