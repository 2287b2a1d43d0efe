/* A document through all rules; known names; what rule 4 left open. */
#ifndef ANONYMISE_DETECT_H
#define ANONYMISE_DETECT_H

#include "anonymise/finding.h"
#include "anonymise/lexicon.h"
#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>

/**
 * Finds what could identify somebody in French professional prose.
 *
 * How a word is decided.  A word has what the lexicon says of it (first name, surname, commune,
 * other proper noun, common word and which kind) and where it stands.  In this order:
 *
 * 1. Shapes decide alone: e-mail, phone, URL, handle, NIR and IBAN (their keys are checked), plate,
 *    file number behind its cue, street and number, postcode and commune, dates.
 * 2. A cue before it decides whatever the case: a title (« mme durand »), kin or a naming verb
 *    before a first name or a capital (« son fils kevin », « s'appelle lina »), a kind of
 *    institution (« collège Jean Moulin », « boulangerie du Pont »), a kind of small place
 *    (« hameau de », « quartier »).  An initial, X, Y or Z behind a title (« Madame A. »), and
 *    kin or professions without a name are how an anonymous text is written: nothing is found.
 * 3. A capital inside a sentence is a proper noun unless leave.ini has it: unknown words are
 *    suspicious by default.  What is beside it says of what kind: first name, particle and surname
 *    chain into one person; « à », « en », « vers » before, or a commune in the lexicon, make a
 *    place; a verb behind, or a name of the lexicon, a person.
 * 4. A capital at the start of a sentence, of a line or of a quotation proves nothing.  A word that
 *    is no common word is a proper noun; one that is both (« Rose », « Pierre », « Olive »,
 *    « Sauve », « Aimé ») is one only if what follows says so: a name, an initial (« Rose B. »),
 *    a finite verb, a relation behind a comma or « et » (« Rose et sa sœur »), a colon at the
 *    start of a line, or if the same word is found elsewhere in the document by rules 1 to 3 (the
 *    first 4,096 such words of a document).
 * 5. A line in capitals, or a run of four words in capitals, says nothing by its capitals: it is
 * read as small letters are.  A single word in capitals is an acronym if leave.ini has it; a first
 * name (« MARIE est venue ») though a common word, a surname beside another name or before a verb.
 * 6. Lower case needs a cue, or a first name, surname or commune of the lexicon that is no common
 * word. A word that is both is a name without an article if it hardly ever stands in small letters
 *    (« olivier »), else only where no noun stands without one: as subject, behind « chez », behind
 *    « la mère de », behind a verb, beside another name (« pierre a crié », « il a vu rose »).
 *    A word that no dictionary has is a mild finding behind « chez » and beside another such.
 *
 * A line that was cut to fit goes on in the next one, a hyphen at its end joins; what nobody sees
 * is read as if it were not there, letters and digits of other widths as plain ones.
 *
 * What a linear model makes of a word and its neighbours is said last, on the sentence: a name that
 * no rule found is a mild finding (« zarema, hier, »), the rest of a name is joined to it, a mild
 * finding that it is sure is none is taken back, and a direct one that has only a capital or a list
 * for it becomes mild.
 *
 * Two steps, each linear: words and rules sentence by sentence with a few words around, then the
 * document's own names once more over what rule 4 left open.
 */

/** Names that the platform itself knows; rule 2 without a cue, in any case, accents or not. */
struct detect_known;

enum detect_known_kind { DETECT_KNOWN_PERSON, DETECT_KNOWN_STRUCTURE };

/** detect_known_new(arena): an empty set, in ${arena}; shared by threads once it is filled. */
struct detect_known *detect_known_new(struct arena *arena);

/** detect_known_add(known, kind, name): a full name as it is written on the platform.  Of a person
 * also the last name alone is found when it is capitalised and no common word, of a structure the
 * whole name only.  Blank names add nothing.  What is kept are hashes of 64 bits, not the name. */
void detect_known_add(struct detect_known *known, enum detect_known_kind kind, const char *name);

/** One field of a document: text in, findings out (in the order of the text, never overlapping). */
struct detect_field {
    const char *text;
    struct finding *findings;
    size_t count;
};

enum { DETECT_BYTES_MAX = 4 * 1024 * 1024, DETECT_FINDINGS_MAX = 200000 };

/**
 * detect_document(arena, lexicon, known, fields, count): find in every field; fields of one
 * document share their names, their pseudonyms (« Madame A. » is the same everywhere, letters that
 * the text already uses are kept) and their first event (dates are proposed relative to it).
 * ${known} may be NULL.  Texts are not kept.  STATUS_INVALID if one is not UTF-8, STATUS_LIMIT over
 * DETECT_BYTES_MAX in all or DETECT_FINDINGS_MAX findings; then no field has findings.
 */
CHECKED enum status detect_document(struct arena *arena, const struct lexicon *lexicon,
                                    const struct detect_known *known, struct detect_field *fields,
                                    size_t count);

#endif
