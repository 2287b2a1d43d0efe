/* Where a link may lead. */
#ifndef RENDER_MARKDOWN_LINK_H
#define RENDER_MARKDOWN_LINK_H

#include "base/arena.h"

#include <md4c.h>

/** markdown_link_target(arena, href): where a link may lead, its references resolved, or NULL for
 * any other place: only http, https, mailto, and paths on this site. */
const char *markdown_link_target(struct arena *arena, const MD_ATTRIBUTE *href);

#endif
