/* What the rules know of words. */
#ifndef ANONYMISE_KNOWLEDGE_H
#define ANONYMISE_KNOWLEDGE_H

#include "cues.h"
#include "model.h"

/* The lines of replacements.ini. */
#define WORDINGS(X)                                                                                \
    X(PERSON_WOMAN, "person", "woman")                                                             \
    X(PERSON_MAN, "person", "man")                                                                 \
    X(PERSON_UNKNOWN, "person", "unknown")                                                         \
    X(PERSON_CHILD, "person", "child")                                                             \
    X(PERSON_FAMILY, "person", "family")                                                           \
    X(PERSON_MEMBERS, "person", "members")                                                         \
    X(PERSON_COUPLE, "person", "couple")                                                           \
    X(PERSON_BESIDE, "person", "beside")                                                           \
    X(PERSON_PROFESSIONAL, "person", "professional")                                               \
    X(PERSON_TITLED, "person", "titled")                                                           \
    X(PLACE_SMALL, "place", "small")                                                               \
    X(PLACE_CITY, "place", "city")                                                                 \
    X(PLACE_REGION, "place", "region")                                                             \
    X(PLACE_COUNTRY, "place", "country")                                                           \
    X(PLACE_UNKNOWN, "place", "unknown")                                                           \
    X(ORGANISATION_OTHER, "organisation", "other")                                                 \
    X(ORGANISATION_PLATFORM, "organisation", "platform")                                           \
    X(DATE_FIRST, "date", "first")                                                                 \
    X(DATE_DAYS, "date", "days")                                                                   \
    X(DATE_BEFORE, "date", "before")                                                               \
    X(DATE_MONTHS, "date", "months")                                                               \
    X(DATE_MONTHS_BEFORE, "date", "months_before")                                                 \
    X(DATE_YEARS, "date", "years")                                                                 \
    X(DATE_YEARS_BEFORE, "date", "years_before")                                                   \
    X(DATE_ONE_YEAR, "date", "one_year")                                                           \
    X(DATE_ONE_YEAR_BEFORE, "date", "one_year_before")                                             \
    X(DATE_UNKNOWN, "date", "unknown")                                                             \
    X(DATE_MONTH, "date", "some_month")                                                            \
    X(DATE_YEAR, "date", "some_year")                                                              \
    X(AGE_BORN, "age", "born")                                                                     \
    X(AGE_BABY, "age", "baby")                                                                     \
    X(AGE_NURSERY, "age", "nursery")                                                               \
    X(AGE_PRIMARY, "age", "primary")                                                               \
    X(AGE_COLLEGE, "age", "college")                                                               \
    X(AGE_LYCEE, "age", "lycee")                                                                   \
    X(OTHER_ADDRESS, "other", "address")                                                           \
    X(OTHER_PHONE, "other", "phone")                                                               \
    X(OTHER_EMAIL, "other", "email")                                                               \
    X(OTHER_IDENTIFIER, "other", "identifier")                                                     \
    X(OTHER_URL, "other", "url")                                                                   \
    X(TRAIT_OFFICE, "trait", "office")                                                             \
    X(TRAIT_TWINS, "trait", "twins")                                                               \
    X(TRAIT_PLAIN, "trait", "plain")                                                               \
    X(TRAIT_CLASS, "trait", "class")

enum wording {
#define X(name, section, key) WORDING_##name,
    WORDINGS(X)
#undef X
        WORDINGS_COUNT,
};

struct lexicon {
    struct arena *arena;
    struct table table;
    struct model model;
    struct cues cues;
    struct fold folds[FOLD_END];
    const char *wordings[WORDINGS_COUNT];
};

#endif
