#include "insider_forge.h"

#include "crypto/admission_claim.h"
#include "crypto/certificate.h"
#include "crypto/envelope.h"
#include "crypto/merkle.h"
#include "crypto/sealed_document.h"
#include "journal/journal.h"

#include <sodium.h>

enum { KEY = 32 };

static struct vault_key vault_key(const uint8_t key[KEY])
{
    return (struct vault_key){secret_copy((struct bytes){key, KEY})};
}

static struct id id_of(struct insider *in, const char *name)
{
    struct id id = {0};
    const char *text = insider_value(in, insider_expand(in, name));
    if (text == NULL || id_parse(&id, text) != STATUS_OK)
        in->broken = arena_printf(in->world->arena, "no id: %s", name);
    return id;
}

static const char *hex_of(struct insider *in, int who)
{
    return world_hex(in->world, in->people[who].id.id);
}

/* Of somebody's row; none for the coordination team. */
static struct structure_id structure_of(struct insider *in, int who)
{
    struct structure_id structure = {0};
    const char *text = insider_value(
        in, arena_printf(in->world->arena,
                         "SELECT coalesce(structure, '-') FROM membership WHERE account = '%s'",
                         hex_of(in, who)));
    if (text != NULL && id_parse(&structure.id, text) != STATUS_OK)
        structure = (struct structure_id){0};
    return structure;
}

bool insider_forge_unseal(uint8_t out[KEY], struct bytes box, const struct account_keys *keys)
{
    return box.len == 1 + KEY + crypto_box_SEALBYTES &&
           crypto_box_seal_open(out, box.data + 1, box.len - 1, keys->public.box,
                                keys->box->bytes) == 0;
}

bool insider_forge_key(uint8_t out[KEY], struct insider *in, int who, const char *vault,
                       int generation)
{
    const char *where =
        arena_printf(in->world->arena, "WHERE vault = %s AND generation = %d AND reader = '%s'",
                     vault, generation, hex_of(in, who));
    const struct bytes box = insider_blob(
        in, arena_printf(in->world->arena,
                         "SELECT box FROM main.envelope %s UNION SELECT box FROM old.envelope %s",
                         where, where));
    return insider_forge_unseal(out, box, in->people[who].keys);
}

void insider_forge_envelope(struct insider *in, const char *vault, int generation, int reader,
                            int granter, int64_t at, const uint8_t key[KEY])
{
    struct envelope envelope;
    struct vault_id id = {id_of(in, vault)};
    struct vault_key inside = vault_key(key);
    const bool trustees = reader < 0;
    const struct envelope_granter as = {in->people[granter].id, in->people[granter].keys, at,
                                        false};
    const struct account_public *public =
        trustees ? &in->spare->public : &in->people[reader].keys->public;
    assert_int_equal(STATUS_OK,
                     envelope_seal(&envelope, &inside, id, (uint32_t)generation,
                                   trustees ? (struct account_id){0} : in->people[reader].id,
                                   public, &as));
    vault_key_free(&inside);
    const char *space = insider_value(
        in, arena_printf(in->world->arena, "SELECT space FROM vault WHERE id = %s", vault));
    const char *granter_text = hex_of(in, granter);
    if (trustees)
        INSIDER_PUT(in, "recovery_envelope", IS_TEXT("vault", world_hex(in->world, id.id)),
                    IS_TEXT("space", space), IS_INT("generation", generation),
                    IS_TEXT("granter", granter_text), IS_BLOB("box", BYTES_OF(envelope.box)),
                    IS_BLOB("signature", BYTES_OF(envelope.signature.bytes)), IS_INT("at", at));
    else
        INSIDER_PUT(in, "envelope", IS_TEXT("vault", world_hex(in->world, id.id)),
                    IS_TEXT("space", space), IS_INT("generation", generation),
                    IS_TEXT("reader", hex_of(in, reader)), IS_TEXT("granter", granter_text),
                    IS_BLOB("box", BYTES_OF(envelope.box)),
                    IS_BLOB("signature", BYTES_OF(envelope.signature.bytes)), IS_INT("at", at));
}

