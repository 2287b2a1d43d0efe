/* Street and number, postcode and commune, hamlets. */

#include "scan.h"

#include <string.h>

/* Where somebody lives: street and number, postcode and commune, small places by their kind. */

static const struct hit ADDRESS = {.category = FINDING_ADDRESS,
                                   .severity = FINDING_DIRECT,
                                   .reason = REASON_ADDRESS,
                                   .wording = WORDING_OTHER_ADDRESS,
                                   .rule = "address/street",
                                   .lexicon = "cues"};

static bool article(const struct scan *scan, int i)
{
    return scan_at(scan, i)->kind == TOKEN_WORD && !scan_breaks(scan, i) &&
           scan_has(scan, i, CUE(OF) | CUE(PARTICLE) | CUE(DETERMINER)) &&
           scan_at(scan, i)->shape == SHAPE_LOWER;
}

static bool named(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && !token->taken && !scan_breaks(scan, i) &&
           token->shape != SHAPE_LOWER && !token->leave && (token->cues & CUE_TITLE) == 0;
}

/* The last token of « de la République », « Jean-Jaurès », from ${i} on; i - 1 for nothing.
 * With ${lower} one or two words in small letters are a name too. */
static int street_name(const struct scan *scan, int i, bool lower)
{
    int at = i;
    for (int n = 0; n < 3 && article(scan, at); n++)
        at++;
    int last = i - 1;
    for (int n = 0; n < 6; n++) {
        const struct token *token = scan_at(scan, at);
        if (token->kind == TOKEN_NUMBER && token->digits <= 2 && !scan_breaks(scan, at) &&
            scan_has(scan, at + 1, CUE_MONTHS)) /* « rue du 8 mai 1945 » */
            return at + 1 + (scan_number(scan, at + 2, 1700, 2100) && !scan_breaks(scan, at + 2));
        if (named(scan, at)) {
            last = at++;
            continue;
        }
        bool word = token->kind == TOKEN_WORD && !scan_breaks(scan, at) && !token->taken;
        if (word && last >= i && article(scan, at) && named(scan, at + 1)) {
            at++;
            continue;
        }
        if (word && last >= i && article(scan, at) && article(scan, at + 1) &&
            named(scan, at + 2)) {
            at += 2;
            continue;
        }
        if (word && token->gap == GAP_HYPHEN && last >= i) {
            last = at++;
            continue;
        }
        if (lower && word && n < 2 && (token->flags & WORD_FUNCTION) == 0 &&
            (n == 0 || (token->flags & WORD_VERB3) == 0)) {
            last = at++;
            continue;
        }
        break;
    }
    return last;
}

/* A commune that may be in small letters behind a postcode: not one that is a common word. */
static bool unclear(const struct token *token)
{
    return token->place < 2 && ((token->flags & WORD_PLACE) == 0 ||
                                (token->flags & (WORD_COMMON | WORD_FUNCTION)) != 0);
}

/* « , appt 12 », « bât. B », « 3e étage » from ${i} on; the last token or ${i} - 1. */
static int flat(const struct scan *scan, int i)
{
    int at = i + scan_at(scan, i)->group;
    const struct token *token = scan_at(scan, i);
    if (token->kind == TOKEN_NUMBER && !scan_breaks(scan, i)) { /* 3e étage */
        at = i + 1;
        if (scan_at(scan, at)->gap == GAP_NONE && scan_at(scan, at)->kind == TOKEN_WORD)
            at++;
        return scan_has(scan, at, CUE(FLAT)) && !scan_breaks(scan, at) ? at : i - 1;
    }
    if (token->kind != TOKEN_WORD || token->taken || (token->cues & CUE(FLAT)) == 0)
        return i - 1;
    if (scan_mark(scan, at, '.') && scan_at(scan, at)->gap == GAP_NONE)
        at++;
    while (scan_mark(scan, at, '~') ||
           (scan_at(scan, at)->kind == TOKEN_WORD && scan_at(scan, at)->shape == SHAPE_LOWER &&
            scan_at(scan, at)->digits == 1 && !scan_breaks(scan, at)))
        at++; /* n° */
    const struct token *name = scan_at(scan, at);
    if (scan_breaks(scan, at) || name->taken ||
        !(name->kind == TOKEN_NUMBER || name->shape == SHAPE_INITIAL) || name->digits > 4)
        return i - 1;
    if (scan_at(scan, at + 1)->gap == GAP_NONE && scan_at(scan, at + 1)->kind == TOKEN_WORD)
        at++; /* 12B */
    return at;
}

static int flats(const struct scan *scan, int last)
{
    for (int n = 0; n < 4; n++) {
        int at = last + 1 + (scan_mark(scan, last + 1, ',') || scan_mark(scan, last + 1, '-'));
        int end = scan_breaks(scan, at) ? -1 : flat(scan, at);
        if (end < at)
            break;
        last = end;
    }
    return last;
}

