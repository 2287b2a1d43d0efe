#include "pages.h"

/* The map of the site: whatever is not here is 404. */

enum { SMALL = 64 * 1024, CHARTER = 256 * 1024, LONG = 1024 * 1024, CARRIED = 2 * 1024 * 1024 };

#define ROW(verb, where, who) .method = verb, .path = where, .access = who
#define SHOWS(page, handler) .template = page, .handle = handler
#define TAKES(size, fields, handler) .limit = size, .form = fields, .handle = handler

static const struct route table[] = {
    {ROW(HTTP_GET, "/fichiers/{chemin}", ACCESS_PUBLIC), SHOWS(NULL, page_file)},

    {ROW(HTTP_GET, "/", ACCESS_MEMBER), SHOWS("pages/home", page_home)},
    {ROW(HTTP_GET, "/aide", ACCESS_PUBLIC), SHOWS("pages/help", page_help)},
    {ROW(HTTP_GET, "/aide/{slug}", ACCESS_PUBLIC), SHOWS("pages/help-page", page_help_view)},

    /* Signing in carries along what an ended login could not save: hence its size. */
    {ROW(HTTP_GET, "/connexion", ACCESS_PUBLIC), SHOWS("pages/sign-in", page_door)},
    {ROW(HTTP_POST, "/connexion", ACCESS_PUBLIC), TAKES(CARRIED, "sign_in", page_door_sign_in),
     .done = "signed_in"},
    {ROW(HTTP_POST, "/deconnexion", ACCESS_PUBLIC), TAKES(SMALL, "confirm", page_door_sign_out),
     .page = "/connexion", .done = "signed_out"},
    {ROW(HTTP_GET, "/invitation/{jeton}", ACCESS_PUBLIC),
     SHOWS("pages/invitation", page_door_invitation)},
    {ROW(HTTP_POST, "/invitation/{jeton}", ACCESS_PUBLIC),
     TAKES(SMALL, "accept_invitation", page_door_accept), .done = "welcome"},
    {ROW(HTTP_GET, "/compte", ACCESS_MEMBER), SHOWS("pages/account", page_account)},
    {ROW(HTTP_POST, "/compte/phrase", ACCESS_MEMBER),
     TAKES(SMALL, "passphrase_change", page_account_passphrase), .page = "/compte",
     .done = "passphrase_changed"},
    {ROW(HTTP_GET, "/compte/connexions", ACCESS_MEMBER),
     SHOWS("pages/logins", page_account_logins)},
    {ROW(HTTP_POST, "/compte/connexions/{id}/fin", ACCESS_MEMBER),
     TAKES(SMALL, "confirm", page_account_login_end), .page = "/compte/connexions",
     .done = "login_ended"},
    {ROW(HTTP_POST, "/compte/connexions/autres", ACCESS_MEMBER),
     TAKES(SMALL, "confirm", page_account_logins_end), .page = "/compte/connexions",
     .done = "logins_ended"},
    {ROW(HTTP_POST, "/compte/espace", ACCESS_MEMBER), TAKES(SMALL, "look_at", page_account_space),
     .page = "/compte"},

    {ROW(HTTP_GET, "/charte", ACCESS_MEMBER), SHOWS("pages/charter", page_charter)},
    {ROW(HTTP_POST, "/charte", ACCESS_COORDINATION),
     TAKES(CHARTER, "charter_publish", page_charter_publish), .keyed = true,
     .done = "charter_published"},
    {ROW(HTTP_POST, "/charte/signature", ACCESS_MEMBER),
     TAKES(SMALL, "sign_structure", page_charter_sign), .page = "/charte",
     .done = "charter_signed"},
    {ROW(HTTP_POST, "/charte/adhesion", ACCESS_MEMBER), TAKES(SMALL, "adhere", page_charter_adhere),
     .page = "/charte", .done = "charter_adhered"},

    {ROW(HTTP_GET, "/structures", ACCESS_SIGNATORY), SHOWS("pages/structures", page_structures)},
    {ROW(HTTP_POST, "/structures", ACCESS_COORDINATION),
     TAKES(SMALL, "structure_new", page_structures_create), .keyed = true,
     .done = "structure_added"},
    {ROW(HTTP_GET, "/structures/index", ACCESS_SIGNATORY),
     SHOWS("pages/structures-index", page_structures_index)},
    {ROW(HTTP_GET, "/structures/{id}", ACCESS_SIGNATORY),
     SHOWS("pages/structure", page_structures_view)},
    {ROW(HTTP_POST, "/structures/{id}", ACCESS_SIGNATORY),
     TAKES(SMALL, "structure", page_structures_edit), .done = "structure_saved"},
    {ROW(HTTP_POST, "/structures/{id}/exact", ACCESS_SIGNATORY),
     TAKES(SMALL, "confirm", page_structures_confirm), .page = "/structures/{id}",
     .done = "structure_confirmed"},

    {ROW(HTTP_GET, "/structures/{id}/depart", ACCESS_SIGNATORY),
     SHOWS("pages/departure", page_departure)},
    {ROW(HTTP_POST, "/structures/{id}/depart", ACCESS_SIGNATORY),
     TAKES(SMALL, "leave", page_departure_leave), .done = "structure_left"},

    {ROW(HTTP_GET, "/calendrier", ACCESS_SIGNATORY), SHOWS("pages/calendar", page_calendar)},
    {ROW(HTTP_POST, "/calendrier", ACCESS_COORDINATION),
     TAKES(SMALL, "seance_new", page_calendar_plan), .keyed = true, .done = "seance_planned"},
    {ROW(HTTP_POST, "/calendrier/cycles", ACCESS_COORDINATION),
     TAKES(SMALL, "cycle_new", page_calendar_cycle), .page = "/calendrier", .keyed = true,
     .done = "cycle_opened"},

    {ROW(HTTP_GET, "/seances/{id}", ACCESS_SIGNATORY), SHOWS("pages/seance", page_dossier)},
    {ROW(HTTP_GET, "/seances/{id}/annulation", ACCESS_COORDINATION),
     SHOWS("pages/cancel", page_dossier_cancel_form)},
    {ROW(HTTP_POST, "/seances/{id}/annulation", ACCESS_COORDINATION),
     TAKES(SMALL, "cancel", page_dossier_cancel), .done = "seance_cancelled"},
    {ROW(HTTP_GET, "/seances/{id}/positionnement", ACCESS_SIGNATORY),
     SHOWS("pages/positioning", page_positioning)},
    {ROW(HTTP_POST, "/seances/{id}/positionnement", ACCESS_SIGNATORY),
     TAKES(SMALL, "positioning", page_positioning_answer)},
    {ROW(HTTP_GET, "/seances/{id}/roles", ACCESS_SIGNATORY), SHOWS("pages/roles", page_roles)},
    {ROW(HTTP_POST, "/seances/{id}/roles", ACCESS_SIGNATORY),
     TAKES(SMALL, "role_give", page_roles_give), .done = "role_given"},
    {ROW(HTTP_POST, "/seances/{id}/roles/reponse", ACCESS_SIGNATORY),
     TAKES(SMALL, "role_answer", page_roles_answer), .page = "/seances/{id}/roles"},
    {ROW(HTTP_GET, "/seances/{id}/presence", ACCESS_SIGNATORY),
     SHOWS("pages/attendance", page_attendance)},
    {ROW(HTTP_POST, "/seances/{id}/presence", ACCESS_SIGNATORY),
     TAKES(SMALL, "attendance", page_attendance_record), .draft = true},

    {ROW(HTTP_GET, "/seances/{id}/situation", ACCESS_SIGNATORY),
     SHOWS("pages/situation", page_situation)},
    {ROW(HTTP_POST, "/seances/{id}/situation", ACCESS_SIGNATORY),
     TAKES(LONG, "situation", page_situation_save), .draft = true, .done = "draft_saved"},
    {ROW(HTTP_POST, "/seances/{id}/situation/remise", ACCESS_SIGNATORY),
     TAKES(LONG, "situation", page_situation_submit), .page = "/seances/{id}/situation",
     .done = "situation_submitted"},
    {ROW(HTTP_POST, "/seances/{id}/situation/approbation", ACCESS_SIGNATORY),
     TAKES(SMALL, "confirm", page_situation_approve), .page = "/seances/{id}/situation",
     .done = "situation_approved"},
    {ROW(HTTP_POST, "/seances/{id}/situation/renvoi", ACCESS_SIGNATORY),
     TAKES(SMALL, "send_back", page_situation_send_back), .page = "/seances/{id}/situation",
     .done = "situation_sent_back"},
    {ROW(HTTP_POST, "/seances/{id}/situation/acces", ACCESS_SIGNATORY),
     TAKES(SMALL, "confirm", page_situation_grant), .page = "/seances/{id}/situation",
     .done = "access_opened"},

    {ROW(HTTP_GET, "/seances/{id}/synthese", ACCESS_SIGNATORY),
     SHOWS("pages/synthesis", page_synthesis)},
    {ROW(HTTP_POST, "/seances/{id}/synthese", ACCESS_SIGNATORY),
     TAKES(LONG, "synthesis", page_synthesis_save), .draft = true, .done = "saved"},
    {ROW(HTTP_POST, "/seances/{id}/synthese/remise", ACCESS_SIGNATORY),
     TAKES(LONG, "synthesis", page_synthesis_submit), .page = "/seances/{id}/synthese",
     .done = "synthesis_submitted"},
    {ROW(HTTP_POST, "/seances/{id}/synthese/commentaires", ACCESS_SIGNATORY),
     TAKES(SMALL, "comment", page_synthesis_comment), .page = "/seances/{id}/synthese",
     .keyed = true, .done = "commented"},
    {ROW(HTTP_POST, "/seances/{id}/synthese/renvoi", ACCESS_SIGNATORY),
     TAKES(SMALL, "send_back", page_synthesis_send_back), .page = "/seances/{id}/synthese",
     .done = "synthesis_sent_back"},
    {ROW(HTTP_POST, "/seances/{id}/synthese/signature", ACCESS_SIGNATORY),
     TAKES(SMALL, "confirm", page_synthesis_sign), .page = "/seances/{id}/synthese"},
    {ROW(HTTP_POST, "/seances/{id}/synthese/acces", ACCESS_SIGNATORY),
     TAKES(SMALL, "confirm", page_synthesis_grant), .page = "/seances/{id}/synthese",
     .done = "access_opened"},

    /* What a text would be refused for, as one writes it; nothing of it is kept. */
    {ROW(HTTP_POST, "/examen", ACCESS_SIGNATORY), TAKES(LONG, "examine", page_examine),
     .draft = true, .page = "/"},

    {ROW(HTTP_GET, "/journal", ACCESS_MEMBER), SHOWS("pages/journal", page_journal)},

    {ROW(HTTP_GET, "/qui-voit-quoi", ACCESS_MEMBER), SHOWS("pages/sight", page_sight)},

    {ROW(HTTP_GET, "/outils", ACCESS_SIGNATORY), SHOWS("pages/tools", page_tools)},
    {ROW(HTTP_GET, "/outils/{slug}", ACCESS_SIGNATORY), SHOWS("pages/tool", page_tools_view)},

    {ROW(HTTP_GET, "/acces", ACCESS_COORDINATION), SHOWS("pages/access", page_access)},
    {ROW(HTTP_POST, "/acces", ACCESS_COORDINATION), TAKES(SMALL, "invite", page_access_invite),
     .done = "invited"},
    {ROW(HTTP_POST, "/acces/ouverture", ACCESS_COORDINATION),
     TAKES(SMALL, "confirm", page_access_grant), .page = "/acces", .done = "access_opened"},
    {ROW(HTTP_POST, "/acces/{id}/invitation", ACCESS_COORDINATION),
     TAKES(SMALL, "confirm", page_access_again), .page = "/acces", .done = "invited"},
    {ROW(HTTP_GET, "/acces/{id}", ACCESS_COORDINATION), SHOWS("pages/member", page_member)},
    {ROW(HTTP_POST, "/acces/{id}", ACCESS_COORDINATION), TAKES(SMALL, "change", page_member_change),
     .done = "member_changed"},
    {ROW(HTTP_GET, "/acces/{id}/suspension", ACCESS_COORDINATION),
     SHOWS("pages/suspend", page_member_suspend_form)},
    {ROW(HTTP_POST, "/acces/{id}/suspension", ACCESS_COORDINATION),
     TAKES(SMALL, "suspend", page_member_suspend), .done = "suspended"},
    {ROW(HTTP_POST, "/acces/{id}/reouverture", ACCESS_COORDINATION),
     TAKES(SMALL, "confirm", page_member_lift), .page = "/acces/{id}", .done = "lifted"},
    {ROW(HTTP_GET, "/acces/{id}/retrait", ACCESS_COORDINATION),
     SHOWS("pages/withdraw", page_access_withdraw_form)},
    {ROW(HTTP_POST, "/acces/{id}/retrait", ACCESS_COORDINATION),
     TAKES(SMALL, "withdraw", page_access_withdraw), .done = "withdrawn"},
};

const struct route *routes_table(size_t *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}
