#include "load.h"

#include "base/log.h"
#include "gate/bounds.h"
#include "gate/refusal.h"
#include "gate/security_log.h"
#include "load_help.h"
#include "parts/sight.h"
#include "routes.h"
#include "words/dates.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESSES = 65536 };

/* Sentences that handlers name beside those of the tables. */
static const char *const used[][2] = {
    {"done", "signed_in"},
    {"done", "signed_out"},
    {"done", "welcome"},
    {"done", "answered_coming"},
    {"done", "answered_excused"},
    {"done", "role_accepted"},
    {"done", "role_declined"},
    {"done", "attendance_saved"},
    {"done", "attendance_closed"},
    {"done", "synthesis_signed"},
    {"done", "synthesis_published"},
    {"sign_in", "resumed"},
    {"done", "signed_in_missed"},
    {"done", "renewed"},
    {"done", "rejoined"},
    {"error", "code_wrong"},
    {"error", "code_used"},
    {"error", "second_step_over"},
    {"error", "account_tampered"},
    {"error", "tampered_home"},
    {"error", "conflict_changed"},
    {"error", "conflict_gone"},
    {"error", "conflict_over"},
    {"error", "no_cookies"},
    {"error", "other_space_unknown"},
    {"error", "journal_broken"},
    {"error", "factor_last"},
    {"error", "passkey_refused"},
    {"error", "passkey_cloned"},
    {"error", "no_passkeys"},
    {"error", "factors_most"},
    {"factor", "code"},
    {"sign_in", "too_many"},
    {"invitation", "invitations"},
    {"done", "erasure_asked"},
    {"done", "erasure_taken_back"},
    {"error", "sign_in_first"},
    {"error", "invitation"},
    {"seance_name", "any"},
    {"calendar", "cycles_now"},
    {"journal", "seq"},
    {"journal", "at"},
    {"journal", "profession"},
    {"journal", "structure"},
    {"journal", "actor"},
    {"journal", "act"},
    {"journal", "about"},
    {"journal", "object"},
    {"journal", "detail"},
    {"journal", "operator"},
    {"journal", "platform"},
    {"journal", "malformed"},
    {"journal", "to"},
    {"error", "journal_too_long"},
};

static enum status load_files(struct files **out, const struct site *site, const char *web,
                              const char *folder)
{
    return files_load(out, arena_printf(site->arena, "%s/%s", web, folder));
}

/* Pages do without fonts and the like; they say so to the operator alone. */
static enum status load_assets(struct site *site, const char *folder)
{
    enum status status = files_load(&site->assets, folder);
    if (status != STATUS_NOT_FOUND)
        return status;
    log_warning("%s: no built files there, pages do without", folder);
    return STATUS_OK;
}

