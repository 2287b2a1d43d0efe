#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Part of every program of the pass: reads which guard is away, and keeps what was asked in a file
 * that children and what ends by _exit() write too. */

int mutant_active = -1;
static unsigned char nowhere[MUTANT_MAX];
unsigned char *mutant_state = nowhere;

extern void cmocka_set_test_filter(const char *pattern) __attribute__((weak));

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("MUTANT");
    const char *path = getenv("MUTANT_STATE");
    const char *test = getenv("MUTANT_TEST");
    if (number != NULL)
        mutant_active = atoi(number);
    if (test != NULL && cmocka_set_test_filter != NULL)
        cmocka_set_test_filter(test);
    const int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *map = mmap(NULL, MUTANT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        abort();
    mutant_state = map;
    close(file);
}
