#include "words/words.h"

#include "base/ini.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

struct words {
    json_t *sentences;         /* "section.key" to its sentence */
    const struct words *below; /* asked for what is not there; or NULL */
};

enum { KEY_MAX = 160 };

static void release(void *subject)
{
    json_decref(subject);
}

static enum status read(struct words **out, struct arena *arena, const struct words *below,
                        const struct ini *ini)
{
    struct words *words = arena_alloc(arena, sizeof *words);
    words->below = below;
    words->sentences = json_object();
    arena_defer(arena, release, words->sentences);
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        const char *key = arena_printf(arena, "%s.%s", entry->section, entry->key);
        if (strlen(key) >= KEY_MAX ||
            json_object_set_new(words->sentences, key, json_string(entry->value)) != 0) {
            log_error("%s:%d: a key that is too long or a sentence that is not UTF-8", ini->path,
                      entry->line);
            return STATUS_INVALID;
        }
    }
    *out = words;
    return STATUS_OK;
}

enum status words_load(struct words **out, struct arena *arena, const char *path)
{
    *out = NULL;
    struct ini ini;
    enum status status = ini_load(&ini, arena, path);
    if (status != STATUS_OK)
        log_error("%s: %s", path, status_name(status));
    return status == STATUS_OK ? read(out, arena, NULL, &ini) : status;
}

enum status words_over(struct words **out, struct arena *arena, const struct words *below,
                       const struct ini *ini)
{
    *out = NULL;
    return read(out, arena, below, ini);
}

static const char *find(const struct words *words, const char *name, int len)
{
    const char *sentence = NULL;
    if (len < 0 || len >= KEY_MAX)
        return NULL;
    for (; words != NULL && sentence == NULL; words = words->below)
        sentence = json_string_value(json_object_get(words->sentences, name));
    return sentence;
}

const char *words_get(const struct words *words, const char *section, const char *key)
{
    char name[KEY_MAX];
    int len = snprintf(name, sizeof name, "%s.%s", section, key);
    return find(words, name, len);
}

const char *words_family(const struct words *words, const char *section, const char *family,
                         const char *key)
{
    char name[KEY_MAX];
    int len = snprintf(name, sizeof name, "%s.%s.%s", section, family, key);
    return find(words, name, len);
}

/* Whether one of the words over ${below} has it already. */
static bool is_said(const struct words *words, const struct words *below, const char *key)
{
    for (; words != below; words = words->below)
        if (json_object_get(words->sentences, key) != NULL)
            return true;
    return false;
}

json_t *words_keys(const struct words *words, const char *section, const char *family)
{
    char start[KEY_MAX];
    const int len = snprintf(start, sizeof start, "%s.%s.", section, family);
    json_t *keys = json_array();
    const char *key;
    const json_t *sentence;
    for (const struct words *at = words; at != NULL; at = at->below)
        json_object_foreach(at->sentences, key, sentence)
        {
            if (strncmp(key, start, (size_t)len) == 0 && !is_said(words, at, key))
                json_array_append_new(keys, json_string(key + len));
        }
    return keys;
}

json_t *words_section(const struct words *words, const char *section)
{
    const size_t len = strlen(section);
    json_t *all = json_object();
    const char *key;
    json_t *sentence;
    for (const struct words *at = words; at != NULL; at = at->below)
        json_object_foreach(at->sentences, key, sentence)
        {
            if (strncmp(key, section, len) == 0 && key[len] == '.' && !is_said(words, at, key))
                json_object_set(all, key + len + 1, sentence);
        }
    return all;
}

static const char *value_of(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return "";
}

const char *words_fill(struct arena *arena, const char *sentence, const json_t *values)
{
    const char *out = "";
    for (;;) {
        const char *open = strchr(sentence, '{');
        const char *close = open != NULL ? strchr(open, '}') : NULL;
        if (close == NULL)
            return arena_printf(arena, "%s%s", out, sentence);
        const char *name = arena_copy(arena, open + 1, (size_t)(close - open) - 1);
        out = arena_printf(arena, "%s%.*s%s", out, (int)(open - sentence), sentence,
                           value_of(arena, json_object_get(values, name)));
        sentence = close + 1;
    }
}

/* The number that a sentence is about: how many, most, least. */
static bool number_of(json_int_t *out, const char *sentence, const json_t *values)
{
    const char *open = strchr(sentence, '{');
    for (; open != NULL; open = strchr(open + 1, '{')) {
        const json_t *value = json_object_getn(values, open + 1, strcspn(open + 1, "}"));
        *out = json_integer_value(value);
        if (json_is_integer(value))
            return true;
    }
    return false;
}

const char *words_say(const struct words *words, struct arena *arena, const char *section,
                      const char *key, const json_t *values)
{
    json_int_t number;
    const char *sentence = words_get(words, section, key);
    if (sentence != NULL && number_of(&number, sentence, values) && number < 2 && number > -2) {
        const char *none = number == 0 ? words_family(words, section, key, "0") : NULL;
        const char *one = none != NULL ? none : words_family(words, section, key, "1");
        sentence = one != NULL ? one : sentence;
    }
    return sentence != NULL ? words_fill(arena, sentence, values) : NULL;
}

bool words_check(const struct words *words, const char *section, const char *key)
{
    if (words_get(words, section, key) != NULL)
        return true;
    log_error("messages: [%s] %s is used and not written", section, key);
    return false;
}
