#include "world_dossier.h"

#include "crypto/record.h"

/* Signatures under a synthesis, and what somebody does to them who may write into the database. */

static const json_t *signature(struct world *world, enum someone reader, struct seance_id seance,
                               enum someone signer)
{
    const json_t *model = dossier_read(world, synthesis_view, reader, seance);
    return world_find(world, json_object_get(model, "signatures"), signer);
}

static bool verified(struct world *world, enum someone reader, struct seance_id seance,
                     enum someone signer)
{
    const json_t *found = signature(world, reader, seance, signer);
    assert_non_null(found);
    return dossier_is(found, "verified");
}

/* A signature that is good in itself, of whoever has the key, in the place of that of ${role}. */
static void forge(struct world *world, struct seance_id seance, const char *role,
                  const char *signed_role, enum someone signer)
{
    char digest_text[65], signature_text[129];
    struct digest content = {0};
    struct document_id document = {0};
    struct signature made;
    const char *text = raw_text(world, "SELECT lower(hex(content_digest)) FROM document_signature"
                                       " WHERE version = 1 AND content_digest IS NOT NULL LIMIT 1");
    assert_int_equal(STATUS_OK, bytes_unhex(content.bytes, sizeof content.bytes, text));
    bytes_hex(digest_text, BYTES_OF(content.bytes));
    act_id(&document.id,
           world_form(world, "{'id': '%s'}",
                      raw_text(world, "SELECT id FROM document WHERE kind = 'synthesis'")),
           "id");
    struct record *record = record_new(world->arena, "cocon/synthesis-signature");
    record_id(record, &world->space.id);
    record_id(record, &seance.id);
    record_id(record, &document.id);
    record_number(record, 1);
    record_text(record, signed_role);
    record_id(record, &world->people[signer].id);
    record_digest(record, &content);
    record_number(record, clock_now());
    record_sign(&made, record, world->keys[signer]);
    bytes_hex(signature_text, BYTES_OF(made.bytes));
    raw_text(world, "DELETE FROM document_signature WHERE role = '%s'", role);
    raw_change(world,
               "INSERT INTO document_signature (document, space, version, role, account,"
               " content_digest, signature, at) VALUES ('%s', '%s', 1, '%s', '%s', x'%s', x'%s',"
               " %lld)",
               world_hex(world, document.id), world_hex(world, world->space.id), signed_role,
               world_hex(world, world->people[signer].id), digest_text, signature_text,
               (long long)clock_now());
}

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        dossier_share(*state);
    return result;
}

static void a_changed_signature_is_not_verified(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_published(world);
    static const char *const columns[] = {"content_digest", "signature"};
    for (size_t i = 0; i < 2; i++) {
        raw_flip(world, "document_signature", columns[i], 31, "role = 'animator'");
        assert_false(verified(world, HOSPITAL_TOO, id, POLICE));
        assert_false(verified(world, SHELTER, id, POLICE));
        assert_true(verified(world, HOSPITAL_TOO, id, HOSPITAL));
        raw_flip(world, "document_signature", columns[i], 31, "role = 'animator'");
        assert_true(verified(world, HOSPITAL_TOO, id, POLICE));
    }
    raw_change(world, "UPDATE document_signature SET at = at + 1 WHERE role = 'animator'");
    assert_false(verified(world, HOSPITAL_TOO, id, POLICE));
    raw_change(world, "UPDATE document_signature SET at = at - 1 WHERE role = 'animator'");
    raw_change(world, "UPDATE document_signature SET role = 'narrator' WHERE role = 'animator'");
    assert_false(verified(world, HOSPITAL_TOO, id, POLICE));
    raw_change(world, "UPDATE document_signature SET role = 'animator' WHERE role = 'narrator'");
    raw_change(world, "UPDATE document_signature SET account = '%s' WHERE role = 'animator'",
               world_hex(world, world->people[SHELTER].id));
    assert_false(verified(world, HOSPITAL_TOO, id, SHELTER));
    assert_null(signature(world, HOSPITAL_TOO, id, POLICE));
}

static void nobody_signs_in_anothers_place(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_published(world);
    forge(world, id, "animator", "animator", POLICE); /* what the forger imitates */
    assert_true(verified(world, HOSPITAL_TOO, id, POLICE));
    forge(world, id, "animator", "animator", SHELTER);
    assert_false(verified(world, HOSPITAL_TOO, id, SHELTER));
    forge(world, id, "animator", "narrator", SHELTER);
    assert_false(verified(world, HOSPITAL_TOO, id, SHELTER));
}

