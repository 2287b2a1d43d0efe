#include "policy/rules.h"

#include "base/log.h"
#include "folder.h"
#include "setting.h"

#include <stdlib.h>
#include <string.h>

struct rules {
    struct arena *arena;
    struct ini access; /* that hold in every space */
    struct passphrase_rule passphrase;
    struct retention_rule retention;
    struct pack *packs; /* by folder name */
    size_t pack_count;
    struct form **forms; /* those of policies/forms/, once for every pack */
    size_t form_count;   /* of one pack */
};

static bool read_cost(const struct ini *ini, const char *section, uint32_t *passes,
                      uint32_t *memory_kib, uint32_t *lanes)
{
    int64_t p, m, l;
    if (!setting_number(&l, ini, section, "lanes", 1, 64) ||
        !setting_number(&p, ini, section, "passes", 1, 10000) ||
        !setting_number(&m, ini, section, "memory_kib", 8 * l, 16 * 1024 * 1024))
        return false;
    *passes = (uint32_t)p;
    *memory_kib = (uint32_t)m;
    *lanes = (uint32_t)l;
    return true;
}

static bool read_passphrase(struct rules *rules, const char *folder)
{
    struct ini ini;
    struct passphrase_rule *rule = &rules->passphrase;
    int64_t bits;
    const char *path = arena_printf(rules->arena, "%s/passphrase.ini", folder);
    enum status status = ini_load(&ini, rules->arena, path);
    if (status != STATUS_OK) {
        log_error("%s: %s", path, status_name(status));
        return false;
    }
    if (!read_cost(&ini, "cost", &rule->passes, &rule->memory_kib, &rule->lanes) ||
        !read_cost(&ini, "floor", &rule->floor_passes, &rule->floor_memory_kib,
                   &rule->floor_lanes) ||
        !setting_number(&bits, &ini, "meter", "bits", 0, 256))
        return false;
    rule->bits = (double)bits;
    if (rule->passes >= rule->floor_passes && rule->memory_kib >= rule->floor_memory_kib &&
        rule->lanes >= rule->floor_lanes)
        return true;
    log_error("%s: [cost] is under [floor]", path);
    return false;
}

static bool months(unsigned *out, const struct ini *ini, const char *section, const char *key)
{
    enum { MOST = 10 * 12 };
    int64_t number;
    if (!setting_number(&number, ini, section, key, 1, MOST))
        return false;
    *out = (unsigned)number;
    return true;
}

/* A period under the days of warning would end before it was announced. */
static bool read_retention(struct rules *rules, const char *folder)
{
    enum { WARN_LEAST = 7, WARN_MOST = 28 * 12, DAYS_A_MONTH = 28 };
    struct ini ini;
    struct retention_rule *rule = &rules->retention;
    int64_t days;
    const char *path = arena_printf(rules->arena, "%s/retention.ini", folder);
    enum status status = ini_load(&ini, rules->arena, path);
    if (status != STATUS_OK) {
        log_error("%s: %s", path, status_name(status));
        return false;
    }
    if (!months(&rule->draft_months, &ini, "keep", "draft_months") ||
        !months(&rule->situation_months, &ini, "keep", "situation_months") ||
        !months(&rule->synthesis_months, &ini, "keep", "synthesis_months") ||
        !months(&rule->idle_months, &ini, "accounts", "idle_months") ||
        !setting_number(&days, &ini, "warn", "days", WARN_LEAST, WARN_MOST))
        return false;
    rule->warn_days = (unsigned)days;
    if (rule->draft_months > rule->situation_months ||
        rule->situation_months > rule->synthesis_months)
        log_error("%s: drafts are kept longer than situations, or those longer than syntheses",
                  path);
    else if (rule->warn_days > DAYS_A_MONTH * rule->draft_months ||
             rule->warn_days > DAYS_A_MONTH * rule->idle_months)
        log_error("%s: the days of warning are longer than what they warn of", path);
    else
        return true;
    return false;
}

