/* Memory of one request, wiped at the end. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/** Memory that lives as long as one request: taken piecewise, given back at once. */
struct arena;

/** arena_new(): an empty arena, or NULL without memory. */
struct arena *arena_new(void);

/** arena_free(arena): run the deferred calls, newest first, then free all.  NULL does nothing. */
void arena_free(struct arena *arena);

/**
 * arena_alloc(arena, size): zeroed memory aligned for any type.  Never NULL: a server without
 * memory cannot keep its promises and stops (abort).
 */
void *arena_alloc(struct arena *arena, size_t size);

/** arena_copy(arena, data, len): a copy with one NUL after it. */
void *arena_copy(struct arena *arena, const void *data, size_t len);

/** arena_text(arena, text): a copy of a string; NULL stays NULL. */
char *arena_text(struct arena *arena, const char *text);

/** arena_printf(arena, format, ...): the formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** arena_grow(arena, items, count, room, size): ${items} with place for one more than ${count} of
 * ${size} bytes each; ${room} (0 at first) is how many fit. For lists of unknown length. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

/** arena_defer(arena, call, subject): call(subject) when the arena is freed. */
void arena_defer(struct arena *arena, void (*call)(void *), void *subject);

#endif
