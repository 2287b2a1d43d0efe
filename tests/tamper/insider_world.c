#include "core/journal/audit_run.h"
#include "insider.h"

#include "core/doors/factors.h"
#include "core/doors/sign_in.h"
#include "core/journal/audit.h"
#include "core/journal/audit_state.h"
#include "core/members/acceptance.h"
#include "core/members/admission.h"
#include "core/members/departure.h"
#include "core/members/withdrawal.h"
#include "doors/passphrases.h"
#include "journal/audit_head.h"
#include "journal/audit_watch.h"
#include "journal/journal.h"
#include "keys/quorum.h"
#include "members/members.h"
#include "members/suspension.h"
#include "slots.h"
#include "trust/state.h"

#include <dirent.h>

/* Months of honest work, by the acts of the people themselves: done once. */

static const char *const person_names[PEOPLE] = {[COORDINATOR] = "coordinator",
                                                 [POLICE] = "police",
                                                 [POLICE_TOO] = "police_too",
                                                 [HOSPITAL] = "hospital",
                                                 [SIGNATORY] = "signatory",
                                                 [SHELTER] = "shelter",
                                                 [LAWYER] = "lawyer",
                                                 [STRANGER] = "stranger",
                                                 [LEFT] = "left",
                                                 [GONE] = "gone",
                                                 [SHUT] = "shut",
                                                 [LATE] = "late",
                                                 [NEWCOMER] = "newcomer",
                                                 [INVITED] = "invited",
                                                 [GUARDED] = "guarded",
                                                 [PARTED] = "parted",
                                                 [ABROAD] = "abroad"};

struct space_id insider_space(const struct insider *in, int who)
{
    return who == STRANGER || who == ABROAD ? in->world->elsewhere : in->world->space;
}

enum status insider_act(struct act **out, struct insider *in, int who)
{
    struct db_conn *conn = db_read(in->world->core->db);
    enum status status =
        entry_begin(out, in->world->core, in->world->arena, conn, insider_space(in, who),
                    in->people[who].id, account_keys_copy(in->people[who].keys));
    db_done(conn);
    return status;
}

static struct act *act_of(struct insider *in, int who)
{
    /* whose rows in world.h do not say that they coordinate */
    if (who == STRANGER) {
        struct act *founder = world_act(in->world, STRANGER);
        founder->standing |= RELATION_COORDINATION;
        return founder;
    }
    struct act *act;
    assert_int_equal(STATUS_OK, insider_act(&act, in, who));
    return act;
}

struct insider_older_factor {
    struct act *act;
    json_t *content;
};

static enum status put_older_factor(struct db_conn *conn, void *context)
{
    const struct insider_older_factor *older = context;
    struct account_row account;
    enum status status = person_rows_account(&account, conn, older->act->arena, older->act->who);
    struct factor factor = second_factor_new(&account, older->content);
    return status == STATUS_OK ? second_factor_add(conn, older->act, &factor) : status;
}

struct passphrase_change {
    struct act *act;
    struct account_row account;
};

static enum status put_passphrase(struct db_conn *conn, void *context)
{
    const struct passphrase_change *change = context;
    enum status status = state_note(change->act, conn, STATE_PERSON, &change->account.id.id);
    if (status == STATUS_OK)
        status = person_rows_set_keys(conn, &change->account, change->account.generation);
    return status == STATUS_OK ? journal_add(conn, change->act, "passphrase", "account",
                                             &change->account.id.id, (struct bytes){0})
                               : status;
}

/* World.h writes accounts that no passphrase opens. */
static void give_passphrase(struct insider *in, int who)
{
    struct world *world = in->world;
    struct passphrase_change change = {.act = act_of(in, who)};
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&change.account, conn, world->arena, in->people[who].id));
    db_done(conn);
    assert_int_equal(STATUS_OK, passphrases_seal(&change.account, world->core, world->arena,
                                                 in->people[who].keys, INSIDER_PASSPHRASE));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_passphrase, &change));
}

static void invite(struct insider *in, int who, int by, const struct structure_id *structure,
                   bool represents, char token[TOKEN_TEXT])
{
    struct world *world = in->world;
    json_t *fields =
        world_form(world,
                   "{'email': 'x%d@cocon.example', 'name': 'Fonction %d', 'profession': '%s',"
                   " 'represents': %s, 'coordination': %s}",
                   who, who, structure == NULL ? "coordinateur" : "sage-femme",
                   represents ? "true" : "false", structure == NULL ? "true" : "false");
    if (structure != NULL)
        json_object_set_new(fields, "structure", act_id_json(&structure->id));
    assert_int_equal(STATUS_OK, admission_invite(act_of(in, by), fields, token));
    const char *newest = raw_text(world, "SELECT account FROM invitation ORDER BY created_at DESC,"
                                         " rowid DESC LIMIT 1");
    assert_int_equal(STATUS_OK, id_parse(&in->people[who].id.id, newest));
    clock_set(clock_now() + 1);
}

