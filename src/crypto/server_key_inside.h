/* What the three files of the server key share. */
#ifndef CRYPTO_SERVER_KEY_INSIDE_H
#define CRYPTO_SERVER_KEY_INSIDE_H

#include "box.h"
#include "crypto/secret.h"
#include "crypto/server_key.h"

#include <sodium.h>

/* What server_key.c, which uses a key, and server_key_next.c, which makes the next one, have in
 * common. */

/* The file: a format byte, the key, and in the second format what is kept of those before, oldest
 * first: pepper, state key, entry key, audit public key, and two numbers of eight bytes, the
 * highest first: how many entries the journal had when it ended, and when that was. */
enum {
    FORMAT = 1,
    FORMAT_CHANGED = 2,
    MASTER = crypto_kdf_KEYBYTES,
    FILE_LEN = 1 + MASTER,
    FORMER_LEN = 4 * BOX_KEY + 2 * 8,
    FILE_MOST = FILE_LEN + SERVER_KEY_FORMER * FORMER_LEN
};

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

/* What tells of before, and until when. */
struct telling {
    struct secret *pepper;
    struct secret *state;
    struct secret *entry;
    struct audit_public audit;
    uint64_t size; /* entries from there on are of the next; of the key itself: none is */
    int64_t at;
};

struct server_key {
    int file; /* open and locked, so that nobody changes the key meanwhile */
    unsigned number;
    struct telling telling[SERVER_KEY_FORMER + 1]; /* the last one is the key's own */
    struct secret *people;
    struct secret *email;
    struct secret *factor;
    struct secret *known;
    struct secret *row;
    struct secret *kept;
    struct secret *audit; /* libsodium's form: seed and public half */
};

/** server_key_derive(number, master): a sub-key; the caller frees it. */
struct secret *server_key_derive(uint64_t number, const uint8_t *master);

/** server_key_derive_audit(public, master): sub-key 5 as a signing key, and its public half. */
struct secret *server_key_derive_audit(struct audit_public *public, const uint8_t *master);

#endif
