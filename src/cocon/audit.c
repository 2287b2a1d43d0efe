/* Cocon audit verify, cocon audit prove. */

#include "command.h"

#include "base/log.h"
#include "core/journal/audit.h"
#include "core/journal/audit_prove.h"
#include "core/journal/audit_state.h"
#include "core/journal/ledger_keep.h"
#include "core/members/mend.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ROOT_LEAST = 8 /* bytes: what pages show */, ROOT_MOST = 32 };

static bool number(uint64_t *out, const char *text, char **end)
{
    errno = 0;
    *out = text != NULL && *text >= '0' && *text <= '9' ? strtoull(text, end, 10) : 0;
    return text != NULL && *text >= '0' && *text <= '9' && errno == 0 && *out < INT64_MAX;
}

static bool whole_number(uint64_t *out, const char *text)
{
    char *end;
    return number(out, text, &end) && *end == '\0';
}

bool command_head(struct audit_noted *out, struct arena *arena, const char *text)
{
    char *end;
    if (number(&out->size, text, &end) && *end == ':') {
        const size_t digits = strlen(end + 1);
        uint8_t *root = arena_alloc(arena, ROOT_MOST);
        out->root = (struct bytes){root, digits / 2};
        if (digits % 2 == 0 && digits / 2 >= ROOT_LEAST && digits / 2 <= ROOT_MOST &&
            bytes_unhex(root, digits / 2, end + 1) == STATUS_OK)
            return true;
    }
    log_error("--head is a size, a colon, and 16 to 64 hexadecimal digits of the root");
    return false;
}

struct telling {
    struct arena *arena;
    json_t *faults;   /* NULL: lines on standard output */
    bool lies_behind; /* that it does is no news */
    uint64_t told;
};

static void print_fault(void *context, const struct audit_fault *fault)
{
    struct telling *telling = context;
    if (telling->lies_behind && fault->kind == AUDIT_FAULT_BEHIND)
        return;
    telling->told++;
    const char *text = audit_fault_text(telling->arena, fault);
    if (telling->faults == NULL)
        printf("%s\n", text);
    else
        json_array_append_new(telling->faults,
                              json_pack("{s:s, s:I, s:I, s:I, s:s}", "fault",
                                        audit_fault_name(fault->kind), "at", (json_int_t)fault->at,
                                        "level", (json_int_t)fault->level, "count",
                                        (json_int_t)fault->count, "text", text));
}

static void print_json(json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(1));
    putchar('\n');
}

static void print_result(const struct audit_result *result, const struct telling *telling)
{
    char root[2 * sizeof result->root.bytes + 1];
    bytes_hex(root, BYTES_OF(result->root.bytes));
    if (telling->faults != NULL) {
        json_t *json = json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:O}", "size", (json_int_t)result->size, "entries",
            (json_int_t)result->entries, "nodes", (json_int_t)result->nodes, "heads",
            (json_int_t)result->heads, "covered", (json_int_t)result->covered, "compared",
            (json_int_t)result->compared, "root", root, "faults", telling->faults);
        print_json(json);
        json_decref(json);
        return;
    }
    printf("%" PRIu64 " entries, %" PRIu64 " nodes and %" PRIu64 " heads checked; %" PRIu64
           " entries are under the last head\nroot %s\n%" PRIu64
           " things compared with their last entries\n%" PRIu64 " faults\n",
           result->entries, result->nodes, result->heads, result->covered, root, result->compared,
           result->faults);
}

static int verify(const struct settings *settings, struct arena *arena, struct core *core)
{
    struct audit_result result;
    struct audit_noted noted;
    struct telling telling = {.arena = arena, .faults = settings->json ? json_array() : NULL};
    if (settings->head != NULL && !command_head(&noted, arena, settings->head)) {
        json_decref(telling.faults);
        return EX_USAGE;
    }
    enum status status =
        audit_verify(&result, core, settings->head != NULL ? &noted : NULL, print_fault, &telling);
    const bool whole = status == STATUS_OK;
    if (whole || status == STATUS_TAMPERED)
        status = audit_state(&result, core, print_fault, &telling);
    if (status == STATUS_OK && !whole)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK || status == STATUS_TAMPERED)
        print_result(&result, &telling);
    else
        log_error("journal: %s", status_name(status));
    json_decref(telling.faults);
    return command_exit(status);
}

