#include "raw.h"

#include "crypto/record.h"
#include "trust/charter_roll.h"
#include "trust/charter_version.h"
#include "trust/state.h"

static bool binds(struct world *world, enum someone who)
{
    return (world_act(world, who)->standing & RELATION_SIGNATORY) != 0;
}

static const json_t *view(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK, charter_view(world_act(world, who), &model));
    return model;
}

static void nothing_published_binds_nobody(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, POLICE);
    assert_false(binds(world, POLICE));
    assert_int_equal(STATUS_CONFLICT, charter_sign(act, 1));
    assert_fault(act, "nothing_published");
    assert_int_equal(STATUS_CONFLICT, charter_adhere(act, 1));
    const json_t *model = view(world, COORDINATOR);
    assert_true(json_is_null(json_object_get(model, "number")));
    assert_string_equal(world->pack->charter, world_text(model, "pack_text"));
    assert_null(json_object_get(view(world, POLICE), "pack_text"));
}

static void coordination_publishes_and_others_do_not(void **state)
{
    struct world *world = world_of(state);
    json_t *fields =
        world_form(world, "{'text': '# Un', 'note': 'La première', 'key': '%032d'}", 7);
    assert_int_equal(STATUS_DENIED, charter_publish(world_act(world, POLICE), fields));
    assert_int_equal(STATUS_OK, charter_publish(world_act(world, COORDINATOR), fields));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, charter_publish(act, fields));
    assert_fault(act, "conflict_exists");
    act = world_act(world, COORDINATOR);
    json_t *other = world_form(world, "{'text': '# Deux', 'key': '%032d'}", 7);
    assert_int_equal(STATUS_CONFLICT, charter_publish(act, other));
    assert_fault(act, "conflict_replayed");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, charter_publish(act, world_form(world, "{}")));
    assert_field_fault(act, "text", "required");
    const json_t *model = view(world, LAWYER);
    assert_int_equal(1, json_integer_value(json_object_get(model, "number")));
    assert_string_equal("La première", world_text(model, "note"));
    /* printf '# Un' | sha256sum */
    assert_string_equal("1b262dbbd8d06eb2fedbfc8a78469a56467d9a8f2f025da4b28bb1e93242f54e",
                        world_text(model, "sha256"));
    assert_true(json_is_true(json_object_get(model, "verified")));
}

static void both_signatures_are_needed(void **state)
{
    struct world *world = world_of(state);
    world_publish(world, "# Charte");
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE_TOO), 1));
    assert_false(binds(world, POLICE_TOO));
    assert_int_equal(STATUS_DENIED, charter_sign(world_act(world, POLICE_TOO), 1));
    assert_int_equal(STATUS_OK, charter_sign(world_act(world, POLICE), 1));
    assert_true(binds(world, POLICE_TOO));
    assert_false(binds(world, POLICE)); /* signed for the structure, not for themselves */
    assert_int_equal(STATUS_DENIED, charter_sign(world_act(world, COORDINATOR), 1));
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, COORDINATOR), 1));
    assert_true(binds(world, COORDINATOR)); /* needs no structure */
}

static void signing_twice_is_a_conflict(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_CONFLICT, charter_sign(act, 1));
    assert_fault(act, "conflict_exists");
    assert_int_equal(STATUS_CONFLICT, charter_adhere(world_act(world, POLICE), 1));
}

static void an_older_version_binds_during_the_grace_days(void **state)
{
    struct world *world = world_of(state);
    int64_t grace = world->pack->grace_days * DAY;
    world_publish(world, "# Deux");
    clock_set(WORLD_START + grace - 1);
    assert_true(binds(world, POLICE));
    const json_t *model = view(world, POLICE);
    assert_true(json_is_false(json_object_get(model, "i_adhered")));
    assert_int_equal(0, json_integer_value(json_object_get(model, "people_signed")));
    assert_true(json_is_true(
        json_object_get(world_find(world, json_object_get(model, "people"), POLICE), "outdated")));
    clock_set(WORLD_START + grace);
    assert_false(binds(world, POLICE));
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_CONFLICT, charter_adhere(act, 1)); /* read before the second came */
    assert_string_equal("conflict_stale", act->fault);
    world_bind(world, POLICE);
    assert_true(binds(world, POLICE));
    assert_false(binds(world, POLICE_TOO));
}

struct forging {
    struct world *world;
    void (*forge)(struct charter_signature_row *row);
    enum someone who;
};

static enum status forge(struct db_conn *conn, void *context)
{
    const struct forging *forging = context;
    struct world *world = forging->world;
    struct charter_row version;
    struct charter_signature_row row;
    enum status status = charter_rows_newest(&version, conn, world->arena, world->space);
    if (status == STATUS_OK)
        status = charter_rows_signature(&row, conn, world->arena, world->space, version.id,
                                        "person", world->people[forging->who].id);
    forging->forge(&row);
    return status == STATUS_OK ? charter_rows_sign(conn, &row) : status;
}

static void flip_signature(struct charter_signature_row *row)
{
    row->signature[5] ^= 1;
}

static void postdate(struct charter_signature_row *row)
{
    row->signed_at++;
}

