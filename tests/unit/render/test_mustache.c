#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct mustache *set;
};

static int start(void **state)
{
    struct fixture *fixture = test_malloc(sizeof *fixture);
    *fixture = (struct fixture){arena_new(), mustache_new()};
    *state = fixture;
    return 0;
}

static int finish(void **state)
{
    struct fixture *fixture = *state;
    mustache_free(fixture->set);
    arena_free(fixture->arena);
    test_free(fixture);
    return 0;
}

static struct bytes bytes(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static void add(struct fixture *fixture, const char *name, const char *text)
{
    const char *problem = NULL;
    enum status status = mustache_add(fixture->set, name, bytes(text), fixture->arena, &problem);
    if (problem != NULL)
        print_error("%s: %s\n", name, problem);
    assert_int_equal(status, STATUS_OK);
}

static const char *render(struct fixture *fixture, const char *name, const char *model)
{
    struct bytes out;
    json_t *value = json_loads(model, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    assert_int_equal(mustache_render(&out, fixture->set, name, value, fixture->arena), STATUS_OK);
    assert_int_equal(out.len, strlen((const char *)out.data));
    json_decref(value);
    return (const char *)out.data;
}

static void refused(struct fixture *fixture, const char *text, const char *expected)
{
    const char *problem = NULL;
    assert_int_equal(mustache_add(fixture->set, "bad", bytes(text), fixture->arena, &problem),
                     STATUS_INVALID);
    assert_string_equal(problem, expected);
    assert_false(mustache_has(fixture->set, "bad"));
}

/* One case of the official specification. */
static bool run_case(const char *file, json_t *one)
{
    struct fixture *fixture = NULL;
    start((void **)&fixture);
    const char *name;
    json_t *partial;
    json_object_foreach(json_object_get(one, "partials"), name, partial)
        add(fixture, name, json_string_value(partial));
    add(fixture, "main template", json_string_value(json_object_get(one, "template")));
    struct bytes out;
    assert_int_equal(mustache_render(&out, fixture->set, "main template",
                                     json_object_get(one, "data"), fixture->arena),
                     STATUS_OK);
    const char *expected = json_string_value(json_object_get(one, "expected"));
    bool same = strcmp((const char *)out.data, expected) == 0;
    if (!same)
        print_error("%s, %s:\n--- expected\n%s\n--- got\n%s\n", file,
                    json_string_value(json_object_get(one, "name")), expected,
                    (const char *)out.data);
    finish((void **)&fixture);
    return same;
}

static void specification(void **state)
{
    (void)state;
    static const char *const modules[] = {"comments", "delimiters", "inheritance", "interpolation",
                                          "inverted", "partials",   "sections"};
    const char *folder = SHARED_DIR "/data/mustache-spec";
    if (access(folder, R_OK) != 0) {
        print_message("skipped: no specification at %s\n", folder);
        skip();
    }
    size_t passed = 0;
    size_t failed = 0;
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.json", folder, modules[i]);
        json_error_t error;
        json_t *file = json_load_file(path, 0, &error);
        assert_non_null(file);
        size_t at;
        json_t *one;
        json_array_foreach(json_object_get(file, "tests"), at, one) *
            (run_case(modules[i], one) ? &passed : &failed) += 1;
        json_decref(file);
    }
    print_message("specification: %zu passed, %zu failed\n", passed, failed);
    assert_int_equal(failed, 0);
    assert_true(passed >= 150);
}

static void values(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "text", "{{a}}|{{{a}}}|{{&a}}");
    assert_string_equal(render(fixture, "text", "{\"a\": \"<b a='1' c=\\\"2\\\">&\"}"),
                        "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;|<b a='1' c=\"2\">&|"
                        "<b a='1' c=\"2\">&");
    add(fixture, "numbers", "{{#list}}{{.}} {{/list}}");
    assert_string_equal(
        render(fixture, "numbers", "{\"list\": [1, -7, 9007199254740993, 0.1, 1.0, 2.5, 1e-7]}"),
        "1 -7 9007199254740993 0.1 1 2.5 1e-07 ");
    add(fixture, "others", "[{{t}}{{f}}{{n}}{{list}}{{object}}{{none}}]");
    assert_string_equal(render(fixture, "others",
                               "{\"t\": true, \"f\": false, \"n\": null, \"list\": [1],"
                               " \"object\": {\"a\": 1}}"),
                        "[truefalse]");
}