static struct sealed_document sealed_of(const struct insider_version *version)
{
    struct sealed_document sealed = {.header = {.vault = {version->vault},
                                                .generation = (uint32_t)version->generation,
                                                .kind = version->kind,
                                                .document = {version->document},
                                                .version = (uint32_t)version->version,
                                                .author = {version->author},
                                                .at = version->at},
                                     .cipher = version->cipher};
    memcpy(sealed.header.previous.bytes, version->previous.data, KEY);
    memcpy(sealed.hash.bytes, version->hash.data, KEY);
    memcpy(sealed.signature.bytes, version->signature.data, sizeof sealed.signature.bytes);
    return sealed;
}

bool insider_forge_opens(struct insider *in, const struct insider_version *version,
                         const uint8_t key[KEY])
{
    struct opened_document opened;
    struct vault_key own;
    const struct account_public *author = NULL;
    struct vault_key inside = vault_key(key);
    const struct sealed_document sealed = sealed_of(version);
    for (int who = 0; who < PEOPLE; who++)
        if (in->people[who].keys != NULL && id_equal(&in->people[who].id.id, &version->author))
            author = &in->people[who].keys->public;
    sealed_document_key(&own, &inside, version->secret.data);
    const bool opens = author != NULL && sealed_document_open(&opened, NULL, in->world->arena,
                                                              &sealed, &own, author) == STATUS_OK;
    vault_key_free(&own);
    vault_key_free(&inside);
    return opens;
}

void insider_forge_version(struct insider *in, const char *document, const uint8_t key[KEY],
                           const char *text)
{
    struct sealed_document sealed;
    struct vault_key own;
    struct arena *arena = in->world->arena;
    struct vault_key inside = vault_key(key);
    const char *from = arena_printf(arena,
                                    "FROM document_version WHERE document = %s ORDER BY"
                                    " version DESC LIMIT 1",
                                    document);
    struct sealed_header header = {
        .vault = {id_of(in,
                        arena_printf(arena, "SELECT vault FROM document WHERE id = %s", document))},
        .generation =
            (uint32_t)insider_number(in, arena_printf(arena, "SELECT generation %s", from)),
        .kind = insider_value(
            in, arena_printf(arena, "SELECT kind FROM document WHERE id = %s", document)),
        .document = {id_of(in, document)},
        .version = 1 + (uint32_t)insider_number(in, arena_printf(arena, "SELECT version %s", from)),
        .author = in->people[in->me].id,
        .at = clock_now()};
    const struct bytes previous = insider_blob(in, arena_printf(arena, "SELECT hash %s", from));
    const struct bytes secret = insider_blob(
        in, arena_printf(arena, "SELECT secret FROM document WHERE id = %s", document));
    const char *space = insider_value(
        in, arena_printf(arena, "SELECT space FROM document WHERE id = %s", document));
    memcpy(header.previous.bytes, previous.data, KEY);
    sealed_document_key(&own, &inside, secret.data);
    assert_int_equal(STATUS_OK,
                     sealed_document_seal(&sealed, arena, &header,
                                          (struct bytes){(const uint8_t *)text, strlen(text)}, NULL,
                                          &own, in->people[in->me].keys));
    vault_key_free(&own);
    vault_key_free(&inside);
    INSIDER_PUT(
        in, "document_version", IS_TEXT("document", world_hex(in->world, header.document.id)),
        IS_TEXT("space", space), IS_INT("version", header.version),
        IS_INT("generation", header.generation),
        IS_TEXT("author", world_hex(in->world, header.author.id)), IS_BLOB("cipher", sealed.cipher),
        IS_BLOB("previous", previous), IS_BLOB("hash", BYTES_OF(sealed.hash.bytes)),
        IS_BLOB("signature", BYTES_OF(sealed.signature.bytes)), IS_INT("kept", 1),
        IS_INT("at", header.at));
}

