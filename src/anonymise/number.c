/* Phones, NIR, IBAN, plates, file numbers. */

#include "scan.h"

#include <string.h>

/* Digits and capitals from a token on, in groups between single blanks, dots or hyphens. */
struct code {
    char text[40];
    int len;
    int digits;
    int last;      /* token it ends with */
    int groups[8]; /* where each group ends in text */
    int ends[8];   /* and its last token */
    int group_count;
};

static bool separator(const struct scan *scan, int i)
{
    return scan_mark(scan, i, '.') || scan_mark(scan, i, '-') || scan_mark(scan, i, '/') ||
           scan_mark(scan, i, '_') ||
           ((scan_mark(scan, i, ',') || scan_mark(scan, i, '*')) &&
            scan_at(scan, i)->gap == GAP_NONE && scan_at(scan, i + 1)->gap == GAP_NONE);
}

/* The number behind at most two such signs: its token, or ${i}. */
static int past_separators(const struct scan *scan, int i)
{
    int at = i;
    while (at < i + 2 && separator(scan, at))
        at++;
    return at > i && scan_at(scan, at)->kind == TOKEN_NUMBER ? at : i;
}

/* Up to ${most} signs.  A group that is not all digits must be of capitals. */
static struct code code_at(const struct scan *scan, int i, int most)
{
    struct code code = {.last = i};
    for (int at = i; at < scan->count; at++) {
        const struct token *token = scan_at(scan, at);
        if (at > i && (token->gap & GAP_LINE) != 0)
            break;
        if (at > i && separator(scan, at) && scan_at(scan, at + 1)->kind == TOKEN_NUMBER &&
            token->gap != GAP_LINE)
            continue;
        if ((token->kind != TOKEN_NUMBER && token->kind != TOKEN_WORD) ||
            (at > i && token->kind == TOKEN_WORD && token->shape == SHAPE_LOWER))
            break;
        int len = (int)(token->end - token->start);
        if (code.len + len > most)
            break;
        for (int k = 0; k < len; k++) {
            char c = scan->text[token->start + (uint32_t)k];
            code.digits += c >= '0' && c <= '9';
            code.text[code.len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        code.last = at;
        if (code.group_count < 8) {
            code.groups[code.group_count] = code.len;
            code.ends[code.group_count++] = at;
        }
    }
    return code;
}

static struct hit identifier(enum reason reason, enum finding_severity severity, const char *rule)
{
    return (struct hit){.category = FINDING_IDENTIFIER,
                        .severity = (uint8_t)severity,
                        .reason = (uint8_t)reason,
                        .wording = WORDING_OTHER_IDENTIFIER,
                        .rule = rule};
}

static const struct hit PHONE = {.category = FINDING_PHONE,
                                 .severity = FINDING_DIRECT,
                                 .reason = REASON_PHONE,
                                 .wording = WORDING_OTHER_PHONE,
                                 .rule = "number/phone"};

/* 06 12 34 56 78 in pairs, whole, or as people group it; a date with a number behind is none. */
static bool national(const struct scan *scan, int i)
{
    static const char *const shapes[] = {
        "22222", "a",    "4222",  "433",   "244", "28",     "2332",       "2323",   "235",
        "1333",  "1234", "12223", "12322", "19",  "222211", "1111111111", "211222", "112222",
        "2224",  "424",  "442",   "55",    "334", "343",    "22224"};
    char shape[12] = "";
    int total = 0;
    int at = i;
    for (int n = 0; n < 10 && total < 10; n++, at++) {
        at = n > 0 ? past_separators(scan, at) : at;
        const struct token *token = scan_at(scan, at);
        if (token->kind != TOKEN_NUMBER || token->digits > 10 ||
            (n > 0 && (token->gap & GAP_LINE) != 0))
            return false;
        total += token->digits;
        shape[n] = token->digits == 10 ? 'a' : (char)('0' + token->digits);
    }
    for (size_t k = 0; total == 10 && k < sizeof shapes / sizeof *shapes; k++)
        if (strcmp(shape, shapes[k]) == 0)
            return true;
    return false;
}

/* The digits from a number on, whatever stands between them. */
static int digits_of(char *out, int most, const struct scan *scan, int i)
{
    int len = 0;
    for (int at = i; len < most; at++) {
        at = at > i ? past_separators(scan, at) : at;
        const struct token *token = scan_at(scan, at);
        if (token->kind != TOKEN_NUMBER || (at > i && (token->gap & GAP_LINE) != 0))
            break;
        for (uint32_t k = token->start; k < token->end && len < most; k++)
            out[len++] = scan->text[k];
    }
    return len;
}

/* What everybody may call: 3919, 39 19, 116 006, 0 800 05 95 95. */
static bool public_number(const struct scan *scan, int i)
{
    char digits[16];
    int len = digits_of(digits, 16, scan, i);
    return (len == 4 && digits[0] == '3') || (len == 6 && memcmp(digits, "116", 3) == 0) ||
           (len == 10 && memcmp(digits, "080", 3) == 0) || len < 4;
}

/* Four pairs of digits behind a token: the last one, or -1. */
static int four_pairs(const struct scan *scan, int i)
{
    int at = i;
    for (int n = 0; n < 4; n++) {
        at += separator(scan, at + 1) ? 2 : 1;
        if (scan_at(scan, at)->kind != TOKEN_NUMBER || scan_at(scan, at)->digits != 2 ||
            (scan_at(scan, at)->gap & GAP_LINE) != 0)
            return -1;
    }
    return at;
}

/* « 6 12 34 56 78 », « (0)6 12… »: a mobile phone whose zero is elsewhere; the last token. */
static int without_zero(const struct scan *scan, int i)
{
    if (!scan_number(scan, i, 6, 7) || scan_at(scan, i)->digits != 1 ||
        scan_at(scan, i - 1)->kind == TOKEN_NUMBER)
        return -1;
    int last = four_pairs(scan, i);
    return last > i && scan_at(scan, last + 1)->kind == TOKEN_NUMBER ? -1 : last;
}

/* « O6 12 34 56 78 »: a letter for the zero. */
static bool letter_zero(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->digits != 1 || token->number != 1 || token->end - token->start != 2 ||
        (scan->text[token->start] | 0x20) != 'o')
        return false;
    int last = four_pairs(scan, i);
    return last > i && scan_add(scan, i, last, PHONE) != NULL;
}

static bool phone(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const char *text = scan->text + token->start;
    bool plus = scan_mark(scan, i - 1, '+') && token->gap == GAP_NONE;
    bool zeros = strncmp(text, "00", 2) == 0 &&
                 (token->digits == 2 || token->digits == 4 || token->digits >= 11 ||
                  (token->digits == 5 && scan_at(scan, i + 1)->kind == TOKEN_NUMBER &&
                   scan_at(scan, i + 2)->kind == TOKEN_NUMBER &&
                   scan_at(scan, i + 3)->kind == TOKEN_NUMBER));
    if (plus || zeros) {
        int first = plus ? i - 1 - scan_mark(scan, i - 2, '(') : i;
        int digits = 0;
        int last = i;
        for (int at = i; at < i + 16 && digits < 14; at++) {
            const struct token *next = scan_at(scan, at);
            if (scan_mark(scan, at, '(') || scan_mark(scan, at, ')') || separator(scan, at))
                continue;
            if (next->kind != TOKEN_NUMBER || (at > i && (next->gap & GAP_LINE) != 0))
                break;
            digits += next->digits;
            last = at;
        }
        return digits >= (plus ? 9 : 11) && digits <= 16 &&
               scan_add(scan, first, last, PHONE) != NULL;
    }
    int short_last = without_zero(scan, i);
    if (short_last > i) {
        bool boxed = scan_mark(scan, i - 1, ')') && scan_number(scan, i - 2, 0, 0) &&
                     scan_mark(scan, i - 3, '(');
        bool letter =
            scan_at(scan, i - 1)->end == token->start && scan_at(scan, i - 1)->kind == TOKEN_WORD;
        return scan_add(scan, boxed ? i - 3 : letter ? i - 1 : i, short_last, PHONE) != NULL;
    }
    if (text[0] != '0' || public_number(scan, i) || !national(scan, i))
        return false;
    int last = i;
    for (int digits = token->digits; digits < 10; digits += scan_at(scan, last)->digits)
        last = past_separators(scan, last + 1);
    return scan_add(scan, i, last, PHONE) != NULL;
}

/* A French social security number: the key is 97 minus the rest by 97; Corsica counts as 19 and 18.
 */
static bool security(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    char head = scan->text[token->start];
    if (head < '1' || head > '8' || head == '5' || head == '6')
        return false;
    struct code code = code_at(scan, i, 15);
    if (code.len != 15 && code.len != 13)
        return false;
    uint64_t number = 0;
    for (int k = 0; k < 13; k++) {
        char c = code.text[k];
        if (k == 6 && (c == 'A' || c == 'B') && code.text[5] == '2')
            number = number / 10 * 100 + (c == 'A' ? 19 : 18);
        else if (c >= '0' && c <= '9')
            number = 10 * number + (uint64_t)(c - '0');
        else
            return false;
    }
    unsigned month = (unsigned)(10 * (code.text[3] - '0') + code.text[4] - '0');
    bool shape = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    bool valid = false;
    if (code.len == 15 && code.text[13] >= '0' && code.text[13] <= '9' && code.text[14] >= '0' &&
        code.text[14] <= '9')
        valid = 97 - number % 97 == (uint64_t)(10 * (code.text[13] - '0') + code.text[14] - '0');
    if (!shape && !valid)
        return false;
    return scan_add(scan, i, code.last,
                    identifier(REASON_SECURITY_NUMBER, FINDING_DIRECT,
                               valid ? "number/nir" : "number/nir-shape")) != NULL;
}

static bool account(struct scan *scan, int i)
{
    const char *text = scan->text + scan_at(scan, i)->start;
    if (scan_at(scan, i)->kind != TOKEN_WORD ||
        scan_at(scan, i)->end - scan_at(scan, i)->start < 4 || text[2] < '0' || text[2] > '9' ||
        text[3] < '0' || text[3] > '9')
        return false;
    struct code code = code_at(scan, i, 34);
    int tries[9];
    int count = 0;
    for (int k = 0; k < code.group_count; k++)
        tries[count++] = k;
    for (int n = count - 1; n >= 0; n--) {
        int len = code.groups[tries[n]];
        int last = code.ends[tries[n]];
        if (n == count - 1) { /* more groups than fit in the list */
            len = code.len;
            last = code.last;
        }
        unsigned rest = 0;
        for (int k = 0; k < len; k++) {
            char c = code.text[(k + 4) % len];
            if (c >= '0' && c <= '9')
                rest = (10 * rest + (unsigned)(c - '0')) % 97;
            else if (c >= 'A' && c <= 'Z')
                rest = (100 * rest + (unsigned)(c - 'A' + 10)) % 97;
            else
                return false;
        }
        if (len >= 15 && rest == 1)
            return scan_add(scan, i, last,
                            identifier(REASON_ACCOUNT_NUMBER, FINDING_DIRECT, "number/iban")) !=
                   NULL;
    }
    return code.len >= 22 && code.digits >= 16 &&
           scan_add(scan, i, code.last,
                    identifier(REASON_ACCOUNT_NUMBER, FINDING_DIRECT, "number/iban-shape")) != NULL;
}

/* A bank card: sixteen digits in fours, or fifteen as one of them has. */
static bool card(struct scan *scan, int i)
{
    static const char *const shapes[] = {"4444", "g", "465", "f"};
    char shape[6] = "";
    int last = i;
    int total = 0;
    for (int n = 0, at = i; n < 4 && total < 16; n++, at = last + 1) {
        at = n > 0 ? past_separators(scan, at) : at;
        const struct token *token = scan_at(scan, at);
        if (token->kind != TOKEN_NUMBER || (n > 0 && (token->gap & GAP_LINE) != 0))
            break;
        shape[n] = (char)(token->digits > 9 ? 'a' + token->digits - 10 : '0' + token->digits);
        total += token->digits;
        last = at;
    }
    if (scan_at(scan, last + 1)->kind == TOKEN_NUMBER)
        return false;
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
        if (strcmp(shape, shapes[k]) == 0)
            return scan_add(scan, i, last,
                            identifier(REASON_ACCOUNT_NUMBER, FINDING_DIRECT, "number/card")) !=
                   NULL;
    return false;
}

/* « zéro six douze trente-quatre cinquante-six soixante-dix-huit » */
static void spoken(struct scan *scan, int i)
{
    int last = i;
    int parts = 1;
    while (scan_has(scan, last + 1, CUE(NUMBER)) && !scan_breaks(scan, last + 1) && parts < 24) {
        last += scan_at(scan, last + 1)->group;
        parts++;
    }
    if (parts >= 6)
        scan_add(scan, i, last, PHONE);
}

static bool letters(const struct scan *scan, int i, unsigned least, unsigned most)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && token->number == 0 && token->digits >= least &&
           token->digits <= most && token->end - token->start == token->digits &&
           (token->gap & GAP_LINE) == 0;
}

