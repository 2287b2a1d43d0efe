/* Who tries doors too often, and who is let through all the same. */
#ifndef ATTEMPTS_H
#define ATTEMPTS_H

#include "core/slots.h"
#include "request/visit.h"

/* Who tries doors too often, and who is let through all the same.  What a stranger does elsewhere
 * counts against nobody: misses count for the place they came from, for an account seen from that
 * place, or for a browser that proved an earlier sign-in, and for nothing else. */

/** What a try of signing in counts against. */
struct attempt {
    struct visit *visit;
    const char *place;      /* NULL: a known browser */
    const char *whose;      /* the account from this place, or from this browser */
    struct slots_turn turn; /* of who is not known */
    bool tried;             /* their turn came, and they might */
    bool counts;            /* as a miss, so far */
};

/** attempts_place(arena, address): an IPv6 customer has a whole /64 and counts as one; IPv4 in
 * IPv6's clothes counts as IPv4. */
const char *attempts_place(struct arena *arena, const char *address);

/** attempts_take(attempt, visit, email): STATUS_LIMIT and ${visit->retry_after} if it is too soon,
 * here or when the turn comes; the same whether or not there is such an account.  Misses of a place
 * are counted when a turn comes, not when somebody does: colleagues who come at once are no
 * guesses, and who sends many guesses at once has no more of them. */
CHECKED enum status attempts_take(struct attempt *attempt, struct visit *visit, const char *email);

/** attempts_turn(attempt): for sign_in(), as long as ${attempt}. */
const struct slots_turn *attempts_turn(const struct attempt *attempt);

/** attempts_told(attempt, status): what came of it: only a wrong passphrase counts.  One that was
 * right does not count as a try of its place either, but for the same account's of the last
 * minute. */
void attempts_told(struct attempt *attempt, enum status status);

/** attempts_link(visit, status): what a token in a path led to.  A right one always passes; after
 * wrong ones STATUS_NOT_FOUND becomes STATUS_LIMIT. */
CHECKED enum status attempts_link(struct visit *visit, enum status status);

/** attempts_passphrase(visit): one try of the passphrase by somebody signed in: a stolen cookie is
 * no licence to guess. attempts_passphrase_right(visit): it was no guess. */
CHECKED enum status attempts_passphrase(struct visit *visit);
void attempts_passphrase_right(struct visit *visit);

/** attempts_invite(visit): one invitation more by whoever is signed in.
 * attempts_invite_back(visit): none came of it. */
CHECKED enum status attempts_invite(struct visit *visit);
void attempts_invite_back(struct visit *visit);

/** attempts_weigh(visit): so much text more to look through for whoever is signed in, before any of
 * it is looked at: nobody who writes comes near the limit, and a loop starves nobody. */
CHECKED enum status attempts_weigh(struct visit *visit);

/** attempts_known(visit): this browser signed in to this account. */
CHECKED enum status attempts_known(struct visit *visit);

#endif
