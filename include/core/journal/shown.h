/* What an act is asked over, and whether it is there still. */
#ifndef CORE_SHOWN_H
#define CORE_SHOWN_H

#include "core/act.h"

/* What a form was filled in over.  A page says which version of a thing it shows, its forms send it
 * back, and an act over another one than there is now is refused: nobody undoes what they have not
 * seen. */

enum shown {
    SHOWN_NOTHING,
    SHOWN_MEETING,    /* when and where a séance is, or that it is cancelled */
    SHOWN_SEANCE,     /* the same with its stage and its roles */
    SHOWN_ATTENDANCE, /* who came, and whether the sheet is closed */
    SHOWN_SITUATION,  /* its newest version, a number */
    SHOWN_SYNTHESIS,  /* the same */
    SHOWN_PERSON,     /* a member: state, structure, function, invitations */
    SHOWN_STRUCTURE,  /* the version of its sheet, a number */
    SHOWN_CHARTER,    /* the newest one's number */
    SHOWN_CYCLES,     /* those that there are */
};

/** shown_is_number(what): whether its versions count up; others are 16 hexadecimal digits. */
bool shown_is_number(enum shown what);

/** shown_now(act, out, what, object): the version that there is, in the arena; "0" of what is not
 * there.  It tells nothing of the rows to who has not the server's key. */
CHECKED enum status shown_now(struct act *act, const char **out, enum shown what,
                              const struct id *object);

/** shown_over(act, what, object, version): this act was asked for over that version. */
void shown_over(struct act *act, enum shown what, const struct id *object, const char *version);

/** shown_is_stale(act): what shown_look() found. */
bool shown_is_stale(const struct act *act);

#endif
