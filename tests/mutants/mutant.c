#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Part of every program of the pass: reads which guard is away, and keeps what was asked in a file
 * that children and what ends by _exit() write too. */

int mutant_active = -1;
static unsigned char nowhere[MUTANT_MAX];
unsigned char *mutant_state = nowhere;

static const char *path;

static void keep(const char *name, int flags)
{
    const int file = open(name, O_RDWR | O_CLOEXEC | flags, 0600);
    if (file < 0)
        return;
    if (ftruncate(file, MUTANT_MAX) != 0)
        abort();
    void *map = mmap(NULL, MUTANT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        abort();
    mutant_state = map;
    close(file);
}

/* A child that does a line of a table keeps its own, named by how much was printed before it. */
static void in_child(void)
{
    char name[256];
    snprintf(name, sizeof name, "%s.%lld", path, (long long)lseek(STDOUT_FILENO, 0, SEEK_CUR));
    keep(name, O_CREAT);
}

extern void cmocka_set_test_filter(const char *pattern) __attribute__((weak));

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("MUTANT");
    const char *test = getenv("MUTANT_TEST");
    if (number != NULL)
        mutant_active = atoi(number);
    if (test != NULL && cmocka_set_test_filter != NULL)
        cmocka_set_test_filter(test);
    path = getenv("MUTANT_STATE");
    if (path == NULL)
        return;
    keep(path, 0);
    if (getenv("MUTANT_LINES") != NULL)
        pthread_atfork(NULL, NULL, in_child);
}
