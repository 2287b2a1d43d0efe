#include "words/words.h"

#include "base/ini.h"
#include "base/log.h"
#include "base/text.h"

#include <string.h>

struct words {
    json_t *sections; /* each: a key to its sentence */
    json_t *families; /* by section, each: what stands behind the last full stop to its sentence */
    json_t *labels;   /* see words_labels() */
};

enum { KEY_MAX = 160 };

static void release(void *subject)
{
    json_decref(subject);
}

static json_t *within(json_t *object, const char *name)
{
    json_t *inner = json_object_get(object, name);
    if (inner == NULL && json_object_set_new(object, name, json_object()) == 0)
        inner = json_object_get(object, name);
    return inner;
}

/* "stage_help.held" is what helps with the stage "held", and a label of a "stage_help" too. */
static bool put_label(struct words *words, const char *family, const char *key, json_t *sentence)
{
    static const char *const kinds[] = {"help", "short"};
    bool whole =
        json_object_set(within(within(words->labels, family), "label"), key, sentence) == 0;
    const char *end = strrchr(family, '_');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && end != NULL; i++) {
        char name[KEY_MAX] = "";
        if (strcmp(end + 1, kinds[i]) != 0)
            continue;
        memcpy(name, family, (size_t)(end - family));
        whole &= json_object_set(within(within(words->labels, name), kinds[i]), key, sentence) == 0;
    }
    return whole;
}

static bool put(struct words *words, struct arena *arena, const struct ini_entry *entry)
{
    json_t *sentence = json_string(entry->value);
    const char *stop = strrchr(entry->key, '.');
    bool whole =
        sentence != NULL && strlen(entry->section) + strlen(entry->key) + 1 < KEY_MAX &&
        json_object_set(within(words->sections, entry->section), entry->key, sentence) == 0;
    if (whole && stop != NULL) {
        const char *family = arena_copy(arena, entry->key, (size_t)(stop - entry->key));
        json_t *families = within(words->families, entry->section);
        whole = json_object_set(within(families, family), stop + 1, sentence) == 0;
        if (strcmp(entry->section, "label") == 0)
            whole &= put_label(words, family, stop + 1, sentence);
    }
    json_decref(sentence);
    return whole;
}

/* Over a copy of what lies below: a lookup is one. */
static enum status read(struct words **out, struct arena *arena, const struct words *below,
                        const struct ini *ini)
{
    struct words *words = arena_alloc(arena, sizeof *words);
    words->sections = below != NULL ? json_deep_copy(below->sections) : json_object();
    words->families = below != NULL ? json_deep_copy(below->families) : json_object();
    words->labels = below != NULL ? json_deep_copy(below->labels) : json_object();
    arena_defer(arena, release, words->labels);
    arena_defer(arena, release, words->sections);
    arena_defer(arena, release, words->families);
    for (size_t i = 0; i < ini->count; i++)
        if (!put(words, arena, &ini->entries[i])) {
            log_error("%s:%d: a key that is too long or a sentence that is not UTF-8", ini->path,
                      ini->entries[i].line);
            return STATUS_INVALID;
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

const char *words_get(const struct words *words, const char *section, const char *key)
{
    return json_string_value(json_object_get(json_object_get(words->sections, section), key));
}

static const json_t *family_of(const struct words *words, const char *section, const char *family)
{
    return json_object_get(json_object_get(words->families, section), family);
}

const char *words_family(const struct words *words, const char *section, const char *family,
                         const char *key)
{
    return json_string_value(json_object_get(family_of(words, section, family), key));
}

const json_t *words_labels(const struct words *words, const char *family)
{
    return json_object_get(words->labels, family);
}

json_t *words_keys(const struct words *words, const char *section, const char *family)
{
    json_t *keys = json_array();
    const char *key;
    const json_t *sentence;
    json_object_foreach((json_t *)family_of(words, section, family), key, sentence)
        json_array_append_new(keys, json_string(key));
    return keys;
}

json_t *words_section(const struct words *words, const char *section)
{
    json_t *all = json_object_get(words->sections, section);
    return all != NULL ? json_copy(all) : json_object();
}

/* Where the values of a sentence come from: an object, or a list. */
struct source {
    const json_t *values;
    const struct words_gap *gaps;
    size_t count;
    char room[TEXT_NUMBER]; /* of a number */
};

static const char *value_of(struct source *source, const char *name, size_t len)
{
    for (size_t i = 0; i < source->count; i++)
        if (strncmp(source->gaps[i].name, name, len) == 0 && source->gaps[i].name[len] == '\0')
            return source->gaps[i].value;
    const json_t *value = json_object_getn(source->values, name, len);
    if (json_is_integer(value))
        return text_number(source->room, json_integer_value(value));
    return json_is_string(value) ? json_string_value(value) : "";
}

/* The next name in braces, and its value; NULL behind the last. */
static const char *next_gap(const char **behind, const char **value, struct source *source,
                            const char *sentence)
{
    const char *open = strchr(sentence, '{');
    const char *close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL)
        return NULL;
    *behind = close + 1;
    *value = value_of(source, open + 1, (size_t)(close - open) - 1);
    return open;
}

static const char *fill(struct arena *arena, const char *sentence, struct source *source)
{
    const char *behind, *value, *gap;
    size_t len = strlen(sentence);
    for (const char *at = sentence; (gap = next_gap(&behind, &value, source, at)) != NULL;
         at = behind)
        len += strlen(value);
    char *out = arena_alloc(arena, len + 1), *end = out;
    for (; (gap = next_gap(&behind, &value, source, sentence)) != NULL; sentence = behind) {
        end = mempcpy(end, sentence, (size_t)(gap - sentence));
        end = mempcpy(end, value, strlen(value));
    }
    memcpy(end, sentence, strlen(sentence) + 1);
    return out;
}

const char *words_fill(struct arena *arena, const char *sentence, const json_t *values)
{
    struct source source = {.values = values};
    return fill(arena, sentence, &source);
}

const char *words_fill_gaps(struct arena *arena, const char *sentence, const struct words_gap *gaps,
                            size_t count)
{
    struct source source = {.gaps = gaps, .count = count};
    return fill(arena, sentence, &source);
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
