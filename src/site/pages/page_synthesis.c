/* /seances/{id}/synthese. */

#include "core/texts/synthesis.h"
#include "pages/pages.h"
#include "parts/drafting.h"
#include "parts/findings.h"

#include <string.h>

static bool is_one_of(const json_t *object, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && strcmp(text, value) == 0;
}

/* The notice names whose signature is still missing. */
static void tell_missing(struct visit *visit, const json_t *model)
{
    size_t index;
    json_t *role;
    json_array_foreach(json_object_get(model, "unsigned"), index, role)
        visit_word(visit, "role",
                   words_family(visit_messages(visit), "label", "role", json_string_value(role)));
}

/* Once signed there is nothing to sign until the text changes. */
static bool signed_by_me(const struct visit *visit, const json_t *model)
{
    char me[ID_TEXT];
    size_t index;
    json_t *signature;
    id_text(me, &visit->act->who.id);
    json_array_foreach(json_object_get(model, "signatures"), index, signature)
    {
        if (is_one_of(json_object_get(signature, "person"), "id", me))
            return true;
    }
    return false;
}

static void tell_review(json_t *model)
{
    json_t *review = json_object_get(model, "review");
    if (review != NULL)
        json_object_set_new(review, "has_awaited",
                            json_boolean(json_array_size(json_object_get(review, "awaited")) > 0));
}

static void tell_days(struct visit *visit)
{
    json_object_set_new(visit->words, "days", json_integer(visit->pack->review_days));
}

/* Whoever may comment may correct what they wrote. */
static void lead_to_corrections(struct visit *visit, json_t *model)
{
    size_t index;
    json_t *comment;
    if (!json_is_true(json_object_get(model, "i_comment")))
        return;
    json_array_foreach(json_object_get(model, "comments"), index, comment)
    {
        const char *id = act_text(comment, "id");
        if (id != NULL && json_is_true(json_object_get(json_object_get(comment, "person"), "me")))
            json_object_set_new(comment, "correct_path",
                                json_string(arena_printf(
                                    visit->arena, "/seances/%s/synthese/correction?commentaire=%s",
                                    route_param(&visit->params, "id"), id)));
    }
}

enum status page_synthesis(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance_with(visit, "has_synthesis");
    if (status == STATUS_OK)
        status = synthesis_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    drafting_model(visit, model, "synthesis");
    status = drafting_end(visit, "synthesis");
    if (status != STATUS_OK)
        return status;
    tell_missing(visit, model);
    lead_to_corrections(visit, model);
    if (signed_by_me(visit, model))
        visit_set(visit, "i_sign", json_false());
    tell_days(visit);
    tell_review(model);
    visit_set(visit, "has_comments",
              json_boolean(json_array_size(json_object_get(model, "comments")) > 0));
    visit_set(visit, "has_signatures",
              json_boolean(json_array_size(json_object_get(model, "signatures")) > 0));
    return STATUS_OK;
}

enum status page_synthesis_save(struct visit *visit)
{
    int64_t now_at = 0;
    enum status status = findings_replace(visit, visit->pack->synthesis);
    if (status == STATUS_OK)
        status = synthesis_save(visit->act, page_seance_id(visit), visit->fields, visit->version,
                                &now_at);
    if (status == STATUS_OK)
        drafting_saved(visit, now_at);
    return status;
}

enum status page_synthesis_submit(struct visit *visit)
{
    return synthesis_submit(visit->act, page_seance_id(visit), visit->fields, visit->version);
}

enum status page_synthesis_comment(struct visit *visit)
{
    return synthesis_comment(visit->act, page_seance_id(visit), visit->fields);
}

/* Which comment: of the address, or of what was refused. */
static const char *comment_of(const struct visit *visit)
{
    const char *typed = visit->failure != NULL ? act_text(visit->failure->typed, "comment") : NULL;
    return typed != NULL ? typed : visit_query(visit, "commentaire");
}

enum status page_synthesis_correct_form(struct visit *visit)
{
    json_t *model;
    size_t index;
    json_t *comment;
    const char *wanted = comment_of(visit);
    enum status status = page_seance_with(visit, "has_synthesis");
    if (status == STATUS_OK)
        status = synthesis_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    if (!json_is_true(json_object_get(model, "i_comment")))
        return STATUS_NOT_FOUND;
    json_array_foreach(json_object_get(model, "comments"), index, comment)
    {
        if (wanted == NULL || !is_one_of(comment, "id", wanted) ||
            !json_is_true(json_object_get(json_object_get(comment, "person"), "me")))
            continue;
        json_t *values =
            act_json(visit->arena, json_pack("{s:O?, s:s}", "text",
                                             json_object_get(comment, "text"), "comment", wanted));
        json_t *form = page_form(visit, "form", "comment_edit",
                                 arena_printf(visit->arena, "/seances/%s/synthese/correction",
                                              route_param(&visit->params, "id")),
                                 values, json_integer_value(json_object_get(comment, "version")));
        page_drop(form, "comment");
        visit_set(visit, "comment", json_string(wanted));
        return STATUS_OK;
    }
    return STATUS_NOT_FOUND;
}

enum status page_synthesis_correct(struct visit *visit)
{
    visit->location =
        arena_printf(visit->arena, "/seances/%s/synthese", route_param(&visit->params, "id"));
    return synthesis_correct(visit->act, page_seance_id(visit), visit->fields, visit->version);
}

/* The text is the writer's alone again: the next page is the séance's. */
enum status page_synthesis_send_back(struct visit *visit)
{
    visit->location = arena_printf(visit->arena, "/seances/%s", route_param(&visit->params, "id"));
    return synthesis_send_back(visit->act, page_seance_id(visit), visit->fields);
}

enum status page_synthesis_agree(struct visit *visit)
{
    return synthesis_agree(visit->act, page_seance_id(visit), visit->version);
}

/* The second signature publishes: then the next page says so. */
enum status page_synthesis_sign(struct visit *visit)
{
    json_t *model;
    enum status status = synthesis_sign(visit->act, page_seance_id(visit), visit->version);
    if (status == STATUS_OK)
        status = synthesis_view(visit->act, &model, page_seance_id(visit));
    if (status == STATUS_OK)
        page_done(visit, "synthesis_%s",
                  is_one_of(model, "stage", "published") ? "published" : "signed");
    return status;
}

enum status page_synthesis_grant(struct visit *visit)
{
    return synthesis_grant(visit->act, page_seance_id(visit));
}
