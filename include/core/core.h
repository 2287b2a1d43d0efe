/* What a running server has; Argon2 slots. */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "base/arena.h"
#include "base/status.h"
#include "policy/rules.h"

#include <stdatomic.h>
#include <stdbool.h>

/** How long a login lasts, in seconds: unused, and at most. */
enum { CORE_LOGIN_IDLE = 30 * 60, CORE_LOGIN_LONGEST = 8 * 60 * 60 };

struct act;
struct anchors;
struct arrivals;
struct audit_watch;
struct db;
struct db_conn;
struct ledger;
struct lexicon;
struct passphrase_words;
struct rolls;
struct row_folds;
struct server_key;
struct slots;

/** What a running server has: the database, the master key, the rules.  What changes after
 * core_open() (watch, ledger, slots, arrivals, rolls, anchors) has a lock of its own. */
struct core {
    struct db *db;
    struct server_key *key;
    struct rules *rules;
    struct passphrase_words *words;
    struct lexicon *lexicon;   /* of the anonymiser */
    struct anchors *anchors;   /* founding fingerprints by space */
    struct slots *slots;       /* for Argon2 */
    struct audit_watch *watch; /* what is known of the journal */
    struct ledger *ledger;     /* what the journal proves */
    struct arrivals *arrivals; /* who came in since coordination looked */
    struct rolls *rolls;       /* who the members of each space are */
    struct row_folds *folds;   /* of the writer's thread alone: see journal/row_fold.h */
    /* state_current(), which stands on the journal: journal_add() asks it of whoever writes there
     */
    enum status (*current)(struct act *act, struct db_conn *conn);
    atomic_bool stopping;   /* core_stop() */
    int64_t retention_from; /* what is older counts as of this day; 0: from its own day */
};

/** core_create(folder): ${folder} (made with mode 0700 if need be), its server.key and its
 * database. STATUS_CONFLICT if there is a server.key already. */
CHECKED enum status core_create(const char *folder);

/** core_open(out, folder, policies, share, readers): everything of the data folder; ${share} has
 * what the build made: french-words.txt, the meter's list, and anonymise.lex.  Close with
 * core_close(). */
CHECKED enum status core_open(struct core **out, const char *folder, const char *policies,
                              const char *share, unsigned readers);
void core_close(struct core *core);

/** core_stop(core): long work ends at its next slice.  core_go_on(core): asked by it between two of
 * them: whether to. */
void core_stop(struct core *core);
bool core_go_on(const struct core *core);

#endif
