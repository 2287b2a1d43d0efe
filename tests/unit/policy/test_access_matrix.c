/* policies/access.ini and the access.ini of the first space against what the domain wants, written
 * a second time and otherwise. */
#include "policy/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIG RELATION_SIGNATORY
#define COO RELATION_COORDINATION
/* Its roles, in the order of its seances.ini. */
#define ANI (1U << RELATION_COUNT)
#define SEC (2U << RELATION_COUNT)
#define NAR (4U << RELATION_COUNT)
static const char *const roles[] = {"animator", "secretary", "narrator"};
enum { RELATIONS = RELATION_COUNT + 3 };

/* One column a stage: no life, planned, staffed, sUbmitted, prepared (R), held, drafted, published
 * (B), expired (X), cancelled. */
#define STAGES "-PSURHDBXC"
#define ALWAYS STAGES

static const struct {
    enum resource resource;
    enum action action;
    uint32_t relations;
    const char *stages;
} matrix[] = {
    {RESOURCE_CHARTER, ACTION_READ, RELATION_MEMBER, ALWAYS},
    {RESOURCE_CHARTER, ACTION_PUBLISH, COO, ALWAYS},
    {RESOURCE_CHARTER, ACTION_SIGN, RELATION_REPRESENTATIVE, ALWAYS},
    {RESOURCE_CHARTER, ACTION_ADHERE, RELATION_MEMBER, ALWAYS},

    {RESOURCE_STRUCTURE, ACTION_READ, SIG, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_READ, COO, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_CREATE, COO, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_EDIT, RELATION_OF_STRUCTURE | SIG, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_EDIT, COO, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_RENAME, COO, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_LEAVE, RELATION_REPRESENTATIVE | SIG, ALWAYS},
    {RESOURCE_STRUCTURE, ACTION_LEAVE, COO, ALWAYS},

    {RESOURCE_PERSON, ACTION_READ, SIG, ALWAYS},
    {RESOURCE_PERSON, ACTION_READ, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_READ_OWN, RELATION_MEMBER, ALWAYS},
    {RESOURCE_PERSON, ACTION_INVITE, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_GRANT, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_WITHDRAW, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_ERASE, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_SUSPEND, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_RENEW, COO, ALWAYS},
    {RESOURCE_PERSON, ACTION_CHANGE, COO, ALWAYS},

    {RESOURCE_CYCLE, ACTION_READ, SIG, ALWAYS},
    {RESOURCE_CYCLE, ACTION_READ, COO, ALWAYS},
    {RESOURCE_CYCLE, ACTION_CREATE, COO, ALWAYS},

    {RESOURCE_TOOL, ACTION_READ, SIG, ALWAYS},
    {RESOURCE_TOOL, ACTION_READ, COO, ALWAYS},

    /*                                                                  -PSURHDBXC */
    {RESOURCE_SEANCE, ACTION_READ, SIG, ALWAYS},
    {RESOURCE_SEANCE, ACTION_READ, COO, ALWAYS},
    {RESOURCE_SEANCE, ACTION_CREATE, COO, ALWAYS},
    {RESOURCE_SEANCE, ACTION_POSITION, SIG, /*                        */ " PSUR     "},
    {RESOURCE_SEANCE, ACTION_GIVE_ROLE, COO, /*                       */ " PS       "},
    {RESOURCE_SEANCE, ACTION_GIVE_ROLE, NAR | SIG, /*                 */ " PS       "},
    {RESOURCE_SEANCE, ACTION_GIVE_ROLE, ANI | SIG, /*                 */ " PS       "},
    {RESOURCE_SEANCE, ACTION_GIVE_ROLE, SEC | SIG, /*                 */ " PS       "},
    {RESOURCE_SEANCE, ACTION_REPLACE_ROLE, COO, /*                    */ " PSURHD   "},
    {RESOURCE_SEANCE, ACTION_REPLACE_ROLE, NAR | SIG, /*              */ " PSURHD   "},
    {RESOURCE_SEANCE, ACTION_REPLACE_ROLE, ANI | SIG, /*              */ " PSURHD   "},
    {RESOURCE_SEANCE, ACTION_REPLACE_ROLE, SEC | SIG, /*              */ " PSURHD   "},
    {RESOURCE_SEANCE, ACTION_ANSWER_ROLE, RELATION_CANDIDATE | SIG, /**/ " PSURHD   "},
    {RESOURCE_SEANCE, ACTION_ANSWER_ROLE, NAR | SIG, /*               */ " PSU      "},
    {RESOURCE_SEANCE, ACTION_ANSWER_ROLE, ANI | SIG, /*               */ " PSU      "},
    {RESOURCE_SEANCE, ACTION_ANSWER_ROLE, SEC | SIG, /*               */ " PSU      "},
    {RESOURCE_SEANCE, ACTION_RECORD, COO, /*                          */ " P  R     "},
    {RESOURCE_SEANCE, ACTION_RECORD, ANI | SIG, /*                    */ " P  R     "},
    {RESOURCE_SEANCE, ACTION_RECORD, SEC | SIG, /*                    */ " P  R     "},
    {RESOURCE_SEANCE, ACTION_CANCEL, COO, /*                          */ " PSUR     "},

    /*                                                                   -PSURHDBXC */
    {RESOURCE_SITUATION, ACTION_READ, NAR | SIG, /*                   */ " PSURHDBX "},
    {RESOURCE_SITUATION, ACTION_READ, ANI | SIG, /*                   */ "   URHDBX "},
    {RESOURCE_SITUATION, ACTION_READ, SEC | SIG, /*                   */ "    RHDBX "},
    {RESOURCE_SITUATION, ACTION_READ, RELATION_COMING | SIG, /*       */ "    R     "},
    {RESOURCE_SITUATION, ACTION_READ, RELATION_PRESENT | SIG, /*      */ "     HDBX "},
    {RESOURCE_SITUATION, ACTION_READ, COO | SIG, /*                   */ "    RHDBX "},
    {RESOURCE_SITUATION, ACTION_SAVE, NAR | SIG, /*                   */ "  S       "},
    {RESOURCE_SITUATION, ACTION_SUBMIT, NAR | SIG, /*                 */ "  S       "},
    {RESOURCE_SITUATION, ACTION_APPROVE, ANI | SIG, /*                */ "   U      "},
    {RESOURCE_SITUATION, ACTION_SEND_BACK, ANI | SIG, /*              */ "   U      "},
    {RESOURCE_SITUATION, ACTION_GRANT, NAR | SIG, /*                  */ "   URHDBX "},
    {RESOURCE_SITUATION, ACTION_GRANT, ANI | SIG, /*                  */ "   URHDBX "},
    {RESOURCE_SITUATION, ACTION_GRANT, SEC | SIG, /*                  */ "    RHDBX "},
    {RESOURCE_SITUATION, ACTION_GRANT, COO | SIG, /*                  */ "    RHDBX "},

    /*                                                                   -PSURHDBXC */
    {RESOURCE_SYNTHESIS, ACTION_READ, SEC | SIG, /*                   */ "     HDBX "},
    {RESOURCE_SYNTHESIS, ACTION_READ, ANI | SIG, /*                   */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_READ, NAR | SIG, /*                   */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_READ, RELATION_PRESENT | SIG, /*      */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_READ, COO | SIG, /*                   */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_READ, SIG, /*                         */ "       BX "},
    {RESOURCE_SYNTHESIS, ACTION_SAVE, SEC | SIG, /*                   */ "     HD   "},
    {RESOURCE_SYNTHESIS, ACTION_SUBMIT, SEC | SIG, /*                 */ "     H    "},
    {RESOURCE_SYNTHESIS, ACTION_SEND_BACK, ANI | SIG, /*              */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_COMMENT, RELATION_PRESENT | SIG, /*   */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_COMMENT, ANI | SIG, /*                */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_COMMENT, NAR | SIG, /*                */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_COMMENT, SEC | SIG, /*                */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_SIGN, SEC | SIG, /*                   */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_SIGN, ANI | SIG, /*                   */ "      D   "},
    {RESOURCE_SYNTHESIS, ACTION_GRANT, SEC | SIG, /*                  */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_GRANT, ANI | SIG, /*                  */ "      DBX "},
    {RESOURCE_SYNTHESIS, ACTION_GRANT, COO | SIG, /*                  */ "      DBX "},

    /*                                                                   -PSURHDBXC */
    {RESOURCE_JOURNAL, ACTION_READ_OWN, RELATION_MEMBER, ALWAYS},
    {RESOURCE_JOURNAL, ACTION_READ, COO, ALWAYS},
    {RESOURCE_JOURNAL, ACTION_READ, NAR | SIG, /*                     */ "  SURHDBXC"},
    {RESOURCE_JOURNAL, ACTION_READ, ANI | SIG, /*                     */ "    RHDBX "},
    {RESOURCE_JOURNAL, ACTION_READ, SEC | SIG, /*                     */ "      DBX "},
};

