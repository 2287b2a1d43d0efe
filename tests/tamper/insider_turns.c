#include "insider_tables.h"

#include "core/members/withdrawal.h"
#include "members/suspension.h"

/* Keys of texts to come: somebody lost an envelope, or loses their access, and edits so that the
 * vault does not turn then; afterwards the rows are those of before, and an honest person writes.
 */

enum status insider_turns_withdraw_me(struct insider *in, struct act *act)
{
    return withdrawal_withdraw(act, in->people[in->me].id);
}

enum status insider_turns_suspend_me(struct insider *in, struct act *act)
{
    return suspension_suspend(act, in->people[in->me].id);
}

enum status insider_turns_send_back(struct insider *in, struct act *act)
{
    return synthesis_send_back(act, in->seances[AT_DRAFTED],
                               world_form(in->world, "{'word': '%s'}", DOSSIER_WORD));
}

enum status insider_turns_redraft(struct insider *in, struct act *act)
{
    json_t *model;
    int64_t now_at;
    const struct seance_id seance = in->seances[AT_DRAFTED];
    enum status status = synthesis_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return synthesis_save(act, seance, dossier_synthesis(in->world, 100 + (int)in->seq),
                          dossier_version(model), &now_at);
}

static enum status answer_animator(struct insider *in, struct act *act, const char *answer)
{
    return rotation_answer(act, in->seances[AT_SUBMITTED],
                           world_form(in->world, "{'role': 'animator', 'answer': '%s'}", answer));
}

enum status insider_turns_give_up(struct insider *in, struct act *act)
{
    return answer_animator(in, act, "declined");
}

enum status insider_turns_follow(struct insider *in, struct act *act)
{
    return rotation_give(act, in->seances[AT_SUBMITTED],
                         world_form(in->world, "{'role': 'animator', 'account': '%s'}",
                                    world_hex(in->world, in->people[POLICE_TOO].id.id)));
}

enum status insider_turns_follows(struct insider *in, struct act *act)
{
    return answer_animator(in, act, "accepted");
}

enum status insider_turns_rewrite(struct insider *in, struct act *act)
{
    json_t *model;
    int64_t now_at;
    const struct seance_id seance = in->seances[AT_SUBMITTED];
    enum status status = situation_view(act, &model, seance);
    if (status != STATUS_OK)
        return status;
    return situation_save(act, seance, dossier_situation(in->world, 100 + (int)in->seq),
                          dossier_version(model), &now_at);
}

#define SYNTHESIS "{drafted_synthesis}"
#define SITUATION "{submitted_situation}"

static void write_after(struct insider *in, const char *put_back)
{
    if (!in->control)
        insider_sql(in, put_back);
    insider_clicks(in, "redraft");
    insider_probe(in);
}

static void junk_goes(struct insider *in)
{
    write_after(in, "DELETE FROM envelope WHERE generation = 77");
}

static void space_back(struct insider *in)
{
    write_after(in, "UPDATE vault SET space = {here} WHERE id = " SYNTHESIS);
}

static void generation_back(struct insider *in)
{
    write_after(in, "UPDATE vault SET generation = generation - 7 WHERE id = " SYNTHESIS);
}

static void envelope_back(struct insider *in)
{
    write_after(in, "UPDATE envelope SET generation = generation - 70 WHERE generation > 70");
}

static void trustees_back(struct insider *in)
{
    write_after(in, "UPDATE recovery_envelope SET at = at + 60 WHERE vault = " SYNTHESIS);
}

#define WHILE(what, edit, back)                                                                    \
    {"key to come",                                                                                \
     what ", while they are withdrawn",                                                            \
     BY(POLICE) | BY(POLICE_TOO),                                                                  \
     NULL,                                                                                         \
     NULL,                                                                                         \
     "send_back",                                                                                  \
     edit,                                                                                         \
     NULL,                                                                                         \
     "withdraw_me",                                                                                \
     back,                                                                                         \
     .transient = true},                                                                           \
    {                                                                                              \
        "key to come", what ", while they are suspended", BY(POLICE_TOO), NULL, NULL, "send_back", \
            edit, NULL, "suspend_me", back, .transient = true                                      \
    }

static const struct insider_row rows[] = {
    WHILE("an envelope of nothing",
          "INSERT INTO envelope SELECT vault, space, 77, reader, granter, box, signature, at FROM"
          " envelope WHERE vault = " SYNTHESIS " LIMIT 1",
          junk_goes),
    WHILE("the vault in another space", "UPDATE vault SET space = {there} WHERE id = " SYNTHESIS,
          space_back),
    WHILE("a generation that never was",
          "UPDATE vault SET generation = generation + 7 WHERE id = " SYNTHESIS, generation_back),
    WHILE("the trustees' envelope moved",
          "UPDATE recovery_envelope SET at = at - 60 WHERE vault = " SYNTHESIS, trustees_back),
    {"key to come", "their envelope hidden, while they are withdrawn", BY(POLICE) | BY(POLICE_TOO),
     "UPDATE envelope SET generation = generation + 70 WHERE vault = " SYNTHESIS
     " AND reader = {me}",
     NULL, "withdraw_me", NULL, NULL, NULL, envelope_back, .transient = true},
    {"key to come", "their envelope hidden, while they give the role back", BY(POLICE),
     "UPDATE envelope SET generation = generation + 70 WHERE vault = " SITUATION
     " AND reader = {me}",
     NULL, "give_up",
     "UPDATE envelope SET generation = generation - 70 WHERE vault = " SITUATION
     " AND reader = {me}",
     NULL, "follow rewrite", NULL, .transient = true},
};
INSIDER_TABLE(insider_rows_turns, rows);
