#include "keys/rekey_resume.h"

#include "base/file.h"
#include "base/log.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"

#include <unistd.h>

static const char *path_of(struct arena *arena, const char *folder, const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

bool rekey_resume_waits(const char *folder)
{
    struct arena *arena = arena_new();
    const bool waits = arena != NULL && access(path_of(arena, folder, "server.key.new"), F_OK) == 0;
    arena_free(arena);
    return waits;
}

enum { UNDONE_MOST = 64 };

enum status rekey_resume_aside(const char *folder)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    const char *to = path_of(arena, folder, "server.key.undone");
    for (int i = 2; i <= UNDONE_MOST && access(to, F_OK) == 0; i++)
        to = arena_printf(arena, "%s/server.key.undone.%d", folder, i);
    enum status status = access(to, F_OK) == 0
                             ? STATUS_LIMIT
                             : file_rename(path_of(arena, folder, "server.key.new"), to);
    if (status == STATUS_OK)
        log_warning("%s: a key that nothing was sealed by", to);
    arena_free(arena);
    return status;
}

static enum status proves(struct server_key *key, struct db_conn *conn, struct arena *arena,
                          uint64_t size)
{
    const struct core core = {.key = key};
    struct journal_row row;
    enum status status = journal_rows_get(&row, conn, arena, size - 1);
    return status == STATUS_OK ? ledger_proves(&core, conn, arena, &row) : status;
}

/* The two keys of a folder in which a change was interrupted. */
struct both {
    struct server_key *was, *next; /* NULL: it was not written to its end */
};

/* All of the change is one write: whoever of the two made the newest entry is the one.  TAMPERED:
 * neither, or the journal is one of before: the other may be the one that is needed. */
static enum status is_turned(bool *out, const struct both *both, struct db_conn *conn,
                             struct arena *arena, const char *folder)
{
    const char *why;
    uint64_t size;
    *out = false;
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK)
        status = ledger_keep_behind_file(&why, path_of(arena, folder, "journal.head"), arena, conn);
    if (status == STATUS_OK && why != NULL) {
        log_error("journal: %s", why);
        status = STATUS_TAMPERED;
    }
    const uint64_t since = both->next != NULL ? server_key_since(both->next) : size;
    if (status == STATUS_OK && (size == 0 || size < since))
        status = STATUS_TAMPERED;
    *out = status == STATUS_OK && size > since;
    return status == STATUS_OK ? proves(*out ? both->next : both->was, conn, arena, size) : status;
}

static enum status ask_database(bool *out, const struct both *both, struct arena *arena,
                                const char *folder)
{
    struct db *db;
    *out = false;
    enum status status = db_open(&db, path_of(arena, folder, "cocon.db"), 1);
    if (status != STATUS_OK)
        return status;
    struct db_conn *conn = db_read(db);
    status = is_turned(out, both, conn, arena, folder);
    db_done(conn);
    db_close(db);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_TAMPERED;
    if (status == STATUS_TAMPERED)
        log_error("%s: the database is neither that of server.key nor that of server.key.new, or "
                  "an older one: nothing was touched; keep both keys, put the database back that "
                  "was there, and run cocon rekey again",
                  folder);
    return status;
}

static enum status resume(bool *finished, struct arena *arena, const char *folder)
{
    struct both both = {NULL, NULL};
    const char *path = path_of(arena, folder, "server.key");
    const char *beside = path_of(arena, folder, "server.key.new");
    enum status status = server_key_load(&both.was, path);
    if (status == STATUS_OK)
        status = server_key_alone(both.was);
    if (status == STATUS_OK && server_key_load(&both.next, beside) != STATUS_OK)
        both.next = NULL; /* whatever is sealed by it, the other does not prove */
    if (status == STATUS_OK)
        status = ask_database(finished, &both, arena, folder);
    if (status == STATUS_OK)
        status = *finished ? file_rename(beside, path) : rekey_resume_aside(folder);
    if (status != STATUS_OK)
        *finished = false;
    server_key_free(both.next);
    server_key_free(both.was);
    return status;
}

enum status rekey_resume(bool *finished, const char *folder)
{
    *finished = false;
    if (!rekey_resume_waits(folder))
        return STATUS_OK;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = resume(finished, arena, folder);
    arena_free(arena);
    return status;
}
