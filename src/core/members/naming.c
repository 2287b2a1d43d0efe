#include "members/naming.h"

#include "base/text.h"
#include "doors/passphrases.h"
#include "journal/journal.h"
#include "store/rows/structure_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/state.h"

#include <string.h>

static enum status put(struct act *act, struct db_conn *conn, const struct account_row *was,
                       const char *name, const char *email)
{
    struct account_row row = {.id = was->id};
    enum status status = person_seal(&row, act->core, act->arena, name, email);
    return status == STATUS_OK ? person_rows_set_person(conn, was->id, row.email_index, row.person)
                               : status;
}

struct own {
    struct act *act;
    const char *name, *email;
    uint8_t salt[16]; /* of the row that the passphrase opened */
};

static enum status change(struct db_conn *conn, void *context)
{
    const struct own *own = context;
    struct act *act = own->act;
    struct account_row account;
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    if (status == STATUS_OK && memcmp(account.salt, own->salt, sizeof own->salt) != 0)
        status = STATUS_DENIED; /* the passphrase changed meanwhile */
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &act->who.id);
    if (status == STATUS_OK)
        status = put(act, conn, &account, own->name, own->email);
    if (status == STATUS_CONFLICT)
        return act_fault_field(act, "email", "email_taken");
    return status == STATUS_OK
               ? journal_add(conn, act, "edit", "person", &act->who.id, (struct bytes){0})
               : status;
}

static enum status prove(struct act *act, const struct account_row *account, const char *current)
{
    struct account_keys *keys = NULL;
    if (current == NULL)
        return act_fault_field(act, "proof", "required");
    enum status status = passphrases_open(&keys, act->core, account, current, SLOTS_TRUSTED);
    account_keys_free(keys);
    return status == STATUS_DENIED ? act_fault_field(act, "proof", "passphrase_wrong") : status;
}

enum status naming_own(struct act *act, const json_t *fields)
{
    struct own own = {
        .act = act, .name = act_text(fields, "name"), .email = act_text(fields, "email")};
    struct account_row account;
    if (own.name == NULL || own.email == NULL)
        return act_fault_field(act, own.name == NULL ? "name" : "email", "required");
    struct db_conn *conn = db_read(act->core->db);
    enum status status = person_rows_account(&account, conn, act->arena, act->who);
    const char *was = status == STATUS_OK ? person_email(act, conn, &account) : NULL;
    db_done(conn);
    if (status != STATUS_OK)
        return status;
    memcpy(own.salt, account.salt, sizeof own.salt);
    if (was == NULL || strcmp(was, own.email) != 0)
        status = prove(act, &account, act_text(fields, "proof"));
    return status == STATUS_OK ? db_write(act->core->db, change, &own) : status;
}

enum status naming_set(struct act *act, struct db_conn *conn, struct account_id account,
                       const char *name)
{
    struct account_row row;
    struct membership_row *spaces;
    size_t count;
    enum status status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_OK)
        status = person_rows_memberships(&spaces, &count, conn, act->arena, account);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (!id_equal(&spaces[i].space.id, &act->space.id))
            return act_fault_field(act, "name", "name_elsewhere");
    const char *email = person_email(act, conn, &row);
    return email == NULL ? STATUS_TAMPERED : put(act, conn, &row, name, email);
}

/* ${old} as words of their own, without a letter or a digit beside them. */
static const char *find_words(const char *name, const char *old)
{
    const size_t len = strlen(old);
    for (const char *at = len > 0 ? strstr(name, old) : NULL; at != NULL;
         at = strstr(at + 1, old)) {
        const unsigned char before = at == name ? ' ' : (unsigned char)at[-1];
        const unsigned char after = (unsigned char)at[len];
        if ((before == ' ' || before == '(' || before == ',') &&
            (after == '\0' || after == ' ' || after == ')' || after == ','))
            return at;
    }
    return NULL;
}

enum status naming_moved(const char **name, struct act *act, struct db_conn *conn,
                         struct structure_id from, struct structure_id to)
{
    struct structure_row was;
    struct structure_row now = {0};
    if (id_is_none(&from.id) || id_equal(&from.id, &to.id))
        return STATUS_OK;
    enum status status = structure_rows_get(&was, conn, act->arena, act->space, from);
    if (status == STATUS_OK && !id_is_none(&to.id))
        status = structure_rows_get(&now, conn, act->arena, act->space, to);
    if (status != STATUS_OK)
        return status;
    const char *old[] = {was.name, was.short_name};
    const char *new[] = {now.name != NULL ? now.name : act->pack->coordination,
                         now.short_name != NULL ? now.short_name : act->pack->coordination};
    for (size_t i = 0; i < 2; i++) {
        const char *at = find_words(*name, old[i]);
        if (at == NULL)
            continue;
        *name = arena_printf(act->arena, "%.*s%s%s", (int)(at - *name), *name, new[i],
                             at + strlen(old[i]));
        break;
    }
    return STATUS_OK;
}
