#include "core/overview/key_check.h"

#include "keys/vaults.h"
#include "members/members.h"
#include "store/rows/document_rows.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"
#include "trust/standing.h"
#include "trust/trust.h"

#include <string.h>

struct readers {
    struct account_id *all;
    size_t count;
};

struct checking {
    struct act *act; /* nobody's: it looks, and holds no key */
    struct db_conn *conn;
    struct key_result *result;
    void (*report)(void *context, const struct key_fault *fault);
    void *context;
    struct charter_roll roll;

    /* of the vault at hand */
    struct vault_row vault;
    uint32_t generations;
    const char *stage;
    struct readers must; /* whom the acts of people open it to */
    struct readers may;  /* whom the policy lets read besides */
    struct envelope_row *held;
    size_t held_count;
    bool opens; /* some envelope of the present generation verifies */
};

static void tell(struct checking *checking, enum key_fault_kind kind, enum key_fault_reason reason,
                 uint32_t generation, struct account_id reader)
{
    struct membership_row member = {0};
    struct key_fault fault = {.kind = kind,
                              .reason = reason,
                              .vault = checking->vault.id,
                              .purpose = checking->vault.purpose,
                              .seance = checking->vault.seance,
                              .stage = checking->stage,
                              .generation = generation,
                              .reader = reader};
    checking->result->faults[kind]++;
    if (person_rows_membership(&member, checking->conn, checking->act->arena, checking->act->space,
                               reader) == STATUS_OK)
        fault.profession = member.profession;
    if (checking->report != NULL)
        checking->report(checking->context, &fault);
}

/* Why somebody who holds an envelope should not. */
static enum status reason(enum key_fault_reason *out, struct checking *checking,
                          struct account_id reader)
{
    struct act *act = checking->act;
    struct membership_row member;
    struct account_row account;
    struct certificate certificate;
    *out = KEY_FAULT_WITHDRAWN;
    enum status status =
        person_rows_membership(&member, checking->conn, act->arena, act->space, reader);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && member.until != 0))
        return STATUS_OK;
    *out = KEY_FAULT_NOT_ADMITTED;
    if (status == STATUS_OK)
        status = person_rows_account(&account, checking->conn, act->arena, reader);
    if (status == STATUS_OK)
        status = trust_member(&certificate, act, checking->conn, &member, &account);
    if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
        return STATUS_OK;
    *out = charter_roll_binds(&checking->roll, reader, member.structure) ? KEY_FAULT_NOT_ENTITLED
                                                                         : KEY_FAULT_NOT_SIGNATORY;
    return status;
}

static enum status look_at_envelope(struct checking *checking, const struct envelope_row *held)
{
    enum key_fault_reason why;
    const struct vault_row *vault = &checking->vault;
    checking->result->envelopes++;
    if (held->generation == 0 || held->generation > vault->generation) {
        tell(checking, KEY_FAULT_BROKEN, KEY_FAULT_GENERATION, held->generation, held->reader);
        return STATUS_OK;
    }
    if (!ID_AMONG(checking->must.all, checking->must.count, id, &held->reader.id) &&
        !ID_AMONG(checking->may.all, checking->may.count, id, &held->reader.id)) {
        enum status status = reason(&why, checking, held->reader);
        if (status == STATUS_OK)
            tell(checking, KEY_FAULT_EXTRA, why, held->generation, held->reader);
        return status;
    }
    enum status status =
        vaults_verify(checking->act, checking->conn, vault, held->generation, held->reader);
    if (status == STATUS_TAMPERED || status == STATUS_NOT_FOUND)
        tell(checking, KEY_FAULT_BROKEN, KEY_FAULT_UNVERIFIED, held->generation, held->reader);
    else if (status != STATUS_OK)
        return status;
    else if (held->generation == vault->generation)
        checking->opens = true;
    return STATUS_OK;
}

static bool holds(const struct checking *checking, struct account_id reader, uint32_t generation)
{
    for (size_t i = 0; i < checking->held_count; i++)
        if (checking->held[i].generation == generation &&
            id_equal(&checking->held[i].reader.id, &reader.id))
            return true;
    return false;
}

/* An older generation counts too: what was written under it is part of what they may read. */
static void look_for_missing(struct checking *checking)
{
    for (size_t i = 0; i < checking->must.count; i++)
        for (uint32_t generation = 1; generation <= checking->generations; generation++)
            if (!holds(checking, checking->must.all[i], generation))
                tell(checking, KEY_FAULT_MISSING,
                     checking->opens ? KEY_FAULT_WAITS : KEY_FAULT_LOST, generation,
                     checking->must.all[i]);
}

/* Whoever wrote a text keeps its key while nobody else may read it: a role was given back, or the
 * séance is off. */
