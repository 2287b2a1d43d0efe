#include "crypto/server_key.h"

#include "base/file.h"
#include "box.h"
#include "crypto/record.h"
#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file: a format byte and the key. */
enum { FORMAT = 1, MASTER = crypto_kdf_KEYBYTES, FILE_LEN = 1 + MASTER };

/* Numbers for ever: another number is another key. */
enum {
    PEPPER = 1,
    PEOPLE = 2,
    EMAIL = 3,
    FACTOR = 4,
    AUDIT = 5,
    STATE = 6,
    KNOWN = 7,
    ENTRY = 8,
    ROW = 9,
    KEPT = 10
};

static const char context[crypto_kdf_CONTEXTBYTES] = {'c', 'o', 'c', 'o', 'n', 's', 'r', 'v'};

struct server_key {
    struct secret *pepper;
    struct secret *people;
    struct secret *email;
    struct secret *factor;
    struct secret *state;
    struct secret *known;
    struct secret *entry;
    struct secret *row;
    struct secret *kept;
    struct secret *audit; /* libsodium's form: seed and public half */
    struct audit_public audit_public;
};

enum status server_key_create(const char *path)
{
    struct secret *content = secret_random(FILE_LEN);
    content->bytes[0] = FORMAT;
    enum status status = file_create(path, 0600, (struct bytes){content->bytes, content->len});
    secret_free(content);
    return status;
}

/* Straight into guarded memory; one byte more is asked for, so that a longer file shows. */
static enum status read_file(struct secret *out, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    enum status status = STATUS_INVALID;
    struct stat about;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 077) == 0 &&
        read(file, out->bytes, out->len) == FILE_LEN && out->bytes[0] == FORMAT)
        status = STATUS_OK;
    close(file);
    return status;
}

static struct secret *derive(uint64_t number, const uint8_t *master)
{
    struct secret *key = secret_new(BOX_KEY);
    crypto_kdf_derive_from_key(key->bytes, key->len, number, context, master);
    return key;
}

static void derive_audit(struct server_key *key, const uint8_t *master)
{
    struct secret *seed = secret_new(crypto_sign_SEEDBYTES);
    crypto_kdf_derive_from_key(seed->bytes, seed->len, AUDIT, context, master);
    key->audit = secret_new(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(key->audit_public.bytes, key->audit->bytes, seed->bytes);
    secret_free(seed);
}

enum status server_key_load(struct server_key **out, const char *path)
{
    *out = NULL;
    struct secret *content = secret_new(FILE_LEN + 1);
    enum status status = read_file(content, path);
    if (status != STATUS_OK)
        goto done;
    struct server_key *key = calloc(1, sizeof *key);
    if (key == NULL)
        abort();
    key->pepper = derive(PEPPER, content->bytes + 1);
    key->people = derive(PEOPLE, content->bytes + 1);
    key->email = derive(EMAIL, content->bytes + 1);
    key->factor = derive(FACTOR, content->bytes + 1);
    key->state = derive(STATE, content->bytes + 1);
    key->known = derive(KNOWN, content->bytes + 1);
    key->entry = derive(ENTRY, content->bytes + 1);
    key->row = derive(ROW, content->bytes + 1);
    key->kept = derive(KEPT, content->bytes + 1);
    derive_audit(key, content->bytes + 1);
    *out = key;
done:
    secret_free(content);
    return status;
}

void server_key_free(struct server_key *key)
{
    if (key == NULL)
        return;
    secret_free(key->pepper);
    secret_free(key->people);
    secret_free(key->email);
    secret_free(key->factor);
    secret_free(key->state);
    secret_free(key->known);
    secret_free(key->entry);
    secret_free(key->row);
    secret_free(key->kept);
    secret_free(key->audit);
    free(key);
}

const struct secret *server_key_pepper(const struct server_key *key)
{
    return key->pepper;
}

static struct bytes associated(struct arena *arena, const struct id *owner)
{
    struct record *record = record_new(arena, "person");
    record_id(record, owner);
    return record_encoded(record);
}

enum status server_key_seal_person(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct id *owner, struct bytes plain)
{
    *out = box_seal(arena, plain, associated(arena, owner), key->people);
    return STATUS_OK;
}

enum status server_key_open_person(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct id *owner, struct bytes sealed)
{
    *out = (struct bytes){0};
    size_t len = box_room(sealed);
    uint8_t *plain = arena_alloc(arena, len + 1);
    enum status status = box_open(plain, sealed, associated(arena, owner), key->people);
    if (status == STATUS_OK)
        *out = (struct bytes){plain, len};
    return status;
}

void server_key_email_index(const struct server_key *key, struct digest *out, const char *email)
{
    static const char blanks[] = " \t\r\n";
    email += strspn(email, blanks);
    size_t len = strlen(email);
    while (len > 0 && strchr(blanks, email[len - 1]) != NULL)
        len--;
    crypto_generichash(out->bytes, sizeof out->bytes, (const uint8_t *)email, len,
                       key->email->bytes, key->email->len);
}

const struct audit_public *server_key_audit_public(const struct server_key *key)
{
    return &key->audit_public;
}

void server_key_audit_sign(const struct server_key *key, struct signature *out,
                           const struct record *record)
{
    const struct bytes message = record_encoded(record);
    crypto_sign_detached(out->bytes, NULL, message.data, message.len, key->audit->bytes);
}

static void say(struct digest *out, const struct secret *key, const struct record *record)
{
    const struct bytes encoded = record_encoded(record);
    crypto_generichash(out->bytes, sizeof out->bytes, encoded.data, encoded.len, key->bytes,
                       key->len);
}

void server_key_state(const struct server_key *key, struct digest *out, const struct record *record)
{
    say(out, key->state, record);
}

void server_key_known(const struct server_key *key, struct digest *out, const struct record *record)
{
    say(out, key->known, record);
}

void server_key_entry(const struct server_key *key, struct digest *out, const struct record *record)
{
    say(out, key->entry, record);
}

void server_key_row(const struct server_key *key, struct digest *out, const struct record *record)
{
    say(out, key->row, record);
}

void server_key_seal_factor(const struct server_key *key, struct bytes *out, struct arena *arena,
                            const struct record *bound, struct bytes plain)
{
    *out = box_seal(arena, plain, record_encoded(bound), key->factor);
}

static enum status open_with(const struct secret *key, struct bytes *out, struct arena *arena,
                             const struct record *bound, struct bytes sealed)
{
    *out = (struct bytes){0};
    size_t len = box_room(sealed);
    uint8_t *plain = arena_alloc(arena, len + 1);
    enum status status = box_open(plain, sealed, record_encoded(bound), key);
    if (status == STATUS_OK)
        *out = (struct bytes){plain, len};
    return status;
}

enum status server_key_open_factor(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct record *bound,
                                   struct bytes sealed)
{
    return open_with(key->factor, out, arena, bound, sealed);
}

void server_key_seal_kept(const struct server_key *key, struct bytes *out, struct arena *arena,
                          const struct record *bound, struct bytes plain)
{
    *out = box_seal(arena, plain, record_encoded(bound), key->kept);
}

enum status server_key_open_kept(const struct server_key *key, struct bytes *out,
                                 struct arena *arena, const struct record *bound,
                                 struct bytes sealed)
{
    return open_with(key->kept, out, arena, bound, sealed);
}

void server_key_factor_digest(const struct server_key *key, struct digest *out,
                              const struct record *record)
{
    const struct bytes encoded = record_encoded(record);
    crypto_generichash(out->bytes, sizeof out->bytes, encoded.data, encoded.len, key->factor->bytes,
                       key->factor->len);
}
