#include "core/journal/audit_run.h"
#include "insider.h"

#include "core/charter/charter.h"
#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/assignment.h"
#include "core/members/departure.h"
#include "core/members/withdrawal.h"
#include "core/overview/own_data.h"
#include "doors/second_step.h"
#include "journal/audit_head.h"
#include "journal/audit_watch.h"
#include "members/erasure.h"
#include "members/grants.h"
#include "members/members.h"
#include "members/suspension.h"
#include "slots.h"

/* What honest people do on any day.  Each click is an act that begins like a request; whatever it
 * answers, the next one comes. */

typedef enum status click(struct insider *in, struct act *act);

static enum status open_accesses(struct insider *in, struct act *act)
{
    (void)in;
    return grants_open(act);
}

static enum status grant(struct insider *in, struct act *act)
{
    (void)in;
    return members_grant(act);
}

static enum status invite(struct insider *in, struct act *act)
{
    char token[TOKEN_TEXT];
    json_t *fields = world_form(in->world,
                                "{'email': 'n%u@cocon.example', 'name': 'Nouvelle', 'profession':"
                                " 'sage-femme', 'structure': '%s', 'represents': false,"
                                " 'coordination': false}",
                                in->seq, world_hex(in->world, in->world->structures[S_SHELTER].id));
    return admission_invite(act, fields, token);
}

static enum status again(struct insider *in, struct act *act)
{
    char token[TOKEN_TEXT];
    return admission_again(act, in->people[INVITED].id, NULL, token);
}

static enum status change_of(struct insider *in, struct act *act, int who, int structure)
{
    return assignment_change(
        act, in->people[who].id,
        world_form(in->world,
                   "{'structure': '%s', 'profession': 'avocat', 'represents': false,"
                   " 'coordination': false, 'sure': true}",
                   world_hex(in->world, in->world->structures[structure].id)));
}

static enum status change(struct insider *in, struct act *act)
{
    return change_of(in, act, GUARDED, S_HOSPITAL);
}

static enum status change_me(struct insider *in, struct act *act)
{
    return change_of(in, act, in->me, S_SHELTER);
}

static enum status withdraw(struct insider *in, struct act *act)
{
    return withdrawal_withdraw(act, in->people[LATE].id);
}

static enum status suspend(struct insider *in, struct act *act)
{
    return suspension_suspend(act, in->people[GUARDED].id);
}

static enum status lift(struct insider *in, struct act *act)
{
    return suspension_lift(act, in->people[SHUT].id);
}

static enum status leave(struct insider *in, struct act *act)
{
    return departure_leave(act, in->world->structures[S_SHELTER]);
}

static enum status read_texts(struct insider *in, struct act *act)
{
    json_t *model;
    enum status status = situation_view(act, &model, in->seances[AT_HELD]);
    return status == STATUS_OK ? synthesis_view(act, &model, in->seances[AT_PUBLISHED]) : status;
}

static enum status role(struct insider *in, struct act *act)
{
    return rotation_give(act, in->seances[AT_PLANNED],
                         world_form(in->world, "{'role': 'animator', 'account': '%s'}",
                                    world_hex(in->world, in->people[POLICE].id.id)));
}

static enum status position(struct insider *in, struct act *act)
{
    return positioning_answer(act, in->seances[AT_PLANNED],
                              world_form(in->world, "{'answer': 'coming'}"));
}

static enum status position_prepared(struct insider *in, struct act *act)
{
    return positioning_answer(act, in->seances[AT_PREPARED],
                              world_form(in->world, "{'answer': 'coming'}"));
}

static enum status draft(struct insider *in, struct act *act)
{
    json_t *model;
    int64_t now_at;
    const struct seance_id seance = in->seances[AT_STAFFED];
    enum status status = situation_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return situation_save(act, seance, dossier_situation(in->world, 100 + (int)in->seq),
                          dossier_version(model), &now_at);
}

static enum status submit(struct insider *in, struct act *act)
{
    json_t *model;
    const struct seance_id seance = in->seances[AT_STAFFED];
    enum status status = situation_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return situation_submit(act, seance, dossier_situation(in->world, 100 + (int)in->seq),
                            dossier_version(model));
}

static enum status approve(struct insider *in, struct act *act)
{
    json_t *model;
    const struct seance_id seance = in->seances[AT_SUBMITTED];
    enum status status = situation_view(act, &model, seance);
    return status == STATUS_OK ? situation_approve(act, seance, dossier_version(model)) : status;
}

static enum status synthesis(struct insider *in, struct act *act)
{
    json_t *model;
    int64_t now_at;
    const struct seance_id seance = in->seances[AT_HELD];
    enum status status = synthesis_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return synthesis_save(act, seance, dossier_synthesis(in->world, 100 + (int)in->seq),
                          dossier_version(model), &now_at);
}

static enum status hand_in(struct insider *in, struct act *act)
{
    json_t *model;
    const struct seance_id seance = in->seances[AT_HELD];
    enum status status = synthesis_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return synthesis_submit(act, seance, dossier_synthesis(in->world, 100 + (int)in->seq),
                            dossier_version(model));
}

