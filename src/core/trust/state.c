#include "trust/state.h"

#include "base/log.h"
#include "crypto/record.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "journal/shown.h"
#include "trust/signatory.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

/* Rows that no entry tells of are somebody's edit; where there are none, the thing is new. */
static enum status is_new(struct db_conn *conn, struct arena *arena, enum state_subject subject,
                          const struct id *object)
{
    struct bytes *rows;
    size_t count;
    enum status status = state_rows_read(&rows, &count, conn, arena, subject, object);
    return status == STATUS_OK && count > 0 ? STATUS_TAMPERED : status;
}

/* Whoever acted as a signatory or as coordination signed the entry with the keys that were
 * certified then, and to coordinate if they claimed it.  Who was neither is nobody to the space
 * yet, and the platform has no keys: their entries count by the server's seal alone. */
static enum status is_carried(struct act *act, struct arena *arena, struct db_conn *conn,
                              const struct journal_row *entry)
{
    struct act then = {.core = act->core, .arena = arena, .space = entry->space, .pack = act->pack};
    struct account_public actor;
    struct digest before = {{0}};
    struct signature signature;
    if ((entry->capacity & (RELATION_SIGNATORY | RELATION_COORDINATION)) == 0)
        return STATUS_OK;
    enum status status = trust_as(&actor, &then, conn, entry->actor, entry->at,
                                  (entry->capacity & RELATION_COORDINATION) != 0);
    if (status == STATUS_NOT_FOUND)
        return STATUS_TAMPERED;
    if (status == STATUS_OK && entry->seq > 0)
        status = journal_rows_seal(before.bytes, conn, entry->seq - 1);
    memcpy(signature.bytes, entry->signature, sizeof signature.bytes);
    return status == STATUS_OK
               ? verified_record(journal_act_record(arena, entry, &before), &signature, &actor)
               : status;
}

static bool is_login(const struct act *act)
{
    static const uint8_t none[sizeof act->login];
    return memcmp(act->login, none, sizeof none) != 0;
}

/* Whose access ended, or became another, between a request's beginning and its write: what they may
 * do is no longer what they might. */
static enum status is_current(struct act *act, struct arena *arena, struct db_conn *conn)
{
    struct membership_row now;
    struct login_row login;
    const struct act_membership *began = &act->membership;
    enum status status = person_rows_membership(&now, conn, arena, act->space, act->who);
    if (status == STATUS_OK &&
        (!person_rows_present(&now) || !id_equal(&now.structure.id, &began->structure.id) ||
         now.coordination != began->coordination || now.represents != began->represents))
        status = STATUS_DENIED;
    bool signatory = true;
    if (status == STATUS_OK && (act->standing & RELATION_SIGNATORY) != 0)
        status = signatory_is(&signatory, act, conn, act->who, now.structure);
    if (status == STATUS_OK && !signatory) /* their structure left meanwhile, or time is over */
        status = STATUS_DENIED;
    if (status == STATUS_OK && is_login(act))
        status = person_rows_login(&login, conn, arena, act->login);
    if (status == STATUS_OK)
        status = row_seal_check(act->core, arena, conn, STATE_PERSON, &act->who.id);
    return status == STATUS_NOT_FOUND ? STATUS_DENIED : status;
}

enum status state_current(struct act *act, struct db_conn *conn)
{
    enum status looked = shown_look(act, conn);
    if (looked != STATUS_OK)
        return looked;
    if (act->begins || act->keys == NULL || !act->membership.is || act->turn == db_turn(conn))
        return STATUS_OK;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = is_current(act, arena, conn);
    arena_free(arena);
    if (status == STATUS_OK)
        act->turn = db_turn(conn);
    if (status == STATUS_TAMPERED)
        state_met(act, STATE_PERSON, &act->who.id);
    return status;
}

void state_met(struct act *act, enum state_subject subject, const struct id *object)
{
    char text[ID_TEXT];
    act->tampered = true;
    act->met = *object;
    log_error("%s %s: its rows are not those of its last entry in the journal",
              row_seal_subject_name(subject), id_text(text, object));
}

enum status state_note(struct act *act, struct db_conn *conn, enum state_subject subject,
                       const struct id *object)
{
    struct journal_row entry;
    enum status status = state_current(act, conn);
    if (status != STATUS_OK)
        return status;
    const enum ledger_look before = ledger_looked(act->core, conn, object);
    if (before != LEDGER_NOT_LOOKED)
        return before == LEDGER_FOUND_WHOLE ? STATUS_OK : STATUS_TAMPERED;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    status = row_seal_newest(&entry, act->core, arena, conn, subject, object);
    if (status == STATUS_OK)
        status = is_carried(act, arena, conn, &entry);
    if (status == STATUS_NOT_FOUND)
        status = is_new(conn, arena, subject, object);
    arena_free(arena);
    if (status == STATUS_TAMPERED)
        state_met(act, subject, object);
    if (status == STATUS_OK || (status == STATUS_TAMPERED && ledger_is_proven(act->core)))
        ledger_note(act->core, conn, object,
                    status == STATUS_OK ? LEDGER_FOUND_WHOLE : LEDGER_FOUND_EDITED);
    return status;
}

enum status state_take(bool *whole, struct act *act, struct db_conn *conn,
                       enum state_subject subject, const struct id *object)
{
    enum status status = state_note(act, conn, subject, object);
    *whole = status == STATUS_OK;
    return status == STATUS_TAMPERED && ledger_is_proven(act->core) ? STATUS_OK : status;
}

enum status state_believe(struct act *act, struct db_conn *conn, enum state_subject subject,
                          const struct id *object)
{
    if (db_turn(conn) != 0)
        return state_note(act, conn, subject, object);
    enum status status = row_seal_check(act->core, act->arena, conn, subject, object);
    if (status == STATUS_NOT_FOUND)
        status = is_new(conn, act->arena, subject, object);
    if (status == STATUS_TAMPERED)
        state_met(act, subject, object);
    return status;
}
