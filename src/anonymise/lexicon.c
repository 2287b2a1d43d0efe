#include "anonymise/lexicon.h"

#include "knowledge.h"
#include "lists.h"

#include "base/ini.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *section, *key;
} LINES[WORDINGS_COUNT] = {
#define X(name, section, key) {section, key},
    WORDINGS(X)
#undef X
};

static enum status load_wordings(struct lexicon *lexicon, const char *folder)
{
    struct ini ini;
    const char *path = arena_printf(lexicon->arena, "%s/replacements.ini", folder);
    enum status status = ini_load(&ini, lexicon->arena, path);
    if (status == STATUS_NOT_FOUND)
        log_error("%s: not there", path);
    for (size_t i = 0; status == STATUS_OK && i < WORDINGS_COUNT; i++) {
        lexicon->wordings[i] = ini_get(&ini, LINES[i].section, LINES[i].key);
        if (lexicon->wordings[i] == NULL) {
            log_error("%s: [%s] %s is missing", path, LINES[i].section, LINES[i].key);
            status = STATUS_INVALID;
        }
    }
    if (status == STATUS_OK && ini.count != WORDINGS_COUNT) {
        log_error("%s: %zu lines, and %d are known", path, ini.count, (int)WORDINGS_COUNT);
        status = STATUS_INVALID;
    }
    return status;
}

enum status lexicon_load(struct lexicon **out, const char *table, const char *policies)
{
    *out = NULL;
    struct lexicon *lexicon = calloc(1, sizeof *lexicon);
    if (lexicon == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_FAILED;
    lexicon->arena = arena_new();
    if (lexicon->arena == NULL)
        goto done;
    fold_fill(lexicon->folds);
    status = table_open(&lexicon->table, table);
    if (status != STATUS_OK) {
        log_error("%s: no table of words (%s)", table, status_name(status));
        goto done;
    }
    status = model_open(&lexicon->model, lexicon->table.model, lexicon->table.model_bytes);
    if (status != STATUS_OK) {
        log_error("%s: no weights behind the words", table);
        goto done;
    }
    status = lists_load(&lexicon->cues, lexicon->arena, policies);
    if (status == STATUS_OK)
        status = load_wordings(lexicon, policies);
done:
    if (status == STATUS_OK)
        *out = lexicon;
    else
        lexicon_free(lexicon);
    return status;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    table_close(&lexicon->table);
    arena_free(lexicon->arena);
    free(lexicon);
}

size_t lexicon_bytes(const struct lexicon *lexicon)
{
    return sizeof *lexicon + lexicon->table.bytes +
           lexicon->cues.room * sizeof *lexicon->cues.slots;
}
