#include "world_dossier.h"

#include "core/overview/trace.h"
#include "journal/audit_head.h"

static json_t *view(struct world *world, enum someone who, struct trace_choice choice)
{
    json_t *model;
    assert_int_equal(STATUS_OK, trace_view(world_act(world, who), &model, &choice, TRACE_PAGE));
    return model;
}

/* "act object_kind, …" of a view, newest first. */
static const char *told(struct world *world, const json_t *model)
{
    const char *text = "";
    size_t i;
    const json_t *entry;
    json_array_foreach(json_object_get(model, "entries"), i, entry) text =
        arena_printf(world->arena, "%s%s%s %s", text, i == 0 ? "" : ", ", world_text(entry, "act"),
                     world_text(entry, "object_kind"));
    return text;
}

static const json_t *entry_at(const json_t *model, size_t index)
{
    return json_array_get(json_object_get(model, "entries"), index);
}

#define CHOICE(...) ((struct trace_choice){__VA_ARGS__})
#define EVERYTHING ((struct trace_choice){0})

static int setup_read(void **state)
{
    int result = world_setup(state);
    struct world *world = *state;
    json_t *model;
    if (result != 0)
        return result;
    dossier_share(world);
    struct seance_id seance = dossier_prepared(world);
    clock_set(WORLD_START + DAY);
    assert_int_equal(STATUS_OK, situation_view(world_act(world, POLICE_TOO), &model, seance));
    return 0;
}

#define TRACE_TEST(name) cmocka_unit_test_setup_teardown(name, setup_read, world_teardown)

static struct seance_id the_seance(struct world *world)
{
    struct seance_id seance;
    assert_int_equal(STATUS_OK, id_parse(&seance.id, raw_text(world, "SELECT id FROM seance")));
    return seance;
}

static void everyone_reads_their_own(void **state)
{
    struct world *world = world_of(state);
    json_t *model = view(world, POLICE_TOO, EVERYTHING);
    assert_string_equal(world_text(model, "scope"), "own");
    assert_string_equal(told(world, model), "read situation, position seance, adhere charter");
    const json_t *read = entry_at(model, 0);
    assert_int_equal(json_integer_value(json_object_get(read, "at")), WORLD_START + DAY);
    assert_true(json_is_true(json_object_get(json_object_get(read, "actor"), "me")));
    assert_string_equal(world_text(json_object_get(read, "seance"), "starts"), "2022-03-07T14:00");
    assert_null(json_object_get(model, "checked"));
    assert_null(json_object_get(model, "alarm"));
    /* not anybody else's, whatever they ask for */
    model = view(world, POLICE_TOO, CHOICE(.person = world->people[SHELTER]));
    assert_string_equal(told(world, model), "read situation, position seance, adhere charter");
    /* without having signed, and in another space */
    assert_string_equal(told(world, view(world, LAWYER, EVERYTHING)), "");
    assert_string_equal(told(world, view(world, STRANGER, EVERYTHING)),
                        "adhere charter, sign charter, publish charter, admit person");
}

static void a_dossiers_readers_for_its_narrator(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = the_seance(world);
    json_t *model = view(world, SHELTER, CHOICE(.seance = seance));
    assert_string_equal(world_text(model, "scope"), "seance");
    assert_string_equal(told(world, model), "read situation");
    assert_string_equal(world_text(json_object_get(entry_at(model, 0), "actor"), "id"),
                        world_hex(world, world->people[POLICE_TOO].id));
    /* acts do not show there, nor does asking for them */
    model = view(world, SHELTER, CHOICE(.seance = seance, .act = "give_role"));
    assert_string_equal(told(world, model), "read situation");
    model = view(world, SHELTER, CHOICE(.seance = seance, .person = world->people[HOSPITAL]));
    assert_string_equal(told(world, model), "");
    assert_string_equal(told(world, view(world, POLICE, CHOICE(.seance = seance))),
                        "read situation"); /* the animator, now that it is prepared */
    static const enum someone others[] = {HOSPITAL, POLICE_TOO, HOSPITAL_TOO};
    struct trace_choice choice = {.seance = seance};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(STATUS_DENIED,
                         trace_view(world_act(world, others[i]), &model, &choice, TRACE_PAGE));
    assert_int_equal(STATUS_NOT_FOUND,
                     trace_view(world_act(world, LAWYER), &model, &choice, TRACE_PAGE));
    assert_int_equal(STATUS_NOT_FOUND,
                     trace_view(world_act(world, STRANGER), &model, &choice, TRACE_PAGE));
    assert_null(model);
}

