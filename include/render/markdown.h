/* Markdown to HTML. */
#ifndef RENDER_MARKDOWN_H
#define RENDER_MARKDOWN_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

/**
 * markdown_render(out, arena, text, heading): CommonMark and tables to HTML, from md4c's callbacks:
 * no raw HTML, no images; links only to http, https, mailto and same-site paths ("/charte"), others
 * stay text, as images do; headings start at level ${heading} (1 to 4) and carry an id made of
 * their words (the first 256 of them); cells have the class align-left, align-center or
 * align-right. STATUS_LIMIT for more than 1 MiB, or 4 MiB rendered; STATUS_INVALID if not UTF-8.
 */
CHECKED enum status markdown_render(struct bytes *out, struct arena *arena, const char *text,
                                    unsigned heading);

#endif
