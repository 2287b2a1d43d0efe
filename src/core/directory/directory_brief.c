#include "directory/directory_brief.h"

json_t *directory_brief(struct act *act, const struct structure_row *row)
{
    return json_pack("{s:o, s:s, s:s, s:s, s:s}", "id", act_id_json(&row->id.id), "name", row->name,
                     "short_name", row->short_name, "kind", row->kind, "kind_label",
                     pack_label(act->pack, "structure_kinds", row->kind));
}