/* Invited, and in: with keys, a factor if one coordinates, and their name under the charter. */
static void bring(struct insider *in, int who, int by, const struct structure_id *structure,
                  bool represents)
{
    struct world *world = in->world;
    char token[TOKEN_TEXT];
    struct act *act;
    json_t *faults;
    json_t *model;
    invite(in, who, by, structure, represents, token);
    assert_int_equal(STATUS_OK,
                     acceptance_accept(world->core, world->arena, token,
                                       world_form(world,
                                                  "{'name': 'Fonction %d', 'passphrase': '%s',"
                                                  " 'passphrase_again': '%s'}",
                                                  who, INSIDER_PASSPHRASE, INSIDER_PASSPHRASE),
                                       in->people[who].login, &faults));
    assert_int_equal(STATUS_OK,
                     sign_in_resume(world->core, world->arena, &act, in->people[who].login));
    in->people[who].keys = account_keys_copy(act->keys);
    if (structure == NULL)
        factor_prove(world, act);
    if (structure != NULL) {
        assert_int_equal(STATUS_OK, charter_view(act, &model));
        const int64_t number = json_integer_value(json_object_get(model, "number"));
        if (represents)
            assert_int_equal(STATUS_OK, charter_sign(act, number));
        assert_int_equal(STATUS_OK, charter_adhere(act, number));
    }
    clock_set(clock_now() + 1);
}

static void admit(struct insider *in, int by)
{
    assert_int_equal(STATUS_OK, members_grant(act_of(in, by)));
    clock_set(clock_now() + 1);
}

/* An application that they have no more when they leave it: removed last week. */
static void give_older_factor(struct insider *in, int who)
{
    struct act *act = act_of(in, who);
    struct insider_older_factor older = {
        act, act_json(act->arena, json_pack("{s:s, s:s, s:s, s:i}", "kind", "code", "name", "A",
                                            "secret", INSIDER_OLDER_FACTOR, "step", 0))};
    assert_int_equal(STATUS_OK, db_write(in->world->core->db, put_older_factor, &older));
}

static void people(struct insider *in)
{
    struct world *world = in->world;
    for (int who = 0; who < SOMEONES; who++) {
        in->people[who].id = world->people[who];
        in->people[who].keys = world->keys[who];
    }
    give_passphrase(in, COORDINATOR);
    give_passphrase(in, POLICE);
    give_passphrase(in, SIGNATORY);
    factor_prove(world, world_act(world, COORDINATOR));
    assert_int_equal(STATUS_OK,
                     directory_create(act_of(in, COORDINATOR), &in->parted,
                                      world_form(world, "{'name': 'Partie', 'short_name': 'P',"
                                                        " 'kind': 'association'}")));
    bring(in, LEFT, COORDINATOR, NULL, false);
    admit(in, COORDINATOR);
    bring(in, GONE, LEFT, &world->structures[S_HOSPITAL], false);
    bring(in, GUARDED, LEFT, &world->structures[S_SHELTER], false);
    admit(in, LEFT);
    give_older_factor(in, GUARDED);
    clock_set(clock_now() + 1);
    factor_prove(world, act_of(in, GUARDED));
    bring(in, SHUT, COORDINATOR, &world->structures[S_POLICE], false);
    bring(in, LATE, COORDINATOR, &world->structures[S_POLICE], false);
    bring(in, PARTED, COORDINATOR, &in->parted, true);
    admit(in, COORDINATOR);
}

static void people_elsewhere(struct insider *in)
{
    assert_int_equal(STATUS_OK,
                     db_write(in->world->core->db, dossier_make_shared, act_of(in, STRANGER)));
    bring(in, ABROAD, STRANGER, NULL, false);
    admit(in, STRANGER);
}

static struct seance_id staffed(struct insider *in, const char *starts)
{
    struct world *world = in->world;
    struct seance_id seance = world_seance(world, "concertation", starts);
    world_staff(world, seance, POLICE, HOSPITAL, SHELTER);
    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, seance, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, positioning_answer(act_of(in, GONE), seance,
                                                   world_form(world, "{'answer': 'coming'}")));
    return seance;
}

/* The signatory was not there; that somebody wrote so is one more row. */
static void hold(struct insider *in, struct seance_id seance, bool says_absent)
{
    struct world *world = in->world;
    const int present[] = {POLICE, POLICE_TOO, HOSPITAL, SHELTER, GONE};
    const char *list = "";
    for (size_t i = 0; i < sizeof present / sizeof *present; i++)
        list = arena_printf(world->arena, "%s%s{'account': '%s', 'status': 'present'}", list,
                            i == 0 ? "" : ", ", world_hex(world, in->people[present[i]].id.id));
    if (says_absent)
        list = arena_printf(world->arena, "%s, {'account': '%s', 'status': 'absent'}", list,
                            world_hex(world, in->people[SIGNATORY].id.id));
    assert_int_equal(
        STATUS_OK, attendance_record(act_of(in, HOSPITAL), seance,
                                     world_form(world, "{'people': [%s], 'closed': true}", list)));
}

