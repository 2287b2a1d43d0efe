/* Everything under policies/, from a small set of fixtures and from the real one. */
#include "policy/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURES SOURCE_DIR "/tests/unit/policy/fixtures/policies"

static void test_load(void **state)
{
    (void)state;
    struct rules *rules;
    assert_int_equal(rules_load(&rules, FIXTURES), STATUS_OK);
    const struct passphrase_rule *rule = rules_passphrase(rules);
    assert_int_equal(rule->passes, 3);
    assert_int_equal(rule->memory_kib, 1024);
    assert_int_equal(rule->lanes, 2);
    assert_int_equal(rule->floor_passes, 2);
    assert_int_equal(rule->floor_memory_kib, 512);
    assert_int_equal(rule->floor_lanes, 1);
    assert_true(rule->bits == 50.0);
    const struct retention_rule *kept = rules_retention(rules);
    assert_int_equal(kept->draft_months, 2);
    assert_int_equal(kept->situation_months, 3);
    assert_int_equal(kept->synthesis_months, 4);
    assert_int_equal(kept->idle_months, 5);
    assert_int_equal(kept->warn_days, 14);
    assert_true(access_allows(rules_pack(rules, "alpha")->access, RESOURCE_TOOL, ACTION_READ,
                              RELATION_MEMBER, STAGE_NONE));
    rules_free(rules);
    rules_free(NULL);
}

static void test_packs(void **state)
{
    (void)state;
    struct rules *rules;
    assert_int_equal(rules_load(&rules, FIXTURES), STATUS_OK);
    const struct pack *alpha = rules_pack(rules, "alpha");
    const struct pack *beta = rules_pack(rules, "beta");
    assert_non_null(beta);
    assert_ptr_equal(rules_first_pack(rules), alpha);
    assert_null(rules_pack(rules, "gamma"));
    assert_string_equal(alpha->name, "alpha");
    assert_string_equal(alpha->title, "Space alpha");
    assert_string_equal(alpha->coordination, "Team");
    assert_string_equal(alpha->founder, "lead");
    assert_int_equal(alpha->grace_days, 30);
    assert_int_equal(alpha->review_days, 15);
    assert_true(alpha->closed_only);
    assert_int_equal(alpha->shape.role_count, 2);
    const struct shape_role *lead = shape_role(&alpha->shape, "lead");
    const struct shape_role *teller = shape_role(&alpha->shape, "teller");
    assert_int_equal(lead->holders, 2);
    assert_int_equal(teller->holders, 1);
    assert_int_equal(lead->tasks, TASK_REVIEW | TASK_CONCLUDE);
    assert_false(lead->by_coordination);
    assert_true(teller->by_coordination);
    assert_true(teller->once_a_cycle);
    assert_int_equal(lead->apart, teller->relation);
    assert_int_equal(teller->apart, lead->relation); /* said of one, it holds of both */
    assert_int_equal(alpha->shape.writers, teller->relation);
    assert_int_equal(alpha->shape.reviewers, lead->relation);
    assert_int_equal(alpha->shape.concluders, lead->relation);
    const struct shape_kind *round = shape_kind(&alpha->shape, "round");
    assert_true(round->situation && round->synthesis);
    assert_null(shape_kind(&alpha->shape, "square"));
    assert_string_equal(alpha->charter, "# Charter of alpha\n\nBe kind.");
    assert_string_equal(form_name(alpha->situation), "situation");
    assert_string_equal(form_name(alpha->synthesis), "synthesis");
    assert_string_equal(form_name(alpha->structure), "structure");
    assert_string_equal(pack_label(alpha, "steps", "alpha-step"), "A step of alpha");
    assert_string_equal(pack_label(alpha, "steps", "beta-step"), "beta-step");
    assert_int_equal(alpha->tool_count, 2);
    assert_string_equal(alpha->tools[0].slug, "a-first");
    assert_string_equal(alpha->tools[0].title, "First tool");
    assert_string_equal(alpha->tools[0].markdown, "At once.");
    assert_string_equal(alpha->tools[1].title, "Second tool");
    assert_string_equal(alpha->tools[1].markdown, "How to.\n\n## More");
    assert_int_equal(beta->tool_count, 0);
    rules_free(rules);
}

/* "zeta" comes last by its name. */
static void test_a_space_may_be_the_first(void **state)
{
    (void)state;
    char folder[] = "/tmp/cocon-rules-XXXXXX";
    char text[512];
    struct rules *rules;
    assert_non_null(mkdtemp(folder));
    snprintf(text, sizeof text,
             "cp -r %s/. %s && cp -r %s/spaces/beta %s/spaces/zeta &&"
             " sed -i 's/^title/first = yes\\ntitle/' %s/spaces/zeta/space.ini",
             FIXTURES, folder, folder, folder, folder);
    assert_int_equal(system(text), 0);
    assert_int_equal(rules_load(&rules, folder), STATUS_OK);
    assert_string_equal(rules_first_pack(rules)->name, "zeta");
    rules_free(rules);
    snprintf(text, sizeof text, "rm -r %s", folder);
    assert_int_equal(system(text), 0);
}