/* « , RD 907 », « , route de Générargues »: one more way to the same door; its last token, or -1.
 */
static int road_behind(const struct scan *scan, int i)
{
    if (!scan_mark(scan, i, ',') || scan_breaks(scan, i + 1))
        return -1;
    const struct token *token = scan_at(scan, i + 1);
    if (token->kind == TOKEN_WORD && token->shape != SHAPE_LOWER && token->digits <= 2 &&
        strchr("DNRA", scan->text[token->start]) != NULL && scan_number(scan, i + 2, 1, 9999) &&
        !scan_breaks(scan, i + 2))
        return i + 2;
    if (token->kind != TOKEN_WORD || token->taken || (token->cues & CUE(STREET)) == 0)
        return -1;
    int name = i + 1 + token->group;
    int last = street_name(scan, name, false);
    return last >= name ? last : -1;
}

/* « 30120 Le Vigan », « , 30120 » from ${i} on; the last token or ${last}. */
static int town(const struct scan *scan, int last)
{
    /* « route de Nîmes n° 45 » */
    if (scan_at(scan, last + 1)->digits == 1 && scan_mark(scan, last + 2, '~') &&
        scan_number(scan, last + 3, 1, 9999) && !scan_breaks(scan, last + 1))
        last += 3;
    last = flats(scan, last);
    int at = last + 1;
    if (scan_mark(scan, at, ',') || scan_mark(scan, at, '-'))
        at++;
    if (scan_at(scan, at)->kind == TOKEN_WORD && scan_has(scan, at, CUE(AT)) && named(scan, at + 1))
        at++;
    /* « 4 impasse du moulin à sauve » */
    const struct token *small = scan_at(scan, at + 1);
    if ((scan_has(scan, at, CUE(AT)) || scan_spells(scan, at, "a")) && !scan_breaks(scan, at) &&
        small->kind == TOKEN_WORD && small->shape == SHAPE_LOWER && small->digits > 3 &&
        (small->flags & WORD_PLACE) != 0 && !small->taken && !scan_breaks(scan, at + 1))
        return at + (small->place > 1 ? small->place : 1);
    const struct token *token = scan_at(scan, at);
    int road = road_behind(scan, last + 1);
    if (road > last)
        return town(scan, road);
    if (token->kind == TOKEN_NUMBER && token->digits == 2 && scan_at(scan, at + 1)->digits == 3 &&
        scan_at(scan, at + 1)->kind == TOKEN_NUMBER && named(scan, at + 2) && !token->taken) {
        last = at + 1; /* « 94 403 Quincy » */
        at += 2;
    } else if (token->kind == TOKEN_NUMBER && token->digits == 5 && !token->taken) {
        last = at++;
    } else if (at == last + 1 || !named(scan, at)) {
        return last;
    } else if ((token->flags & WORD_PLACE) == 0 && token->place == 0) {
        return last;
    }
    const struct token *name = scan_at(scan, at);
    if (name->kind == TOKEN_WORD && !scan_breaks(scan, at) && !unclear(name))
        return at + (name->place > 1 ? name->place - 1 : 0);
    if (scan_at(scan, at)->place > 1 && named(scan, at))
        return at + scan_at(scan, at)->place - 1;
    int end = street_name(scan, at, false);
    return end >= at && named(scan, at) ? end : last;
}

static bool numbered(struct scan *scan, int i)
{
    const struct token *number = scan_at(scan, i);
    int at = i + 1;
    const struct token *next = scan_at(scan, at);
    if (number->digits > 4 || scan_breaks(scan, at))
        return false;
    bool brief = scan_spells(scan, at, "r") && scan_mark(scan, at + 1, '.'); /* 12 r. des Lilas */
    if (!brief && next->kind == TOKEN_WORD && (next->cues & CUE(STREET)) == 0 &&
        next->digits <= 6 &&
        (next->digits == 1 || next->gap == GAP_NONE ||
         strncasecmp(scan->text + next->start, "bis", 3) == 0 ||
         strncasecmp(scan->text + next->start, "ter", 3) == 0 ||
         strncasecmp(scan->text + next->start, "quater", 6) == 0))
        at++;
    bool ordinal = scan_number(scan, at, 1, 99) && scan_at(scan, at + 1)->gap == GAP_NONE &&
                   scan_at(scan, at + 1)->kind == TOKEN_WORD && scan_at(scan, at + 1)->digits < 5 &&
                   scan_has(scan, at + 2, CUE(STREET));
    at += ordinal ? 2 : 0; /* « 13 2e avenue » */
    if (scan_mark(scan, at, ','))
        at++;
    if (at == i + 1 && scan_has(scan, at, CUE(OF)) && scan_spells(scan, at, "de"))
        at += scan_has(scan, at + 1, CUE(DETERMINER)) ? 2 : 1; /* « au 8 de la rue Pasteur » */
    const struct token *street = scan_at(scan, at);
    if (((street->cues & CUE(STREET)) == 0 && !brief) || street->taken || scan_breaks(scan, at))
        return false;
    int name = at + street->group;
    if (scan_mark(scan, name, '.') && scan_at(scan, name)->gap == GAP_NONE)
        name++;
    int last = street_name(scan, name, true);
    /* « 3 places », « 2 chemins possibles »: something is counted unless a name follows */
    if (last < name && !ordinal)
        return false;
    last = last < name ? name - 1 : last;
    int first = i; /* « n° 12 rue Haute » */
    if (scan_mark(scan, i - 1, '~') && !scan_breaks(scan, i))
        first = scan_at(scan, i - 2)->digits == 1 && scan_at(scan, i - 1)->gap == GAP_NONE &&
                        !scan_breaks(scan, i - 1)
                    ? i - 2
                    : i - 1;
    return scan_add(scan, first, town(scan, last), ADDRESS) != NULL;
}

