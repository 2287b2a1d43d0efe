#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status file_read(struct bytes *out, struct arena *arena, const char *path, size_t max)
{
    *out = (struct bytes){0};
    enum status status = STATUS_FAILED;
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    struct stat about;
    if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode))
        goto done;
    if ((size_t)about.st_size > max) {
        status = STATUS_LIMIT;
        goto done;
    }
    uint8_t *data = arena_alloc(arena, (size_t)about.st_size + 1);
    size_t len = fread(data, 1, (size_t)about.st_size, file);
    if (len != (size_t)about.st_size)
        goto done;
    *out = (struct bytes){data, len};
    status = STATUS_OK;
done:
    fclose(file);
    return status;
}

static int sync_folder(const char *path)
{
    char copy[4096];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return -1;
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int result = fsync(folder);
    close(folder);
    return result;
}

enum status file_create(const char *path, unsigned mode, struct bytes content)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return errno == EEXIST ? STATUS_CONFLICT : STATUS_FAILED;
    enum status status = STATUS_FAILED;
    if (fchmod(file, mode) == 0 && write(file, content.data, content.len) == (ssize_t)content.len &&
        fsync(file) == 0)
        status = STATUS_OK;
    close(file);
    if (status == STATUS_OK && sync_folder(path) == 0)
        return STATUS_OK;
    unlink(path);
    return STATUS_FAILED;
}

enum status file_replace(const char *path, unsigned mode, struct bytes content)
{
    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside)
        return STATUS_INVALID;
    unlink(beside); /* of somebody who was interrupted */
    enum status status = file_create(beside, mode, content);
    if (status == STATUS_OK)
        status = file_rename(beside, path);
    if (status != STATUS_OK)
        unlink(beside);
    return status;
}

enum status file_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 && sync_folder(to) == 0 ? STATUS_OK : STATUS_FAILED;
}