static bool plate(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct hit hit = identifier(REASON_PLATE, FINDING_DIRECT, "number/plate");
    const struct token *middle = scan_at(scan, i + 1);
    const struct token *end = scan_at(scan, i + 2);
    if (token->kind == TOKEN_WORD && token->number == 0 && token->digits == 2 &&
        middle->kind == TOKEN_NUMBER && middle->digits == 3 && letters(scan, i + 2, 2, 2)) {
        bool cue = scan_has(scan, i - 1, CUE(CASE)) ||
                   (scan_at(scan, i - 1)->kind != TOKEN_NUMBER && scan_has(scan, i - 2, CUE(CASE)));
        bool written = (middle->gap == GAP_HYPHEN || token->shape == SHAPE_UPPER) &&
                       (end->gap == GAP_HYPHEN || end->shape == SHAPE_UPPER);
        if (cue || written)
            return scan_add(scan, i, i + 2, hit) != NULL;
    }
    /* AB123CD is one word */
    const char *text = scan->text + token->start;
    if (token->kind == TOKEN_WORD && token->number == 3 && token->end - token->start == 7 &&
        token->digits == 4 && text[2] >= '0' && text[2] <= '9' && text[4] >= '0' && text[4] <= '9')
        return scan_add(scan, i, i, hit) != NULL;
    return token->kind == TOKEN_NUMBER && token->digits >= 2 && token->digits <= 4 &&
           letters(scan, i + 1, 2, 3) && middle->shape == SHAPE_UPPER && !middle->leave &&
           end->kind == TOKEN_NUMBER && end->digits == 2 && (end->gap & GAP_LINE) == 0 &&
           scan_add(scan, i, i + 2, hit) != NULL;
}

