#include "corpus.h"

#include "pack.h"
#include "terms.h"

static struct bytes unzipped(struct arena *arena)
{
    enum { MOST = 1 << 24 };
    FILE *pipe = popen("gzip -dc " BINARY_DIR "/share/anonymise.pack", "r");
    assert_non_null(pipe);
    uint8_t *data = arena_alloc(arena, MOST);
    size_t len = fread(data, 1, MOST, pipe);
    assert_int_equal(pclose(pipe), 0);
    return (struct bytes){data, len};
}

/* The table that a browser makes is the one that the server maps. */
static void same_table(void **state)
{
    struct arena *arena = arena_new();
    struct table mapped;
    struct table made;
    (void)state;
    assert_int_equal(table_open(&mapped, BINARY_DIR "/share/anonymise.lex"), STATUS_OK);
    assert_int_equal(pack_open(&made, arena, unzipped(arena)), STATUS_OK);
    assert_int_equal(made.count, mapped.count);
    assert_memory_equal(made.slots, mapped.slots, sizeof *made.slots * (size_t)made.count);
    assert_int_equal(made.model_bytes, mapped.model_bytes);
    assert_memory_equal(made.model, mapped.model, made.model_bytes);
    table_close(&mapped);
    arena_free(arena);
}

/* Cut short or changed, it is none, and nothing is read beside it. */
static void no_pack(void **state)
{
    struct arena *arena = arena_new();
    struct table made;
    struct bytes pack = unzipped(arena);
    size_t words = pack.len;
    (void)state;
    memcpy(&words, pack.data + 20, 4);
    const size_t cuts[] = {0, 8, 23, 24, 1000, 24 + (words & 0xFFFFFFFF), 2000000};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct bytes part = {arena_copy(arena, pack.data, cuts[i]), cuts[i]};
        assert_int_equal(pack_open(&made, arena, part), STATUS_INVALID);
        assert_null(made.slots);
    }
    static const size_t places[] = {0, 8, 12, 16, 20};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        uint8_t *other = arena_copy(arena, pack.data, pack.len);
        memset(other + places[i], 0xFF, 4);
        assert_int_equal(pack_open(&made, arena, (struct bytes){other, pack.len}), STATUS_INVALID);
    }
    arena_free(arena);
}

static char *found(struct arena *arena, const struct lexicon *lexicon,
                   const struct detect_known *known, const char *text)
{
    struct detect_field field = {.text = text};
    assert_int_equal(detect_document(arena, lexicon, known, &field, 1), STATUS_OK);
    char *out = arena_printf(arena, "%zu", field.count);
    for (size_t i = 0; i < field.count; i++)
        out = arena_printf(arena, "%s %s=%s", out, field.findings[i].rule,
                           field.findings[i].suggestion);
    return out;
}

/* What policies/ and the platform's names come to arrives whole, or not at all. */
static void terms(void **state)
{
    static const char text[] = "Mme Durand voit Camille Sauvaire au Vigan le lundi 3 mars 2021.";
    struct arena *arena = arena_new();
    struct lexicon *lexicon = corpus_lexicon();
    struct detect_known *known = detect_known_new(arena);
    (void)state;
    detect_known_add(known, DETECT_KNOWN_PERSON, "Camille Sauvaire");
    struct bytes lists = terms_lists(arena, lexicon);
    struct lexicon read = {.arena = arena};
    struct detect_known names = {.arena = arena};
    fold_fill(read.folds);
    struct bytes pack = unzipped(arena);
    assert_int_equal(pack_open(&read.table, arena, pack), STATUS_OK);
    assert_int_equal(model_open(&read.model, read.table.model, read.table.model_bytes), STATUS_OK);
    assert_int_equal(terms_read_lists(&read, arena, lists), STATUS_OK);
    assert_int_equal(terms_read_names(&names, arena, terms_names(arena, known)), STATUS_OK);
    const char *here = found(arena, lexicon, known, text);
    assert_string_equal(found(arena, &read, &names, text), here);
    assert_non_null(strstr(here, "platform/person"));
    for (size_t len = 0; len < lists.len; len += 997) {
        struct lexicon cut = {.arena = arena};
        struct bytes part = {arena_copy(arena, lists.data, len), len};
        assert_int_equal(terms_read_lists(&cut, arena, part), STATUS_INVALID);
    }
    assert_int_equal(terms_read_names(&names, arena, (struct bytes){lists.data, 17}),
                     STATUS_INVALID);
    lexicon_free(lexicon);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_table), cmocka_unit_test(no_pack),
                                       cmocka_unit_test(terms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
