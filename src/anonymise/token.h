/* Words, numbers, signs; groups of words; across line ends. */
#ifndef ANONYMISE_TOKEN_H
#define ANONYMISE_TOKEN_H

#include "knowledge.h"

#include <stdbool.h>

enum token_kind { TOKEN_NONE, TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

enum token_shape {
    SHAPE_LOWER,
    SHAPE_CAPITAL,
    SHAPE_UPPER,   /* two letters or more, all capitals */
    SHAPE_INITIAL, /* one capital alone */
    SHAPE_INNER,   /* a capital later on: iPhone */
};

/* What stands before a token. */
enum token_gap {
    GAP_NONE = 0,
    GAP_SPACE = 1,
    GAP_HYPHEN = 2,
    GAP_APOSTROPHE = 4,
    GAP_LINE = 8, /* unless the line was only cut to fit */
};

/** A word, a run of digits, or one sign.  Joining hyphens and apostrophes are gaps, no tokens. */
struct token {
    uint32_t start, end;           /* bytes of the text */
    uint32_t char_start, char_end; /* code points */
    struct key key, exact;         /* without accents, and as it is written */
    uint64_t cues;
    uint32_t flags; /* enum of table.h */
    uint32_t number;
    uint8_t kind, shape, gap;
    uint8_t digits; /* of a number; letters of a word, 255 at most */
    char mark;      /* '"' '<' '>' for quotes, '-' for dashes, else ASCII or '~' */
    bool begins;    /* a sentence, a line or a quotation */
    bool taken;
    uint8_t found;        /* 1, twice the category and the severity of its finding; 0 for none */
    bool otherwise;       /* no list has it as it is written, with these accents */
    bool shout;           /* in a line all of capitals */
    bool leave;           /* leave.ini has it, alone or in its group */
    uint8_t group;        /* words of the cue that begins here, 1 for one word */
    uint8_t place;        /* words of the name of the table that begins here */
    uint32_t place_flags; /* and what that is */
};

/** Where a text is read. */
struct token_reader {
    const struct lexicon *lexicon;
    const char *text;
    size_t len;
    size_t at, chars;
    size_t line;       /* where the line begins */
    struct token last; /* the token before, and whether a sentence begins */
    bool begin;
    bool after_title;
    size_t work; /* letters and tokens looked at: what the linear-time test counts */
};

/** token_read(reader, tokens, room): the next tokens, up to ${room} of them or so few fewer that a
 * sentence ends; 0 at the end of the text. */
size_t token_read(struct token_reader *reader, struct token *tokens, size_t room);

#endif
