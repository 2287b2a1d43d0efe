/* What a visit tells it. */
#ifndef SECURITY_VISIT_H
#define SECURITY_VISIT_H

#include "gate/refusal.h"
#include "gate/security_log.h"

/* What visits tell the security log. */

/** security_visit_tell(visit, event): now, by whoever is signed in or has yet to show a second
 * factor; else by the address in the form, if there is one. */
void security_visit_tell(const struct visit *visit, enum security_event event);

/** security_visit_refused(visit, refusal): what a refusal tells, if anything: a form filled in
 * wrongly and a version that somebody saved over do not. */
void security_visit_refused(const struct visit *visit, enum refusal refusal);

#endif
