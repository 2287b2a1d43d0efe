#include "setting.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

bool setting_text(const char **out, const struct ini *ini, const char *section, const char *key)
{
    *out = ini_get(ini, section, key);
    if (*out != NULL && **out != '\0')
        return true;
    log_error("%s: [%s] %s is missing", ini->path, section, key);
    return false;
}

bool setting_number(int64_t *out, const struct ini *ini, const char *section, const char *key,
                    int64_t min, int64_t max)
{
    const char *text;
    *out = 0;
    if (!setting_text(&text, ini, section, key))
        return false;
    size_t digits = strspn(text, "0123456789");
    long long value = digits <= 15 ? strtoll(text, NULL, 10) : -1;
    if (text[digits] != '\0' || value < min || value > max) {
        log_error("%s: [%s] %s must be a number from %lld to %lld", ini->path, section, key,
                  (long long)min, (long long)max);
        return false;
    }
    *out = value;
    return true;
}

bool setting_switch(bool *out, const struct ini *ini, const char *section, const char *key)
{
    const char *text;
    *out = false;
    if (!setting_text(&text, ini, section, key))
        return false;
    *out = strcmp(text, "yes") == 0;
    if (*out || strcmp(text, "no") == 0)
        return true;
    log_error("%s: [%s] %s must be yes or no", ini->path, section, key);
    return false;
}
