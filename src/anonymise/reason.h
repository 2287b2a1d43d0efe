/* Reasons of findings, by name. */
#ifndef ANONYMISE_REASON_H
#define ANONYMISE_REASON_H

/* Why a passage was found: what messages are written for. */
#define REASONS(X)                                                                                 \
    X(NAME, "name")                                                                                \
    X(TITLE, "title")                                                                              \
    X(RELATIVE, "relative")                                                                        \
    X(NICKNAME, "nickname")                                                                        \
    X(CAPITAL, "capital")                                                                          \
    X(UNKNOWN_WORD, "unknown_word")                                                                \
    X(RESEMBLES, "resembles")                                                                      \
    X(KNOWN_PERSON, "known_person")                                                                \
    X(KNOWN_STRUCTURE, "known_structure")                                                          \
    X(COMMUNE, "commune")                                                                          \
    X(CITY, "city")                                                                                \
    X(REGION, "region")                                                                            \
    X(COUNTRY, "country")                                                                          \
    X(LOCAL, "local_place")                                                                        \
    X(PLACE, "place")                                                                              \
    X(SITUATES, "situates")                                                                        \
    X(BODY, "institution")                                                                         \
    X(ACRONYM, "acronym")                                                                          \
    X(DAY, "day")                                                                                  \
    X(MONTH, "month")                                                                              \
    X(YEAR, "year")                                                                                \
    X(BIRTH, "birth")                                                                              \
    X(BIRTH_YEAR, "birth_year")                                                                    \
    X(CHILD_AGE, "child_age")                                                                      \
    X(ADDRESS, "address")                                                                          \
    X(POSTCODE, "postcode")                                                                        \
    X(PHONE, "phone")                                                                              \
    X(EMAIL, "email")                                                                              \
    X(URL, "url")                                                                                  \
    X(HANDLE, "handle")                                                                            \
    X(SECURITY_NUMBER, "security_number")                                                          \
    X(ACCOUNT_NUMBER, "account_number")                                                            \
    X(PLATE, "plate")                                                                              \
    X(FILE_NUMBER, "file_number")                                                                  \
    X(OFFICE, "office")                                                                            \
    X(ONLY_ONE, "only_one")                                                                        \
    X(TWINS, "twins")                                                                              \
    X(NATION_TRADE, "nation_trade")                                                                \
    X(TRADE_PLACE, "trade_place")                                                                  \
    X(RARE, "rare")                                                                                \
    X(CLASS, "class")                                                                              \
    X(ADDS_UP, "adds_up")

enum reason {
#define X(name, key) REASON_##name,
    REASONS(X)
#undef X
};

#endif
