/* Everybody of a space in the order of their names, kept with the roll; their names are not. */
#ifndef CORE_PEOPLE_H
#define CORE_PEOPLE_H

#include "act.h"

/* A page shows some of all people by name.  Sorting them opens every name, so the order is found
 * once for each roll, and so is where each word of a name falls among all words: a search then
 * opens a few names, by halves.  What is kept is who stands where: no letter of a name. */

struct people_one {
    struct membership_row member;
    bool shut; /* suspended: no certificate of theirs is in force */
};

struct people_word; /* of somebody's name */

struct people {
    const struct people_one *all; /* members and those who are suspended, by name as in French */
    size_t count;
    const struct people_word *words; /* in the order of the rest of the name from there on */
    size_t word_count;
};

/** people_order(out, act, conn): lives as long as the act's arena. */
CHECKED enum status people_order(const struct people **out, struct act *act, struct db_conn *conn);

/** people_fold(arena, text): as a search compares: text_fold(), œ as oe, æ as ae. */
const char *people_fold(struct arena *arena, const char *text);

/** people_says(arena, folded, text): whether each word of ${text} begins a word of ${folded}. */
bool people_says(struct arena *arena, const char *folded, const char *text);

/** people_search(found, people, act, conn, text): ${found}, of one for each of ${people}, says of
 * whom each word of ${text} begins a word of the name, of the structure's names or of the
 * profession.  Opens as many names as halving takes, for each word. */
CHECKED enum status people_search(bool *found, const struct people *people, struct act *act,
                                  struct db_conn *conn, const char *text);

#endif