/* Whoever writes rows signs with keys of their own and writes these beside. */
static void own_keys(struct world *world, struct charter_signature_row *row)
{
    struct account_keys *keys = account_keys_new();
    struct charter_row version;
    struct signature signature;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&version, conn, world->arena, world->space));
    db_done(conn);
    memcpy(row->box_public, keys->public.box, 32);
    memcpy(row->sign_public, keys->public.sign, 32);
    record_sign(&signature, charter_roll_record(world->arena, &version, row), keys);
    memcpy(row->signature, signature.bytes, 64);
    account_keys_free(keys);
}

static void a_signature_that_does_not_verify_binds_nobody(void **state)
{
    struct world *world = world_of(state);
    void (*const ways[])(struct charter_signature_row *) = {flip_signature, postdate};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct forging forging = {world, ways[i], POLICE};
        assert_true(binds(world, POLICE));
        assert_int_equal(STATUS_OK, db_write(world->core->db, forge, &forging));
        raw_notice(world);
        assert_false(binds(world, POLICE));
        const json_t *model = view(world, HOSPITAL);
        const json_t *entry = world_find(world, json_object_get(model, "people"), POLICE);
        assert_true(json_is_false(json_object_get(entry, "verified")));
        assert_int_equal(5, json_integer_value(json_object_get(model, "people_signed")));
        /* nothing is signed beside rows that were edited; mended, it does not keep them from
         * adhering again */
        assert_int_equal(STATUS_TAMPERED, charter_adhere(world_act(world, POLICE), 1));
        world_accept(world, "charter", world_charter(world));
        assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE), 1));
    }
    assert_true(binds(world, POLICE));
}

static enum status put_row(struct db_conn *conn, void *context)
{
    return charter_rows_sign(conn, context);
}

static void keys_that_only_the_row_knows_prove_nothing(void **state)
{
    struct world *world = world_of(state);
    struct charter_row version;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&version, conn, world->arena, world->space));
    db_done(conn);
    struct charter_signature_row row = {.charter = version.id,
                                        .space = world->space,
                                        .kind = "person",
                                        .subject = world->people[LAWYER].id,
                                        .account = world->people[LAWYER],
                                        .signed_at = WORLD_START};
    own_keys(world, &row);
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_row, &row));
    raw_notice(world);
    row.kind = "structure";
    row.subject = world->structures[S_LAWYER].id;
    own_keys(world, &row);
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_row, &row));
    raw_notice(world);
    assert_false(binds(world, LAWYER));
}

/* Somebody's true adhesion, copied to another. */
static void an_adhesion_is_of_its_signer(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct charter_row version;
    struct charter_signature_row row;
    enum charter_worth worth;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&version, conn, world->arena, world->space));
    assert_int_equal(STATUS_OK,
                     charter_rows_signature(&row, conn, world->arena, world->space, version.id,
                                            "person", world->people[SHELTER].id));
    struct signature signature;
    row.subject = world->people[LAWYER].id;
    record_sign(&signature, charter_roll_record(world->arena, &version, &row),
                world->keys[SHELTER]);
    memcpy(row.signature, signature.bytes, 64);
    assert_int_equal(STATUS_OK, charter_roll_worth(&worth, act, conn, &version, &row));
    assert_int_equal(CHARTER_WORTHLESS, worth);
    row.subject = world->people[SHELTER].id;
    record_sign(&signature, charter_roll_record(world->arena, &version, &row),
                world->keys[SHELTER]);
    memcpy(row.signature, signature.bytes, 64);
    assert_int_equal(STATUS_OK, charter_roll_worth(&worth, act, conn, &version, &row));
    assert_int_equal(CHARTER_VERIFIED, worth);
    db_done(conn);
}

static void the_view_counts_and_hides(void **state)
{
    struct world *world = world_of(state);
    const json_t *model = view(world, POLICE_TOO);
    assert_int_equal(3, json_integer_value(json_object_get(model, "structures_signed")));
    assert_int_equal(4, json_integer_value(json_object_get(model, "structures_count")));
    assert_int_equal(6, json_integer_value(json_object_get(model, "people_signed")));
    assert_int_equal(7, json_integer_value(json_object_get(model, "people_count")));
    assert_int_equal(7, json_array_size(json_object_get(model, "people")));
    assert_true(json_is_true(json_object_get(model, "my_structure_signed")));
    assert_true(json_is_false(json_object_get(model, "i_represent")));
    /* É among the e */
    const json_t *structures = json_object_get(model, "structures");
    const json_t *last = json_object_get(json_array_get(structures, 3), "structure");
    assert_string_equal("La Clède", world_text(last, "short_name"));
    const json_t *police = json_object_get(json_array_get(structures, 2), "signed_by");
    assert_string_equal("Capitaine de police", world_text(police, "name"));

    model = view(world, LAWYER); /* a member who has not signed sees no other person */
    assert_int_equal(1, json_array_size(json_object_get(model, "people")));
    assert_non_null(world_find(world, json_object_get(model, "people"), LAWYER));
    structures = json_object_get(model, "structures");
    assert_null(json_object_get(json_array_get(structures, 2), "signed_by"));
    assert_true(json_is_true(json_object_get(json_array_get(structures, 2), "verified")));
}

