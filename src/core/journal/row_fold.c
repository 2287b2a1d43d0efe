#include "journal/row_fold.h"

#include "store/rows/state_rows.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 1024 };

struct place {
    struct id document;
    uint64_t others; /* db_others() */
    int64_t settled;
    struct digest chain;
};

/* Of the writer's thread alone. */
struct row_folds {
    struct place places[PLACES];
};

struct row_folds *row_fold_new(void)
{
    return calloc(1, sizeof(struct row_folds));
}

void row_fold_free(struct row_folds *folds)
{
    free(folds);
}

static struct place *place_of(const struct core *core, const struct id *document)
{
    return &core->folds->places[(document->bytes[0] | (unsigned)document->bytes[1] << 8) % PLACES];
}

static const struct place *find(const struct core *core, struct db_conn *conn,
                                const struct id *document)
{
    const struct place *place = place_of(core, document);
    const bool stands = db_turn(conn) != 0 && place->settled > 0 &&
                        id_equal(&place->document, document) && place->others == db_others(conn);
    return stands ? place : NULL;
}

static void add_row(struct digest *chain, struct arena *arena, struct bytes row)
{
    uint8_t *both = arena_alloc(arena, sizeof chain->bytes + row.len);
    memcpy(both, chain->bytes, sizeof chain->bytes);
    memcpy(both + sizeof chain->bytes, row.data, row.len);
    digest_blake(chain, (struct bytes){both, sizeof chain->bytes + row.len});
}

static enum status read_on(struct row_fold *fold, const struct core *core, struct arena *arena,
                           struct db_conn *conn)
{
    struct state_version *rows;
    size_t count;
    const struct place *place = find(core, conn, &fold->document);
    if (place != NULL) {
        fold->settled = place->settled;
        fold->chain = fold->settled_chain = place->chain;
    }
    enum status status =
        state_rows_versions(&rows, &count, conn, arena, &fold->document, fold->settled);
    bool settled = true;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        add_row(&fold->chain, arena, rows[i].row);
        settled &= rows[i].settled && i + 1 < count; /* the newest may change */
        if (settled) {
            fold->settled = rows[i].version;
            fold->settled_chain = fold->chain;
        }
    }
    return status;
}

enum status row_fold_read(struct row_fold **out, size_t *count, const struct core *core,
                          struct arena *arena, struct db_conn *conn, const struct id *seance)
{
    struct id *documents;
    *out = NULL;
    enum status status = state_rows_documents(&documents, count, conn, arena, seance);
    if (status != STATUS_OK || *count == 0)
        return status;
    *out = arena_alloc(arena, *count * sizeof **out);
    for (size_t i = 0; i < *count && status == STATUS_OK; i++) {
        (*out)[i] = (struct row_fold){.document = documents[i]};
        status = read_on(&(*out)[i], core, arena, conn);
    }
    return status;
}

void row_fold_learn(const struct core *core, struct db_conn *conn, const struct row_fold *folds,
                    size_t count)
{
    for (size_t i = 0; i < count && db_turn(conn) != 0; i++)
        *place_of(core, &folds[i].document) = (struct place){
            folds[i].document, db_others(conn), folds[i].settled, folds[i].settled_chain};
}

int64_t row_fold_settled(const struct core *core, struct db_conn *conn, const struct id *document)
{
    const struct place *place = find(core, conn, document);
    return place != NULL ? place->settled : 0;
}

void row_fold_forget(const struct core *core, const struct id *document)
{
    struct place *place = place_of(core, document);
    if (id_equal(&place->document, document))
        *place = (struct place){0};
}
