/* /charte. */

#include "core/charter/charter.h"
#include "pages/pages.h"
#include "parts/narrow.h"

#include <string.h>

#define CHOICE "signed_choice"

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

/* The other pages of each list, with what else is chosen; unfolded where somebody chose. */
static void turn_pages(struct visit *visit, const json_t *model, const json_t *clean,
                       const struct charter_choice *choice)
{
    static const char *const lists[] = {"structures", "people"};
    for (size_t i = 0; i < 2; i++) {
        const char *name = lists[i], *other = lists[1 - i];
        const size_t here = i == 0 ? choice->structures : choice->people;
        const size_t there = i == 0 ? choice->people : choice->structures;
        json_t *page = json_object_get(model, arena_printf(visit->arena, "%s_page", name));
        json_t *kept = act_json(visit->arena, json_copy((json_t *)clean));
        if (there > 1)
            json_object_set_new(kept, other, json_integer((json_int_t)there));
        if (page != NULL)
            narrow_turn(visit, page, "/charte", name, kept,
                        arena_printf(visit->arena, "%s-signed", name));
        visit_set(visit, arena_printf(visit->arena, "%s_open", name),
                  json_boolean(here > 1 || json_object_size(clean) > 0));
    }
    const json_t *of = json_object_get(model, "people_page");
    const json_t *places = json_object_get(model, "structures_page");
    narrow_offer(visit, CHOICE, "/charte", clean,
                 json_integer_value(json_object_get(places, "pages")) > 1 ? places : of);
}

static enum status put_lists(struct visit *visit, json_t **model)
{
    json_t *clean;
    enum status status = narrow_read(visit, &clean, CHOICE);
    if (status != STATUS_OK)
        return status;
    const char *signs = act_text(clean, "signed");
    const struct charter_choice choice = {.text = act_text(clean, "q"),
                                          .signs = signs == NULL               ? CHARTER_ANY
                                                   : strcmp(signs, "yes") == 0 ? CHARTER_SIGNED
                                                                               : CHARTER_UNSIGNED,
                                          .people = narrow_page(visit, "people"),
                                          .structures = narrow_page(visit, "structures")};
    status = charter_view_chosen(visit->act, model, &choice);
    if (status == STATUS_OK)
        turn_pages(visit, *model, clean, &choice);
    return status;
}

enum status page_charter(struct visit *visit)
{
    json_t *model;
    visit->nav = "charter";
    enum status status = put_lists(visit, &model);
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