static bool read_access(struct rules *rules, const char *folder)
{
    const char *path = arena_printf(rules->arena, "%s/access.ini", folder);
    enum status status = ini_load(&rules->access, rules->arena, path);
    if (status != STATUS_OK)
        log_error("%s: %s", path, status_name(status));
    return status == STATUS_OK;
}

static bool read_packs(struct rules *rules, const char *folder)
{
    const char **names;
    const char *spaces = arena_printf(rules->arena, "%s/spaces", folder);
    enum status status = folder_list(&names, &rules->pack_count, rules->arena, spaces, "");
    if (status != STATUS_OK || rules->pack_count == 0) {
        log_error("%s: holds no space", spaces);
        return false;
    }
    rules->packs = arena_alloc(rules->arena, rules->pack_count * sizeof *rules->packs);
    for (size_t i = 0; i < rules->pack_count; i++) {
        const char *path = arena_printf(rules->arena, "%s/%s", spaces, names[i]);
        if (pack_load(&rules->packs[i], rules->arena, path, &rules->access) != STATUS_OK)
            return false;
    }
    return true;
}

/* A form means other options in each space, so each has its own. */
static bool read_forms(struct rules *rules, const char *folder)
{
    const char **names;
    const char *forms = arena_printf(rules->arena, "%s/forms", folder);
    enum status status = folder_list(&names, &rules->form_count, rules->arena, forms, ".json");
    if (status != STATUS_OK || rules->form_count == 0) {
        log_error("%s: holds no form", forms);
        return false;
    }
    size_t count = rules->pack_count * rules->form_count;
    rules->forms = arena_alloc(rules->arena, count * sizeof *rules->forms);
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i % rules->form_count];
        const struct pack *pack = &rules->packs[i / rules->form_count];
        const char *path = arena_printf(rules->arena, "%s/%s.json", forms, name);
        if (form_load(&rules->forms[i], rules->arena, path, &pack->space) != STATUS_OK)
            return false;
        if (strcmp(form_name(rules->forms[i]), name) != 0) {
            log_error("%s: has another name", path);
            return false;
        }
    }
    return true;
}

enum status rules_load(struct rules **out, const char *folder)
{
    *out = NULL;
    struct rules *rules = calloc(1, sizeof *rules);
    if (rules == NULL)
        return STATUS_FAILED;
    rules->arena = arena_new();
    enum status status = rules->arena == NULL ? STATUS_FAILED : STATUS_INVALID;
    if (status == STATUS_FAILED || !read_access(rules, folder) || !read_passphrase(rules, folder) ||
        !read_retention(rules, folder) || !read_packs(rules, folder) ||
        !read_forms(rules, folder)) {
        rules_free(rules);
        return status;
    }
    *out = rules;
    return STATUS_OK;
}

void rules_free(struct rules *rules)
{
    if (rules == NULL)
        return;
    arena_free(rules->arena);
    free(rules);
}

const struct passphrase_rule *rules_passphrase(const struct rules *rules)
{
    return &rules->passphrase;
}

const struct retention_rule *rules_retention(const struct rules *rules)
{
    return &rules->retention;
}

const struct form *rules_form(const struct rules *rules, const struct pack *pack, const char *name)
{
    for (size_t p = 0; p < rules->pack_count; p++)
        for (size_t i = 0; i < rules->form_count; i++) {
            const struct form *form = rules->forms[p * rules->form_count + i];
            if ((pack == NULL || pack == &rules->packs[p]) && strcmp(form_name(form), name) == 0)
                return form;
        }
    return NULL;
}

const struct pack *rules_pack(const struct rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->pack_count; i++)
        if (strcmp(rules->packs[i].name, name) == 0)
            return &rules->packs[i];
    return NULL;
}

const struct pack *rules_first_pack(const struct rules *rules)
{
    for (size_t i = 0; i < rules->pack_count; i++)
        if (rules->packs[i].first)
            return &rules->packs[i];
    return &rules->packs[0];
}

const struct pack *rules_packs(const struct rules *rules, size_t *count)
{
    *count = rules->pack_count;
    return rules->packs;
}