/* « RG n° 22/01234 », « allocataire 1234567 », « PV 2021/00456 » */
static bool file(struct scan *scan, int i, bool cue)
{
    int digits = 0;
    int slashes = 0;
    int last = -1;
    int hyphens = 0;
    bool mixed = false; /* letters and digits: X4RTBPFW4 */
    for (int at = i; at < i + 9; at++) {
        const struct token *token = scan_at(scan, at);
        if (at > i && ((token->gap & GAP_LINE) != 0 ||
                       ((token->gap & GAP_SPACE) != 0 && token->kind != TOKEN_NUMBER)))
            break;
        hyphens += at > i && token->gap == GAP_HYPHEN;
        mixed |= token->kind == TOKEN_WORD && token->number > 0 &&
                 token->end - token->start + (uint32_t)digits > 5;
        if (token->kind == TOKEN_NUMBER) {
            /* « dossier 2021 12 ans » is two numbers */
            if (at > i && (token->gap & GAP_SPACE) != 0 && digits >= 4 && !cue)
                break;
            digits += token->digits;
            slashes += token->gap == GAP_HYPHEN && at > i;
            last = at;
        } else if (token->kind == TOKEN_WORD &&
                   (token->shape != SHAPE_LOWER ||
                    (cue && (token->number > 0 || (at > i && token->gap == GAP_NONE &&
                                                   token->digits < 4 && digits > 1))))) {
            digits += (int)token->number;
            slashes += token->number > 0;
            last = at;
        } else if (token->kind == TOKEN_MARK && token->gap == GAP_NONE &&
                   strchr("/-._", token->mark) != NULL &&
                   (scan_at(scan, at + 1)->gap == GAP_NONE ||
                    (token->mark == '/' && scan_at(scan, at + 1)->kind == TOKEN_NUMBER))) {
            slashes += token->mark != '.';
        } else {
            break;
        }
    }
    const struct token *first = scan_at(scan, i);
    bool numero = scan_mark(scan, i - 1, '~') && last == i && first->digits > 2 &&
                  scan_has(scan, i - 3, CUE(CASE)) &&
                  !scan_spells(scan, i - 3, "num"); /* arrêt n° 456 */
    if (last < i ||
        (first->kind == TOKEN_NUMBER && public_number(scan, i) && slashes == 0 && !(cue && numero)))
        return false;
    /* 2021 is a year, 3919 a number that everybody has */
    bool year = last == i && first->kind == TOKEN_NUMBER && first->digits == 4 &&
                ((first->number >= 1900 && first->number <= 2100) || first->number / 1000 == 3);
    bool spelt = first->kind == TOKEN_WORD && hyphens > 1; /* DBVF-V-B7D-FXYZ */
    if (cue && (mixed || spelt || (numero && first->kind == TOKEN_NUMBER)))
        slashes++;
    else if (cue ? digits < 3 || year || (digits < 5 && slashes == 0 && first->digits < 4)
                 : digits < 7 || slashes > 0)
        return false;
    const struct token *key = scan_at(scan, last + 1); /* « 1234567 K » */
    if (cue && digits == 7 && key->shape == SHAPE_INITIAL && !scan_breaks(scan, last + 1) &&
        scan_at(scan, last + 2)->gap != GAP_APOSTROPHE && !scan_mark(scan, last + 2, '.'))
        last++;
    struct hit hit = identifier(REASON_FILE_NUMBER, cue ? FINDING_DIRECT : FINDING_MILD,
                                cue ? "number/file" : "number/long");
    hit.lexicon = cue ? "cues" : "";
    bool sign = cue && scan_mark(scan, i - 1, '~') && scan_spells(scan, i - 2, "n") &&
                !scan_at(scan, i - 2)->taken && !scan_breaks(scan, i - 1) && !scan_breaks(scan, i);
    return scan_add(scan, sign ? i - 2 : i, last, hit) != NULL; /* « n° 22/01234 » */
}

