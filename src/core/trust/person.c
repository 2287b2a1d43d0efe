#include "trust/person.h"

#include "journal/ledger.h"
#include "store/rows/page_rows.h"
#include "store/rows/structure_rows.h"
#include "trust/person_seal.h"
#include "trust/recall.h"
#include "trust/roll.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

/* NULL for none. */
static const char *structure_name(struct act *act, struct db_conn *conn, struct structure_id id)
{
    struct structure_row row;
    const void *known;
    enum status status;
    if (id_is_none(&id.id))
        return NULL;
    if (recall_find(&known, &status, act, conn, RECALL_STRUCTURE, &id.id, 0))
        return known;
    status = structure_rows_get(&row, conn, act->arena, act->space, id);
    const char *name = status == STATUS_OK ? row.short_name : NULL;
    recall_keep(act, conn, RECALL_STRUCTURE, &id.id, 0, name, status);
    return name;
}

static json_t *structure_json(struct act *act, struct db_conn *conn, struct structure_id id)
{
    const char *name = structure_name(act, conn, id);
    return name == NULL ? json_null()
                        : json_pack("{s:o, s:s}", "id", act_id_json(&id.id), "short_name", name);
}

static void name_by_function(json_t *person, const struct act *act)
{
    const char *structure = act_text(json_object_get(person, "structure"), "short_name");
    json_object_set_new(person, "name",
                        json_sprintf("%s, %s", act_text(person, "profession_label"),
                                     structure != NULL ? structure : act->pack->coordination));
}

enum status person_account(struct account_row *out, struct act *act, struct db_conn *conn,
                           struct account_id account)
{
    enum status status = person_rows_account(out, conn, act->arena, account);
    if (status != STATUS_NOT_FOUND && status != STATUS_TAMPERED)
        return status;
    state_met(act, STATE_PERSON, &account.id);
    return STATUS_TAMPERED;
}

/* Of this space: else whatever row of it points at them is an edit. */
static bool is_known(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct ledger_facts told;
    return ledger_within(&told, act->core, conn, &account.id, &act->space.id) == STATUS_OK &&
           told.known;
}

/* ${row}: their account's, which nobody looked for if it is NULL. */
static json_t *show(struct act *act, struct db_conn *conn, struct account_id account,
                    const struct account_row *row)
{
    struct account_row found;
    struct membership_row membership;
    json_t *sealed = NULL;
    enum status status = STATUS_NOT_FOUND;
    if (is_known(act, conn, account)) {
        status = row == NULL ? person_rows_account(&found, conn, act->arena, account) : STATUS_OK;
        status = status == STATUS_OK
                     ? person_seal_open(&sealed, act, conn, row == NULL ? &found : row)
                     : STATUS_TAMPERED;
    }
    if (roll_member(&membership, act, conn, account) != STATUS_OK)
        membership = (struct membership_row){.profession = ""};
    json_t *person =
        json_pack("{s:o, s:s?, s:s, s:s, s:o, s:b, s:b}", "id", act_id_json(&account.id), "name",
                  act_text(sealed, "name"), "profession", membership.profession, "profession_label",
                  pack_label(act->pack, "professions", membership.profession), "structure",
                  structure_json(act, conn, membership.structure), "coordination",
                  membership.coordination, "me", id_equal(&account.id, &act->who.id));
    if (person == NULL)
        abort();
    const bool erased = json_is_true(json_object_get(sealed, "erased"));
    if (erased || status == STATUS_TAMPERED)
        name_by_function(person, act);
    if (erased)
        json_object_set_new(person, "erased", json_true());
    json_decref(sealed);
    return person;
}

static const json_t *learn(struct act *act, struct db_conn *conn, struct account_id account,
                           const struct account_row *row)
{
    const void *known;
    enum status status;
    if (!recall_find(&known, &status, act, conn, RECALL_PERSON, &account.id, 0)) {
        known = act_json(act->arena, show(act, conn, account, row));
        recall_keep(act, conn, RECALL_PERSON, &account.id, 0, known, STATUS_OK);
    }
    return known;
}

enum status person_learn(struct act *act, struct db_conn *conn, const struct account_id *accounts,
                         size_t count)
{
    struct page_person *people;
    size_t found;
    struct account_id *all = arena_alloc(act->arena, (count + 1) * sizeof *all);
    if (db_content(conn) == 0) /* nothing is recalled */
        return STATUS_OK;
    if (count > 0)
        memcpy(all, accounts, count * sizeof *all);
    if (!id_is_none(&act->who.id)) /* whom each page names */
        all[count++] = act->who;
    enum status status =
        page_rows_people(&people, &found, conn, act->arena, act->space, all, count);
    for (size_t i = 0; i < found && status == STATUS_OK; i++) {
        const struct structure_id structure = people[i].membership.structure;
        if (people[i].structure != NULL)
            recall_keep(act, conn, RECALL_STRUCTURE, &structure.id, 0, people[i].structure,
                        STATUS_OK);
        learn(act, conn, people[i].account.id, &people[i].account);
    }
    return status == STATUS_TAMPERED ? STATUS_OK : status; /* then each is asked for alone */
}

json_t *person_json(struct act *act, struct db_conn *conn, struct account_id account)
{
    const json_t *known = learn(act, conn, account, NULL);
    json_t *copy = json_deep_copy(known); /* which pages add to */
    if (copy == NULL)
        abort();
    return copy;
}

enum status person_name(const char **out, struct act *act, struct db_conn *conn,
                        struct account_id account)
{
    struct account_row row;
    json_t *sealed = NULL;
    enum status status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_OK)
        status = person_seal_open(&sealed, act, conn, &row);
    const char *name = act_text(sealed, "name");
    *out = name != NULL ? arena_text(act->arena, name) : NULL;
    json_decref(sealed);
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

const char *person_email(struct act *act, struct db_conn *conn, const struct account_row *row)
{
    json_t *sealed;
    if (person_seal_open(&sealed, act, conn, row) != STATUS_OK)
        return NULL;
    const char *email = arena_text(act->arena, act_text(sealed, "email"));
    json_decref(sealed);
    return email;
}