/* The other role's signature is not what it should be: the second one publishes nothing. */
static void publishes_nothing(struct world *world, struct seance_id id, enum someone second)
{
    long long journal = raw_journal_size(world);
    long long count = raw_number(world, "SELECT count(*) FROM document_signature");
    assert_int_equal(STATUS_TAMPERED, synthesis_sign(world_act(world, second), id, 1));
    assert_stage(world, id, "drafted");
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(count, raw_number(world, "SELECT count(*) FROM document_signature"));
    assert_int_equal(0,
                     raw_number(world, "SELECT count(*) FROM document WHERE kind = 'published'"));
    assert_int_equal(STATUS_NOT_FOUND, dossier_try(world, synthesis_view, HOSPITAL_TOO, id));
}

static void a_forged_signature_publishes_nothing(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    raw_flip(world, "document_signature", "content_digest", 0, "role = 'secretary'");
    publishes_nothing(world, id, POLICE);
    raw_flip(world, "document_signature", "content_digest", 0, "role = 'secretary'");
    raw_flip(world, "document_signature", "signature", 63, "role = 'secretary'");
    publishes_nothing(world, id, POLICE);
    raw_flip(world, "document_signature", "signature", 63, "role = 'secretary'");
    /* the animator's own, as the secretary; and the narrator's */
    forge(world, id, "secretary", "secretary", POLICE);
    publishes_nothing(world, id, POLICE);
    forge(world, id, "secretary", "secretary", SHELTER);
    publishes_nothing(world, id, POLICE);
    forge(world, id, "secretary", "narrator", SHELTER);
    publishes_nothing(world, id, HOSPITAL);
    forge(world, id, "narrator", "secretary", HOSPITAL); /* the true one again */
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 1));
    assert_stage(world, id, "published");
}

static void signatures_are_of_one_synthesis(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 1));
    const char *first = raw_text(world, "SELECT id FROM document WHERE kind = 'synthesis'");
    struct seance_id other = dossier_drafted(world); /* the same text */
    dossier_review_over(world);
    raw_change(world,
               "INSERT INTO document_signature SELECT (SELECT id FROM document WHERE kind ="
               " 'synthesis' AND id <> '%s'), space, version, role, account, content_digest,"
               " signature, at FROM document_signature",
               first);
    assert_false(verified(world, POLICE, other, HOSPITAL));
    publishes_nothing(world, other, POLICE);
    assert_true(verified(world, POLICE, id, HOSPITAL));
}

static void a_published_text_is_the_signed_one(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_published(world);
    const char *published =
        arena_printf(world->arena, "document = '%s'",
                     raw_text(world, "SELECT id FROM document WHERE kind = 'published'"));
    long long journal = raw_journal_size(world);
    raw_flip(world, "document_version", "cipher", 40, published);
    assert_int_equal(STATUS_TAMPERED, dossier_try(world, synthesis_view, HOSPITAL_TOO, id));
    raw_flip(world, "document_version", "cipher", 40, published);
    raw_flip(world, "document_version", "signature", 0, published);
    assert_int_equal(STATUS_TAMPERED, dossier_try(world, synthesis_view, HOSPITAL_TOO, id));
    raw_flip(world, "document_version", "signature", 0, published);
    raw_flip(world, "document_version", "hash", 0, published);
    assert_int_equal(STATUS_TAMPERED, dossier_try(world, synthesis_view, HOSPITAL_TOO, id));
    raw_flip(world, "document_version", "hash", 0, published);
    assert_string_equal("", raw_journal(world, journal));
    assert_true(verified(world, HOSPITAL_TOO, id, POLICE));
    /* the text of another séance in its place */
    struct seance_id other = dossier_published(world);
    raw_change(world,
               "UPDATE document SET seance = '%s' WHERE kind = 'published' AND seance = '%s'",
               world_hex(world, world->people[POLICE].id), world_hex(world, id.id));
    raw_change(world,
               "UPDATE document SET seance = '%s' WHERE kind = 'published' AND seance = '%s'",
               world_hex(world, id.id), world_hex(world, other.id));
    assert_false(verified(world, HOSPITAL_TOO, id, POLICE));
    assert_false(verified(world, HOSPITAL_TOO, id, HOSPITAL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_changed_signature_is_not_verified),  TEST(nobody_signs_in_anothers_place),
        TEST(a_forged_signature_publishes_nothing), TEST(signatures_are_of_one_synthesis),
        TEST(a_published_text_is_the_signed_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
