/* All rows of one thing, for the journal's seals. */
#ifndef STORE_STATE_ROWS_H
#define STORE_STATE_ROWS_H

#include "store/db.h"

/* What the rows say of one thing, all of it in one encoding: so that the journal can answer for
 * it. */

enum state_subject {
    STATE_SEANCE,    /* with its roles, answers, attendance, documents and their signatures */
    STATE_VAULT,     /* with its envelopes */
    STATE_PERSON,    /* account, memberships, invitations, certificates; logins come and go */
    STATE_CHARTER,   /* a version with its signatures */
    STATE_STRUCTURE, /* a sheet */
    STATE_CYCLE,
    STATE_SPACE,
    STATE_SUBJECT_COUNT
};

/** state_rows_read(out, count, conn, arena, subject, object): its rows, each as db_row(), in an
 * order that does not depend on how they lie; a new kind of row begins with an empty one. ${count}
 * is 0 if there are no rows at all. */
CHECKED enum status state_rows_read(struct bytes **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, enum state_subject subject,
                                    const struct id *object);

/** state_rows_beside(out, count, conn, arena, subject, object): the same without the versions of
 * texts, for whoever has those by the two below. */
CHECKED enum status state_rows_beside(struct bytes **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, enum state_subject subject,
                                      const struct id *object);

/** A version of a text. */
struct state_version {
    int64_t version;
    bool settled; /* emptied or kept */
    struct bytes row;
};

/** state_rows_documents(out, count, conn, arena, seance): its texts, by their ids. */
CHECKED enum status state_rows_documents(struct id **out, size_t *count, struct db_conn *conn,
                                         struct arena *arena, const struct id *seance);

/** state_rows_versions(out, count, conn, arena, document, after): in order, those behind version
 * ${after}. */
CHECKED enum status state_rows_versions(struct state_version **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        const struct id *document, int64_t after);

/** state_rows_objects(out, count, conn, arena, subject): whatever the rows or the journal's entries
 * tell of.  STATUS_TAMPERED if one has no proper id. */
CHECKED enum status state_rows_objects(struct id **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena, enum state_subject subject);

/** state_rows_logins(out, count, conn, arena, lasts): accounts with a login that no signing in at
 * that time began, or that does not last ${lasts} seconds. */
CHECKED enum status state_rows_logins(struct id **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, int64_t lasts);

#endif
