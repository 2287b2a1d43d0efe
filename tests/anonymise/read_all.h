/* All of standard input. */
#ifndef ANONYMISE_READ_ALL_H
#define ANONYMISE_READ_ALL_H

#include <stdio.h>
#include <stdlib.h>

/** read_all(len): what stands there, with room for a NUL behind it; free() it.  NULL without
 * memory.
 */
static inline char *read_all(size_t *len)
{
    size_t room = 1 << 16;
    char *all = malloc(room);
    for (*len = 0; all != NULL;) {
        size_t got = fread(all + *len, 1, room - *len - 1, stdin);
        *len += got;
        if (got == 0)
            break;
        if (room - *len < 2)
            all = realloc(all, room *= 2);
    }
    return all;
}

#endif
