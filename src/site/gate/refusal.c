#include "gate/refusal.h"

#include "core/journal/ledger.h"

#include <stdio.h>
#include <string.h>

static const struct {
    unsigned code;
    const char *name;
    const char *section;
    const char *key;
} refusals[REFUSAL_COUNT] = {
    [REFUSAL_NONE] = {200, "ok", NULL, NULL},
    [REFUSAL_INVALID] = {400, "invalid", "error", "invalid"},
    [REFUSAL_NOT_UTF8] = {400, "invalid", "error", "not_utf8"},
    [REFUSAL_MALFORMED] = {400, "invalid", "error", "malformed"},
    [REFUSAL_SIGN_IN] = {401, "sign-in", "error", "sign_in_needed"},
    [REFUSAL_WRONG] = {401, "sign-in", "sign_in", "wrong"},
    [REFUSAL_CLOSED] = {403, "denied", "error", "access_ended"},
    [REFUSAL_DENIED] = {403, "denied", "error", "denied"},
    [REFUSAL_CHARTER] = {403, "denied", "error", "charter_needed"},
    [REFUSAL_FACTOR] = {403, "denied", "error", "factor_needed"},
    [REFUSAL_ORIGIN] = {403, "denied", "error", "csrf"},
    [REFUSAL_CSRF] = {403, "denied", "error", "csrf"},
    [REFUSAL_NOT_FOUND] = {404, "not-found", "error", "not_found"},
    [REFUSAL_METHOD] = {405, "method", "error", "method"},
    [REFUSAL_CONFLICT] = {409, "conflict", "error", "conflict"},
    [REFUSAL_STALE] = {409, "conflict", "error", "conflict_stale"},
    [REFUSAL_SPACE] = {409, "space", "error", "other_space"},
    [REFUSAL_NO_LENGTH] = {411, "invalid", "error", "no_length"},
    [REFUSAL_TOO_LARGE] = {413, "limit", "error", "too_large"},
    [REFUSAL_TYPE] = {415, "invalid", "error", "unknown_type"},
    [REFUSAL_RATE] = {429, "limit", "error", "rate"},
    [REFUSAL_BUSY] = {503, "busy", "error", "busy"},
    [REFUSAL_TAMPERED] = {500, "tampered", "error", "tampered"},
    [REFUSAL_FAILED] = {500, "failed", "error", "failed"},
};

/* Where the sentence of a fault may stand. */
static const char *const sections[] = {"error",   "roles",      "seance",
                                       "sign_in", "invitation", "field"};

static const char *fault_of(const struct visit *visit)
{
    if (visit->fault != NULL)
        return visit->fault;
    return visit->act != NULL ? visit->act->fault : NULL;
}

/* A text that was saved meanwhile, or anything else that was changed. */
static bool is_stale(const char *fault)
{
    return fault != NULL && (strcmp(fault, refusals[REFUSAL_STALE].key) == 0 ||
                             strcmp(fault, "conflict_changed") == 0);
}

enum refusal refusal_of(const struct visit *visit, enum status status)
{
    const char *fault = fault_of(visit);
    switch (status) {
    case STATUS_OK:
        return REFUSAL_NONE;
    case STATUS_NOT_FOUND:
        return REFUSAL_NOT_FOUND;
    case STATUS_DENIED:
        return visit->act == NULL ? REFUSAL_WRONG : REFUSAL_DENIED;
    case STATUS_CONFLICT:
        if (visit->act == NULL && fault != NULL && strncmp(fault, "access_", 7) == 0)
            return REFUSAL_CLOSED;
        return is_stale(fault) ? REFUSAL_STALE : REFUSAL_CONFLICT;
    case STATUS_INVALID:
        return REFUSAL_INVALID;
    case STATUS_LIMIT:
        return visit->retry_after > 0 ? REFUSAL_RATE : REFUSAL_TOO_LARGE;
    case STATUS_BUSY:
        return REFUSAL_BUSY;
    case STATUS_TAMPERED:
        return REFUSAL_TAMPERED;
    case STATUS_FAILED:
        break;
    }
    return REFUSAL_FAILED;
}

unsigned refusal_code(enum refusal refusal)
{
    return refusals[refusal].code;
}

const char *refusal_name(enum refusal refusal)
{
    return refusals[refusal].name;
}

enum refusal refusal_by_code(unsigned code)
{
    for (enum refusal refusal = REFUSAL_MALFORMED; refusal < REFUSAL_COUNT; refusal++)
        if (refusals[refusal].code == code)
            return refusal;
    return code < 500 ? REFUSAL_MALFORMED : REFUSAL_FAILED;
}

