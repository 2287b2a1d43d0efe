/* What the ids of entries stand for. */
#ifndef TRACE_NAMES_H
#define TRACE_NAMES_H

#include "act.h"
#include "store/rows/journal_rows.h"

/* What the ids of entries stand for, each looked up once. */
struct trace_names {
    struct act *act;
    struct db_conn *conn;
    json_t *known; /* by id */
};

/** trace_names_start(act, conn): remembers within one view. */
struct trace_names trace_names_start(struct act *act, struct db_conn *conn);

/** trace_names_learn(names, rows, count): what these entries name, by the same statements however
 * many they are. */
CHECKED enum status trace_names_learn(struct trace_names *names, const struct journal_row *rows,
                                      size_t count);

/** trace_names_entry(names, row): an entry as trace_view() shows it; new reference. */
json_t *trace_names_entry(struct trace_names *names, const struct journal_row *row);

/** trace_names_seance(row): {"id", "kind", "starts"}; new reference. */
struct seance_row;
json_t *trace_names_seance(const struct seance_row *row);

#endif
