#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

enum { DELETE = 0x7f };

static void line(int priority, const char *format, va_list list)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, list);
    for (char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == DELETE)
            *at = '?'; /* whatever is in it is of this line, and moves no terminal's cursor */
    fprintf(stderr, "<%d>%s\n", priority, text); /* one call, one line: threads do not mix */
}

#define LEVEL(name, priority)                                                                      \
    void log_##name(const char *format, ...)                                                       \
    {                                                                                              \
        va_list list;                                                                              \
        va_start(list, format);                                                                    \
        line(priority, format, list);                                                              \
        va_end(list);                                                                              \
    }

LEVEL(error, 3)
LEVEL(warning, 4)
LEVEL(info, 6)