static enum status add_author(struct checking *checking)
{
    struct document_row document;
    struct certificate certificate;
    struct act *act = checking->act;
    enum status status = document_rows_get(&document, checking->conn, act->arena, act->space,
                                           checking->vault.seance, checking->vault.purpose);
    if (status == STATUS_OK &&
        !ID_AMONG(checking->may.all, checking->may.count, id, &document.author.id))
        status = trust_now(&certificate, act, checking->conn, document.author);
    else if (status == STATUS_OK)
        return STATUS_OK;
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
    struct account_id *all = arena_alloc(act->arena, (checking->may.count + 1) * sizeof *all);
    for (size_t i = 0; i < checking->may.count; i++)
        all[i] = checking->may.all[i];
    all[checking->may.count] = document.author;
    checking->may = (struct readers){all, checking->may.count + 1};
    return STATUS_OK;
}

/* Who reads the vault of a séance.  After publication the shared vault serves everyone who took no
 * part: they need not hold this one. */
static enum status readers_of_seance(struct checking *checking)
{
    struct standing standing;
    const struct vault_row *vault = &checking->vault;
    const bool synthesis = strcmp(vault->purpose, VAULT_SYNTHESIS) == 0;
    const enum resource resource = synthesis ? RESOURCE_SYNTHESIS : RESOURCE_SITUATION;
    enum status status = standing_seance(&standing, checking->act, checking->conn, vault->seance);
    if (status != STATUS_OK)
        return status;
    checking->stage = access_stage_name(standing.stage);
    status = standing_readers(&checking->may.all, &checking->may.count, checking->act,
                              checking->conn, &standing, standing.stage, resource);
    checking->must = checking->may;
    if (status == STATUS_OK && synthesis && standing.stage == STAGE_PUBLISHED)
        status = standing_readers(&checking->must.all, &checking->must.count, checking->act,
                                  checking->conn, &standing, STAGE_DRAFTED, resource);
    if (standing.stage == STAGE_EXPIRED)
        checking->must = (struct readers){0};
    return status == STATUS_OK ? add_author(checking) : status;
}

static enum status look_at_vault(struct checking *checking, const struct vault_row *vault)
{
    checking->vault = *vault;
    checking->stage = NULL;
    checking->opens = false;
    checking->may = (struct readers){0};
    checking->result->vaults++;
    enum status status =
        vaults_generations(&checking->generations, checking->act->core, checking->conn, vault);
    if (status == STATUS_OK)
        status = vaults_is_present(checking->act->core, checking->conn, vault);
    if (status == STATUS_TAMPERED) {
        tell(checking, KEY_FAULT_BROKEN, KEY_FAULT_GENERATION, vault->generation,
             (struct account_id){0});
        status = STATUS_OK;
    }
    if (status == STATUS_OK && id_is_none(&vault->seance.id))
        status = members_readers(&checking->must.all, &checking->must.count, checking->act,
                                 checking->conn);
    else if (status == STATUS_OK)
        status = readers_of_seance(checking);
    if (status == STATUS_OK)
        status = vault_rows_envelopes(&checking->held, &checking->held_count, checking->conn,
                                      checking->act->arena, vault->id);
    for (size_t i = 0; status == STATUS_OK && i < checking->held_count; i++)
        status = look_at_envelope(checking, &checking->held[i]);
    if (status == STATUS_OK)
        look_for_missing(checking);
    return status;
}

static enum status look_at_space(struct checking *checking, const struct space_row *space)
{
    struct vault_row *vaults;
    size_t count;
    struct act *act = checking->act;
    act->space = space->id;
    act->pack = rules_pack(act->core->rules, space->pack);
    act->standing = RELATION_MEMBER | RELATION_SIGNATORY | RELATION_COORDINATION;
    if (act->pack == NULL)
        return STATUS_FAILED; /* its folder went away */
    enum status status = roll_charter(&checking->roll, act, checking->conn);
    if (status == STATUS_OK)
        status = vault_rows_space(&vaults, &count, checking->conn, act->arena, space->id);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = look_at_vault(checking, &vaults[i]);
    return status;
}

static enum status verdict(const struct key_result *result)
{
    if (result->faults[KEY_FAULT_EXTRA] + result->faults[KEY_FAULT_BROKEN] > 0)
        return STATUS_TAMPERED;
    return result->faults[KEY_FAULT_MISSING] > 0 ? STATUS_BUSY : STATUS_OK;
}

enum status key_check_run(struct key_result *out, struct core *core, const struct space_id *space,
                          void (*report)(void *context, const struct key_fault *fault),
                          void *context)
{
    struct space_row *spaces;
    size_t count;
    *out = (struct key_result){0};
    struct key_result result = {0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct act act = {.core = core, .arena = arena};
    struct checking checking = {.act = &act,
                                .conn = db_read(core->db),
                                .result = &result,
                                .report = report,
                                .context = context};
    enum status status = person_rows_spaces(&spaces, &count, checking.conn, arena);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (space == NULL || id_equal(&spaces[i].id.id, &space->id))
            status = look_at_space(&checking, &spaces[i]);
    db_done(checking.conn);
    arena_free(arena);
    if (status != STATUS_OK)
        return status;
    *out = result;
    return verdict(&result);
}
