#include "texts/guard.h"

#include "anonymise/replacement.h"
#include "anonymise/terms.h"
#include "journal/journal.h"
#include "store/rows/structure_rows.h"
#include "trust/person.h"
#include "trust/roll.h"

#include <string.h>

/* As many as the form takes justifications; and places enough of each to mark. */
enum { PASSAGES_MAX = 200, PLACES_MAX = 100 };

static bool is_named(const struct detect_field *field)
{
    for (size_t i = 0; i < field->count; i++)
        if (field->findings[i].category == FINDING_PERSON)
            return true;
    return false;
}

/* Many go by their function (« Sage-femme, CHAC »), which is how a dossier should speak. */
static enum status know_people(struct detect_known *known, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    enum status status = roll_members(&members, &count, act, conn);
    struct detect_field *names = arena_alloc(act->arena, (count + 1) * sizeof *names);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = person_name(&names[i].text, act, conn, members[i].account);
    for (size_t i = 0; i < count; i++)
        if (names[i].text == NULL)
            names[i].text = "";
    if (status == STATUS_OK)
        status = detect_document(act->arena, act->core->lexicon, NULL, names, count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (is_named(&names[i]))
            detect_known_add(known, DETECT_KNOWN_PERSON, names[i].text);
    return status;
}

static enum status know_structures(struct detect_known *known, struct act *act,
                                   struct db_conn *conn)
{
    struct structure_row *structures;
    size_t count;
    enum status status = structure_rows_list(&structures, &count, conn, act->arena, act->space);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        detect_known_add(known, DETECT_KNOWN_STRUCTURE, structures[i].name);
        detect_known_add(known, DETECT_KNOWN_STRUCTURE, structures[i].short_name);
    }
    return status;
}

static enum status know(const struct detect_known **out, struct act *act, struct db_conn *conn)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        abort(); /* as arenas do */
    struct detect_known *known = detect_known_new(arena);
    enum status status = know_people(known, act, conn);
    if (status == STATUS_OK)
        status = know_structures(known, act, conn);
    if (status == STATUS_OK)
        *out = roll_derive(act, conn, ROLL_NAMES, arena, known);
    else
        arena_free(arena);
    return status;
}

/* What the platform knows by name: the space's people and structures, as hashes, which are made
 * once and not at each pause of typing: entries about either make another roll. */
static enum status known_names(const struct detect_known **out, struct act *act)
{
    struct db_conn *conn = db_read(act->core->db);
    *out = roll_derived(act, conn, ROLL_NAMES);
    enum status status = *out != NULL ? STATUS_OK : know(out, act, conn);
    db_done(conn);
    return status;
}

static enum status detect(struct detect_field **out, struct act *act, const struct form_text *texts,
                          size_t count)
{
    const struct detect_known *known;
    struct detect_field *fields = arena_alloc(act->arena, (count + 1) * sizeof *fields);
    for (size_t i = 0; i < count; i++)
        fields[i] = (struct detect_field){.text = texts[i].text};
    *out = fields;
    if (count == 0)
        return STATUS_OK;
    enum status status = known_names(&known, act);
    if (status == STATUS_OK)
        status = detect_document(act->arena, act->core->lexicon, known, fields, count);
    return status;
}

static const char *words_of(struct arena *arena, const char *text, const struct finding *finding)
{
    return arena_printf(arena, "%.*s", (int)(finding->end - finding->start), text + finding->start);
}

/* {words: item} of what was said before of a passage. */
static json_t *by_words(struct arena *arena, const json_t *examined)
{
    json_t *said = act_json(arena, json_object());
    size_t index;
    json_t *item;
    json_array_foreach(examined, index, item) if (act_text(item, "words") != NULL)
        json_object_set(said, act_text(item, "words"), item);
    return said;
}