static void coordination_chooses(void **state)
{
    struct world *world = world_of(state);
    struct seance_id seance = the_seance(world);
    json_t *model = view(world, COORDINATOR, EVERYTHING);
    assert_string_equal(world_text(model, "scope"), "all");
    assert_int_equal(json_array_size(json_object_get(model, "entries")),
                     raw_number(world, "SELECT count(*) FROM journal WHERE space = '%s'",
                                world_hex(world, world->space.id)));
    assert_true(json_is_null(json_object_get(model, "checked")));
    assert_true(json_is_false(json_object_get(model, "alarm")));
    model = view(world, COORDINATOR, CHOICE(.person = world->people[POLICE_TOO]));
    assert_string_equal(told(world, model), "read situation, position seance, adhere charter");
    model = view(world, COORDINATOR, CHOICE(.act = "approve"));
    assert_string_equal(told(world, model), "approve situation");
    model = view(world, COORDINATOR, CHOICE(.seance = seance, .act = "grant"));
    const json_t *grant = entry_at(model, 0);
    assert_string_equal(world_text(grant, "object_kind"), "vault");
    assert_string_equal(world_text(json_object_get(grant, "seance"), "starts"), "2022-03-07T14:00");
    assert_non_null(json_object_get(json_object_get(grant, "to"), "id"));
    model = view(world, COORDINATOR, CHOICE(.from = WORLD_START + 1));
    assert_string_equal(told(world, model), "read situation");
    model = view(world, COORDINATOR, CHOICE(.until = WORLD_START));
    assert_string_equal(told(world, model), "");
}

static void pages_follow_each_other(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct trace_choice choice = {0};
    json_t *model;
    size_t seen = 0;
    int64_t all = raw_number(world, "SELECT count(*) FROM journal WHERE space = '%s'",
                             world_hex(world, world->space.id));
    do {
        assert_int_equal(STATUS_OK, trace_view(act, &model, &choice, 7));
        size_t count = json_array_size(json_object_get(model, "entries"));
        assert_in_range(count, 1, 7);
        seen += count;
        choice.before =
            (uint64_t)json_integer_value(json_object_get(entry_at(model, count - 1), "seq"));
    } while (json_is_true(json_object_get(model, "more")));
    assert_int_equal(seen, all);
}

static void the_head_is_there_to_be_noted(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    json_t *head = json_object_get(view(world, LAWYER, EVERYTHING), "head");
    assert_int_equal(json_integer_value(json_object_get(head, "size")),
                     raw_number(world, "SELECT max(size) FROM journal_head"));
    assert_string_equal(world_text(head, "root"),
                        raw_text(world, "SELECT lower(hex(root)) FROM journal_head"
                                        " ORDER BY size DESC LIMIT 1"));
    raw_flip(world, "journal_head", "root", 0, "size = (SELECT max(size) FROM journal_head)");
    assert_non_null(json_object_get(view(world, LAWYER, EVERYTHING), "head"));
}

static void an_altered_entry_does_not_close_the_page(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "UPDATE journal SET leaf = x'00' WHERE action = 'position' AND actor = '%s'",
               world_hex(world, world->people[POLICE_TOO].id));
    json_t *model = view(world, POLICE_TOO, EVERYTHING);
    assert_int_equal(json_array_size(json_object_get(model, "entries")), 3);
    assert_true(json_is_true(json_object_get(entry_at(model, 1), "malformed")));
}

static void proofs_for_whoever_may_see_the_entry(void **state)
{
    struct world *world = world_of(state);
    json_t *proof;
    uint64_t seq = (uint64_t)raw_number(world, "SELECT seq FROM journal WHERE action = 'read'");
    static const enum someone may[] = {POLICE_TOO, COORDINATOR, SHELTER, POLICE};
    static const enum someone may_not[] = {HOSPITAL, HOSPITAL_TOO, LAWYER, STRANGER};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(STATUS_OK, trace_proof(world_act(world, may[i]), &proof, seq));
        assert_string_equal(world_text(proof, "type"), "inclusion");
        assert_int_equal(STATUS_NOT_FOUND, trace_proof(world_act(world, may_not[i]), &proof, seq));
        assert_null(proof);
    }
    assert_int_equal(STATUS_NOT_FOUND, trace_proof(world_act(world, SHELTER), &proof, seq + 1));
    assert_int_equal(STATUS_OK, trace_growth(world_act(world, LAWYER), &proof, 3));
    assert_string_equal(world_text(proof, "type"), "consistency");
}

static void filters_are_for_coordination(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    assert_int_equal(STATUS_DENIED, trace_filters(world_act(world, SHELTER), &model));
    assert_int_equal(STATUS_OK, trace_filters(world_act(world, COORDINATOR), &model));
    assert_int_equal(json_array_size(json_object_get(model, "people")), LAWYER + 1);
    assert_int_equal(json_array_size(json_object_get(model, "seances")), 1);
    assert_string_equal(world_text(json_array_get(json_object_get(model, "seances"), 0), "id"),
                        world_hex(world, the_seance(world).id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRACE_TEST(everyone_reads_their_own),
        TRACE_TEST(a_dossiers_readers_for_its_narrator),
        TRACE_TEST(coordination_chooses),
        TRACE_TEST(pages_follow_each_other),
        TRACE_TEST(the_head_is_there_to_be_noted),
        TRACE_TEST(an_altered_entry_does_not_close_the_page),
        TRACE_TEST(proofs_for_whoever_may_see_the_entry),
        TRACE_TEST(filters_are_for_coordination),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