enum { SETS = 1 << RELATIONS };

static const struct access *access_file;
static struct rules *rules;
static struct ini lines;
static struct arena *arena;

/* A bit a stage, for every set of relations. */
static uint16_t wanted[RESOURCE_COUNT][ACTION_COUNT][SETS];

static void fill_wanted(void)
{
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++)
        for (uint32_t set = 0; set < SETS; set++)
            for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
                if ((set & matrix[i].relations) == matrix[i].relations &&
                    matrix[i].stages[stage] == STAGES[stage])
                    wanted[matrix[i].resource][matrix[i].action][set] |= (uint16_t)(1U << stage);
}

/* How many answers about ${r} are not as wanted, over everything that can be asked. */
static unsigned differences(const struct access *access, unsigned r)
{
    unsigned count = 0;
    for (unsigned a = 0; a < ACTION_COUNT; a++)
        for (uint32_t set = 0; set < SETS; set++)
            for (unsigned s = 0; s < STAGE_COUNT; s++)
                if (access_allows(access, r, a, set, s) != ((wanted[r][a][set] >> s & 1) != 0) &&
                    ++count <= 3 && access == access_file)
                    print_error("[%s] %s, relations %#x, %s: not what the matrix says\n",
                                access_resource_name(r), access_action_name(a), set,
                                access_stage_name(s));
    return count;
}

