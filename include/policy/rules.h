/* Everything under policies/, loaded once. */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include "policy/access.h"
#include "policy/form.h"
#include "policy/pack.h"

struct rules; /* everything under policies/, loaded once */

/** Limits and costs of policies/passphrase.ini. */
struct passphrase_rule {
    uint32_t passes, memory_kib, lanes;
    uint32_t floor_passes, floor_memory_kib, floor_lanes;
    double bits;
};

/** What policies/retention.ini says: after how long texts are destroyed and accounts suspended, and
 * how long before it is announced. */
struct retention_rule {
    unsigned draft_months, situation_months, synthesis_months, idle_months;
    unsigned warn_days;
};

/** rules_load(out, folder): access.ini, passphrase.ini, retention.ini, forms/ and every pack.
 * STATUS_INVALID with the reasons in the log.  Free with rules_free(). */
CHECKED enum status rules_load(struct rules **out, const char *folder);
void rules_free(struct rules *rules);

const struct passphrase_rule *rules_passphrase(const struct rules *rules);
const struct retention_rule *rules_retention(const struct rules *rules);

/** rules_form(rules, pack, name): a form of policies/forms/ with the options of ${pack} (NULL: of
 * the first pack), or NULL if there is none of that name. */
const struct form *rules_form(const struct rules *rules, const struct pack *pack, const char *name);

/** rules_pack(rules, name): NULL if there is none. */
const struct pack *rules_pack(const struct rules *rules, const char *name);
/** rules_first_pack(rules): of those that say so, or else of all, the first by name. */
const struct pack *rules_first_pack(const struct rules *rules);

/** rules_packs(rules, count): all of them, by the names of their folders. */
const struct pack *rules_packs(const struct rules *rules, size_t *count);

#endif
