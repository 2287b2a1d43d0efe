/* The journal as people read it. */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include "core/act.h"
#include "core/listing.h"

/* The journal as people read it: their own trace, who read the texts of a séance, or all of it. */

enum { TRACE_PAGE = 50, TRACE_EXPORT = 20000 };

/** What to show; none, NULL and 0 do not choose. */
struct trace_choice {
    struct account_id person;
    struct seance_id seance;
    const char *act;
    int64_t from, until; /* from <= at < until */
    uint64_t before;     /* only entries older than this seq */
};

/**
 * trace_view(act, out, choice, limit): newest first.  Coordination chooses freely; who answers for
 * the texts of a séance sees who read them; everyone else sees what they did themselves.
 * {"scope": "all" | "seance" | "own", "entries": [{"seq", "at", "act", "object_kind", "object",
 * "detail" (hexadecimal or null), "actor": person | null (the operator), "malformed": bool, and
 * what the ids stand for: "seance"?: {"id", "kind", "starts"}, "structure"?: {"id",
 * "short_name"}, "person"?, "to"?: person}], "more": bool, "size", "head": {"size", "root", "at",
 * "signature", "log"} | null, "alarm"?: bool, "checked"?: {"at", "faults"} | null (for
 * coordination)}.  STATUS_DENIED if the policy refuses the séance's readers.
 */
CHECKED enum status trace_view(struct act *act, json_t **out, const struct trace_choice *choice,
                               unsigned limit);

/** Whom to look for among more people than a page. */
struct trace_search {
    const char *text;         /* words that begin words of name, structure or profession; or NULL */
    struct account_id person; /* who is chosen; or none */
};

/** trace_filters_for(act, out, search): {"people": [person] by name: all of them, or, "many": true,
 * the first page of those who are looked for, "people_page": listing_json() of these, "seances":
 * [{"id", "kind", "starts"}], the newest}: what coordination chooses from.  trace_filters(act,
 * out): nobody is looked for. */
CHECKED enum status trace_filters_for(struct act *act, json_t **out,
                                      const struct trace_search *search);
CHECKED enum status trace_filters(struct act *act, json_t **out);

/** trace_proof(act, out, seq): audit_prove_inclusion() of an entry that one may see; else
 * STATUS_NOT_FOUND. */
CHECKED enum status trace_proof(struct act *act, json_t **out, uint64_t seq);

/** trace_growth(act, out, size): audit_prove_consistency(). */
CHECKED enum status trace_growth(struct act *act, json_t **out, uint64_t size);

#endif