void insider_forge_invitation(struct insider *in, int who, int inviter, bool coordination,
                              const struct account_keys *keys, const uint8_t claim_key[KEY])
{
    struct bytes sealed;
    struct digest proof;
    struct login_token token;
    struct digest id;
    struct world *world = in->world;
    struct vault_key inside = vault_key(claim_key);
    /* a coordinator who was withdrawn invited while it was theirs to do */
    const int64_t at = inviter == LEFT ? in->old_at : clock_now() - 60;
    struct admission_claim claim = {.account = in->people[who].id,
                                    .structure = structure_of(in, who),
                                    .coordination = coordination};
    claim.represents = insider_number(in, arena_printf(world->arena,
                                                       "SELECT represents FROM membership WHERE"
                                                       " account = '%s'",
                                                       hex_of(in, who))) == 1;
    login_token_new(&token);
    login_token_digest(&id, &token, "invitation");
    admission_claim_key(&claim.proof_key, &token);
    login_token_free(&token);
    claim.inviter = in->people[inviter].id;
    claim.at = at;
    /* whoever is said to invite signs, if the attacker has their keys; else they sign themselves */
    admission_claim_sign(&claim, world->space,
                         in->people[inviter].keys != NULL ? in->people[inviter].keys : keys);
    assert_int_equal(STATUS_OK,
                     admission_claim_seal(&sealed, world->arena, &claim, world->space, &inside));
    admission_claim_prove(&proof, &claim.proof_key, world->space, in->people[who].id,
                          &keys->public);
    vault_key_free(&inside);
    INSIDER_PUT(in, "invitation", IS_BLOB("id", BYTES_OF(id.bytes)),
                IS_TEXT("space", world_hex(world, world->space.id)),
                IS_TEXT("account", hex_of(in, who)), IS_TEXT("invited_as", hex_of(in, who)),
                IS_TEXT("invited_by", hex_of(in, inviter)), IS_INT("created_at", at),
                IS_INT("expires_at", at + 14 * DAY), IS_BLOB("claim", sealed), IS_NULL("keys"),
                IS_BLOB("proof", BYTES_OF(proof.bytes)), IS_INT("used_at", clock_now() - 1));
}

void insider_forge_proof(struct insider *in, int who, const uint8_t claim_key[KEY])
{
    struct admission_claim claim;
    struct digest proof;
    struct world *world = in->world;
    const char *account = hex_of(in, who);
    struct vault_key inside = vault_key(claim_key);
    const struct bytes sealed = insider_blob(
        in,
        arena_printf(world->arena, "SELECT claim FROM invitation WHERE account = '%s'", account));
    enum status status =
        admission_claim_open(&claim, sealed, world->space, in->people[who].id, &inside);
    vault_key_free(&inside);
    if (status != STATUS_OK) { /* a key that opens no claim is where it ends */
        insider_note(in, "the claim does not open");
        return;
    }
    admission_claim_prove(&proof, &claim.proof_key, world->space, in->people[who].id,
                          &in->spare->public);
    insider_set(in,
                arena_printf(world->arena, "UPDATE invitation SET proof = ?1 WHERE account = '%s'",
                             account),
                BYTES_OF(proof.bytes));
}