/* The passage of this finding's entity, made if it is the first of it; NULL: there is no room. */
static json_t *passage_of(json_t *passages, json_t *by_entity, struct arena *arena,
                          const struct finding *finding, const char *words)
{
    const char *key = arena_printf(arena, "%zu", finding->entity);
    json_t *passage = json_object_get(by_entity, key);
    if (passage != NULL || json_array_size(passages) == PASSAGES_MAX)
        return passage;
    passage = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:[]}", "words", words, "category",
                        finding_category_name(finding->category), "severity",
                        finding_severity_name(finding->severity), "cause", finding->reason, "with",
                        finding->suggestion, "place_count", (json_int_t)0, "places");
    json_array_append(passages, passage);
    json_object_set_new(by_entity, key, passage);
    return passage;
}

static void add_place(json_t *passage, const char *path, const char *words,
                      const struct finding *finding, const json_t *said)
{
    json_t *reason = json_object_get(said, "reason");
    json_t *with = json_object_get(said, "with");
    json_t *places = json_object_get(passage, "places");
    json_t *count = json_object_get(passage, "place_count");
    json_integer_set(count, json_integer_value(count) + 1);
    if (json_array_size(places) < PLACES_MAX)
        json_array_append_new(places, json_pack("{s:s, s:s, s:I, s:I}", "path", path, "words",
                                                words, "start", (json_int_t)finding->char_start,
                                                "end", (json_int_t)finding->char_end));
    if (finding->severity == FINDING_DIRECT)
        json_object_set_new(passage, "severity",
                            json_string(finding_severity_name(FINDING_DIRECT)));
    if (json_string_length(with) > 0)
        json_object_set(passage, "with", with);
    if (json_string_length(reason) > 0 && json_object_get(passage, "reason") == NULL) {
        json_object_set(passage, "reason", reason);
        json_object_set_new(passage, "words", json_string(words));
    }
}

static void tally(struct guard *guard)
{
    size_t index;
    json_t *passage;
    json_array_foreach(guard->passages, index, passage)
    {
        json_t *reason = json_object_get(passage, "reason");
        if (strcmp(act_text(passage, "severity"), finding_severity_name(FINDING_DIRECT)) == 0) {
            guard->direct++;
            json_object_del(passage, "reason"); /* no word makes a name pass */
            continue;
        }
        guard->mild++;
        guard->open += reason == NULL;
        if (reason != NULL)
            json_array_append_new(
                guard->kept,
                json_pack("{s:s, s:O}", "words", act_text(passage, "words"), "reason", reason));
    }
}

/* A justification is kept with the document, and names nobody either: what identifies in one
 * counts, and is told where its passage stands. */
static enum status name_reasons(struct guard *guard, struct act *act)
{
    struct detect_field *fields;
    const size_t count = json_array_size(guard->passages);
    struct form_text *reasons = arena_alloc(act->arena, (count + 1) * sizeof *reasons);
    if (json_array_size(guard->kept) == 0)
        return STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        const char *reason = act_text(json_array_get(guard->passages, i), "reason");
        reasons[i] = (struct form_text){.text = reason != NULL ? reason : ""};
    }
    enum status status = detect(&fields, act, reasons, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            if (fields[i].findings[k].severity != FINDING_DIRECT)
                continue;
            guard->direct++;
            json_object_set_new(
                json_array_get(guard->passages, i), "named",
                json_string(words_of(act->arena, reasons[i].text, &fields[i].findings[k])));
        }
    return status;
}

/* What is found, as passages.  What finds no room among them is counted all the same: behind a
 * crowd of dates nobody passes. */
struct looking {
    struct guard *guard;
    struct act *act;
    const struct form_text *texts;
    struct detect_field *fields;
    size_t count;
    const json_t *said;
};

static void put_finding(struct looking *looking, json_t *by_entity, size_t i,
                        const struct finding *finding)
{
    struct guard *guard = looking->guard;
    const struct form_text *text = &looking->texts[i];
    const char *words = words_of(looking->act->arena, text->text, finding);
    json_t *passage = passage_of(guard->passages, by_entity, looking->act->arena, finding, words);
    if (passage != NULL)
        add_place(passage, text->path, words, finding, json_object_get(looking->said, words));
    else if (finding->severity == FINDING_DIRECT)
        guard->direct++;
    else
        guard->open++;
}

