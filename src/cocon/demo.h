/* Cocon demo. */
#ifndef COCON_DEMO_H
#define COCON_DEMO_H

#include "core/act.h"
#include "crypto/one_time_code.h"

/* The demonstration: a year of a network, done through the same activities as people do it, each by
 * the one whose turn it is, at the day it would have happened. Data: policies/demo/. */

struct demo_person {
    const char *key;
    const char *name, *email;
    const json_t *data; /* its entry in people.json */
    struct account_id account;
    struct account_keys *keys;
    char passphrase[96];
    char totp[ONE_TIME_CODE_BASE32]; /* of those who need a second factor */
};

struct demo {
    struct core *core;
    struct arena *arena;
    const char *folder;   /* policies/demo */
    const char *founding; /* the coordinator's invitation */
    const char *pack;
    struct space_id space;
    json_t *structures;         /* key to id */
    struct demo_person *people; /* the first is the coordinator */
    size_t people_count;
    json_t *crowd; /* accounts of the many, as in accounts.json; NULL: there are none */
};

/** demo_json(out, demo, name): a file of the demo's folder; the arena releases it. */
CHECKED enum status demo_json(json_t **out, struct demo *demo, const char *name);

/** demo_act(out, demo, person): their act at the clock's time, in an arena of its own that the
 * caller frees: arena_free(act->arena). */
CHECKED enum status demo_act(struct act **out, struct demo *demo, const struct demo_person *person);

/** demo_person(demo, key): NULL (logged) if there is none. */
const struct demo_person *demo_person(struct demo *demo, const char *key);

/** demo_done(act, status, what): log what did not work and why; frees the act. */
CHECKED enum status demo_done(struct act *act, enum status status, const char *what);

/** demo_people_load(demo): structures, people with their keys, the charter signed by all. */
CHECKED enum status demo_people_load(struct demo *demo);

/** demo_year_load(demo): cycles, meetings and what was written. */
CHECKED enum status demo_year_load(struct demo *demo);

/** demo_values(out, act, demo, file, form): the values of a file as the form takes them; what it
 * refuses is in act->fault_fields. */
CHECKED enum status demo_values(json_t **out, struct act *act, struct demo *demo, const char *file,
                                const struct form *form);

/** demo_scale_load(demo, people): so many people more, in structures of twenty, and as many
 * dossiers, in cycles of 25: policies/demo/scale.json. */
CHECKED enum status demo_scale_load(struct demo *demo, unsigned people);

/** demo_scale_is(people): whether it takes that number: full structures, two at least. */
bool demo_scale_is(unsigned people);

/** demo_accounts_write(demo, path): accounts.json, mode 0600. */
CHECKED enum status demo_accounts_write(const struct demo *demo, const char *path);

#endif
