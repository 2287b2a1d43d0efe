#include "gate/gate.h"
#include "load.h"
#include "routes.h"

#include "core/doors/sign_in.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The gate asks the server for headers and cookies: here they come from the test. */
static const char *sec_fetch_site, *origin, *host, *csrf_header, *cookie_before;

const char *http_header(const struct http_request *request, const char *name)
{
    (void)request;
    if (strcmp(name, "Sec-Fetch-Site") == 0)
        return sec_fetch_site;
    if (strcmp(name, "Origin") == 0)
        return origin;
    if (strcmp(name, "Host") == 0)
        return host;
    return strcmp(name, "X-CSRF-Token") == 0 ? csrf_header : NULL;
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    (void)request;
    return strcmp(name, GATE_BEFORE) == 0 ? cookie_before : NULL;
}

static struct rules *rules;
static struct arena *arena;
static struct site site;
static struct http_request request;
static struct visit visit;
static char token[TOKEN_TEXT];

static int setup(void **state)
{
    (void)state;
    size_t count;
    const struct route *rows = routes_table(&count);
    route_map(rows, count);
    sec_fetch_site = origin = csrf_header = cookie_before = NULL;
    host = "cocon.example:8443";
    arena = arena_new();
    site = (struct site){.arena = arena, .rules = rules};
    request = (struct http_request){
        .arena = arena, .method = HTTP_POST, .path = "/", .body = HTTP_BODY_FIELDS};
    request.fields = act_json(arena, json_object());
    visit = (struct visit){
        .site = &site, .request = &request, .arena = arena, .pack = rules_first_pack(rules)};
    sign_in_visitor(token);
    gate_carry(&visit, token);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void on(const char *path)
{
    visit.route = route_find(&visit.params, HTTP_POST, path, arena);
    assert_non_null(visit.route);
}

static void field(const char *name, const char *value)
{
    json_object_set_new(request.fields, name, json_string(value));
}

static void knows_its_own_origin(void **state)
{
    (void)state;
    assert_true(gate_origin(&request));
    static const struct {
        const char *site, *origin;
        bool ours;
    } cases[] = {
        {"same-origin", NULL, true},
        {"none", NULL, true},
        {"same-site", NULL, false},
        {"cross-site", NULL, false},
        {NULL, "https://cocon.example:8443", true},
        {NULL, "https://Cocon.Example:8443", true},
        {NULL, "https://cocon.example", false},
        {NULL, "http://cocon.example:8443", false},
        {NULL, "https://evil.example", false},
        {NULL, "null", true}, /* our own forms under no-referrer: the token decides */
        {"cross-site", "null", false},
        {"cross-site", "https://cocon.example:8443", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sec_fetch_site = cases[i].site;
        origin = cases[i].origin;
        assert_int_equal(gate_origin(&request), cases[i].ours);
    }
    sec_fetch_site = NULL;
    origin = "https://cocon.example:8443";
    host = NULL;
    assert_false(gate_origin(&request));
}

static enum refusal admit(enum route_access access, const struct act *act)
{
    const struct route route = {.access = access};
    visit.act = (struct act *)act;
    return gate_admit(&visit, &route);
}

static void admits_by_standing(void **state)
{
    (void)state;
    const struct act member = {.standing = RELATION_MEMBER};
    const struct act signatory = {.standing = RELATION_MEMBER | RELATION_SIGNATORY};
    const struct act coordination = {.standing = RELATION_MEMBER | RELATION_COORDINATION};
    /* whatever else they might be */
    const struct act unproved = {
        .unproved = true, .standing = RELATION_MEMBER | RELATION_SIGNATORY | RELATION_COORDINATION};
    /* clang-format off */
    static const enum refusal expected[][5] = {
        /* nobody, member, signatory, coordination, somebody without the factor that they need */
        [ACCESS_DENY] = {REFUSAL_SIGN_IN, REFUSAL_DENIED, REFUSAL_DENIED, REFUSAL_DENIED, REFUSAL_FACTOR},
        [ACCESS_PUBLIC] = {REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE},
        [ACCESS_PENDING] = {REFUSAL_SIGN_IN, REFUSAL_SIGN_IN, REFUSAL_SIGN_IN, REFUSAL_SIGN_IN, REFUSAL_SIGN_IN},
        [ACCESS_PERSON] = {REFUSAL_SIGN_IN, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE},
        [ACCESS_MEMBER] = {REFUSAL_SIGN_IN, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_FACTOR},
        [ACCESS_SIGNATORY] = {REFUSAL_SIGN_IN, REFUSAL_CHARTER, REFUSAL_NONE, REFUSAL_NONE, REFUSAL_FACTOR},
        [ACCESS_COORDINATION] = {REFUSAL_SIGN_IN, REFUSAL_DENIED, REFUSAL_DENIED, REFUSAL_NONE, REFUSAL_FACTOR},
    };
    /* clang-format on */
    const struct act *const acts[] = {NULL, &member, &signatory, &coordination, &unproved};
    for (enum route_access access = ACCESS_DENY; access <= ACCESS_COORDINATION; access++)
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(admit(access, acts[i]), expected[access][i]);
}

/* The token that waits for a second factor opens that step and no other row. */
static void whoever_waits_can_only_show_a_factor(void **state)
{
    (void)state;
    visit.pending = token;
    for (enum route_access access = ACCESS_DENY; access <= ACCESS_COORDINATION; access++)
        assert_int_equal(admit(access, NULL), access == ACCESS_PUBLIC || access == ACCESS_PENDING
                                                  ? REFUSAL_NONE
                                                  : REFUSAL_SIGN_IN);
}

static void sets_platform_fields_apart(void **state)
{
    (void)state;
    on("/structures/0123456789abcdef0123456789abcdef");
    field("csrf", "abc");
    field("key", "00112233445566778899aabbccddeeff");
    field("version", "12");
    field("missions", "Accueillir");
    field("next", "/charte");
    assert_int_equal(gate_take(&visit), REFUSAL_NONE);
    assert_string_equal(visit.csrf_sent, "abc");
    assert_string_equal(visit.key, "00112233445566778899aabbccddeeff");
    assert_int_equal(visit.version, 12);
    assert_null(visit.next); /* of the sign-in form only */
    assert_int_equal(json_object_size(visit.typed), 2);
    assert_non_null(json_object_get(request.fields, "csrf")); /* the request stays as it was */
    assert_string_equal(visit.over, "12");
    csrf_header = "from the header";
    assert_int_equal(gate_take(&visit), REFUSAL_NONE);
    assert_string_equal(visit.csrf_sent, "from the header");
}

static void refuses_bad_platform_fields(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
    } bad[] = {
        {"version", "douze"}, {"version", "-1"}, {"version", "99999999999999999999"},
        {"version", "1 "},    {"key", "zz"},     {"key", "00112233445566778899AABBCCDDEEFF"}};
    on("/structures/0123456789abcdef0123456789abcdef");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_object_clear(request.fields);
        field(bad[i].name, bad[i].value);
        assert_int_equal(gate_take(&visit), REFUSAL_MALFORMED);
        assert_null(visit.key);
        assert_int_equal(visit.version, 0);
    }
    json_object_clear(request.fields);
    json_object_set_new(request.fields, "key", json_array());
    assert_int_equal(gate_take(&visit), REFUSAL_MALFORMED);
}

