/* Titles and initials. */
#ifndef ANONYMISE_TITLE_H
#define ANONYMISE_TITLE_H

#include "scan.h"

/** title_is(scan, i): whether the words « m », « me » and the like are titles here. */
bool title_is(const struct scan *scan, int i);

/** title_find(scan, i): whoever stands behind the title at ${i}. */
void title_find(struct scan *scan, int i);

/** title_odd_surname(token): a word that is a name only behind a title or « la famille »: « Mme
 * Jeudi ». */
bool title_odd_surname(const struct token *token);

/** title_initials(scan, i): « J. Dupont », « L.M. » from its first letter on. */
void title_initials(struct scan *scan, int i);

#endif
