/* Text as a QR code in SVG. */
#ifndef RENDER_QR_H
#define RENDER_QR_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

/**
 * qr_svg(out, arena, text): a QR code of ${text} as an SVG element for an unescaped slot, a NUL
 * after it: black on white whatever the theme, four modules of quiet zone, one path, error
 * correction M.  It has a viewBox and the class "qr", no size and no name: the template gives both
 * (role="img" and aria-label around it).  Text of digits, capitals and "$%*+-./: " takes the least
 * room.  STATUS_INVALID if empty or not UTF-8, STATUS_LIMIT if no code can hold it (about 2300
 * bytes).
 */
CHECKED enum status qr_svg(struct bytes *out, struct arena *arena, const char *text);

#endif
