/* The handlers of all pages. */
#ifndef PAGES_H
#define PAGES_H

#include "parts/page.h"

/* The handlers of every row of the route table, one file a family. */

#define PAGE(name) CHECKED enum status name(struct visit *visit)

PAGE(page_home);
PAGE(page_help);
PAGE(page_help_view);
PAGE(page_file);

PAGE(page_door);
PAGE(page_door_sign_in);
PAGE(page_door_sign_out);
PAGE(page_door_invitation);
PAGE(page_door_accept);
PAGE(page_door_join);
PAGE(page_door_decline);

PAGE(page_second_step);
PAGE(page_second_step_code);
PAGE(page_second_step_key);

/** page_second_step_ask(visit, token, next): the passphrase was right, a second factor is asked
 * for.
 */
CHECKED enum status page_second_step_ask(struct visit *visit, const char *token, const char *next);

/** page_factors_place(out, arena, url): where passkeys are made and shown; no rp_id if the address
 * has no name. */
void page_factors_place(struct passkey_place *out, struct arena *arena, const char *url);

PAGE(page_factors);
PAGE(page_factors_rename);
PAGE(page_factors_remove_form);
PAGE(page_factors_remove);
PAGE(page_factors_code);
PAGE(page_factors_begin_code);
PAGE(page_factors_confirm_code);
PAGE(page_factors_begin_key);
PAGE(page_factors_confirm_key);

PAGE(page_account);
PAGE(page_account_change);
PAGE(page_account_passphrase);
PAGE(page_account_name);
PAGE(page_account_space);
PAGE(page_own_data);
PAGE(page_own_data_erasure);
PAGE(page_erasure_form);
PAGE(page_erasure);
PAGE(page_account_logins);
PAGE(page_account_login_end);
PAGE(page_account_logins_end);

PAGE(page_charter);
PAGE(page_charter_publish);
PAGE(page_charter_sign);
PAGE(page_charter_adhere);

PAGE(page_structures);
PAGE(page_structures_create);
PAGE(page_structures_index);
PAGE(page_structures_view);
PAGE(page_structures_edit);
PAGE(page_structures_rename);
PAGE(page_structures_confirm);

PAGE(page_calendar);
PAGE(page_calendar_plan);
PAGE(page_calendar_cycle);

PAGE(page_dossier);
PAGE(page_dossier_cancel_form);
PAGE(page_dossier_cancel);
PAGE(page_positioning);
PAGE(page_positioning_answer);
PAGE(page_roles);
PAGE(page_roles_give);
PAGE(page_roles_answer);
PAGE(page_attendance);
PAGE(page_attendance_record);

PAGE(page_situation);
PAGE(page_situation_save);
PAGE(page_situation_submit);
PAGE(page_situation_approve);
PAGE(page_situation_send_back);
PAGE(page_situation_grant);

PAGE(page_synthesis);
PAGE(page_synthesis_save);
PAGE(page_synthesis_submit);
PAGE(page_synthesis_comment);
PAGE(page_synthesis_correct_form);
PAGE(page_synthesis_correct);
PAGE(page_synthesis_send_back);
PAGE(page_synthesis_agree);
PAGE(page_synthesis_sign);
PAGE(page_synthesis_grant);
PAGE(page_examine);
PAGE(page_examine_lists);
PAGE(page_examine_names);

PAGE(page_journal);

PAGE(page_sight);

PAGE(page_tools);
PAGE(page_tools_view);

PAGE(page_access);
PAGE(page_access_invite);
PAGE(page_access_again);
PAGE(page_access_correct);
PAGE(page_access_grant);
PAGE(page_access_withdraw_form);
PAGE(page_access_withdraw);
/** page_access_link(visit, token): a link, shown in the reply itself: no address of a page ever
 * holds it. */
void page_access_link(struct visit *visit, const char *token);

PAGE(page_member);
PAGE(page_member_change);
PAGE(page_member_suspend_form);
PAGE(page_member_suspend);
PAGE(page_member_lift);
PAGE(page_member_renew_form);
PAGE(page_member_renew);

PAGE(page_departure);
PAGE(page_departure_leave);

#undef PAGE

#endif
