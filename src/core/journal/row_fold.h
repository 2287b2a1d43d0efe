/* A text's versions as one running hash, so that a seal need not read all of them again. */
#ifndef CORE_ROW_FOLD_H
#define CORE_ROW_FOLD_H

#include "act.h"
#include "crypto/digest.h"

/* Seals of a séance cover every version of its texts, and a draft that saves itself has a thousand.
 * Each version's row is hashed with the hash over those before it; how far this has come is
 * remembered for rows that change no more (emptied or kept, and superseded) once they were those of
 * the newest entry.  It is believed inside writes alone, while no other process was noticed to
 * write (db_others()): then all rows are read again.  Who only looks always reads all of them. */

struct row_folds;

/** row_fold_new(): for a core; NULL without memory. */
struct row_folds *row_fold_new(void);
void row_fold_free(struct row_folds *folds);

/** The versions of one text. */
struct row_fold {
    struct id document;
    struct digest chain;         /* over all of them, in order */
    int64_t settled;             /* up to here they change no more */
    struct digest settled_chain; /* over those */
};

/** row_fold_read(out, count, core, arena, conn, seance): of each text of a séance, by its id. */
CHECKED enum status row_fold_read(struct row_fold **out, size_t *count, const struct core *core,
                                  struct arena *arena, struct db_conn *conn,
                                  const struct id *seance);

/** row_fold_learn(core, conn, folds, count): inside a write: these are what the newest entry about
 * the séance answers for, and nothing of it was changed yet. */
void row_fold_learn(const struct core *core, struct db_conn *conn, const struct row_fold *folds,
                    size_t count);

/** row_fold_settled(core, conn, document): inside a write: the version up to which no row will
 * change; 0 if it is not known. */
int64_t row_fold_settled(const struct core *core, struct db_conn *conn, const struct id *document);

/** row_fold_forget(core, document): inside a write, before versions of it that were kept are kept
 * no more. */
void row_fold_forget(const struct core *core, const struct id *document);

#endif