/* A kind of street that is nothing else: not « place », « cours », « route ». */
static bool way(const struct scan *scan, int i)
{
    static const char *const kinds[] = {"rue", "avenue", "boulevard", "impasse", "chemin"};
    const struct token *kind = scan_at(scan, i);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strlen(kinds[k]) == kind->end - kind->start &&
            strncasecmp(scan->text + kind->start, kinds[k], strlen(kinds[k])) == 0)
            return true;
    return false;
}

static void street(struct scan *scan, int i)
{
    /* « l'hôtel Le Mas des Chênes », « le Carrefour d'Alès » are no addresses */
    if (scan_at(scan, i)->shape == SHAPE_CAPITAL && scan_has(scan, i, CUE(SHOP)) &&
        !scan_at(scan, i)->begins)
        return;
    if (scan_at(scan, i - 1)->shape == SHAPE_CAPITAL && scan_has(scan, i - 1, CUE(DETERMINER)) &&
        scan_has(scan, i - 2, CUE(SITUATES)))
        return;
    int name = i + scan_at(scan, i)->group;
    if (scan_mark(scan, name, '.') && scan_at(scan, name)->gap == GAP_NONE)
        name++;
    int at = name;
    for (int n = 0; n < 3 && article(scan, at); n++)
        at++;
    const struct token *first = scan_at(scan, at);
    bool left = first->leave && scan_capital(scan, at) && !scan_breaks(scan, at) &&
                (first->cues & (CUE_TITLE | CUE(TRADE))) == 0 && at > name &&
                scan->text[scan_at(scan, i)->start] != 'p';
    left |= at == name && way(scan, i) && first->shape == SHAPE_CAPITAL && !first->taken &&
            !scan_breaks(scan, at) && (first->cues & CUE(TITLE_OTHER)) != 0; /* « rue Pasteur » */
    if (at > name && scan_number(scan, at, 1, 31) && scan_has(scan, at + 1, CUE_MONTHS) &&
        !first->taken) { /* « rue du 8 mai 1945 » */
        scan_add(scan, i, town(scan, street_name(scan, name, false)), ADDRESS);
        return;
    }
    if (scan_at(scan, i)->shape == SHAPE_UPPER && scan_at(scan, i)->digits > 2 && !way(scan, i))
        return; /* « EN COURS D'AUDITION » */
    if (!(named(scan, at) || left) || first->begins ||
        (at == name && (first->gap & GAP_HYPHEN) != 0 && first->shape == SHAPE_LOWER))
        return;
    /* « route de Nîmes », « place de la Police »: a common noun names no street by itself */
    if ((first->flags & WORD_COMMON) != 0 && (first->cues & (CUE(TRADE) | CUE(KIN))) != 0)
        return;
    int last = left ? at : street_name(scan, name, false);
    while (left && scan_at(scan, last + 1)->gap == GAP_HYPHEN)
        last++;
    if (last >= name)
        scan_add(scan, i, town(scan, last), ADDRESS);
}

/* « hameau de la borie », « lieu-dit les plans »: small letters too behind what is a small place.
 */
