/* Journal.head, the file beside the database that tells how far the journal has come. */
#ifndef CORE_LEDGER_FILE_H
#define CORE_LEDGER_FILE_H

#include "core.h"
#include "crypto/digest.h"

/* The file beside the database that tells how far the journal has come.  Not locked: the ledger is.
 */

struct ledger_mark {
    uint64_t size;
    struct digest seal; /* of the last entry */
    uint64_t head;      /* how many entries the newest head is over; 0: there was none */
    struct digest head_digest;
};

struct ledger_file;

struct ledger_file *ledger_file_new(const char *path);
void ledger_file_free(struct ledger_file *file);

/** ledger_file_read(out, file): STATUS_NOT_FOUND without the file, STATUS_INVALID (logged) if it
 * cannot be read. */
CHECKED enum status ledger_file_read(struct ledger_mark *out, struct ledger_file *file);

/** ledger_file_kept(file): what was read or written last; ledger_file_forget(file): as if nothing
 * was. */
const struct ledger_mark *ledger_file_kept(const struct ledger_file *file);
void ledger_file_forget(struct ledger_file *file);

/** ledger_file_raise(file, mark): replace it, if ${mark} is further than what was read or written
 * last; ledger_file_write(file, mark): in any case. */
CHECKED enum status ledger_file_raise(struct ledger_file *file, const struct ledger_mark *mark);
CHECKED enum status ledger_file_write(struct ledger_file *file, const struct ledger_mark *mark);

#endif
