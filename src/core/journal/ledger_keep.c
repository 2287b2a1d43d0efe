#include "journal/ledger_keep.h"
#include "journal/audit_head.h"

#include "base/log.h"
#include "journal/ledger_adopt.h"
#include "journal/ledger_inside.h"

#include <stdlib.h>
#include <string.h>

static uint64_t size_now(void *context)
{
    struct ledger *ledger = context;
    pthread_mutex_lock(&ledger->mutex);
    uint64_t size = ledger->size;
    pthread_mutex_unlock(&ledger->mutex);
    return size;
}

/* Whether the journal is the one that the file tells of, and no shorter; ${chain}: the seal of the
 * entry where the file was written. */
static const char *behind(struct arena *arena, struct db_conn *conn, const struct ledger_mark *mark,
                          enum status *status)
{
    struct journal_head_row *rows;
    struct tree_head head;
    struct digest seal = {{0}};
    struct digest digest;
    uint64_t size;
    size_t count;
    *status = journal_rows_size(&size, conn);
    if (*status == STATUS_OK && size < mark->size)
        return "shorter than journal.head says";
    if (*status == STATUS_OK && mark->size > 0)
        *status = journal_rows_seal(seal.bytes, conn, mark->size - 1);
    if (*status == STATUS_OK && !digest_equal(&seal, &mark->seal))
        return "another one than that of journal.head";
    if (*status != STATUS_OK || mark->head == 0)
        return NULL;
    *status = journal_rows_heads(&rows, &count, conn, arena, (int64_t)mark->head - 1, 1);
    if (*status != STATUS_OK)
        return NULL;
    if (count == 0 || rows[0].size != mark->head)
        return "without the head that journal.head tells of";
    audit_head_of(&head, &rows[0]);
    tree_head_digest(&digest, &head);
    return digest_equal(&digest, &mark->head_digest)
               ? NULL
               : "with another head than that of journal.head";
}

static enum status behind_file(const char **why, struct ledger_file *file, struct arena *arena,
                               struct db_conn *conn)
{
    struct ledger_mark mark;
    *why = NULL;
    enum status status = ledger_file_read(&mark, file);
    if (status == STATUS_OK)
        *why = behind(arena, conn, &mark, &status);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status ledger_keep_behind(const char **why, struct core *core, struct arena *arena,
                               struct db_conn *conn)
{
    return behind_file(why, core->ledger->file, arena, conn);
}

enum status ledger_keep_behind_file(const char **why, const char *path, struct arena *arena,
                                    struct db_conn *conn)
{
    struct ledger_file *file = ledger_file_new(path);
    *why = NULL;
    if (file == NULL)
        return STATUS_FAILED;
    enum status status = behind_file(why, file, arena, conn);
    ledger_file_free(file);
    return status;
}

/* From the first entry to the last. */
static enum status prove_all(struct core *core, struct arena *arena, struct db_conn *conn,
                             bool against_file)
{
    struct ledger *ledger = core->ledger;
    const char *why = NULL;
    uint64_t size;
    struct digest chain = {{0}};
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK)
        status = ledger_prove(core, conn, 0, size, &chain, ledger_learn);
    if (status == STATUS_OK && size <= server_key_since(core->key) &&
        server_key_since(core->key) > 0)
        status = ledger_broken(core, "of before server.key was changed", size);
    if (status == STATUS_OK && against_file)
        status = ledger_keep_behind(&why, core, arena, conn);
    if (status == STATUS_OK && why != NULL)
        status = ledger_broken(core, why, ledger->size);
    return status;
}

static struct ledger *new_ledger(const char *path)
{
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (ledger == NULL)
        return NULL;
    pthread_mutex_init(&ledger->mutex, NULL);
    ledger->things = ledger_things_new();
    ledger->file = ledger_file_new(path);
    if (ledger->things != NULL && ledger->file != NULL)
        return ledger;
    ledger_keep_close(ledger);
    return NULL;
}

