#include "policy/shape.h"

#include "base/log.h"
#include "setting.h"

#include <string.h>

/* A section and a line of it, for the log. */
struct place {
    const struct ini *ini;
    struct arena *arena;
    const char *section;
};

static bool fault(const struct place *at, const char *key, const char *what)
{
    log_error("%s: [%s] %s: %s", at->ini->path, at->section, key, what);
    return false;
}

static bool is_name(const char *name)
{
    return *name != '\0' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

/* Words of a value, each taken by ${take}; a word that it does not know is a fault. */
static bool words(const struct place *at, const char *key, bool (*take)(void *, const char *),
                  void *context)
{
    const char *value = ini_get(at->ini, at->section, key);
    if (value == NULL)
        return true;
    char *rest = arena_text(at->arena, value);
    for (char *word; (word = strsep(&rest, " \t")) != NULL;)
        if (*word != '\0' && !take(context, word))
            return fault(at, key, arena_printf(at->arena, "an unknown word \"%s\"", word));
    return true;
}

static bool take_task(void *context, const char *word)
{
    static const char *const names[] = {"write", "review", "conclude"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], word) == 0) {
            *(unsigned *)context |= 1U << i;
            return true;
        }
    return false;
}

struct relations {
    const struct shape *shape;
    uint32_t set;
};

static bool take_role(void *context, const char *word)
{
    struct relations *relations = context;
    const uint32_t one = shape_relation(relations->shape, word);
    relations->set |= one;
    return one != 0;
}

static bool roles_of(uint32_t *out, const struct place *at, const struct shape *shape,
                     const char *key)
{
    struct relations relations = {shape, 0};
    const bool whole = words(at, key, take_role, &relations);
    *out = relations.set;
    return whole;
}

/* yes or no; what is not said is ${otherwise}. */
static bool read_switch(bool *out, const struct place *at, const char *key, bool otherwise)
{
    *out = otherwise;
    return ini_get(at->ini, at->section, key) == NULL ||
           setting_switch(out, at->ini, at->section, key);
}

static bool read_role(struct shape_role *role, const struct shape *shape, const struct place *at)
{
    int64_t holders = 1;
    if (ini_get(at->ini, at->section, "holders") != NULL &&
        !setting_number(&holders, at->ini, at->section, "holders", 1, SHAPE_HOLDERS))
        return false;
    role->holders = (unsigned)holders;
    if (!words(at, "does", take_task, &role->tasks) ||
        !read_switch(&role->by_coordination, at, "coordination", true) ||
        !read_switch(&role->once_a_cycle, at, "once_a_cycle", false) ||
        !roles_of(&role->apart, at, shape, "apart") ||
        !roles_of(&role->beside, at, shape, "beside"))
        return false;
    if ((role->tasks & TASK_WRITE) != 0 && role->holders != 1)
        return fault(at, "holders", "one person writes a situation");
    return true;
}

static bool take_product(void *context, const char *word)
{
    struct shape_kind *kind = context;
    kind->situation |= strcmp(word, "dossier") == 0;
    kind->synthesis |= strcmp(word, "dossier") == 0 || strcmp(word, "minutes") == 0;
    return strcmp(word, "dossier") == 0 || strcmp(word, "minutes") == 0 ||
           strcmp(word, "attendance") == 0;
}

static unsigned how_many(uint32_t relations)
{
    return (unsigned)__builtin_popcount(relations);
}

/* What a kind produces needs somebody who writes it and a way to hand it in, and nothing else does.
 */
static const char *lacks(const struct shape_kind *kind, const struct shape *shape)
{
    static const enum life_event of_situation[] = {LIFE_SUBMIT_SITUATION, LIFE_APPROVE};
    static const enum life_event of_synthesis[] = {LIFE_SUBMIT_SYNTHESIS, LIFE_PUBLISH};
    for (size_t i = 0; i < 2; i++) {
        if (life_has(&kind->life, of_situation[i]) != kind->situation)
            return "what it produces and the steps of a situation do not fit together";
        if (life_has(&kind->life, of_synthesis[i]) != kind->synthesis)
            return "what it produces and the steps of a synthesis do not fit together";
    }
    if (kind->situation &&
        (how_many(kind->roles & shape->writers) != 1 || (kind->roles & shape->reviewers) == 0))
        return "a situation needs one role that writes it and one that reviews it";
    if (kind->synthesis && (kind->roles & shape->concluders) == 0)
        return "a synthesis needs a role that writes it";
    if (life_has(&kind->life, LIFE_STAFF) && kind->roles == 0)
        return "no role to be given";
    return NULL;
}

static bool read_kind(struct shape_kind *kind, const struct shape *shape, const struct place *at)
{
    const char *said;
    if (!setting_text(&said, at->ini, at->section, "produces") ||
        !words(at, "produces", take_product, kind) || !roles_of(&kind->roles, at, shape, "roles") ||
        life_read(&kind->life, at->arena, at->ini, at->section) != STATUS_OK)
        return false;
    const char *missing = lacks(kind, shape);
    return missing == NULL || fault(at, "produces", missing);
}

