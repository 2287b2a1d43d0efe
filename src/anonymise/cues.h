/* The lists of policies/anonymisation/. */
#ifndef ANONYMISE_CUES_H
#define ANONYMISE_CUES_H

#include "fold.h"

#include "base/arena.h"

#include <stdint.h>

/* What policies/anonymisation/ says of a word: one bit a line of cues.ini, and four more. */
#define CUES(X)                                                                                    \
    X(TITLE_WOMAN, "person", "title_woman")                                                        \
    X(TITLE_MAN, "person", "title_man")                                                            \
    X(TITLE_OTHER, "person", "title_other")                                                        \
    X(KIN, "person", "kin")                                                                        \
    X(CHILD, "person", "child")                                                                    \
    X(NAMING, "person", "naming")                                                                  \
    X(CALL, "person", "call")                                                                      \
    X(SAID, "person", "said")                                                                      \
    X(PARTICLE, "person", "particle")                                                              \
    X(TRADE, "person", "trade")                                                                    \
    X(OFFICE, "person", "office")                                                                  \
    X(BORN, "person", "born")                                                                      \
    X(AT, "place", "at")                                                                           \
    X(LIVING, "place", "living")                                                                   \
    X(SMALL, "place", "small")                                                                     \
    X(STREET, "place", "street")                                                                   \
    X(FLAT, "place", "flat")                                                                       \
    X(SITUATES, "organisation", "situates")                                                        \
    X(BODY, "organisation", "body")                                                                \
    X(WORK, "organisation", "work")                                                                \
    X(CASE, "identifier", "case")                                                                  \
    X(AT_SIGN, "identifier", "at_sign")                                                            \
    X(HANDLE, "identifier", "handle")                                                              \
    X(WEEKDAY, "date", "weekday")                                                                  \
    X(SEASON, "date", "season")                                                                    \
    X(YEAR, "date", "year")                                                                        \
    X(UNIT_YEAR, "date", "unit_year")                                                              \
    X(UNIT_MONTH, "date", "unit_month")                                                            \
    X(AGED, "date", "aged")                                                                        \
    X(TWIN, "trait", "twin")                                                                       \
    X(ONLY, "trait", "only")                                                                       \
    X(NATION, "trait", "nation")                                                                   \
    X(DETERMINER, "grammar", "determiner")                                                         \
    X(OF, "grammar", "of")                                                                         \
    X(ABBREVIATION, "grammar", "abbreviation")                                                     \
    X(AND, "grammar", "and")                                                                       \
    X(ACTS, "grammar", "acts")                                                                     \
    X(CAPITAL, "place", "capital")                                                                 \
    X(NUMBER, "date", "number")                                                                    \
    X(LAW, "date", "law")                                                                          \
    X(DOSE, "grammar", "dose")                                                                     \
    X(PRONOUN, "grammar", "pronoun")                                                               \
    X(CLAUSE, "grammar", "clause")                                                                 \
    X(WITH, "grammar", "with")                                                                     \
    X(BEARER, "person", "bearer")                                                                  \
    X(RANK, "person", "rank")                                                                      \
    X(MINOR, "person", "minor")                                                                    \
    X(LEAVES, "place", "leaves")                                                                   \
    X(ROOM, "identifier", "room")                                                                  \
    X(PROVIDER, "identifier", "provider")                                                          \
    X(MARRIED, "person", "married")                                                                \
    X(EPONYM, "grammar", "eponym")                                                                 \
    X(RARE, "trait", "rare")                                                                       \
    X(CONDITION, "trait", "condition")                                                             \
    X(ABROAD, "place", "abroad")                                                                   \
    X(SHOP, "organisation", "shop")

enum cue_bit {
#define X(name, section, key) CUE_BIT_##name,
    CUES(X)
#undef X
        CUE_BIT_LEAVE, /* leave.ini, or [fine] of places.ini */
    CUE_BIT_LOCAL,     /* [small] of places.ini */
    CUE_BIT_FINE,
    CUE_BIT_PREFIX, /* a group of words begins so */
    CUE_BITS,
};

#define CUE(name) (UINT64_C(1) << CUE_BIT_##name)
#define CUE_TITLE (CUE(TITLE_WOMAN) | CUE(TITLE_MAN) | CUE(TITLE_OTHER))
/* Which month: the top four bits. */
enum { CUE_MONTH_SHIFT = 60 };
#define CUE_MONTHS (UINT64_C(15) << CUE_MONTH_SHIFT)
_Static_assert((int)CUE_BITS <= (int)CUE_MONTH_SHIFT, "cues have no bit of the months");

struct cue {
    struct key key; /* b is 0: free */
    uint64_t bits;
};

struct cues {
    struct cue *slots;
    uint32_t room, count;
};

/** cues_find(cues, key): the bits of a finished key. */
static inline uint64_t cues_find(const struct cues *cues, struct key key)
{
    uint32_t mask = cues->room - 1;
    for (uint32_t at = key.a & mask; cues->slots[at].key.b != 0; at = (at + 1) & mask)
        if (cues->slots[at].key.b == key.b && cues->slots[at].key.a == key.a)
            return cues->slots[at].bits;
    return 0;
}

/** cues_put(cues, arena, key, bits): one finished key. */
void cues_put(struct cues *cues, struct arena *arena, struct key key, uint64_t bits);

/** cues_add_group(cues, arena, text, bits): one word, or one group of at most 8 words. */
void cues_add_group(struct cues *cues, struct arena *arena, const char *text, uint64_t bits);

/** cues_key(out, room, text): the keys of the words of ${text}, at most ${room}; how many. */
size_t cues_key(struct folding *out, size_t room, const char *text);

#endif