void insider_forge_link(struct insider *in, const char *what, int who, int invited_by,
                        struct bytes claim)
{
    struct login_token token;
    struct digest id;
    struct world *world = in->world;
    struct insider_token *held = &in->links[in->link_count++];
    const char *account = hex_of(in, who);
    held->what = what;
    login_token_new(&token);
    login_token_digest(&id, &token, "invitation");
    login_token_text(held->text, &token);
    login_token_free(&token);
    const struct insider_field by =
        invited_by < 0 ? (struct insider_field)IS_NULL("invited_by")
                       : (struct insider_field)IS_TEXT("invited_by", hex_of(in, invited_by));
    const struct insider_field sealed = claim.len == 0
                                            ? (struct insider_field)IS_NULL("claim")
                                            : (struct insider_field)IS_BLOB("claim", claim);
    INSIDER_PUT(in, "invitation", IS_BLOB("id", BYTES_OF(id.bytes)),
                IS_TEXT("space", world_hex(world, insider_space(in, who).id)),
                IS_TEXT("account", account), IS_TEXT("invited_as", account), by,
                IS_INT("created_at", clock_now()), IS_INT("expires_at", clock_now() + 14 * DAY),
                sealed, IS_NULL("keys"), IS_NULL("proof"), IS_NULL("used_at"));
}

void insider_forge_certificate(struct insider *in, int who, const struct account_public *public,
                               int issuer, bool coordination, int64_t issued_at)
{
    struct world *world = in->world;
    struct certificate certificate = {.space = world->space,
                                      .account = in->people[who].id,
                                      .public = *public,
                                      .structure = structure_of(in, who),
                                      .coordination = coordination,
                                      .from = issued_at,
                                      .until = issued_at + (int64_t)3600 * DAY,
                                      .issued_at = issued_at,
                                      .issuer = in->people[issuer].id};
    certificate_sign(&certificate, in->people[issuer].keys);
    const int64_t number =
        1 + insider_number(in, arena_printf(world->arena,
                                            "SELECT coalesce(max(number), 0) FROM certificate WHERE"
                                            " account = '%s'",
                                            hex_of(in, who)));
    const struct insider_field of =
        id_is_none(&certificate.structure.id)
            ? (struct insider_field)IS_NULL("structure")
            : (struct insider_field)IS_TEXT("structure",
                                            world_hex(world, certificate.structure.id));
    INSIDER_PUT(in, "certificate", IS_TEXT("space", world_hex(world, world->space.id)),
                IS_TEXT("account", hex_of(in, who)), IS_INT("number", number),
                IS_BLOB("box_public", BYTES_OF(public->box)),
                IS_BLOB("sign_public", BYTES_OF(public->sign)), of,
                IS_INT("coordination", coordination), IS_INT("represents", 0),
                IS_INT("from_at", certificate.from), IS_INT("until_at", certificate.until),
                IS_INT("issued_at", issued_at), IS_TEXT("issuer", hex_of(in, issuer)),
                IS_BLOB("signature", BYTES_OF(certificate.signature.bytes)));
}

/* A revocation and a leaving say the same of a person and of a structure. */
static void put_end(struct insider *in, const char *table, const char *column, struct id whose,
                    int by, int64_t at)
{
    struct signature signature;
    struct world *world = in->world;
    struct record *record = record_new(world->arena, arena_printf(world->arena, "cocon/%s", table));
    record_id(record, &world->space.id);
    record_id(record, &whose);
    record_number(record, at);
    record_id(record, &in->people[by].id.id);
    record_sign(&signature, record, in->people[by].keys);
    INSIDER_PUT(in, table, IS_TEXT("space", world_hex(world, world->space.id)),
                IS_TEXT(column, world_hex(world, whose)), IS_INT("at", at),
                IS_TEXT("by", hex_of(in, by)), IS_BLOB("signature", BYTES_OF(signature.bytes)));
}

void insider_forge_revocation(struct insider *in, int who, int by, int64_t at)
{
    put_end(in, "revocation", "account", in->people[who].id.id, by, at);
}

void insider_forge_departure(struct insider *in, const char *structure, int by, int64_t at)
{
    put_end(in, "departure", "structure", id_of(in, structure), by, at);
}