static void what_is_false(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "a", "{{#a}}yes{{/a}}{{^a}}no{{/a}}");
    static const char *const no[] = {"null", "false", "[]", "\"\"", "0", "0.0"};
    static const char *const yes[] = {"true", "[0]", "\"x\"", "-1", "0.5", "{}"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        char model[64];
        snprintf(model, sizeof model, "{\"a\": %s}", no[i]);
        assert_string_equal(render(fixture, "a", model), "no");
        snprintf(model, sizeof model, "{\"a\": %s}", yes[i]);
        assert_string_equal(render(fixture, "a", model), "yes");
    }
    assert_string_equal(render(fixture, "a", "{}"), "no");
}

static void context(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "c",
        "{{#people}}{{name}} ({{space.name}}){{#last}}.{{/last}}{{^last}}, {{/last}}"
        "{{/people}}");
    assert_string_equal(render(fixture, "c",
                               "{\"space\": {\"name\": \"VIF\"}, \"people\": [{\"name\": \"A\"},"
                               "{\"name\": \"B\", \"last\": true}]}"),
                        "A (VIF), B (VIF).");
}

static void layout(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "layout",
        "<html>\n  <title>{{$title}}Cocon{{/title}}</title>\n  <main>\n"
        "    {{$main}}\n    nothing\n    {{/main}}\n  </main>\n</html>\n");
    add(fixture, "page",
        "{{<layout}}\n{{$title}}Charter{{/title}}\n{{$main}}\n<p>\n  {{text}}\n"
        "</p>\n{{/main}}\n{{/layout}}\n");
    assert_string_equal(render(fixture, "layout", "{}"),
                        "<html>\n  <title>Cocon</title>\n  <main>\n    nothing\n  </main>\n"
                        "</html>\n");
    assert_string_equal(render(fixture, "page", "{\"text\": \"a\\nb\"}"),
                        "<html>\n  <title>Charter</title>\n  <main>\n    <p>\n      a\nb\n"
                        "    </p>\n  </main>\n</html>\n");
}

/* A card in a page's main block has its own main block: the page's must not fill it. */
static void blocks_are_lexical(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "layout", "<main>{{$main}}{{/main}}</main>");
    add(fixture, "card", "<div>{{$main}}{{/main}}</div>");
    add(fixture, "page",
        "{{<layout}}{{$main}}x{{<card}}{{$main}}inner{{/main}}{{/card}}y{{/main}}{{/layout}}");
    assert_string_equal(render(fixture, "page", "{}"), "<main>x<div>inner</div>y</main>");
}

static void bad_templates(void **state)
{
    struct fixture *fixture = *state;
    refused(fixture, "a\n{{#b}}\n{{^c}}\n{{/c}}\n", "line 2: never closed: b");
    refused(fixture, "{{#b}}\n{{/c}}", "line 2: b (line 1) is open, not c");
    refused(fixture, "\n\n{{/c}}", "line 3: nothing is open to close with c");
    refused(fixture, "\n{{a", "line 2: a tag has no end ");
    refused(fixture, "{{{a}}", "line 1: a tag has no end ");
    refused(fixture, "{{}}", "line 1: this is not a name: ");
    refused(fixture, "{{a b}}", "line 1: this is not a name: a b");
    refused(fixture, "{{a..b}}", "line 1: this is not a name: a..b");
    refused(fixture, "{{=<%=}}", "line 1: these are not two delimiters: <%");
    refused(fixture, "{{<p}}{{x}}{{/p}}", "line 1: a parent holds only blocks, this is outside: x");
    char deep[6 * 40 + 1] = "";
    for (size_t i = 0; i < 40; i++)
        memcpy(deep + 6 * i, "{{#a}}", 6);
    refused(fixture, deep, "line 1: too many sections within sections at a");

    const char *problem = NULL;
    add(fixture, "twice", "");
    assert_int_equal(mustache_add(fixture->set, "twice", bytes("x"), fixture->arena, &problem),
                     STATUS_CONFLICT);
    assert_string_equal(problem, "the name twice is taken");
}

