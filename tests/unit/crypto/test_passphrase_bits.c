#include "testing.h"

#include "base/file.h"
#include "crypto/passphrase.h"

#include <stdio.h>
#include <unistd.h>

enum { WEAK = 40, STRONG = 55 };

static struct passphrase_words *french;

static int load(void **state)
{
    if (testing_start(state) != 0)
        return -1;
    return passphrase_words_load(&french, BINARY_DIR "/share/french-words.txt") == STATUS_OK ? 0
                                                                                             : -1;
}

static int unload(void **state)
{
    (void)state;
    passphrase_words_free(french);
    return 0;
}

static double bits(const char *passphrase)
{
    return passphrase_bits(french, passphrase, NULL, 0);
}

static void assert_between(double got, double least, double most)
{
    if (got < least || got > most)
        fail_msg("%.1f bits, not between %.1f and %.1f", got, least, most);
}

static void weak(void **state)
{
    (void)state;
    static const char *const passphrases[] = {
        "motdepasse",         "Motdepasse1!",    "M0td3p4ss3",
        "essapedtom",         "bonjour2024",     "cévennes alès",
        "Cévennes2024",       "azertyuiop",      "marie1987",
        "jesuisdanslamaison", "je suis là",      "violences conjugales",
        "doudou30",           "123456789012345", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "centre hospitalier"};
    for (size_t i = 0; i < sizeof passphrases / sizeof *passphrases; i++)
        assert_between(bits(passphrases[i]), 0.1, WEAK);
    assert_true(bits("") == 0);
}

static void strong(void **state)
{
    (void)state;
    static const char *const passphrases[] = {"girouette palourde sextant chevron",
                                              "girouettepalourdesextantchevron",
                                              "anthracite burette hallebarde mitaine",
                                              "Anthracite-Burette-Hallebarde-Mitaine",
                                              "xK9#mQ2vL7pR",
                                              "x9kq2mvl7prd"};
    for (size_t i = 0; i < sizeof passphrases / sizeof *passphrases; i++)
        assert_between(bits(passphrases[i]), STRONG, 90);
}

/* Four words are worth four words, not their letters: 14 bits each, and a little for the joints. */
static void words_count_as_words(void **state)
{
    (void)state;
    assert_between(bits("anthraciteburettehallebardemitaine"), 45, 65);
    assert_true(passphrase_bits(NULL, "anthraciteburettehallebardemitaine", NULL, 0) > 75);
    assert_between(bits("burette hallebarde"), 20, 40);
}

/* Accents, separators and capitals at the front give away little. */
static void decoration_is_cheap(void **state)
{
    (void)state;
    assert_true(bits("cévennes") == bits("cevennes"));
    assert_true(bits("ce\xCC\x81vennes") == bits("cevennes")); /* as macOS may type it */
    assert_true(bits("cœur vaillant") == bits("coeur vaillant"));
    assert_true(bits("maison soleil") <= bits("maisonsoleil") + 3.01);
    assert_true(bits("maison-soleil") <= bits("maisonsoleil") + 3.01);
    assert_true(bits("Hallebarde") <= bits("hallebarde") + 1.01);
    assert_true(bits("edrabellah") <= bits("hallebarde") + 1.01);
    assert_true(bits("h4llebarde") <= bits("hallebarde") + 3);
}

static void personal_words(void **state)
{
    (void)state;
    static const char *const me[] = {"Zélie Wojtkowiak", "z.wojtkowiak@quincaillerie-xyzzy.fr"};
    static const char *const passphrases[] = {"wojtkowiak", "Zélie Wojtkowiak", "zelie.wojtkowiak",
                                              "wojtkowiak30", "kaiwoktjow"};
    for (size_t i = 0; i < sizeof passphrases / sizeof *passphrases; i++)
        assert_between(passphrase_bits(french, passphrases[i], me, 2), 0, 20);
    assert_true(bits("wojtkowiak") > 30);
    assert_true(passphrase_bits(french, "xyzzy-z.wojtkowiak", me, 2) < 25);
    assert_between(passphrase_bits(french, "anthracite burette hallebarde mitaine", me, 2), STRONG,
                   90);
}