static void hamlet(struct scan *scan, int i)
{
    static const char *const kinds[] = {"hameau", "lieu",        "lieudit",
                                        "mas",    "lotissement", "quartier"};
    const struct token *kind = scan_at(scan, i);
    const uint64_t both = CUE(SMALL) | CUE(STREET); /* « résidence », « cité » */
    bool small = (kind->cues & both) == both;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        small |= strlen(kinds[k]) <= kind->end - kind->start &&
                 strncasecmp(scan->text + kind->start, kinds[k], strlen(kinds[k])) == 0;
    int at = i + kind->group;
    if (scan_mark(scan, at, ':'))
        at++;
    int name = at;
    while (at < name + 3 && article(scan, at))
        at++;
    const struct token *first = scan_at(scan, at);
    bool common = (first->flags & (WORD_COMMON | WORD_FUNCTION)) != 0;
    /* « lieu-dit » and « hameau » name whatever follows, unless it is somebody */
    bool label = (kind->group > 1 || (scan->text[kind->start] | 0x20) == 'h') &&
                 (first->cues & (CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE_TITLE)) == 0;
    bool article_next = at == name + 1 && name == i + kind->group &&
                        !scan_has(scan, name, CUE(OF) | CUE(AT)); /* lotissement le clos */
    if (small && article_next && common && !label && first->kind == TOKEN_WORD && !first->taken &&
        !scan_breaks(scan, at) && (first->flags & (WORD_NOUN | WORD_FUNCTION)) == WORD_NOUN &&
        (kind->cues & CUE(SMALL)) != 0 && scan_has(scan, name, CUE(PARTICLE))) {
        int last = scan_has(scan, at + 1, CUE(OF)) ? street_name(scan, at + 1, true) : at;
        scan_add(scan, i, town(scan, last > at ? last : at), ADDRESS);
        return;
    }
    if (!small || first->kind != TOKEN_WORD || first->taken || scan_breaks(scan, at) ||
        first->shape != SHAPE_LOWER || (common && !label) || (first->flags & WORD_FUNCTION) != 0)
        return;
    scan_add(scan, i, at,
             (struct hit){.category = FINDING_PLACE,
                          .severity = FINDING_DIRECT,
                          .reason = REASON_LOCAL,
                          .wording = WORDING_PLACE_SMALL,
                          .rule = "place/hamlet",
                          .lexicon = "cues"});
}

static bool postcode(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->digits != 5 || token->number < 1000 || token->number > 98999)
        return false;
    const struct token *next = scan_at(scan, i + 1);
    bool place = next->kind == TOKEN_WORD && !scan_breaks(scan, i + 1) &&
                 (named(scan, i + 1) || next->place > 1 ||
                  ((next->flags & WORD_PLACE) != 0 && (next->flags & WORD_COMMON) == 0));
    if (!place)
        return false;
    int last = next->place > 1 ? i + next->place : street_name(scan, i + 1, false);
    struct hit hit = ADDRESS;
    hit.reason = REASON_POSTCODE;
    hit.rule = "address/postcode";
    return scan_add(scan, i, last > i ? last : i + 1, hit) != NULL;
}

/* « appt 12, bât. C » without its street; « un appartement 3 pièces » counts something. */
static void lone_flat(struct scan *scan, int i)
{
    int last = flat(scan, i);
    const struct token *next = scan_at(scan, last + 1);
    bool counts = next->kind == TOKEN_WORD && next->shape == SHAPE_LOWER &&
                  !scan_breaks(scan, last + 1) && (next->flags & WORD_NOUN) != 0 &&
                  (next->flags & WORD_FUNCTION) == 0;
    if (last > i && !counts && (scan_at(scan, i)->digits > 2 || town(scan, last) > last))
        scan_add(scan, i, town(scan, last), ADDRESS);
}

/* « habite rue des tilleuls »: a street without an article before it is somebody's. */
static void small_street(struct scan *scan, int i)
{
    int name = i + scan_at(scan, i)->group;
    const struct token *first = scan_at(scan, name + 1);
    bool lives = scan_has(scan, i - 1, CUE(LIVING)) || scan_mark(scan, i - 1, ':') ||
                 scan_mark(scan, i - 1, ',');
    if (!lives || scan_at(scan, i)->digits < 3 || !scan_has(scan, name, CUE(OF)) ||
        scan_breaks(scan, name + 1) || first->kind != TOKEN_WORD || scan_breaks(scan, i))
        return;
    int last = street_name(scan, name, true);
    if (last > name)
        scan_add(scan, i, town(scan, last), ADDRESS);
}

void address_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        if ((scan->marks[i] & SCAN_NUMBERS) != 0 && !scan->tokens[i].taken)
            numbered(scan, i);
    }
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if ((scan->marks[i] & SCAN_STREETS) == 0 || token->taken || token->kind != TOKEN_WORD)
            continue;
        if ((token->cues & CUE(FLAT)) != 0)
            lone_flat(scan, i);
        if (!token->taken && (token->cues & CUE(STREET)) != 0) {
            street(scan, i);
            if (!token->taken)
                hamlet(scan, i);
            if (!token->taken)
                small_street(scan, i);
        }
    }
    for (int i = 0; i < scan->count; i++)
        if ((scan->marks[i] & SCAN_NUMBERS) != 0 && !scan->tokens[i].taken)
            postcode(scan, i);
}
