#include "corpus.h"

#include "anonymise/replacement.h"

static const char *suggestion(const struct detect_field *field, const char *found)
{
    const char *at = strstr(field->text, found);
    for (size_t i = 0; i < field->count; i++)
        if (field->findings[i].start == (size_t)(at - field->text))
            return field->findings[i].suggestion;
    return "nothing found";
}

/* The same person has the same letter in all fields, and a letter in use stays with who has it. */
static void consistent(void **state)
{
    struct arena *arena = arena_new();
    struct detect_field fields[] = {
        {.text = "Madame B. est venue. Mme Durand aussi, avec sa fille Lina Durand."},
        {.text = "Lina a parlé. M. Durand non. Mme Julie Durand et Julie sont une."}};
    assert_int_equal(detect_document(arena, *state, NULL, fields, 2), STATUS_OK);
    assert_string_equal(suggestion(&fields[0], "Mme Durand"), "Madame A.");
    assert_string_equal(suggestion(&fields[0], "Lina Durand"), "C.");
    assert_string_equal(suggestion(&fields[1], "Lina"), "l’enfant C.");
    assert_string_equal(suggestion(&fields[1], "M. Durand"), "Monsieur D.");
    assert_string_equal(suggestion(&fields[1], "Mme Julie Durand"), "Madame A.");
    arena_free(arena);
}

static void dates(void **state)
{
    struct arena *arena = arena_new();
    struct detect_field field = {
        .text = "Plainte le 15 mars 2021, puis le 27/03/2021, le 2 juillet 2021, en mai 2023 ; "
                "coups le 3 mars 2021 ; née le 1er mai 1990."};
    assert_int_equal(detect_document(arena, *state, NULL, &field, 1), STATUS_OK);
    assert_string_equal(suggestion(&field, "3 mars 2021"), "J0");
    assert_string_equal(suggestion(&field, "15 mars 2021"), "J+12");
    assert_string_equal(suggestion(&field, "27/03/2021"), "J+24");
    assert_string_equal(suggestion(&field, "2 juillet 2021"), "4 mois plus tard");
    assert_string_equal(suggestion(&field, "mai 2023"), "2 ans plus tard");
    assert_string_equal(suggestion(&field, "1er mai 1990"), "[date de naissance retirée]");
    arena_free(arena);
}

static void applied(void **state)
{
    struct arena *arena = arena_new();
    struct detect_field field = {.text = "L'appel d'Inès Fabre, le 3 mars 2021, inquiète. "
                                         "On revoit Inès Fabre avec Mme Roux."};
    assert_int_equal(detect_document(arena, *state, NULL, &field, 1), STATUS_OK);
    assert_int_equal(field.count, 4);
    assert_string_equal(replacement_all(arena, &field, true),
                        "L'appel de Madame A., à J0, inquiète. "
                        "On revoit Madame A. avec Madame B.");
    assert_string_equal(replacement_one(arena, field.text, &field.findings[0], "une voisine"),
                        "L'appel d’une voisine, le 3 mars 2021, inquiète. "
                        "On revoit Inès Fabre avec Mme Roux.");
    assert_string_equal(
        replacement_entity(arena, &field, field.findings[0].entity, "la voisine"),
        "L'appel de la voisine, le 3 mars 2021, inquiète. On revoit la voisine avec Mme Roux.");
    struct detect_field beside = {.text = "Son fils Kevin, malade, dort."};
    assert_int_equal(detect_document(arena, *state, NULL, &beside, 1), STATUS_OK);
    assert_string_equal(replacement_one(arena, beside.text, &beside.findings[0], ""),
                        "Son fils, malade, dort.");
    arena_free(arena);
}