static int prove(const struct settings *settings, struct arena *arena, struct core *core)
{
    json_t *proof;
    uint64_t at;
    const bool grows = settings->from != NULL;
    if (grows == (settings->words[1] != NULL) ||
        !whole_number(&at, grows ? settings->from : settings->words[1])) {
        log_error("audit prove: the number of an entry, or --from and a number of entries");
        return EX_USAGE;
    }
    enum status status = grows ? audit_prove_consistency(&proof, core, arena, at)
                               : audit_prove_inclusion(&proof, core, arena, at);
    if (status == STATUS_OK)
        print_json(proof);
    else if (status == STATUS_NOT_FOUND)
        log_error("journal: there are not so many entries");
    else
        log_error("journal: %s", status_name(status));
    return command_exit(status);
}

/* A backup that the operator put back is behind what the server has shown, rightly. */
static int adopt_backup(const struct settings *settings, struct arena *arena, struct core *core)
{
    struct audit_result result;
    struct telling telling = {.arena = arena, .lies_behind = true};
    enum status status = audit_verify(&result, core, NULL, print_fault, &telling);
    if (status == STATUS_OK)
        status = audit_state(&result, core, print_fault, &telling);
    if (status == STATUS_TAMPERED && telling.told == 0)
        status = STATUS_OK;
    if (status == STATUS_OK) /* last: nothing takes the file back */
        status = ledger_keep_accept(core);
    if (status == STATUS_OK)
        printf("%" PRIu64 " entries are taken for all that there is\n", result.size);
    else
        log_error("journal: %s: nothing is taken for good", status_name(status));
    (void)settings;
    return command_exit(status);
}

static enum status subject_of(enum state_subject *out, struct id *object, const char *const *words)
{
    const bool said = words[0] != NULL && words[1] != NULL && words[2] != NULL;
    const bool person = said && strcmp(words[0], "person") == 0;
    *out = person ? STATE_PERSON : STATE_STRUCTURE;
    if (!said || (!person && strcmp(words[0], "structure") != 0) || !mend_is_reason(words[2]))
        return STATUS_INVALID;
    return id_parse(object, words[1]);
}

static int mend(const struct settings *settings, struct arena *arena, struct core *core)
{
    enum state_subject subject;
    struct id object;
    if (subject_of(&subject, &object, settings->words + 1) != STATUS_OK) {
        log_error("audit mend: person or structure, its id, and why: attack, accident or test");
        return EX_USAGE;
    }
    enum status status = mend_frozen(core, arena, subject, &object, settings->words[3]);
    if (status == STATUS_OK)
        printf("%s %s: mended\n", settings->words[1], settings->words[2]);
    else
        log_error("%s %s: %s", settings->words[1], settings->words[2],
                  status == STATUS_CONFLICT
                      ? "its last entry answers for rows: only these can be put back"
                  : status == STATUS_DENIED
                      ? "their access goes on in a space: it is withdrawn first"
                  : status == STATUS_TAMPERED
                      ? "certificates, revocations or departures are not those of the journal: "
                        "these are put back first"
                      : status_name(status));
    return command_exit(status);
}

int command_audit(struct settings *settings, struct arena *arena)
{
    static const struct {
        const char *name;
        int (*run)(const struct settings *settings, struct arena *arena, struct core *core);
    } parts[] = {{"verify", verify}, {"prove", prove}, {"accept", adopt_backup}, {"mend", mend}};
    struct core *core;
    const char *name = settings->words[0] != NULL ? settings->words[0] : "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(name, parts[i].name) != 0)
            continue;
        enum status status = command_core(&core, settings, 1);
        if (status != STATUS_OK)
            return command_exit(status);
        int code = parts[i].run(settings, arena, core);
        core_close(core);
        return code;
    }
    log_error("audit: verify, prove, accept or mend?");
    return EX_USAGE;
}
