/* What somebody is to a séance; who may read. */
#ifndef CORE_STANDING_H
#define CORE_STANDING_H

#include "act.h"
#include "policy/shape.h"
#include "store/rows/seance_rows.h"

/** A séance, where it stands, and what the one who acts is to it. */
struct standing {
    struct seance_row seance;
    const struct shape *shape;     /* of the space's séances */
    const struct shape_kind *kind; /* NULL: the pack knows it no longer */
    const struct life *life;       /* its kind's, or NULL */
    enum stage stage;              /* the row's; STAGE_SUBMITTED is stored as such */
    uint32_t relations;            /* the act's standing and what the rows of this séance add */
    struct role_row *roles;
    size_t role_count;
    struct positioning_row *positions; /* until it is held: of those whose access is open, and of
                                        * whoever comes without a word (answered_at 0) */
    size_t position_count;
    struct attendance_row *attendance;
    size_t attendance_count;
};

/** standing_seance(out, act, conn, id): STATUS_NOT_FOUND if it is not of this space, or if the
 * policy does not let them read séances at all. */
CHECKED enum status standing_seance(struct standing *out, struct act *act, struct db_conn *conn,
                                    struct seance_id id);

/** standing_change(out, act, conn, id): for an act, inside its write, before its first change: as
 * standing_seance(), and notes whether its rows were edited since its last entry. */
CHECKED enum status standing_change(struct standing *out, struct act *act, struct db_conn *conn,
                                    struct seance_id id);

/** standing_readers(out, count, act, conn, standing, stage, resource): the members whom the policy
 * lets read ${resource} once the séance is at ${stage}: who must hold an envelope.  Signatures are
 * verified. */
CHECKED enum status standing_readers(struct account_id **out, size_t *count, struct act *act,
                                     struct db_conn *conn, const struct standing *standing,
                                     enum stage stage, enum resource resource);

/** standing_relations(standing, account): what the rows of the séance make of somebody. */
uint32_t standing_relations(const struct standing *standing, struct account_id account);

/** standing_who(out, count, act, conn, standing, stage, resource, action): the same for another
 * action than reading. */
CHECKED enum status standing_who(struct account_id **out, size_t *count, struct act *act,
                                 struct db_conn *conn, const struct standing *standing,
                                 enum stage stage, enum resource resource, enum action action);

/** standing_holds(standing, account, roles): whether they accepted one of the roles of that set of
 * relations. */
bool standing_holds(const struct standing *standing, struct account_id account, uint32_t roles);

/** standing_holder(standing, roles, place): the first, second… (from 0) who accepted one of the
 * roles of that set, or none. */
struct account_id standing_holder(const struct standing *standing, uint32_t roles, size_t place);

/** standing_missing(standing): of the kind's roles, relations of those that fewer people accepted
 * than hold it. */
uint32_t standing_missing(const struct standing *standing);

/** standing_step(out, act, standing, event, guards): the life table's row for this event;
 * STATUS_CONFLICT if there is none from this stage, STATUS_DENIED if the policy refuses, and
 * STATUS_CONFLICT with act->fault "wrong_stage" or, if a guard is missing in ${guards}, "guard". */
CHECKED enum status standing_step(const struct life_step **out, struct act *act,
                                  const struct standing *standing, enum life_event event,
                                  unsigned guards);

/** standing_over(starts): whether the day of a meeting is over: nobody prepares it any more. */
bool standing_over(const char *starts);

#endif
