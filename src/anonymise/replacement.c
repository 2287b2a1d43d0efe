#include "anonymise/replacement.h"

#include <string.h>

/* Text that grows as its pieces are laid down. */
struct build {
    char *text;
    size_t len;
    size_t last; /* where the last place that was replaced ended */
};

static void lay(struct build *build, const char *text, size_t len)
{
    memcpy(build->text + build->len, text, len);
    build->len += len;
}

static bool vowel(const char *text)
{
    static const char *const accented[] = {"\xC3\xA0", "\xC3\xA2", "\xC3\xA9", "\xC3\xA8",
                                           "\xC3\xAA", "\xC3\xAE", "\xC3\xB4", "\xC5\x93",
                                           "\xC3\x89", "\xC3\x80"};
    if (*text != '\0' && strchr("aeiouyAEIOUY", *text) != NULL)
        return true;
    for (size_t i = 0; i < sizeof accented / sizeof *accented; i++)
        if (strncmp(text, accented[i], 2) == 0)
            return true;
    return false;
}

/* Whether what is built ends with this word, alone. */
static bool ends(const struct build *build, const char *word)
{
    size_t len = strlen(word);
    if (build->len < len || memcmp(build->text + build->len - len, word, len) != 0)
        return false;
    if (build->len == len)
        return true;
    char before = build->text[build->len - len - 1];
    return before == ' ' || before == '\n' || before == '(' || before == '\'' || before == '\xA0';
}

/* « depuis J0 », « avant J0 », but « à J0 » */
static bool before_date(const struct build *build)
{
    static const char *const words[] = {"depuis ", "avant ", "vers ", "entre ",
                                        "pour ",   "et ",    "ou ",   "du ",
                                        "Depuis ", "Avant ", "Vers ", "Entre "};
    static const unsigned char grave[] = {0xC3, 0xA8, 's', ' '}; /* « dès », « après », « près » */
    if (build->len >= sizeof grave &&
        memcmp(build->text + build->len - sizeof grave, grave, sizeof grave) == 0)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ends(build, words[i]))
            return true;
    return false;
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

struct joint {
    const char *from, *vowel, *consonant;
};

/* The first of ${joints} that the text ends with gives way. */
static bool give_way(struct build *build, const struct joint *joints, size_t count,
                     const char *next)
{
    for (size_t i = 0; i < count; i++) {
        if (!ends(build, joints[i].from))
            continue;
        build->len -= strlen(joints[i].from);
        const char *with = vowel(next) ? joints[i].vowel : joints[i].consonant;
        lay(build, with, strlen(with));
        return true;
    }
    return false;
}

/* « transmis à l'école »: what is told to somebody is not told in somewhere. */
static bool told(const struct build *build)
{
    static const char *const stems[] = {"transm", "adress", "signal", "parl",   "demand",  "dit",
                                        "remis",  "confi",  "envoy",  "orient", "appel",   "crit",
                                        "plaint", "courri", "rappel", "racont", "expliqu", "phon"};
    char word[24] = "";
    size_t end = build->len > 0 ? build->len - 1 : 0; /* without the blank */
    size_t from = end;
    while (from > 0 && end - from < sizeof word - 1 && build->text[from - 1] != ' ')
        from--;
    memcpy(word, build->text + from, end - from);
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        if (strstr(word, stems[i]) != NULL)
            return true;
    return false;
}

/* What brings its own article takes the place of the one before it; places and institutions are
 * lived in, ages are what somebody is. */
