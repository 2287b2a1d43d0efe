/* Login, access rule, origin, CSRF token, fields. */
#ifndef GATE_H
#define GATE_H

#include "gate/refusal.h"

/* What every request passes before a page looks at it, in this order. */

#define GATE_COOKIE "__Host-cocon"
#define GATE_BEFORE "__Host-avant"
#define GATE_PENDING "__Host-facteur"
#define GATE_KNOWN "__Host-connu"
#define GATE_DONE "__Host-fait"

/** gate_login(visit): who asks, by the login cookie; and what their forms carry against forgery.
 * An unknown or ended login is nobody.  Other statuses than OK are failures of the machine. */
CHECKED enum status gate_login(struct visit *visit);

/** gate_carry(visit, token): forms of this visit are tied to ${token} from now on. */
void gate_carry(struct visit *visit, const char *token);

/** gate_pending(visit): for rows of ACCESS_PENDING, whether a second factor is waited for.  Such a
 * visit has no act: it can do nothing but show one. */
void gate_pending(struct visit *visit);

/** gate_begin(visit, token): a login begins: its cookie, its act, forms tied to it. */
CHECKED enum status gate_begin(struct visit *visit, const char *token);

/** gate_admit(visit, route): the row's own access rule. */
enum refusal gate_admit(const struct visit *visit, const struct route *route);

/** gate_shown(visit): before a page is made: which version its forms will carry.  What changes
 * while it is made counts as not seen. */
CHECKED enum status gate_shown(struct visit *visit);

/** gate_take(visit): set the platform's fields apart from what was typed. */
enum refusal gate_take(struct visit *visit);

/** gate_origin(request): whether a POST comes from one of our own pages, as far as the browser
 * says. */
bool gate_origin(const struct http_request *request);

/** gate_sent(visit): body, origin and CSRF token of a POST. */
enum refusal gate_sent(struct visit *visit);

/** gate_fields(visit): the row's form over what was typed. */
enum refusal gate_fields(struct visit *visit);

#endif
