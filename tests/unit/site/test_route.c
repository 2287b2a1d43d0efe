#include "request/route.h"
#include "request/visit.h"
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    size_t count;
    const struct route *rows = routes_table(&count);
    route_map(rows, count);
    arena = arena_new();
    return arena == NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void matches_patterns(void **state)
{
    (void)state;
    struct route_params params;
    assert_true(route_match(NULL, "/", "/", arena));
    assert_false(route_match(NULL, "/", "/x", arena));
    assert_false(route_match(NULL, "/charte", "/charte/", arena));
    assert_true(
        route_match(&params, "/seances/{id}/situation", "/seances/" ID "/situation", arena));
    assert_string_equal(route_param(&params, "id"), ID);
    assert_null(route_param(&params, "slug"));
    assert_true(route_match(&params, "/fichiers/{chemin}", "/fichiers/css/a/b.css", arena));
    assert_string_equal(route_param(&params, "chemin"), "css/a/b.css");
    assert_true(route_match(&params, "/outils/{slug}", "/outils/trame-de-synthese", arena));
    assert_true(route_match(&params, "/invitation/{jeton}", "/invitation/aB-_9", arena));
}

static void refuses_values_of_another_shape(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/seances/",
        "/seances/0123",
        "/seances/" ID "0",
        "/seances/0123456789ABCDEF0123456789abcdef",
        "/seances/" ID "/",
        "/seances/../../etc/passwd",
        "/seances/0123456789abcdef 123456789abcdef",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_false(route_match(NULL, "/seances/{id}", paths[i], arena));
    assert_false(route_match(NULL, "/outils/{slug}", "/outils/Méthode", arena));
    assert_false(route_match(NULL, "/outils/{slug}", "/outils/", arena));
    assert_false(route_match(NULL, "/invitation/{jeton}", "/invitation/a.b", arena));
    assert_false(route_match(NULL, "/fichiers/{chemin}", "/fichiers/", arena));
}

static void finds_rows_by_method(void **state)
{
    (void)state;
    struct route_params params;
    const struct route *get = route_find(&params, HTTP_GET, "/structures/" ID, arena);
    const struct route *post = route_find(NULL, HTTP_POST, "/structures/" ID, arena);
    assert_non_null(get);
    assert_non_null(post);
    assert_string_equal(get->template, "pages/structure");
    assert_string_equal(post->form, "structure");
    assert_string_equal(route_find(NULL, HTTP_GET, "/structures/index", arena)->template,
                        "pages/structures-index");
    assert_null(route_find(NULL, HTTP_POST, "/outils", arena));
    assert_null(route_find(NULL, HTTP_OTHER, "/", arena));
    assert_null(route_find(NULL, HTTP_GET, "/nulle-part", arena));
}

static void expands_to_the_page_of_a_post(void **state)
{
    (void)state;
    struct route_params params;
    const struct route *post =
        route_find(&params, HTTP_POST, "/seances/" ID "/situation/remise", arena);
    assert_non_null(post);
    assert_string_equal(route_expand(route_page(post), &params, arena),
                        "/seances/" ID "/situation");
    post = route_find(&params, HTTP_POST, "/structures/" ID, arena);
    assert_string_equal(route_expand(route_page(post), &params, arena), "/structures/" ID);
}

static void tells_local_paths(void **state)
{
    (void)state;
    static const char *const good[] = {"/", "/charte", "/calendrier?mois=2022-03", "/seances/" ID};
    static const char *const bad[] = {"",
                                      "//evil.example",
                                      "https://evil.example/",
                                      "/\\evil.example",
                                      "/charte\r\nSet-Cookie: a=b",
                                      "/charte#x",
                                      "/nulle-part",
                                      "charte",
                                      "/charte evil",
                                      "/deconnexion",
                                      "/é",
                                      "/charte?\"><x"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(route_is_local(good[i], arena));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(route_is_local(bad[i], arena));
    assert_false(route_is_local(NULL, arena));
}

static void every_row_is_whole(void **state)
{
    (void)state;
    size_t count;
    const struct route *rows = routes_table(&count);
    assert_true(count > 40);
    assert_int_equal(route_check(rows, count), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            assert_false(rows[i].method == rows[j].method &&
                         strcmp(rows[i].path, rows[j].path) == 0);
}

/* Only what must be reached before signing in is public. */
static void few_rows_are_public(void **state)
{
    (void)state;
    static const char *const open[] = {"/fichiers/{chemin}",
                                       "/aide",
                                       "/aide/{slug}",
                                       "/connexion",
                                       "/deconnexion",
                                       "/invitation/{jeton}",
                                       "/invitation/{jeton}/refus"};
    size_t count;
    const struct route *rows = routes_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool expected = false;
        for (size_t j = 0; j < sizeof open / sizeof *open; j++)
            expected |= strcmp(rows[i].path, open[j]) == 0;
        assert_int_equal(rows[i].access == ACCESS_PUBLIC, expected);
    }
}

static enum status handler(struct visit *visit)
{
    (void)visit;
    return STATUS_OK;
}

static void a_row_with_a_hole_does_not_start(void **state)
{
    (void)state;
    const struct route page = {.method = HTTP_GET,
                               .path = "/a",
                               .access = ACCESS_MEMBER,
                               .template = "a",
                               .handle = handler};
    const struct route act = {.method = HTTP_POST,
                              .path = "/a",
                              .access = ACCESS_MEMBER,
                              .limit = 1,
                              .shape = {6, 2000},
                              .form = "f",
                              .alone = "makes something new",
                              .handle = handler};
    struct route rows[] = {page, act};
    assert_int_equal(route_check(rows, 2), STATUS_OK);
    rows[0].access = ACCESS_DENY;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[0] = page;
    rows[1].access = ACCESS_DENY;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1] = act;
    rows[1].handle = NULL;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1] = act;
    rows[1].form = NULL;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1] = act;
    rows[1].limit = 0;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1] = act;
    rows[1].shape = (struct http_shape){0};
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1] = act;
    rows[1].access = ACCESS_PUBLIC; /* and with a shape for people at work */
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1].shape = (struct http_shape){3, 64};
    assert_int_equal(route_check(rows, 2), STATUS_OK);
    rows[1] = act;
    rows[1].alone = NULL; /* over which version, or why none? */
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[1].over = SHOWN_STRUCTURE;
    assert_int_equal(route_check(rows, 2), STATUS_INVALID); /* its page shows none */
    rows[0].over = SHOWN_STRUCTURE;
    assert_int_equal(route_check(rows, 2), STATUS_OK);
    rows[1].alone = "both";
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
    rows[0] = page;
    rows[1] = act;
    rows[1].page = "/b";
    assert_int_equal(route_check(rows, 2), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_patterns),     cmocka_unit_test(refuses_values_of_another_shape),
        cmocka_unit_test(finds_rows_by_method), cmocka_unit_test(expands_to_the_page_of_a_post),
        cmocka_unit_test(tells_local_paths),    cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(few_rows_are_public),  cmocka_unit_test(a_row_with_a_hole_does_not_start),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
