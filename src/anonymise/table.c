#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 16 };

enum status table_open(struct table *out, const char *path)
{
    *out = (struct table){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    enum status status = STATUS_INVALID;
    struct stat about;
    if (fstat(file, &about) != 0 || about.st_size <= HEADER)
        goto done;
    size_t bytes = (size_t)about.st_size;
    void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    if (map == MAP_FAILED) {
        status = STATUS_FAILED;
        goto done;
    }
    uint32_t count;
    memcpy(&count, (const char *)map + 8, sizeof count);
    if (memcmp(map, "COCONLX3", 8) != 0 || count == 0 ||
        bytes < HEADER + sizeof(uint64_t) * (size_t)count) {
        munmap(map, bytes);
        goto done;
    }
    const uint8_t *slots = (const uint8_t *)map + HEADER;
    size_t words = sizeof(uint64_t) * (size_t)count;
    *out = (struct table){.slots = (const uint64_t *)(const void *)slots,
                          .count = count,
                          .model = slots + words,
                          .model_bytes = bytes - HEADER - words,
                          .map = map,
                          .bytes = bytes};
    status = STATUS_OK;
done:
    close(file);
    return status;
}

void table_close(struct table *table)
{
    if (table->map != NULL)
        munmap(table->map, table->bytes);
    *table = (struct table){0};
}
