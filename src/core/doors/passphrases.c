#include "doors/passphrases.h"

#include "act.h"
#include "base/log.h"
#include "base/text.h"
#include "store/rows/access_rows.h"

#include <string.h>

static struct passphrase_cost cost_now(const struct core *core)
{
    const struct passphrase_rule *rule = rules_passphrase(core->rules);
    return (struct passphrase_cost){rule->passes, rule->memory_kib, rule->lanes};
}

static struct passphrase_cost cost_of(const struct account_row *row)
{
    return (struct passphrase_cost){row->passes, row->memory_kib, row->lanes};
}

static struct passphrase_cost ceiling_of(const struct core *core)
{
    const struct passphrase_cost now = cost_now(core);
    return (struct passphrase_cost){4 * now.passes, 4 * now.memory_kib, 4 * now.lanes};
}

enum { FORMS = 3 };

/* One turn at a slot. */
struct turn {
    struct passphrase_key key;
    const struct core *core;
    const struct account_row *row;
    const char *forms[FORMS]; /* of the passphrase, to try one after the other */
    size_t form_count;
    size_t form;               /* the one that is tried, or that opened */
    struct account_keys *keys; /* opened */
    uint64_t total;            /* the work of a turn that opens nothing */
    enum status status;
};

static enum status derive(struct turn *turn, const struct passphrase_cost *cost)
{
    struct passphrase_salt salt;
    const struct secret *pepper = server_key_pepper(
        turn->core->key, server_key_number_at(turn->core->key, turn->row->sealed_by));
    memcpy(salt.bytes, turn->row->salt, sizeof salt.bytes);
    const char *text = turn->forms[turn->form];
    return passphrase_derive(&turn->key, text, strlen(text), &salt, turn->row->id, pepper, cost);
}

static bool derive_in_turn(void *context)
{
    struct turn *turn = context;
    const struct passphrase_cost cost = cost_of(turn->row);
    turn->status = derive(turn, &cost);
    return turn->status == STATUS_OK;
}

/* What a dearer run would have taken: keys that open nothing. */
static enum status spend(struct turn *turn, uint64_t work)
{
    struct passphrase_cost rest;
    const struct passphrase_cost now = cost_now(turn->core);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && passphrase_rest(&rest, work, &now)) {
        passphrase_key_free(&turn->key);
        status = derive(turn, &rest);
        work -= passphrase_work(&rest);
    }
    return status;
}

static enum status unseal(struct turn *turn)
{
    const struct account_row *row = turn->row;
    struct account_public public;
    if (id_is_none(&row->id.id))
        return STATUS_DENIED; /* nobody */
    memcpy(public.box, row->box_public, sizeof public.box);
    memcpy(public.sign, row->sign_public, sizeof public.sign);
    return account_keys_open(&turn->keys, row->keys, row->id, row->generation, &public, &turn->key);
}

static bool open_in_turn(void *context)
{
    struct turn *turn = context;
    const struct passphrase_cost cost = cost_of(turn->row);
    const uint64_t work = passphrase_work(&cost);
    turn->status = STATUS_DENIED;
    for (size_t i = 0; turn->status == STATUS_DENIED && i < turn->form_count; i++) {
        turn->form = i;
        passphrase_key_free(&turn->key);
        if (derive_in_turn(turn))
            turn->status = unseal(turn);
    }
    /* as often as the text has forms, which is the same for all accounts */
    if (turn->status == STATUS_DENIED && turn->total > work) {
        const enum status spent = spend(turn, turn->form_count * (turn->total - work));
        turn->status = spent == STATUS_OK ? STATUS_DENIED : spent;
    }
    return turn->status == STATUS_OK;
}

static void add_form(struct turn *turn, const char *form)
{
    for (size_t i = 0; i < turn->form_count; i++)
        if (strcmp(turn->forms[i], form) == 0)
            return;
    turn->forms[turn->form_count++] = form;
}

static enum status take(struct turn *turn, struct core *core, const struct slots_turn *whose,
                        bool (*work)(void *))
{
    enum status status = slots_run(core->slots, whose, work, turn);
    return status == STATUS_OK ? turn->status : status;
}

/* As much as the dearest account takes, and today's cost: the same for all, whoever they are. */
static enum status total_of(uint64_t *out, struct core *core)
{
    const struct passphrase_cost now = cost_now(core);
    const struct passphrase_cost most = ceiling_of(core);
    int64_t dearest = 0;
    struct db_conn *conn = db_read(core->db);
    enum status status =
        access_rows_dearest(&dearest, conn, most.passes, most.memory_kib, most.lanes);
    db_done(conn);
    *out = passphrase_work(&now);
    if (dearest > 0 && (uint64_t)dearest > *out)
        *out = (uint64_t)dearest;
    return status;
}

