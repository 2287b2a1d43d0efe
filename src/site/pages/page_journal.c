/* /journal. */

#include "answer/again.h"

#include "answer/decorate.h"
#include "answer/fields.h"
#include "answer/reply.h"
#include "base/clock.h"
#include "core/overview/trace.h"
#include "pages/pages.h"
#include "parts/journal_file.h"
#include "parts/narrow.h"

#include <stdlib.h>
#include <string.h>

#define FORM "journal"

static bool is(const char *text, const char *value)
{
    return text != NULL && strcmp(text, value) == 0;
}

/* What the query says of the form's fields, checked as any form is. */
static enum status read_query(struct visit *visit, json_t **clean)
{
    static const char *const names[] = {"person", "name", "act", "seance", "from", "until"};
    const struct form *form = route_form(visit->site->rules, visit->pack, FORM);
    json_t *errors = NULL;
    visit->typed = act_json(visit->arena, json_object());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_object_set(visit->typed, names[i], json_object_get(visit->query, names[i]));
    enum status status = form_check(form, clean, &errors, visit->arena, visit->typed, FORM_DRAFT);
    const char *chosen = act_text(*clean, "act");
    if (status == STATUS_OK && chosen != NULL &&
        words_family(visit_messages(visit), "label", "act", chosen) == NULL)
        return act_fault_field(visit->act, "act", "not_an_option");
    visit->fault_fields = errors;
    return status;
}

/* A day as its first second, or the second after its last. */
static int64_t day(struct visit *visit, const char *date, bool end)
{
    if (date == NULL)
        return 0;
    const char *moment = arena_printf(visit->arena, "%sT%s", date, end ? "23:59" : "00:00");
    return clock_epoch(moment) + (end ? 60 : 0);
}

static struct trace_choice choice_of(struct visit *visit, const json_t *clean)
{
    struct trace_choice choice = {.act = act_text(clean, "act"),
                                  .from = day(visit, act_text(clean, "from"), false),
                                  .until = day(visit, act_text(clean, "until"), true)};
    const char *before = visit_query(visit, "before");
    act_id(&choice.person.id, clean, "person");
    act_id(&choice.seance.id, clean, "seance");
    if (before != NULL && strspn(before, "0123456789") == strlen(before))
        choice.before = strtoull(before, NULL, 10);
    return choice;
}

/* The address of the same choice, and of what else ${query} says; NULL: nothing. */
static const char *address(struct visit *visit, const json_t *clean, json_t *query)
{
    json_t *all = act_json(visit->arena, json_copy((json_t *)clean));
    if (query != NULL)
        json_object_update(all, act_json(visit->arena, query));
    return narrow_address(visit->arena, "/journal", all, NULL);
}

static const char *name_of(struct visit *visit, const json_t *entry, const json_t *person)
{
    const bool platform = json_is_true(json_object_get(entry, "platform"));
    const char *name = act_text(person, "name");
    return json_is_object(person) && name != NULL
               ? name
               : arena_text(visit->arena, words_get(visit_messages(visit), "journal",
                                                    platform ? "platform" : "operator"));
}