/* Of the fault itself, of what was refused, or of its code. */
const char *refusal_title(const struct visit *visit, enum refusal refusal)
{
    const struct words *words = visit_messages(visit);
    const char *fault = fault_of(visit);
    char key[16];
    const char *title = fault != NULL ? words_get(words, "error_title", fault) : NULL;
    if (title == NULL && refusals[refusal].key != NULL)
        title = words_get(words, "error_title", refusals[refusal].key);
    snprintf(key, sizeof key, "http_%u", refusals[refusal].code);
    if (title == NULL)
        title = words_get(words, "error", key);
    return title != NULL ? title : "";
}

static const char *limit_text(const struct visit *visit)
{
    size_t limit = visit->request->bounds.bytes;
    bool mebi = limit >= 1024 * 1024;
    json_t *values = json_pack("{s:I}", "count", (json_int_t)(limit / (mebi ? 1024 * 1024 : 1024)));
    const char *text = words_say(visit_messages(visit), visit->arena, "size",
                                 mebi ? "mebibytes" : "kibibytes", values);
    json_decref(values);
    return text;
}

/* From two minutes on, minutes are enough; upwards, so that it is not too early. */
static const char *wait_text(const struct visit *visit)
{
    const unsigned seconds = visit->retry_after > 2 ? visit->retry_after : 2;
    const bool minutes = seconds >= 120;
    json_t *values = json_pack("{s:i}", "count", (int)(minutes ? (seconds + 59) / 60 : seconds));
    const char *text = words_say(visit_messages(visit), visit->arena, "wait",
                                 minutes ? "minutes" : "seconds", values);
    json_decref(values);
    return text;
}

static const char *fault_sentence(const struct visit *visit, const json_t *values)
{
    const char *fault = fault_of(visit);
    const char *sentence = NULL;
    for (size_t i = 0; fault != NULL && sentence == NULL && i < sizeof sections / sizeof *sections;
         i++)
        sentence = words_say(visit_messages(visit), visit->arena, sections[i], fault, values);
    return sentence;
}

/* Whoever coordinates is not sent to coordination. */
static bool is_for_coordination(const struct visit *visit)
{
    return !visit->request->wants_json && visit->act != NULL &&
           (visit->act->standing & RELATION_COORDINATION) != 0;
}

const char *refusal_message(const struct visit *visit, enum refusal refusal)
{
    const json_t *faults = visit->act != NULL && visit->fault_fields == NULL
                               ? visit->act->fault_fields
                               : visit->fault_fields;
    json_t *values =
        json_pack("{s:I, s:s?, s:s?, s:s?, s:s?}", "count", (json_int_t)json_object_size(faults),
                  "wait", wait_text(visit), "limit", limit_text(visit), "here",
                  visit->pack != NULL ? visit->pack->title : NULL, "there",
                  visit->there != NULL ? visit->there->pack->title : NULL);
    const char *sentence = fault_sentence(visit, values);
    /* nothing that anybody does would help */
    if (refusal == REFUSAL_TAMPERED && visit->site->core != NULL &&
        !ledger_is_proven(visit->site->core))
        sentence = words_get(visit_messages(visit), "error", "journal_broken");
    else if (refusal == REFUSAL_TAMPERED && sentence == NULL && is_for_coordination(visit))
        sentence = words_get(visit_messages(visit), "error", "tampered_home");
    if (sentence == NULL)
        sentence = words_say(visit_messages(visit), visit->arena, refusals[refusal].section,
                             refusals[refusal].key, values);
    json_decref(values);
    return sentence != NULL ? sentence : "";
}

json_t *refusal_errors(struct visit *visit)
{
    json_t *faults = visit->fault_fields;
    if (faults == NULL && visit->act != NULL)
        faults = visit->act->fault_fields;
    json_t *errors = act_json(visit->arena, json_object());
    const char *path;
    json_t *fault;
    json_object_foreach(faults, path, fault)
    {
        const char *key = json_string_value(json_object_get(fault, "key"));
        const char *sentence = NULL;
        for (size_t i = sizeof sections / sizeof *sections;
             key != NULL && sentence == NULL && i > 0; i--)
            sentence = words_say(visit_messages(visit), visit->arena, sections[i - 1], key, fault);
        json_t *error = json_copy(fault);
        json_object_set_new(error, "text", json_string(sentence != NULL ? sentence : ""));
        json_object_set_new(errors, path, error);
    }
    return errors;
}

bool refusal_check(const struct words *words)
{
    bool whole = words_check(words, "size", "kibibytes") &&
                 words_check(words, "size", "mebibytes") && words_check(words, "wait", "seconds") &&
                 words_check(words, "wait", "minutes");
    for (enum refusal refusal = REFUSAL_INVALID; refusal < REFUSAL_COUNT; refusal++) {
        char key[16];
        snprintf(key, sizeof key, "http_%u", refusals[refusal].code);
        whole &= words_check(words, refusals[refusal].section, refusals[refusal].key);
        whole &= words_check(words, "error", key);
    }
    return whole;
}
