#include "answer/model.h"

#include "answer/leftover.h"
#include "base/clock.h"
#include "core/arrivals.h"
#include "core/doors/sign_in.h"
#include "core/journal/audit_watch.h"
#include "gate/gate.h"

#include <string.h>

static json_t *space_of(const struct visit *visit)
{
    const struct pack *pack = visit->pack;
    if (pack == NULL)
        return json_null();
    const char *name = ini_get(&pack->space, "space", "name");
    return json_pack("{s:s, s:s?, s:s?}", "name", name != NULL ? name : pack->title, "title",
                     pack->title, "coordination", pack->coordination);
}

/* ?fait=key: what the act before this page did.  The act left the same in a cookie: a link that
 * somebody made tells nothing, and no page tells it twice. */
static void tell_done(struct visit *visit)
{
    const char *key = visit_query(visit, "fait");
    const char *left = http_cookie(visit->request, GATE_DONE);
    if (key == NULL || left == NULL || strcmp(key, left) != 0)
        return;
    const char *sentence =
        words_say(visit_messages(visit), visit->arena, "done", key, visit->words);
    if (sentence != NULL)
        visit_set(visit, "notice", json_string(sentence));
    visit->done_drop = true;
}

/* The head in force, short enough to be noted by hand. */
static void tell_journal(struct visit *visit)
{
    enum { SHOWN = 8 };
    struct audit_state known;
    char root[2 * SHOWN + 1];
    if (visit->site->core == NULL)
        return;
    audit_watch_state(&known, visit->site->core);
    if (known.head_size == 0)
        return;
    bytes_hex(root, (struct bytes){known.head_root, SHOWN});
    visit_set(visit, "journal_head",
              json_pack("{s:I, s:s}", "size", (json_int_t)known.head_size, "root", root));
}

enum { A_MINUTE = 60 };

/* How long this login lives on, in seconds: without another visit, and at most; and after how long
 * without one it has surely ended, for visits are noted once a minute. */
static void tell_login(struct visit *visit, const json_t *login)
{
    const json_int_t left =
        json_integer_value(json_object_get(login, "expires_at")) - (json_int_t)clock_now();
    visit_set(visit, "login_lasts",
              json_pack("{s:i, s:i, s:I}", "idle", CORE_LOGIN_IDLE, "over",
                        CORE_LOGIN_IDLE + A_MINUTE, "left", left > 0 ? left : 0));
}

enum status model_common(struct visit *visit)
{
    struct id key;
    char key_text[ID_TEXT];
    uint32_t standing = visit->act != NULL ? visit->act->standing : 0;
    id_new(&key);
    visit_set(visit, "csrf", json_string(visit->csrf));
    visit_set(visit, "key", json_string(id_text(key_text, &key)));
    visit_set(visit, "path", json_string(visit->request->path));
    if (visit->shown != NULL && json_object_get(visit->model, "version") == NULL)
        visit_set(visit, "version", visit_version(visit->shown));
    if (visit->act != NULL) {
        visit_set(visit, "in_space", act_id_json(&visit->act->space.id));
        json_t *profile;
        enum status status = sign_in_profile(visit->act, &profile);
        if (status != STATUS_OK)
            return status;
        json_object_set(visit->model, "me", json_object_get(profile, "person"));
        tell_login(visit, json_object_get(profile, "login"));
    }
    if (visit->request->wants_json)
        return STATUS_OK;
    visit_set(visit, "shown_at", json_integer((json_int_t)clock_now()));
    visit_set(visit, "space", space_of(visit));
    visit_set(visit, "assets", json_string(visit->site->version));
    visit_set(visit, "signed_in", json_boolean(visit->act != NULL));
    visit_set(visit, "signatory", json_boolean((standing & RELATION_SIGNATORY) != 0));
    visit_set(visit, "coordination", json_boolean((standing & RELATION_COORDINATION) != 0));
    visit_set(visit, "open",
              json_boolean((standing & (RELATION_SIGNATORY | RELATION_COORDINATION)) != 0));
    if (visit->act != NULL && (standing & RELATION_COORDINATION) != 0)
        visit_set(visit, "arrivals", json_boolean(arrivals_wait(visit->act)));
    tell_journal(visit);
    if (visit->nav != NULL)
        visit_set(visit, "nav", json_pack("{s:b}", visit->nav, true));
    if (visit->failure == NULL)
        tell_done(visit);
    return STATUS_OK;
}

/* Faults of fields that the page does not show are told all the same. */
static void add_unplaced(struct failure *failure)
{
    const char *path;
    json_t *error;
    json_object_foreach(failure->errors, path, error) json_array_append_new(
        failure->items, json_pack("{s:n, s:s, s:O?, s:n}", "id", "label", path, "text",
                                  json_object_get(error, "text"), "item"));
}

/* No form of the page took what was typed: it is shown to be copied. */
static void add_leftover(struct visit *visit)
{
    struct failure *failure = visit->failure;
    const struct form *form =
        failure->form != NULL ? route_form(visit->site->rules, visit->pack, failure->form) : NULL;
    if (failure->shown)
        return;
    const bool left = form != NULL && json_object_size(failure->typed) > 0 &&
                      leftover_show(visit, form, failure->typed, failure->errors);
    const char *sentence =
        words_get(visit->site->words, "error", left ? "conflict_gone" : "conflict_over");
    /* it cannot be sent again as it was */
    if (failure->stale && sentence != NULL)
        failure->message = sentence;
}

void model_failure(struct visit *visit)
{
    struct failure *failure = visit->failure;
    add_leftover(visit);
    add_unplaced(failure);
    if (failure->code < 400) {
        visit_set(visit, "notice", json_string(failure->message));
        return;
    }
    visit_set(visit, "failure",
              json_pack("{s:s, s:s, s:i, s:O, s:b}", "title", failure->title, "message",
                        failure->message, "code", (int)failure->code, "items", failure->items,
                        "listed", json_array_size(failure->items) > 0));
}
