/* Running statements: values in, rows out. */
#ifndef SQLITE_STATEMENT_H
#define SQLITE_STATEMENT_H

#include "engine.h"

/** As struct engine owes them. */
CHECKED enum status statement_start(void **out, struct engine_conn *conn, size_t slot,
                                    const struct db_value *values, size_t count);
CHECKED enum status statement_step(struct engine_conn *conn, void *statement, bool *row);
void statement_stop(void *statement);
int statement_columns(void *statement);
struct engine_value statement_value(void *statement, int column);

#endif
