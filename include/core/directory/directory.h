/* Structures and their sheets. */
#ifndef CORE_DIRECTORY_H
#define CORE_DIRECTORY_H

#include "core/act.h"
#include "core/listing.h"

/** Which structures to show; NULL and 0 do not choose. */
struct directory_choice {
    const char *text;      /* words that begin words of their names */
    const char *kind;      /* these of the pack */
    const char *theme;     /* that their sheet says */
    const char *territory; /* the same */
    char letter;           /* under which an index has them: A to Z, '#' */
    enum { DIRECTORY_ANY, DIRECTORY_SIGNED, DIRECTORY_UNSIGNED } signs;
    size_t page; /* from 1 */
};

/** directory_list_chosen(act, out, choice): {"structures": [{"id", "name", "short_name", "kind",
 * "kind_label", "signed": bool, "empty": bool, "confirmed_at"?, "people_count"}] by name, a page of
 * those who fit, "structures_page": listing_json(), "i_create": bool}.  directory_list(act, out):
 * the first page of all. */
CHECKED enum status directory_list_chosen(struct act *act, json_t **out,
                                          const struct directory_choice *choice);
CHECKED enum status directory_list(struct act *act, json_t **out);

/** directory_list_names(act, out): [{"id", "name"}] of all, by name: what a form chooses from. */
CHECKED enum status directory_list_names(struct act *act, json_t **out);

/** directory_index(act, out): {"by_name": [{"letter", "structures": […], "structures_count"}],
 * "by_theme": [{"key", "label", "structures": […], "structures_count"}], "by_territory": […],
 * "counts": bool}: with more than a page of structures the groups are counted, and the list shows
 * each. */
CHECKED enum status directory_index(struct act *act, json_t **out);

/** directory_view(act, out, id): {"id", "name", "short_name", "kind", "kind_label", "version",
 * "sheet" (values), "updated_at", "confirmed_at", "signed", "people": [person], "people_page":
 * listing_json(), "i_edit", "i_leave": bool (it signed, and they may say that it leaves)}: page
 * ${page} of its people.  directory_view(): the first. */
CHECKED enum status directory_view_page(struct act *act, json_t **out, struct structure_id id,
                                        size_t page);
CHECKED enum status directory_view(struct act *act, json_t **out, struct structure_id id);

/** directory_create(act, out, fields): {"name", "short_name", "kind"}. */
CHECKED enum status directory_create(struct act *act, struct structure_id *out,
                                     const json_t *fields);

/** directory_edit(act, id, sheet, version): STATUS_CONFLICT, fault "conflict_stale", unless
 * ${version} is the stored one. */
CHECKED enum status directory_edit(struct act *act, struct structure_id id, const json_t *sheet,
                                   int64_t version);

/** directory_rename(act, id, fields, version): {"name", "short_name", "kind"}, by coordination;
 * faults as directory_create(), and "conflict_stale". */
CHECKED enum status directory_rename(struct act *act, struct structure_id id, const json_t *fields,
                                     int64_t version);

/** directory_confirm(act, id): "still true", in one click. */
CHECKED enum status directory_confirm(struct act *act, struct structure_id id);

#endif
