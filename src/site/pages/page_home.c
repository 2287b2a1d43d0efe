/* /. */

#include "core/doors/sign_in.h"
#include "core/journal/audit_watch.h"
#include "core/members/awaiting.h"
#include "core/overview/tasks.h"
#include "core/seances/calendar.h"
#include "pages/pages.h"
#include "request/place.h"
#include "words/dates.h"

#include <string.h>

/* Where each thing to do is done; {id} is its séance, structure or nothing. */
static const struct {
    const char *task;
    const char *path;
} places[] = {
    {"sign_charter_structure", "/charte"},
    {"sign_charter_structure_again", "/charte"},
    {"adhere_charter", "/charte"},
    {"adhere_charter_again", "/charte"},
    {"publish_charter", "/charte"},
    {"open_access", "/acces"},
    {"second_coordinator", "/acces"},
    {"invite_people", "/acces"},
    {"fill_group", "/acces"},
    {"invite_representative", "/acces"},
    {"add_structures", "/structures"},
    {"write_structure", "/structures/{id}"},
    {"confirm_structure", "/structures/{id}"},
    {"plan_cycle", "/calendrier"},
    {"situation_draft_ends", "/seances/{id}"},
    {"synthesis_draft_ends", "/seances/{id}"},
    {"situation_ends", "/seances/{id}"},
    {"synthesis_ends", "/seances/{id}"},
    {"texts_end", "/journal?act=announce"},
    {"accounts_idle", "/acces"},
    {"erase_accounts", "/acces"},
    {"accept_role", "/seances/{id}/roles"},
    {"give_roles", "/seances/{id}/roles"},
    {"replace_role", "/seances/{id}/roles"},
    {"answer_positioning", "/seances/{id}/positionnement"},
    {"follow_answers", "/seances/{id}/positionnement"},
    {"write_situation", "/seances/{id}/situation"},
    {"finish_situation", "/seances/{id}/situation"},
    {"situation_sent_back", "/seances/{id}/situation"},
    {"review_situation", "/seances/{id}/situation"},
    {"read_situation", "/seances/{id}/situation"},
    {"record_attendance", "/seances/{id}/presence"},
    {"write_synthesis", "/seances/{id}/synthese"},
    {"finish_synthesis", "/seances/{id}/synthese"},
    {"synthesis_sent_back", "/seances/{id}/synthese"},
    {"review_synthesis", "/seances/{id}/synthese"},
    {"comment_synthesis", "/seances/{id}/synthese"},
    {"sign_synthesis", "/seances/{id}/synthese"},
    {"read_synthesis", "/seances/{id}/synthese"},
};

static const char *task_path(const char *task)
{
    for (size_t i = 0; task != NULL && i < sizeof places / sizeof *places; i++)
        if (strcmp(places[i].task, task) == 0)
            return places[i].path;
    return "/";
}

static const char *object_of(const json_t *line)
{
    const char *seance = json_string_value(json_object_get(line, "seance"));
    return seance != NULL ? seance : json_string_value(json_object_get(line, "structure"));
}

/* What the sentence of a task may name. */
static json_t *values_of(struct visit *visit, const json_t *line)
{
    const struct words *words = visit_messages(visit);
    json_t *values = json_deep_copy(line);
    const char *role = json_string_value(json_object_get(line, "role"));
    const json_t *until = json_object_get(line, "until_at");
    json_object_set_new(values, "seance", json_string(page_seance_name(visit, line)));
    json_t *structure = json_object_get(line, "structure_name");
    if (structure != NULL)
        json_object_set(values, "structure", structure);
    if (role != NULL)
        json_object_set_new(values, "role",
                            json_string(words_family(words, "label", "role", role)));
    if (json_is_integer(until)) {
        struct dates_civil civil = dates_of(json_integer_value(until));
        json_object_set_new(values, "date",
                            json_string(dates_text(words, visit->arena, "day", &civil)));
    }
    return values;
}

/* ${section} holds the sentence of the line's ${name}. */
static void say_line(struct visit *visit, json_t *line, const char *section, const char *name)
{
    const char *key = json_string_value(json_object_get(line, name));
    if (key == NULL)
        return;
    json_t *values = values_of(visit, line);
    const char *sentence = words_say(visit_messages(visit), visit->arena, section, key, values);
    if (sentence != NULL)
        json_object_set_new(line, "sentence", json_string(sentence));
    json_decref(values);
}

static bool same(const json_t *line, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text != NULL && strcmp(text, value) == 0;
}

static void tell_tasks(struct visit *visit, json_t *tasks)
{
    size_t index;
    json_t *task;
    json_array_foreach(tasks, index, task)
    {
        const char *key = json_string_value(json_object_get(task, "task"));
        const char *object = object_of(task);
        struct route_params params = {1, {"id"}, {object != NULL ? object : ""}};
        const char *place = task_path(key);
        if (object != NULL && same(task, "task", "open_access"))
            place = same(task, "of", "situation") ? "/seances/{id}/situation"
                                                  : "/seances/{id}/synthese";
        json_object_set_new(task, "href", json_string(route_expand(place, &params, visit->arena)));
        say_line(visit, task, "task", "task");
    }
}