static enum status pick(const struct form *form, const char *step)
{
    struct arena *arena = arena_new();
    json_t *clean, *errors, *input = json_pack("{s:s}", "step", step);
    enum status status = form_check(form, &clean, &errors, arena, input, FORM_COMPLETE);
    json_decref(input);
    arena_free(arena);
    return status;
}

static void test_forms_have_the_options_of_their_space(void **state)
{
    (void)state;
    struct rules *rules;
    assert_int_equal(rules_load(&rules, FIXTURES), STATUS_OK);
    const struct pack *beta = rules_pack(rules, "beta");
    assert_non_null(rules_form(rules, beta, "comment"));
    assert_null(rules_form(rules, beta, "situation"));
    assert_null(rules_form(rules, NULL, "nothing"));
    assert_int_equal(pick(rules_form(rules, NULL, "pick"), "alpha-step"), STATUS_OK);
    assert_int_equal(pick(rules_form(rules, NULL, "pick"), "beta-step"), STATUS_INVALID);
    assert_int_equal(pick(rules_form(rules, beta, "pick"), "beta-step"), STATUS_OK);
    assert_int_equal(pick(rules_form(rules, beta, "pick"), "alpha-step"), STATUS_INVALID);
    rules_free(rules);
}

#define KEEP(drafts, situations, syntheses)                                                        \
    "[keep]\ndraft_months = " drafts "\nsituation_months = " situations                            \
    "\nsynthesis_months = " syntheses "\n"
#define ACCOUNTS(idle) "[accounts]\nidle_months = " idle "\n"
#define WARN(days) "[warn]\ndays = " days "\n"

#define SHAPE(kinds, roles, rest) "[kinds]\n" kinds "\n[roles]\n" roles "\n" rest
#define KIND_A "[kind a]\nproduces = attendance\nplanned = hold>held\n"