/* What is proposed reads as French where it stands. */
static void reads(void **state)
{
    static const struct {
        const char *text, *becomes;
    } cases[] = {
        {"Elle vit à Quissac.", "Elle vit dans un village du territoire."},
        {"Retour au Vigan.", "Retour dans un village du territoire."},
        {"Près de Quissac.", "Près d’un village du territoire."},
        {"Elle sort du collège Jean Moulin.", "Elle sort d’une structure du territoire."},
        {"Soignée à la clinique Bonnefon.", "Soignée dans une structure du territoire."},
        {"Vu le Dr Martin.", "Vu le Dr A."},
        {"Courrier de Maître Roux-Castel.", "Courrier de Maître A."},
        {"Tonton Momo crie.", "Tonton A. crie."},
        {"Léo (7 ans) dort.", "L’enfant A. (d’âge primaire) dort."},
        {"Sa fille a 7 ans.", "Sa fille est d’âge primaire."},
        {"Un enfant âgé de 7 ans.", "Un enfant d’âge primaire."},
        {"Son fils Enzo part.", "Son fils A. part."},
        {"Joignable au 06 12 34 56 78.", "Joignable au [numéro retiré]."},
        {"Il frappe le 3 mars 2021.", "Il frappe à J0."},
        {"Suivie depuis le 3 mars 2021.", "Suivie depuis J0."},
        {"Elle est la seule sage-femme.", "Elle est une sage-femme."},
        {"Il est maçon ukrainien.", "Il est maçon."},
        {"Il boit. La clinique Bonnefon le sait.", "Il boit. Une structure du territoire le sait."},
        {"Vu DELMAS Corinne et DELMAS Thierry.", "Vu Madame A. et Monsieur B."},
        {"Sa fille Lina et Noé dorment.", "Sa fille A. et l’enfant B. dorment."},
        {"Mère de jumeaux.", "Mère d’enfants."},
        {"M. et Mme Garcia crient. Mme Garcia part.",
         "Monsieur et Madame A. crient. Madame A. part."},
        {"De Nîmes à Sauve, il crie.", "De la ville voisine à un village du territoire, il crie."},
        {"Lorsqu'Inès crie, il rit.", "Lorsque Madame A. crie, il rit."},
        {"Il vit jusqu'à Sauve.", "Il vit jusqu'à un village du territoire."},
        {"Elle dort chez les Petit.", "Elle dort chez la famille A."},
        {"F. Roux, puis Samir Roux.", "La personne A, puis Monsieur B."},
        {"Le bébé, Sacha, a 8 mois.", "Le bébé, l’enfant A., est tout-petit."},
    };
    struct arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct detect_field field = {.text = cases[i].text};
        assert_int_equal(detect_document(arena, *state, NULL, &field, 1), STATUS_OK);
        const char *becomes = replacement_all(arena, &field, true);
        wrong += strcmp(becomes, cases[i].becomes) != 0;
        if (strcmp(becomes, cases[i].becomes) != 0)
            printf("« %s » becomes « %s »\n", cases[i].text, becomes);
    }
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

/* Forty paragraphs that somebody has read. */
static void written_out(void **state)
{
    struct arena *arena = arena_new();
    struct bytes content;
    size_t read = 0;
    size_t wrong = 0;
    assert_int_equal(
        file_read(&content, arena, SOURCE_DIR "/tests/anonymise/replaced.txt", 1 << 20), STATUS_OK);
    char *line = strstr((char *)(uintptr_t)content.data, "\n\n");
    while (line != NULL && *line != '\0') {
        while (*line == '\n')
            line++;
        char *becomes = strstr(line, "\n> ");
        assert_non_null(becomes);
        *becomes = '\0';
        becomes += 3;
        char *next = strchr(becomes, '\n');
        if (next != NULL)
            *next++ = '\0';
        struct detect_field field = {.text = line};
        assert_int_equal(detect_document(arena, *state, NULL, &field, 1), STATUS_OK);
        const char *replaced = replacement_all(arena, &field, true);
        wrong += strcmp(replaced, becomes) != 0;
        if (strcmp(replaced, becomes) != 0)
            printf("« %s »\nbecomes « %s »\n    not « %s »\n", line, replaced, becomes);
        read++;
        line = next;
    }
    assert_int_equal(read, 61);
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

/* What is replaced by the suggestions is found no more. */
static void settled(void **state)
{
    struct arena *arena = arena_new();
    struct detect_field field = {
        .text = "Mme Durand vit à Sauve avec Kevin, 06 12 34 56 78, au 12 rue des Lilas, depuis le "
                "3 mars 2021. Son fils Théo est à l'école Jean Macé."};
    assert_int_equal(detect_document(arena, *state, NULL, &field, 1), STATUS_OK);
    assert_true(field.count >= 7);
    struct detect_field again = {.text = replacement_all(arena, &field, true)};
    assert_int_equal(detect_document(arena, *state, NULL, &again, 1), STATUS_OK);
    if (again.count > 0)
        printf("left in: %s\n", again.text);
    assert_int_equal(again.count, 0);
    arena_free(arena);
}

static int load(void **state)
{
    *state = corpus_lexicon();
    return 0;
}

static int unload(void **state)
{
    lexicon_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(consistent),  cmocka_unit_test(dates),
                                       cmocka_unit_test(applied),     cmocka_unit_test(reads),
                                       cmocka_unit_test(written_out), cmocka_unit_test(settled)};
    return cmocka_run_group_tests(tests, load, unload);
}
