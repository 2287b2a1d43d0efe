#ifndef CORE_WORLD_H
#define CORE_WORLD_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "core/charter/charter.h"
#include "core/directory/directory.h"
#include "core/seances/positioning.h"
#include "crypto/secret.h"
#include "doors/entry.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "seances/calendar.h"
#include "seances/rotation.h"
#include "store/rows/charter_rows.h"
#include "store/rows/seance_rows.h"
#include "trust/person.h"
#include "trust/person_seal.h"
#include "trust/signatory.h"
#include "trust/trust.h"

/* A space on a real database: a coordinator, four structures, eight people with keys.  Accounts are
 * written as rows: what a passphrase costs is no matter here.  The clock stands still. */

enum { WORLD_START = 1641900000 /* 2022-01-11 */, DAY = 24 * 60 * 60 };

enum someone {
    COORDINATOR,
    POLICE, /* represents its structure */
    POLICE_TOO,
    HOSPITAL, /* represents its structure */
    HOSPITAL_TOO,
    SHELTER,  /* represents its structure */
    LAWYER,   /* of a structure that has not signed, who has not adhered */
    STRANGER, /* signatory of another space */
    SOMEONES
};

enum structure { S_POLICE, S_HOSPITAL, S_SHELTER, S_LAWYER, S_STRANGE, STRUCTURES };

struct world {
    char folder[64];
    struct core *core;
    struct arena *arena;
    const struct pack *pack;
    struct space_id space, elsewhere;
    struct structure_id structures[STRUCTURES];
    struct account_id people[SOMEONES];
    struct account_keys *keys[SOMEONES];
};

static const struct {
    const char *name;
    int structure; /* -1: none */
    bool represents;
} world_people[SOMEONES] = {
    [COORDINATOR] = {"Équipe de coordination", -1, false},
    [POLICE] = {"Capitaine de police", S_POLICE, true},
    [POLICE_TOO] = {"Adjudant de police", S_POLICE, false},
    [HOSPITAL] = {"Sage-femme", S_HOSPITAL, true},
    [HOSPITAL_TOO] = {"Infirmière", S_HOSPITAL, false},
    [SHELTER] = {"éducateur d’hébergement", S_SHELTER, true},
    [LAWYER] = {"Avocate", S_LAWYER, true},
    [STRANGER] = {"Psychologue d’ailleurs", S_STRANGE, true},
};

static const struct {
    const char *name, *short_name, *kind;
} world_structures[STRUCTURES] = {
    [S_POLICE] = {"Commissariat d’Alès", "Commissariat", "institution"},
    [S_HOSPITAL] = {"Centre hospitalier Alès-Cévennes", "CHAC", "institution"},
    [S_SHELTER] = {"Établissement La Clède", "La Clède", "association"},
    [S_LAWYER] = {"Avocats indépendants", "Avocats", "independent"},
    [S_STRANGE] = {"Ailleurs", "Ailleurs", "association"},
};

static inline struct world *world_of(void **state)
{
    return *state;
}

/* The act of somebody, as a login would make it now. */
static inline struct act *world_act(struct world *world, enum someone who)
{
    struct act *act = arena_alloc(world->arena, sizeof *act);
    *act = (struct act){.core = world->core,
                        .arena = world->arena,
                        .space = who == STRANGER ? world->elsewhere : world->space,
                        .pack = world->pack,
                        .who = world->people[who],
                        .standing = RELATION_MEMBER,
                        .keys = world->keys[who]};
    bool signatory;
    struct membership_row membership;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_membership(&membership, conn, act->arena, act->space, act->who));
    act->membership = act_membership(&membership);
    assert_int_equal(STATUS_OK,
                     signatory_is(&signatory, act, conn, act->who, act->membership.structure));
    db_done(conn);
    if (signatory)
        act->standing |= RELATION_SIGNATORY;
    if (act->membership.coordination)
        act->standing |= RELATION_COORDINATION;
    return act;
}

static inline json_t *world_json(struct world *world, const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (value == NULL)
        fail_msg("%s: %s", error.text, text);
    return act_json(world->arena, value);
}

