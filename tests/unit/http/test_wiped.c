/* What is read of a body is wiped before it is given back: this program stands between. */
#undef _FORTIFY_SOURCE
#include "site.h"

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static unsigned whole, parts; /* wiped buffers that held the secret's end, or its beginning only */

#define BEGIN "passphrase=sept-girafes"
#define END "Corbes-violon"

static bool holds(const char *data, size_t len, const char *what)
{
    return memmem(data, len, what, strlen(what)) != NULL;
}

static void wipe(void *data, size_t len)
{
    pthread_mutex_lock(&guard);
    if (len >= strlen(BEGIN) && memcmp(data, BEGIN, strlen(BEGIN)) == 0) {
        if (holds(data, len, END))
            whole++;
        else
            parts++;
    }
    pthread_mutex_unlock(&guard);
    for (volatile char *at = data; len > 0; len--)
        *at++ = 0;
}

void explicit_bzero(void *data, size_t len);
void explicit_bzero(void *data, size_t len)
{
    wipe(data, len);
}

void __explicit_bzero_chk(void *data, size_t len, size_t room);
void __explicit_bzero_chk(void *data, size_t len, size_t room)
{
    (void)room;
    wipe(data, len);
}

static void post(struct client *client, size_t filling)
{
    char head[256];
    size_t len = strlen(BEGIN) + filling + strlen(END);
    snprintf(head, sizeof head,
             "POST /large HTTP/1.1\r\nHost: x\r\nContent-Type: "
             "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
             len);
    char *body = malloc(len);
    memcpy(body, BEGIN, strlen(BEGIN));
    memset(body + strlen(BEGIN), 'a', filling);
    memcpy(body + strlen(BEGIN) + filling, END, strlen(END));
    assert_true(client_send(client, head, strlen(head)));
    assert_true(client_send(client, body, len));
    struct answer answer = client_answer(client, false);
    assert_int_equal(answer.code, 200);
    answer_free(&answer);
    free(body);
}

static void test_a_body_is_wiped(void **state)
{
    (void)state;
    struct site *site = start(1, 10, NULL);
    struct client *client = connected(site);
    post(client, 100);
    assert_int_equal(whole, 1);
    assert_int_equal(parts, 0);
    post(client, 100000); /* outgrows its first place, and some after it */
    assert_int_equal(whole, 2);
    assert_true(parts >= 2);
    client_close(client);
    stop(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_body_is_wiped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