static void test_whole_matrix(void **state)
{
    (void)state;
    assert_int_equal(strlen(STAGES), STAGE_COUNT);
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++)
        assert_int_equal(strlen(matrix[i].stages), STAGE_COUNT);
    for (unsigned r = 0; r < RESOURCE_COUNT; r++)
        assert_int_equal(differences(access_file, r), 0);
}

/* The same, of a file without that line, or with another value in it. */
static unsigned without(size_t entry, const char *value)
{
    struct ini_entry *entries = arena_copy(arena, lines.entries, lines.count * sizeof *entries);
    struct ini changed = {lines.path, entries, lines.count};
    if (value != NULL)
        entries[entry].value = value;
    else
        entries[entry] = entries[--changed.count];
    struct access *access = access_new(arena, roles, 3);
    assert_int_equal(access_add(access, arena, &changed), STATUS_OK);
    unsigned resource = 0;
    while (strcmp(access_resource_name(resource), lines.entries[entry].section) != 0)
        resource++;
    return differences(access, resource);
}

/* The matrix would be worth little if a line, or an alternative in it, could go unnoticed. */
static void test_every_alternative_matters(void **state)
{
    (void)state;
    assert_true(lines.count > 30);
    for (size_t i = 0; i < lines.count; i++) {
        const char *value = lines.entries[i].value;
        const char *shorter = NULL;
        for (const char *end, *start = value; *start != '\0'; start = end + strspn(end, " ")) {
            end = start + strcspn(start, " ");
            if (strcmp(value, "nobody") == 0) /* says what silence says: anybody must be missed */
                shorter = "member";
            else if (strchr(value, ' ') != NULL)
                shorter = arena_printf(arena, "%.*s%s", (int)(start - value), value, end);
            if (without(i, shorter) == 0)
                fail_msg("line %d: nobody misses \"%.*s\"", lines.entries[i].line,
                         (int)(end - start), start);
        }
    }
}

