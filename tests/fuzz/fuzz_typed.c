/* Any text as one that somebody typed: cleaned, sorted, read as dates and numbers. */

#include "base/civil.h"
#include "base/clock.h"
#include "base/collate.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(int holds)
{
    if (!holds)
        abort();
}

/* Well-formed, and as it is if it comes again. */
static void settles(char *(*function)(struct arena *, const char *), struct arena *arena,
                    const char *text)
{
    const char *once = function(arena, text);
    require(text_is_utf8(once, strlen(once)));
    require(strcmp(once, function(arena, once)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena *arena = arena_new();
    const char *text = text_repair(arena, (const char *)data, len);
    settles(text_clean, arena, text);
    settles(text_line, arena, text);
    settles(text_address, arena, text);
    settles(text_opaque, arena, text);
    const char *kept = text_former(arena, text);
    require(text_is_utf8(kept, strlen(kept)));
    text_unseen(text);
    const char letter = collate_letter(arena, text);
    require(letter == '#' || (letter >= 'A' && letter <= 'Z'));
    require(strcmp(collate_key(arena, text), collate_key(arena, text)) == 0);
    static bool (*const is[])(const char *) = {[CIVIL_MONTH] = clock_is_month,
                                               [CIVIL_DATE] = clock_is_date,
                                               [CIVIL_MOMENT] = clock_is_moment};
    for (enum civil_kind kind = CIVIL_MONTH; kind <= CIVIL_MOMENT; kind++) {
        const char *read, *again;
        const enum civil_fault fault = civil_read(&read, arena, kind, text);
        require((fault == CIVIL_READ) == (read != NULL));
        if (read == NULL)
            continue;
        require(is[kind](read));
        require(civil_read(&again, arena, kind, read) == CIVIL_READ && strcmp(read, again) == 0);
    }
    int64_t number;
    if (civil_number(&number, arena, text))
        require(number > -1000000000000000 && number < 1000000000000000);
    if (civil_minutes(&number, arena, text))
        require(number > -1000000000000000 && number < 1000000000000000);
    arena_free(arena);
    return 0;
}
