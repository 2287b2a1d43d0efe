#include "gate/attempts.h"

#include "base/clock.h"
#include "base/text.h"
#include "core/doors/known.h"
#include "gate/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { BUSY = 5 /* seconds */, EXAMINED = 16 * 1024 /* bytes that count as one */ };

const char *attempts_place(struct arena *arena, const char *address)
{
    struct in6_addr bytes;
    char text[INET_ADDRSTRLEN];
    char hex[17];
    if (address == NULL)
        return "?";
    if (inet_pton(AF_INET6, address, &bytes) != 1)
        return address;
    if (IN6_IS_ADDR_V4MAPPED(&bytes))
        return arena_text(arena, inet_ntop(AF_INET, bytes.s6_addr + 12, text, sizeof text));
    bytes_hex(hex, (struct bytes){bytes.s6_addr, 8});
    return arena_text(arena, hex);
}

static const char *place_of(struct visit *visit)
{
    return attempts_place(visit->arena, visit->request->address);
}

/* Whoever came too soon waits a moment for the answer too: a loop does not take the place of
 * people. */
static enum status too_soon(struct visit *visit)
{
    visit->reply->hold = true;
    return STATUS_LIMIT;
}

static enum status too_many(struct visit *visit)
{
    visit->fault = "too_many";
    return too_soon(visit);
}

/* Once the slot is theirs: what others of this place missed meanwhile counts. */
static enum status may_try(void *subject)
{
    struct attempt *attempt = subject;
    struct visit *visit = attempt->visit;
    const struct site *site = visit->site;
    const int64_t now = clock_now();
    if (!limits_take(site->missed_by_place, attempt->place, now, &visit->retry_after))
        return too_many(visit);
    if (!limits_take(site->by_person, attempt->whose, now, &visit->retry_after)) {
        limits_give(site->missed_by_place, attempt->place);
        return too_many(visit);
    }
    attempt->tried = attempt->counts = true;
    return STATUS_OK;
}

static void no_miss(struct attempt *attempt)
{
    const struct site *site = attempt->visit->site;
    if (!attempt->counts)
        return;
    attempt->counts = false;
    limits_give(site->by_person, attempt->whose);
    if (attempt->place != NULL)
        limits_give(site->missed_by_place, attempt->place);
}

/* Before the next of this place is asked: colleagues in a row are no row of guesses. */
static void is_told(void *subject, bool worth)
{
    if (worth)
        no_miss(subject);
}

enum status attempts_take(struct attempt *attempt, struct visit *visit, const char *email)
{
    const struct site *site = visit->site;
    const int64_t now = clock_now();
    const char *cookie = http_cookie(visit->request, GATE_KNOWN);
    const char *known = known_find(site->core, visit->arena, cookie, email);
    *attempt = (struct attempt){.visit = visit, .whose = known};
    if (known != NULL) {
        /* hits too: whoever knows their own passphrase is not to keep others waiting with it */
        const char *loop = arena_printf(visit->arena, "connu %s",
                                        text_fold(visit->arena, text_clean(visit->arena, email)));
        if (!limits_take(site->by_place, loop, now, &visit->retry_after))
            return too_many(visit);
        if (!limits_take(site->by_person, known, now, &visit->retry_after))
            return too_many(visit);
        attempt->tried = attempt->counts = true;
        return STATUS_OK;
    }
    attempt->place = place_of(visit);
    attempt->whose = arena_printf(visit->arena, "%s %s", attempt->place,
                                  text_fold(visit->arena, text_clean(visit->arena, email)));
    if (!limits_take(site->by_place, attempt->place, now, &visit->retry_after))
        return too_many(visit);
    attempt->turn =
        (struct slots_turn){limits_used(site->by_place, attempt->place), may_try, is_told, attempt};
    return STATUS_OK;
}

const struct slots_turn *attempts_turn(const struct attempt *attempt)
{
    return attempt->place != NULL ? &attempt->turn : SLOTS_TRUSTED;
}

/* Whoever came in is no guesser; again and again within a minute is no colleague. */
static void came_in(const struct attempt *attempt)
{
    unsigned wait;
    const struct site *site = attempt->visit->site;
    if (limits_take(site->came_in, attempt->whose, clock_now(), &wait))
        limits_give(site->by_place, attempt->place);
}

void attempts_told(struct attempt *attempt, enum status status)
{
    struct visit *visit = attempt->visit;
    const struct site *site = visit->site;
    if (status == STATUS_BUSY) {
        visit->reply->hold = true;
        visit->retry_after = BUSY;
    }
    if (status == STATUS_BUSY && !attempt->tried && attempt->place != NULL)
        limits_give(site->by_place, attempt->place); /* it cost nothing */
    if (status != STATUS_DENIED)
        no_miss(attempt);
    if (status == STATUS_OK && attempt->place != NULL)
        came_in(attempt);
}

enum status attempts_link(struct visit *visit, enum status status)
{
    if (status != STATUS_NOT_FOUND)
        return status;
    if (limits_take(visit->site->missed_links, place_of(visit), clock_now(), &visit->retry_after))
        return status;
    visit->fault = NULL;
    return too_soon(visit);
}

static const char *mine(struct visit *visit)
{
    char id[ID_TEXT];
    return arena_text(visit->arena, id_text(id, &visit->act->who.id));
}

enum status attempts_passphrase(struct visit *visit)
{
    bool free = limits_take(visit->site->by_person, mine(visit), clock_now(), &visit->retry_after);
    return free ? STATUS_OK : too_soon(visit);
}

void attempts_passphrase_right(struct visit *visit)
{
    limits_give(visit->site->by_person, mine(visit));
}

enum status attempts_invite(struct visit *visit)
{
    if (limits_take(visit->site->invitations, mine(visit), clock_now(), &visit->retry_after))
        return STATUS_OK;
    visit->fault = "invitations";
    return STATUS_LIMIT;
}

void attempts_invite_back(struct visit *visit)
{
    limits_give(visit->site->invitations, mine(visit));
}

static size_t weight(const json_t *value)
{
    size_t bytes = json_string_length(value);
    size_t index;
    const char *key;
    json_t *part;
    json_array_foreach(value, index, part) bytes += weight(part);
    json_object_foreach((json_t *)value, key, part) bytes += weight(part);
    return bytes;
}

enum status attempts_weigh(struct visit *visit)
{
    struct limits *limits = visit->site->examinations;
    const char *who = mine(visit);
    for (size_t parts = weight(visit->typed) / EXAMINED + 1; parts > 0; parts--)
        if (!limits_take(limits, who, clock_now(), &visit->retry_after))
            return too_soon(visit);
    return STATUS_OK;
}

enum status attempts_known(struct visit *visit)
{
    return known_add(&visit->cookie_known, visit->act, http_cookie(visit->request, GATE_KNOWN));
}
