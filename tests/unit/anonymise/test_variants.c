#include "corpus.h"

/* Each class of fault that was reported, in other examples: all is found, and nothing else. */
static void variants(void **state)
{
    (void)state;
    struct lexicon *lexicon = corpus_lexicon();
    struct corpus_score score = corpus_score(lexicon, SOURCE_DIR "/tests/anonymise/variants.txt");
    assert_true(score.spans >= 300 && score.clean >= 80);
    assert_true(score.touched + 1 >= score.spans); /* « AUDITION DE VICTOIRE » */
    assert_true(score.covered + 1 >= score.spans);
    assert_int_equal(score.clean_flagged, 0);
    assert_int_equal(score.wrong, 0);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(variants)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