static inline const char *world_hex(struct world *world, struct id id)
{
    return id_text(arena_alloc(world->arena, ID_TEXT), &id);
}

/* Fields of a form: world_form(world, "{'answer': '%s'}", answer), single quotes for double. */
static inline json_t *world_form(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline json_t *world_form(struct world *world, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_in_range(len, 0, sizeof text - 1);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return world_json(world, text);
}

struct world_entry {
    struct world *world;
    struct space_id space;
    const char *kind;
    struct id object;
};

static inline enum status world_tell_of(struct db_conn *conn, void *context)
{
    const struct world_entry *entry = context;
    struct act act = {
        .core = entry->world->core, .arena = entry->world->arena, .space = entry->space};
    ledger_note(act.core, conn, &entry->object, LEDGER_FOUND_WHOLE);
    return journal_add(conn, &act, "test", entry->kind, &entry->object, (struct bytes){0});
}

/* For a test that needs rows which no act makes: as if an act had made what stands there. */
static inline void world_accept(struct world *world, const char *kind, struct id object)
{
    struct world_entry entry = {world, world->space, kind, object};
    if (id_is_none(&entry.space.id)) { /* a world that was founded by hand */
        struct space_row *spaces;
        size_t count;
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(STATUS_OK, person_rows_spaces(&spaces, &count, conn, world->arena));
        db_done(conn);
        entry.space = spaces[0].id;
    }
    assert_int_equal(STATUS_OK, db_write(world->core->db, world_tell_of, &entry));
}

struct world_admission {
    struct world *world;
    enum someone who;
    struct account_row *account;
    struct membership_row *membership;
};

/* The coordinator certifies everyone of the space; the stranger founded theirs. */
static inline enum status world_certify(struct world_admission *admission, struct db_conn *conn)
{
    struct world *world = admission->world;
    const bool founds = admission->who == COORDINATOR || admission->who == STRANGER;
    const enum someone issuer = founds ? admission->who : COORDINATOR;
    struct act act = {.begins = true,
                      .core = world->core,
                      .arena = world->arena,
                      .space = admission->membership->space,
                      .pack = world->pack,
                      .who = world->people[issuer],
                      .membership = act_membership(admission->membership),
                      .keys = world->keys[issuer]};
    struct certificate certificate = {.account = world->people[admission->who],
                                      .public = world->keys[admission->who]->public,
                                      .structure = admission->membership->structure,
                                      .coordination = admission->membership->coordination,
                                      .represents = admission->membership->represents,
                                      .from = clock_now()};
    return founds ? trust_found(&act, conn, clock_now()) : trust_certify(&act, conn, &certificate);
}

static inline enum status world_put_person(struct db_conn *conn, void *context)
{
    struct world_admission *admission = context;
    enum status status = person_rows_insert_account(conn, admission->account);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, admission->account, 0);
    if (status == STATUS_OK)
        status = person_rows_insert_membership(conn, admission->membership);
    return status == STATUS_OK ? world_certify(admission, conn) : status;
}

static inline void world_admit(struct world *world, enum someone who)
{
    static const uint8_t box[] = {1};
    int structure = world_people[who].structure;
    struct account_keys *keys = world->keys[who] = account_keys_new();
    struct account_row account = {.state = "invited",
                                  .generation = 1,
                                  .keys = BYTES_OF(box),
                                  .passes = 1,
                                  .memory_kib = 8,
                                  .lanes = 1,
                                  .created_at = clock_now(),
                                  .accepted_at = clock_now()};
    id_new(&world->people[who].id);
    account.id = world->people[who];
    memcpy(account.box_public, keys->public.box, sizeof account.box_public);
    memcpy(account.sign_public, keys->public.sign, sizeof account.sign_public);
    assert_int_equal(STATUS_OK,
                     person_seal(&account, world->core, world->arena, world_people[who].name,
                                 arena_printf(world->arena, "p%d@cocon.example", (int)who)));
    struct membership_row membership = {.space = who == STRANGER ? world->elsewhere : world->space,
                                        .account = account.id,
                                        .profession = "coordinateur",
                                        .coordination = structure < 0,
                                        .represents = world_people[who].represents,
                                        .since = clock_now()};
    if (structure >= 0)
        membership.structure = world->structures[structure];
    struct world_admission admission = {world, who, &account, &membership};
    assert_int_equal(STATUS_OK, db_write(world->core->db, world_put_person, &admission));
}