static enum status publish_other_text(struct db_conn *conn, void *context)
{
    struct charter_row *row = context;
    row->number++;
    id_new(&row->id.id);
    row->text = "# Un autre texte sous la même empreinte";
    return charter_rows_insert(conn, row);
}

static void a_text_that_is_not_the_signed_one_is_not_shown(void **state)
{
    struct world *world = world_of(state);
    struct charter_row row;
    json_t *model;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&row, conn, world->arena, world->space));
    db_done(conn);
    assert_int_equal(STATUS_OK, db_write(world->core->db, publish_other_text, &row));
    raw_notice(world);
    assert_int_equal(STATUS_TAMPERED, charter_view(world_act(world, POLICE), &model));
    assert_null(model);
    assert_int_equal(STATUS_TAMPERED, charter_adhere(world_act(world, LAWYER), 1));
}

/* The version is signed anew by who published it, whose keys are good. */
static void sign_version(struct world *world, struct charter_row *row)
{
    struct signature signature;
    record_sign(&signature, charter_version_record(world->arena, row), world->keys[COORDINATOR]);
    memcpy(row->signature, signature.bytes, sizeof row->signature);
}

static void republish(struct world *world, int64_t later, const char *note)
{
    struct charter_row row;
    char hex[2 * sizeof row.signature + 1];
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_rows_newest(&row, conn, world->arena, world->space));
    db_done(conn);
    row.published_at += later;
    row.note = note;
    sign_version(world, &row);
    bytes_hex(hex, BYTES_OF(row.signature));
    raw_change(world,
               "UPDATE charter SET published_at = %lld, note = nullif('%s', ''), signature = x'%s'"
               " WHERE id = '%s'",
               (long long)row.published_at, note != NULL ? note : "", hex,
               world_hex(world, row.id.id));
}

static void a_version_signed_anew_binds_nobody(void **state)
{
    struct world *world = world_of(state);
    assert_true(binds(world, POLICE));
    republish(world, -1, NULL);
    assert_false(binds(world, POLICE));
    assert_true(json_is_false(json_object_get(view(world, POLICE), "verified")));
    republish(world, 1, "Autre chose");
    assert_false(binds(world, POLICE));
    republish(world, 0, NULL);
    assert_true(binds(world, POLICE));
    assert_true(json_is_true(json_object_get(view(world, POLICE), "verified")));
}

/* As entries were before they told of the whole record. */
struct former {
    struct world *world;
    struct act *act;
};

static enum status publish_as_before(struct db_conn *conn, void *context)
{
    const struct former *former = context;
    struct world *world = former->world;
    struct act *act = former->act;
    struct digest digest;
    struct charter_row row = {.space = world->space,
                              .number = 2,
                              .text = "# Deux",
                              .published_at = clock_now(),
                              .published_by = act->who};
    id_new(&row.id.id);
    digest_sha256(&digest, (struct bytes){(const uint8_t *)row.text, strlen(row.text)});
    memcpy(row.sha256, digest.bytes, sizeof row.sha256);
    sign_version(world, &row);
    enum status status = state_current(act, conn); /* by the versions that there are */
    if (status == STATUS_OK)
        status = charter_rows_insert(conn, &row);
    return status == STATUS_OK
               ? journal_add(conn, act, "publish", "charter", &row.id.id, BYTES_OF(row.sha256))
               : status;
}

static void a_version_that_was_told_of_as_before_binds(void **state)
{
    struct world *world = world_of(state);
    clock_set(clock_now() + DAY);
    struct former former = {world, world_act(world, COORDINATOR)};
    assert_int_equal(STATUS_OK, db_write(world->core->db, publish_as_before, &former));
    raw_notice(world);
    world_bind(world, POLICE);
    clock_set(clock_now() + world->pack->grace_days * DAY);
    assert_true(binds(world, POLICE));
    assert_false(binds(world, POLICE_TOO));
    world_reopen(world);
    assert_true(binds(world, POLICE));
    /* the grace of the first one does not run anew */
    republish(world, DAY, NULL);
    assert_false(binds(world, POLICE_TOO));
    assert_false(binds(world, POLICE));
}

#define EMPTY_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_empty, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY_TEST(nothing_published_binds_nobody),
        EMPTY_TEST(coordination_publishes_and_others_do_not),
        EMPTY_TEST(both_signatures_are_needed),
        WORLD_TEST(signing_twice_is_a_conflict),
        WORLD_TEST(an_older_version_binds_during_the_grace_days),
        WORLD_TEST(a_signature_that_does_not_verify_binds_nobody),
        WORLD_TEST(keys_that_only_the_row_knows_prove_nothing),
        WORLD_TEST(an_adhesion_is_of_its_signer),
        WORLD_TEST(the_view_counts_and_hides),
        WORLD_TEST(a_text_that_is_not_the_signed_one_is_not_shown),
        WORLD_TEST(a_version_signed_anew_binds_nobody),
        WORLD_TEST(a_version_that_was_told_of_as_before_binds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
