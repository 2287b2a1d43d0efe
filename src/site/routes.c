#include "pages.h"

/* The map of the site: whatever is not here is 404. */

enum { SMALL = 64 * 1024, CHARTER = 256 * 1024, LONG = 1024 * 1024, CARRIED = 2 * 1024 * 1024 };

#define GET(where, who, page, handler)                                                             \
    {                                                                                              \
        .method = HTTP_GET, .path = where, .access = who, .template = page, .handle = handler      \
    }
#define POST(where, who, size, fields, ...)                                                        \
    {                                                                                              \
        .method = HTTP_POST, .path = where, .access = who, .limit = size, .form = fields,          \
        .handle = __VA_ARGS__                                                                      \
    }

static const struct route table[] = {
    GET("/fichiers/{chemin}", ACCESS_PUBLIC, NULL, page_file),

    GET("/", ACCESS_MEMBER, "pages/home", page_home),
    GET("/aide", ACCESS_PUBLIC, "pages/help", page_help),
    GET("/aide/{slug}", ACCESS_PUBLIC, "pages/help-page", page_help_view),

    /* Signing in carries along what an ended login could not save: hence its size. */
    GET("/connexion", ACCESS_PUBLIC, "pages/sign-in", page_door),
    POST("/connexion", ACCESS_PUBLIC, CARRIED, "sign_in", page_door_sign_in, .done = "signed_in"),
    POST("/deconnexion", ACCESS_PUBLIC, SMALL, "confirm", page_door_sign_out, .page = "/connexion",
         .done = "signed_out"),
    GET("/invitation/{jeton}", ACCESS_PUBLIC, "pages/invitation", page_door_invitation),
    POST("/invitation/{jeton}", ACCESS_PUBLIC, SMALL, "accept_invitation", page_door_accept,
         .done = "welcome"),
    GET("/compte", ACCESS_MEMBER, "pages/account", page_account),
    POST("/compte/phrase", ACCESS_MEMBER, SMALL, "passphrase_change", page_account_passphrase,
         .page = "/compte", .done = "passphrase_changed"),
    POST("/compte/espace", ACCESS_MEMBER, SMALL, "look_at", page_account_space, .page = "/compte"),

    GET("/charte", ACCESS_MEMBER, "pages/charter", page_charter),
    POST("/charte", ACCESS_COORDINATION, CHARTER, "charter_publish", page_charter_publish,
         .keyed = true, .done = "charter_published"),
    POST("/charte/signature", ACCESS_MEMBER, SMALL, "sign_structure", page_charter_sign,
         .page = "/charte", .done = "charter_signed"),
    POST("/charte/adhesion", ACCESS_MEMBER, SMALL, "adhere", page_charter_adhere, .page = "/charte",
         .done = "charter_adhered"),

    GET("/structures", ACCESS_SIGNATORY, "pages/structures", page_structures),
    POST("/structures", ACCESS_COORDINATION, SMALL, "structure_new", page_structures_create,
         .keyed = true, .done = "structure_added"),
    GET("/structures/index", ACCESS_SIGNATORY, "pages/structures-index", page_structures_index),
    GET("/structures/{id}", ACCESS_SIGNATORY, "pages/structure", page_structures_view),
    POST("/structures/{id}", ACCESS_SIGNATORY, SMALL, "structure", page_structures_edit,
         .done = "structure_saved"),
    POST("/structures/{id}/exact", ACCESS_SIGNATORY, SMALL, "confirm", page_structures_confirm,
         .page = "/structures/{id}", .done = "structure_confirmed"),

    GET("/calendrier", ACCESS_SIGNATORY, "pages/calendar", page_calendar),
    POST("/calendrier", ACCESS_COORDINATION, SMALL, "seance_new", page_calendar_plan, .keyed = true,
         .done = "seance_planned"),
    POST("/calendrier/cycles", ACCESS_COORDINATION, SMALL, "cycle_new", page_calendar_cycle,
         .page = "/calendrier", .keyed = true, .done = "cycle_opened"),

    GET("/seances/{id}", ACCESS_SIGNATORY, "pages/seance", page_dossier),
    GET("/seances/{id}/annulation", ACCESS_COORDINATION, "pages/cancel", page_dossier_cancel_form),
    POST("/seances/{id}/annulation", ACCESS_COORDINATION, SMALL, "cancel", page_dossier_cancel,
         .done = "seance_cancelled"),
    GET("/seances/{id}/positionnement", ACCESS_SIGNATORY, "pages/positioning", page_positioning),
    POST("/seances/{id}/positionnement", ACCESS_SIGNATORY, SMALL, "positioning",
         page_positioning_answer),
    GET("/seances/{id}/roles", ACCESS_SIGNATORY, "pages/roles", page_roles),
    POST("/seances/{id}/roles", ACCESS_SIGNATORY, SMALL, "role_give", page_roles_give,
         .done = "role_given"),
    POST("/seances/{id}/roles/reponse", ACCESS_SIGNATORY, SMALL, "role_answer", page_roles_answer,
         .page = "/seances/{id}/roles"),
    GET("/seances/{id}/presence", ACCESS_SIGNATORY, "pages/attendance", page_attendance),
    POST("/seances/{id}/presence", ACCESS_SIGNATORY, SMALL, "attendance", page_attendance_record,
         .draft = true),

    GET("/seances/{id}/situation", ACCESS_SIGNATORY, "pages/situation", page_situation),
    POST("/seances/{id}/situation", ACCESS_SIGNATORY, LONG, "situation", page_situation_save,
         .draft = true, .done = "draft_saved"),
    POST("/seances/{id}/situation/remise", ACCESS_SIGNATORY, LONG, "situation",
         page_situation_submit, .page = "/seances/{id}/situation", .done = "situation_submitted"),
    POST("/seances/{id}/situation/approbation", ACCESS_SIGNATORY, SMALL, "confirm",
         page_situation_approve, .page = "/seances/{id}/situation", .done = "situation_approved"),
    POST("/seances/{id}/situation/renvoi", ACCESS_SIGNATORY, SMALL, "send_back",
         page_situation_send_back, .page = "/seances/{id}/situation",
         .done = "situation_sent_back"),
    POST("/seances/{id}/situation/acces", ACCESS_SIGNATORY, SMALL, "confirm", page_situation_grant,
         .page = "/seances/{id}/situation", .done = "access_opened"),

    GET("/seances/{id}/synthese", ACCESS_SIGNATORY, "pages/synthesis", page_synthesis),
    POST("/seances/{id}/synthese", ACCESS_SIGNATORY, LONG, "synthesis", page_synthesis_save,
         .draft = true, .done = "saved"),
    POST("/seances/{id}/synthese/remise", ACCESS_SIGNATORY, LONG, "synthesis",
         page_synthesis_submit, .page = "/seances/{id}/synthese", .done = "synthesis_submitted"),
    POST("/seances/{id}/synthese/commentaires", ACCESS_SIGNATORY, SMALL, "comment",
         page_synthesis_comment, .page = "/seances/{id}/synthese", .keyed = true,
         .done = "commented"),
    POST("/seances/{id}/synthese/renvoi", ACCESS_SIGNATORY, SMALL, "send_back",
         page_synthesis_send_back, .page = "/seances/{id}/synthese", .done = "synthesis_sent_back"),
    POST("/seances/{id}/synthese/signature", ACCESS_SIGNATORY, SMALL, "confirm",
         page_synthesis_sign, .page = "/seances/{id}/synthese"),
    POST("/seances/{id}/synthese/acces", ACCESS_SIGNATORY, SMALL, "confirm", page_synthesis_grant,
         .page = "/seances/{id}/synthese", .done = "access_opened"),

    GET("/outils", ACCESS_SIGNATORY, "pages/tools", page_tools),
    GET("/outils/{slug}", ACCESS_SIGNATORY, "pages/tool", page_tools_view),

    GET("/acces", ACCESS_COORDINATION, "pages/access", page_access),
    POST("/acces", ACCESS_COORDINATION, SMALL, "invite", page_access_invite, .done = "invited"),
    POST("/acces/ouverture", ACCESS_COORDINATION, SMALL, "confirm", page_access_grant,
         .page = "/acces", .done = "access_opened"),
    POST("/acces/{id}/invitation", ACCESS_COORDINATION, SMALL, "confirm", page_access_again,
         .page = "/acces", .done = "invited"),
};

const struct route *routes_table(size_t *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}
