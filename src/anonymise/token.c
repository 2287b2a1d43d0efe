#include "token.h"

#include "letter.h"
#include "shout.h"

#include <string.h>

static const struct fold NOTHING = {.kind = FOLD_OTHER};

/* One code point of a well-formed text. */
static inline int32_t point_at(const char *text, size_t *used)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x80) {
        *used = 1;
        return at[0];
    }
    if (at[0] < 0xE0) {
        *used = 2;
        return (at[0] & 0x1F) << 6 | (at[1] & 0x3F);
    }
    if (at[0] < 0xF0) {
        *used = 3;
        return (at[0] & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F);
    }
    *used = 4;
    return (at[0] & 0x07) << 18 | (at[1] & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F);
}

static inline bool apostrophe(int32_t point)
{
    return point == '\'' || point == 0x2019 || point == 0x2BC || point == 0x2018;
}

static inline bool hyphen(int32_t point)
{
    return point == '-' || point == 0x2010 || point == 0x2011;
}

static inline bool space(int32_t point)
{
    return point == ' ' || point == '\t' || point == '\r' || point == 0xA0 || point == 0x202F ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x3000 || point == 0x205F;
}

static char mark_of(int32_t point)
{
    switch (point) {
    case 0xAB:
        return '<';
    case 0xBB:
        return '>';
    case 0x201C:
    case 0x201D:
    case 0x201E:
        return '"';
    case 0x2013:
    case 0x2014:
    case 0x2022:
    case 0x2010:
    case 0x2011:
        return '-';
    case 0x2026:
        return '.';
    case 0x2019:
    case 0x2018:
        return '\'';
    default:
        return point < 0x80 ? (char)point : '~';
    }
}

static inline const struct fold *fold_at(const struct token_reader *reader, int32_t point,
                                         struct fold *scratch)
{
    if (point < FOLD_END)
        return &reader->lexicon->folds[point];
    *scratch = letter_fold(point);
    return scratch;
}

static const struct fold *next_fold(const struct token_reader *reader, size_t at,
                                    struct fold *scratch)
{
    if (at >= reader->len)
        return &NOTHING;
    size_t used;
    return fold_at(reader, point_at(reader->text + at, &used), scratch);
}

/* Behind the blanks from ${at} on. */
static size_t past_blanks(const struct token_reader *reader, size_t at)
{
    size_t used = 1;
    while (at < reader->len && space(point_at(reader->text + at, &used)))
        at += used;
    return at;
}

/* The first letter of the next line if ${at} is at the end of one, else 0. */
static size_t next_line(const struct token_reader *reader, size_t at)
{
    at = past_blanks(reader, at);
    return at < reader->len && reader->text[at] == '\n' ? past_blanks(reader, at + 1) : 0;
}

/* What the lexicon says of a word.  The cues are asked at once, whether a sentence goes on hangs on
 * them; the large table only when its lines had time to come. */
static void look_up_cues(const struct lexicon *lexicon, struct token *token, struct folding folding,
                         bool accents)
{
    token->exact = key_end(folding.exact);
    token->key = accents ? key_end(folding.loose) : token->exact;
    token->cues = cues_find(&lexicon->cues, token->exact);
    table_prefetch(&lexicon->table, token->exact);
    if (accents)
        table_prefetch(&lexicon->table, token->key);
    token->group = 1;
}

/* Without accents all that it could be is meant; how often that is said of all together. */
static uint32_t joined(struct flags flags)
{
    const uint32_t counted = WORD_NAMELY | WORD_SELDOM | WORD_MOSTLY;
    return ((flags.exact | flags.loose) & ~counted) |
           ((flags.loose != 0 ? flags.loose : flags.exact) & counted);
}

