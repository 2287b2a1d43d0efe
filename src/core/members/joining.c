#include "core/members/joining.h"

#include "arrivals.h"
#include "base/clock.h"
#include "core/doors/sign_in.h"
#include "journal/journal.h"
#include "members/invited.h"
#include "members/parting.h"
#include "trust/person.h"
#include "trust/state.h"

struct joining {
    struct act *act; /* of the one who is signed in, in the space they look at */
    const char *token;
    struct space_id space; /* that they joined */
};

/* The invitation of a link, and whether the address is theirs. */
static enum status find(struct invited *out, bool *mine, const struct joining *joining,
                        struct db_conn *conn)
{
    struct account_row holder;
    struct act *act = joining->act;
    *mine = false;
    enum status status = invited_find(out, act->core, act->arena, conn, joining->token);
    if (status != STATUS_OK)
        return status;
    if (out->rejoins) {
        *mine = id_equal(&out->account.id.id, &act->who.id);
        return STATUS_OK;
    }
    status = invited_holder(&holder, out, conn);
    *mine = status == STATUS_OK && id_equal(&holder.id.id, &act->who.id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status joining_view(struct act *act, json_t **out, const char *token)
{
    const struct joining joining = {.act = act, .token = token};
    struct invited invited;
    bool mine;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = find(&invited, &mine, &joining, conn);
    if (status == STATUS_OK) {
        json_t *me = act_json(act->arena, person_json(act, conn, act->who));
        *out = act_json(act->arena, json_pack("{s:b, s:O?}", "mine", mine, "name",
                                              json_object_get(me, "name")));
    }
    db_done(conn);
    return status;
}

static enum status join(struct db_conn *conn, void *context)
{
    struct joining *joining = context;
    struct act *act = joining->act;
    struct invited invited;
    struct membership_row here;
    bool mine;
    enum status status = state_current(act, conn);
    if (status == STATUS_OK)
        status = find(&invited, &mine, joining, conn);
    if (status != STATUS_OK)
        return status;
    if (!mine)
        return act_fault(act, STATUS_DENIED, "invitation_other");
    joining->space = invited.act.space;
    status = person_rows_membership(&here, conn, act->arena, invited.act.space, act->who);
    if (status == STATUS_OK && here.until == 0 && !invited.rejoins)
        return act_fault(act, STATUS_CONFLICT, "joined_already");
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    invited.act.who = act->who;
    invited.act.keys = act->keys;
    invited_prove(&invited, act->who, &act->keys->public);
    status = invited_note(&invited, conn, act->who);
    if (status == STATUS_OK)
        status = person_rows_use_invitation(conn, &invited.invitation);
    if (status == STATUS_OK && !invited.rejoins)
        status = invited_hand_over(&invited, conn, act->who);
    if (status == STATUS_OK)
        status = journal_add(conn, &invited.act, "join", "person", &act->who.id,
                             BYTES_OF(act->keys->public.sign));
    return status;
}

enum status joining_join(struct act *act, const char *token)
{
    struct joining joining = {.act = act, .token = token};
    enum status status = db_write(act->core->db, join, &joining);
    if (status == STATUS_OK)
        arrivals_note(act->core, joining.space);
    return status;
}

struct declining {
    struct core *core;
    struct arena *arena;
    const char *token;
};

static enum status decline(struct db_conn *conn, void *context)
{
    const struct declining *declining = context;
    struct invited invited;
    enum status status =
        invited_find(&invited, declining->core, declining->arena, conn, declining->token);
    if (status == STATUS_OK && (!invited_is_asked(&invited) || invited_is_renewal(&invited)))
        status = STATUS_NOT_FOUND; /* a member leaves by another door */
    if (status != STATUS_OK)
        return status;
    struct act *act = &invited.act;
    status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = person_rows_end_membership(conn, act->space, act->who, clock_now());
    if (status == STATUS_OK)
        status = parting_doors(act, conn, act->who);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "decline", "person", &act->who.id, (struct bytes){0});
    return status;
}

enum status joining_decline(struct core *core, struct arena *arena, const char *token)
{
    struct declining declining = {core, arena, token};
    return db_write(core->db, decline, &declining);
}
