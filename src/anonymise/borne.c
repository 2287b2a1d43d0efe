#include "borne.h"

#include "name.h"

#include <string.h>

/* What follows says that an ambiguous word at the start of a sentence is a name. */
bool borne_out(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    const struct token *after = scan_at(scan, i + 2);
    if (scan_breaks(scan, i + 1))
        return false;
    if (name_verb(next) || ((next->cues & CUE(DETERMINER)) != 0 && name_verb(after)))
        return true;
    if (next->shape == SHAPE_INITIAL && next->gap == GAP_SPACE)
        return true;                 /* « Rose B. » */
    if (scan_mark(scan, i + 1, ':')) /* « - Rose : maintien au domicile » */
        return (scan_at(scan, i)->gap & GAP_LINE) != 0 || i == 0 ||
               (scan_mark(scan, i - 1, '-') && (i == 1 || scan_breaks(scan, i - 1)));
    if (next->kind == TOKEN_MARK && next->mark == ',' && scan_mark(scan, i + 3, ',') &&
        after->shape == SHAPE_LOWER && (after->flags & WORD_FUNCTION) != 0)
        return true; /* « Rose, elle, refuse » */
    if (scan_capital(scan, i + 1) && next->shape != SHAPE_INITIAL && !next->leave &&
        (!name_common(next) || (next->flags & NAME_PERSON) != 0))
        return true;
    bool given = (scan_at(scan, i)->flags & (WORD_FIRST | WORD_WEAK)) != 0;
    if (given && next->shape == SHAPE_CAPITAL && next->gap == GAP_SPACE &&
        (next->flags & WORD_FUNCTION) == 0 && (after->kind != TOKEN_WORD || name_verb(after)))
        return true; /* « Claire Maréchal est enceinte » */
    if (given && (next->cues & CUE(OF)) != 0 && scan_capital(scan, i + 2) && !after->leave &&
        (after->flags & (WORD_COUNTRY | WORD_BIG | WORD_REGION)) == 0 &&
        ((after->flags & NAME_PLACE) == 0 || name_verb(scan_at(scan, i + 3))) &&
        !name_common(after))
        return true; /* « Pierre de Villiers a témoigné » */
    if (given && next->kind == TOKEN_MARK && strchr(".?!/", next->mark) != NULL)
        return true; /* « Qui garde ? Pierre. » */
    if (next->kind == TOKEN_MARK && (next->mark == ',' || next->mark == '('))
        return (scan_capital(scan, i + 2) && !name_common(after) &&
                (after->flags & WORD_FIRST) != 0) ||
               after->kind == TOKEN_NUMBER || (after->cues & (CUE(KIN) | CUE(CHILD))) != 0 ||
               ((after->cues & CUE(DETERMINER)) != 0 &&
                scan_has(scan, i + 3, CUE(KIN) | CUE(CHILD)));
    return (next->cues & CUE(AND)) != 0 &&
           ((scan_capital(scan, i + 2) && (after->flags & WORD_FIRST) != 0) ||
            ((after->cues & CUE(DETERMINER)) != 0 && scan_has(scan, i + 3, CUE(KIN) | CUE(CHILD))));
}