enum status ledger_keep_open(struct core *core, const char *path, bool *adopted)
{
    struct ledger *ledger = new_ledger(path);
    struct arena *arena = arena_new();
    if (ledger == NULL || arena == NULL) {
        ledger_keep_close(ledger);
        arena_free(arena);
        return STATUS_FAILED;
    }
    enum status status = ledger_adopt(adopted, core, ledger->file);
    core->ledger = ledger;
    if (status == STATUS_TAMPERED)
        status = ledger_broken(core, "not as its heads and states say, and not sealed yet", 0);
    if (status == STATUS_OK) {
        struct db_conn *conn = db_read(core->db);
        status = prove_all(core, arena, conn, true);
        db_done(conn);
    }
    arena_free(arena);
    *adopted = *adopted && status == STATUS_OK;
    if (status == STATUS_OK && !*adopted && ledger->size > 0 &&
        ledger_file_kept(ledger->file)->size == 0)
        log_warning("journal: there was no journal.head beside the database; what is there now is "
                    "taken for all that there is");
    db_on_read(core->db, size_now, ledger);
    if (status == STATUS_OK)
        status = ledger_keep_now(core);
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

void ledger_keep_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    pthread_mutex_destroy(&ledger->mutex);
    ledger_things_free(ledger->things);
    ledger_file_free(ledger->file);
    free(ledger->tail.steps);
    free(ledger->tail.looks);
    free(ledger);
}

/* The newest head too, if it is one. */
static void add_head(struct ledger_mark *mark, const struct core *core, struct db_conn *conn)
{
    struct tree_head head;
    struct arena *arena = arena_new();
    const struct ledger_mark *kept = ledger_file_kept(core->ledger->file);
    mark->head = kept->head;
    mark->head_digest = kept->head_digest;
    if (arena != NULL && audit_head_last(&head, conn) == STATUS_OK && head.size <= mark->size &&
        head.size > mark->head && tree_head_verify(&head, arena, core->key) == STATUS_OK) {
        mark->head = head.size;
        tree_head_digest(&mark->head_digest, &head);
    }
    arena_free(arena);
}

enum status ledger_keep_now(struct core *core)
{
    struct ledger *ledger = core->ledger;
    struct db_conn *conn = db_read(core->db);
    enum status status = ledger_follow(core, conn);
    pthread_mutex_lock(&ledger->mutex);
    struct ledger_mark mark = {.size = ledger->size, .seal = ledger->chain};
    if (status == STATUS_OK) {
        add_head(&mark, core, conn);
        status = ledger_file_raise(ledger->file, &mark);
    }
    pthread_mutex_unlock(&ledger->mutex);
    db_done(conn);
    return status;
}

enum status ledger_keep_after(struct core *core, enum status status)
{
    if (status == STATUS_OK && ledger_keep_now(core) != STATUS_OK)
        log_error("journal: how far it has come could not be written down");
    return status;
}

enum status ledger_keep_accept(struct core *core)
{
    struct ledger *ledger = core->ledger;
    struct arena *arena = arena_new();
    struct ledger_things *things = ledger_things_new();
    if (arena == NULL || things == NULL)
        abort();
    struct db_conn *conn = db_read(core->db);
    pthread_mutex_lock(&ledger->mutex);
    ledger_things_free(ledger->things);
    ledger->things = things;
    ledger->size = 0;
    ledger->chain = (struct digest){{0}};
    ledger->broken = false;
    ledger_file_forget(ledger->file);
    enum status status = prove_all(core, arena, conn, false);
    struct ledger_mark mark = {.size = ledger->size, .seal = ledger->chain};
    if (status == STATUS_OK) {
        add_head(&mark, core, conn);
        status = ledger_file_write(ledger->file, &mark);
    }
    pthread_mutex_unlock(&ledger->mutex);
    db_done(conn);
    arena_free(arena);
    return status;
}