/* Each case spoils one file of a copy; "" removes it. */
static const struct {
    const char *file, *content;
} spoilt[] = {
    {"access.ini", "[tool]\nread = everybody\n"},
    {"access.ini", ""},
    {"passphrase.ini", ""},
    {"passphrase.ini", "[cost]\npasses=1\nmemory_kib=512\nlanes=1\n[floor]\npasses=2\n"
                       "memory_kib=512\nlanes=1\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=512\nlanes=1\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=512\nlanes=0\n[floor]\npasses=2\n"
                       "memory_kib=512\nlanes=0\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=512\nlanes=1\n[floor]\npasses=two\n"
                       "memory_kib=512\nlanes=1\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=511\nlanes=1\n[floor]\npasses=2\n"
                       "memory_kib=512\nlanes=1\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=512\nlanes=1\n[floor]\npasses=2\n"
                       "memory_kib=512\nlanes=2\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=7\nlanes=1\n[floor]\npasses=2\n"
                       "memory_kib=7\nlanes=1\n[meter]\nbits=50\n"},
    {"passphrase.ini", "[cost]\npasses=2\nmemory_kib=512\nlanes=1\n[floor]\npasses=2\n"
                       "memory_kib=512\nlanes=1\n[meter]\nbits=257\n"},
    {"retention.ini", ""},
    {"retention.ini", KEEP("3", "2", "4") ACCOUNTS("5") WARN("14")},
    {"retention.ini", KEEP("2", "5", "4") ACCOUNTS("5") WARN("14")},
    {"retention.ini", KEEP("0", "3", "4") ACCOUNTS("5") WARN("14")},
    {"retention.ini", KEEP("2", "3", "121") ACCOUNTS("5") WARN("14")},
    {"retention.ini", KEEP("2", "3", "never") ACCOUNTS("5") WARN("14")},
    {"retention.ini", KEEP("2", "3", "4") ACCOUNTS("0") WARN("14")},
    {"retention.ini", KEEP("2", "3", "4") ACCOUNTS("5") WARN("6")},
    {"retention.ini", KEEP("2", "3", "4") ACCOUNTS("5") WARN("57")},
    {"retention.ini", KEEP("2", "3", "4") ACCOUNTS("1") WARN("29")},
    {"retention.ini", KEEP("2", "3", "4") ACCOUNTS("5")},
    {"forms/comment.json", "{\"name\": \"other\", \"fields\": []}"},
    {"forms/comment.json", "{}"},
    {"forms/new.json", "{\"name\": \"new\", \"fields\": [{\"name\": \"x\", \"type\": \"choice\", "
                       "\"label\": \"X\", \"options_from\": \"nothing\"}]}"},
    {"spaces/beta/space.ini", ""},
    {"spaces/beta/space.ini", "[space]\ntitle = No more\n"},
    {"spaces/beta/space.ini",
     "[space]\ntitle = B\ncoordination = C\nfounder_profession = none\ngrace_days = 1\n"
     "second_factor = everyone\n[rules]\nreview_days = 1\nsituation_closed_only = yes\n"
     "[professions]\nlead = Lead\n"},
    {"spaces/beta/seances.ini", ""},
    {"spaces/beta/access.ini", ""},
    {"spaces/beta/access.ini", "[tool]\nread = nobody\n"},       /* said for every space */
    {"spaces/beta/access.ini", "[seance]\nrecord = lead\n"},     /* nobody hands anything in */
    {"spaces/beta/access.ini", "[seance]\nrecord = animator\n"}, /* no role here */
    {"spaces/beta/seances.ini", SHAPE("a = A", "member = M", KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[role r]\ndoes = sing\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[role r]\nholders = 0\n" KIND_A)},
    {"spaces/beta/seances.ini",
     SHAPE("a = A", "r = R", "[role r]\ndoes = write\nholders = 2\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[role r]\napart = q\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[role r]\ncolour = red\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[role q]\nholders = 1\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[offers]\nq = Q\n" KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A\nA = B", "r = R", KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A\nb = B", "r = R", KIND_A)},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", "[kind a]\nplanned = hold>held\n")},
    {"spaces/beta/seances.ini",
     SHAPE("a = A", "r = R", "[kind a]\nproduces = songs\nplanned = hold>held\n")},
    {"spaces/beta/seances.ini",
     SHAPE("a = A", "r = R", "[kind a]\nproduces = minutes\nplanned = hold>held\n")},
    {"spaces/beta/seances.ini",
     SHAPE("a = A", "r = R",
           "[role r]\ndoes = write\n[kind a]\nproduces = minutes\nroles = r\n"
           "planned = hold>held\nheld = submit_synthesis>drafted\ndrafted = publish>published\n")},
    {"spaces/beta/seances.ini",
     SHAPE("a = A", "r = R", "[kind a]\nproduces = attendance\nroles = q\nplanned = hold>held\n")},
    {"spaces/beta/seances.ini", SHAPE("a = A", "r = R", KIND_A) "[professions]\nlead = Lead\n"},
    {"spaces/beta/messages.fr.ini", "no section\n"},
    {"spaces/beta/charter.md", ""},
    {"spaces/beta/charter.md", "No title\n\nText.\n"},
    {"spaces/beta/charter.md", "# Only a title\n"},
    {"spaces/beta/charter.md", "# \n\nText without title.\n"},
    {"spaces/beta/charter.md", "# T\xFF\n\nText.\n"},
    {"spaces/alpha/tools/second.md", "Text without title"},
    {"spaces/alpha/tools/Third Tool.md", "# Title\n\nText.\n"},
    {"spaces/alpha/help/1-first.md", "Text without title"},
    {"spaces/beta/forms/situation.json", ""},
    {"spaces/beta/forms/synthesis.json", "{\"name\": \"situation\", \"fields\": []}"},
    {"spaces/beta/forms/structure.json", "[]"},
};

static void test_anything_wrong_refuses_all(void **state)
{
    (void)state;
    struct rules *rules;
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        char folder[] = "/tmp/cocon-rules-XXXXXX";
        char text[512];
        assert_non_null(mkdtemp(folder));
        snprintf(text, sizeof text, "cp -r %s/. %s", FIXTURES, folder);
        assert_int_equal(system(text), 0);
        if (strncmp(spoilt[i].file, "spaces/", 7) ==
            0) { /* nor because a form misses its options */
            snprintf(text, sizeof text, "%s/forms/pick.json", folder);
            assert_int_equal(unlink(text), 0);
        }
        assert_int_equal(rules_load(&rules, folder), STATUS_OK);
        rules_free(rules);
        snprintf(text, sizeof text, "%s/%s", folder, spoilt[i].file);
        if (*spoilt[i].content == '\0') {
            assert_int_equal(unlink(text), 0);
        } else {
            FILE *file = fopen(text, "w");
            assert_non_null(file);
            fputs(spoilt[i].content, file);
            fclose(file);
        }
        enum status status = rules_load(&rules, folder);
        snprintf(text, sizeof text, "rm -r %s", folder);
        assert_int_equal(system(text), 0);
        if (status != STATUS_INVALID)
            fail_msg("%s: %s", spoilt[i].file, spoilt[i].content);
        assert_null(rules);
    }
    assert_int_equal(rules_load(&rules, "/nowhere"), STATUS_INVALID);
}

/* What ${how}, a command in the folder of beta, makes of it. */
static enum status with_more(const char *how)
{
    struct rules *rules;
    char folder[] = "/tmp/cocon-rules-XXXXXX";
    char text[512];
    assert_non_null(mkdtemp(folder));
    snprintf(text, sizeof text,
             "cp -r %s/. %s && cd %s && rm forms/pick.json && cd spaces/beta && %s", FIXTURES,
             folder, folder, how);
    assert_int_equal(system(text), 0);
    enum status status = rules_load(&rules, folder);
    if (status == STATUS_OK)
        rules_free(rules);
    snprintf(text, sizeof text, "rm -r %s", folder);
    assert_int_equal(system(text), 0);
    return status;
}

#define ATTENDANCE "[kinds]\\na = A\\n[kind a]\\nproduces = attendance\\nplanned = hold>held\\n"

static void test_each_file_is_refused_for_itself(void **state)
{
    (void)state;
    static const char shape[] = "printf '[seance]\\nrecord = coordination\\n' > access.ini &&"
                                " printf '" ATTENDANCE "%s' > seances.ini";
    char text[512];
    assert_int_equal(STATUS_OK, with_more("true"));
    assert_int_equal(STATUS_INVALID,
                     with_more("printf '[tools]\\nread = member\\n' >> access.ini"));
    snprintf(text, sizeof text, shape, "");
    assert_int_equal(STATUS_OK, with_more(text));
    snprintf(text, sizeof text, shape, "[colours]\\nred = Red\\n");
    assert_int_equal(STATUS_INVALID, with_more(text));
}

/* There is at least one space, and one form. */
static void test_an_empty_folder_is_refused(void **state)
{
    (void)state;
    static const char *const emptied[] = {"spaces", "forms"};
    for (size_t i = 0; i < 2; i++) {
        struct rules *rules;
        char folder[] = "/tmp/cocon-rules-XXXXXX";
        char text[512];
        assert_non_null(mkdtemp(folder));
        snprintf(text, sizeof text, "cp -r %s/. %s && rm -r %s/%s/*", FIXTURES, folder, folder,
                 emptied[i]);
        assert_int_equal(system(text), 0);
        assert_int_equal(rules_load(&rules, folder), STATUS_INVALID);
        snprintf(text, sizeof text, "rm -r %s", folder);
        assert_int_equal(system(text), 0);
    }
}

static void test_real_policies(void **state)
{
    (void)state;
    struct rules *rules;
    if (access(SOURCE_DIR "/policies/spaces", R_OK) != 0)
        skip();
    assert_int_equal(rules_load(&rules, SOURCE_DIR "/policies"), STATUS_OK);
    const struct pack *pack = rules_pack(rules, "vif-cevennes");
    assert_non_null(pack);
    assert_int_equal(pack->tool_count, 4);
    const struct shape_role *animator = shape_role(&pack->shape, "animator");
    assert_false(animator->by_coordination);
    assert_int_equal(animator->apart, shape_relation(&pack->shape, "narrator"));
    assert_non_null(rules_form(rules, pack, "sign_in"));
    rules_free(rules);
}

/* The row of a table whose first cell begins so. */
static const char *row_of(const char *markdown, const char *subject)
{
    char start[128];
    snprintf(start, sizeof start, "\n| %s", subject);
    const char *row = strstr(markdown, start);
    if (row == NULL)
        fail_msg("no row: %s", subject);
    return row + 1;
}

static bool says(const char *row, unsigned months)
{
    char promise[64];
    snprintf(promise, sizeof promise, months % 12 == 0 ? " %u ans" : " %u mois",
             months % 12 == 0 ? months / 12 : months);
    if (months == 12)
        strcpy(promise, "d’un an ");
    const char *found = strstr(row, promise);
    return found != NULL && found < strchr(row, '\n');
}

/* What people signed, and what is done. */
static void test_charters_promise_what_is_kept(void **state)
{
    (void)state;
    struct rules *rules;
    assert_int_equal(rules_load(&rules, SOURCE_DIR "/policies"), STATUS_OK);
    const struct retention_rule *rule = rules_retention(rules);
    const char *charter = rules_pack(rules, "vif-cevennes")->charter;
    assert_true(says(row_of(charter, "Brouillon abandonné"), rule->draft_months));
    assert_true(says(row_of(charter, "Situation |"), rule->situation_months));
    assert_true(says(row_of(charter, "Synthèse et commentaires"), rule->synthesis_months));
    assert_true(says(row_of(charter, "Compte qui ne sert plus"), rule->idle_months));
    rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_a_space_may_be_the_first),
        cmocka_unit_test(test_forms_have_the_options_of_their_space),
        cmocka_unit_test(test_anything_wrong_refuses_all),
        cmocka_unit_test(test_each_file_is_refused_for_itself),
        cmocka_unit_test(test_an_empty_folder_is_refused),
        cmocka_unit_test(test_real_policies),
        cmocka_unit_test(test_charters_promise_what_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
