#include "crypto/record.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1, FIRST_ROOM = 256 };

struct record {
    struct arena *arena;
    uint8_t *data;
    size_t len;
    size_t room;
};

static uint8_t *grow(struct record *record, size_t more)
{
    if (record->room - record->len < more) {
        size_t room = 2 * record->room + more;
        uint8_t *data = arena_alloc(record->arena, room);
        memcpy(data, record->data, record->len);
        record->data = data;
        record->room = room;
    }
    uint8_t *at = record->data + record->len;
    record->len += more;
    return at;
}

static void big_endian(uint8_t *out, size_t len, uint64_t number)
{
    for (size_t i = len; i > 0; i--, number >>= 8)
        out[i - 1] = (uint8_t)number;
}

struct record *record_new(struct arena *arena, const char *kind)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    *record = (struct record){arena, arena_alloc(arena, FIRST_ROOM), 0, FIRST_ROOM};
    *grow(record, 1) = FORMAT;
    record_text(record, kind);
    return record;
}

void record_bytes(struct record *record, struct bytes field)
{
    if (field.len > UINT32_MAX)
        abort();
    uint8_t *at = grow(record, 4 + field.len);
    big_endian(at, 4, field.len);
    if (field.len > 0)
        memcpy(at + 4, field.data, field.len);
}

void record_text(struct record *record, const char *field)
{
    record_bytes(record, (struct bytes){(const uint8_t *)field, strlen(field)});
}

void record_number(struct record *record, int64_t field)
{
    uint8_t number[8];
    big_endian(number, sizeof number, (uint64_t)field);
    record_bytes(record, BYTES_OF(number));
}

void record_id(struct record *record, const struct id *field)
{
    record_bytes(record, BYTES_OF(field->bytes));
}

void record_digest(struct record *record, const struct digest *field)
{
    record_bytes(record, BYTES_OF(field->bytes));
}

struct bytes record_encoded(const struct record *record)
{
    return (struct bytes){record->data, record->len};
}

void record_sign(struct signature *out, const struct record *record,
                 const struct account_keys *keys)
{
    crypto_sign_detached(out->bytes, NULL, record->data, record->len, keys->sign->bytes);
}

enum status record_verify(const struct record *record, const struct signature *signature,
                          const struct account_public *signer)
{
    if (crypto_sign_verify_detached(signature->bytes, record->data, record->len, signer->sign) != 0)
        return STATUS_TAMPERED;
    return STATUS_OK;
}
