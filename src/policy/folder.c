#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum status folder_list(const char ***names, size_t *count, struct arena *arena, const char *path,
                        const char *ending)
{
    *names = NULL;
    *count = 0;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_FAILED;
    const char **list = NULL;
    size_t used = 0;
    size_t room = 0;
    size_t cut = strlen(ending);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t len = strlen(entry->d_name);
        if (*entry->d_name == '.' || len <= cut || strcmp(entry->d_name + len - cut, ending) != 0)
            continue;
        if (used == room) {
            room = room == 0 ? 16 : 2 * room;
            const char **grown = arena_alloc(arena, room * sizeof *grown);
            if (used > 0)
                memcpy(grown, list, used * sizeof *grown);
            list = grown;
        }
        list[used++] = arena_copy(arena, entry->d_name, len - cut);
    }
    closedir(folder);
    if (used > 0)
        qsort(list, used, sizeof *list, by_name);
    *names = list;
    *count = used;
    return STATUS_OK;
}