static void seances(struct insider *in)
{
    static const char *const starts[SEANCES] = {
        "2022-04-04T14:00", "2022-04-05T14:00", "2022-04-06T14:00", "2022-04-07T14:00",
        "2022-02-07T14:00", "2022-02-08T14:00", "2022-02-09T14:00"};
    static const int readers[] = {POLICE_TOO, SHELTER, GONE};
    struct world *world = in->world;
    in->seances[AT_PLANNED] = world_seance(world, "concertation", starts[AT_PLANNED]);
    assert_int_equal(STATUS_OK, world_give(world, world_act(world, COORDINATOR),
                                           in->seances[AT_PLANNED], "secretary", POLICE_TOO));
    for (int at = AT_STAFFED; at < SEANCES; at++) {
        int64_t now_at;
        struct seance_id seance = in->seances[at] = staffed(in, starts[at]);
        json_t *text = dossier_situation(world, 1);
        assert_int_equal(STATUS_OK, situation_save(act_of(in, SHELTER), seance, text, 0, &now_at));
        if (at >= AT_SUBMITTED)
            assert_int_equal(STATUS_OK, situation_submit(act_of(in, SHELTER), seance,
                                                         dossier_situation(world, 2), now_at));
        if (at >= AT_PREPARED)
            assert_int_equal(STATUS_OK, situation_approve(act_of(in, POLICE), seance, 2));
        if (at >= AT_HELD)
            hold(in, seance, at == AT_DRAFTED);
        if (at >= AT_DRAFTED) {
            assert_int_equal(STATUS_OK, synthesis_submit(act_of(in, HOSPITAL), seance,
                                                         dossier_synthesis(world, 1), 0));
            assert_int_equal(STATUS_OK,
                             synthesis_comment(act_of(in, POLICE_TOO), seance,
                                               world_form(world, "{'text': '%s'}", "Un mot")));
        }
        if (at >= AT_DRAFTED) /* so that the two may sign */
            for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
                assert_int_equal(STATUS_OK, synthesis_agree(act_of(in, readers[i]), seance, 1));
        if (at >= AT_PUBLISHED) {
            assert_int_equal(STATUS_OK, synthesis_sign(act_of(in, HOSPITAL), seance, 1));
            assert_int_equal(STATUS_OK, synthesis_sign(act_of(in, POLICE), seance, 1));
        }
        clock_set(clock_now() + 10);
    }
}

/* Everybody signs the next version but LATE. */
static void charter_two(struct insider *in)
{
    static const int signers[] = {COORDINATOR, POLICE, POLICE_TOO, HOSPITAL, SIGNATORY, SHELTER,
                                  LEFT,        GONE,   SHUT,       GUARDED,  PARTED};
    assert_int_equal(STATUS_OK, charter_publish(act_of(in, COORDINATOR),
                                                world_form(in->world, "{'text': '# Charte 2'}")));
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        struct act *act = act_of(in, signers[i]);
        if (act->membership.represents)
            assert_int_equal(STATUS_OK, charter_sign(act, 2));
        assert_int_equal(STATUS_OK, charter_adhere(act, 2));
    }
}

static void sign_in_as(struct insider *in, const char *email, char token[TOKEN_TEXT])
{
    assert_int_equal(STATUS_OK, sign_in(in->world->core, in->world->arena, email,
                                        INSIDER_PASSPHRASE, SLOTS_TRUSTED, token));
}

static void close_world(struct insider *in)
{
    assert_int_equal(STATUS_OK, audit_head_seal(in->world->core));
    core_close(in->world->core);
    in->world->core = NULL;
}

static void copy_file(const char *from, const char *to)
{
    uint8_t block[65536];
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(source >= 0 && target >= 0);
    for (;;) {
        const ssize_t got = read(source, block, sizeof block);
        assert_true(got >= 0);
        if (got == 0)
            break;
        assert_int_equal(got, write(target, block, (size_t)got));
    }
    close(source);
    close(target);
}

