#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024 };

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

struct deferred {
    struct deferred *next;
    void (*call)(void *);
    void *subject;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
};

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct deferred *d = arena->deferred; d != NULL; d = d->next)
        d->call(d->subject);
    for (struct block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        explicit_bzero(block->data, block->used); /* requests carry passphrases and texts */
        free(block);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        abort();
    size = (size + align - 1) / align * align;
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > BLOCK ? size : BLOCK;
        block = calloc(1, sizeof *block + room);
        if (block == NULL)
            abort();
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *out = block->data + block->used;
    block->used += size;
    return out;
}

void *arena_copy(struct arena *arena, const void *data, size_t len)
{
    char *out = arena_alloc(arena, len + 1);
    if (len > 0)
        memcpy(out, data, len);
    return out;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (len < 0)
        abort();
    char *out = arena_alloc(arena, (size_t)len + 1);
    va_start(list, format);
    vsnprintf(out, (size_t)len + 1, format, list);
    va_end(list);
    return out;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room == 0 ? 16 : 2 * *room;
    if (*room > SIZE_MAX / 2 / size)
        abort();
    void *grown = arena_alloc(arena, *room * size);
    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
}

void arena_defer(struct arena *arena, void (*call)(void *), void *subject)
{
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    *deferred = (struct deferred){arena->deferred, call, subject};
    arena->deferred = deferred;
}