static bool within_bounds(const struct core *core, const struct account_row *row)
{
    const struct passphrase_rule *rule = rules_passphrase(core->rules);
    const struct passphrase_cost floor = {rule->floor_passes, rule->floor_memory_kib,
                                          rule->floor_lanes};
    const struct passphrase_cost cost = cost_of(row);
    /* far over today's cost is an edited row too: it would hold a slot for minutes */
    const struct passphrase_cost ceiling = ceiling_of(core);
    return passphrase_cost_at_least(&cost, &floor) && passphrase_cost_at_least(&ceiling, &cost);
}

enum status passphrases_open_as(struct passphrases_opened *out, struct core *core,
                                struct arena *arena, const struct account_row *row,
                                const char *passphrase, const struct slots_turn *whose)
{
    char text[ID_TEXT];
    const struct passphrase_cost now = cost_now(core);
    const struct account_row nobody = {.passes = now.passes,
                                       .memory_kib = now.memory_kib,
                                       .lanes = now.lanes,
                                       .sealed_by = UINT64_MAX};
    struct turn turn = {.core = core, .row = row != NULL ? row : &nobody};
    *out = (struct passphrases_opened){0};
    if (!within_bounds(core, turn.row)) {
        log_error("account %s: Argon2 cost out of bounds", id_text(text, &turn.row->id.id));
        return STATUS_TAMPERED;
    }
    add_form(&turn, text_opaque(arena, passphrase));
    add_form(&turn, text_opaque(arena, text_former(arena, passphrase)));
    add_form(&turn, text_former(arena, passphrase));
    enum status status = total_of(&turn.total, core);
    if (status == STATUS_OK)
        status = take(&turn, core, whose, open_in_turn);
    passphrase_key_free(&turn.key);
    if (turn.keys == NULL)
        return status;
    out->keys = turn.keys;
    out->passphrase = turn.forms[turn.form];
    out->outdated = strcmp(out->passphrase, text_opaque(arena, out->passphrase)) != 0;
    return status;
}

enum status passphrases_open(struct account_keys **out, struct core *core,
                             const struct account_row *row, const char *passphrase,
                             const struct slots_turn *whose)
{
    struct passphrases_opened opened;
    *out = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = passphrases_open_as(&opened, core, arena, row, passphrase, whose);
    *out = opened.keys;
    arena_free(arena); /* wipes */
    return status;
}

enum status passphrases_seal(struct account_row *row, struct core *core, struct arena *arena,
                             const struct account_keys *keys, const char *passphrase)
{
    struct turn turn = {.core = core, .row = row};
    const struct passphrase_cost cost = cost_now(core);
    add_form(&turn, text_opaque(arena, passphrase));
    row->passes = cost.passes;
    row->memory_kib = cost.memory_kib;
    row->lanes = cost.lanes;
    row->sealed_by = UINT64_MAX; /* by an entry to come */
    secret_noise(row->salt, sizeof row->salt);
    memcpy(row->box_public, keys->public.box, sizeof row->box_public);
    memcpy(row->sign_public, keys->public.sign, sizeof row->sign_public);
    enum status status = take(&turn, core, SLOTS_TRUSTED, derive_in_turn);
    if (status == STATUS_OK)
        status = account_keys_seal(&row->keys, arena, keys, row->id, row->generation, &turn.key);
    passphrase_key_free(&turn.key);
    return status;
}

bool passphrases_is_of_before(const struct core *core, const struct account_row *row)
{
    struct passphrase_cost was = cost_of(row);
    struct passphrase_cost now = cost_now(core);
    return !passphrase_cost_at_least(&was, &now) ||
           server_key_number_at(core->key, row->sealed_by) != server_key_number(core->key);
}

enum status passphrases_check(json_t **faults, struct core *core, struct arena *arena,
                              const json_t *fields, const char *const *personal, size_t count)
{
    const char *passphrase = act_text(fields, "passphrase");
    const char *again = act_text(fields, "passphrase_again");
    const double needed = rules_passphrase(core->rules)->bits;
    *faults = act_json(arena, json_object());
    json_t *fault = NULL;
    const char *field = "passphrase";
    if (passphrase == NULL) {
        fault = json_pack("{s:s}", "key", "required");
    } else if (strlen(passphrase) > PASSPHRASE_MAX ||
               strlen(text_opaque(arena, passphrase)) > PASSPHRASE_MAX) {
        fault = json_pack("{s:s, s:i}", "key", "passphrase_long", "max", PASSPHRASE_MAX);
    } else if (text_unseen(passphrase)) {
        fault = json_pack("{s:s}", "key", "passphrase_unseen");
    } else if (again == NULL ||
               !text_equal_const(text_opaque(arena, passphrase), text_opaque(arena, again))) {
        field = "passphrase_again";
        fault = json_pack("{s:s}", "key", "passphrase_differs");
    } else {
        double bits = passphrase_bits(core->words, passphrase, personal, count);
        if (bits >= needed)
            return STATUS_OK;
        fault = json_pack("{s:s, s:i, s:i}", "key", "passphrase_weak", "bits", (int)bits, "needed",
                          (int)needed);
    }
    if (json_object_set_new(*faults, field, fault) != 0)
        return STATUS_FAILED;
    return STATUS_INVALID;
}