static void look_up(const struct lexicon *lexicon, struct token *token)
{
    struct flags exact = table_find(&lexicon->table, token->exact);
    token->otherwise = exact.exact == 0;
    if (key_whole(token->exact) == key_whole(token->key)) {
        token->flags = joined(exact);
    } else {
        struct flags loose = table_find(&lexicon->table, token->key);
        token->flags = exact.exact != 0 ? exact.exact : joined(loose);
        token->flags |= loose.exact & (WORD_PREFIX | WORD_SURNAME); /* lists have no accents */
        /* « Lê » is no « le » */
        if (exact.exact == 0 && token->shape == SHAPE_CAPITAL && token->digits < 4)
            token->flags &= ~(uint32_t)(WORD_COMMON | WORD_FUNCTION);
        uint64_t cues = cues_find(&lexicon->cues, token->key);
        token->cues |= token->cues == 0 && token->flags == 0 ? cues : cues & CUE(PREFIX);
    }
    /* hardly ever in small letters: with a capital it is the name, whatever the dictionary says */
    bool seldom = (token->flags & WORD_SELDOM) != 0;
    if ((token->flags & WORD_NAMELY) != 0 && (token->shape != SHAPE_LOWER || seldom)) {
        token->flags &= ~(uint32_t)(WORD_COMMON | WORD_VERB3 | WORD_NOUN);
        if ((token->flags & WORD_WEAK) != 0)
            token->flags |= WORD_FIRST;
    }
    token->leave = (token->cues & CUE(LEAVE)) != 0;
}

/* « le06.98.43.40.20 »: a phone number glued to the word before it. */
static bool phone_here(const struct token_reader *reader)
{
    const char *at = reader->text + reader->at;
    size_t left = reader->len - reader->at;
    if (left < 10 || at[0] != '0' || at[1] < '1' || at[1] > '9')
        return false;
    if (strchr(" .-,/", at[2]) != NULL)
        return at[3] >= '0' && at[3] <= '9';
    return strspn(at, "0123456789") == 10;
}

static void read_word(struct token_reader *reader, struct token *token)
{
    struct folding folding = {KEY_START, KEY_START};
    size_t letters = 0;
    size_t upper = 0;
    bool first = false;
    bool accents = false;
    struct fold scratch;
    while (reader->at < reader->len) {
        unsigned char c = (unsigned char)reader->text[reader->at];
        unsigned char lower = c | 0x20;
        if (lower >= 'a' && lower <= 'z') { /* most letters by far; the loop below does the same */
            if (letters == 0)
                first = c < 'a';
            letters++;
            upper += c < 'a';
            folding.exact = key_byte(folding.exact, lower);
            if (accents)
                folding.loose = key_byte(folding.loose, lower);
            reader->at++;
            reader->chars++;
            continue;
        }
        size_t used;
        int32_t point = point_at(reader->text + reader->at, &used);
        const struct fold *fold = fold_at(reader, point, &scratch);
        if (fold->kind == FOLD_OTHER) {
            /* « Du-|rand »: a word that was cut at the end of a line */
            size_t next = hyphen(point) && letters > 0 ? next_line(reader, reader->at + used) : 0;
            if (next == 0 || next_fold(reader, next, &scratch)->kind != FOLD_LOWER)
                break;
            for (; reader->at < next; reader->at++)
                reader->chars += ((unsigned char)reader->text[reader->at] & 0xC0) != 0x80;
            reader->line = next;
            continue;
        }
        if (fold->kind == FOLD_UPPER || fold->kind == FOLD_LOWER) {
            if (letters == 0)
                first = fold->kind == FOLD_UPPER;
            letters++;
            upper += fold->kind == FOLD_UPPER;
        }
        if (!accents) {
            folding.loose = folding.exact;
            accents = true;
        }
        if (fold->kind == FOLD_DIGIT && letters > 1 && (upper == 0 || upper == letters) &&
            (phone_here(reader) ||
             (cues_find(&reader->lexicon->cues, key_end(folding.exact)) & CUE_MONTHS) != 0))
            break; /* « 12avril2021 » */
        if (fold->kind == FOLD_DIGIT) {
            folding.exact = key_byte(folding.exact, (unsigned char)point);
            folding.loose = key_byte(folding.loose, (unsigned char)point);
            token->number++;
        } else {
            fold_add(&folding, fold);
        }
        reader->at += used;
        reader->chars++;
    }
    token->kind = TOKEN_WORD;
    token->digits = (uint8_t)(letters > 255 ? 255 : letters);
    if (upper == 0)
        token->shape = SHAPE_LOWER;
    else if (letters == 1)
        token->shape = SHAPE_INITIAL;
    else if (upper == letters)
        token->shape = SHAPE_UPPER;
    else
        token->shape = first ? SHAPE_CAPITAL : SHAPE_INNER;
    look_up_cues(reader->lexicon, token, folding, accents);
}

