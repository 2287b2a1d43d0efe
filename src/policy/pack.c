#include "policy/pack.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "folder.h"
#include "setting.h"

#include <string.h>

enum { MARKDOWN_MAX = 256 * 1024, DAYS_MAX = 3650 };

/* Coordination needs a second factor in any case. */
static bool read_second_factor(struct pack *pack)
{
    const char *who;
    if (!setting_text(&who, &pack->space, "space", "second_factor"))
        return false;
    pack->second_factor_everyone = strcmp(who, "everyone") == 0;
    if (pack->second_factor_everyone || strcmp(who, "coordination") == 0)
        return true;
    log_error("[space] second_factor: \"coordination\" or \"everyone\", not \"%s\"", who);
    return false;
}

/* A space that says nothing of it waits for nobody who has nothing to add. */
static bool read_sign_early(struct pack *pack)
{
    pack->sign_early = true;
    return ini_get(&pack->space, "rules", "sign_early") == NULL ||
           setting_switch(&pack->sign_early, &pack->space, "rules", "sign_early");
}

static bool read_flag(bool *out, const struct ini *ini, const char *section, const char *key)
{
    *out = false;
    return ini_get(ini, section, key) == NULL || setting_switch(out, ini, section, key);
}

/* A group has both bounds or none. */
static bool read_people(struct pack *pack)
{
    enum { MOST = 1000 };
    const struct ini *ini = &pack->space;
    return (ini_get(ini, "rules", "people_least") == NULL &&
            ini_get(ini, "rules", "people_most") == NULL) ||
           (setting_number(&pack->people_least, ini, "rules", "people_least", 1, MOST) &&
            setting_number(&pack->people_most, ini, "rules", "people_most", pack->people_least,
                           MOST));
}

/* People see its label, and others have to have it too. */
static bool read_founder(struct pack *pack)
{
    const struct ini *ini = &pack->space;
    if (!setting_text(&pack->founder, ini, "space", "founder_profession"))
        return false;
    if (ini_get(ini, "professions", pack->founder) != NULL)
        return true;
    log_error("%s: [space] founder_profession: none of [professions]: %s", ini->path,
              pack->founder);
    return false;
}

static bool read_settings(struct pack *pack)
{
    const struct ini *ini = &pack->space;
    return setting_text(&pack->title, ini, "space", "title") &&
           setting_text(&pack->coordination, ini, "space", "coordination") &&
           setting_number(&pack->grace_days, ini, "space", "grace_days", 0, DAYS_MAX) &&
           setting_number(&pack->review_days, ini, "rules", "review_days", 0, DAYS_MAX) &&
           setting_switch(&pack->closed_only, ini, "rules", "situation_closed_only") &&
           read_flag(&pack->first, ini, "space", "first") &&
           read_flag(&pack->committed, ini, "rules", "committed") && read_people(pack) &&
           read_founder(pack) && read_sign_early(pack) && read_second_factor(pack);
}

/* A Markdown file, cleaned, without the first line "# title"; NULL if it is not one. */
static const char *read_markdown(struct arena *arena, const char *path, const char **title)
{
    struct bytes content;
    const char *text = "";
    if (file_read(&content, arena, path, MARKDOWN_MAX) == STATUS_OK &&
        text_is_utf8((const char *)content.data, content.len))
        text = text_clean(arena, (const char *)content.data);
    size_t line = strcspn(text, "\n");
    if (strncmp(text, "# ", 2) != 0 || line < 3 || text[line] == '\0') {
        log_error("%s: must be a text below a first line \"# title\"", path);
        return NULL;
    }
    *title = text_clean(arena, arena_copy(arena, text + 2, line - 2));
    return text_clean(arena, text + line);
}

static bool read_charter(struct pack *pack, struct arena *arena, const char *folder)
{
    const char *title;
    const char *text = read_markdown(arena, arena_printf(arena, "%s/charter.md", folder), &title);
    if (text != NULL)
        pack->charter = arena_printf(arena, "# %s\n\n%s", title, text);
    return text != NULL;
}