static bool fit(struct build *build, const char *next, enum finding_category category)
{
    static const struct joint articles[] = {{"du ", "d\xE2\x80\x99", "de "},
                                            {"des ", "d\xE2\x80\x99", "de "},
                                            {"Du ", "D\xE2\x80\x99", "De "},
                                            {"Des ", "D\xE2\x80\x99", "De "},
                                            {"au ", "\xC3\xA0 ", "\xC3\xA0 "},
                                            {"aux ", "\xC3\xA0 ", "\xC3\xA0 "},
                                            {"le ", "", ""},
                                            {"la ", "", ""},
                                            {"les ", "", ""},
                                            {"l'", "", ""},
                                            {"l\xE2\x80\x99", "", ""},
                                            {"notre ", "", ""},
                                            {"votre ", "", ""},
                                            {"Le ", "", ""},
                                            {"La ", "", ""},
                                            {"Les ", "", ""},
                                            {"L'", "", ""},
                                            {"L\xE2\x80\x99", "", ""},
                                            {"Au ", "\xC3\x80 ", "\xC3\x80 "}};
    static const struct joint places[] = {{"\xC3\xA0 ", "dans ", "dans "},
                                          {"a ", "dans ", "dans "},
                                          {"A ", "DANS ", "DANS "},
                                          {"en ", "dans ", "dans "},
                                          {"\xC3\x80 ", "Dans ", "Dans "}};
    static const struct joint ages[] = {{"de ", "", ""}, {"a ", "est ", "est "}};
    bool article = starts(next, "un ") || starts(next, "une ") || starts(next, "la ") ||
                   starts(next, "le ") || starts(next, "les ") || starts(next, "l\xE2\x80\x99") ||
                   starts(next, "ce ") || starts(next, "cette ");
    if (category == FINDING_AGE && (starts(next, "d\xE2\x80\x99") || ends(build, "a ")))
        return give_way(build, ages, sizeof ages / sizeof *ages, next);
    if (!article)
        return false;
    bool given = give_way(build, articles, sizeof articles / sizeof *articles, next);
    if (category != FINDING_PLACE && category != FINDING_ORGANISATION)
        return given;
    struct build before = *build; /* without « à » */
    if (ends(build, "\xC3\xA0 ") && build->len >= 3)
        before.len = build->len - 3;
    if (ends(build, "\xC3\xA0 ") && told(&before))
        return true;
    /* « jusqu'à Alès », « de Nîmes à Alès » */
    bool until =
        build->len > 7 &&
        (memcmp(build->text + build->len - 7, "squ'", 4) == 0 ||
         (build->len > 9 && memcmp(build->text + build->len - 9, "squ\xE2\x80\x99", 6) == 0));
    bool between = build->last > 0 && build->len == build->last + strlen(" \xC3\xA0 ");
    if (ends(build, "\xC3\xA0 ") && (until || between))
        return true;
    bool in = (!ends(build, "a ") && !ends(build, "A ")) || category == FINDING_PLACE;
    return (in && give_way(build, places, sizeof places / sizeof *places, next)) || given;
}

/* « le 3 mars », « en 2015 »: what stands before a date goes with how it is told now. */
static bool join_date(struct build *build, const char *next)
{
    static const char *const before[] = {"le ", "Le ", "en ", "En ", "au ", "Au "};
    bool later = *next >= '0' && *next <= '9'; /* 14 mois plus tard */
    bool that = starts(next, "ce") || (starts(next, "un") && strncmp(next + 2, " a", 2) == 0);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (!ends(build, before[i]) || (i > 1 && !later && !that))
            continue;
        bool upper = (i & 1) != 0;
        build->len -= 3;
        if (*next == 'J' && !before_date(build))
            lay(build, upper ? "\xC3\x80 " : "\xC3\xA0 ", strlen("\xC3\xA0 "));
        return true;
    }
    return false;
}

/* How little words join with what comes: « de la », « d'un », « du ». */
static void join(struct build *build, const char *next, enum finding_category category)
{
    static const struct joint joints[] = {{"de ", "d\xE2\x80\x99", "de "},
                                          {"que ", "qu\xE2\x80\x99", "que "},
                                          {"d'", "d\xE2\x80\x99", "de "},
                                          {"D'", "D\xE2\x80\x99", "De "},
                                          {"d\xE2\x80\x99", "d\xE2\x80\x99", "de "},

                                          {"l'", "", ""},
                                          {"l\xE2\x80\x99", "", ""},
                                          {"le ", "l\xE2\x80\x99", "le "},
                                          {"la ", "l\xE2\x80\x99", "la "}};
    if (!vowel(next) && build->len >= 3) { /* « qu'Antoine », « lorsqu'Inès » */
        size_t sign = build->text[build->len - 1] == '\'' ? 1 : 3;
        bool mark = sign == 1 || memcmp(build->text + build->len - 3, "\xE2\x80\x99", 3) == 0;
        if (mark && build->len >= sign + 2 && build->text[build->len - sign - 1] == 'u' &&
            (build->text[build->len - sign - 2] | 0x20) == 'q' &&
            !(build->len > sign + 3 && memcmp(build->text + build->len - sign - 4, "us", 2) == 0)) {
            build->len -= sign;
            lay(build, "e ", 2);
        }
    }
    if (category == FINDING_DATE && join_date(build, next))
        return;
    if (!fit(build, next, category) || ends(build, "de ") || ends(build, "que "))
        (void)give_way(build, joints, sizeof joints / sizeof *joints, next);
}