static void put_all(struct looking *looking, bool direct_only)
{
    struct guard *guard = looking->guard;
    struct arena *arena = looking->act->arena;
    json_t *by_entity = act_json(arena, json_object());
    guard->direct = guard->open = 0;
    guard->passages = act_json(arena, json_array());
    for (size_t i = 0; i < looking->count; i++)
        for (size_t k = 0; k < looking->fields[i].count; k++) {
            const struct finding *finding = &looking->fields[i].findings[k];
            const bool mild = finding->severity == FINDING_MILD;
            if (mild && (direct_only ||
                         (looking->texts[i].carriers && finding->category == FINDING_PLATFORM)))
                continue;
            put_finding(looking, by_entity, i, finding);
        }
}

enum status guard_examine(struct guard *out, struct act *act, const struct form_text *texts,
                          size_t count, const json_t *examined)
{
    struct detect_field *fields;
    struct arena *arena = act->arena;
    *out = (struct guard){.passages = act_json(arena, json_array()),
                          .kept = act_json(arena, json_array())};
    enum status status = detect(&fields, act, texts, count);
    if (status != STATUS_OK)
        return status;
    struct looking looking = {out, act, texts, fields, count, by_words(arena, examined)};
    put_all(&looking, false);
    if (out->direct > 0) /* they are told before what is milder */
        put_all(&looking, true);
    tally(out);
    return name_reasons(out, act);
}

enum status guard_values(struct guard *out, const json_t **values, struct act *act,
                         const struct form *form)
{
    struct form_text *texts;
    size_t count;
    *out = (struct guard){0};
    if (!form_has(form, GUARD_MEMBER))
        return STATUS_OK;
    form_text_list(&texts, &count, form, act->arena, *values);
    enum status status =
        guard_examine(out, act, texts, count, json_object_get(*values, GUARD_MEMBER));
    if (status != STATUS_OK)
        return status;
    json_t *kept = act_json(act->arena, json_copy((json_t *)*values));
    json_object_del(kept, GUARD_MEMBER);
    if (json_array_size(out->kept) > 0)
        json_object_set(kept, GUARD_MEMBER, out->kept);
    *values = kept;
    return STATUS_OK;
}

/* Each field tells of its own passages, each once. */
static void fault_places(struct act *act, const json_t *passage, const char *key, const char *named)
{
    size_t index;
    json_t *place;
    const char *last = NULL;
    if (act->fault_fields == NULL)
        act->fault_fields = act_json(act->arena, json_object());
    json_array_foreach(json_object_get(passage, "places"), index, place)
    {
        const char *path = act_text(place, "path");
        const char *words = named != NULL ? named : act_text(place, "words");
        const json_t *told = json_object_get(act->fault_fields, path);
        const char *before = act_text(told, "words");
        if ((last != NULL && strcmp(last, path) == 0) ||
            (told != NULL && strcmp(act_text(told, "key"), key) != 0))
            continue; /* what identifies comes first */
        last = path;
        json_object_set_new(
            act->fault_fields, path,
            json_pack("{s:s, s:s}", "key", key, "words",
                      before == NULL ? words : arena_printf(act->arena, "%s, %s", before, words)));
    }
}

static void fault_all(struct act *act, const struct guard *guard, bool direct)
{
    size_t index;
    json_t *passage;
    json_array_foreach(guard->passages, index, passage)
    {
        const char *named = act_text(passage, "named");
        bool is_direct = strcmp(act_text(passage, "severity"), "direct") == 0;
        if (direct && named != NULL)
            fault_places(act, passage, "identifies", named);
        else if (is_direct == direct && json_object_get(passage, "reason") == NULL)
            fault_places(act, passage, direct ? "identifies" : "unjustified", NULL);
    }
}

