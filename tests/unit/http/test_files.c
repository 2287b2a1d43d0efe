#include "http/files.h"

#include "client.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

static char folder[64];

static char *path_of(char out[256], const char *name)
{
    snprintf(out, 256, "%s/%s", folder, name);
    return out;
}

static void put(const char *name, const char *content)
{
    char path[256];
    FILE *file = fopen(path_of(path, name), "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static int make_folder(void **state)
{
    (void)state;
    char path[256];
    strcpy(folder, "/tmp/cocon-files-XXXXXX");
    if (mkdtemp(folder) == NULL || mkdir(path_of(path, "css"), 0700) != 0)
        return -1;
    put("css/site.css", "body{}");
    put("a.js", "1;");
    put("empty.txt", "");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"css/site.css", "css/new.css", "a.js", "empty.txt",
                                        "page.php",     "link.js",     "css"};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(path_of(path, names[i]));
    return remove(folder);
}

static struct files *loaded(void)
{
    struct files *files;
    assert_int_equal(files_load(&files, folder), STATUS_OK);
    return files;
}

static const struct http_request plain;

static void test_replies(void **state)
{
    (void)state;
    struct files *files = loaded();
    struct http_reply reply = {0};
    assert_int_equal(files_reply(files, "css/site.css", &plain, &reply), STATUS_OK);
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply.type, "text/css; charset=utf-8");
    assert_int_equal(reply.body.len, 6);
    assert_memory_equal(reply.body.data, "body{}", 6);
    assert_true(reply.cacheable);
    assert_int_equal(strlen(reply.etag), 18);
    assert_int_equal(reply.etag[0], '"');
    reply = (struct http_reply){0};
    assert_int_equal(files_reply(files, "empty.txt", &plain, &reply), STATUS_OK);
    assert_int_equal(reply.body.len, 0);
    static const char *const unknown[] = {"",       "css",         "css/", "/a.js",
                                          "./a.js", "css/../a.js", "A.js"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        reply = (struct http_reply){0};
        assert_int_equal(files_reply(files, unknown[i], &plain, &reply), STATUS_NOT_FOUND);
        assert_int_equal(reply.code, 0);
    }
    files_free(files);
    files_free(NULL);
}

static void test_versions_follow_names_and_contents(void **state)
{
    (void)state;
    struct files *files = loaded();
    char first[17], etag[19];
    struct http_reply reply = {0};
    assert_int_equal(strlen(files_version(files)), 16);
    strcpy(first, files_version(files));
    assert_int_equal(files_reply(files, "a.js", &plain, &reply), STATUS_OK);
    strcpy(etag, reply.etag);
    files_free(files);
    files = loaded();
    assert_string_equal(files_version(files), first);
    files_free(files);

    put("a.js", "2;");
    files = loaded();
    assert_string_not_equal(files_version(files), first);
    assert_int_equal(files_reply(files, "a.js", &plain, &reply), STATUS_OK);
    assert_string_not_equal(reply.etag, etag);
    files_free(files);

    put("a.js", "1;");
    char from[256], to[256];
    assert_int_equal(rename(path_of(from, "css/site.css"), path_of(to, "css/new.css")), 0);
    files = loaded();
    assert_string_not_equal(files_version(files), first);
    files_free(files);
}

static void test_load_refuses(void **state)
{
    (void)state;
    struct files *files = (struct files *)folder;
    char path[256];
    assert_int_equal(files_load(&files, "/nowhere/at/all"), STATUS_NOT_FOUND);
    assert_null(files);
    put("page.php", "x");
    assert_int_equal(files_load(&files, folder), STATUS_INVALID);
    assert_null(files);
    remove(path_of(path, "page.php"));
    assert_int_equal(symlink("/etc/passwd", path_of(path, "link.js")), 0);
    assert_int_equal(files_load(&files, folder), STATUS_INVALID);
}

/* If-None-Match needs a real request. */
static void no_body(void *context, const struct http_request *request, struct http_bounds *out)
{
    (void)context;
    (void)request;
    (void)out;
}

static void serve(void *files, const struct http_request *request, struct http_reply *reply)
{
    if (files_reply(files, request->path + 1, request, reply) != STATUS_OK)
        reply->code = 404;
}

static void refuse(void *context, const struct http_request *request, unsigned code,
                   struct http_reply *reply)
{
    (void)context;
    (void)request;
    reply->code = code;
}

static int ask(struct client *client, const char *tag, size_t *len)
{
    char request[512];
    snprintf(request, sizeof request,
             "GET /css/site.css HTTP/1.1\r\nHost: x\r\nIf-None-Match: %s\r\n\r\n", tag);
    struct answer answer = client_ask(client, request);
    int code = answer.code;
    *len = answer.len;
    answer_free(&answer);
    return code;
}

static void test_unchanged_files_are_304(void **state)
{
    (void)state;
    struct files *files = loaded();
    char *certificate, *key;
    client_certificate(&certificate, &key);
    struct http_options options = {.address = "127.0.0.1",
                                   .certificate = certificate,
                                   .private_key = key,
                                   .workers = 1,
                                   .queue = 1,
                                   .bounds = no_body,
                                   .handle = serve,
                                   .refuse = refuse,
                                   .context = files};
    struct http_server *server;
    assert_int_equal(http_server_start(&server, &options), STATUS_OK);
    struct client *client = client_open(http_server_port(server), NULL);
    struct answer answer = client_get(client, "/css/site.css");
    assert_int_equal(answer.code, 200);
    assert_string_equal(answer.body, "body{}");
    char *etag = answer_header(&answer, "ETag");
    char list[128];
    size_t len;
    snprintf(list, sizeof list, "\"other\", W/%s", etag);
    assert_int_equal(ask(client, etag, &len), 304);
    assert_int_equal(len, 0);
    assert_int_equal(ask(client, list, &len), 304);
    assert_int_equal(ask(client, "*", &len), 304);
    assert_int_equal(ask(client, "\"0123456789abcdef\"", &len), 200);
    assert_int_equal(len, 6);
    free(etag);
    answer_free(&answer);
    client_close(client);
    http_server_stop(server);
    free(certificate);
    free(key);
    files_free(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replies, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_versions_follow_names_and_contents, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_load_refuses, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_unchanged_files_are_304, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