/* What a space says in its own words. */
static enum status load_messages(struct site *site)
{
    size_t count;
    const struct pack *packs = rules_packs(site->rules, &count);
    const struct words **all = arena_alloc(site->arena, (count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        struct words *words;
        enum status status = words_over(&words, site->arena, site->words, &packs[i].messages);
        if (status != STATUS_OK)
            return status;
        all[i] = words;
    }
    site->by_pack = all;
    return STATUS_OK;
}

static enum status load_all(struct site *site, const char *web, const char *assets)
{
    enum status status =
        words_load(&site->words, site->arena, arena_printf(site->arena, "%s/messages.fr.ini", web));
    if (status == STATUS_OK)
        status = load_messages(site);
    if (status == STATUS_OK)
        status = mustache_load(site->templates, web);
    if (status == STATUS_OK)
        status = mustache_check(site->templates);
    if (status == STATUS_OK)
        status = load_files(&site->css, site, web, "css");
    if (status == STATUS_OK)
        status = load_files(&site->js, site, web, "js");
    if (status == STATUS_OK && assets != NULL)
        status = load_assets(site, assets);
    if (status == STATUS_OK)
        status = load_help(site, web);
    if (status != STATUS_OK)
        return status;
    site->version =
        arena_printf(site->arena, "%.8s%.8s%.8s", files_version(site->css), files_version(site->js),
                     site->assets != NULL ? files_version(site->assets) : "");
    return STATUS_OK;
}

static bool row_is_served(const struct site *site, const struct route *row)
{
    bool whole = true;
    if (row->template != NULL && !mustache_has(site->templates, row->template)) {
        log_error("route %s: no template %s", row->path, row->template);
        whole = false;
    }
    if (row->form != NULL &&
        route_form(site->rules, rules_first_pack(site->rules), row->form) == NULL) {
        log_error("route %s: no form %s", row->path, row->form);
        whole = false;
    }
    return whole && (row->done == NULL || words_check(site->words, "done", row->done));
}

/* What people read of a space's kinds of meeting and roles. */
static bool packs_check(const struct site *site)
{
    static const char *const of_role[] = {"role", "role_person", "offer", "relation",
                                          "relation_also"};
    static const char *const of_kind[] = {"kind", "kind_short"};
    size_t count;
    bool whole = true;
    const struct pack *packs = rules_packs(site->rules, &count);
    for (size_t p = 0; p < count; p++) {
        const struct words *words = site->by_pack[p];
        const struct shape *shape = &packs[p].shape;
        for (size_t r = 0; r < shape->role_count; r++)
            for (size_t i = 0; i < sizeof of_role / sizeof *of_role; i++)
                whole &= words_check(
                    words, "label",
                    arena_printf(site->arena, "%s.%s", of_role[i], shape->roles[r].name));
        for (size_t k = 0; k < shape->kind_count; k++) {
            whole &= words_check(words, "seance_name", shape->kinds[k].name);
            for (size_t i = 0; i < sizeof of_kind / sizeof *of_kind; i++)
                whole &= words_check(
                    words, "label",
                    arena_printf(site->arena, "%s.%s", of_kind[i], shape->kinds[k].name));
        }
        if (!whole)
            log_error("spaces/%s/messages.fr.ini: lacks words for its kinds or roles",
                      packs[p].name);
    }
    return whole;
}

static enum status check(const struct site *site)
{
    size_t count;
    const struct route *rows = routes_table(&count);
    route_map(rows, count);
    bool whole = route_check(rows, count) == STATUS_OK;
    for (const struct route *row = rows; row < rows + count; row++)
        whole &= row_is_served(site, row);
    for (size_t i = 0; i < sizeof used / sizeof *used; i++)
        whole &= words_check(site->words, used[i][0], used[i][1]);
    whole &= refusal_check(site->words);
    whole &= dates_check(site->words);
    whole &= sight_check(site->words);
    whole &= packs_check(site);
    if (!mustache_has(site->templates, "pages/error")) {
        log_error("no template pages/error");
        whole = false;
    }
    return whole ? STATUS_OK : STATUS_INVALID;
}

enum status load_site(struct site **out, const char *web, const char *assets,
                      const struct rules *rules)
{
    *out = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct site *site = arena_alloc(arena, sizeof *site);
    site->arena = arena;
    site->rules = rules;
    site->templates = mustache_new();
    site->by_place = limits_new(60, 6, ADDRESSES);
    site->missed_by_place = limits_growing(10, 5, 5 * 60, ADDRESSES);
    site->came_in = limits_new(1, 1, ADDRESSES);
    site->missed_links = limits_growing(30, 5, 5 * 60, ADDRESSES);
    site->by_person = limits_growing(5, 10, 15 * 60, ADDRESSES);
    site->invitations = limits_new(60, 1, ADDRESSES);
    site->by_factor = limits_growing(10, 30, 60 * 60, ADDRESSES);
    site->examinations = limits_new(400, 160, ADDRESSES);
    site->logins = bounds_logins();
    site->security = security_log_new();
    enum status status = site->security != NULL ? load_all(site, web, assets) : STATUS_FAILED;
    if (status == STATUS_OK)
        status = check(site);
    if (status == STATUS_OK)
        *out = site;
    else
        load_free(site);
    return status;
}

void load_free(struct site *site)
{
    if (site == NULL)
        return;
    limits_free(site->logins);
    security_log_free(site->security);
    limits_free(site->examinations);
    limits_free(site->by_factor);
    limits_free(site->by_place);
    limits_free(site->missed_by_place);
    limits_free(site->came_in);
    limits_free(site->missed_links);
    limits_free(site->by_person);
    limits_free(site->invitations);
    files_free(site->assets);
    files_free(site->js);
    files_free(site->css);
    mustache_free(site->templates);
    arena_free(site->arena);
}
