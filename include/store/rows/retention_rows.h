/* What has an end, and texts by their vault. */
#ifndef STORE_RETENTION_ROWS_H
#define STORE_RETENTION_ROWS_H

#include "store/db.h"

/* What has an end: texts, by the dates that theirs counts from, and accounts, by their last act. */

struct retention_text_row {
    struct space_id space;
    struct seance_id seance;
    struct vault_id vault;
    const char *kind;  /* situation, synthesis */
    const char *state; /* of the document */
    const char *stage; /* of the séance */
    const char *starts;
    int64_t submitted_at, published_at; /* of the synthesis; 0: not yet */
    int64_t changed_at;                 /* the newest version of any text in the vault */
};

/** retention_rows_texts(out, count, conn, arena, seance): every situation and synthesis there is,
 * by the start of its séance; those of one séance unless it is none. */
CHECKED enum status retention_rows_texts(struct retention_text_row **out, size_t *count,
                                         struct db_conn *conn, struct arena *arena,
                                         struct seance_id seance);

/** retention_rows_near(out, count, conn, arena, space, began, published): of a space, texts of what
 * is under way, drafts, situations of what began before ${began} (civil), and syntheses published
 * before ${published}: no others can be near an end; in no order. */
CHECKED enum status retention_rows_near(struct retention_text_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space, const char *began,
                                        int64_t published);

/** retention_rows_drop(versions, conn, seance, vault): every text of the séance in that vault, with
 * its versions and signatures; ${versions} counts those that went. */
CHECKED enum status retention_rows_drop(int64_t *versions, struct db_conn *conn,
                                        struct seance_id seance, struct vault_id vault);

/** retention_rows_left(out, conn, seance): how many texts of the séance there still are. */
CHECKED enum status retention_rows_left(int64_t *out, struct db_conn *conn,
                                        struct seance_id seance);

struct retention_account_row {
    struct account_id account;
    int64_t last_at; /* their newest entry in the journal, or when their access was opened */
};

/** retention_rows_accounts(out, count, conn, arena): active accounts whose
 * access is open in some space. */
CHECKED enum status retention_rows_accounts(struct retention_account_row **out, size_t *count,
                                            struct db_conn *conn, struct arena *arena);

/** retention_rows_account(out, conn, account): one of them, else STATUS_NOT_FOUND. */
CHECKED enum status retention_rows_account(struct retention_account_row *out, struct db_conn *conn,
                                           struct account_id account);

#endif
