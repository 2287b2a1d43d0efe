#include "keys/rekey_move.h"

#include "act.h"
#include "base/text.h"
#include "doors/door_seal.h"
#include "doors/second_factor.h"
#include "store/rows/rekey_rows.h"
#include "store/rows/second_factor_rows.h"
#include "trust/guest_seal.h"

#include <string.h>

/* Noise stays noise: who has not accepted yet is not found by an address, nor who was erased. */
static enum status move_name(const struct rekey_move *move, struct arena *arena,
                             struct db_conn *conn, struct account_row *row)
{
    struct digest was, index;
    struct bytes plain;
    if (server_key_open_person(move->was->key, &plain, arena, &row->id.id, row->person) !=
        STATUS_OK)
        return STATUS_OK;
    json_t *person = act_json(arena, json_loadb((const char *)plain.data, plain.len, 0, NULL));
    const char *email = act_text(person, "email");
    if (email != NULL) {
        server_key_email_index(move->was->key, &was, text_fold(arena, email));
        server_key_email_index(move->now->key, &index, text_fold(arena, email));
        if (memcmp(was.bytes, row->email_index, sizeof was.bytes) == 0)
            memcpy(row->email_index, index.bytes, sizeof row->email_index);
    }
    enum status status =
        server_key_seal_person(move->now->key, &row->person, arena, &row->id.id, plain);
    return status == STATUS_OK
               ? person_rows_set_person(conn, row->id, row->email_index, row->person)
               : status;
}

static enum status move_factors(const struct rekey_move *move, struct arena *arena,
                                struct db_conn *conn, struct account_id account)
{
    struct factor_row *rows;
    size_t count;
    enum status status = second_factor_rows_list(&rows, &count, conn, arena, account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        json_t *content;
        const struct record *bound = second_factor_bound(arena, &rows[i]);
        if (second_factor_open(&content, move->was, arena, bound, rows[i].sealed) != STATUS_OK)
            continue;
        status = second_factor_seal(&rows[i].sealed, move->now, arena, bound, content);
        if (status == STATUS_OK)
            status = second_factor_rows_set(conn, &rows[i]);
    }
    return status;
}

static enum status move_invitations(const struct rekey_move *move, struct arena *arena,
                                    struct db_conn *conn, struct account_id account)
{
    struct invitation_row *rows;
    size_t count;
    enum status status = rekey_rows_invitations(&rows, &count, conn, arena, account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (door_seal_holds_invitation(&rows[i], move->was, arena) != STATUS_OK)
            continue;
        door_seal_invitation(&rows[i], move->now, arena);
        status = rekey_rows_set_invitation(conn, &rows[i]);
    }
    return status;
}

enum status rekey_move_person(bool *any, const struct rekey_move *move, struct arena *arena,
                              struct db_conn *conn, const struct id *id)
{
    struct account_row row;
    enum status status = person_rows_account(&row, conn, arena, (struct account_id){*id});
    *any = status == STATUS_OK;
    if (status == STATUS_OK)
        status = move_name(move, arena, conn, &row);
    if (status == STATUS_OK)
        status = move_factors(move, arena, conn, row.id);
    if (status == STATUS_OK)
        status = move_invitations(move, arena, conn, row.id);
    return status;
}

enum status rekey_move_guests(bool *any, const struct rekey_move *move, struct arena *arena,
                              struct db_conn *conn, const struct id *id)
{
    struct attendance_row *rows;
    size_t count;
    *any = false;
    enum status status =
        seance_rows_attendance(&rows, &count, conn, arena, (struct seance_id){*id});
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct bytes label;
        if (guest_seal_open(&label, move->was, arena, &rows[i]) != STATUS_OK)
            continue; /* nobody's, or somebody's edit, which opens under neither */
        guest_seal(&rows[i], move->now, arena, label);
        status = rekey_rows_set_guest(conn, &rows[i]);
        *any = true;
    }
    return status;
}
