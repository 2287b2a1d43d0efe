/* Structures and their sheets. */
#ifndef CORE_DIRECTORY_H
#define CORE_DIRECTORY_H

#include "core/act.h"

/** directory_list(act, out): {"structures": [{"id", "name", "short_name", "kind", "kind_label",
 * "signed": bool, "confirmed_at", "people_count"}] by name, "i_create": bool}. */
CHECKED enum status directory_list(struct act *act, json_t **out);

/** directory_index(act, out): {"by_name": [{"letter", "structures": […]}], "by_theme": [{"key",
 * "label", "structures": […]}], "by_territory": […]}. */
CHECKED enum status directory_index(struct act *act, json_t **out);

/** directory_view(act, out, id): {"id", "name", "short_name", "kind", "kind_label", "version",
 * "sheet" (values), "updated_at", "confirmed_at", "signed", "people": [person], "i_edit",
 * "i_leave": bool (it signed, and they may say that it leaves)}. */
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