/* « chambre 214 » */
static void room(struct scan *scan, int i)
{
    int at = i + 1;
    while (at < i + 4 && (scan_mark(scan, at, '~') ||
                          (scan_has(scan, at, CUE(CASE)) && scan_at(scan, at)->digits == 1)))
        at++;
    const struct token *number = scan_at(scan, at);
    if (number->kind != TOKEN_NUMBER || number->taken || number->digits < 2 || number->digits > 4 ||
        scan_breaks(scan, at) || scan_mark(scan, at + 1, '%'))
        return;
    struct hit hit = identifier(REASON_FILE_NUMBER, FINDING_MILD, "number/room");
    hit.lexicon = "cues";
    scan_add(scan, at, at, hit);
}

/* What may stand between « dossier » and its number. */
static int behind_cue(const struct scan *scan, int i)
{
    int at = i + scan_at(scan, i)->group;
    while (at < i + 4 && scan_spells(scan, i, "code") && scan_at(scan, at)->kind == TOKEN_WORD &&
           scan_at(scan, at)->number == 0 && scan_at(scan, at)->shape == SHAPE_LOWER)
        at++; /* « code de la porte 4512B » */
    for (int n = 0; n < 4; n++, at++) {
        const struct token *token = scan_at(scan, at);
        bool skipped = (token->kind == TOKEN_WORD && token->number == 0 &&
                        ((token->cues & CUE(CASE)) != 0 ||
                         ((token->cues & CUE(OF)) != 0 && scan_has(scan, at + 1, CUE(CASE))))) ||
                       (token->kind == TOKEN_MARK && strchr(":~(-.#", token->mark) != NULL);
        if (!skipped || scan_breaks(scan, at))
            break;
    }
    return scan_breaks(scan, at) ? -1 : at;
}