enum status guard_judge(struct act *act, const struct guard *guard)
{
    if (guard->direct == 0 && guard->open == 0)
        return STATUS_OK;
    fault_all(act, guard, true);
    fault_all(act, guard, false);
    return act_fault(act, STATUS_INVALID, guard->direct > 0 ? "identifies" : "unjustified");
}

static bool is_personal(const json_t *passage)
{
    static const enum finding_category personal[] = {FINDING_PERSON, FINDING_ADDRESS, FINDING_PHONE,
                                                     FINDING_EMAIL, FINDING_IDENTIFIER};
    const char *category = act_text(passage, "category");
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
        if (strcmp(category, finding_category_name(personal[i])) == 0)
            return true;
    return false;
}

enum status guard_nameless(struct act *act, const struct form *form, const json_t *values)
{
    struct form_text *texts;
    struct guard guard;
    size_t count;
    size_t index;
    json_t *passage;
    form_text_list(&texts, &count, form, act->arena, values);
    enum status status = guard_examine(&guard, act, texts, count, NULL);
    if (status != STATUS_OK)
        return status;
    json_array_foreach(guard.passages, index, passage) if (is_personal(passage))
    {
        fault_places(act, passage, "identifies", NULL);
        status = act_fault(act, STATUS_INVALID, "identifies");
    }
    return status;
}

enum status guard_tell(struct db_conn *conn, struct act *act, const struct guard *guard,
                       const char *kind, const struct id *object)
{
    const uint8_t count[2] = {(uint8_t)(guard->mild >> 8), (uint8_t)guard->mild};
    if (guard->mild == 0)
        return STATUS_OK;
    return journal_add(conn, act, "examine", kind, object, BYTES_OF(count));
}

/* Whose words these are: where several entities are written alike, the first. */
static bool entity_of(size_t *out, const struct form_text *texts, const struct detect_field *fields,
                      size_t count, const char *words)
{
    size_t len = strlen(words);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct finding *finding = &fields[i].findings[k];
            if (finding->end - finding->start == len &&
                memcmp(texts[i].text + finding->start, words, len) == 0) {
                *out = finding->entity;
                return true;
            }
        }
    return false;
}

enum status guard_replace(const char **out, struct act *act, const struct form_text *texts,
                          size_t count, const struct guard_change *change)
{
    struct detect_field *fields;
    size_t entity = 0;
    enum status status = detect(&fields, act, texts, count);
    if (status != STATUS_OK)
        return status;
    if (change->words != NULL && !entity_of(&entity, texts, fields, count, change->words))
        return STATUS_NOT_FOUND;
    for (size_t i = 0; i < count; i++) {
        out[i] = texts[i].text;
        if (change->path != NULL && strcmp(change->path, texts[i].path) != 0)
            continue;
        out[i] = change->words == NULL
                     ? replacement_all(act->arena, &fields[i], false)
                     : replacement_entity(act->arena, &fields[i], entity, change->with);
    }
    return STATUS_OK;
}

struct bytes guard_lists(struct act *act)
{
    return terms_lists(act->arena, act->core->lexicon);
}

enum status guard_names(json_t **out, struct act *act)
{
    const struct detect_known *known;
    enum status status = known_names(&known, act);
    *out = NULL;
    if (status != STATUS_OK)
        return status;
    struct bytes names = terms_names(act->arena, known);
    char *digits = arena_alloc(act->arena, 2 * names.len + 1);
    bytes_hex(digits, names);
    json_t *causes = json_array();
    for (size_t i = 0; finding_reason(i) != NULL; i++)
        json_array_append_new(causes, json_pack("{s:s}", "cause", finding_reason(i)));
    *out = act_json(act->arena,
                    json_pack("{s:s, s:o, s:[{s:s}, {s:s}]}", "names", digits, "causes", causes,
                              "severities", "severity", finding_severity_name(FINDING_DIRECT),
                              "severity", finding_severity_name(FINDING_MILD)));
    return STATUS_OK;
}
