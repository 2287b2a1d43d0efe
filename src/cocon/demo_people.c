/* The demo's structures and people. */

#include "demo.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/charter/charter.h"
#include "core/directory/directory.h"
#include "core/doors/factors.h"
#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/members.h"
#include "crypto/account_keys.h"
#include "crypto/passphrase.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { WORDS = 7, POOL = 1024, WORD_MIN = 5, WORD_MAX = 9, DRAWS = 100 };

/* Different words of the charter and the tool sheets: easy to type, and fit to be read aloud. */
struct word_pool {
    const char *words[POOL];
    size_t count;
};

static void add_word(struct word_pool *pool, struct arena *arena, const char *at, size_t len)
{
    if (len < WORD_MIN || len > WORD_MAX || pool->count == POOL)
        return;
    for (size_t i = 0; i < pool->count; i++)
        if (strncmp(pool->words[i], at, len) == 0 && pool->words[i][len] == '\0')
            return;
    pool->words[pool->count++] = arena_copy(arena, at, len);
}

/* Words of plain small letters between blanks: none cut out of an accented one. */
static void add_words(struct word_pool *pool, struct arena *arena, const char *text)
{
    static const char blanks[] = " \n";
    for (const char *at = text; *at != '\0';) {
        at += strspn(at, blanks);
        size_t word = strcspn(at, blanks);
        if (strspn(at, "abcdefghijklmnopqrstuvwxyz") == word)
            add_word(pool, arena, at, word);
        at += word;
    }
}

static enum status read_words(struct word_pool **out, struct demo *demo)
{
    const struct pack *pack = rules_first_pack(demo->core->rules); /* its texts are long enough */
    struct word_pool *pool = *out = arena_alloc(demo->arena, sizeof *pool);
    add_words(pool, demo->arena, pack->charter);
    for (size_t i = 0; i < pack->tool_count; i++)
        add_words(pool, demo->arena, pack->tools[i].markdown);
    return pool->count < 128 ? STATUS_INVALID : STATUS_OK;
}

/* Drawn again until the meter finds it strong enough: as a person would. */
static enum status draw_passphrase(struct demo *demo, struct demo_person *person,
                                   const struct word_pool *pool)
{
    const char *personal[] = {person->name, person->email};
    const double needed = rules_passphrase(demo->core->rules)->bits;
    for (size_t draw = 0; draw < DRAWS; draw++) {
        size_t used = 0;
        for (size_t i = 0; i < WORDS; i++) {
            uint64_t random;
            if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
                return STATUS_FAILED;
            used += (size_t)snprintf(person->passphrase + used, sizeof person->passphrase - used,
                                     "%s%s", i == 0 ? "" : " ", pool->words[random % pool->count]);
        }
        if (passphrase_bits(demo->core->words, person->passphrase, personal, 2) >= needed + 2)
            return STATUS_OK;
    }
    return STATUS_FAILED;
}

/* Coordination needs a second factor: as from a telephone, whose secret the accounts' file keeps.
 */
static enum status enrol(struct demo_person *person, struct act *act)
{
    json_t *model;
    char code[ONE_TIME_CODE_TEXT];
    json_t *fields = act_json(act->arena, json_pack("{s:s, s:s}", "name", "Application",
                                                    "passphrase", person->passphrase));
    enum status status = factors_begin_code(act, fields);
    if (status == STATUS_OK)
        status = factors_code(act, &model);
    if (status != STATUS_OK)
        return status;
    snprintf(person->totp, sizeof person->totp, "%s", act_text(model, "secret"));
    struct secret *secret;
    status = one_time_code_read(&secret, person->totp);
    if (status == STATUS_OK)
        status =
            one_time_code_at(code, secret, clock_now() / ONE_TIME_CODE_STEP, ONE_TIME_CODE_DIGITS);
    secret_free(secret);
    if (status != STATUS_OK)
        return status;
    return factors_confirm_code(act, act_json(act->arena, json_pack("{s:s}", "code", code)));
}

static bool coordinates(const struct demo_person *person)
{
    size_t index;
    json_t *role;
    json_array_foreach(json_object_get(person->data, "account_roles"), index, role)
    {
        if (strcmp(json_string_value(role), "coordinator") == 0)
            return true;
    }
    return false;
}

