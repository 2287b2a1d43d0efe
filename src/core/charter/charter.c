#include "charter/charter.h"

#include "arrivals.h"
#include "base/clock.h"
#include "journal/journal.h"
#include "trust/charter_roll.h"
#include "trust/charter_version.h"
#include "trust/state.h"

#include <string.h>

struct publication {
    struct act *act;
    const json_t *fields;
};

static enum status publish(struct db_conn *conn, void *context)
{
    const struct publication *publication = context;
    struct act *act = publication->act;
    struct charter_row newest, *in_force;
    size_t count;
    uint8_t detail[CHARTER_VERSION_DETAIL];
    struct digest digest;
    struct signature signature;
    struct charter_row row = {.space = act->space,
                              .text = act_text(publication->fields, "text"),
                              .note = act_text(publication->fields, "note"),
                              .published_at = clock_now(),
                              .published_by = act->who};
    if (!act_may(act, RESOURCE_CHARTER, ACTION_PUBLISH, 0, STAGE_NONE))
        return STATUS_DENIED;
    if (row.text == NULL || *row.text == '\0')
        return act_fault_field(act, "text", "required");
    enum status status = state_current(act, conn); /* by the versions that there are */
    if (status == STATUS_OK)
        status = charter_roll_in_force(&in_force, &count, act, conn);
    if (status == STATUS_OK)
        status = charter_rows_newest(&newest, conn, act->arena, act->space);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    digest_sha256(&digest, (struct bytes){(const uint8_t *)row.text, strlen(row.text)});
    memcpy(row.sha256, digest.bytes, sizeof row.sha256);
    if (status == STATUS_OK && memcmp(row.sha256, newest.sha256, sizeof row.sha256) == 0)
        return act_fault(act, STATUS_CONFLICT, "conflict_exists");
    act_new_id(&row.id.id, publication->fields);
    row.number = newest.number + 1;
    record_sign(&signature, charter_version_record(act->arena, &row), act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    status = state_note(act, conn, STATE_CHARTER, &row.id.id);
    if (status == STATUS_OK)
        status = charter_rows_insert(conn, &row);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_replayed");
    charter_version_detail(detail, act->arena, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "publish", "charter", &row.id.id, BYTES_OF(detail));
    return status;
}

enum status charter_publish(struct act *act, const json_t *fields)
{
    struct publication publication = {act, fields};
    return db_write(act->core->db, publish, &publication);
}

/* A signature that does not verify binds nobody and does not stand in the way of a new one. */
static enum status refuse_second(struct act *act, struct db_conn *conn,
                                 const struct charter_row *version,
                                 const struct charter_signature_row *wanted)
{
    struct charter_signature_row row;
    enum charter_worth worth = CHARTER_WORTHLESS;
    enum status status = charter_rows_signature(&row, conn, act->arena, act->space, version->id,
                                                wanted->kind, wanted->subject);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = charter_roll_worth(&worth, act, conn, version, &row);
    if (status == STATUS_OK && worth >= CHARTER_WAITS)
        return act_fault(act, STATUS_CONFLICT, "conflict_exists");
    return status;
}

/* Signing what was read: a version number, as the page showed it. */
struct signing {
    struct act *act;
    int64_t number;
};

enum status charter_put(struct act *act, struct db_conn *conn, int64_t number, const char *kind,
                        struct id subject, bool followed)
{
    const char *action = strcmp(kind, "person") == 0 ? "adhere" : "sign";
    const struct bytes detail = BYTES_OF(subject.bytes);
    struct charter_row version;
    struct signature signature;
    enum status status = charter_rows_newest(&version, conn, act->arena, act->space);
    if (status == STATUS_NOT_FOUND)
        return act_fault(act, STATUS_CONFLICT, "nothing_published");
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_CHARTER, &version.id.id);
    if (status == STATUS_OK && !charter_version_whole(&version))
        status = STATUS_TAMPERED;
    if (status == STATUS_OK && version.number != number)
        status = act_fault(act, STATUS_CONFLICT, "conflict_stale");
    if (status != STATUS_OK)
        return status;
    struct charter_signature_row row = {.charter = version.id,
                                        .space = act->space,
                                        .subject = subject,
                                        .kind = kind,
                                        .account = act->who,
                                        .signed_at = clock_now()};
    status = refuse_second(act, conn, &version, &row);
    if (status != STATUS_OK)
        return status;
    memcpy(row.box_public, act->keys->public.box, sizeof row.box_public);
    memcpy(row.sign_public, act->keys->public.sign, sizeof row.sign_public);
    record_sign(&signature, charter_roll_record(act->arena, &version, &row), act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    status = charter_rows_sign(conn, &row);
    if (status != STATUS_OK)
        return status;
    return followed ? journal_add_followed(conn, act, action, "charter", &version.id.id, detail)
                    : journal_add(conn, act, action, "charter", &version.id.id, detail);
}

/* It may have been all that others' access waited for. */
static enum status arrived(const struct act *act, enum status status)
{
    if (status == STATUS_OK)
        arrivals_note(act->core, act->space);
    return status;
}

static bool represents(const struct act *act)
{
    return act->membership.represents && !id_is_none(&act->membership.structure.id);
}

static enum status sign(struct db_conn *conn, void *context)
{
    const struct signing *signing = context;
    struct act *act = signing->act;
    uint32_t relations = represents(act) ? RELATION_REPRESENTATIVE | RELATION_OF_STRUCTURE : 0;
    if (!act_may(act, RESOURCE_CHARTER, ACTION_SIGN, relations, STAGE_NONE))
        return STATUS_DENIED;
    return charter_put(act, conn, signing->number, "structure", act->membership.structure.id,
                       false);
}

enum status charter_sign(struct act *act, int64_t number)
{
    struct signing signing = {act, number};
    return arrived(act, db_write(act->core->db, sign, &signing));
}

static enum status adhere(struct db_conn *conn, void *context)
{
    const struct signing *signing = context;
    struct act *act = signing->act;
    if (!act_may(act, RESOURCE_CHARTER, ACTION_ADHERE, 0, STAGE_NONE))
        return STATUS_DENIED;
    return charter_put(act, conn, signing->number, "person", act->who.id, false);
}

enum status charter_adhere(struct act *act, int64_t number)
{
    struct signing signing = {act, number};
    return arrived(act, db_write(act->core->db, adhere, &signing));
}