static bool zero(const struct scan *scan, int i)
{
    return scan->text[scan_at(scan, i)->start] == 'z' || scan->text[scan_at(scan, i)->start] == 'Z';
}

void number_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->taken || token->kind == TOKEN_MARK)
            continue;
        if (token->kind == TOKEN_WORD) {
            if ((token->cues & CUE(NUMBER)) != 0 && zero(scan, i))
                spoken(scan, i);
            if ((token->digits >= 2 && token->number >= 2 && account(scan, i)) ||
                letter_zero(scan, i))
                continue;
            if ((token->digits == 2 && scan_at(scan, i + 1)->kind != TOKEN_WORD) ||
                token->number == 3)
                plate(scan, i);
            continue;
        }
        bool glued = scan_at(scan, i - 1)->end == token->start &&
                     scan_at(scan, i - 1)->kind == TOKEN_WORD && scan_at(scan, i - 1)->digits > 1;
        if (glued && scan->text[token->start] != '0')
            continue;
        if (!phone(scan, i) && !security(scan, i) && !card(scan, i))
            plate(scan, i);
    }
    for (int i = 0; i < scan->count; i++) {
        if ((scan->marks[i] & SCAN_FILES) == 0 || scan->tokens[i].taken ||
            !scan_has(scan, i, CUE(CASE)) || scan_has(scan, i - 1, CUE(LAW)))
            continue;
        int at = behind_cue(scan, i);
        if (at >= 0 && !scan_at(scan, at)->taken)
            file(scan, at, true);
    }
    for (int i = 0; i < scan->count; i++)
        if ((scan->marks[i] & SCAN_FILES) != 0 && !scan->tokens[i].taken &&
            scan_has(scan, i, CUE(ROOM)))
            room(scan, i);
    for (int i = 0; i < scan->count; i++)
        if ((scan->marks[i] & SCAN_NUMBERS) != 0 && !scan->tokens[i].taken &&
            (scan->tokens[i].digits >= 7 ||
             (scan->tokens[i].digits == 2 && scan_mark(scan, i + 1, '/'))))
            file(scan, i, scan->tokens[i].digits == 2 && scan_at(scan, i + 2)->digits >= 5);
}
