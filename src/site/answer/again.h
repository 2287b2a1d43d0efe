/* A refused form comes back filled in. */
#ifndef AGAIN_H
#define AGAIN_H

#include "gate/refusal.h"

/* Nothing typed is lost: a refused form comes back filled in. */

/** again_refused(visit, reply, refusal): the page that the form belongs to, with the refusal's code
 * and message, and what was typed; without such a page, an error page that shows it. */
void again_refused(struct visit *visit, struct http_reply *reply, enum refusal refusal);

/** again_failure(visit, form, typed, refusal): the page being made shows this refusal, and what was
 * typed in ${form} (may be NULL). */
void again_failure(struct visit *visit, const char *form, const json_t *typed,
                   enum refusal refusal);

/** again_sign_in(visit, reply): 401: sign in here, then go on with what was typed. */
void again_sign_in(struct visit *visit, struct http_reply *reply);

/** again_go_on(visit, reply): just signed in: the page and the text that waited for it. */
void again_go_on(struct visit *visit, struct http_reply *reply);

/** again_is_held(visit): whether a script only asks to keep what was typed, because its page is to
 * be blanked.  again_held(visit, reply): the page with what was typed for whoever typed it, if they
 * are signed in, else the page to sign in, with the text sealed in it. */
bool again_is_held(const struct visit *visit);
void again_held(struct visit *visit, struct http_reply *reply);

/** again_beside(visit, reply): the act is done; its page, with what was typed in other forms. */
void again_beside(struct visit *visit, struct http_reply *reply);

#endif