static enum status render_status(struct fixture *fixture, const char *name, json_t *model)
{
    struct bytes out = {(const uint8_t *)"x", 1};
    enum status status = mustache_render(&out, fixture->set, name, model, fixture->arena);
    if (status != STATUS_OK) {
        assert_null(out.data);
        assert_int_equal(out.len, 0);
    }
    return status;
}

static void limits(void **state)
{
    struct fixture *fixture = *state;
    json_t *model = json_object();
    assert_int_equal(render_status(fixture, "none", model), STATUS_NOT_FOUND);

    add(fixture, "loop", "{{>loop}}{{>loop}}");
    assert_int_equal(render_status(fixture, "loop", model), STATUS_LIMIT);
    add(fixture, "self", "{{<self}}{{$a}}{{/a}}{{/self}}");
    assert_int_equal(render_status(fixture, "self", model), STATUS_LIMIT);

    add(fixture, "leaf", ".");
    for (int i = 0; i < 64; i++) {
        char name[16];
        char text[32];
        snprintf(name, sizeof name, "p%d", i);
        snprintf(text, sizeof text, i == 0 ? "{{>leaf}}" : "{{>p%d}}", i - 1);
        add(fixture, name, text);
    }
    assert_int_equal(render_status(fixture, "p63", model), STATUS_OK);
    add(fixture, "p64", "{{>p63}}");
    assert_int_equal(render_status(fixture, "p64", model), STATUS_LIMIT);

    json_t *list = json_array();
    for (int i = 0; i < 2048; i++)
        json_array_append_new(list, json_integer(i));
    json_object_set_new(model, "list", list);
    char *kib = calloc(1, 2048 + 64);
    memset(kib, 'x', 2048);
    json_object_set_new(model, "kib", json_string(kib));
    free(kib);
    add(fixture, "exact", "{{#list}}{{kib}}{{/list}}");
    assert_int_equal(render_status(fixture, "exact", model), STATUS_OK);
    add(fixture, "large", "{{#list}}{{kib}}{{/list}}!");
    assert_int_equal(render_status(fixture, "large", model), STATUS_LIMIT);
    add(fixture, "silent", "{{#list}}{{#list}}{{#list}}{{none}}{{/list}}{{/list}}{{/list}}");
    assert_int_equal(render_status(fixture, "silent", model), STATUS_LIMIT);
    json_decref(model);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void folders(void **state)
{
    struct fixture *fixture = *state;
    char folder[] = "/tmp/test_mustache.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[4096];
    snprintf(path, sizeof path, "%s/partials", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(folder, "home.html", "{{>partials/field}}!");
    write_file(folder, "notes.txt", "{{#");
    write_file(path, "field.html", "<{{name}}>");
    assert_int_equal(mustache_load(fixture->set, folder), STATUS_OK);
    assert_int_equal(mustache_check(fixture->set), STATUS_OK);
    assert_true(mustache_has(fixture->set, "partials/field"));
    assert_false(mustache_has(fixture->set, "notes"));
    assert_string_equal(render(fixture, "home", "{\"name\": \"é\"}"), "<é>!");

    struct mustache *other = mustache_new();
    write_file(folder, "bad.html", "{{#a}}");
    assert_int_equal(mustache_load(other, folder), STATUS_INVALID);
    assert_true(mustache_has(other, "partials/field"));
    mustache_free(other);
    write_file(folder, "bad.html", "\xC3");
    other = mustache_new();
    assert_int_equal(mustache_load(other, folder), STATUS_INVALID);
    mustache_free(other);
    assert_int_equal(mustache_load(fixture->set, "/nonexistent"), STATUS_NOT_FOUND);

    static const char *const names[] = {"bad.html", "home.html", "notes.txt", "partials/field.html",
                                        "partials", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(remove(path), 0);
    }
}

static void missing_partials(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, "a", "{{#x}}{{<b}}{{$c}}{{>gone}}{{/c}}{{/b}}{{/x}}");
    add(fixture, "b", "{{$c}}{{/c}}");
    assert_int_equal(mustache_check(fixture->set), STATUS_INVALID);
    add(fixture, "gone", "");
    assert_int_equal(mustache_check(fixture->set), STATUS_OK);
    mustache_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specification),
        TEST(values),
        TEST(what_is_false),
        TEST(context),
        TEST(layout),
        TEST(blocks_are_lexical),
        TEST(bad_templates),
        TEST(limits),
        TEST(folders),
        TEST(missing_partials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
