/* /fichiers/. */

#include "pages/pages.h"

#include <string.h>

static const char *after(const char *path, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(path, prefix, len) == 0 ? path + len : NULL;
}

/* css/ and js/ are ours, all else was built. */
enum status page_file(struct visit *visit)
{
    const char *name = route_param(&visit->params, "chemin");
    const char *css = after(name, "css/");
    const char *js = after(name, "js/");
    const struct files *files = css != NULL  ? visit->site->css
                                : js != NULL ? visit->site->js
                                             : visit->site->assets;
    if (files == NULL)
        return STATUS_NOT_FOUND;
    return files_reply(files,
                       css != NULL  ? css
                       : js != NULL ? js
                                    : name,
                       visit->request, visit->reply);
}
