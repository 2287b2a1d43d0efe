#include "base/text.h"
#include "render/markdown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each "<" in the result begins one of our own tags, and each link leads where it may. */
static void inspect(const char *html)
{
    static const char *const tags[] = {"p>",     "a href=\"", "em>", "strong>",    "code>", "br>",
                                       "hr>",    "h",         "ul>", "ol",         "li>",   "pre>",
                                       "table>", "thead>",    "th",  "tbody>",     "tr>",   "td",
                                       "a>",     "h1>",       "h2>", "blockquote>"};
    static const char *const places[] = {"/", "http://", "https://", "mailto:"};
    for (const char *at = html; (at = strchr(at, '<')) != NULL; at++) {
        const char *name = at[1] == '/' ? at + 2 : at + 1;
        int known = 0;
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            known |= strncmp(name, tags[i], strlen(tags[i])) == 0;
        if (!known)
            abort();
        if (strncmp(name, "a href=\"", 8) != 0)
            continue;
        int safe = 0;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
            safe |= strncasecmp(name + 8, places[i], strlen(places[i])) == 0;
        if (!safe || strncmp(name + 8, "//", 2) == 0 || strncmp(name + 8, "/\\", 2) == 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort();
    const char *text = text_repair(arena, (const char *)data, size);
    struct bytes out;
    enum status status = markdown_render(&out, arena, text, (unsigned)(size % 5));
    if (status != STATUS_OK && status != STATUS_LIMIT)
        abort();
    if (status == STATUS_OK)
        inspect((const char *)out.data);
    arena_free(arena);
    return 0;
}