/* Accept an invitation and keep the keys that it made. */
static enum status accept(struct demo *demo, struct demo_person *person, const char *invitation)
{
    char login[TOKEN_TEXT];
    json_t *faults;
    struct act *act;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    json_t *fields = act_json(
        arena, json_pack("{s:s, s:s, s:s, s:s}", "name", person->name, "email", person->email,
                         "passphrase", person->passphrase, "passphrase_again", person->passphrase));
    enum status status = acceptance_accept(demo->core, arena, invitation, fields, login, &faults);
    if (status == STATUS_OK)
        status = sign_in_resume(demo->core, arena, &act, login);
    if (status == STATUS_OK) {
        demo->space = act->space;
        person->account = act->who;
        person->keys = account_keys_copy(act->keys);
        if (coordinates(person))
            status = enrol(person, act);
    }
    if (status == STATUS_OK) {
        status = sign_in_end(act);
    } else {
        log_error("%s: the invitation is not accepted: %s", person->key, status_name(status));
    }
    arena_free(arena);
    return status;
}

static enum status add_structure(struct demo *demo, const char *key, const json_t *data)
{
    struct act *act;
    struct structure_id id;
    char text[ID_TEXT];
    enum status status = demo_act(&act, demo, &demo->people[0]);
    if (status != STATUS_OK)
        return status;
    status = directory_create(act, &id, data);
    if (status == STATUS_OK)
        status = directory_edit(act, id, json_object_get(data, "sheet"), 1);
    if (status == STATUS_OK &&
        json_object_set_new(demo->structures, key, json_string(id_text(text, &id.id))) != 0)
        status = STATUS_FAILED;
    return demo_done(act, status, key);
}

static enum status invite(struct demo *demo, struct demo_person *person)
{
    struct act *act;
    char token[TOKEN_TEXT];
    const char *structure = act_text(person->data, "structure");
    enum status status = demo_act(&act, demo, &demo->people[0]);
    if (status != STATUS_OK)
        return status;
    json_t *fields = act_json(
        act->arena, json_pack("{s:s, s:s, s:s, s:O*, s:O*}", "email", person->email, "name",
                              person->name, "profession", act_text(person->data, "profession"),
                              "structure", json_object_get(demo->structures, structure),
                              "represents", json_object_get(person->data, "represents")));
    status = admission_invite(act, fields, token);
    status = demo_done(act, status, person->key);
    return status == STATUS_OK ? accept(demo, person, token) : status;
}

static enum status sign(struct demo *demo, const struct demo_person *person)
{
    struct act *act;
    enum status status = demo_act(&act, demo, person);
    if (status != STATUS_OK)
        return status;
    if (act->membership.represents)
        status = charter_sign(act, 1);
    if (status == STATUS_OK)
        status = charter_adhere(act, 1);
    return demo_done(act, status, person->key);
}

static enum status publish(struct demo *demo)
{
    struct act *act;
    enum status status = demo_act(&act, demo, &demo->people[0]);
    if (status != STATUS_OK)
        return status;
    json_t *fields = act_json(act->arena, json_pack("{s:s}", "text", act->pack->charter));
    return demo_done(act, charter_publish(act, fields), "charter");
}

static enum status hand_on(struct demo *demo)
{
    struct act *act;
    enum status status = demo_act(&act, demo, &demo->people[0]);
    return status == STATUS_OK ? demo_done(act, members_grant(act), "shared key") : status;
}

static enum status read_people(struct demo *demo)
{
    json_t *people;
    struct word_pool *pool;
    enum status status = demo_json(&people, demo, "people.json");
    if (status == STATUS_OK)
        status = read_words(&pool, demo);
    if (status != STATUS_OK)
        return status;
    demo->people_count = json_array_size(people);
    demo->people = arena_alloc(demo->arena, (demo->people_count + 1) * sizeof *demo->people);
    for (size_t i = 0; i < demo->people_count; i++) {
        struct demo_person *person = &demo->people[i];
        person->data = json_array_get(people, i);
        person->key = act_text(person->data, "key");
        person->name = act_text(person->data, "name");
        person->email = act_text(person->data, "email");
        status = draw_passphrase(demo, person, pool);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status demo_people_load(struct demo *demo)
{
    json_t *structures;
    json_t *structure;
    size_t index;
    demo->structures = act_json(demo->arena, json_object());
    enum status status = read_people(demo);
    if (status == STATUS_OK)
        status = demo_json(&structures, demo, "structures.json");
    if (status == STATUS_OK)
        status = accept(demo, &demo->people[0], demo->founding);
    if (status != STATUS_OK)
        return status;
    json_array_foreach(structures, index, structure)
    {
        if (status == STATUS_OK)
            status = add_structure(demo, act_text(structure, "key"), structure);
    }
    for (size_t i = 1; i < demo->people_count && status == STATUS_OK; i++) {
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\rpeople: %zu of %zu", i + 1, demo->people_count);
        status = invite(demo, &demo->people[i]);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    clock_set(clock_epoch("2022-01-17T10:00"));
    if (status == STATUS_OK)
        status = publish(demo);
    for (size_t i = 0; i < demo->people_count && status == STATUS_OK; i++)
        status = sign(demo, &demo->people[i]);
    return status == STATUS_OK ? hand_on(demo) : status;
}
