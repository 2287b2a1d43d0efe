#include "corpus.h"

#include "model.h"

/* What the model adds to the rules, and that it blocks nobody. */

static struct detect_field examine(struct arena *arena, const struct lexicon *lexicon,
                                   const char *text)
{
    struct detect_field field = {.text = text};
    assert_int_equal(detect_document(arena, lexicon, NULL, &field, 1), STATUS_OK);
    return field;
}

/* No rule finds these: no list has the name, or nothing beside it is a cue. */
static void added(void **state)
{
    static const struct {
        const char *text, *name;
    } lines[] = {
        {"zarema, hier, est repartie avec les enfants.", "zarema"},
        {"dit avoir vu teuta au marché", "teuta"},
        {"les parents de qendrim vivent à molières", "molières"},
    };
    struct lexicon *lexicon = corpus_lexicon();
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct arena *arena = arena_new();
        struct detect_field field = examine(arena, lexicon, lines[i].text);
        size_t at = (size_t)(strstr(lines[i].text, lines[i].name) - lines[i].text);
        bool found = false;
        for (size_t k = 0; k < field.count; k++) {
            const struct finding *finding = &field.findings[k];
            if (finding->start != at || finding->end != at + strlen(lines[i].name))
                continue;
            found = true;
            assert_string_equal(finding->rule, "model/name");
            assert_string_equal(finding->reason, "resembles");
            assert_int_equal(finding->severity, FINDING_MILD);
        }
        if (!found)
            print_error("not found: %s\n", lines[i].text);
        assert_true(found);
        arena_free(arena);
    }
    lexicon_free(lexicon);
}

/* Two words of one name are one finding. */
static void whole(void **state)
{
    static const struct {
        const char *text, *name;
    } lines[] = {
        {"le voisin khaled freak a tout vu", "khaled freak"},
        {"elle a vu jolanda neff au marché", "jolanda neff"},
        {"l'avocat guy chevrette a plaidé", "guy chevrette"},
    };
    struct lexicon *lexicon = corpus_lexicon();
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct arena *arena = arena_new();
        struct detect_field field = examine(arena, lexicon, lines[i].text);
        assert_int_equal(field.count, 1);
        assert_int_equal(field.findings[0].start,
                         strstr(lines[i].text, lines[i].name) - lines[i].text);
        assert_int_equal(field.findings[0].end - field.findings[0].start, strlen(lines[i].name));
        assert_int_equal(field.findings[0].severity, FINDING_DIRECT); /* as the rule found it */
        arena_free(arena);
    }
    lexicon_free(lexicon);
}

/* Findings stay in order and apart, whatever rules and model say of the same words. */
static void apart(void **state)
{
    static const char *const texts[] = {
        "Rose est là. zarema et Rose, pierre et rose, Olive. Olive Durand a dit à zarema que "
        "Pierre",
        "sauve et sauve. Il vit à Sauve, zarema de Sauve, mme de sauve et rose zarema kerimova",
        "tchoulpan kerimova Rose B. tchoulpan B. MARTIN tchoulpan, Mme Martin tchoulpan",
    };
    struct lexicon *lexicon = corpus_lexicon();
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena *arena = arena_new();
        struct detect_field field = examine(arena, lexicon, texts[i]);
        assert_true(field.count >= 3);
        for (size_t k = 1; k < field.count; k++)
            assert_true(field.findings[k].start >= field.findings[k - 1].end);
        arena_free(arena);
    }
    lexicon_free(lexicon);
}

static void opened(void **state)
{
    uint8_t bytes[32 + (4 << 8)] = "COCONMD1";
    struct model model;
    (void)state;
    bytes[8] = 8;
    assert_int_equal(model_open(&model, bytes, sizeof bytes), STATUS_OK);
    assert_int_equal(model.mask, 255);
    assert_int_equal(model_open(&model, bytes, sizeof bytes - 1), STATUS_INVALID);
    assert_int_equal(model_open(&model, bytes, 0), STATUS_INVALID);
    bytes[8] = 31;
    assert_int_equal(model_open(&model, bytes, sizeof bytes), STATUS_INVALID);
    bytes[8] = 8;
    bytes[0] = 'X';
    assert_int_equal(model_open(&model, bytes, sizeof bytes), STATUS_INVALID);
    assert_null(model.weights);
}

/* What is longer than any name is none. */
static void no_name_is_a_line_long(void **state)
{
    struct lexicon *lexicon = corpus_lexicon();
    struct arena *arena = arena_new();
    char text[2001];
    (void)state;
    memset(text, 'm', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(examine(arena, lexicon, text).count, 0);
    arena_free(arena);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(added), cmocka_unit_test(whole),
                                       cmocka_unit_test(apart), cmocka_unit_test(opened),
                                       cmocka_unit_test(no_name_is_a_line_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
