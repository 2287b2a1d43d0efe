/* What was typed in the other forms of a page. */
#ifndef BESIDE_H
#define BESIDE_H

#include "request/visit.h"

/* What was typed in the other forms of a page when one of them was sent: scripts send it along as
 * "beside", and the page that answers shows it again. */

/** beside_take(visit, text): {"forms": [{"action", "body"}]}, each body as its form would send it;
 * what is no such thing is nothing. */
void beside_take(struct visit *visit, const char *text);

/** beside_again(visit, carried): the same from {"action", "fields", "version"}, as ${visit}->beside
 * has them. */
void beside_again(struct visit *visit, const json_t *carried);

/** beside_find(visit, action): {"fields", "version"} of the form that is sent to ${action}, or
 * NULL; it counts as shown from then on. */
const json_t *beside_find(const struct visit *visit, const char *action);

/** beside_without_secrets(visit, form, typed): what was typed in ${form} (may be NULL) and may be
 * sent back: passphrases are typed again.  Borrowed. */
json_t *beside_without_secrets(struct visit *visit, const struct form *form, const json_t *typed);

/** beside_form(visit, action): the form that is sent to ${action}; NULL if there is none. */
const struct form *beside_form(const struct visit *visit, const char *action);

#endif