static bool is_slug(const char *name)
{
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* The Markdown files of a folder, if there is one. */
static bool read_sheets(const struct tool_sheet **out, size_t *count, struct arena *arena,
                        const char *folder, const char *name)
{
    const char **names;
    const char *place = arena_printf(arena, "%s/%s", folder, name);
    enum status status = folder_list(&names, count, arena, place, ".md");
    if (status == STATUS_NOT_FOUND)
        return true;
    if (status != STATUS_OK)
        return false;
    struct tool_sheet *sheets = arena_alloc(arena, (*count + 1) * sizeof *sheets);
    *out = sheets;
    for (size_t i = 0; i < *count; i++) {
        const char *path = arena_printf(arena, "%s/%s.md", place, names[i]);
        sheets[i].slug = names[i];
        sheets[i].markdown = read_markdown(arena, path, &sheets[i].title);
        if (!is_slug(names[i]))
            log_error("%s: its name becomes an address: lower case, digits and dashes", path);
        if (sheets[i].markdown == NULL || !is_slug(names[i]))
            return false;
    }
    return true;
}

static bool read_form(struct form **out, const struct pack *pack, struct arena *arena,
                      const char *folder, const char *name)
{
    const char *path = arena_printf(arena, "%s/forms/%s.json", folder, name);
    enum status status = form_load(out, arena, path, &pack->space);
    if (status == STATUS_OK && strcmp(form_name(*out), name) == 0)
        return true;
    log_error("%s: %s", path, status == STATUS_OK ? "has another name" : status_name(status));
    return false;
}

static bool load_ini(struct ini *out, struct arena *arena, const char *folder, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    enum status status = ini_load(out, arena, path);
    if (status != STATUS_OK)
        log_error("%s: %s", path, status_name(status));
    return status == STATUS_OK;
}

/* What forms take their options from is in either file. */
static bool read_shape(struct pack *pack, struct arena *arena, const char *folder)
{
    struct ini seances;
    if (!load_ini(&seances, arena, folder, "seances.ini") ||
        shape_read(&pack->shape, arena, &seances) != STATUS_OK)
        return false;
    const size_t count = pack->space.count + seances.count;
    struct ini_entry *entries = arena_alloc(arena, (count + 1) * sizeof *entries);
    memcpy(entries, pack->space.entries, pack->space.count * sizeof *entries);
    for (size_t i = 0; i < seances.count; i++) {
        const struct ini_entry *entry = &seances.entries[i];
        if (ini_get(&pack->space, entry->section, entry->key) != NULL) {
            log_error("%s:%d: [%s] is in space.ini too", seances.path, entry->line, entry->section);
            return false;
        }
        entries[pack->space.count + i] = *entry;
    }
    pack->space.entries = entries;
    pack->space.count = count;
    return true;
}

static bool read_messages(struct pack *pack, struct arena *arena, const char *folder)
{
    const char *path = arena_printf(arena, "%s/messages.fr.ini", folder);
    enum status status = ini_load(&pack->messages, arena, path);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        log_error("%s: %s", path, status_name(status));
    return status == STATUS_OK || status == STATUS_NOT_FOUND;
}

/* A step that nobody may take would stop every séance there; but that texts are over their time is
 * in nobody's hand. */
static bool steps_are_somebodys(const struct pack *pack, const char *folder)
{
    for (size_t k = 0; k < pack->shape.kind_count; k++) {
        const struct shape_kind *kind = &pack->shape.kinds[k];
        for (size_t i = 0; i < kind->life.count; i++) {
            const struct life_step *step = &kind->life.steps[i];
            const bool may =
                access_allows(pack->access, step->resource, step->action, ~0U, step->from);
            if (may == (step->event != LIFE_EXPIRE))
                continue;
            log_error("%s/access.ini: [%s] %s: %s of \"%s\" at %s is %s", folder,
                      access_resource_name(step->resource), access_action_name(step->action),
                      life_event_name(step->event), kind->name, access_stage_name(step->from),
                      may ? "somebody's, and may be nobody's" : "nobody's");
            return false;
        }
    }
    return true;
}

static bool read_access(struct pack *pack, struct arena *arena, const char *folder,
                        const struct ini *everywhere)
{
    struct ini here;
    const char **roles = arena_alloc(arena, (SHAPE_ROLES + 1) * sizeof *roles);
    for (size_t i = 0; i < pack->shape.role_count; i++)
        roles[i] = pack->shape.roles[i].name;
    pack->access = access_new(arena, roles, pack->shape.role_count);
    return access_add(pack->access, arena, everywhere) == STATUS_OK &&
           load_ini(&here, arena, folder, "access.ini") &&
           access_add(pack->access, arena, &here) == STATUS_OK && steps_are_somebodys(pack, folder);
}

enum status pack_load(struct pack *out, struct arena *arena, const char *folder,
                      const struct ini *access)
{
    const char *slash = strrchr(folder, '/');
    struct pack pack = {.name = arena_text(arena, slash == NULL ? folder : slash + 1)};
    *out = (struct pack){0};
    if (!load_ini(&pack.space, arena, folder, "space.ini") || !read_settings(&pack) ||
        !read_shape(&pack, arena, folder) || !read_access(&pack, arena, folder, access) ||
        !read_messages(&pack, arena, folder) || !read_charter(&pack, arena, folder) ||
        !read_sheets(&pack.tools, &pack.tool_count, arena, folder, "tools") ||
        !read_sheets(&pack.help, &pack.help_count, arena, folder, "help") ||
        !read_form(&pack.situation, &pack, arena, folder, "situation") ||
        !read_form(&pack.synthesis, &pack, arena, folder, "synthesis") ||
        !read_form(&pack.structure, &pack, arena, folder, "structure"))
        return STATUS_INVALID;
    *out = pack;
    return STATUS_OK;
}

const char *pack_label(const struct pack *pack, const char *section, const char *key)
{
    const char *label = ini_get(&pack->space, section, key);
    return label != NULL ? label : key;
}
