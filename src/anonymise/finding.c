#include "anonymise/finding.h"

#include "reason.h"

const char *finding_category_name(enum finding_category category)
{
    static const char *const names[FINDING_CATEGORIES] = {
        "person", "place", "organisation", "date",  "age",     "address",
        "phone",  "email", "identifier",   "trait", "platform"};
    return names[category];
}

const char *finding_severity_name(enum finding_severity severity)
{
    return severity == FINDING_DIRECT ? "direct" : "mild";
}

const char *finding_reason(size_t i)
{
    static const char *const reasons[] = {
#define X(name, key) key,
        REASONS(X)
#undef X
    };
    return i < sizeof reasons / sizeof *reasons ? reasons[i] : NULL;
}
