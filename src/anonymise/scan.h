/* A finding is added, its words are taken. */
#ifndef ANONYMISE_SCAN_H
#define ANONYMISE_SCAN_H

#include "reason.h"
#include "token.h"

#include "anonymise/detect.h"

#include <string.h>

/** What a date or an age says, for its replacement. */
struct when {
    int32_t day;       /* days since 1970, of the first day it may be */
    uint8_t precision; /* enum when_precision */
};

enum when_precision {
    WHEN_NONE,
    WHEN_YEAR,
    WHEN_MONTH,
    WHEN_DAY,
    WHEN_DAY_OF_YEAR, /* of a year that is not told: a hundred times the month and the day */
};

enum gender { GENDER_ANY, GENDER_WOMAN, GENDER_MAN };

enum { HIT_NAMES = 4 };

/** A finding while it is being made. */
struct hit {
    uint32_t start, end, char_start, char_end;
    uint8_t category, severity, reason;
    uint8_t wording; /* enum wording */
    uint8_t gender;
    bool child, adult; /* « son fils », « Mme » */
    bool beside;       /* behind a word that says who it is */
    bool family;       /* « les Durand » */
    bool several;      /* and a verb behind them */
    bool couple;       /* « M. et Mme Durand » */
    bool doubted;      /* the text says another gender than the name */
    bool guessed;      /* by the model alone */
    bool late;         /* known for a name by what stands elsewhere */
    uint8_t initial;   /* of the first name, 0 if it is not known */
    uint8_t title;     /* bytes of « Dr », « Madame la juge », kept in front of the letter */
    uint8_t names;     /* how many keys */
    uint8_t firsts;    /* bit i: that key is of a first name */
    uint64_t keys[HIT_NAMES]; /* the words of a name, for the same person elsewhere */
    struct when when;
    const char *rule, *lexicon;
};

enum { SCAN_TOKENS = 512, SCAN_OPEN = 4096 };

/** A capital that rule 4 of detect.h leaves open. */
struct open_word {
    uint64_t key;
    struct hit hit;
    uint32_t field;
};

enum scan_rule {
    SCAN_NUMBERS = 1 << 0, /* a number */
    SCAN_FILES = 1 << 1,
    SCAN_STREETS = 1 << 2,
    SCAN_BODIES = 1 << 3,
    SCAN_PEOPLE = 1 << 4,
    SCAN_TRAITS = 1 << 5,
};

/** One document on its way through the rules. */
struct scan {
    const struct lexicon *lexicon;
    const struct detect_known *known;
    struct arena *arena; /* of what is found */
    const char *text;
    size_t len;
    struct token *tokens;
    int count;
    uint8_t marks[SCAN_TOKENS]; /* enum scan_rule: which rules the token is of any interest to */
    struct hit *hits;           /* of this field */
    size_t hit_count, hit_room;
    struct open_word *open;
    size_t open_count, open_room;
    uint32_t field;
    uint32_t letters; /* that stand for people already: bit 0 is A */
    size_t work;
};

extern const struct token scan_nothing;

/** The i-th token, or one that is nothing. */
static inline const struct token *scan_at(const struct scan *scan, int i)
{
    return i < 0 || i >= scan->count ? &scan_nothing : &scan->tokens[i];
}

static inline bool scan_has(const struct scan *scan, int i, uint64_t cues)
{
    return (scan_at(scan, i)->cues & cues) != 0;
}

static inline bool scan_mark(const struct scan *scan, int i, char mark)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_MARK && token->mark == mark;
}

static inline bool scan_number(const struct scan *scan, int i, unsigned least, unsigned most)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_NUMBER && token->number >= least && token->number <= most;
}

/** Whether the token begins a new line, or there is none. */
static inline bool scan_breaks(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_NONE || (token->gap & GAP_LINE) != 0;
}

/** Whether it is a word with a capital (or a capital alone). */
static inline bool scan_capital(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && token->shape != SHAPE_LOWER;
}

/** scan_letter(scan, i): the letter that the token is, '\0' if it is more or less. */
char scan_letter(const struct scan *scan, int i);

/** scan_spells(scan, i, word): whether the word is this one, in whatever case. */
static inline bool scan_spells(const struct scan *scan, int i, const char *word)
{
    const struct token *token = scan_at(scan, i);
    size_t len = token->end - token->start;
    return len == strlen(word) && token->kind == TOKEN_WORD &&
           strncasecmp(scan->text + token->start, word, len) == 0;
}

/** scan_add(scan, first, last, hit): the tokens from ${first} to ${last} are a finding; they are
 * taken from now on.  NULL if one of them is taken already. */
struct hit *scan_add(struct scan *scan, int first, int last, struct hit hit);

/** scan_rules(scan): all rules below over the tokens of the piece, in their order. */
void scan_rules(struct scan *scan);

/* The rules, in the order they are asked, each over all tokens of the piece. */
void contact_rules(struct scan *scan);
void number_rules(struct scan *scan);
void date_rules(struct scan *scan);
void address_rules(struct scan *scan);
void known_rules(struct scan *scan);
void trait_rules(struct scan *scan);
void person_rules(struct scan *scan);
void organisation_rules(struct scan *scan);
void proper_rules(struct scan *scan);

#endif
