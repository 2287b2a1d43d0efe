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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examined)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
