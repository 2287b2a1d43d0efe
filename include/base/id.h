/* 16 random bytes and their text. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** 16 random bytes; written as 32 lower-case hexadecimal digits in the database and in URLs. */
struct id {
    uint8_t bytes[16];
};

#define ID_TEXT 33 /* digits and the final NUL */

/* One type a kind, so that the compiler refuses a swap.  All zero means "none". */
#define ID_KIND(kind)                                                                              \
    struct kind##_id {                                                                             \
        struct id id;                                                                              \
    }
ID_KIND(space);
ID_KIND(account);
ID_KIND(structure);
ID_KIND(charter);
ID_KIND(cycle);
ID_KIND(seance);
ID_KIND(vault);
ID_KIND(document);

/** id_new(out): fill from the kernel's random source; aborts if the kernel cannot give any. */
void id_new(struct id *out);

/** id_parse(out, text): STATUS_INVALID (and zeroed) unless ${text} is 32 lower-case digits. */
CHECKED enum status id_parse(struct id *out, const char *text);

/** id_text(out, id): write the 32 digits and the NUL; returns ${out}. */
char *id_text(char out[ID_TEXT], const struct id *id);

bool id_is_none(const struct id *id);
bool id_equal(const struct id *a, const struct id *b);

/** id_sort(all, count): in ascending order; id_in(sorted, count, one): whether ${one} is one of ids
 * in that order.  For long lists that are held against each other. */
void id_sort(struct id *all, size_t count);
bool id_in(const struct id *sorted, size_t count, const struct id *one);

/** id_among(first, count, stride, one): whether ${one} is one of ${count} ids that lie ${stride}
 * bytes apart.  ID_AMONG(all, count, member, one): the same of an array of structs with such a
 * member. */
bool id_among(const struct id *first, size_t count, size_t stride, const struct id *one);
#define ID_AMONG(all, count, member, one)                                                          \
    ((count) > 0 && id_among(&(all)->member, count, sizeof *(all), one))

/** A secret of 32 bytes as cookies and links carry it: unpadded base64url (43), and the NUL. */
enum { TOKEN_TEXT = 44 };

#endif