static void asks_for_the_token(void **state)
{
    (void)state;
    const struct act member = {.standing = RELATION_MEMBER};
    visit.act = (struct act *)&member;
    on("/charte/adhesion");
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    visit.csrf_sent = "0000000000000000000000000000000000000000000000000000000000000000";
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    visit.csrf_sent = "";
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    visit.csrf_sent = visit.csrf;
    assert_int_equal(gate_sent(&visit), REFUSAL_NONE);
    visit.csrf_sent = NULL;
    request.body_is_json = true; /* a login's forms carry it in JSON too */
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    visit.csrf[0] = '\0';
    visit.csrf_sent = "";
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
}

static void lets_scripts_sign_in(void **state)
{
    (void)state;
    on("/connexion");
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    request.body_is_json = true;
    assert_int_equal(gate_sent(&visit), REFUSAL_NONE);
    sec_fetch_site = "cross-site";
    assert_int_equal(gate_sent(&visit), REFUSAL_ORIGIN);
}

/* A sign-in page left open, and signed in meanwhile in another tab. */
static void takes_the_token_from_before(void **state)
{
    (void)state;
    char before[TOKEN_TEXT];
    char csrf[65];
    sign_in_visitor(before);
    assert_int_equal(sign_in_csrf(before, csrf), STATUS_OK);
    visit.csrf_sent = csrf;
    on("/connexion");
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
    cookie_before = before;
    assert_int_equal(gate_sent(&visit), REFUSAL_NONE);
    on("/charte/adhesion");
    assert_int_equal(gate_sent(&visit), REFUSAL_CSRF);
}

