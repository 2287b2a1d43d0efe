/* /calendrier. */

#include "base/clock.h"

#include "answer/fields.h"
#include "core/seances/calendar.h"
#include "pages/pages.h"
#include "parts/narrow.h"
#include "words/dates.h"
#include "words/month.h"

static const char *this_month(struct visit *visit)
{
    struct dates_civil now = dates_of(clock_now());
    return arena_printf(visit->arena, "%04d-%02d", now.year, now.month);
}

static enum status show_month(struct visit *visit, const char *month)
{
    json_t *seances;
    if (!clock_is_month(month))
        month = this_month(visit);
    enum status status = calendar_month(visit->act, &seances, month);
    if (status != STATUS_OK)
        return status;
    struct dates_civil now = dates_of(clock_now());
    const char *today = arena_printf(visit->arena, "%04d-%02d-%02d", now.year, now.month, now.day);
    visit_set(visit, "month",
              month_grid(visit_messages(visit), visit->arena, month, today, seances));
    return STATUS_OK;
}

static json_t *cycle_options(const json_t *cycles)
{
    json_t *options = json_array();
    size_t index;
    json_t *cycle;
    json_array_foreach(cycles, index, cycle) fields_option(
        options, json_object_get(cycle, "id"), json_string_value(json_object_get(cycle, "name")));
    return options;
}

/* Most séances are alike: only the date and the venue remain to be said. */
static json_t *plan_defaults(struct visit *visit, const json_t *model)
{
    const char *kind = visit->pack->shape.kinds[0].name;
    const char *minutes = ini_get(&visit->pack->space, "durations", kind);
    return act_json(visit->arena, json_pack("{s:O?, s:s, s:s?}", "cycle",
                                            json_object_get(json_object_get(model, "cycle"), "id"),
                                            "kind", kind, "duration", minutes));
}

/* Asked when the date makes one wonder. */
static void keep_asked(struct visit *visit, json_t *form)
{
    static const char *const names[] = {"past", "twice", "far"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const bool asked = json_is_object(json_object_get(fields_find(form, names[i]), "error"));
        const bool said =
            visit->failure != NULL && json_object_get(visit->failure->typed, names[i]) != NULL;
        if (!asked && !said)
            page_drop(form, names[i]);
    }
}

/* Over other cycles than there are now: which ones, beside what was typed. */
static void show_cycles(struct visit *visit, json_t *form, const json_t *cycles)
{
    const char *label = words_get(visit->site->words, "calendar", "cycles_now");
    if (visit->failure == NULL || !visit->failure->stale ||
        !json_is_true(json_object_get(form, "kept")))
        return;
    json_object_set_new(form, "adds", json_true());
    json_object_set_new(form, "saved",
                        json_pack("{s:[{s:s?, s:b, s:o}]}", "fields", "label", label, "is_choices",
                                  true, "options", cycle_options(cycles)));
}

static enum status offer_planning(struct visit *visit, const json_t *model)
{
    const json_t *cycles = json_object_get(model, "cycles");
    show_cycles(visit, page_form(visit, "cycle_form", "cycle_new", "/calendrier/cycles", NULL, 0),
                cycles);
    if (json_array_size(cycles) == 0)
        return STATUS_OK;
    json_t *hosts;
    enum status status = fields_structures(visit, &hosts);
    if (status != STATUS_OK)
        return status;
    json_t *form =
        page_form(visit, "plan_form", "seance_new", "/calendrier", plan_defaults(visit, model), 0);
    fields_choose(form, "cycle", cycle_options(cycles));
    fields_choose(form, "host", hosts);
    show_cycles(visit, form, cycles);
    keep_asked(visit, form);
    return STATUS_OK;
}

static void name_seances(struct visit *visit, const json_t *seances)
{
    size_t index;
    json_t *seance;
    json_array_foreach(seances, index, seance)
        json_object_set_new(seance, "title", json_string(page_seance_name(visit, seance)));
}

/* All are there to choose from; a page of them is shown. */
static void show_cycles_page(struct visit *visit, const json_t *cycles, const json_t *kept)
{
    struct listing listing = {.page = narrow_page(visit, "cycles")};
    json_t *some = json_array();
    listing_bound(&listing, json_array_size(cycles));
    for (size_t i = 0; i < listing.shown; i++)
        json_array_append(some, json_array_get(cycles, listing.first + i));
    json_t *page = listing_json(&listing);
    narrow_turn(visit, page, "/calendrier", "cycles", kept, "cycles-title");
    visit_set(visit, "cycles_shown", some);
    visit_set(visit, "cycles_page", page);
}

static void turn_pages(struct visit *visit, const json_t *model)
{
    json_t *page = json_object_get(model, "seances_page");
    json_t *kept =
        act_json(visit->arena, json_pack("{s:O?}", "cycle",
                                         json_object_get(json_object_get(model, "cycle"), "id")));
    if (page != NULL)
        narrow_turn(visit, page, "/calendrier", "page", kept, NULL);
    show_cycles_page(visit, json_object_get(model, "cycles"), kept);
}

enum status page_calendar(struct visit *visit)
{
    struct cycle_id cycle = {0};
    const char *text = visit_query(visit, "cycle");
    const char *month = visit_query(visit, "mois");
    json_t *model;
    visit->nav = "calendar";
    if (text != NULL && id_parse(&cycle.id, text) != STATUS_OK)
        return STATUS_NOT_FOUND;
    const size_t page = visit_query(visit, "page") == NULL ? 0 : narrow_page(visit, "page");
    enum status status = calendar_view_page(visit->act, &model, cycle, page);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    turn_pages(visit, model);
    name_seances(visit, json_object_get(model, "seances"));
    visit_set(visit, "has_seances",
              json_boolean(json_array_size(json_object_get(model, "seances")) > 0));
    visit_set(visit, "this_month", json_string(this_month(visit)));
    if (month != NULL)
        status = show_month(visit, month);
    else if (json_is_true(json_object_get(model, "i_plan")))
        status = offer_planning(visit, model);
    return status;
}

enum status page_calendar_plan(struct visit *visit)
{
    struct seance_id id;
    char text[ID_TEXT];
    enum status status = calendar_plan(visit->act, &id, visit->fields);
    if (status != STATUS_OK)
        return status;
    visit->location = arena_printf(visit->arena, "/seances/%s", id_text(text, &id.id));
    visit_set(visit, "id", json_string(text));
    return STATUS_OK;
}

enum status page_calendar_cycle(struct visit *visit)
{
    struct cycle_id id;
    char text[ID_TEXT];
    enum status status = calendar_open_cycle(visit->act, &id, visit->fields);
    if (status != STATUS_OK)
        return status;
    visit->location = arena_printf(visit->arena, "/calendrier?cycle=%s", id_text(text, &id.id));
    visit_set(visit, "id", json_string(text));
    return STATUS_OK;
}