/* What pages tell of the policy: its ways answer as it does itself. */
static void test_ways_answer_alike(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RESOURCE_COUNT; r++)
        for (unsigned a = 0; a < ACTION_COUNT; a++) {
            struct access_way *ways;
            const uint32_t required = access_required(access_file, r);
            const size_t count = access_ways(&ways, arena, access_file, r, a);
            for (uint32_t set = 0; set < SETS; set++)
                for (unsigned s = 0; s < STAGE_COUNT; s++) {
                    bool may = false;
                    for (size_t w = 0; w < count; w++)
                        may |= (ways[w].stages >> s & 1) != 0 &&
                               (set & (ways[w].relations | required)) ==
                                   (ways[w].relations | required);
                    assert_int_equal(may, access_allows(access_file, r, a, set, s));
                }
        }
    struct access_way *ways;
    assert_int_equal(access_ways(&ways, arena, access_file, RESOURCE_SITUATION, ACTION_READ), 6);
    assert_int_equal(ways[0].relations, NAR); /* in the order of the file */
    assert_int_equal(ways[5].relations, RELATION_COORDINATION);
    assert_int_equal(access_ways(&ways, arena, access_file, RESOURCE_COUNT, ACTION_READ), 0);
    assert_null(ways);
}

static void test_nothing_for_nobody(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RESOURCE_COUNT; r++)
        for (unsigned a = 0; a < ACTION_COUNT; a++)
            for (unsigned s = 0; s < STAGE_COUNT; s++)
                assert_false(access_allows(access_file, r, a, 0, s));
}

static void test_more_relations_never_take_away(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RESOURCE_COUNT; r++)
        for (unsigned a = 0; a < ACTION_COUNT; a++)
            for (unsigned s = 0; s < STAGE_COUNT; s++)
                for (uint32_t set = 0; set < SETS; set++)
                    for (unsigned more = 0; more < RELATIONS; more++)
                        if (access_allows(access_file, r, a, set, s) &&
                            !access_allows(access_file, r, a, set | 1U << more, s))
                            fail_msg("%s %s: %s takes a right away", access_resource_name(r),
                                     access_action_name(a),
                                     access_relation_name(access_file, more));
}

static void test_cancelled_and_unsigned_open_no_dossier(void **state)
{
    (void)state;
    uint32_t all = SETS - 1;
    for (unsigned a = 0; a < ACTION_COUNT; a++) {
        assert_false(access_allows(access_file, RESOURCE_SITUATION, a, all, STAGE_CANCELLED));
        assert_false(access_allows(access_file, RESOURCE_SYNTHESIS, a, all, STAGE_CANCELLED));
        for (unsigned s = 0; s < STAGE_COUNT; s++) {
            uint32_t unsigned_yet = all & ~(uint32_t)RELATION_SIGNATORY;
            assert_false(access_allows(access_file, RESOURCE_SITUATION, a, unsigned_yet, s));
            assert_false(access_allows(access_file, RESOURCE_SYNTHESIS, a, unsigned_yet, s));
        }
        if (a != ACTION_READ && a != ACTION_CREATE)
            assert_false(access_allows(access_file, RESOURCE_SEANCE, a, all, STAGE_CANCELLED));
    }
}

static int set_up(void **state)
{
    (void)state;
    struct ini here;
    arena = arena_new();
    if (ini_load(&lines, arena, SOURCE_DIR "/policies/access.ini") != STATUS_OK ||
        ini_load(&here, arena, SOURCE_DIR "/policies/spaces/vif-cevennes/access.ini") !=
            STATUS_OK ||
        rules_load(&rules, SOURCE_DIR "/policies") != STATUS_OK)
        return -1;
    struct ini_entry *all = arena_alloc(arena, (lines.count + here.count) * sizeof *all);
    memcpy(all, lines.entries, lines.count * sizeof *all);
    memcpy(all + lines.count, here.entries, here.count * sizeof *all);
    lines.entries = all;
    lines.count += here.count;
    access_file = rules_pack(rules, "vif-cevennes")->access;
    fill_wanted();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rules_free(rules);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_matrix),
        cmocka_unit_test(test_every_alternative_matters),
        cmocka_unit_test(test_ways_answer_alike),
        cmocka_unit_test(test_nothing_for_nobody),
        cmocka_unit_test(test_more_relations_never_take_away),
        cmocka_unit_test(test_cancelled_and_unsigned_open_no_dossier),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
