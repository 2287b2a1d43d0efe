#include "keys/rekey_resume.h"

#include "base/file.h"
#include "journal/ledger.h"

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

static enum status newest(struct journal_row *out, struct db_conn *conn, struct arena *arena)
{
    uint64_t size;
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK)
        status = size == 0 ? STATUS_NOT_FOUND : journal_rows_get(out, conn, arena, size - 1);
    return status;
}

/* Whether the newest entry is not the former key's any more: all of the change is one write. */
static enum status is_turned(bool *out, struct server_key *was, struct arena *arena,
                             const char *folder)
{
    struct core core = {.key = was};
    struct journal_row row;
    enum status status = db_open(&core.db, path_of(arena, folder, "cocon.db"), 1);
    *out = false;
    if (status != STATUS_OK)
        return status;
    struct db_conn *conn = db_read(core.db);
    status = newest(&row, conn, arena);
    if (status == STATUS_OK)
        status = ledger_proves(&core, conn, arena, &row);
    db_done(conn);
    db_close(core.db);
    *out = status == STATUS_TAMPERED;
    return status == STATUS_TAMPERED || status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status resume(bool *finished, struct arena *arena, const char *folder)
{
    struct server_key *was = NULL;
    struct server_key *next = NULL;
    const char *path = path_of(arena, folder, "server.key");
    const char *beside = path_of(arena, folder, "server.key.new");
    enum status status = server_key_load(&was, path);
    if (status == STATUS_OK)
        status = server_key_alone(was);
    if (status == STATUS_OK)
        status = is_turned(finished, was, arena, folder);
    if (status == STATUS_OK && *finished)
        status = server_key_load(&next, beside); /* whole, before it replaces the other */
    if (status == STATUS_OK && *finished)
        status = file_rename(beside, path);
    else if (status == STATUS_OK && unlink(beside) != 0)
        status = STATUS_FAILED;
    server_key_free(next);
    server_key_free(was);
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
