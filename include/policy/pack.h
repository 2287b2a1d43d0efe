/* What makes a space: its folder. */
#ifndef POLICY_PACK_H
#define POLICY_PACK_H

#include "base/arena.h"
#include "base/ini.h"
#include "policy/form.h"
#include "policy/shape.h"

#include <stdbool.h>
#include <stdint.h>

/* What makes a space different from another: policies/spaces/<name>/. */

struct tool_sheet {
    const char *slug;     /* the file's name without its ending */
    const char *title;    /* the first "# " line */
    const char *markdown; /* the rest */
};

struct pack {
    const char *name; /* the folder's */
    const char *title;
    const char *coordination; /* who coordinates: "Reseda" */
    const char *founder;      /* profession of whoever founds or recovers it */
    struct ini space;   /* space.ini and seances.ini: professions, steps, kinds… as key = label */
    int64_t grace_days; /* a new charter version may stay unsigned this long */
    int64_t review_days;         /* comments on a submitted synthesis */
    bool sign_early;             /* signed before, once nobody present has more to say */
    bool second_factor_everyone; /* otherwise coordination only */
    bool first;                  /* meant where no space is named */
    bool closed_only;            /* situations that are not over are refused */
    bool committed;              /* whoever does not excuse themselves comes */
    int64_t people_most;         /* of a group, coordination not counted; 0: as many as come */
    int64_t people_least;
    struct shape shape;    /* of its séances */
    struct access *access; /* who may do what */
    const char *charter;   /* Markdown of version 1 */
    const struct tool_sheet *tools;
    size_t tool_count;
    const struct tool_sheet *help; /* pages of /aide for this space, beside those for all */
    size_t help_count;
    struct form *situation;
    struct form *synthesis;
    struct form *structure;
    struct ini messages; /* sentences that this space says in its own words; may be empty */
};

/** pack_load(out, arena, folder, access): read a space's folder: space.ini, seances.ini,
 * access.ini, charter.md, tools/<slug>.md, help/<number>-<slug>.md,
 * forms/{situation,synthesis,structure}.json and, if there is one, messages.fr.ini; ${access} has
 * the rules that hold in every space.  STATUS_INVALID with the reason in the log. Lives in
 * ${arena}; immutable after. */
CHECKED enum status pack_load(struct pack *out, struct arena *arena, const char *folder,
                              const struct ini *access);

/** pack_label(pack, section, key): its label, or ${key} itself if there is none. */
const char *pack_label(const struct pack *pack, const char *section, const char *key);

#endif
