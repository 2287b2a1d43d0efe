#include "crypto/server_key.h"

#include "base/file.h"
#include "crypto/record.h"
#include "server_key_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char context[crypto_kdf_CONTEXTBYTES] = {'c', 'o', 'c', 'o', 'n', 's', 'r', 'v'};

enum status server_key_create(const char *path)
{
    struct secret *content = secret_random(FILE_LEN);
    content->bytes[0] = FORMAT;
    enum status status = file_create(path, 0600, (struct bytes){content->bytes, content->len});
    secret_free(content);
    return status;
}

/* Straight into guarded memory; one byte more is asked for, so that a longer file shows. */
static enum status read_file(struct secret *out, size_t *len, int file)
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || (about.st_mode & 077) != 0)
        return STATUS_INVALID;
    const ssize_t got = read(file, out->bytes, out->len);
    *len = got < 0 ? 0 : (size_t)got;
    if (*len == FILE_LEN && out->bytes[0] == FORMAT)
        return STATUS_OK;
    const bool changed = *len > FILE_LEN && *len <= FILE_MOST &&
                         (*len - FILE_LEN) % FORMER_LEN == 0 && out->bytes[0] == FORMAT_CHANGED;
    return changed ? STATUS_OK : STATUS_INVALID;
}

struct secret *server_key_derive(uint64_t number, const uint8_t *master)
{
    struct secret *key = secret_new(BOX_KEY);
    crypto_kdf_derive_from_key(key->bytes, key->len, number, context, master);
    return key;
}

