#include "parts/journal_file.h"

#include "base/clock.h"
#include "core/overview/trace.h"
#include "parts/page.h"
#include "render/csv.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {"seq", "at",    "profession", "structure", "actor",
                                      "act", "about", "object",     "detail"};

static const char *journal_word(const struct visit *visit, const char *key)
{
    const char *text = words_get(visit_messages(visit), "journal", key);
    return text != NULL ? text : "";
}

static const char *text_in(const json_t *object, const char *member, const char *name)
{
    return json_string_value(json_object_get(json_object_get(object, member), name));
}

static const char *label(const struct visit *visit, const char *family, const char *value)
{
    const char *text =
        value != NULL ? words_family(visit_messages(visit), "label", family, value) : NULL;
    return text != NULL ? text : value;
}

const char *journal_file_about(struct visit *visit, const json_t *entry)
{
    const json_t *seance = json_object_get(entry, "seance");
    const json_t *structure = json_object_get(entry, "structure");
    if (json_is_object(seance))
        return page_seance_name(visit, seance);
    if (json_is_object(structure))
        return act_text(structure, "short_name");
    return "";
}

/* "2022-03-07 14:05:00" in the server's time zone: what a table sorts by. */
static const char *moment(struct visit *visit, json_int_t at)
{
    char text[32];
    struct tm local;
    clock_local(at, &local);
    return strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local) > 0
               ? arena_text(visit->arena, text)
               : "";
}

/* Who acts when it is nobody. */
static const char *unnamed(const json_t *entry)
{
    return json_is_true(json_object_get(entry, "platform")) ? "platform" : "operator";
}

static json_t *line(struct visit *visit, const json_t *entry)
{
    const json_int_t seq = json_integer_value(json_object_get(entry, "seq"));
    const char *number = arena_printf(visit->arena, "%" JSON_INTEGER_FORMAT, seq);
    if (json_is_true(json_object_get(entry, "malformed")))
        return json_pack("[s, s]", number, journal_word(visit, "malformed"));
    const json_t *actor = json_object_get(entry, "actor");
    const char *about = journal_file_about(visit, entry);
    const char *kind = label(visit, "object_kind", act_text(entry, "object_kind"));
    return json_pack("[s, s, s?, s?, s?, s?, s, s?, s?]", number,
                     moment(visit, json_integer_value(json_object_get(entry, "at"))),
                     json_is_object(actor) ? act_text(actor, "profession_label")
                                           : journal_word(visit, unnamed(entry)),
                     text_in(actor, "structure", "short_name"), act_text(actor, "id"),
                     label(visit, "act", act_text(entry, "act")),
                     arena_printf(visit->arena, "%s%s%s", kind, *about != '\0' ? ", " : "", about),
                     act_text(entry, "object"), act_text(entry, "detail"));
}

static enum status give_file(struct visit *visit, const char *type, const char *filename,
                             struct bytes body)
{
    *visit->reply =
        (struct http_reply){.code = 200, .type = type, .body = body, .filename = filename};
    return STATUS_OK;
}

enum status journal_file_table(struct visit *visit, const json_t *entries)
{
    struct bytes body;
    size_t i;
    const json_t *entry;
    json_t *rows = act_json(visit->arena, json_array());
    json_t *names = json_array();
    for (i = 0; i < sizeof columns / sizeof *columns; i++)
        json_array_append_new(names, json_string(journal_word(visit, columns[i])));
    json_array_append_new(rows, names);
    json_array_foreach(entries, i, entry) json_array_append_new(rows, line(visit, entry));
    enum status status = csv_render(&body, visit->arena, rows);
    return status == STATUS_OK ? give_file(visit, "text/csv; charset=utf-8", "journal.csv", body)
                               : status;
}

static bool number(uint64_t *out, const char *text)
{
    enum { DIGITS = 15 };
    const bool good = text != NULL && *text != '\0' && strlen(text) <= DIGITS &&
                      strspn(text, "0123456789") == strlen(text);
    *out = good ? strtoull(text, NULL, 10) : 0;
    return good;
}

enum status journal_file_proof(struct visit *visit)
{
    json_t *proof;
    uint64_t at;
    enum status status = STATUS_NOT_FOUND;
    const char *name = "";
    if (number(&at, visit_query(visit, "seq"))) {
        status = trace_proof(visit->act, &proof, at);
        name = arena_printf(visit->arena, "journal-entree-%llu.json", (unsigned long long)at);
    } else if (number(&at, visit_query(visit, "size"))) {
        status = trace_growth(visit->act, &proof, at);
        name = arena_printf(visit->arena, "journal-depuis-%llu.json", (unsigned long long)at);
    }
    if (status != STATUS_OK)
        return status;
    char *text = json_dumps(proof, JSON_INDENT(1));
    if (text == NULL)
        abort(); /* no memory */
    const size_t len = strlen(text);
    const struct bytes body = {arena_copy(visit->arena, text, len), len};
    free(text);
    return give_file(visit, "application/json", name, body);
}