static enum status comment(struct insider *in, struct act *act)
{
    return synthesis_comment(act, in->seances[AT_DRAFTED],
                             world_form(in->world, "{'text': 'Encore un mot'}"));
}

static enum status hold(struct insider *in, struct act *act)
{
    const int present[] = {POLICE, POLICE_TOO, HOSPITAL, SHELTER};
    const char *list = "";
    for (size_t i = 0; i < sizeof present / sizeof *present; i++)
        list = arena_printf(in->world->arena, "%s%s{'account': '%s', 'status': 'present'}", list,
                            i == 0 ? "" : ", ", world_hex(in->world, in->people[present[i]].id.id));
    list = arena_printf(in->world->arena, "%s, {'account': '%s', 'status': 'absent'}", list,
                        world_hex(in->world, in->people[SIGNATORY].id.id));
    return attendance_record(act, in->seances[AT_PREPARED],
                             world_form(in->world, "{'people': [%s], 'closed': true}", list));
}

static enum status sign(struct insider *in, struct act *act)
{
    json_t *model;
    const struct seance_id seance = in->seances[AT_DRAFTED];
    enum status status = synthesis_view(act, &model, seance);
    return status == STATUS_OK ? synthesis_sign(act, seance, dossier_version(model)) : status;
}

static enum status structure(struct insider *in, struct act *act)
{
    const struct structure_id home = in->world->structures[S_LAWYER];
    json_t *model;
    enum status status = directory_view(act, &model, home);
    return status == STATUS_OK
               ? directory_edit(act, home, world_form(in->world, "{'missions': 'Accueil.'}"),
                                json_integer_value(json_object_get(model, "version")))
               : status;
}

static enum status plan(struct insider *in, struct act *act)
{
    struct seance_id seance;
    return calendar_plan(act, &seance,
                         world_form(in->world,
                                    "{'cycle': '00000000000000000000000000002022', 'kind':"
                                    " 'concertation', 'starts': '2022-05-0%uT14:00', 'duration':"
                                    " 150, 'venue': 'Reseda'}",
                                    1 + in->seq % 9));
}

static enum status publish(struct insider *in, struct act *act)
{
    return charter_publish(act, world_form(in->world, "{'text': '# Charte %u'}", in->seq + 100));
}

static enum status adhere(struct insider *in, struct act *act)
{
    (void)in;
    return charter_adhere(act, 2);
}

static enum status erase(struct insider *in, struct act *act)
{
    return erasure_erase(act, in->people[GONE].id);
}

static enum status ask_erasure(struct insider *in, struct act *act)
{
    (void)in;
    return erasure_ask(act, true);
}

static enum status passphrase(struct insider *in, struct act *act)
{
    return sign_in_passphrase(act, world_form(in->world,
                                              "{'current': '%s', 'passphrase': '%s de retour',"
                                              " 'passphrase_again': '%s de retour'}",
                                              INSIDER_PASSPHRASE, INSIDER_PASSPHRASE,
                                              INSIDER_PASSPHRASE));
}

static enum status copy(struct insider *in, struct act *act)
{
    (void)in;
    json_t *model;
    return own_data(act, &model);
}

/* Clicks of nobody who is signed in. */

static enum status signin(struct insider *in, struct act *act)
{
    char token[TOKEN_TEXT];
    struct act *then;
    (void)act;
    enum status status = sign_in(in->world->core, in->world->arena, "p1@cocon.example",
                                 INSIDER_PASSPHRASE, SLOTS_TRUSTED, token);
    return status == STATUS_OK ? sign_in_resume(in->world->core, in->world->arena, &then, token)
                               : status;
}

/* Somebody looks over their shoulder. */
static enum status signin_factor(struct insider *in, struct act *act)
{
    char token[TOKEN_TEXT];
    char login[TOKEN_TEXT];
    struct second_step_told told;
    (void)act;
    enum status status = sign_in(in->world->core, in->world->arena, "x14@cocon.example",
                                 INSIDER_PASSPHRASE, SLOTS_TRUSTED, token);
    strcpy(in->code, factor_code(in->world, 0));
    return status == STATUS_OK
               ? second_step_code(in->world->core, in->world->arena, token, in->code, login, &told)
               : status;
}

static enum status accept(struct insider *in, struct act *act)
{
    char login[TOKEN_TEXT];
    json_t *faults;
    (void)act;
    return acceptance_accept(in->world->core, in->world->arena, in->invited_link,
                             world_form(in->world,
                                        "{'name': 'Fonction', 'passphrase': '%s',"
                                        " 'passphrase_again': '%s'}",
                                        INSIDER_PASSPHRASE, INSIDER_PASSPHRASE),
                             login, &faults);
}

static enum status tick(struct insider *in, struct act *act)
{
    struct audit_state state;
    (void)act;
    clock_set(clock_now() + 61);
    enum status status = audit_run_tick(in->world->core);
    audit_watch_state(&state, in->world->core);
    in->told |= state.alarm;
    return status;
}

