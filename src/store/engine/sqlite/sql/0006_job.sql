-- Work that comes again: journal checks, retention.  No seal answers for these rows, and nothing rests
-- on them but when work is done next, within the bounds that the program keeps: core/jobs/jobs.h.
CREATE TABLE job (
    kind TEXT NOT NULL PRIMARY KEY,
    due_at INTEGER NOT NULL,     -- not before
    holder BLOB,                 -- of the lease: 16 random bytes of one process; NULL: nobody
    lease_until INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, -- since it last went well
    last_error TEXT              -- of these; the name of a status
) STRICT;