static void tell_news(struct visit *visit, json_t *news)
{
    size_t index;
    json_t *line;
    json_array_foreach(news, index, line)
    {
        const char *seance = json_string_value(json_object_get(line, "seance"));
        json_object_set_new(
            line, "href",
            json_string(seance != NULL ? arena_printf(visit->arena, "/seances/%s/synthese", seance)
                                       : "/charte"));
        say_line(visit, line, "news", "what");
    }
}

/* Whoever coordinates is told at once that the journal was tampered with. */
static void tell_fault(struct visit *visit)
{
    struct audit_state known;
    if ((visit->act->standing & RELATION_COORDINATION) == 0)
        return;
    audit_watch_state(&known, visit->site->core);
    visit_set(visit, "journal_fault", json_boolean(known.alarm || known.faults > 0));
    visit_set(visit, "edited", json_boolean(known.met > 0 && !known.alarm));
    visit_set(visit, "met_at", json_integer((json_int_t)known.met_at));
}

/* Whoever is a member is told what the trustees did. */
static void tell_recovery(struct visit *visit, json_t *uses)
{
    size_t index;
    json_t *use;
    json_array_foreach(uses, index, use)
    {
        if (json_is_true(json_object_get(use, "first")))
            json_object_set_new(use, "told", json_string("recovery_first"));
        else
            json_object_set(use, "told", json_object_get(use, "act"));
        say_line(visit, use, "recovery", "told");
        json_object_set_new(use, "coordinates",
                            json_boolean(visit->act->standing & RELATION_COORDINATION));
    }
}

/* What is asked of them in another space of theirs, each thing linked into it. */
static enum status tell_space(struct visit *visit, json_t *spaces, const json_t *space)
{
    struct act *there;
    json_t *model;
    struct space_id id;
    act_id(&id.id, space, "id");
    enum status status = sign_in_beside(visit->act, &there, id);
    if (status == STATUS_NOT_FOUND) /* left meanwhile */
        return STATUS_OK;
    if (status == STATUS_OK)
        status = tasks_view(there, &model);
    if (status != STATUS_OK)
        return status;
    const char *root = place_of(visit->arena, &id.id);
    json_t *tasks = json_object_get(model, "tasks");
    tell_tasks(visit, tasks);
    size_t index;
    json_t *task;
    json_array_foreach(tasks, index, task) json_object_set_new(
        task, "href",
        json_string(arena_printf(visit->arena, "%s%s", root, act_text(task, "href"))));
    json_array_append_new(spaces,
                          json_pack("{s:O, s:s, s:O, s:b, s:s}", "id", json_object_get(space, "id"),
                                    "title", there->pack->title, "tasks", tasks, "has_tasks",
                                    json_array_size(tasks) > 0, "href",
                                    arena_printf(visit->arena, "%s/", root)));
    return STATUS_OK;
}

static enum status tell_elsewhere(struct visit *visit)
{
    json_t *profile;
    enum status status = sign_in_profile(visit->act, &profile);
    if (status != STATUS_OK)
        return status;
    json_t *spaces = act_json(visit->arena, json_array());
    size_t index;
    json_t *space;
    json_array_foreach(json_object_get(profile, "spaces"), index,
                       space) if (status == STATUS_OK &&
                                  !json_is_true(json_object_get(space, "current"))) status =
        tell_space(visit, spaces, space);
    json_object_set(visit->model, "elsewhere", spaces);
    return status;
}

/* What keeps the exchanges closed, and from whom it is awaited. */
static enum status tell_awaiting(struct visit *visit)
{
    json_t *awaiting;
    if ((visit->act->standing & (RELATION_SIGNATORY | RELATION_COORDINATION)) != 0)
        return STATUS_OK;
    enum status status = awaiting_view(visit->act, &awaiting);
    /* as long as something is asked of them, that comes first: it is among the tasks */
    if (status == STATUS_OK && json_is_true(json_object_get(awaiting, "patience")))
        json_object_set(visit->model, "awaiting", awaiting);
    return status;
}

enum status page_home(struct visit *visit)
{
    json_t *model;
    visit->nav = "home";
    enum status status = tasks_view(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    json_t *tasks = json_object_get(model, "tasks");
    json_t *news = json_object_get(model, "news");
    json_t *next = json_object_get(model, "next");
    tell_tasks(visit, tasks);
    tell_news(visit, news);
    tell_recovery(visit, json_object_get(model, "recovery"));
    visit_merge(visit, model);
    tell_fault(visit);
    if (json_is_object(next)) {
        json_object_set_new(next, "title", json_string(page_seance_name(visit, next)));
        visit_set(visit, "has_next", json_true());
    }
    visit_set(visit, "has_recovery",
              json_boolean(json_array_size(json_object_get(model, "recovery")) > 0));
    visit_set(visit, "has_tasks", json_boolean(json_array_size(tasks) > 0));
    visit_set(visit, "has_news", json_boolean(json_array_size(news) > 0));
    enum status told = tell_awaiting(visit);
    return told == STATUS_OK && visit->several ? tell_elsewhere(visit) : told;
}