static const char *place_of(struct visit *visit, const json_t *entry)
{
    static const char *const members[][2] = {{"seance", "/seances/"},
                                             {"structure", "/structures/"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *id = act_text(json_object_get(entry, members[i][0]), "id");
        if (id != NULL)
            return arena_printf(visit->arena, "%s%s", members[i][1], id);
    }
    return NULL;
}

/* In words: everything that the table shows is the entry's own, or the template would find another
 * of the same name around it. */
static void tell_entry(struct visit *visit, json_t *entry)
{
    const json_t *person = json_object_get(entry, "person");
    const json_t *to = json_object_get(entry, "to");
    const char *about = journal_file_about(visit, entry);
    const char *place = place_of(visit, entry);
    json_t *shown =
        json_pack("{s:s, s:s?, s:n, s:s}", "who",
                  name_of(visit, entry, json_object_get(entry, "actor")), "href", place, "to",
                  "about", json_is_object(person) ? name_of(visit, entry, person) : about);
    const char *for_whom = words_get(visit_messages(visit), "journal", "to");
    if (json_is_object(to) && for_whom != NULL)
        json_object_set_new(shown, "to", json_string(words_fill(visit->arena, for_whom, to)));
    json_object_set_new(entry, "shown", shown);
}

static bool coordinates(const struct visit *visit)
{
    return act_may(visit->act, RESOURCE_JOURNAL, ACTION_READ, 0, STAGE_NONE);
}

static json_t *people_options(struct visit *visit, const json_t *people)
{
    size_t i;
    json_t *item;
    json_t *options = json_array();
    decorate_apart(visit->arena, people);
    json_array_foreach(people, i, item)
    {
        const char *apart = act_text(item, "apart");
        const char *name = act_text(item, "name");
        fields_option(options, json_object_get(item, "id"),
                      apart == NULL ? name : arena_printf(visit->arena, "%s (%s)", name, apart));
    }
    return options;
}

static enum status offer_filters(struct visit *visit, const json_t *clean, const json_t *filters)
{
    size_t i;
    json_t *item;
    json_t *seances = json_array();
    json_t *acts = json_array();
    const bool many = json_is_true(json_object_get(filters, "many"));
    json_array_foreach(json_object_get(filters, "seances"), i, item)
        fields_option(seances, json_object_get(item, "id"), page_seance_name(visit, item));
    json_t *keys = act_json(visit->arena, words_keys(visit_messages(visit), "label", "act"));
    json_array_foreach(keys, i, item) fields_option(
        acts, item, words_family(visit_messages(visit), "label", "act", json_string_value(item)));
    json_t *form = page_form(visit, "form", FORM, "/journal", clean, 0);
    json_t *act = fields_find(form, "act");
    json_object_set_new(act, "is_text", json_false());
    json_object_set_new(act, "is_select", json_true());
    if (many && act_text(clean, "person") == NULL)
        page_drop(form, "person");
    else
        fields_choose(form, "person", people_options(visit, json_object_get(filters, "people")));
    if (!many)
        page_drop(form, "name");
    fields_choose(form, "seance", seances);
    fields_choose(form, "act", acts);
    return STATUS_OK;
}

/* Somebody looked for by name is chosen if it is one; else whom it may be is shown, each with the
 * address that chooses them.  ${filters}: NULL for whoever does not choose. */
static enum status find_person(struct visit *visit, json_t *clean, json_t **filters)
{
    size_t i;
    json_t *person;
    struct trace_search search = {.text = arena_text(visit->arena, act_text(clean, "name"))};
    *filters = NULL;
    if (!coordinates(visit)) {
        json_object_del(clean, "name");
        return STATUS_OK;
    }
    if (search.text != NULL)
        json_object_del(clean, "person");
    act_id(&search.person.id, clean, "person");
    enum status status = trace_filters_for(visit->act, filters, &search);
    json_t *people = json_object_get(*filters, "people");
    if (status != STATUS_OK || search.text == NULL)
        return status;
    json_object_del(clean, "name");
    if (json_array_size(people) == 1) {
        json_object_set(clean, "person", json_object_get(json_array_get(people, 0), "id"));
        return STATUS_OK;
    }
    json_array_foreach(people, i, person) json_object_set_new(
        person, "href",
        json_string(
            address(visit, clean, json_pack("{s:O}", "person", json_object_get(person, "id")))));
    visit_set(visit, "asked_name", json_string(search.text));
    json_object_set(visit->model, "found", people);
    json_t *page = json_object_get(*filters, "people_page");
    json_object_set_new(page, "found_over",
                        json_boolean(json_integer_value(json_object_get(page, "pages")) > 1));
    json_object_set(visit->model, "found_page", page);
    return STATUS_OK;
}

/* What one act brings with it for many people, and is written for each. */
static bool is_chore(const json_t *entry)
{
    static const char *const acts[] = {"reseal", "grant", "ungrant", "rotate", "recovery_reseal"};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (is(act_text(entry, "act"), acts[i]))
            return true;
    return false;
}

static bool is_same(const json_t *a, const json_t *b)
{
    static const char *const members[] = {"act", "object_kind", "at"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!json_equal(json_object_get(a, members[i]), json_object_get(b, members[i])))
            return false;
    return json_equal(json_object_get(json_object_get(a, "actor"), "id"),
                      json_object_get(json_object_get(b, "actor"), "id"));
}

/* How many entries from ${at} on are one act's chores. */
static size_t run_length(const json_t *entries, size_t at)
{
    const json_t *first = json_array_get(entries, at);
    size_t length = 1;
    while (is_chore(first) && is_same(first, json_array_get(entries, at + length)))
        length++;
    return length;
}

/* Many of them in a row are one line, which leads to each. */
static json_t *gather(struct visit *visit, const json_t *entries, const json_t *clean)
{
    enum { MANY = 4 };
    json_t *lines = act_json(visit->arena, json_array());
    for (size_t i = 0; i < json_array_size(entries);) {
        json_t *line = json_array_get(entries, i);
        const size_t length = run_length(entries, i);
        json_array_append(lines, line);
        if (length < MANY || act_text(clean, "act") != NULL) { /* asked for, they are all shown */
            i++;
            continue;
        }
        const json_int_t newest = json_integer_value(json_object_get(line, "seq"));
        const json_t *oldest = json_array_get(entries, i + length - 1);
        json_t *each = json_pack("{s:s, s:I}", "act", act_text(line, "act"), "before", newest + 1);
        json_object_set_new(line, "group",
                            json_pack("{s:I, s:O, s:s}", "times_count", (json_int_t)length,
                                      "oldest", json_object_get(oldest, "seq"), "each",
                                      address(visit, clean, each)));
        i += length;
    }
    return lines;
}

/* A page of lines: more entries are read while their chores leave room, a few times at most. */
static enum status fill_page(struct visit *visit, json_t *model, const json_t *clean,
                             struct trace_choice *choice)
{
    enum { ROUNDS = 6 };
    json_t *entries = json_object_get(model, "entries");
    json_t *lines = gather(visit, entries, clean);
    for (int round = 0; round < ROUNDS && json_is_true(json_object_get(model, "more")) &&
                        json_array_size(lines) < TRACE_PAGE / 2;
         round++) {
        json_t *further;
        const json_t *last = json_array_get(entries, json_array_size(entries) - 1);
        choice->before = (uint64_t)json_integer_value(json_object_get(last, "seq"));
        enum status status = trace_view(visit->act, &further, choice, TRACE_PAGE);
        if (status != STATUS_OK)
            return status;
        json_array_extend(entries, json_object_get(further, "entries"));
        json_object_set(model, "more", json_object_get(further, "more"));
        lines = gather(visit, entries, clean);
    }
    return json_object_set(model, "lines", lines) == 0 ? STATUS_OK : STATUS_FAILED;
}

static enum status tell_page(struct visit *visit, json_t *model, const json_t *clean,
                             const json_t *filters)
{
    size_t i;
    json_t *entry;
    const char *scope = act_text(model, "scope");
    json_array_foreach(json_object_get(model, "lines"), i, entry) tell_entry(visit, entry);
    const char *seance = act_text(clean, "seance");
    visit_set(visit, "own", json_boolean(is(scope, "own")));
    visit_set(visit, "all", json_boolean(is(scope, "all")));
    visit_set(visit, "readers", is(scope, "seance") ? json_string(seance) : json_null());
    visit_set(visit, "chosen", json_boolean(json_object_size(clean) > 0));
    visit_set(visit, "csv",
              json_string(address(visit, clean, json_pack("{s:s}", "format", "csv"))));
    visit_set(visit, "first", json_string(address(visit, clean, NULL)));
    visit_set(visit, "older", json_boolean(visit_query(visit, "before") != NULL));
    visit_set(visit, "journal_fault",
              json_boolean(json_is_true(json_object_get(model, "alarm")) ||
                           json_integer_value(
                               json_object_get(json_object_get(model, "checked"), "faults")) > 0));
    return filters != NULL ? offer_filters(visit, clean, filters) : STATUS_OK;
}

/* Shown empty, with what is wrong beside it. */
static enum status show_refused(struct visit *visit)
{
    again_failure(visit, FORM, visit->typed, REFUSAL_INVALID);
    json_t *filters;
    enum status status = STATUS_OK;
    if (coordinates(visit))
        status = trace_filters(visit->act, &filters);
    if (status == STATUS_OK && coordinates(visit))
        status = offer_filters(visit, NULL, filters);
    if (status == STATUS_OK)
        reply_page(visit, visit->reply, refusal_code(REFUSAL_INVALID));
    return status;
}

enum status page_journal(struct visit *visit)
{
    json_t *clean;
    json_t *model;
    const char *format = visit_query(visit, "format");
    const bool table = is(format, "csv");
    visit->nav = "journal";
    if (is(format, "proof"))
        return journal_file_proof(visit);
    enum status status = read_query(visit, &clean);
    if (status == STATUS_INVALID && !visit->request->wants_json)
        return show_refused(visit);
    json_t *filters = NULL;
    if (status == STATUS_OK && (!table || act_text(clean, "name") != NULL))
        status = find_person(visit, clean, &filters);
    if (status == STATUS_OK && json_object_get(visit->model, "found") != NULL &&
        (table || visit->request->wants_json))
        return act_fault_field(visit->act, "name", "not_one_person");
    if (status != STATUS_OK)
        return status;
    struct trace_choice choice = choice_of(visit, clean);
    status = trace_view(visit->act, &model, &choice, table ? TRACE_EXPORT : TRACE_PAGE);
    if (status == STATUS_OK && !table && !visit->request->wants_json)
        status = fill_page(visit, model, clean, &choice);
    if (status != STATUS_OK)
        return status;
    json_t *entries = json_object_get(model, "entries");
    const bool more = json_is_true(json_object_get(model, "more"));
    if (table && more)
        return act_fault(visit->act, STATUS_INVALID, "journal_too_long");
    if (table)
        return journal_file_table(visit, entries);
    const json_t *last = json_array_get(entries, json_array_size(entries) - 1);
    json_t *before = json_pack("{s:O*}", "before", json_object_get(last, "seq"));
    visit_merge(visit, model);
    const char *next = address(visit, clean, before);
    visit_set(visit, "next", more ? json_string(next) : json_null());
    return visit->request->wants_json ? STATUS_OK : tell_page(visit, model, clean, filters);
}
