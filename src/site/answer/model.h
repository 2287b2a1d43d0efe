/* What every page's model has. */
#ifndef MODEL_H
#define MODEL_H

#include "request/visit.h"

/** model_common(visit): what every model has besides its own: "csrf", "key" (fresh), "path", "me",
 * and for pages "space", "nav", "notice", "assets", "signed_in", "signatory", "coordination". */
CHECKED enum status model_common(struct visit *visit);

/** model_failure(visit): the refusal that a page is shown with, for its summary. */
void model_failure(struct visit *visit);

#endif
