/* What a running server has. */
#ifndef CORE_CORE_INNER_H
#define CORE_CORE_INNER_H

#include "anonymise/lexicon.h"
#include "core/core.h"
#include "crypto/passphrase.h"
#include "crypto/server_key.h"
#include "slots.h"
#include "store/db.h"

/* For core alone: what the face only names. */

#endif
