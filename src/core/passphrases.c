#include "core/passphrases.h"

#include "base/log.h"
#include "base/text.h"
#include "core/act.h"

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

struct deriving {
    struct passphrase_key *out;
    const struct core *core;
    const struct account_row *row;
    const char *clean;
    enum status status;
};

static void run(void *context)
{
    struct deriving *deriving = context;
    struct passphrase_salt salt;
    struct passphrase_cost cost = cost_of(deriving->row);
    memcpy(salt.bytes, deriving->row->salt, sizeof salt.bytes);
    deriving->status =
        passphrase_derive(deriving->out, deriving->clean, strlen(deriving->clean), &salt,
                          deriving->row->id, server_key_pepper(deriving->core->key), &cost);
}

static enum status derive(struct passphrase_key *out, struct core *core,
                          const struct account_row *row, const char *passphrase, unsigned rank)
{
    struct deriving deriving = {.out = out, .core = core, .row = row};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    /* one normal form: keyboards disagree on how to write an accent */
    deriving.clean = text_clean(arena, passphrase);
    enum status status = slots_run(core->slots, rank, run, &deriving);
    arena_free(arena); /* wipes */
    return status == STATUS_OK ? deriving.status : status;
}

static enum status open_nobody(struct core *core, const char *passphrase, unsigned rank)
{
    struct passphrase_key key = {0};
    struct passphrase_cost cost = cost_now(core);
    struct account_row nobody = {
        .passes = cost.passes, .memory_kib = cost.memory_kib, .lanes = cost.lanes};
    enum status status = derive(&key, core, &nobody, passphrase, rank);
    passphrase_key_free(&key);
    return status == STATUS_OK ? STATUS_DENIED : status;
}

enum status passphrases_open(struct account_keys **out, struct core *core,
                             const struct account_row *row, const char *passphrase, unsigned rank)
{
    *out = NULL;
    if (row == NULL)
        return open_nobody(core, passphrase, rank);
    const struct passphrase_rule *rule = rules_passphrase(core->rules);
    const struct passphrase_cost floor = {rule->floor_passes, rule->floor_memory_kib,
                                          rule->floor_lanes};
    struct passphrase_cost cost = cost_of(row);
    struct passphrase_key key = {0};
    struct account_public public;
    /* far over today's cost is an edited row too: it would hold a slot for minutes */
    const struct passphrase_cost ceiling = {4 * rule->passes, 4 * rule->memory_kib,
                                            4 * rule->lanes};
    if (!passphrase_cost_at_least(&cost, &floor) || !passphrase_cost_at_least(&ceiling, &cost)) {
        char text[ID_TEXT];
        log_error("account %s: Argon2 cost out of bounds", id_text(text, &row->id.id));
        return STATUS_TAMPERED;
    }
    memcpy(public.box, row->box_public, sizeof public.box);
    memcpy(public.sign, row->sign_public, sizeof public.sign);
    enum status status = derive(&key, core, row, passphrase, rank);
    if (status == STATUS_OK)
        status = account_keys_open(out, row->keys, row->id, row->generation, &public, &key);
    passphrase_key_free(&key);
    return status;
}

enum status passphrases_seal(struct account_row *row, struct core *core, struct arena *arena,
                             const struct account_keys *keys, const char *passphrase)
{
    struct passphrase_key key = {0};
    struct passphrase_cost cost = cost_now(core);
    row->passes = cost.passes;
    row->memory_kib = cost.memory_kib;
    row->lanes = cost.lanes;
    secret_noise(row->salt, sizeof row->salt);
    memcpy(row->box_public, keys->public.box, sizeof row->box_public);
    memcpy(row->sign_public, keys->public.sign, sizeof row->sign_public);
    enum status status = derive(&key, core, row, passphrase, SLOTS_TRUSTED);
    if (status == STATUS_OK)
        status = account_keys_seal(&row->keys, arena, keys, row->id, row->generation, &key);
    passphrase_key_free(&key);
    return status;
}

bool passphrases_costs_less(const struct core *core, const struct account_row *row)
{
    struct passphrase_cost was = cost_of(row);
    struct passphrase_cost now = cost_now(core);
    return !passphrase_cost_at_least(&was, &now);
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
    } else if (strlen(passphrase) > PASSPHRASE_MAX) {
        fault = json_pack("{s:s, s:i}", "key", "passphrase_long", "max", PASSPHRASE_MAX);
    } else if (again == NULL || !text_equal_const(passphrase, again)) {
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
