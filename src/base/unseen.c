#include "unseen.h"

#include <utf8proc.h>

bool unseen_breaks(int32_t point)
{
    return point == 0x0B || point == 0x0C || point == 0x0E || point == 0x85 || point == 0x2028 ||
           point == 0x2029;
}

static bool is_control(int32_t point)
{
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point <= 0x9F);
}

/* LRE, RLE, PDF, LRO, RLO; LRI, RLI, FSI, PDI; and those that were deprecated. */
static bool turns(int32_t point)
{
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x206F);
}

bool unseen_dropped(int32_t point)
{
    return is_control(point) || turns(point) || point == 0xAD || point == 0x180E ||
           point == 0x200B || (point >= 0x2060 && point <= 0x2065) || point == 0xFEFF ||
           (point >= 0xFFF9 && point <= 0xFFFB) || (point >= 0xFDD0 && point <= 0xFDEF) ||
           (point & 0xFFFE) == 0xFFFE || (point >= 0xE0000 && point <= 0xE007F);
}

/* Letters and signs by their category, and yet nothing is drawn. */
static bool is_filler(int32_t point)
{
    return point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0 ||
           point == 0x2800;
}

bool unseen_blank(int32_t point)
{
    const utf8proc_category_t category = utf8proc_category(point);
    return point == '\n' || point == '\t' || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           category == UTF8PROC_CATEGORY_CF || is_filler(point);
}

bool unseen_shows(int32_t point)
{
    const utf8proc_category_t category = utf8proc_category(point);
    return !unseen_blank(point) && category != UTF8PROC_CATEGORY_MN &&
           category != UTF8PROC_CATEGORY_ME;
}
