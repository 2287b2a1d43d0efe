#include "answer/fields.h"
#include "gate/refusal.h"
#include "load.h"
#include "parts/page.h"
#include "routes.h"
#include "site/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct rules *rules;
static struct site *site;

static int setup(void **state)
{
    (void)state;
    if (rules_load(&rules, SOURCE_DIR "/policies") != STATUS_OK)
        return 1;
    return load_site(&site, SOURCE_DIR "/web", NULL, rules) != STATUS_OK;
}

static int teardown(void **state)
{
    (void)state;
    load_free(site);
    rules_free(rules);
    return 0;
}

static void the_site_is_whole(void **state)
{
    (void)state;
    assert_int_equal(site_check(SOURCE_DIR "/web", NULL, rules), STATUS_OK);
    assert_true(strlen(site->version) >= 16);
}

/* Each space has the pages of its own roles among those for all, and no link leads nowhere. */
static void each_space_has_its_help(void **state)
{
    (void)state;
    static const char start[] = "href=\"/aide/";
    size_t count;
    const struct pack *packs = rules_packs(rules, &count);
    for (size_t p = 0; p < count; p++) {
        const struct help *help = &site->help[p];
        bool roles = false;
        for (size_t i = 0; i < help->count; i++) {
            roles |= strcmp(help->pages[i].slug, "les-roles") == 0;
            assert_true(i == 0 || strcmp(help->pages[i - 1].name, help->pages[i].name) < 0);
            for (const char *at = help->pages[i].html; (at = strstr(at, start)) != NULL;) {
                at += sizeof start - 1;
                size_t len = strcspn(at, "\"#"), found = 0;
                for (size_t j = 0; j < help->count; j++)
                    found += strlen(help->pages[j].slug) == len &&
                             strncmp(help->pages[j].slug, at, len) == 0;
                if (found != 1)
                    fail_msg("%s: %s: no page %.*s", packs[p].name, help->pages[i].slug, (int)len,
                             at);
            }
        }
        assert_true(roles);
        assert_int_equal(packs[p].help_count, 5);
    }
}

/* A copy of web/ to break. */
static void copy_web(char folder[64])
{
    char command[512];
    strcpy(folder, "/tmp/cocon-web-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r '%s/web/.' '%s'", SOURCE_DIR, folder);
    assert_int_equal(system(command), 0);
}

static void break_and_check(const char *command, enum status expected)
{
    char folder[64];
    char line[512];
    copy_web(folder);
    snprintf(line, sizeof line, "cd '%s' && %s", folder, command);
    assert_int_equal(system(line), 0);
    assert_int_equal(site_check(folder, NULL, rules), expected);
    snprintf(line, sizeof line, "rm -r '%s'", folder);
    assert_int_equal(system(line), 0);
}

static void refuses_a_site_with_holes(void **state)
{
    (void)state;
    break_and_check("true", STATUS_OK);
    break_and_check("rm pages/charter.html", STATUS_INVALID);
    break_and_check("rm partials/person.html", STATUS_INVALID);
    break_and_check("sed -i '/^commented = /d' messages.fr.ini", STATUS_INVALID);
    break_and_check("sed -i '/^http_409 = /d' messages.fr.ini", STATUS_INVALID);
    break_and_check("sed -i '/^moment_sharp = /d' messages.fr.ini", STATUS_INVALID);
    break_and_check("sed -i 's/^# .*/x/' help/1-*.md", STATUS_INVALID);
    break_and_check("cp help/1-*.md help/4-les-roles.md", STATUS_INVALID);
    break_and_check("rm messages.fr.ini", STATUS_NOT_FOUND);
}

static struct visit visit_of(struct arena *arena)
{
    static const struct http_request request;
    return (struct visit){
        .site = site, .request = &request, .arena = arena, .pack = rules_first_pack(rules)};
}

static void every_template_ends(void **state)
{
    (void)state;
    size_t count;
    const struct route *rows = routes_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct bytes out;
        if (rows[i].template != NULL)
            assert_int_equal(mustache_render(&out, site->templates, rows[i].template,
                                             act_json(arena, json_object()), arena),
                             STATUS_OK);
        arena_free(arena);
    }
}

static void each_status_has_its_code(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct visit visit = visit_of(arena);
    struct act act = {0};
    assert_int_equal(refusal_code(refusal_of(&visit, STATUS_DENIED)), 401); /* a wrong passphrase */
    visit.act = &act;
    static const struct {
        enum status status;
        unsigned code;
        const char *name;
    } codes[] = {{STATUS_OK, 200, "ok"},           {STATUS_NOT_FOUND, 404, "not-found"},
                 {STATUS_DENIED, 403, "denied"},   {STATUS_CONFLICT, 409, "conflict"},
                 {STATUS_INVALID, 400, "invalid"}, {STATUS_LIMIT, 413, "limit"},
                 {STATUS_BUSY, 503, "busy"},       {STATUS_TAMPERED, 500, "tampered"},
                 {STATUS_FAILED, 500, "failed"}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        enum refusal refusal = refusal_of(&visit, codes[i].status);
        assert_int_equal(refusal_code(refusal), codes[i].code);
        assert_string_equal(refusal_name(refusal), codes[i].name);
    }
    visit.retry_after = 7;
    assert_int_equal(refusal_of(&visit, STATUS_LIMIT), REFUSAL_RATE);
    assert_non_null(strstr(refusal_message(&visit, REFUSAL_RATE), " 7 "));
    act.fault = "conflict_stale";
    assert_int_equal(refusal_of(&visit, STATUS_CONFLICT), REFUSAL_STALE);
    assert_int_equal(refusal_code(REFUSAL_STALE), 409);
    assert_int_equal(refusal_by_code(413), REFUSAL_TOO_LARGE);
    assert_int_equal(refusal_by_code(503), REFUSAL_BUSY);
    assert_int_equal(refusal_code(refusal_by_code(408)), 400);
    arena_free(arena);
}

