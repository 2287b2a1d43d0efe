/* The journal as this process has proven it: the newest entry about a thing, what entries tell
 * of it. */
#ifndef CORE_LEDGER_INNER_H
#define CORE_LEDGER_INNER_H

#include "core.h"
#include "core/journal/ledger.h"
#include "crypto/digest.h"
#include "store/rows/journal_rows.h"
#include "store/rows/state_rows.h"

/* The journal as this process has proven it.  Each entry bears the server's seal over itself and
 * over the seal before it (SECURITY.md, "Journal entry"), so nobody without the server's key can
 * add, change, move or leave out one.  A process checks all of them once, in order, and remembers
 * which is the newest about each thing; what comes later it checks forward.  How far the journal
 * had come lies in a file beside the database, so that one put back to an earlier day shows.
 *
 * Everything that decides goes through here: what the database says of its own journal decides
 * nothing.  Where something does not prove, nothing does any more until the process ends:
 * STATUS_TAMPERED. */

/** The action of an entry that tells that recovery sheets were made. */
#define LEDGER_RECOVERY_NEW "recovery_new"

struct ledger;

/** ledger_newest(out, core, conn, arena, object): the newest entry that answers for the rows of
 * ${object} (core/state.h), as of the snapshot or write of ${conn}.  STATUS_NOT_FOUND if there is
 * none.  STATUS_BUSY: the snapshot is too old to say. */
CHECKED enum status ledger_newest(struct journal_row *out, struct core *core, struct db_conn *conn,
                                  struct arena *arena, const struct id *object);

/** Which entry is the newest about a thing: its place, and how its leaf begins. */
struct ledger_told {
    uint64_t seq;
    uint8_t leaf[16];
};

/** ledger_told(out, core, conn, object): the same from memory alone, for whoever remembers what was
 * proven of that entry. */
CHECKED enum status ledger_told(struct ledger_told *out, struct core *core, struct db_conn *conn,
                                const struct id *object);

/** Records that entries told of, in any order: how many, and the first halves of their SHA-256, one
 * XOR the other. */
struct ledger_set {
    uint32_t count;
    uint8_t sum[16];
};

/** ledger_set_add(set, digest): one more.  ledger_set_record(set, record): one that is there, to
 * compare with those told. */
void ledger_set_add(struct ledger_set *set, const struct digest *digest);
void ledger_set_record(struct ledger_set *set, const struct record *record);
bool ledger_set_equal(const struct ledger_set *one, const struct ledger_set *other);

/** What entries tell of a thing, or of one thing within another. */
struct ledger_facts {
    bool known;              /* a person, in a space: they were invited or came */
    uint32_t turns;          /* a vault: of its key; a space: charter versions published */
    uint64_t keyed;          /* a vault: which entry made its present key */
    uint64_t parted;         /* a vault, a space: the newest entry that left somebody with a key
                                and without the right to what comes; 0: none */
    uint64_t rolled;         /* a space: one more than the newest entry that may have changed who
                                its members are or what binds them; 0: none */
    int64_t signed_at;       /* a subject, in a charter version: when it signed last; a charter
                                version, in its space: when it was published */
    int64_t acted_at;        /* a person: of their newest entry, or when they were admitted */
    struct ledger_set ended; /* a person, in a space: revocations; a structure: departures */
    struct ledger_set certified; /* a person, in a space: certificates; a charter version: what was
                                    published, see charter_version.h */
};

/** ledger_facts(out, core, conn, object), ledger_within(out, core, conn, object, place): as
 * ledger_newest(); of what no entry tells of: nothing. */
CHECKED enum status ledger_facts(struct ledger_facts *out, struct core *core, struct db_conn *conn,
                                 const struct id *object);
CHECKED enum status ledger_within(struct ledger_facts *out, struct core *core, struct db_conn *conn,
                                  const struct id *object, const struct id *place);

/** ledger_rolled(out, core, conn, space): the newest entry after which the roll of a space
 * (trust/roll.h) may be another one, plus one; as ledger_newest(). */
CHECKED enum status ledger_rolled(uint64_t *out, struct core *core, struct db_conn *conn,
                                  struct space_id space);

/** ledger_all(out, count, core, conn, arena, subject): inside a write: every thing of a subject
 * that proven entries tell of, in the order of their ids; vaults that were destroyed too.  For
 * whoever must leave none out: a row that is hidden is missed by no list of rows. */
CHECKED enum status ledger_all(struct id **out, size_t *count, struct core *core,
                               struct db_conn *conn, struct arena *arena,
                               enum state_subject subject);

/** ledger_follow(core, conn): prove what came since.  STATUS_TAMPERED if it does not, or if ${conn}
 * sees less than this process has seen. */
CHECKED enum status ledger_follow(struct core *core, struct db_conn *conn);

/** ledger_next(seq, before, core, conn): inside a write: where the next entry goes, and the seal of
 * the one before it. */
CHECKED enum status ledger_next(uint64_t *seq, struct digest *before, struct core *core,
                                struct db_conn *conn);

/** ledger_seal(out, core, arena, row, before): the seal of an entry: over its leaf, what its actor
 * was, the actor's signature, and the seal before. */
void ledger_seal(struct digest *out, const struct core *core, struct arena *arena,
                 const struct journal_row *row, const struct digest *before);

/** ledger_proves(core, conn, arena, row): whether a server with this key made the entry, at this
 * place: for whoever found one by a query of their own. */
CHECKED enum status ledger_proves(const struct core *core, struct db_conn *conn,
                                  struct arena *arena, const struct journal_row *row);

/** Whether the rows of a thing were held against its newest entry before an act changes them. */
enum ledger_look { LEDGER_NOT_LOOKED, LEDGER_FOUND_WHOLE, LEDGER_FOUND_EDITED };

/** ledger_note(core, conn, object, look), ledger_looked(core, conn, object): inside a write, and
 * forgotten when the act ends. */
void ledger_note(struct core *core, struct db_conn *conn, const struct id *object,
                 enum ledger_look look);
enum ledger_look ledger_looked(struct core *core, struct db_conn *conn, const struct id *object);

/** ledger_login_ended(core, name): whether an entry tells that this login was ended: a row put back
 * is no login.  ${name}: see logins_name(). */
bool ledger_login_ended(const struct core *core, const struct id *name);

#endif