void insider_forge_charter_signature(struct insider *in, const char *kind, const char *subject,
                                     int signer, int64_t at)
{
    struct signature signature;
    struct world *world = in->world;
    const struct id charter = id_of(in, "SELECT id FROM charter WHERE space = {here} ORDER BY"
                                        " number DESC LIMIT 1");
    const struct id of = id_of(in, subject);
    const struct bytes digest = insider_blob(
        in, "SELECT sha256 FROM charter WHERE space = {here} ORDER BY number DESC LIMIT 1");
    const int64_t number = insider_number(
        in, "SELECT number FROM charter WHERE space = {here} ORDER BY number DESC LIMIT 1");
    const struct account_keys *keys = in->people[signer].keys;
    struct record *record = record_new(world->arena, "cocon/charter-signature");
    record_id(record, &world->space.id);
    record_id(record, &charter);
    record_number(record, number);
    record_bytes(record, digest);
    record_text(record, kind);
    record_id(record, &of);
    record_id(record, &in->people[signer].id.id);
    record_number(record, at);
    record_sign(&signature, record, keys);
    INSIDER_PUT(in, "charter_signature", IS_TEXT("charter", world_hex(world, charter)),
                IS_TEXT("space", world_hex(world, world->space.id)),
                IS_TEXT("subject", world_hex(world, of)), IS_TEXT("kind", kind),
                IS_TEXT("account", hex_of(in, signer)),
                IS_BLOB("box_public", BYTES_OF(keys->public.box)),
                IS_BLOB("sign_public", BYTES_OF(keys->public.sign)), IS_INT("signed_at", at),
                IS_BLOB("signature", BYTES_OF(signature.bytes)));
}

void insider_forge_login(struct insider *in, const char *what, int who, int64_t created_at)
{
    struct login_token token;
    struct digest id;
    struct bytes sealed;
    struct world *world = in->world;
    struct insider_token *held = &in->logins[in->login_count++];
    const char *account = hex_of(in, who);
    const int64_t generation = insider_number(
        in, arena_printf(world->arena, "SELECT generation FROM account WHERE id = '%s'", account));
    held->what = what;
    login_token_new(&token);
    login_token_digest(&id, &token, "row");
    login_token_text(held->text, &token);
    assert_int_equal(STATUS_OK,
                     login_token_seal(&sealed, world->arena, &token, in->people[who].keys,
                                      in->people[who].id, (uint32_t)generation));
    login_token_free(&token);
    INSIDER_PUT(in, "login", IS_BLOB("id", BYTES_OF(id.bytes)),
                IS_TEXT("space", world_hex(world, insider_space(in, who).id)),
                IS_TEXT("account", account), IS_INT("generation", generation),
                IS_BLOB("keys", sealed), IS_INT("created_at", created_at),
                IS_INT("seen_at", clock_now()), IS_INT("expires_at", created_at + 8 * 60 * 60),
                IS_NULL("browser"));
}

void insider_forge_synthesis_signature(struct insider *in, const char *document, const char *role,
                                       int signer)
{
    struct signature signature;
    static const struct digest content = {{1}}; /* who cannot open it knows no digest */
    struct world *world = in->world;
    struct arena *arena = world->arena;
    const struct id id = id_of(in, document);
    const struct id seance =
        id_of(in, arena_printf(arena, "SELECT seance FROM document WHERE id = %s", document));
    struct record *record = record_new(arena, "cocon/synthesis-signature");
    record_id(record, &world->space.id);
    record_id(record, &seance);
    record_id(record, &id);
    record_number(record, 1);
    record_text(record, role);
    record_id(record, &in->people[signer].id.id);
    record_digest(record, &content);
    record_number(record, clock_now());
    record_sign(&signature, record, in->people[signer].keys);
    INSIDER_PUT(in, "document_signature", IS_TEXT("document", world_hex(world, id)),
                IS_TEXT("space", world_hex(world, world->space.id)), IS_INT("version", 1),
                IS_TEXT("role", role), IS_TEXT("account", hex_of(in, signer)),
                IS_BLOB("content_digest", BYTES_OF(content.bytes)),
                IS_BLOB("signature", BYTES_OF(signature.bytes)), IS_INT("at", clock_now()));
}

