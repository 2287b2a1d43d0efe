/* Without libFuzzer: give a harness every file of the folders named on the command line, so that
 * what was once found is looked for in every run. */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int replay(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    uint8_t *data = NULL;
    size_t len = 0;
    for (size_t room = 4096, got = 1; got > 0; room *= 2) {
        data = realloc(data, room);
        if (data == NULL)
            abort();
        got = fread(data + len, 1, room - len, file);
        len += got;
    }
    fclose(file);
    uint8_t *exact = malloc(len > 0 ? len : 1); /* so that a read beyond the end is seen */
    for (size_t i = 0; i < len; i++)
        exact[i] = data[i];
    LLVMFuzzerTestOneInput(exact, len);
    free(exact);
    free(data);
    return 1;
}

int main(int count, char **folders)
{
    int files = 0;
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(folders[i]);
        for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
            char path[4096];
            if (entry->d_type == DT_REG &&
                snprintf(path, sizeof path, "%s/%s", folders[i], entry->d_name) < (int)sizeof path)
                files += replay(path);
        }
        if (folder != NULL)
            closedir(folder);
    }
    printf("%d inputs replayed\n", files);
    return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE; /* a run that checked nothing fails */
}
