/* The journal as a table and as proofs to keep. */
#ifndef JOURNAL_FILE_H
#define JOURNAL_FILE_H

#include "request/visit.h"

/* The journal as files to keep: people are named by function and structure in them, never by name.
 */

/** journal_file_table(visit, entries): the reply is a table (CSV) of what trace_view() answered. */
CHECKED enum status journal_file_table(struct visit *visit, const json_t *entries);

/** journal_file_proof(visit): the reply is the proof that "seq" or "size" of the query ask for. */
CHECKED enum status journal_file_proof(struct visit *visit);

/** journal_file_about(visit, entry): what an entry is about, in words; "" if there are none. */
const char *journal_file_about(struct visit *visit, const json_t *entry);

#endif
