/* The demonstration, made large. */

#include "demo.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/crowd/crowd_dossiers.h"
#include "core/directory/directory.h"
#include "core/seances/calendar.h"
#include "crypto/account_keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* People come in circles, each with its structures and its dossiers: so whoever reads a dossier
 * came to it, and no more keys are open at once than those of one circle. */
enum {
    CIRCLE = 100,
    STRUCTURE = 20, /* people of one */
    CYCLE = 25,     /* dossiers of one */
    TOGETHER = 5,   /* of them in one write: what is not committed yet is searched one by one */
    COMING = 7,
    READINGS = 30,
    DAY = 24 * 60 * 60,
    FIRST = 700, /* days ago: the first circle */
    LAST = 100,
    CHARTER = 1,
    MOST = 100000
};

struct crowd {
    struct demo *demo;
    struct arena *arena; /* of a circle */
    const json_t *data;  /* scale.json */
    json_t *situations[8], *syntheses[8];
    size_t texts;
    struct crowd_person people[CIRCLE + 2 * STRUCTURE];
    size_t count; /* in the circle */
    unsigned done, all;
    int64_t begins, now; /* of the circle, and really */
    unsigned structures, cycles;
};

static const char *text(const struct crowd *crowd, const char *key)
{
    return act_text(crowd->data, key);
}

static const char *day_of(struct arena *arena, int64_t at)
{
    char day[32];
    struct tm local;
    clock_local(at, &local);
    return strftime(day, sizeof day, "%Y-%m-%dT14:00", &local) > 0 ? arena_text(arena, day) : "";
}

static enum status add_structure(struct structure_id *out, struct crowd *crowd)
{
    struct act *act;
    const json_t *data = json_object_get(crowd->data, "structure");
    enum status status = demo_act(&act, crowd->demo, &crowd->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    const unsigned number = ++crowd->structures;
    json_t *fields = act_json(
        act->arena,
        json_pack("{s:s, s:s, s:s}", "name",
                  arena_printf(act->arena, "%s %04u", act_text(data, "name"), number), "short_name",
                  arena_printf(act->arena, "%s %04u", act_text(data, "short_name"), number), "kind",
                  act_text(data, "kind")));
    return demo_done(act, directory_create(act, out, fields), "structure");
}

/* A function in a structure, and no name. */
static void fill(struct crowd_person *person, const struct crowd *crowd, size_t place,
                 struct structure_id structure)
{
    struct id random;
    const json_t *functions = json_object_get(crowd->data, "functions");
    const json_t *function = json_array_get(functions, place % json_array_size(functions));
    const char *short_name = act_text(json_object_get(crowd->data, "structure"), "short_name");
    id_new(&random);
    *person = (struct crowd_person){
        .name = arena_printf(crowd->arena, "%s, %s %04u", act_text(function, "name"), short_name,
                             crowd->structures),
        .email = arena_printf(crowd->arena, "%s.%s-%04u@exemple.invalid", act_text(function, "key"),
                              text(crowd, "domain"), crowd->structures),
        .profession = act_text(function, "profession"),
        .structure = structure,
        .represents = place == 0};
    id_text(person->passphrase, &random);
}

static enum status list_accounts(const struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++) {
        const struct crowd_person *person = &crowd->people[i];
        if (json_array_append_new(crowd->demo->crowd,
                                  json_pack("{s:s, s:s, s:s, s:[s]}", "email", person->email,
                                            "passphrase", person->passphrase, "name", person->name,
                                            "roles", "signatory")) != 0)
            return STATUS_FAILED;
    }
    return STATUS_OK;
}