static void read_number(struct token_reader *reader, struct token *token)
{
    token->kind = TOKEN_NUMBER;
    while (reader->at < reader->len) {
        unsigned char c = (unsigned char)reader->text[reader->at];
        if (c < '0' || c > '9')
            break;
        if (token->digits < 9)
            token->number = 10 * token->number + (c - '0');
        token->digits = (uint8_t)(token->digits < 255 ? token->digits + 1 : 255);
        reader->at++;
        reader->chars++;
    }
}

/* Whether a sentence begins after this token. */
static void follow(struct token_reader *reader, const struct token *token)
{
    const struct token *last = &reader->last;
    if (token->kind != TOKEN_MARK) {
        reader->after_title = token->shape == SHAPE_INITIAL && (last->cues & CUE_TITLE) != 0;
        reader->begin = token->kind == TOKEN_NUMBER && reader->begin;
    } else {
        switch (token->mark) {
        case '.':
            if (token->gap == GAP_NONE && last->kind == TOKEN_WORD)
                reader->begin = last->shape == SHAPE_INITIAL
                                    ? reader->after_title
                                    : (last->cues & (CUE(ABBREVIATION) | CUE_TITLE)) == 0;
            else
                reader->begin = true;
            break;
        case '!':
        case '?':
        case ':':
        case '"':
        case '<':
        case '(':
        case '-':
        case '*':
        case '|':
        case '[':
            reader->begin = true;
            break;
        case '>':
        case '#':
            break;
        default:
            reader->begin = false;
        }
    }
    reader->last = *token;
}

/* « Mme », « de », « chez »: a word that another belongs to. */
static bool needs_more(const struct token *last)
{
    return last->kind == TOKEN_WORD &&
           (last->cues & (CUE_TITLE | CUE(OF) | CUE(DETERMINER) | CUE(AT) | CUE(WITH))) != 0;
}

enum { LINE_CUT = 40 }; /* bytes of a line that may have been cut to fit */

/* Whether the sentence goes on behind this line break: lines that were cut to fit, two halves of a
 * number, a line that ends with a word that needs another. */
static bool goes_on(const struct token_reader *reader, size_t at)
{
    const struct token *last = &reader->last;
    size_t next = past_blanks(reader, at + 1);
    struct fold scratch;
    if (next >= reader->len || last->end == 0)
        return false;
    uint8_t kind = next_fold(reader, next, &scratch)->kind;
    bool number = kind == FOLD_DIGIT;
    if (last->kind == TOKEN_NUMBER && number)
        return true;
    if ((kind != FOLD_LOWER && kind != FOLD_UPPER && !number) ||
        (last->kind == TOKEN_MARK && last->mark != ',' && (last->mark != '.' || reader->begin)))
        return false;
    if (needs_more(last))
        return true;
    if (last->kind == TOKEN_MARK && last->mark == '.')
        return true; /* « M.|Durand » */
    return at - reader->line >= LINE_CUT;
}

/* The gap before the next token; true at the end of the text. */
static bool skip(struct token_reader *reader, uint8_t *gap)
{
    struct fold scratch;
    while (reader->at < reader->len) {
        size_t used;
        int32_t point = point_at(reader->text + reader->at, &used);
        bool joins = *gap == GAP_NONE && reader->last.end == reader->at &&
                     (reader->last.kind == TOKEN_WORD || reader->last.kind == TOKEN_NUMBER);
        if (point == '\n') {
            bool cut = (*gap & GAP_LINE) == 0 && goes_on(reader, reader->at);
            size_t next = past_blanks(reader, reader->at + 1);
            *gap |= cut ? GAP_SPACE : GAP_LINE;
            /* a capital may begin a sentence all the same, where no full stop was typed */
            reader->begin |= !cut || (!needs_more(&reader->last) &&
                                      next_fold(reader, next, &scratch)->kind == FOLD_UPPER);
            reader->line = reader->at + 1;
        } else if (space(point)) {
            *gap |= GAP_SPACE;
        } else if (joins && apostrophe(point) && reader->last.kind == TOKEN_WORD &&
                   (next_fold(reader, reader->at + used, &scratch)->kind == FOLD_LOWER ||
                    next_fold(reader, reader->at + used, &scratch)->kind == FOLD_UPPER)) {
            *gap = GAP_APOSTROPHE;
        } else if (joins && hyphen(point) &&
                   next_fold(reader, reader->at + used, &scratch)->kind != FOLD_OTHER) {
            *gap = GAP_HYPHEN;
        } else if (joins && hyphen(point) && next_line(reader, reader->at + used) > 0 &&
                   next_fold(reader, next_line(reader, reader->at + used), &scratch)->kind ==
                       FOLD_UPPER) { /* « Jean-|Pierre » */
            size_t next = next_line(reader, reader->at + used);
            for (used = 0; reader->at < next; reader->at++)
                reader->chars += ((unsigned char)reader->text[reader->at] & 0xC0) != 0x80;
            reader->line = next;
            *gap = GAP_HYPHEN;
            continue;
        } else {
            return false;
        }
        reader->at += used;
        reader->chars++;
    }
    return true;
}

