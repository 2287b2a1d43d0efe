/* Findings replaced in a text. */
#ifndef ANONYMISE_REPLACEMENT_H
#define ANONYMISE_REPLACEMENT_H

#include "anonymise/detect.h"

#include <stdbool.h>

/**
 * Findings replaced in a text.  ${with} is the wording of who writes, NULL for each finding's own
 * suggestion.  « de », « le », « que » before it are joined or parted as French wants
 * (« l'appel de Karim » → « l'appel d'un collègue »), blanks around something taken out close
 * up.  After any replacement the offsets of other findings are stale: detect again.
 */

/** replacement_one(arena, text, finding, with): the text with this passage replaced. */
char *replacement_one(struct arena *arena, const char *text, const struct finding *finding,
                      const char *with);

/** replacement_entity(arena, field, entity, with): every finding of ${entity} in one field; do so
 * in each field of the document. */
char *replacement_entity(struct arena *arena, const struct detect_field *field, size_t entity,
                         const char *with);

/** replacement_all(arena, field, mild): every finding by its suggestion, the mild ones only if
 * ${mild}. */
char *replacement_all(struct arena *arena, const struct detect_field *field, bool mild);

#endif
