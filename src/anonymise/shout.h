/* Lines and runs in capitals. */
#ifndef ANONYMISE_SHOUT_H
#define ANONYMISE_SHOUT_H

#include "token.h"

/** shout_mark(tokens, count): words of lines and runs in capitals count as small letters from now
 * on. */
void shout_mark(struct token *tokens, size_t count);

#endif