enum { PLACES = WORD_PLACE | WORD_BIG | WORD_COUNTRY | WORD_REGION | WORD_PROPER };

/* Places and cues of several words. */
static void join_groups(const struct lexicon *lexicon, struct token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct token *token = &tokens[i];
        bool cue = (token->cues & CUE(PREFIX)) != 0;
        bool place = (token->flags & WORD_PREFIX) != 0;
        if (!cue && !place)
            continue;
        struct key group = key_join(KEY_START, token->key);
        for (size_t n = 1; (cue || place) && n < 9 && i + n < count; n++) {
            const struct token *next = &tokens[i + n];
            if (next->kind != TOKEN_WORD || next->gap == GAP_NONE || (next->gap & GAP_LINE) != 0)
                break;
            group = key_join(group, next->key);
            struct key key = key_end(group);
            uint64_t bits = cue ? cues_find(&lexicon->cues, key) : 0;
            uint32_t flags = place ? table_find(&lexicon->table, key).exact : 0;
            if ((bits & ~CUE(PREFIX)) != 0) {
                token->cues |= bits & ~CUE(PREFIX);
                token->group = (uint8_t)(n + 1);
                for (size_t k = 0; (bits & CUE(LEAVE)) != 0 && k <= n; k++)
                    tokens[i + k].leave = true;
            }
            if ((flags & PLACES) != 0) {
                token->place = (uint8_t)(n + 1);
                token->place_flags = flags & PLACES;
            }
            cue = (bits & CUE(PREFIX)) != 0;
            place = (flags & WORD_PREFIX) != 0;
        }
    }
}

size_t token_read(struct token_reader *reader, struct token *tokens, size_t room)
{
    size_t count = 0;
    size_t from = reader->at;
    struct fold scratch;
    while (count < room) {
        uint8_t gap = GAP_NONE;
        if (skip(reader, &gap))
            break;
        /* a paragraph is one piece if it fits; a long one ends with a sentence in its last part */
        if (count > 0 && (((gap & GAP_LINE) != 0 && count > room / 4) ||
                          (count > room - room / 4 && reader->begin))) {
            break;
        }
        struct token *token = &tokens[count++];
        *token = (struct token){.start = (uint32_t)reader->at,
                                .char_start = (uint32_t)reader->chars,
                                .gap = gap,
                                .begins = reader->begin};
        size_t used;
        int32_t point = point_at(reader->text + reader->at, &used);
        switch (fold_at(reader, point, &scratch)->kind) {
        case FOLD_LOWER:
        case FOLD_UPPER:
            read_word(reader, token);
            break;
        case FOLD_DIGIT:
            read_number(reader, token);
            break;
        default:
            token->kind = TOKEN_MARK;
            token->mark = mark_of(point);
            reader->at += used;
            reader->chars++;
        }
        token->end = (uint32_t)reader->at;
        token->char_end = (uint32_t)reader->chars;
        follow(reader, token);
    }
    for (size_t i = 0; i < count; i++)
        if (tokens[i].kind == TOKEN_WORD)
            look_up(reader->lexicon, &tokens[i]);
    join_groups(reader->lexicon, tokens, count);
    shout_mark(tokens, count);
    reader->work += reader->at - from + count;
    return count;
}
