/* One guard of many, taken away at run time: MUTANT names it by its number. */
#ifndef MUTANT_H
#define MUTANT_H

#include <stdbool.h>

enum { MUTANT_MAX = 8192 };

extern int mutant_active;           /* -1: none */
extern unsigned char *mutant_state; /* of each: bit 0, it was asked; bit 1, and it mattered */

/* What ${value} becomes: ${neutral} if it is the one.  Whether it would have been another counts
 * without any. */
static inline int mutant(int number, int neutral, int value)
{
    mutant_state[number] |= value == neutral ? 1 : 3;
    return number == mutant_active ? neutral : value;
}

#define MUTANT(number, neutral, ...) mutant(number, neutral, !!(__VA_ARGS__))
#define MUTANT_STEP(number, ...) mutant(number, 0, (int)(__VA_ARGS__)) /* 0: STATUS_OK */

#endif
