/* Helpers of the pages. */
#ifndef PAGE_H
#define PAGE_H

#include "request/visit.h"

/* What the handlers of pages share. */

/**
 * page_form(visit, member, name, action, values, version): the model of a form under ${member}:
 * as form_model() makes it, and {"action", "version"}.  When this very form was just refused, it
 * shows what was typed, with the errors, over the version that it was typed over; when it was
 * stale, over the version saved meanwhile, which "saved" shows for reading.  What was typed in it
 * while another form was sent (beside.h) is shown too.  "kept" says that what it shows is saved
 * nowhere.  ${values} may be NULL. Borrowed.
 */
json_t *page_form(struct visit *visit, const char *member, const char *name, const char *action,
                  const json_t *values, json_int_t version);

/** page_buttons(visit, name): this form is buttons: refused, it leaves nothing to read. */
void page_buttons(struct visit *visit, const char *name);

/** page_typed(visit, name): what was typed in a refused form of this name, or NULL; the caller
 * shows it. */
const json_t *page_typed(struct visit *visit, const char *name);

/** page_fill(form, name, purpose): what the browser may fill in ("username", "new-password"…). */
void page_fill(json_t *form, const char *name, const char *purpose);

/** page_whose(form, email): the account that a form's passphrase is for, said to what keeps
 * passphrases for people; page_form() says it of who is signed in. */
void page_whose(json_t *form, const char *email);

/** page_drop(form, name): take a field out of a form's model. */
void page_drop(json_t *form, const char *name);

/** page_html(visit, member, markdown, heading): Markdown as HTML in the model, if there is any. */
CHECKED enum status page_html(struct visit *visit, const char *member, const char *markdown,
                              unsigned heading);

/** page_sheet(visit, member, name, values): a form's values for reading, if there are any. */
void page_sheet(struct visit *visit, const char *member, const char *name, const json_t *values);

/** page_seance_id(visit): the séance of the path. */
struct seance_id page_seance_id(const struct visit *visit);

/** page_seance(visit): the brief of the path's séance under "seance", and where in the site it is.
 */
CHECKED enum status page_seance(struct visit *visit);

/** page_seance_of(visit, id): the same of a séance that the path does not name. */
CHECKED enum status page_seance_of(struct visit *visit, struct seance_id id);

/** page_seance_with(visit, what): the same; STATUS_NOT_FOUND for a meeting whose kind lacks it:
 * "has_situation", "has_synthesis", "has_roles". */
CHECKED enum status page_seance_with(struct visit *visit, const char *what);

/** page_seance_name(visit, seance): "la séance du lundi 7 mars 2022". */
const char *page_seance_name(struct visit *visit, const json_t *seance);

/** page_next(visit): where signing in leads: a path of this site. */
const char *page_next(struct visit *visit);

/** page_done(visit, format, …): the key of [done] that the next page tells. */
void page_done(struct visit *visit, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