struct secret *server_key_derive_audit(struct audit_public *public, const uint8_t *master)
{
    struct secret *seed = secret_new(crypto_sign_SEEDBYTES);
    crypto_kdf_derive_from_key(seed->bytes, seed->len, AUDIT, context, master);
    struct secret *key = secret_new(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(public->bytes, key->bytes, seed->bytes);
    secret_free(seed);
    return key;
}

static uint64_t number_at(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

static struct secret *copied(const uint8_t *bytes)
{
    struct secret *key = secret_new(BOX_KEY);
    memcpy(key->bytes, bytes, BOX_KEY);
    return key;
}

static void read_former(struct telling *out, const uint8_t *bytes)
{
    out->pepper = copied(bytes);
    out->state = copied(bytes + BOX_KEY);
    out->entry = copied(bytes + (size_t)2 * BOX_KEY);
    memcpy(out->audit.bytes, bytes + (size_t)3 * BOX_KEY, sizeof out->audit.bytes);
    out->size = number_at(bytes + (size_t)4 * BOX_KEY);
    out->at = (int64_t)number_at(bytes + (size_t)4 * BOX_KEY + 8);
}

static void derive_all(struct server_key *key, const uint8_t *master)
{
    struct telling *own = &key->telling[key->number];
    own->pepper = server_key_derive(PEPPER, master);
    own->state = server_key_derive(STATE, master);
    own->entry = server_key_derive(ENTRY, master);
    own->size = UINT64_MAX;
    own->at = INT64_MAX;
    key->people = server_key_derive(PEOPLE, master);
    key->email = server_key_derive(EMAIL, master);
    key->factor = server_key_derive(FACTOR, master);
    key->known = server_key_derive(KNOWN, master);
    key->row = server_key_derive(ROW, master);
    key->kept = server_key_derive(KEPT, master);
    key->audit = server_key_derive_audit(&own->audit, master);
}

static enum status load(struct server_key *key)
{
    struct secret *content = secret_new(FILE_MOST + 1);
    size_t len;
    enum status status = STATUS_BUSY;
    if (flock(key->file, LOCK_SH | LOCK_NB) == 0)
        status = read_file(content, &len, key->file);
    if (status == STATUS_OK) {
        key->number = (unsigned)((len - FILE_LEN) / FORMER_LEN);
        for (unsigned i = 0; i < key->number; i++)
            read_former(&key->telling[i], content->bytes + FILE_LEN + (size_t)i * FORMER_LEN);
        derive_all(key, content->bytes + 1);
    }
    secret_free(content);
    return status;
}

enum status server_key_load(struct server_key **out, const char *path)
{
    *out = NULL;
    struct server_key *key = calloc(1, sizeof *key);
    if (key == NULL)
        abort();
    key->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum status status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    if (key->file >= 0)
        status = load(key);
    if (status == STATUS_OK)
        *out = key;
    else
        server_key_free(key);
    return status;
}

void server_key_free(struct server_key *key)
{
    if (key == NULL)
        return;
    for (unsigned i = 0; i <= SERVER_KEY_FORMER; i++) {
        secret_free(key->telling[i].pepper);
        secret_free(key->telling[i].state);
        secret_free(key->telling[i].entry);
    }
    secret_free(key->people);
    secret_free(key->email);
    secret_free(key->factor);
    secret_free(key->known);
    secret_free(key->row);
    secret_free(key->kept);
    secret_free(key->audit);
    if (key->file >= 0)
        close(key->file);
    free(key);
}

enum status server_key_alone(struct server_key *key)
{
    if (flock(key->file, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    return errno == EWOULDBLOCK ? STATUS_BUSY : STATUS_FAILED;
}

unsigned server_key_number(const struct server_key *key)
{
    return key->number;
}

uint64_t server_key_since(const struct server_key *key)
{
    return key->number == 0 ? 0 : key->telling[key->number - 1].size;
}

const struct secret *server_key_pepper(const struct server_key *key, unsigned number)
{
    return number <= key->number ? key->telling[number].pepper : NULL;
}

/* Of whom an entry is. */
static const struct telling *of_entry(const struct server_key *key, uint64_t seq)
{
    const struct telling *telling = key->telling;
    while (seq >= telling->size && telling < &key->telling[key->number])
        telling++;
    return telling;
}

unsigned server_key_number_at(const struct server_key *key, uint64_t seq)
{
    return (unsigned)(of_entry(key, seq) - key->telling);
}

static enum status open_box(struct bytes *out, struct arena *arena, const struct secret *key,
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

void server_key_seal_named(const struct server_key *key, struct bytes *out, struct arena *arena,
                           const struct record *bound, struct bytes plain)
{
    *out = box_seal(arena, plain, record_encoded(bound), key->people);
}

enum status server_key_open_named(const struct server_key *key, struct bytes *out,
                                  struct arena *arena, const struct record *bound,
                                  struct bytes sealed)
{
    return open_box(out, arena, key->people, bound, sealed);
}

static const struct record *of_person(struct arena *arena, const struct id *owner)
{
    struct record *record = record_new(arena, "person");
    record_id(record, owner);
    return record;
}

enum status server_key_seal_person(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct id *owner, struct bytes plain)
{
    server_key_seal_named(key, out, arena, of_person(arena, owner), plain);
    return STATUS_OK;
}

enum status server_key_open_person(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct id *owner, struct bytes sealed)
{
    return server_key_open_named(key, out, arena, of_person(arena, owner), sealed);
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
    return &key->telling[key->number].audit;
}

const struct audit_public *server_key_audit_of(const struct server_key *key, uint64_t size)
{
    return &of_entry(key, size == 0 ? 0 : size - 1)->audit;
}

const struct audit_public *server_key_audit_at(const struct server_key *key, int64_t at)
{
    unsigned number = 0;
    while (number < key->number && at > key->telling[number].at)
        number++;
    return &key->telling[number].audit;
}

void server_key_audit_sign(const struct server_key *key, struct signature *out,
                           const struct record *record)
{
    const struct bytes message = record_encoded(record);
    crypto_sign_detached(out->bytes, NULL, message.data, message.len, key->audit->bytes);
}

static void digest_under(struct digest *out, const struct secret *key, const struct record *record)
{
    const struct bytes encoded = record_encoded(record);
    crypto_generichash(out->bytes, sizeof out->bytes, encoded.data, encoded.len, key->bytes,
                       key->len);
}

void server_key_state(const struct server_key *key, struct digest *out, const struct record *record,
                      uint64_t seq)
{
    digest_under(out, of_entry(key, seq)->state, record);
}

void server_key_known(const struct server_key *key, struct digest *out, const struct record *record)
{
    digest_under(out, key->known, record);
}

void server_key_entry(const struct server_key *key, struct digest *out, const struct record *record,
                      uint64_t seq)
{
    digest_under(out, of_entry(key, seq)->entry, record);
}

void server_key_row(const struct server_key *key, struct digest *out, const struct record *record)
{
    digest_under(out, key->row, record);
}

void server_key_seal_factor(const struct server_key *key, struct bytes *out, struct arena *arena,
                            const struct record *bound, struct bytes plain)
{
    *out = box_seal(arena, plain, record_encoded(bound), key->factor);
}

enum status server_key_open_factor(const struct server_key *key, struct bytes *out,
                                   struct arena *arena, const struct record *bound,
                                   struct bytes sealed)
{
    return open_box(out, arena, key->factor, bound, sealed);
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
    return open_box(out, arena, key->kept, bound, sealed);
}

void server_key_factor_digest(const struct server_key *key, struct digest *out,
                              const struct record *record)
{
    const struct bytes encoded = record_encoded(record);
    crypto_generichash(out->bytes, sizeof out->bytes, encoded.data, encoded.len, key->factor->bytes,
                       key->factor->len);
}
