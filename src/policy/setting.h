/* Single values of an INI file that must be there. */
#ifndef POLICY_SETTING_H
#define POLICY_SETTING_H

#include "base/ini.h"

#include <stdbool.h>
#include <stdint.h>

/* Single values of an INI file that must be there.  False, with the reason in the log, if one is
 * missing or not what it must be: a rule left out is a decision, not a default. */

bool setting_text(const char **out, const struct ini *ini, const char *section, const char *key);
bool setting_number(int64_t *out, const struct ini *ini, const char *section, const char *key,
                    int64_t min, int64_t max);
/** "yes" or "no" */
bool setting_switch(bool *out, const struct ini *ini, const char *section, const char *key);

#endif
