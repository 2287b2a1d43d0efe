#ifndef TESTS_WORLD_DOSSIER_H
#define TESTS_WORLD_DOSSIER_H

#include "raw.h"

#include "keys/vaults.h"
#include "members/members.h"
#include "seances/attendance.h"
#include "texts/situation.h"
#include "texts/synthesis.h"

/* A séance of 7 March 2022 brought to where a test begins, by the acts of the people themselves:
 * POLICE animates, HOSPITAL is secretary, SHELTER narrates, POLICE_TOO comes, HOSPITAL_TOO has not
 * answered and was not there. */

#define DOSSIER_SENTENCE "La sage-femme a repéré des ecchymoses"
#define DOSSIER_CRITICAL "Personne ne savait qui prévenir"
#define DOSSIER_COMMENT "Le signalement datait de la veille"
#define DOSSIER_WORD "Le prénom de l’enfant est resté"

static inline enum status dossier_make_shared(struct db_conn *conn, void *context)
{
    struct vault_key key;
    struct vault_row vault;
    enum status status =
        vaults_create(&key, &vault, context, conn, (struct seance_id){0}, VAULT_SHARED);
    vault_key_free(&key);
    return status;
}

/* The space's shared vault, opened by the coordinator to all signatories. */
static inline void dossier_share(struct world *world)
{
    assert_int_equal(STATUS_OK,
                     db_write(world->core->db, dossier_make_shared, world_act(world, COORDINATOR)));
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
}

static inline json_t *dossier_situation(struct world *world, int edition)
{
    return world_form(world, "{'closed_on': '2021-06', 'context': '" DOSSIER_SENTENCE " (%d).'}",
                      edition);
}

static inline json_t *dossier_synthesis(struct world *world, int edition)
{
    return world_form(world,
                      "{'context': 'Suivi de grossesse (%d).', 'critical_points': [{'step':"
                      " 'reperage', 'what': '" DOSSIER_CRITICAL ".'}]}",
                      edition);
}

static inline struct seance_id dossier_staffed(struct world *world)
{
    struct seance_id seance = world_seance(world, "concertation", "2022-03-07T14:00");
    world_staff(world, seance, POLICE, HOSPITAL, SHELTER);
    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, seance, "{'answer': 'coming'}"));
    return seance;
}

static inline struct seance_id dossier_submitted(struct world *world)
{
    struct seance_id seance = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_submit(world_act(world, SHELTER), seance,
                                                 dossier_situation(world, 1), 0));
    return seance;
}

static inline struct seance_id dossier_prepared(struct world *world)
{
    struct seance_id seance = dossier_submitted(world);
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), seance, 1));
    return seance;
}

static inline enum status dossier_hold(struct world *world, enum someone who,
                                       struct seance_id seance)
{
    const char *people = "";
    for (int i = POLICE; i <= SHELTER; i++)
        people = arena_printf(world->arena, "%s%s{'account': '%s', 'status': '%s'}", people,
                              i == POLICE ? "" : ", ", world_hex(world, world->people[i].id),
                              i == HOSPITAL_TOO ? "absent" : "present");
    return attendance_record(world_act(world, who), seance,
                             world_form(world, "{'people': [%s], 'closed': true}", people));
}

static inline struct seance_id dossier_held(struct world *world)
{
    struct seance_id seance = dossier_prepared(world);
    assert_int_equal(STATUS_OK, dossier_hold(world, HOSPITAL, seance));
    return seance;
}

static inline struct seance_id dossier_drafted(struct world *world)
{
    struct seance_id seance = dossier_held(world);
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), seance,
                                                 dossier_synthesis(world, 1), 0));
    return seance;
}

/* The next second in which no comment is taken and the two may sign. */
static inline void dossier_review_over(struct world *world)
{
    clock_set(clock_days(clock_now(), (unsigned)world->pack->review_days) + 1);
}

static inline struct seance_id dossier_published(struct world *world)
{
    struct seance_id seance = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), seance, 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), seance, 1));
    return seance;
}

static inline enum status dossier_comment(struct world *world, enum someone who,
                                          struct seance_id seance, const char *text,
                                          const char *key)
{
    return synthesis_comment(world_act(world, who), seance,
                             world_form(world, "{'text': '%s', 'key': '%s'}", text, key));
}

typedef enum status dossier_view(struct act *, json_t **, struct seance_id);

static inline const json_t *dossier_read(struct world *world, dossier_view *view, enum someone who,
                                         struct seance_id seance)
{
    json_t *model;
    assert_int_equal(STATUS_OK, view(world_act(world, who), &model, seance));
    return model;
}

/* Anything but OK brings no model. */
static inline enum status dossier_try(struct world *world, dossier_view *view, enum someone who,
                                      struct seance_id seance)
{
    json_t *model = json_null();
    enum status status = view(world_act(world, who), &model, seance);
    if (status != STATUS_OK)
        assert_null(model);
    return status;
}

static inline bool dossier_is(const json_t *model, const char *name)
{
    const json_t *value = json_object_get(model, name);
    assert_true(json_is_boolean(value));
    return json_is_true(value);
}

static inline json_int_t dossier_version(const json_t *model)
{
    return json_integer_value(json_object_get(model, "version"));
}

/* Whether somebody holds an envelope of a séance's vault. */
static inline bool dossier_holder(struct world *world, enum someone who, struct seance_id seance,
                                  const char *purpose)
{
    return raw_number(world,
                      "SELECT count(DISTINCT reader) FROM envelope JOIN vault ON vault.id ="
                      " envelope.vault WHERE seance = '%s' AND purpose = '%s' AND reader = '%s'",
                      world_hex(world, seance.id), purpose,
                      world_hex(world, world->people[who].id)) == 1;
}

static inline long long dossier_holders(struct world *world, struct seance_id seance,
                                        const char *purpose)
{
    return raw_number(world,
                      "SELECT count(DISTINCT reader) FROM envelope JOIN vault ON vault.id ="
                      " envelope.vault WHERE seance = '%s' AND purpose = '%s'",
                      world_hex(world, seance.id), purpose);
}

/* Which versions of the one document of a kind still have text: "1 3". */
static inline const char *dossier_versions(struct world *world, struct seance_id seance,
                                           const char *kind)
{
    return raw_text(world,
                    "SELECT coalesce(group_concat(version, ' '), '') FROM (SELECT version FROM"
                    " document_version JOIN document ON document.id = document_version.document"
                    " WHERE seance = '%s' AND kind = '%s' AND cipher IS NOT NULL ORDER BY version)",
                    world_hex(world, seance.id), kind);
}

#endif
