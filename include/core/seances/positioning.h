/* Coming or not, and what one offers. */
#ifndef CORE_POSITIONING_H
#define CORE_POSITIONING_H

#include "core/act.h"
#include "core/listing.h"

/** positioning_view_page(act, out, seance, page): {"mine"?: {"answer", "offers": ["animator"…],
 * "answered_at"}, "answers": [{"person", "answer", "offers", "answered_at"}] by name, "silent":
 * [person], a page of them by name, "silent_page": listing_json(), "i_position": bool, "over":
 * bool}: once its day is over nobody is asked any more, and an answer still counts, for who is
 * excused gives a key back.  positioning_view(): the first page. */
CHECKED enum status positioning_view_page(struct act *act, json_t **out, struct seance_id seance,
                                          size_t page);
CHECKED enum status positioning_view(struct act *act, json_t **out, struct seance_id seance);

/** positioning_answer(act, seance, fields): {"answer", "offers"?: []}; may be changed until the
 * séance is held; an excuse takes back no role silently: STATUS_CONFLICT, fault "holds_role". */
CHECKED enum status positioning_answer(struct act *act, struct seance_id seance,
                                       const json_t *fields);

#endif
