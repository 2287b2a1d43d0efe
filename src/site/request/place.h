/* Which space a tab is in, and its links. */
#ifndef PLACE_H
#define PLACE_H

#include "request/visit.h"

/* In which space a tab is.  Of somebody who is in several, each page has its space in its address:
 * /espaces/{id} before the path of the page.  Whoever is in one never sees it. */

/** place_inner(path): the path behind the space, "/" if there is none; ${path} itself without one.
 */
const char *place_inner(const char *path);

/** place_enter(visit, path): after gate_login(): the act goes on in the space that ${path} begins
 * with, or in the login's; sets visit->root for who is in several.  STATUS_NOT_FOUND if it is none
 * of theirs. */
CHECKED enum status place_enter(struct visit *visit, const char *path);

/** place_path(visit, path): the same path in the tab's space. */
const char *place_path(const struct visit *visit, const char *path);

/** place_of(arena, space): the root of a space, /espaces/{id}. */
const char *place_of(struct arena *arena, const struct id *space);

/** place_query(visit): what came behind the path, with its question mark; "" for nothing. */
const char *place_query(const struct visit *visit);

/** place_suite(visit): what was asked for, path and query, as a value of a query. */
const char *place_suite(const struct visit *visit);

/** place_links(html, visit): every link and form of a page stays in the tab's space. */
void place_links(struct bytes *html, const struct visit *visit);

/** place_is_other(visit): a POST whose form names another space than that of the visit, or none
 * where it matters. */
bool place_is_other(struct visit *visit);

#endif