bool insider_forge_certified(const struct certificate *certificate,
                             const struct account_keys *issuer)
{
    return certificate_verify(certificate, &issuer->public) == STATUS_OK;
}

/* The journal. */

static enum status keep(void *context, unsigned level, uint64_t position, const struct digest *hash)
{
    sqlite3_stmt *node = context;
    if (level == 0)
        return STATUS_OK;
    sqlite3_reset(node);
    sqlite3_bind_int64(node, 1, level);
    sqlite3_bind_int64(node, 2, (sqlite3_int64)position);
    sqlite3_bind_blob(node, 3, hash->bytes, KEY, SQLITE_TRANSIENT);
    return sqlite3_step(node) == SQLITE_DONE ? STATUS_OK : STATUS_FAILED;
}

static sqlite3_stmt *prepared(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(handle), sql);
    return statement;
}

void insider_forge_tree(struct insider *in)
{
    struct merkle_edge edge = {0};
    sqlite3 *handle = insider_open(in);
    sqlite3_exec(handle, "BEGIN IMMEDIATE; DELETE FROM main.journal_node", NULL, NULL, NULL);
    sqlite3_stmt *node = prepared(handle, "INSERT INTO main.journal_node (level, position, hash)"
                                          " VALUES (?1, ?2, ?3)");
    sqlite3_stmt *leaf = prepared(handle, "UPDATE main.journal SET leaf = ?2 WHERE seq = ?1");
    sqlite3_stmt *row =
        prepared(handle, "SELECT seq, at, space, actor, action, object_kind, object,"
                         " detail FROM main.journal ORDER BY seq");
    while (sqlite3_step(row) == SQLITE_ROW) {
        struct digest hash;
        const struct journal_row entry = {
            .seq = (uint64_t)sqlite3_column_int64(row, 0),
            .at = sqlite3_column_int64(row, 1),
            .space = {insider_column_id(row, 2)},
            .actor = {insider_column_id(row, 3)},
            .action = (const char *)sqlite3_column_text(row, 4),
            .object_kind = (const char *)sqlite3_column_text(row, 5),
            .object = insider_column_id(row, 6),
            .detail = {sqlite3_column_blob(row, 7), (size_t)sqlite3_column_bytes(row, 7)}};
        journal_leaf(&hash, in->world->arena, &entry);
        sqlite3_reset(leaf);
        sqlite3_bind_int64(leaf, 1, (sqlite3_int64)entry.seq);
        sqlite3_bind_blob(leaf, 2, hash.bytes, KEY, SQLITE_TRANSIENT);
        assert_int_equal(SQLITE_DONE, sqlite3_step(leaf));
        assert_int_equal(STATUS_OK, merkle_append(&edge, &hash, keep, node));
    }
    sqlite3_finalize(row);
    sqlite3_finalize(leaf);
    sqlite3_finalize(node);
    sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* Made of a genuine one, so that columns which a later schema adds have something that was true
 * once. */
void insider_forge_entry(struct insider *in, int who, const char *action, const char *kind,
                         const char *object, struct bytes detail, int64_t at)
{
    struct arena *arena = in->world->arena;
    const char *actor = who < 0 ? "NULL" : arena_printf(arena, "'%s'", hex_of(in, who));
    char *hex = arena_alloc(arena, 2 * detail.len + 1);
    bytes_hex(hex, detail);
    insider_sql(
        in,
        arena_printf(arena,
                     "CREATE TEMP TABLE j AS SELECT * FROM main.journal ORDER BY"
                     " action = '%s' DESC, seq DESC LIMIT 1;"
                     "UPDATE temp.j SET seq = (SELECT max(seq) + 1 FROM main.journal), at = %lld,"
                     " space = {here}, actor = %s, action = '%s', object_kind = '%s',"
                     " object = %s, detail = X'%s';"
                     "INSERT INTO main.journal SELECT * FROM temp.j",
                     action, (long long)at, actor, action, kind, object, hex));
    insider_forge_tree(in);
}
