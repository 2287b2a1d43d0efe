#include "corpus.h"

/* Texts of an examiner; what was first missed is told in docs/lexicon.md. */
static void examined(void **state)
{
    (void)state;
    struct lexicon *lexicon = corpus_lexicon();
    struct corpus_score score = corpus_score(lexicon, SOURCE_DIR "/tests/anonymise/examined.txt");
    assert_true(score.spans >= 140 && score.clean >= 40);
    assert_int_equal(score.direct_missed, 0);
    assert_true(score.clean_flagged * 10 <= score.clean);
    assert_int_equal(score.clean_direct, 0);
    lexicon_free(lexicon);
}

/* Twenty more, scored once after the repairs and left as they came out. */
static void again(void **state)
{
    (void)state;
    struct lexicon *lexicon = corpus_lexicon();
    struct corpus_score score =
        corpus_score(lexicon, SOURCE_DIR "/tests/anonymise/examined-again.txt");
    assert_true(score.spans >= 35 && score.clean >= 10);
    assert_true(score.direct_missed <= 1);
    assert_true(score.clean_flagged * 10 <= score.clean);
    assert_int_equal(score.clean_direct, 0);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examined), cmocka_unit_test(again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