static enum status hours(struct insider *in, struct act *act)
{
    (void)in, (void)act;
    clock_set(clock_now() + 9 * 60 * 60);
    return STATUS_OK;
}

static enum status minutes(struct insider *in, struct act *act)
{
    (void)in, (void)act;
    clock_set(clock_now() + 40 * 60);
    return STATUS_OK;
}

static enum status weeks(struct insider *in, struct act *act)
{
    (void)in, (void)act;
    clock_set(clock_now() + 20 * DAY);
    return STATUS_OK;
}

/* A server that will not start on this database tells too. */
static enum status restart(struct insider *in, struct act *act)
{
    struct world *world = in->world;
    (void)act;
    enum status sealed = audit_head_seal(world->core);
    in->told |= sealed == STATUS_TAMPERED;
    core_close(world->core);
    world->core = NULL;
    enum status status = core_open(&world->core, world->folder, world_path(world, "policies"),
                                   world_path(world, "share"), 2);
    in->told |= status != STATUS_OK;
    if (status == STATUS_OK) {
        world->pack = rules_pack(world->core->rules, "vif-cevennes");
        insider_review_long(world);
        status = tick(in, NULL);
    }
    return status;
}

enum { NOBODY = -1 };

static const struct {
    const char *name;
    int who;
    click *does;
} clicks[] = {
    {"open", COORDINATOR, open_accesses},
    {"grant", COORDINATOR, grant},
    {"invite", COORDINATOR, invite},
    {"again", COORDINATOR, again},
    {"change", COORDINATOR, change},
    {"change_me", COORDINATOR, change_me},
    {"withdraw", COORDINATOR, withdraw},
    {"suspend", COORDINATOR, suspend},
    {"withdraw_me", COORDINATOR, insider_turns_withdraw_me},
    {"suspend_me", COORDINATOR, insider_turns_suspend_me},
    {"lift", COORDINATOR, lift},
    {"leave", COORDINATOR, leave},
    {"publish", COORDINATOR, publish},
    {"plan", COORDINATOR, plan},
    {"role", COORDINATOR, role},
    {"structure", COORDINATOR, structure},
    {"read", POLICE_TOO, read_texts},
    {"position", POLICE_TOO, position},
    {"come", POLICE_TOO, position_prepared},
    {"draft", SHELTER, draft},
    {"submit", SHELTER, submit},
    {"approve", POLICE, approve},
    {"synthesis", HOSPITAL, synthesis},
    {"hand_in", HOSPITAL, hand_in},
    {"send_back", POLICE, insider_turns_send_back},
    {"redraft", HOSPITAL, insider_turns_redraft},
    {"give_up", POLICE, insider_turns_give_up},
    {"follow", COORDINATOR, insider_turns_follow},
    {"follow", POLICE_TOO, insider_turns_follows},
    {"rewrite", SHELTER, insider_turns_rewrite},
    {"comment", POLICE_TOO, comment},
    {"hold", HOSPITAL, hold},
    {"excuse", POLICE_TOO, insider_passing_excuse},
    {"give", POLICE, insider_passing_give},
    {"sign", HOSPITAL, sign},
    {"sign", POLICE, sign},
    {"adhere", LAWYER, adhere},
    {"erasure", POLICE, ask_erasure},
    {"erase", COORDINATOR, erase},
    {"passphrase", POLICE, passphrase},
    {"copy", POLICE, copy},
    {"signin", NOBODY, signin},
    {"factor", NOBODY, signin_factor},
    {"accept", NOBODY, accept},
    {"tick", NOBODY, tick},
    {"minutes", NOBODY, minutes},
    {"hours", NOBODY, hours},
    {"weeks", NOBODY, weeks},
    {"restart", NOBODY, restart},
};

static void one(struct insider *in, size_t c)
{
    struct act *act = NULL;
    enum status status = STATUS_OK;
    if (clicks[c].who != NOBODY)
        status = insider_act(&act, in, clicks[c].who);
    if (status == STATUS_OK)
        status = clicks[c].does(in, act);
    in->told |= status == STATUS_TAMPERED;
    if (in->control && status != STATUS_OK)
        in->broken = arena_printf(in->world->arena, "%s, which is honest: %s", clicks[c].name,
                                  status_name(status));
    in->seq++;
    insider_note(in, "%s: %s%s%s", clicks[c].name, status_name(status),
                 act != NULL && act->tampered ? ", met" : "",
                 act != NULL && act->fault != NULL ? act->fault : "");
    clock_set(clock_now() + 1);
}

void insider_clicks(struct insider *in, const char *names)
{
    char *rest = arena_text(in->world->arena, names);
    for (char *name = strtok_r(rest, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
        bool found = false;
        for (size_t c = 0; c < sizeof clicks / sizeof *clicks && in->world->core != NULL; c++)
            if (strcmp(name, clicks[c].name) == 0) {
                one(in, c);
                found = true;
            }
        if (!found && in->world->core != NULL)
            fail_msg("no click is named %s", name);
    }
}