static void tells_what_is_wrong_with_a_body(void **state)
{
    (void)state;
    static const struct {
        enum http_body body;
        enum refusal refusal;
    } bodies[] = {{HTTP_BODY_FIELDS, REFUSAL_NONE},         {HTTP_BODY_NONE, REFUSAL_NONE},
                  {HTTP_BODY_TOO_LARGE, REFUSAL_TOO_LARGE}, {HTTP_BODY_NOT_UTF8, REFUSAL_NOT_UTF8},
                  {HTTP_BODY_MALFORMED, REFUSAL_MALFORMED}, {HTTP_BODY_UNKNOWN_TYPE, REFUSAL_TYPE}};
    on("/charte/adhesion");
    visit.csrf_sent = visit.csrf;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        request.body = bodies[i].body;
        assert_int_equal(gate_sent(&visit), bodies[i].refusal);
    }
}

static void checks_the_form_of_the_row(void **state)
{
    (void)state;
    on("/structures");
    field("key", "00112233445566778899aabbccddeeff");
    field("name", "  La Clède ");
    field("short_name", "Clède");
    field("kind", "association");
    assert_int_equal(gate_take(&visit), REFUSAL_NONE);
    assert_int_equal(gate_fields(&visit), REFUSAL_NONE);
    assert_string_equal(act_text(visit.fields, "name"), "La Clède");
    assert_string_equal(act_text(visit.fields, "key"), "00112233445566778899aabbccddeeff");
    field("surprise", "x");
    assert_int_equal(gate_take(&visit), REFUSAL_NONE);
    assert_int_equal(gate_fields(&visit), REFUSAL_INVALID);
    assert_non_null(json_object_get(visit.fault_fields, "surprise"));
}

/* Only rows that make something take a key: it must not be kept among a sheet's values. */
static void drops_the_key_elsewhere(void **state)
{
    (void)state;
    on("/structures/0123456789abcdef0123456789abcdef");
    field("key", "00112233445566778899aabbccddeeff");
    field("missions", "Accueillir");
    assert_int_equal(gate_take(&visit), REFUSAL_NONE);
    assert_int_equal(gate_fields(&visit), REFUSAL_NONE);
    assert_null(json_object_get(visit.fields, "key"));
}

static int open_rules(void **state)
{
    (void)state;
    return secret_start() != STATUS_OK || rules_load(&rules, SOURCE_DIR "/policies") != STATUS_OK;
}

static int close_rules(void **state)
{
    (void)state;
    rules_free(rules);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(knows_its_own_origin),
        TEST(admits_by_standing),
        TEST(whoever_waits_can_only_show_a_factor),
        TEST(sets_platform_fields_apart),
        TEST(refuses_bad_platform_fields),
        TEST(asks_for_the_token),
        TEST(lets_scripts_sign_in),
        TEST(takes_the_token_from_before),
        TEST(tells_what_is_wrong_with_a_body),
        TEST(checks_the_form_of_the_row),
        TEST(drops_the_key_elsewhere),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
