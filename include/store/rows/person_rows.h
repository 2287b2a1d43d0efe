/* Spaces, accounts, memberships, invitations, logins. */
#ifndef STORE_PERSON_ROWS_H
#define STORE_PERSON_ROWS_H

#include "store/db.h"

/* Accounts, their memberships, invitations and logins. */

struct account_row {
    struct account_id id;
    uint8_t email_index[32];
    struct bytes person; /* sealed */
    const char *state;   /* invited, active, suspended, left */
    uint32_t generation; /* 0: no keys yet, the rest below is empty */
    uint8_t box_public[32];
    uint8_t sign_public[32];
    struct bytes keys; /* sealed */
    uint8_t salt[16];
    uint32_t passes, memory_kib, lanes;
    uint64_t sealed_by; /* the newest entry that told of keys sealed for its passphrase: the server
                           key of then gave the pepper; 0 without one */
    int64_t created_at, accepted_at;
};

struct membership_row {
    struct space_id space;
    struct account_id account;
    struct structure_id structure; /* none: the coordination team */
    const char *profession;
    bool coordination;
    bool represents;
    int64_t since;
    int64_t until;        /* 0: still a member */
    int64_t suspended_at; /* 0: access is open */
};

struct invitation_row {
    uint8_t id[32];
    struct space_id space;
    struct account_id account;    /* of who accepted, once it is used */
    struct account_id invited_as; /* whom the claim names: ${account} as it was inserted */
    struct account_id invited_by; /* none: the operator */
    int64_t created_at, expires_at, used_at;
    struct bytes claim; /* sealed; empty: a founding invitation */
    struct bytes keys;  /* by recovery: sealed under the link's token; gone once it is used */
    uint8_t proof[32];  /* of the keys, by the link's token; zero for a founder and until then */
    uint8_t seal[32];   /* the server's */
};

struct login_row {
    uint8_t id[32];
    struct space_id space;
    struct account_id account;
    uint32_t generation;
    struct bytes keys;
    int64_t created_at, seen_at, expires_at;
    struct bytes browser; /* sealed; empty until it is known */
    uint8_t seal[32];     /* the server's; zero: none */
};

/** person_rows_present(row): whether it gives access: neither left nor suspended. */
bool person_rows_present(const struct membership_row *row);

CHECKED enum status person_rows_account(struct account_row *out, struct db_conn *conn,
                                        struct arena *arena, struct account_id id);
CHECKED enum status person_rows_by_email(struct account_row *out, struct db_conn *conn,
                                         struct arena *arena, const uint8_t email_index[32]);
CHECKED enum status person_rows_insert_account(struct db_conn *conn, const struct account_row *row);

/** person_rows_set_person(conn, id, email_index, sealed): name and e-mail; STATUS_CONFLICT if
 * another account has this address. */
CHECKED enum status person_rows_set_person(struct db_conn *conn, struct account_id id,
                                           const uint8_t email_index[32], struct bytes sealed);

/** person_rows_set_keys(conn, row, was): keys, cost and state "active" of ${row}; STATUS_CONFLICT
 * unless its generation was ${was}. */
CHECKED enum status person_rows_set_keys(struct db_conn *conn, const struct account_row *row,
                                         uint32_t was);

/** person_rows_set_state(conn, id, state). */
CHECKED enum status person_rows_set_state(struct db_conn *conn, struct account_id id,
                                          const char *state);

CHECKED enum status person_rows_membership(struct membership_row *out, struct db_conn *conn,
                                           struct arena *arena, struct space_id space,
                                           struct account_id account);
/** person_rows_members(out, count, conn, arena, space): present members, in no order; who is
 * suspended is none meanwhile. */
CHECKED enum status person_rows_members(struct membership_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space);
/** person_rows_memberships(...): of one account in all spaces, oldest first; not those suspended.
 */
CHECKED enum status person_rows_memberships(struct membership_row **out, size_t *count,
                                            struct db_conn *conn, struct arena *arena,
                                            struct account_id account);
