/* Any bytes as a schema, a line "%%", then any bytes as what is typed into its form. */
#include "policy/form.h"

#include <stdlib.h>
#include <string.h>

static const struct ini_entry entries[] = {
    {"steps", "first", "First step", 1},
    {"steps", "second", "Second step", 2},
};
static const struct ini pack = {"pack", entries, 2};

static void check(const struct form *form, struct arena *arena, const json_t *input,
                  enum form_rigour rigour)
{
    json_t *clean, *errors, *again;
    enum status status = form_check(form, &clean, &errors, arena, input, rigour);
    if (form_model(form, arena, input, errors) == NULL ||
        form_read_model(form, arena, input) == NULL)
        abort();
    if (status == STATUS_INVALID && (clean != NULL || json_object_size(errors) == 0))
        abort();
    if (status != STATUS_OK)
        return;
    /* what is clean must stay as it is: it is checked again whenever a draft is opened */
    if (form_check(form, &again, &errors, arena, clean, rigour) != STATUS_OK ||
        !json_equal(clean, again))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "\n%%\n";
    const uint8_t *end = memmem(data, size, mark, sizeof mark - 1);
    size_t len = end == NULL ? size : (size_t)(end - data);
    struct arena *arena = arena_new();
    struct form *form;
    json_t *input = NULL;
    if (end != NULL)
        input = json_loadb((const char *)end + sizeof mark - 1, size - len - (sizeof mark - 1),
                           JSON_DECODE_ANY, NULL);
    if (form_read(&form, arena, "input", (struct bytes){data, len}, &pack) == STATUS_OK) {
        check(form, arena, input, FORM_DRAFT);
        check(form, arena, input, FORM_COMPLETE);
    }
    json_decref(input);
    arena_free(arena);
    return 0;
}