/* A section that nobody reads, or a key, would be a rule that does not hold. */
static bool is_known(const struct shape *shape, const struct ini_entry *entry)
{
    static const char *const of_role[] = {"holders", "does",         "coordination",
                                          "apart",   "once_a_cycle", "beside"};
    if (strncmp(entry->section, "kind ", 5) == 0)
        return shape_kind(shape, entry->section + 5) != NULL &&
               (strcmp(entry->key, "produces") == 0 || strcmp(entry->key, "roles") == 0 ||
                life_is_stage(entry->key));
    if (strncmp(entry->section, "role ", 5) == 0)
        for (size_t i = 0; i < sizeof of_role / sizeof *of_role; i++)
            if (strcmp(of_role[i], entry->key) == 0)
                return shape_role(shape, entry->section + 5) != NULL;
    if (strcmp(entry->section, "offers") == 0)
        return shape_role(shape, entry->key) != NULL || strcmp(entry->key, "venue") == 0;
    return strcmp(entry->section, "kinds") == 0 || strcmp(entry->section, "roles") == 0;
}

static bool read_names(struct shape *shape, struct place *at)
{
    for (size_t i = 0; i < at->ini->count; i++) {
        const struct ini_entry *entry = &at->ini->entries[i];
        const bool kind = strcmp(entry->section, "kinds") == 0;
        at->section = entry->section;
        if (!kind && strcmp(entry->section, "roles") != 0)
            continue;
        if (!is_name(entry->key))
            return fault(at, entry->key, "a name has small letters and dashes only");
        if ((kind ? shape->kind_count : shape->role_count) == (kind ? SHAPE_KINDS : SHAPE_ROLES))
            return fault(at, entry->key, "too many");
        if (kind)
            shape->kinds[shape->kind_count++].name = entry->key;
        else if (access_is_relation(entry->key))
            return fault(at, entry->key, "the rules of access mean something else by it");
        else {
            struct shape_role *role = &shape->roles[shape->role_count];
            *role =
                (struct shape_role){.name = entry->key, .relation = access_role(shape->role_count)};
            shape->role_count++;
        }
    }
    at->section = "kinds";
    return shape->kind_count > 0 || fault(at, "*", "no kind of meeting");
}

static bool read_roles(struct shape *shape, struct place *at)
{
    for (size_t i = 0; i < shape->role_count; i++) {
        struct shape_role *role = &shape->roles[i];
        at->section = arena_printf(at->arena, "role %s", role->name);
        if (!read_role(role, shape, at))
            return false;
        shape->writers |= (role->tasks & TASK_WRITE) != 0 ? role->relation : 0;
        shape->reviewers |= (role->tasks & TASK_REVIEW) != 0 ? role->relation : 0;
        shape->concluders |= (role->tasks & TASK_CONCLUDE) != 0 ? role->relation : 0;
    }
    return true;
}

/* Said of one of two, it holds of both. */
static void make_mutual(struct shape *shape)
{
    for (size_t i = 0; i < shape->role_count; i++)
        for (size_t j = 0; j < shape->role_count; j++) {
            if ((shape->roles[i].apart & shape->roles[j].relation) != 0)
                shape->roles[j].apart |= shape->roles[i].relation;
            if ((shape->roles[i].beside & shape->roles[j].relation) != 0)
                shape->roles[j].beside |= shape->roles[i].relation;
        }
}

static bool read_kinds(struct shape *shape, struct place *at)
{
    for (size_t i = 0; i < shape->kind_count; i++) {
        at->section = arena_printf(at->arena, "kind %s", shape->kinds[i].name);
        if (!read_kind(&shape->kinds[i], shape, at))
            return false;
    }
    return true;
}

enum status shape_read(struct shape *out, struct arena *arena, const struct ini *ini)
{
    struct place at = {.ini = ini, .arena = arena};
    struct shape shape = {0};
    *out = (struct shape){0};
    if (!read_names(&shape, &at))
        return STATUS_INVALID;
    for (size_t i = 0; i < ini->count; i++)
        if (!is_known(&shape, &ini->entries[i])) {
            log_error("%s:%d: nothing is known of [%s] %s", ini->path, ini->entries[i].line,
                      ini->entries[i].section, ini->entries[i].key);
            return STATUS_INVALID;
        }
    if (!read_roles(&shape, &at) || !read_kinds(&shape, &at))
        return STATUS_INVALID;
    make_mutual(&shape);
    *out = shape;
    return STATUS_OK;
}

const struct shape_kind *shape_kind(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->kind_count; i++)
        if (strcmp(shape->kinds[i].name, name) == 0)
            return &shape->kinds[i];
    return NULL;
}

const struct shape_role *shape_role(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->role_count; i++)
        if (strcmp(shape->roles[i].name, name) == 0)
            return &shape->roles[i];
    return NULL;
}

uint32_t shape_relation(const struct shape *shape, const char *role)
{
    const struct shape_role *found = shape_role(shape, role);
    return found != NULL ? found->relation : 0;
}
