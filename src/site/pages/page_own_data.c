/* /compte/donnees, and asking to be erased. */

#include "core/members/erasure.h"
#include "core/overview/own_data.h"
#include "pages/pages.h"
#include "parts/own_data_file.h"

#include <string.h>

enum status page_own_data(struct visit *visit)
{
    json_t *data;
    int64_t asked;
    const char *format = visit_query(visit, "format");
    const bool json = format != NULL && strcmp(format, "json") == 0;
    const bool text = format != NULL && strcmp(format, "texte") == 0;
    visit->nav = "account";
    if (json || text) {
        enum status status = own_data(visit->act, &data);
        return status == STATUS_OK ? own_data_file(visit, data, text) : status;
    }
    enum status status = erasure_asked(visit->act, &asked);
    if (status == STATUS_OK && asked != 0)
        visit_set(visit, "asked_at", json_integer((json_int_t)asked));
    return status;
}

enum status page_own_data_erasure(struct visit *visit)
{
    const bool asks = json_is_true(json_object_get(visit->fields, "asks"));
    page_done(visit, "%s", asks ? "erasure_asked" : "erasure_taken_back");
    return erasure_ask(visit->act, asks);
}