static inline enum status world_put_spaces(struct db_conn *conn, void *context)
{
    struct world *world = context;
    struct space_row here = {world->space, world->pack->name, clock_now()};
    struct space_row there = {world->elsewhere, "elsewhere", clock_now()};
    enum status status = person_rows_insert_space(conn, &here);
    if (status == STATUS_OK)
        status = person_rows_insert_space(conn, &there);
    const struct space_id all[] = {here.id, there.id};
    for (size_t i = 0; status == STATUS_OK && i < 2; i++) {
        struct act operator= {.core = world->core, .arena = world->arena, .space = all[i]};
        status = journal_add(conn, &operator, "create", "pack", &all[i].id, (struct bytes){0});
    }
    return status;
}

/* Signs the newest version, as somebody who just read it. */
static inline void world_bind(struct world *world, enum someone who)
{
    json_t *model;
    struct act *act = world_act(world, who);
    assert_int_equal(STATUS_OK, charter_view(act, &model));
    int64_t number = json_integer_value(json_object_get(model, "number"));
    if (world_people[who].represents)
        assert_int_equal(STATUS_OK, charter_sign(act, number));
    assert_int_equal(STATUS_OK, charter_adhere(act, number));
}

/* The newest version of the charter. */
static inline struct id world_charter(struct world *world)
{
    struct charter_row version;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&version, conn, world->arena, world->space));
    db_done(conn);
    return version.id.id;
}

static inline void world_publish(struct world *world, const char *text)
{
    assert_int_equal(STATUS_OK, charter_publish(world_act(world, COORDINATOR),
                                                world_form(world, "{'text': '%s'}", text)));
}

/* The other space's people publish and sign their own charter, by the same acts. */
static inline void world_make_elsewhere(struct world *world)
{
    struct act *act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    assert_int_equal(STATUS_OK, charter_publish(act, world_form(world, "{'text': '# Ailleurs'}")));
    world_bind(world, STRANGER);
}

static inline void world_make_structures(struct world *world)
{
    for (int s = 0; s < STRUCTURES; s++) {
        struct act act = {.core = world->core,
                          .arena = world->arena,
                          .space = s == S_STRANGE ? world->elsewhere : world->space,
                          .pack = world->pack,
                          .standing = RELATION_MEMBER | RELATION_COORDINATION};
        assert_int_equal(
            STATUS_OK,
            directory_create(&act, &world->structures[s],
                             world_form(world, "{'name': '%s', 'short_name': '%s', 'kind': '%s'}",
                                        world_structures[s].name, world_structures[s].short_name,
                                        world_structures[s].kind)));
    }
}

static inline char *world_path(struct world *world, const char *name)
{
    return arena_printf(world->arena, "%s/%s", world->folder, name);
}

/* The rules of the source, two packs of one content, and a guess at a passphrase that costs next to
 * nothing. */
static inline void world_cost(struct world *world, unsigned passes)
{
    const char *path = world_path(world, "policies/passphrase.ini");
    const char *text =
        arena_printf(world->arena,
                     "[cost]\npasses = %u\nmemory_kib = 1024\nlanes = 1\n"
                     "[floor]\npasses = 1\nmemory_kib = 1024\nlanes = 1\n[meter]\nbits = 55\n",
                     passes);
    (void)unlink(path);
    assert_int_equal(STATUS_OK,
                     file_create(path, 0600, (struct bytes){(const uint8_t *)text, strlen(text)}));
}

static inline void world_policies(struct world *world)
{
    static const char *const links[][2] = {{"access.ini", "access.ini"},
                                           {"anonymisation", "anonymisation"},
                                           {"retention.ini", "retention.ini"},
                                           {"forms", "forms"},
                                           {"spaces/vif-cevennes", "spaces/vif-cevennes"},
                                           {"spaces/vif-cevennes", "spaces/elsewhere"}};
    assert_int_equal(0, mkdir(world_path(world, "policies"), 0700));
    assert_int_equal(0, mkdir(world_path(world, "policies/spaces"), 0700));
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        assert_int_equal(
            0, symlink(arena_printf(world->arena, SOURCE_DIR "/policies/%s", links[i][0]),
                       arena_printf(world->arena, "%s/policies/%s", world->folder, links[i][1])));
    world_cost(world, 1);
}

