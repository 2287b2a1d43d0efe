/* /charte. */

#include "core/charter/charter.h"
#include "pages/pages.h"

static void offer_signatures(struct visit *visit, const json_t *model)
{
    json_int_t number = json_integer_value(json_object_get(model, "number"));
    bool published = number > 0;
    bool represents = json_is_true(json_object_get(model, "i_represent"));
    if (published && represents && !json_is_true(json_object_get(model, "my_structure_signed")))
        page_form(visit, "sign_form", "sign_structure", "/charte/signature", NULL, number);
    if (published && !json_is_true(json_object_get(model, "i_adhered")))
        page_form(visit, "adhere_form", "adhere", "/charte/adhesion", NULL, number);
}

/* The next version begins as the one in force, the first as the pack's. */
static void offer_publication(struct visit *visit, const json_t *model)
{
    const json_t *text = json_object_get(model, "text");
    if (!json_is_string(text))
        text = json_object_get(model, "pack_text");
    json_t *values = json_pack("{s:O?}", "text", text);
    if (json_is_true(json_object_get(model, "i_publish")))
        page_form(visit, "publish_form", "charter_publish", "/charte", values, 0);
    json_decref(values);
}

enum status page_charter(struct visit *visit)
{
    json_t *model;
    visit->nav = "charter";
    enum status status = charter_view(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    json_object_set(visit->words, "version", json_object_get(model, "number"));
    offer_signatures(visit, model);
    offer_publication(visit, model);
    return page_html(visit, "text_html", json_string_value(json_object_get(model, "text")), 2);
}

enum status page_charter_publish(struct visit *visit)
{
    return charter_publish(visit->act, visit->fields);
}

enum status page_charter_sign(struct visit *visit)
{
    return charter_sign(visit->act, visit->version);
}

enum status page_charter_adhere(struct visit *visit)
{
    return charter_adhere(visit->act, visit->version);
}
