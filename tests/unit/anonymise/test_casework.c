#include "corpus.h"

/* The corpus that the rules were made with. */
static void casework(void **state)
{
    (void)state;
    struct lexicon *lexicon = corpus_lexicon();
    struct corpus_score score = corpus_score(lexicon, SOURCE_DIR "/tests/anonymise/casework.txt");
    assert_true(score.spans >= 60 && score.clean >= 30);
    assert_int_equal(score.direct_missed, 0);
    assert_true(score.touched * 100 >= score.spans * 98);
    assert_true(score.clean_flagged * 10 <= score.clean);
    assert_int_equal(score.clean_direct, 0);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(casework)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