static enum status add_people(struct crowd *crowd)
{
    struct act *act;
    struct structure_id structure = {0};
    enum status status = STATUS_OK;
    clock_set(crowd->begins);
    for (size_t i = 0; i < crowd->count && status == STATUS_OK; i++) {
        if (i % STRUCTURE == 0)
            status = add_structure(&structure, crowd);
        fill(&crowd->people[i], crowd, i % STRUCTURE, structure);
    }
    if (status == STATUS_OK)
        status = demo_act(&act, crowd->demo, &crowd->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    status = crowd_people_add(act, crowd->people, crowd->count, CHARTER);
    status = demo_done(act, status, "people");
    return status == STATUS_OK ? list_accounts(crowd) : status;
}

static enum status open_cycle(struct cycle_id *out, struct crowd *crowd)
{
    struct act *act;
    struct tm local;
    clock_local(crowd->begins, &local);
    enum status status = demo_act(&act, crowd->demo, &crowd->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    json_t *fields = act_json(
        act->arena,
        json_pack("{s:s, s:i}", "name",
                  arena_printf(act->arena, "%s %04u", text(crowd, "cycle"), ++crowd->cycles),
                  "year", local.tm_year + 1900));
    return demo_done(act, calendar_open_cycle(act, out, fields), "cycle");
}

/* One that is still to come, in the last cycle. */
static enum status plan_next(struct crowd *crowd, struct cycle_id cycle)
{
    struct act *act;
    struct seance_id seance;
    char id[ID_TEXT];
    enum status status = demo_act(&act, crowd->demo, &crowd->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    json_t *fields = act_json(
        act->arena,
        json_pack("{s:s, s:s, s:s, s:i, s:s, s:b, s:b, s:b}", "cycle", id_text(id, &cycle.id),
                  "kind", text(crowd, "kind"), "starts",
                  day_of(act->arena, crowd->now + (int64_t)(7 + crowd->cycles % 90) * DAY),
                  "duration", 150, "venue", text(crowd, "venue"), "past", 1, "far", 1, "twice", 1));
    return demo_done(act, calendar_plan(act, &seance, fields), "next");
}

static struct crowd_dossier dossier_of(const struct crowd *crowd, struct cycle_id cycle, size_t i)
{
    return (struct crowd_dossier){
        .cycle = cycle,
        .host = crowd->people[i].structure,
        .kind = text(crowd, "kind"),
        .starts = day_of(crowd->arena, crowd->begins + (int64_t)(1 + i % CYCLE) * DAY),
        .venue = text(crowd, "venue"),
        .situation = crowd->situations[i % crowd->texts],
        .synthesis = crowd->syntheses[i % crowd->texts],
        .people = crowd->people,
        .people_count = crowd->count,
        .first = i,
        .step = STRUCTURE + 1, /* of two structures, one after the other */
        .coming = COMING,
        .readings = READINGS};
}

static enum status add_dossiers(const struct crowd *crowd, struct cycle_id cycle, size_t first,
                                size_t count)
{
    struct act *act;
    struct crowd_dossier dossiers[TOGETHER];
    enum status status = demo_act(&act, crowd->demo, &crowd->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        dossiers[i] = dossier_of(crowd, cycle, first + i);
    return demo_done(act, crowd_dossiers_add(act, dossiers, count), "dossiers");
}

static enum status add_cycle(struct crowd *crowd, size_t first, size_t end)
{
    struct cycle_id cycle;
    clock_set(crowd->begins + DAY);
    enum status status = open_cycle(&cycle, crowd);
    if (status == STATUS_OK && end == crowd->count)
        status = plan_next(crowd, cycle);
    clock_set(crowd->begins + (int64_t)(CYCLE + 2) * DAY);
    for (size_t i = first; i < end && status == STATUS_OK; i += TOGETHER)
        status = add_dossiers(crowd, cycle, i, end - i < TOGETHER ? end - i : TOGETHER);
    return status;
}

static enum status add_circle(struct crowd *crowd)
{
    enum status status = add_people(crowd);
    for (size_t first = 0; first < crowd->count && status == STATUS_OK; first += CYCLE)
        status =
            add_cycle(crowd, first, first + CYCLE < crowd->count ? first + CYCLE : crowd->count);
    for (size_t i = 0; i < crowd->count; i++) {
        account_keys_free(crowd->people[i].keys);
        secret_wipe(crowd->people[i].passphrase, sizeof crowd->people[i].passphrase);
    }
    return status;
}

static enum status read_texts(struct crowd *crowd, struct act *act)
{
    const json_t *situations = json_object_get(crowd->data, "situations");
    const json_t *syntheses = json_object_get(crowd->data, "syntheses");
    enum status status = STATUS_OK;
    const size_t all = json_array_size(situations);
    if (all == 0 || all > 8 || json_array_size(syntheses) != all)
        return STATUS_INVALID;
    for (; crowd->texts < all && status == STATUS_OK; crowd->texts++) {
        const size_t i = crowd->texts;
        status =
            demo_values(&crowd->situations[i], act, crowd->demo,
                        json_string_value(json_array_get(situations, i)), act->pack->situation);
        if (status == STATUS_OK)
            status =
                demo_values(&crowd->syntheses[i], act, crowd->demo,
                            json_string_value(json_array_get(syntheses, i)), act->pack->synthesis);
    }
    return status;
}

static enum status add_circles(struct crowd *crowd)
{
    enum status status = STATUS_OK;
    while (crowd->done < crowd->all && status == STATUS_OK) {
        const unsigned left = crowd->all - crowd->done;
        crowd->count = left < CIRCLE + 2 * STRUCTURE ? left : CIRCLE;
        crowd->begins =
            crowd->now -
            (int64_t)(FIRST - (FIRST - LAST) * (crowd->done / (double)crowd->all)) * DAY;
        crowd->arena = arena_new();
        if (crowd->arena == NULL)
            return STATUS_FAILED;
        status = add_circle(crowd);
        arena_free(crowd->arena);
        crowd->done += (unsigned)crowd->count;
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\rmore people and dossiers: %u of %u", crowd->done, crowd->all);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return status;
}

bool demo_scale_is(unsigned people)
{
    return people >= 2 * STRUCTURE && people <= MOST && people % STRUCTURE == 0;
}

enum status demo_scale_load(struct demo *demo, unsigned people)
{
    json_t *data;
    struct act *act;
    clock_set(0);
    struct crowd *crowd = arena_alloc(demo->arena, sizeof *crowd);
    *crowd = (struct crowd){.demo = demo, .all = people, .now = clock_now()};
    demo->crowd = act_json(demo->arena, json_array());
    enum status status = demo_json(&data, demo, "scale.json");
    crowd->data = data;
    if (status == STATUS_OK)
        status = demo_act(&act, demo, &demo->people[0]);
    if (status != STATUS_OK)
        return status;
    status = read_texts(crowd, act); /* they last as long as this act */
    if (status == STATUS_OK)
        status = add_circles(crowd);
    return demo_done(act, status, "scale.json");
}
