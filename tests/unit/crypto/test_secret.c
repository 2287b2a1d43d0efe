#include "testing.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

static void new_is_zeroed(void **state)
{
    (void)state;
    static const uint8_t zero[100];
    struct secret *secret = secret_new(sizeof zero);
    assert_int_equal(secret->len, sizeof zero);
    assert_memory_equal(secret->bytes, zero, sizeof zero);
    secret_free(secret);
    secret_free(NULL);
}

static void copy_is_apart(void **state)
{
    (void)state;
    uint8_t original[] = "the original";
    struct secret *secret = secret_copy(BYTES_OF(original));
    assert_memory_equal(secret->bytes, original, sizeof original);
    secret_wipe(original, sizeof original);
    assert_int_equal(original[0], 0);
    assert_string_equal(secret->bytes, "the original");
    secret_free(secret);
    secret = secret_copy((struct bytes){0});
    assert_int_equal(secret->len, 0);
    secret_free(secret);
}

static void random_differs(void **state)
{
    (void)state;
    struct secret *a = secret_random(32);
    struct secret *b = secret_random(32);
    uint8_t noise[2][32];
    secret_noise(noise[0], 32);
    secret_noise(noise[1], 32);
    assert_memory_not_equal(a->bytes, b->bytes, 32);
    assert_memory_not_equal(noise[0], noise[1], 32);
    secret_free(a);
    secret_free(b);
}

/* How a child that does this ends, as waitpid() says. */
static int child(int (*act)(void))
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGABRT, SIG_DFL);
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(99);
        _exit(act());
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static int read_past_end(void)
{
    struct secret *secret = secret_new(32);
    volatile uint8_t *byte = secret->bytes;
    (void)byte[32];
    return 0;
}

static void end_is_guarded(void **state)
{
    (void)state;
    int status = child(read_past_end);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int write_before(void)
{
    struct secret *secret = secret_new(32);
    uint8_t *volatile start = secret->bytes;
    start[-1] ^= 1;
    secret_free(secret);
    return 0;
}

static void start_is_watched(void **state)
{
    (void)state;
    int status = child(write_before);
    assert_true(WIFSIGNALED(status));
}

static bool is_mapped(const uint8_t *bytes)
{
    unsigned char there;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    return mincore((void *)((uintptr_t)bytes & ~(page - 1)), page, &there) == 0;
}

/* What was freed is had again, and nothing of it is left; of whatever length. */
static void rooms_are_kept_empty(void **state)
{
    (void)state;
    static const uint8_t zero[48];
    for (size_t len = 0; len <= sizeof zero; len += 16) {
        struct secret *secret = secret_random(len);
        const uint8_t *room = secret->bytes;
        secret_free(secret);
        assert_true(is_mapped(room));
        secret = secret_new(len);
        assert_ptr_equal(secret->bytes, room);
        assert_int_equal(secret->len, len);
        assert_memory_equal(secret->bytes, zero, len);
        secret_free(secret);
    }
}

static void no_more_are_kept_than_said(void **state)
{
    (void)state;
    enum { MANY = SECRET_KEPT + 20, LEN = 24 };
    struct secret *all[MANY];
    const uint8_t *rooms[MANY];
    size_t mapped = 0;
    for (size_t i = 0; i < MANY; i++) {
        all[i] = secret_random(LEN);
        rooms[i] = all[i]->bytes;
    }
    for (size_t i = 0; i < MANY; i++)
        secret_free(all[i]);
    for (size_t i = 0; i < MANY; i++)
        mapped += is_mapped(rooms[i]);
    assert_true(mapped > 0 && mapped <= SECRET_KEPT);
}

/* Nobody gets a room that somebody has. */
static void *use(void *context)
{
    const uint8_t mine = *(const uint8_t *)context;
    for (int i = 0; i < 5000; i++) {
        struct secret *secret = secret_new(32);
        memset(secret->bytes, mine, secret->len);
        for (size_t j = 0; j < secret->len; j++)
            if (secret->bytes[j] != mine)
                return context;
        secret_free(secret);
    }
    return NULL;
}

static void rooms_are_nobody_elses(void **state)
{
    (void)state;
    pthread_t threads[4];
    uint8_t marks[] = {1, 2, 3, 4};
    for (size_t i = 0; i < sizeof marks; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use, &marks[i]), 0);
    for (size_t i = 0; i < sizeof marks; i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

#ifndef SANITIZED /* sanitizers make mlock() do nothing and succeed */

static int limit_memory(rlim_t bytes)
{
    struct rlimit limit = {bytes, bytes};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
        return -1;
    return geteuid() == 0 ? setresuid(65534, 65534, 65534) : 0; /* no limit binds root */
}

static int start_without_room(void)
{
    return limit_memory(64 * 1024) != 0 ? 99 : (int)secret_start();
}

static int new_without_room(void)
{
    if (limit_memory(0) != 0)
        return 99;
    secret_new(4000); /* of a length that none was kept of */
    return 0;
}

static int start_with_room(void)
{
    return limit_memory(1024 * 1024) != 0 ? 99 : (int)secret_start();
}

static void refuses_memory_that_cannot_be_locked(void **state)
{
    (void)state;
    int status = child(start_without_room);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), STATUS_FAILED);
    status = child(start_with_room);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), STATUS_OK);
    status = child(new_without_room);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_is_zeroed),
        cmocka_unit_test(copy_is_apart),
        cmocka_unit_test(random_differs),
        cmocka_unit_test(end_is_guarded),
        cmocka_unit_test(start_is_watched),
        cmocka_unit_test(rooms_are_kept_empty),
        cmocka_unit_test(no_more_are_kept_than_said),
        cmocka_unit_test(rooms_are_nobody_elses),
#ifndef SANITIZED
        cmocka_unit_test(refuses_memory_that_cannot_be_locked),
#endif
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