/* Whether a sentence begins there. */
static bool begins(const struct build *build, size_t at)
{
    while (at > 0 && build->text[at - 1] == ' ')
        at--;
    /* « … te tuer. » Léa */
    if (at > 1 && memcmp(build->text + at - 2, "\xC2\xBB", 2) == 0) {
        at -= 2;
        while (at > 1 &&
               (build->text[at - 1] == ' ' || memcmp(build->text + at - 2, "\xC2\xA0", 2) == 0))
            at -= build->text[at - 1] == ' ' ? 1 : 2;
        return at > 0 && strchr(".!?", build->text[at - 1]) != NULL;
    }
    return at == 0 || strchr(".!?\n", build->text[at - 1]) != NULL;
}

static void put(struct build *build, const struct finding *finding, const char *with,
                const char *rest)
{
    if (*with == '\0') {
        bool blank = build->len > 0 && build->text[build->len - 1] == ' ';
        if (blank && (*rest == ' ' || *rest == '\0' || strchr(".,;)", *rest) != NULL))
            build->len--;
        return;
    }
    join(build, with, finding->category);
    size_t at = build->len;
    lay(build, with, strlen(with));
    if (finding->category == FINDING_PLACE)
        build->last = build->len;
    if (begins(build, at) && *with >= 'a' && *with <= 'z')
        build->text[at] = (char)(*with - 'a' + 'A');
    /* « Madame A. » at the end of a sentence has one full stop */
    if (with[strlen(with) - 1] == '.' && *rest == '.')
        build->len--;
}

/* Whether it says again what the one before it said, with only a sign between. */
static bool repeats(const char *text, const struct finding *before, const struct finding *finding)
{
    size_t gap = finding->start - before->end;
    return *finding->suggestion == '[' && strcmp(finding->suggestion, before->suggestion) == 0 &&
           gap <= 3 && strspn(text + before->end, " ,-/") >= gap;
}

static char *replace(struct arena *arena, const char *text, const struct finding *findings,
                     size_t count, bool (*chosen)(const struct finding *, size_t), size_t what,
                     const char *with)
{
    size_t room = strlen(text) + 1;
    for (size_t i = 0; i < count; i++)
        room += 8 + strlen(with != NULL ? with : findings[i].suggestion);
    struct build build = {.text = arena_alloc(arena, room)};
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = &findings[i];
        if (!chosen(finding, what))
            continue;
        if (with == NULL && i > 0 && repeats(text, &findings[i - 1], finding)) {
            at = finding->end; /* one « [adresse retirée] » is enough */
            continue;
        }
        lay(&build, text + at, finding->start - at);
        put(&build, finding, with != NULL ? with : finding->suggestion, text + finding->end);
        at = finding->end;
    }
    lay(&build, text + at, strlen(text + at) + 1);
    return build.text;
}

static bool any(const struct finding *finding, size_t unused)
{
    (void)finding;
    (void)unused;
    return true;
}

static bool of_entity(const struct finding *finding, size_t entity)
{
    return finding->entity == entity;
}

static bool of_severity(const struct finding *finding, size_t mild)
{
    return finding->severity == FINDING_DIRECT || mild != 0;
}

char *replacement_one(struct arena *arena, const char *text, const struct finding *finding,
                      const char *with)
{
    return replace(arena, text, finding, 1, any, 0, with);
}

char *replacement_entity(struct arena *arena, const struct detect_field *field, size_t entity,
                         const char *with)
{
    return replace(arena, field->text, field->findings, field->count, of_entity, entity, with);
}

char *replacement_all(struct arena *arena, const struct detect_field *field, bool mild)
{
    return replace(arena, field->text, field->findings, field->count, of_severity, mild, NULL);
}