static void faults_become_sentences(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct visit visit = visit_of(arena);
    const struct http_request request = {.bounds = {.bytes = 1024 * 1024}};
    visit.request = &request;
    visit.fault_fields = act_json(arena, json_pack("{s:{s:s, s:i}, s:{s:s}}", "a.0.b", "key",
                                                   "too_long", "max", 200, "c", "key", "required"));
    json_t *errors = refusal_errors(&visit);
    const char *text = json_string_value(json_object_get(json_object_get(errors, "a.0.b"), "text"));
    assert_non_null(text);
    assert_non_null(strstr(text, "200"));
    assert_null(strchr(text, '{'));
    assert_non_null(strstr(refusal_message(&visit, REFUSAL_INVALID), ": 2."));
    assert_non_null(strstr(refusal_message(&visit, REFUSAL_TOO_LARGE), "1"));
    arena_free(arena);
}

static json_t *refused_form(struct visit *visit, struct failure *failure, bool stale)
{
    *failure =
        (struct failure){.code = 409, .form = "structure_new", .stale = stale, .version = "3"};
    failure->typed = act_json(visit->arena, json_pack("{s:s}", "name", "tapé"));
    failure->errors = act_json(
        visit->arena, json_pack("{s:{s:s, s:s}, s:{s:s, s:s}}", "name", "key", "required", "text",
                                "À remplir.", "stray", "key", "unknown", "text", "Inconnu."));
    failure->items = act_json(visit->arena, json_array());
    visit->failure = failure;
    visit->model = act_json(visit->arena, json_object());
    const json_t *saved = act_json(visit->arena, json_pack("{s:s}", "name", "enregistré"));
    return page_form(visit, "form", "structure_new", "/structures", saved, 8);
}

static const char *value_of(json_t *form)
{
    return json_string_value(json_object_get(fields_find(form, "name"), "value"));
}

static void a_refused_form_keeps_what_was_typed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct visit visit = visit_of(arena);
    struct failure failure;
    json_t *form = refused_form(&visit, &failure, false);
    assert_string_equal(value_of(form), "tapé");
    /* typed over version 3: sending it again must not pass for version 8 */
    assert_int_equal(json_integer_value(json_object_get(form, "version")), 3);
    assert_true(json_is_null(json_object_get(form, "saved")));
    assert_int_equal(json_array_size(failure.items), 1);
    assert_int_equal(json_object_size(failure.errors), 1); /* "stray" is left for the summary */
    assert_true(failure.shown);
    /* only the form that was refused: another one of the page shows what is saved */
    form = page_form(&visit, "other", "structure_new", "/structures", NULL, 8);
    assert_null(value_of(form));
    arena_free(arena);
}

static void a_stale_form_shows_both(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct visit visit = visit_of(arena);
    struct failure failure;
    json_t *form = refused_form(&visit, &failure, true);
    assert_string_equal(value_of(form), "tapé");
    assert_int_equal(json_integer_value(json_object_get(form, "version")), 8);
    const json_t *fields = json_object_get(json_object_get(form, "saved"), "fields");
    assert_string_equal(json_string_value(json_object_get(json_array_get(fields, 0), "text")),
                        "enregistré");
    arena_free(arena);
}

static void gives_ids_their_options(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct visit visit = visit_of(arena);
    visit.model = act_json(arena, json_object());
    const json_t *values =
        act_json(arena, json_pack("{s:s}", "host", "00112233445566778899aabbccddeeff"));
    json_t *form = page_form(&visit, "form", "seance_new", "/calendrier", values, 0);
    json_t *options = json_array();
    json_t *id = act_json(arena, json_string("00112233445566778899aabbccddeeff"));
    fields_option(options, id, "La Clède");
    fields_option(options, act_json(arena, json_null()), "personne");
    fields_choose(form, "host", options);
    options = json_object_get(fields_find(form, "host"), "options");
    assert_int_equal(json_array_size(options), 1);
    assert_true(json_is_true(json_object_get(json_array_get(options, 0), "selected")));
    page_drop(form, "host");
    assert_null(fields_find(form, "host"));
    page_drop(form, "nothing");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_site_is_whole),
        cmocka_unit_test(each_space_has_its_help),
        cmocka_unit_test(refuses_a_site_with_holes),
        cmocka_unit_test(every_template_ends),
        cmocka_unit_test(each_status_has_its_code),
        cmocka_unit_test(faults_become_sentences),
        cmocka_unit_test(a_refused_form_keeps_what_was_typed),
        cmocka_unit_test(a_stale_form_shows_both),
        cmocka_unit_test(gives_ids_their_options),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
