#include "crypto/attestation.h"

#include <cbor.h>
#include <string.h>

enum { DEPTH = 16, OBJECT_MAX = 16 * 1024 };

/* rpIdHash, flags, counter; then aaguid, length of the credential's id, the id, the public key */
enum { HASH = 32, FLAGS = HASH, HEADER = HASH + 1 + 4, AAGUID = 16, ID_LEN = HEADER + AAGUID };
enum { HAS_CREDENTIAL = 0x40, HAS_EXTENSIONS = 0x80 };

/* What stands next. */
struct item {
    enum { SCALAR, TEXT, BYTES, ARRAY, MAP, REFUSED } kind;
    struct bytes content; /* of texts and bytes */
    size_t count;         /* of arrays and maps */
};

static void on_text(void *context, cbor_data data, size_t len)
{
    *(struct item *)context = (struct item){.kind = TEXT, .content = {data, len}};
}

static void on_bytes(void *context, cbor_data data, size_t len)
{
    *(struct item *)context = (struct item){.kind = BYTES, .content = {data, len}};
}

static void on_array(void *context, size_t count)
{
    *(struct item *)context = (struct item){.kind = ARRAY, .count = count};
}

static void on_map(void *context, size_t count)
{
    *(struct item *)context = (struct item){.kind = MAP, .count = count};
}

static void on_refused(void *context)
{
    ((struct item *)context)->kind = REFUSED;
}

static void on_tag(void *context, uint64_t tag)
{
    (void)tag;
    on_refused(context);
}

static bool next(struct item *out, struct bytes *left)
{
    struct cbor_callbacks callbacks = cbor_empty_callbacks;
    callbacks.string = on_text;
    callbacks.byte_string = on_bytes;
    callbacks.array_start = on_array;
    callbacks.map_start = on_map;
    callbacks.indef_array_start = callbacks.indef_map_start = callbacks.indef_break = on_refused;
    callbacks.string_start = callbacks.byte_string_start = on_refused;
    callbacks.tag = on_tag;
    *out = (struct item){.kind = SCALAR};
    if (left->len == 0)
        return false;
    const struct cbor_decoder_result result =
        cbor_stream_decode(left->data, left->len, &callbacks, out);
    if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || result.read > left->len ||
        out->kind == REFUSED)
        return false;
    left->data += result.read;
    left->len -= result.read;
    return true;
}

/* One item with all that is in it.  Each thing promised takes a byte at least. */
static bool skip(struct bytes *left)
{
    size_t promised[DEPTH] = {1};
    size_t depth = 0;
    for (;;) {
        struct item item;
        while (promised[depth] == 0)
            if (depth-- == 0)
                return true;
        promised[depth]--;
        if (!next(&item, left))
            return false;
        if (item.kind != ARRAY && item.kind != MAP)
            continue;
        if (item.count > left->len || ++depth == DEPTH)
            return false;
        promised[depth] = item.kind == MAP ? 2 * item.count : item.count;
    }
}

bool attestation_whole(struct bytes items)
{
    while (items.len > 0)
        if (!skip(&items))
            return false;
    return true;
}

bool attestation_data_whole(struct bytes data)
{
    if (data.len < HEADER || data.len > OBJECT_MAX)
        return false;
    size_t at = HEADER;
    if ((data.data[FLAGS] & HAS_CREDENTIAL) != 0) {
        if (data.len < ID_LEN + 2)
            return false;
        at = ID_LEN + 2 + (size_t)(data.data[ID_LEN] << 8 | data.data[ID_LEN + 1]);
    }
    if (at > data.len)
        return false;
    const struct bytes rest = {data.data + at, data.len - at};
    const bool more = (data.data[FLAGS] & (HAS_CREDENTIAL | HAS_EXTENSIONS)) != 0;
    return more ? rest.len > 0 && attestation_whole(rest) : rest.len == 0;
}

static bool is_text(const struct item *item, const char *text)
{
    return item->kind == TEXT && item->content.len == strlen(text) &&
           memcmp(item->content.data, text, item->content.len) == 0;
}

static bool take(struct attestation *out, struct arena *arena, struct bytes *left)
{
    struct item key;
    struct item value;
    if (!next(&key, left))
        return false;
    const struct bytes before = *left;
    if (is_text(&key, "fmt") && out->format == NULL) {
        if (!next(&value, left) || value.kind != TEXT ||
            memchr(value.content.data, '\0', value.content.len) != NULL)
            return false;
        out->format = arena_copy(arena, value.content.data, value.content.len);
        return true;
    }
    if (is_text(&key, "authData") && out->data.data == NULL) {
        if (!next(&value, left) || value.kind != BYTES)
            return false;
        out->data = value.content;
        return attestation_data_whole(out->data);
    }
    if (!is_text(&key, "attStmt") || out->statement.data != NULL)
        return false;
    struct bytes peek = before;
    if (!next(&value, &peek) || value.kind != MAP || !skip(left))
        return false;
    out->statement = (struct bytes){before.data, before.len - left->len};
    out->has_statement = value.count > 0;
    return true;
}

enum status attestation_parse(struct attestation *out, struct arena *arena, struct bytes object)
{
    struct item top;
    struct bytes left = object;
    *out = (struct attestation){0};
    bool whole = object.len <= OBJECT_MAX && next(&top, &left) && top.kind == MAP && top.count == 3;
    for (int part = 0; part < 3 && whole; part++)
        whole = take(out, arena, &left);
    if (whole && left.len == 0)
        return STATUS_OK;
    *out = (struct attestation){0};
    return STATUS_INVALID;
}
