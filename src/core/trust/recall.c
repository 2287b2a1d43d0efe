#include "trust/recall.h"

#include "journal/ledger.h"

enum { CHAINS = 256 };

struct entry {
    struct entry *next;
    enum recall_of of;
    struct space_id space;
    struct id id;
    int64_t at;
    enum status status;
    const void *value;
};

struct recall {
    uint64_t content; /* what all of it was read from */
    struct entry *chains[CHAINS];
};

/* Ids are random, or somebody's choice, who makes one page of theirs slower. */
static size_t chain_of(const struct id *id)
{
    return id->bytes[0];
}

static struct entry *find(const struct recall *all, const struct act *act, enum recall_of of,
                          const struct id *id, int64_t at)
{
    struct entry *entry = all->chains[chain_of(id)];
    while (entry != NULL && !(entry->of == of && entry->at == at && id_equal(&entry->id, id) &&
                              id_equal(&entry->space.id, &act->space.id)))
        entry = entry->next;
    return entry;
}

bool recall_find(const void **out, enum status *status, struct act *act, struct db_conn *conn,
                 enum recall_of of, const struct id *id, int64_t at)
{
    const uint64_t content = db_content(conn);
    if (act->recall == NULL || content == 0 || act->recall->content != content ||
        ledger_follow(act->core, conn) != STATUS_OK)
        return false;
    const struct entry *entry = find(act->recall, act, of, id, at);
    if (entry == NULL)
        return false;
    *out = entry->value;
    *status = entry->status;
    return true;
}

void recall_keep(struct act *act, struct db_conn *conn, enum recall_of of, const struct id *id,
                 int64_t at, const void *value, enum status status)
{
    const uint64_t content = db_content(conn);
    if (content == 0 ||
        (status != STATUS_OK && status != STATUS_NOT_FOUND && status != STATUS_TAMPERED))
        return;
    if (act->recall == NULL)
        act->recall = arena_alloc(act->arena, sizeof *act->recall);
    if (act->recall->content != content)
        *act->recall = (struct recall){.content = content};
    struct entry *entry = arena_alloc(act->arena, sizeof *entry);
    struct entry **chain = &act->recall->chains[chain_of(id)];
    *entry = (struct entry){*chain, of, act->space, *id, at, status, value};
    *chain = entry;
}
