#include "insider_forge.h"
#include "insider_tables.h"

#include "members/grants.h"

/* Six attacks that worked, step by step. */

/* Everybody gets an envelope of a key that the attacker made, and the vault turns to it. */
static void turn(struct insider *in, const char *vault, const int *readers, size_t count)
{
    uint8_t key[32];
    const int next = (int)insider_number(in, arena_printf(in->world->arena,
                                                          "SELECT generation FROM vault WHERE id ="
                                                          " %s",
                                                          vault)) +
                     1;
    secret_noise(key, sizeof key);
    memcpy(in->known[in->known_count++], key, sizeof key);
    /* signed as of a time when it still counted */
    const int64_t at = in->old_at - DAY;
    for (size_t i = 0; i < count; i++)
        insider_forge_envelope(in, vault, next, readers[i], in->me, at, key);
    insider_forge_envelope(in, vault, next, -1, in->me, at, key);
    insider_sql(in, arena_printf(in->world->arena, "UPDATE vault SET generation = %d WHERE id = %s",
                                 next, vault));
    insider_forge_entry(in, in->me, "rotate", "vault", vault, (struct bytes){0}, clock_now());
}

static void turn_synthesis(struct insider *in)
{
    static const int readers[] = {HOSPITAL};
    turn(in, "{held_synthesis}", readers, 1);
}

static void turn_situation(struct insider *in)
{
    static const int readers[] = {SHELTER};
    turn(in, "{staffed_situation}", readers, 1);
}

static void turn_shared(struct insider *in)
{
    static const int readers[] = {COORDINATOR, POLICE, POLICE_TOO, HOSPITAL, SHELTER};
    turn(in, "{shared}", readers, sizeof readers / sizeof *readers);
}

/* A signatory holds the key under which claims lie. */
static void claim_to_coordinate(struct insider *in)
{
    uint8_t key[32];
    const int generation =
        (int)insider_number(in, "SELECT generation FROM vault WHERE id = {shared}");
    if (insider_forge_key(key, in, in->me, "{shared}", generation))
        insider_forge_invitation(in, in->me, COORDINATOR, true, in->people[in->me].keys, key);
}

/* Those whose certificate goes with their coming back. */
static void claim_to_return(struct insider *in)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, in->me, "{shared}", 1))
        insider_forge_invitation(in, in->me, COORDINATOR, false, in->people[in->me].keys, key);
}

static void link_to(struct insider *in, const char *what, int who)
{
    insider_forge_link(in, what, who, COORDINATOR, (struct bytes){0});
}

static void link_all(struct insider *in)
{
    link_to(in, "the coordinator's", COORDINATOR);
    link_to(in, "the officer's", POLICE);
    link_to(in, "the midwife's", HOSPITAL);
}

static void link_withdrawn(struct insider *in)
{
    insider_sql(in, "UPDATE membership SET until = NULL WHERE account = {left}");
    link_to(in, "of who left", LEFT);
}

#define FLAGS                                                                                      \
    "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"                \
    "UPDATE account SET state = 'active' WHERE id = {me}"
#define PRESENT_AGAIN                                                                              \
    "DELETE FROM revocation WHERE account = {me};"                                                 \
    "UPDATE journal SET action = 'withdrew' WHERE action IN ('withdraw', 'suspend') AND object ="  \
    " {me};" FLAGS
#define BACK(vault)                                                                                \
    "UPDATE vault SET generation = 1 WHERE id = " vault ";"                                        \
    "UPDATE journal SET action = 'turned' WHERE action = 'rotate' AND object = " vault
#define ATTEND(seance)                                                                             \
    "INSERT INTO attendance SELECT lower(hex(randomblob(16))), space, seance, {me}, NULL,"         \
    " 'present', recorded_by, at FROM attendance WHERE seance = " seance " LIMIT 1"
#define UNATTEND(seance) "DELETE FROM attendance WHERE seance = " seance " AND account = {me}"

static const struct insider_row rows[] = {
    {"revocation", "1: deleted, its entry renamed, flags put back", BY(GONE) | BY(LEFT) | BY(SHUT),
     PRESENT_AGAIN},
    {"revocation", "1: the same, and the tree made anew, heads taken away",
     BY(GONE) | BY(LEFT) | BY(SHUT), PRESENT_AGAIN ";DELETE FROM journal_head", insider_forge_tree,
     "restart " INSIDER_DAY},
    {"vault", "2: put back to an older key, its rotate entries renamed", BY(GONE) | BY(LEFT),
     BACK("{shared}"), NULL, "sign open invite"},
    {"vault", "2: a séance's put back to an older key", BY(GONE), BACK("{drafted_synthesis}"), NULL,
     "comment sign"},
    {"vault", "2: put back, the tree made anew, heads taken away", BY(GONE),
     BACK("{drafted_synthesis}") ";DELETE FROM journal_head", insider_forge_tree,
     "restart comment sign"},
    {"vault", "3: a synthesis turned to a key of one's own", BY(SIGNATORY) | BY(GONE) | BY(LEFT),
     NULL, turn_synthesis, "synthesis"},
    {"vault", "3: a draft turned to a key of one's own", BY(SIGNATORY) | BY(GONE) | BY(LEFT), NULL,
     turn_situation, "draft"},
    {"vault", "3: the space's turned to a key of one's own", BY(SIGNATORY) | BY(GONE) | BY(LEFT),
     NULL, turn_shared, "sign open"},
    {"invitation", "4: a claim to coordinate forged, own certificate deleted", BY(SIGNATORY),
     "DELETE FROM certificate WHERE account = {me};"
     "UPDATE membership SET coordination = 1 WHERE account = {me}",
     claim_to_coordinate, "grant"},
    {"invitation", "4: a claim forged under the older key to come back", BY(GONE) | BY(LEFT),
     "DELETE FROM certificate WHERE account = {me};" PRESENT_AGAIN, claim_to_return, "grant"},
    {"attendance", "5: a row added, then removed", BY(SIGNATORY), ATTEND("{published}"), NULL,
     "open", UNATTEND("{published}"), .transient = true},
    {"attendance", "5: a row added in a séance under way, then removed", BY(SIGNATORY),
     ATTEND("{held}"), NULL, "open", UNATTEND("{held}"), .transient = true},
    {"invitation", "6: a link of one's own for any account", BY(INVITED) | BY(SIGNATORY), NULL,
     link_all, "read", "DELETE FROM invitation WHERE used_at IS NULL AND account <> {invited}",
     .transient = true},
    {"invitation", "6: a link of one's own for who left", BY(INVITED), NULL, link_withdrawn, "read",
     .transient = true},
};
INSIDER_TABLE(insider_rows_published, rows);