static void any_length_and_any_bytes(void **state)
{
    char *longest = arena_alloc(*state, PASSPHRASE_MAX + 2);
    memset(longest, 'k', PASSPHRASE_MAX);
    assert_between(bits(longest), 0.1, WEAK);
    for (size_t i = 0; i < PASSPHRASE_MAX; i++)
        longest[i] = "girouette palourde sextant chevron "[i % 35];
    assert_true(bits(longest) > STRONG);
    longest[PASSPHRASE_MAX] = 'k';
    assert_true(bits(longest) == 0);
    assert_true(bits("الحياة جميلة جدا") > WEAK);
    for (int byte = 1; byte < 256; byte++) {
        char odd[] = {(char)byte, 'a', (char)byte, (char)byte, 0};
        assert_between(bits(odd), 0.1, 60);
    }
    char *accents = arena_alloc(*state, PASSPHRASE_MAX + 1);
    for (size_t i = 0; i < PASSPHRASE_MAX / 2; i++)
        memcpy(accents + 2 * i, "œ", 2);
    assert_true(bits(accents) > 0);
}

static struct passphrase_words *words_of(const char *content)
{
    struct passphrase_words *words;
    char path[] = "/tmp/cocon-words-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
    close(file);
    assert_ok(passphrase_words_load(&words, path));
    unlink(path);
    return words;
}

/* The place in the file is the rank. */
static void rank_is_the_line(void **state)
{
    char *content = arena_alloc(*state, 20000);
    strcpy(content, "zqxvkjw\n");
    for (int i = 0; i < 1022; i++)
        sprintf(content + strlen(content), "filler%d\n", i);
    strcat(content, "Wk'jvx-ÉÇqz\r\n\nx\n");
    struct passphrase_words *words = words_of(content);
    double none = passphrase_bits(NULL, "zqxvkjw", NULL, 0);
    double first = passphrase_bits(words, "zqxvkjw", NULL, 0);
    double thousandth = passphrase_bits(words, "wkjvxecqz", NULL, 0);
    assert_true(none > 25);
    assert_between(first, 0, 1);
    assert_between(thousandth - first, 9.5, 10.5);
    passphrase_words_free(words);
}

/* More words past the ranked ones than there is room for, and a list of nothing. */
static void odd_lists(void **state)
{
    enum { LINES = 20000 };
    char *content = arena_alloc(*state, LINES * 8);
    for (int i = 0; i < LINES; i++)
        sprintf(content + strlen(content), "%c%c%c%c\n", 'a' + i / 8000, 'a' + i / 400 % 20,
                'a' + i / 20 % 20, 'a' + i % 20);
    struct passphrase_words *words = words_of(content);
    assert_true(passphrase_bits(words, "cjtt", NULL, 0) < 15);
    char *all = arena_alloc(*state, PASSPHRASE_MAX + 1);
    for (size_t i = 0; i < PASSPHRASE_MAX; i++)
        all[i] = "czcycxcwcvcucjtt!1|4abcdefghij"[i * 7 % 30];
    assert_true(passphrase_bits(words, all, NULL, 0) > 0);
    passphrase_words_free(words);
    words = words_of("");
    assert_true(passphrase_bits(words, "hallebarde", NULL, 0) ==
                passphrase_bits(NULL, "hallebarde", NULL, 0));
    passphrase_words_free(words);
}

static void no_list(void **state)
{
    (void)state;
    struct passphrase_words *words = (struct passphrase_words *)1;
    assert_int_equal(passphrase_words_load(&words, "/nonexistent/words.txt"), STATUS_NOT_FOUND);
    assert_null(words);
    passphrase_words_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(weak),
        TEST(strong),
        TEST(words_count_as_words),
        TEST(decoration_is_cheap),
        TEST(personal_words),
        TEST(any_length_and_any_bytes),
        TEST(rank_is_the_line),
        TEST(odd_lists),
        TEST(no_list),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
