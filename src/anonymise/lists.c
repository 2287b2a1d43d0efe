#include "lists.h"

#include "base/ini.h"
#include "base/log.h"
#include "base/text.h"

#include <string.h>

static const struct {
    const char *section, *key;
    enum cue_bit bit;
} LINES[] = {
#define X(name, section, key) {section, key, CUE_BIT_##name},
    CUES(X)
#undef X
};

/* A list between commas; groups of words are joined as the scanner joins them. */
static void add(struct cues *cues, struct arena *arena, const char *words, uint64_t bits)
{
    char *list = arena_text(arena, words);
    for (char *next; list != NULL; list = next) {
        next = strchr(list, ',');
        if (next != NULL)
            *next++ = '\0';
        const char *group = text_clean(arena, list);
        if (*group != '\0')
            cues_add_group(cues, arena, group, bits);
    }
}

static bool line_bits(uint64_t *out, const struct ini_entry *entry)
{
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        if (strcmp(LINES[i].section, entry->section) == 0 &&
            strcmp(LINES[i].key, entry->key) == 0) {
            *out = UINT64_C(1) << LINES[i].bit;
            return true;
        }
    uint64_t month = 0;
    if (strcmp(entry->section, "date") != 0 || strncmp(entry->key, "month_", 6) != 0)
        return false;
    for (const char *at = entry->key + 6; *at >= '0' && *at <= '9' && month < 13; at++)
        month = 10 * month + (uint64_t)(*at - '0');
    *out = month << CUE_MONTH_SHIFT;
    return month >= 1 && month <= 12;
}

static enum status load(struct ini *out, struct arena *arena, const char *folder, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    enum status status = ini_load(out, arena, path);
    if (status == STATUS_NOT_FOUND)
        log_error("%s: not there", path);
    return status;
}

static enum status unknown(const struct ini *ini, const struct ini_entry *entry)
{
    log_error("%s:%d: no line [%s] %s is known", ini->path, entry->line, entry->section,
              entry->key);
    return STATUS_INVALID;
}

static enum status load_cues(struct cues *cues, struct arena *arena, const char *folder)
{
    struct ini ini;
    enum status status = load(&ini, arena, folder, "cues.ini");
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < ini.count; i++) {
        uint64_t bits;
        if (!line_bits(&bits, &ini.entries[i]))
            return unknown(&ini, &ini.entries[i]);
        add(cues, arena, ini.entries[i].value, bits);
    }
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        if (ini_get(&ini, LINES[i].section, LINES[i].key) == NULL) {
            log_error("%s: [%s] %s is missing", ini.path, LINES[i].section, LINES[i].key);
            return STATUS_INVALID;
        }
    return STATUS_OK;
}

/* Files whose keys are free: a section says what its words are. */
static enum status load_words(struct cues *cues, struct arena *arena, const char *folder,
                              const char *name, const char *const *sections, const uint64_t *bits)
{
    struct ini ini;
    enum status status = load(&ini, arena, folder, name);
    for (size_t i = 0; status == STATUS_OK && i < ini.count; i++) {
        size_t section = 0;
        while (sections[section] != NULL && strcmp(sections[section], ini.entries[i].section) != 0)
            section++;
        if (sections[section] == NULL)
            return unknown(&ini, &ini.entries[i]);
        add(cues, arena, ini.entries[i].value, bits[section]);
    }
    return status;
}

enum status lists_load(struct cues *cues, struct arena *arena, const char *folder)
{
    static const char *const leave[] = {"leave", "always", NULL};
    static const char *const places[] = {"fine", "small", NULL};
    const uint64_t left[] = {CUE(LEAVE), CUE(LEAVE) | CUE(FINE)};
    const uint64_t placed[] = {CUE(LEAVE) | CUE(FINE), CUE(LOCAL)};
    *cues = (struct cues){0};
    enum status status = load_cues(cues, arena, folder);
    if (status == STATUS_OK)
        status = load_words(cues, arena, folder, "leave.ini", leave, left);
    if (status == STATUS_OK)
        status = load_words(cues, arena, folder, "places.ini", places, placed);
    return status;
}
