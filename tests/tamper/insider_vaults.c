#include "insider_forge.h"
#include "insider_tables.h"

/* Vaults, and the envelopes that their keys lie in. */

/* The row's generation without a turn: the envelope that somebody holds is replaced. */
static void replace_envelope(struct insider *in, const char *vault, const int *readers,
                             size_t count)
{
    uint8_t key[32];
    const int generation = (int)insider_number(
        in, arena_printf(in->world->arena, "SELECT generation FROM vault WHERE id = %s", vault));
    secret_noise(key, sizeof key);
    memcpy(in->known[in->known_count++], key, sizeof key);
    for (size_t i = 0; i < count; i++)
        insider_forge_envelope(in, vault, generation, readers[i], in->me, in->old_at - DAY, key);
}

static void for_the_secretary(struct insider *in)
{
    static const int readers[] = {HOSPITAL};
    replace_envelope(in, "{held_synthesis}", readers, 1);
}

static void for_the_narrator(struct insider *in)
{
    static const int readers[] = {SHELTER};
    replace_envelope(in, "{staffed_situation}", readers, 1);
}

static void for_those_who_comment(struct insider *in)
{
    static const int readers[] = {POLICE_TOO, POLICE, HOSPITAL};
    replace_envelope(in, "{drafted_synthesis}", readers, 3);
}

static void for_the_space(struct insider *in)
{
    static const int readers[] = {COORDINATOR, POLICE, HOSPITAL};
    replace_envelope(in, "{shared}", readers, 3);
}

/* As of today, which a signatory may sign and somebody withdrawn may not. */
static void for_the_secretary_today(struct insider *in)
{
    uint8_t key[32];
    secret_noise(key, sizeof key);
    memcpy(in->known[in->known_count++], key, sizeof key);
    insider_forge_envelope(in, "{held_synthesis}",
                           (int)insider_number(in, "SELECT generation FROM vault WHERE id ="
                                                   " {held_synthesis}"),
                           HOSPITAL, in->me, clock_now() - 1, key);
}

/* For a vault that turns: who holds an envelope gets the next key. */
static void for_oneself(struct insider *in, const char *vault)
{
    uint8_t key[32];
    const int generation = (int)insider_number(
        in, arena_printf(in->world->arena, "SELECT generation FROM vault WHERE id = %s", vault));
    secret_noise(key, sizeof key);
    memcpy(in->known[in->known_count++], key, sizeof key);
    insider_forge_envelope(in, vault, generation, in->me, in->me, in->old_at - DAY, key);
}

static void for_oneself_all(struct insider *in)
{
    for_oneself(in, "{held_synthesis}");
    for_oneself(in, "{drafted_synthesis}");
    for_oneself(in, "{staffed_situation}");
    for_oneself(in, "{prepared_situation}");
}

static void for_oneself_shared(struct insider *in)
{
    for_oneself(in, "{shared}");
}

static void for_oneself_and_tell(struct insider *in)
{
    for_oneself(in, "{drafted_synthesis}");
    insider_forge_entry(in, in->me, "grant", "vault", "{drafted_synthesis}",
                        BYTES_OF(in->people[in->me].id.id.bytes), clock_now());
}

/* The older key for everybody, as the present generation's. */
static void older_key_again(struct insider *in)
{
    uint8_t key[32];
    static const int readers[] = {HOSPITAL, POLICE, POLICE_TOO, SHELTER};
    const int generation =
        (int)insider_number(in, "SELECT generation FROM vault WHERE id = {drafted_synthesis}");
    if (!insider_forge_key(key, in, in->me, "{drafted_synthesis}", 1))
        return;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        insider_forge_envelope(in, "{drafted_synthesis}", generation, readers[i], in->me,
                               in->old_at - DAY, key);
}

static void for_other_trustees(struct insider *in)
{
    uint8_t key[32];
    in->spare_used = true;
    secret_noise(key, sizeof key);
    memcpy(in->known[in->known_count++], key, sizeof key);
    insider_forge_envelope(in, "{shared}",
                           (int)insider_number(in, "SELECT generation FROM vault WHERE id ="
                                                   " {shared}"),
                           -1, in->me, in->old_at - DAY, key);
}