/* As when a server starts. */
static inline void world_open(struct world *world)
{
    assert_int_equal(STATUS_OK,
                     core_open(&world->core, world->folder, world_path(world, "policies"),
                               world_path(world, "share"), 2));
    world->pack = rules_pack(world->core->rules, "vif-cevennes");
}

static inline void world_reopen(struct world *world)
{
    core_close(world->core);
    world_open(world);
}

/* A server and nothing in it. */
static inline int world_setup_bare(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    *state = world;
    world->arena = arena_new();
    strcpy(world->folder, "/tmp/cocon-core-XXXXXX");
    if (mkdtemp(world->folder) == NULL)
        return -1;
    setenv("TZ", "Europe/Paris", 1); /* as the server sets it */
    tzset();
    clock_set(WORLD_START);
    assert_int_equal(STATUS_OK, secret_start());
    assert_int_equal(0, mkdir(world_path(world, "share"), 0700));
    assert_int_equal(STATUS_OK, file_create(world_path(world, "share/french-words.txt"), 0600,
                                            (struct bytes){(const uint8_t *)"mot\n", 4}));
    assert_int_equal(
        0, symlink(BINARY_DIR "/share/anonymise.lex", world_path(world, "share/anonymise.lex")));
    assert_int_equal(STATUS_OK, core_create(world->folder));
    world_policies(world);
    world_open(world);
    return 0;
}

/* Nobody has signed anything yet, nothing is published. */
static inline int world_setup_empty(void **state)
{
    int result = world_setup_bare(state);
    if (result != 0)
        return result;
    struct world *world = *state;
    id_new(&world->space.id);
    id_new(&world->elsewhere.id);
    assert_int_equal(STATUS_OK, db_write(world->core->db, world_put_spaces, world));
    world_make_structures(world);
    for (int who = 0; who < SOMEONES; who++)
        world_admit(world, (enum someone)who);
    return 0;
}

/* Everybody but the lawyer and her structure is bound by version 1. */
static inline int world_setup(void **state)
{
    int result = world_setup_empty(state);
    if (result != 0)
        return result;
    struct world *world = *state;
    world_publish(world, "# Charte");
    for (int who = COORDINATOR; who < LAWYER; who++)
        world_bind(world, (enum someone)who);
    world_make_elsewhere(world);
    return 0;
}

static inline int world_remove(const char *path, const struct stat *about, int type,
                               struct FTW *place)
{
    (void)about, (void)type, (void)place;
    return remove(path);
}

static inline int world_teardown(void **state)
{
    struct world *world = *state;
    core_close(world->core);
    for (int who = 0; who < SOMEONES; who++)
        account_keys_free(world->keys[who]);
    int result = nftw(world->folder, world_remove, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(world->arena);
    free(world);
    clock_set(0);
    return result;
}

static inline const char *world_text(const json_t *model, const char *name)
{
    const char *text = json_string_value(json_object_get(model, name));
    return text != NULL ? text : "(none)";
}

/* The item of an array whose "person" is somebody, or NULL. */
static inline const json_t *world_find(struct world *world, const json_t *array, enum someone who)
{
    size_t i;
    const json_t *item;
    const char *id = world_hex(world, world->people[who].id);
    json_array_foreach(array, i, item)
    {
        const json_t *person = json_object_get(item, "person");
        if (strcmp(world_text(person != NULL ? person : item, "id"), id) == 0)
            return item;
    }
    return NULL;
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
#define assert_stage(world, seance, expected)                                                      \
    assert_string_equal(expected, world_row(world, seance).stage)
#define assert_fault(act, key) assert_string_equal(key, (act)->fault != NULL ? (act)->fault : "")
#define assert_field_fault(act, field, name)                                                       \
    assert_string_equal(name, world_text(json_object_get((act)->fault_fields, field), "key"))

#include "world_seance.h"

#endif
