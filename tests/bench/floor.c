/* The cryptography that a sealed page cannot do without, timed alone, on one processor: floor
 * BYTES. Prints the microseconds of opening a login's keys, an envelope, and a text of BYTES bytes,
 * and of signing the entry that tells of the reading. */

#include "crypto/login_token.h"
#include "crypto/sealed_document.h"
#include "crypto/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 2000 };

/* What lies in the database before somebody asks for the page. */
struct laid {
    struct arena *arena;
    struct account_id reader, author;
    struct account_keys *reader_keys, *author_keys;
    struct login_token token;
    struct bytes login;
    struct vault_id vault;
    struct envelope envelope;
    struct sealed_document sealed;
    uint8_t secret[DOCUMENT_SECRET];
};

static void expect(enum status status)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "floor: %s\n", status_name(status));
    exit(EXIT_FAILURE);
}

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void lay(struct laid *laid, size_t len)
{
    struct vault_key key, own;
    uint8_t *text = arena_alloc(laid->arena, len);
    memset(text, 'x', len);
    id_new(&laid->reader.id);
    id_new(&laid->author.id);
    id_new(&laid->vault.id);
    laid->reader_keys = account_keys_new();
    laid->author_keys = account_keys_new();
    login_token_new(&laid->token);
    expect(login_token_seal(&laid->login, laid->arena, &laid->token, laid->reader_keys,
                            laid->reader, 1));
    vault_key_new(&key);
    const struct envelope_granter granter = {laid->author, laid->author_keys, 1, false};
    expect(envelope_seal(&laid->envelope, &key, laid->vault, 1, laid->reader,
                         &laid->reader_keys->public, &granter));
    struct sealed_header header = {.vault = laid->vault,
                                   .generation = 1,
                                   .kind = "situation",
                                   .version = 1,
                                   .author = laid->author,
                                   .at = 1};
    id_new(&header.document.id);
    secret_noise(laid->secret, sizeof laid->secret);
    sealed_document_key(&own, &key, laid->secret);
    expect(sealed_document_seal(&laid->sealed, laid->arena, &header, (struct bytes){text, len},
                                NULL, &own, laid->author_keys));
    vault_key_free(&own);
    vault_key_free(&key);
}

static void open_once(const struct laid *laid)
{
    struct account_keys *keys;
    struct vault_key key, own;
    struct opened_document opened;
    struct signature signature;
    struct arena *arena = arena_new();
    if (arena == NULL)
        exit(EXIT_FAILURE);
    expect(login_token_open(&keys, laid->login, &laid->token, laid->reader, 1,
                            &laid->reader_keys->public));
    expect(envelope_open(&key, &laid->envelope, keys, &laid->author_keys->public));
    sealed_document_key(&own, &key, laid->secret);
    expect(sealed_document_open(&opened, NULL, arena, &laid->sealed, &own,
                                &laid->author_keys->public));
    struct record *entry = record_new(arena, "cocon/act");
    record_digest(entry, &opened.content_digest);
    record_sign(&signature, entry, keys);
    vault_key_free(&own);
    vault_key_free(&key);
    account_keys_free(keys);
    arena_free(arena);
}

int main(int count, char **words)
{
    if (count != 2 || secret_start() != STATUS_OK) {
        fprintf(stderr, "usage: %s BYTES\n", words[0]);
        return EXIT_FAILURE;
    }
    struct laid laid = {.arena = arena_new()};
    if (laid.arena == NULL)
        return EXIT_FAILURE;
    lay(&laid, strtoul(words[1], NULL, 10));
    double start = microseconds();
    for (int i = 0; i < ROUNDS; i++)
        open_once(&laid);
    printf("%.1f\n", (microseconds() - start) / ROUNDS);
    login_token_free(&laid.token);
    account_keys_free(laid.reader_keys);
    account_keys_free(laid.author_keys);
    arena_free(laid.arena);
    return EXIT_SUCCESS;
}
