#include "words/browser.h"

#include <stddef.h>
#include <string.h>

struct sign {
    const char *holds, *word;
};

/* Most claim to be Safari and Chrome besides: who says more comes first. */
static const struct sign browsers[] = {
    {"Edg", "edge"},        {"OPR/", "opera"},      {"SamsungBrowser", "samsung"},
    {"Firefox", "firefox"}, {"FxiOS", "firefox"},   {"CriOS", "chrome"},
    {"Chrome", "chrome"},   {"Chromium", "chrome"}, {"Safari", "safari"},
};
static const struct sign systems[] = {
    {"Android", "android"}, {"iPhone", "iphone"}, {"iPad", "ipad"},   {"Windows", "windows"},
    {"Mac OS X", "mac"},    {"CrOS", "chromeos"}, {"Linux", "linux"},
};

static const char *first(const struct sign *signs, size_t count, const char *agent)
{
    for (size_t i = 0; agent != NULL && i < count; i++)
        if (strstr(agent, signs[i].holds) != NULL)
            return signs[i].word;
    return "other";
}

void browser_of(const char **browser, const char **system, const char *agent)
{
    *browser = first(browsers, sizeof browsers / sizeof *browsers, agent);
    *system = first(systems, sizeof systems / sizeof *systems, agent);
}