#define LOWER(vault) "UPDATE vault SET generation = 1 WHERE id = " vault
#define BACK(vault)                                                                                \
    LOWER(vault)                                                                                   \
    ";UPDATE journal SET action = 'turned' WHERE action = 'rotate' AND object "                    \
    "= " vault

static const struct insider_row rows[] = {
    {"vault", "generation lowered", BY(GONE) | BY(LEFT), LOWER("{shared}"), NULL,
     "sign open invite"},
    {"vault", "generation of a synthesis lowered", BY(GONE), LOWER("{drafted_synthesis}"), NULL,
     "comment sign"},
    {"vault", "generation of a situation lowered", BY(GONE), LOWER("{prepared_situation}"), NULL,
     "come open"},
    {"vault", "generation lowered, rotate entries about another vault", BY(GONE),
     LOWER(
         "{drafted_synthesis}") ";UPDATE journal SET object = {published_situation} WHERE action ="
                                " 'rotate' AND object = {drafted_synthesis}",
     NULL, "comment sign"},
    {"vault", "generation lowered, rotate entries deleted", BY(GONE),
     LOWER("{drafted_synthesis}") ";DELETE FROM journal WHERE action = 'rotate' AND object ="
                                  " {drafted_synthesis}",
     NULL, "comment sign"},
    {"vault", "generation raised", BY(SIGNATORY) | BY(GONE),
     "UPDATE vault SET generation = generation + 1 WHERE id = {held_synthesis}", NULL, "synthesis"},
    {"vault", "put back, its envelopes too, by somebody's turn of the keys", BY(GONE),
     BACK("{drafted_synthesis}"), NULL, "withdraw comment sign"},
    {"vault", "purpose changed", BY(SIGNATORY),
     "UPDATE vault SET purpose = 'synthesis' WHERE id = {prepared_situation}", NULL, "open hold"},
    {"vault", "those of two séances exchanged", BY(SIGNATORY) | BY(GONE),
     "UPDATE vault SET seance = {planned} WHERE id = {held_synthesis};"
     "UPDATE vault SET seance = {held} WHERE purpose = 'synthesis' AND seance = {drafted};"
     "UPDATE vault SET seance = {drafted} WHERE seance = {planned}",
     NULL, "synthesis comment"},
    {"vault", "a séance's made of the space's", BY(SIGNATORY) | BY(GONE),
     "UPDATE vault SET seance = {planned} WHERE id = {held_synthesis};"
     "UPDATE vault SET seance = {held}, purpose = 'synthesis' WHERE seance IS NULL AND space ="
     " {here}",
     NULL, "synthesis"},
    {"vault", "deleted", BY(SIGNATORY), "DELETE FROM vault WHERE id = {held_synthesis}", NULL,
     "synthesis"},
    {"vault", "taken to another space", BY(SIGNATORY) | BY(ABROAD),
     "UPDATE vault SET space = {there} WHERE id = {held_synthesis}", NULL, "synthesis"},
    {"vault", "time of making moved", BY(SIGNATORY),
     "UPDATE vault SET created_at = created_at - 60 WHERE id = {held_synthesis}"},

    {"envelope", "the secretary's replaced by a key of one's own",
     BY(SIGNATORY) | BY(GONE) | BY(LEFT), NULL, for_the_secretary, "synthesis hand_in"},
    {"envelope", "the secretary's replaced, signed as of today",
     BY(SIGNATORY) | BY(GONE) | BY(LATE), NULL, for_the_secretary_today, "synthesis hand_in"},
    {"envelope", "the narrator's replaced by a key of one's own",
     BY(SIGNATORY) | BY(GONE) | BY(LEFT), NULL, for_the_narrator, "draft submit"},
    {"envelope", "those of who comment replaced", BY(SIGNATORY) | BY(GONE) | BY(SHUT), NULL,
     for_those_who_comment, "comment sign"},
    {"envelope", "those of the space's key replaced", BY(GONE) | BY(LEFT), NULL, for_the_space,
     "sign open invite"},
    {"envelope", "the older key put in the place of the present one", BY(GONE), NULL,
     older_key_again, "comment sign"},
    {"envelope", "one of one's own, before the vault turns", BY(SIGNATORY) | BY(LATE) | BY(GONE),
     NULL, for_oneself_all, "withdraw synthesis comment draft"},
    {"envelope", "one of one's own of the space's key, before it turns",
     BY(LATE) | BY(GONE) | BY(SHUT), NULL, for_oneself_shared, "leave sign"},
    {"envelope", "one of one's own, with an entry that grants it", BY(SIGNATORY) | BY(GONE), NULL,
     for_oneself_and_tell, "withdraw comment sign"},
    {"envelope", "last week's put back", BY(GONE) | BY(LEFT) | BY(SHUT),
     "INSERT OR REPLACE INTO envelope SELECT * FROM old.envelope WHERE reader = {me}", NULL,
     "withdraw comment sign"},
    {"envelope", "last week's put back as of the present generation", BY(GONE) | BY(SHUT),
     "INSERT OR REPLACE INTO envelope (vault, space, generation, reader, granter, box, signature, "
     "at)"
     " SELECT e.vault, e.space, v.generation, e.reader, e.granter, e.box, e.signature, e.at FROM"
     " old.envelope e JOIN vault v ON v.id = e.vault WHERE reader = {me}",
     NULL, "withdraw comment sign"},
    {"envelope", "last week's put back, with flags and without the revocation", BY(GONE) | BY(SHUT),
     "INSERT OR REPLACE INTO envelope SELECT * FROM old.envelope WHERE reader = {me};"
     "DELETE FROM revocation WHERE account = {me};"
     "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"
     "UPDATE account SET state = 'active' WHERE id = {me}",
     NULL, "open withdraw comment sign"},
    {"envelope", "reader changed to oneself", BY(SIGNATORY),
     "UPDATE envelope SET reader = {me} WHERE vault = {drafted_synthesis} AND reader = "
     "{police_too}",
     NULL, "withdraw comment sign open"},
    {"envelope", "granter changed", BY(SIGNATORY),
     "UPDATE envelope SET granter = {me} WHERE vault = {drafted_synthesis} AND reader ="
     " {police_too}",
     NULL, "comment"},
    {"envelope", "time moved", BY(SIGNATORY) | BY(GONE),
     "UPDATE envelope SET at = at - 60 WHERE vault = {drafted_synthesis} AND reader = {police_too}",
     NULL, "comment"},
    {"envelope", "of others deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM envelope WHERE vault = {drafted_synthesis} AND reader = {police_too}", NULL,
     "comment open"},
    {"envelope", "of another vault", BY(SIGNATORY),
     "INSERT INTO envelope SELECT {held_synthesis}, space, generation, reader, granter, box,"
     " signature, at FROM envelope WHERE vault = {shared} AND reader = {me} ORDER BY generation "
     "DESC"
     " LIMIT 1",
     NULL, "synthesis hand_in"},
    {"envelope", "taken to another space", BY(ABROAD),
     "UPDATE envelope SET space = {there} WHERE vault = {drafted_synthesis} AND reader ="
     " {police_too}",
     NULL, "comment"},

    {"recovery_envelope", "for keys of one's own", BY(SIGNATORY) | BY(GONE), NULL,
     for_other_trustees, "sign withdraw"},
    {"recovery_envelope", "deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM recovery_envelope WHERE vault = {shared}", NULL, "sign"},
    {"recovery_envelope", "of an older generation in the place of the present one", BY(GONE),
     "UPDATE recovery_envelope SET box = (SELECT box FROM recovery_envelope WHERE vault = {shared} "
     "AND"
     " generation = 1) WHERE vault = {shared} AND generation > 1",
     NULL, "sign"},
    {"recovery_envelope", "of another vault", BY(SIGNATORY),
     "UPDATE recovery_envelope SET box = (SELECT box FROM recovery_envelope WHERE vault ="
     " {held_synthesis} LIMIT 1) WHERE vault = {drafted_synthesis}",
     NULL, "comment"},
    {"recovery_envelope", "granter and time changed", BY(SIGNATORY),
     "UPDATE recovery_envelope SET granter = {me}, at = at - 60 WHERE vault = {shared}", NULL,
     "sign"},
};
INSIDER_TABLE(insider_rows_vaults, rows);
