/* What one séance asks of somebody. */
#ifndef CORE_TASK_LIST_H
#define CORE_TASK_LIST_H

#include "store/rows/structure_rows.h"
#include "trust/standing.h"

/** What is expected of somebody, in the order it is added.  Keys: section [task] of the messages.
 */
struct task_list {
    json_t *tasks;
    unsigned answers; /* positionings asked for so far */
    unsigned roles;   /* séances whose roles are to be given */
    unsigned read;    /* published syntheses to read */
    bool followed;    /* the next meeting's missing answers were told */
};

/** A year is planned at once: nobody is asked about more than the next two meetings. */
enum { TASK_LIST_AHEAD = 2 };

void task_list_add(struct task_list *list, const char *task, const struct standing *standing);
void task_list_add_count(struct task_list *list, const char *task, const struct standing *standing,
                         size_t count);
/** task_list_add_until(list, task, at): with the day it must be done by. */
void task_list_add_until(struct task_list *list, const char *task, int64_t at);

/** task_list_add_end(list, task, standing, at): with the day on which its text ends. */
void task_list_add_end(struct task_list *list, const char *task, const struct standing *standing,
                       int64_t at);

/** task_list_add_ends(list, task, count, first_at): several texts, with the day of the first. */
void task_list_add_ends(struct task_list *list, const char *task, size_t count, int64_t first_at);

/** task_list_add_structure(list, task, row): about a structure, by its name. */
void task_list_add_structure(struct task_list *list, const char *task,
                             const struct structure_row *row);

/** task_list_of_published(list, act, conn, seance): a synthesis that is new and that they have not
 * read. */
CHECKED enum status task_list_of_published(struct task_list *list, struct act *act,
                                           struct db_conn *conn, const struct seance_row *seance);

/** task_list_of_seance(list, act, conn, standing): everything that this séance asks of them now. */
CHECKED enum status task_list_of_seance(struct task_list *list, struct act *act,
                                        struct db_conn *conn, const struct standing *standing);

#endif