/* The week in which people leave, and one comes. */
static void last_week(struct insider *in)
{
    struct world *world = in->world;
    struct act *act;
    char token[TOKEN_TEXT];
    int64_t now_at;
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, withdrawal_withdraw(act_of(in, COORDINATOR), in->people[GONE].id));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, withdrawal_withdraw(act_of(in, COORDINATOR), in->people[LEFT].id));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, suspension_suspend(act_of(in, COORDINATOR), in->people[SHUT].id));
    assert_int_equal(STATUS_OK, departure_leave(act_of(in, COORDINATOR), in->parted));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, synthesis_save(act_of(in, HOSPITAL), in->seances[AT_HELD],
                                               dossier_synthesis(world, 1), 0, &now_at));
    struct id factor;
    assert_int_equal(STATUS_OK,
                     id_parse(&factor, raw_text(world,
                                                "SELECT id FROM second_factor WHERE account = '%s'"
                                                " ORDER BY created_at LIMIT 1",
                                                world_hex(world, in->people[GUARDED].id.id))));
    assert_int_equal(STATUS_OK,
                     factors_remove(act_of(in, GUARDED), &factor,
                                    world_form(world, "{'passphrase': '%s'}", INSIDER_PASSPHRASE)));
    bring(in, NEWCOMER, COORDINATOR, &world->structures[S_HOSPITAL], false);
    invite(in, INVITED, COORDINATOR, &world->structures[S_POLICE], false, in->invited_link);
    clock_set(clock_now() + 3 * DAY);
    sign_in_as(in, "p4@cocon.example", in->ended);
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, in->ended));
    /* as it is before they sign out, for who reads the database meanwhile */
    raw_text(world, "VACUUM INTO '%s'", world_path(world, "hour.db"));
    assert_int_equal(STATUS_OK, sign_in_end(act));
    clock_set(clock_now() + 60);
    sign_in_as(in, "p4@cocon.example", token);
    memcpy(in->present, token, sizeof token);
}

static void nothing_to_tell(void *context, const struct audit_fault *fault)
{
    struct insider *in = context;
    fprintf(stderr, "before any edit: %s\n", audit_fault_text(in->world->arena, fault));
}

static void assert_clean(struct insider *in)
{
    struct audit_result result;
    assert_int_equal(STATUS_OK, audit_verify(&result, in->world->core, NULL, nothing_to_tell, in));
    assert_int_equal(STATUS_OK, audit_state(&result, in->world->core, nothing_to_tell, in));
}

void insider_review_long(struct world *world)
{
    struct pack *pack = (struct pack *)rules_pack(world->core->rules, world->pack->name);
    pack->review_days = 90;
}

void insider_make(struct insider *in)
{
    struct quorum_sheets sheets;
    *in = (struct insider){0};
    for (int who = 0; who < PEOPLE; who++)
        in->people[who].name = person_names[who];
    assert_int_equal(0, world_setup((void **)&in->world));
    struct world *world = in->world;
    strcpy(in->base, world->folder);
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    quorum_sheets_free(&sheets);
    insider_review_long(world);
    dossier_share(world);
    clock_set(clock_now() + DAY);
    people(in);
    people_elsewhere(in);
    seances(in);
    clock_set(clock_now() + DAY);
    charter_two(in);
    clock_set(clock_now() + 38 * DAY);
    sign_in_as(in, "x9@cocon.example", in->people[GONE].login);
    in->old_at = clock_now();
    close_world(in);
    copy_file(world_path(world, "cocon.db"), world_path(world, "old.db"));
    world_open(world);
    insider_review_long(world);
    last_week(in);
    in->now = clock_now();
    assert_clean(in);
    close_world(in);
}

void insider_unmake(struct insider *in)
{
    assert_int_equal(0, nftw(in->base, world_remove, 8, FTW_DEPTH | FTW_PHYS));
}

/* Files are copied, folders shared. */
static void copy_folder(struct insider *in)
{
    struct world *world = in->world;
    struct dirent *entry;
    DIR *folder = opendir(in->base);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        struct stat about;
        const char *from = arena_printf(world->arena, "%s/%s", in->base, entry->d_name);
        if (entry->d_name[0] == '.' || lstat(from, &about) != 0)
            continue;
        if (strcmp(entry->d_name, "old.db") == 0 || strcmp(entry->d_name, "hour.db") == 0)
            continue;
        if (S_ISREG(about.st_mode))
            copy_file(from, world_path(world, entry->d_name));
        else
            assert_int_equal(0, symlink(from, world_path(world, entry->d_name)));
    }
    closedir(folder);
}

void insider_enter(struct insider *in)
{
    struct world *world = in->world;
    /* in memory where there is such a folder: nothing waits for a disk */
    strcpy(world->folder,
           access("/dev/shm", W_OK) == 0 ? "/dev/shm/cocon-core-XXXXXX" : "/tmp/cocon-core-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    copy_folder(in);
    clock_set(in->now + 61);
    world_open(world);
    insider_review_long(world);
    assert_int_equal(STATUS_OK, audit_run_tick(world->core));
}

void insider_leave(struct insider *in)
{
    core_close(in->world->core);
    assert_int_equal(0, nftw(in->world->folder, world_remove, 8, FTW_DEPTH | FTW_PHYS));
}