CHECKED enum status person_rows_insert_membership(struct db_conn *conn,
                                                  const struct membership_row *row);

/** person_rows_end_membership(conn, space, account, until): STATUS_CONFLICT unless a present
 * member.
 */
CHECKED enum status person_rows_end_membership(struct db_conn *conn, struct space_id space,
                                               struct account_id account, int64_t until);
/** person_rows_resume_membership(conn, row): a member who left comes again, as ${row} says;
 * STATUS_CONFLICT unless they left. */
CHECKED enum status person_rows_resume_membership(struct db_conn *conn,
                                                  const struct membership_row *row);

CHECKED enum status person_rows_invitation(struct invitation_row *out, struct db_conn *conn,
                                           struct arena *arena, const uint8_t id[32]);
/** person_rows_used_invitation(...): the last one that this account accepted in a space. */
CHECKED enum status person_rows_used_invitation(struct invitation_row *out, struct db_conn *conn,
                                                struct arena *arena, struct space_id space,
                                                struct account_id account);
CHECKED enum status person_rows_insert_invitation(struct db_conn *conn,
                                                  const struct invitation_row *row);
/** person_rows_use_invitation(conn, row): accepted at its used_at, by its account, with its proof;
 * STATUS_CONFLICT if it was used already. */
CHECKED enum status person_rows_use_invitation(struct db_conn *conn,
                                               const struct invitation_row *row);
/** person_rows_drop_invitations(conn, account): unused ones of this account. */
CHECKED enum status person_rows_drop_invitations(struct db_conn *conn, struct account_id account);
/** person_rows_drop_invitations_of(conn, space, account): the same of one space. */
CHECKED enum status person_rows_drop_invitations_of(struct db_conn *conn, struct space_id space,
                                                    struct account_id account);

/** person_rows_forget_claims(conn, space, account): what its invitations claimed. */
CHECKED enum status person_rows_forget_claims(struct db_conn *conn, struct space_id space,
                                              struct account_id account);
/** person_rows_claims(...): the invitations of a space's present members that hold a claim. */
CHECKED enum status person_rows_claims(struct invitation_row **out, size_t *count,
                                       struct db_conn *conn, struct arena *arena,
                                       struct space_id space);
CHECKED enum status person_rows_set_claim(struct db_conn *conn, const uint8_t id[32],
                                          struct bytes claim);

CHECKED enum status person_rows_login(struct login_row *out, struct db_conn *conn,
                                      struct arena *arena, const uint8_t id[32]);
/** person_rows_logins(...): of one account, not past their end at ${now} and seen since ${idle};
 * the last used first. */
CHECKED enum status person_rows_logins(struct login_row **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena, struct account_id account, int64_t now,
                                       int64_t idle);
CHECKED enum status person_rows_set_browser(struct db_conn *conn, const uint8_t id[32],
                                            struct bytes sealed);
CHECKED enum status person_rows_insert_login(struct db_conn *conn, const struct login_row *row);
/** person_rows_update_login(conn, row): which space it looks at, when it was seen, and the seal. */
CHECKED enum status person_rows_update_login(struct db_conn *conn, const struct login_row *row);
CHECKED enum status person_rows_drop_login(struct db_conn *conn, const uint8_t id[32]);
/** person_rows_drop_logins(conn, account, but): all of one account except the row ${but} (or NULL).
 */
CHECKED enum status person_rows_drop_logins(struct db_conn *conn, struct account_id account,
                                            const uint8_t *but);
/** person_rows_expire_logins(conn, now, idle): rows past their end or unseen since ${idle}. */
CHECKED enum status person_rows_expire_logins(struct db_conn *conn, int64_t now, int64_t idle);

struct space_row {
    struct space_id id;
    const char *pack;
    int64_t created_at;
};

CHECKED enum status person_rows_insert_space(struct db_conn *conn, const struct space_row *row);
CHECKED enum status person_rows_spaces(struct space_row **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena);

#endif
