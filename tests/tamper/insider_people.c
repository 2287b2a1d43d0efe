#include "insider_forge.h"
#include "insider_tables.h"

/* Accounts, memberships, certificates, revocations. */

#define WITHDRAWN (BY(GONE) | BY(LEFT))
#define OUT (WITHDRAWN | BY(SHUT))
#define FLAGS                                                                                      \
    "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"                \
    "UPDATE account SET state = 'active' WHERE id = {me};"
#define KEYS_OF_ME                                                                                 \
    "box_public = (SELECT box_public FROM account WHERE id = {me}), sign_public = (SELECT"         \
    " sign_public FROM account WHERE id = {me})"

/* The newcomer's keys are replaced, and so is the proof, by who can open the claim. */
static void take_the_newcomers_place(struct insider *in)
{
    uint8_t key[32];
    /* who was withdrawn has the first one */
    const int generation = (int)insider_number(
        in, "SELECT coalesce(max(generation), 1) FROM envelope WHERE vault = {shared} AND reader ="
            " {me}");
    if (!insider_forge_key(key, in, in->me, "{shared}", generation))
        return;
    insider_forge_proof(in, NEWCOMER, key);
    insider_set(in, "UPDATE account SET box_public = ?1 WHERE id = {newcomer}",
                BYTES_OF(in->spare->public.box));
    insider_set(in, "UPDATE account SET sign_public = ?1 WHERE id = {newcomer}",
                BYTES_OF(in->spare->public.sign));
    insider_set(in, "UPDATE charter_signature SET sign_public = ?1 WHERE subject = {newcomer}",
                BYTES_OF(in->spare->public.sign));
    insider_set(in, "UPDATE charter_signature SET box_public = ?1 WHERE subject = {newcomer}",
                BYTES_OF(in->spare->public.box));
    in->spare_used = true;
    /* their adherence is the attacker's to sign */
    struct account_keys *theirs = in->people[NEWCOMER].keys;
    in->people[NEWCOMER].keys = in->spare;
    insider_forge_charter_signature(in, "person", "{newcomer}", NEWCOMER, clock_now() - DAY);
    in->people[NEWCOMER].keys = theirs;
}

static void replace_the_newcomers_keys(struct insider *in)
{
    insider_set(in, "UPDATE account SET box_public = ?1 WHERE id = {newcomer}",
                BYTES_OF(in->spare->public.box));
    insider_set(in, "UPDATE account SET sign_public = ?1 WHERE id = {newcomer}",
                BYTES_OF(in->spare->public.sign));
    in->spare_used = true;
}

static void certify_oneself(struct insider *in)
{
    insider_forge_certificate(in, in->me, &in->people[in->me].keys->public, in->me, true,
                              in->old_at);
}

/* As of a day when it still was theirs to say. */
static void certify_gone_before(struct insider *in)
{
    insider_forge_certificate(in, GONE, &in->people[GONE].keys->public, LEFT, true,
                              in->old_at + DAY + 3600);
}

static void certify_signatory_before(struct insider *in)
{
    insider_forge_certificate(in, SIGNATORY, &in->people[SIGNATORY].keys->public, LEFT, true,
                              in->old_at);
}

static void certify_signatory_and_tell(struct insider *in)
{
    certify_signatory_before(in);
    insider_forge_entry(in, LEFT, "change", "person", "{signatory}", (struct bytes){0}, in->old_at);
}

static void certify_newcomer_before(struct insider *in)
{
    replace_the_newcomers_keys(in);
    insider_forge_certificate(in, NEWCOMER, &in->spare->public, LEFT, true, in->old_at);
}

static void certify_suspended_before(struct insider *in)
{
    insider_forge_certificate(in, SHUT, &in->people[SHUT].keys->public, LEFT, true, in->old_at);
}

static void certify_from_elsewhere(struct insider *in)
{
    insider_forge_certificate(in, ABROAD, &in->people[ABROAD].keys->public, ABROAD, true,
                              in->old_at);
}

static void revoke_the_coordinator(struct insider *in)
{
    insider_forge_revocation(in, COORDINATOR, in->me, in->old_at);
}

static void revoke_a_member(struct insider *in)
{
    insider_forge_revocation(in, POLICE_TOO, in->me, in->old_at);
}

static void revoke_and_tell(struct insider *in)
{
    revoke_a_member(in);
    insider_forge_entry(in, in->me, "withdraw", "person", "{police_too}", (struct bytes){0},
                        in->old_at);
}

static const struct insider_row rows[] = {
    {"account", "state put back", OUT, "UPDATE account SET state = 'active' WHERE id = {me}"},
    {"account", "keys of the officer replaced by one's own", BY(SIGNATORY) | WITHDRAWN,
     "UPDATE account SET " KEYS_OF_ME " WHERE id = {police}"},
    {"account", "keys of the newcomer replaced", BY(SIGNATORY) | WITHDRAWN, NULL,
     replace_the_newcomers_keys},
    {"account", "keys of the newcomer replaced, proof and adherence made anew",
     BY(SIGNATORY) | WITHDRAWN, NULL, take_the_newcomers_place},
    {"account", "keys of the officer in one's own row", BY(GONE),
     "UPDATE account SET box_public = (SELECT box_public FROM account WHERE id = {police}),"
     " sign_public = (SELECT sign_public FROM account WHERE id = {police}) WHERE id = {me}"},
    {"account", "e-mail index of the officer on one's own row", BY(SIGNATORY) | BY(GONE),
     "UPDATE account SET email_index = randomblob(32) WHERE id = {police};"
     "UPDATE account SET email_index = (SELECT email_index FROM old.account WHERE id = {police})"
     " WHERE id = {me}"},
    {"account", "seal of the officer's name on one's own row", BY(SIGNATORY),
     "UPDATE account SET person = (SELECT person FROM account WHERE id = {police}) WHERE id = "
     "{me}"},
    {"account", "last week's in its place", OUT,
     "REPLACE INTO account SELECT * FROM old.account WHERE id = {me}"},
    {"account", "last week's with its membership", OUT,
     "REPLACE INTO account SELECT * FROM old.account WHERE id = {me};"
     "REPLACE INTO membership SELECT * FROM old.membership WHERE account = {me}"},
    {"account", "last week's seal of who was erased since", BY(SIGNATORY), NULL, NULL, "erase",
     "UPDATE account SET person = (SELECT person FROM old.account WHERE id = {gone}) WHERE id ="
     " {gone}",
     NULL, "read tick", insider_probe_names},
    {"account", "last week's row of who was erased since", BY(SIGNATORY), NULL, NULL, "erase",
     "REPLACE INTO account SELECT * FROM old.account WHERE id = {gone}", NULL, "read tick",
     insider_probe_names},
    {"account", "generation of the keys raised", BY(SIGNATORY),
     "UPDATE account SET generation = generation + 1 WHERE id = {police}"},
    {"account", "cost of the passphrase lowered", BY(SIGNATORY),
     "UPDATE account SET passes = 1, memory_kib = 8 WHERE id = {police}"},
    {"account", "the coordinator suspended by a flag", BY(SIGNATORY) | BY(GONE),
     "UPDATE account SET state = 'suspended' WHERE id = {coordinator}"},
    {"account", "deleted", BY(SIGNATORY) | BY(GONE), "DELETE FROM account WHERE id = {late}"},
    {"account", "time of acceptance moved", BY(SIGNATORY),
     "UPDATE account SET accepted_at = accepted_at - 86400 WHERE id = {me}"},
    {"account", "erasure asked for somebody else", BY(SIGNATORY),
     "UPDATE account SET erasure_asked_at = {now} WHERE id = {police}"},

    {"membership", "until taken away", WITHDRAWN,
     "UPDATE membership SET until = NULL WHERE account = {me}"},
    {"membership", "until and state put back", OUT, FLAGS},
    {"membership", "suspension taken away", BY(SHUT),
     "UPDATE membership SET suspended_at = NULL WHERE account = {me}"},
    {"membership", "coordination given to oneself", BY(SIGNATORY) | BY(LATE) | BY(NEWCOMER),
     "UPDATE membership SET coordination = 1 WHERE account = {me}"},
    {"membership", "coordination and no structure", BY(SIGNATORY),
     "UPDATE membership SET coordination = 1, structure = NULL WHERE account = {me}"},
    {"membership", "represents given to oneself", BY(SIGNATORY) | BY(LATE),
     "UPDATE membership SET represents = 1 WHERE account = {me}"},
    {"membership", "another structure for oneself", BY(SIGNATORY) | BY(PARTED),
     "UPDATE membership SET structure = {s_shelter} WHERE account = {me}"},
    {"membership", "last week's in its place", OUT,
     "REPLACE INTO membership SELECT * FROM old.membership WHERE account = {me}"},
    {"membership", "in a space where one coordinates, taken to this one", BY(ABROAD),
     "INSERT INTO membership SELECT {here}, account, NULL, profession, 1, 0, since, NULL, NULL FROM"
     " membership WHERE account = {me}"},
    {"membership", "in this space, taken to another", BY(SIGNATORY),
     "INSERT INTO membership SELECT {there}, account, NULL, profession, 1, 0, since, NULL, NULL "
     "FROM"
     " membership WHERE account = {me}"},
    {"membership", "of the officer written into a space that one coordinates, to read the name",
     BY(ABROAD),
     "INSERT INTO membership SELECT {there}, account, NULL, profession, 0, 0, since, NULL, NULL "
     "FROM"
     " membership WHERE account = {police}",
     NULL, "read", NULL, NULL, NULL, insider_probe_names},
    {"membership", "ended in a space that one coordinates, to read the name", BY(ABROAD),
     "INSERT INTO membership SELECT {there}, account, NULL, profession, 0, 0, since, since, NULL "
     "FROM"
     " membership WHERE account = {police}",
     NULL, "read", NULL, NULL, NULL, insider_probe_names},
    {"membership", "of the coordinator ended", BY(SIGNATORY) | BY(GONE),
     "UPDATE membership SET until = {now} WHERE account = {coordinator}"},
    {"membership", "deleted", BY(SIGNATORY), "DELETE FROM membership WHERE account = {late}"},
    {"membership", "since moved", BY(SIGNATORY),
     "UPDATE membership SET since = since - 864000 WHERE account = {me}"},

    {"certificate", "own deleted", BY(SIGNATORY) | BY(LATE),
     "DELETE FROM certificate WHERE account = {me}"},
    {"certificate", "own deleted, coordination in the row", BY(SIGNATORY) | BY(LATE),
     "DELETE FROM certificate WHERE account = {me};"
     "UPDATE membership SET coordination = 1 WHERE account = {me}"},
    {"certificate", "coordination written in", BY(SIGNATORY),
     "UPDATE certificate SET coordination = 1 WHERE account = {me};"
     "UPDATE membership SET coordination = 1 WHERE account = {me}"},
    {"certificate", "signed by oneself", BY(SIGNATORY) | WITHDRAWN | BY(ABROAD), FLAGS,
     certify_oneself},
    {"certificate", "signed before one was withdrawn: for who was withdrawn before", BY(GONE),
     FLAGS "UPDATE membership SET coordination = 1 WHERE account = {me}", certify_gone_before},
    {"certificate", "signed before one was withdrawn: for a newcomer's row", BY(LEFT),
     "UPDATE membership SET coordination = 1 WHERE account = {newcomer}", certify_newcomer_before},
    {"certificate", "signed before one was withdrawn: for who is suspended", BY(SHUT),
     FLAGS "UPDATE membership SET coordination = 1 WHERE account = {me}", certify_suspended_before},
    {"certificate", "signed before one was withdrawn: for a signatory, to coordinate",
     BY(SIGNATORY), "UPDATE membership SET coordination = 1 WHERE account = {me}",
     certify_signatory_before, .with = BY(LEFT)},
    {"certificate", "the same, with an entry that tells it", BY(SIGNATORY),
     "UPDATE membership SET coordination = 1 WHERE account = {me}", certify_signatory_and_tell,
     .with = BY(LEFT)},
    {"certificate", "of another space, signed for this one", BY(ABROAD),
     "INSERT INTO membership SELECT {here}, account, NULL, profession, 1, 0, since, NULL, NULL FROM"
     " membership WHERE account = {me}",
     certify_from_elsewhere},
    {"certificate", "of another space, copied to this one", BY(ABROAD),
     "INSERT INTO membership SELECT {here}, account, NULL, profession, 1, 0, since, NULL, NULL FROM"
     " membership WHERE account = {me};"
     "INSERT INTO certificate SELECT {here}, account, number, box_public, sign_public, structure,"
     " coordination, represents, from_at, until_at, issued_at, issuer, signature FROM certificate"
     " WHERE account = {me}"},
    {"certificate", "issuer changed", BY(SIGNATORY),
     "UPDATE certificate SET issuer = {left} WHERE account = {me}"},
    {"certificate", "issue moved behind the revocation", OUT,
     FLAGS "UPDATE certificate SET issued_at = {now}, from_at = {now} WHERE account = {me}"},
    {"certificate", "of the coordinator deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM certificate WHERE account = {coordinator}"},

    {"revocation", "deleted", OUT, "DELETE FROM revocation WHERE account = {me}"},
    {"revocation", "deleted, flags put back", OUT,
     "DELETE FROM revocation WHERE account = {me};" FLAGS},
    {"revocation", "moved to before the certificate", OUT,
     FLAGS
     "UPDATE revocation SET at = (SELECT min(issued_at) - 1 FROM certificate WHERE account = {me})"
     " WHERE account = {me}"},
    {"revocation", "moved to a day to come", OUT,
     FLAGS "UPDATE revocation SET at = {now} + 864000 WHERE account = {me}"},
    {"revocation", "taken to another space", OUT,
     FLAGS "UPDATE revocation SET space = {there} WHERE account = {me}"},
    {"revocation", "taken to another account", OUT,
     FLAGS "UPDATE revocation SET account = {invited} WHERE account = {me}"},
    {"revocation", "deleted, its entry about somebody else", OUT,
     FLAGS
     "DELETE FROM revocation WHERE account = {me};"
     "UPDATE journal SET object = {invited} WHERE action IN ('withdraw', 'suspend') AND object ="
     " {me}"},
    {"revocation", "deleted, its entry deleted", OUT,
     FLAGS "DELETE FROM revocation WHERE account = {me};"
           "DELETE FROM journal WHERE action IN ('withdraw', 'suspend') AND object = {me}"},
    {"revocation", "revoker changed to the platform", BY(GONE),
     "UPDATE revocation SET by = NULL WHERE account = {me}"},
    {"revocation", "signed for the coordinator, before one was withdrawn", BY(LEFT), NULL,
     revoke_the_coordinator},
    {"revocation", "signed for a member, before one was withdrawn", BY(LEFT), NULL,
     revoke_a_member},
    {"revocation", "the same, with an entry that tells it", BY(LEFT), NULL, revoke_and_tell},
    {"revocation", "signed by somebody who never coordinated", BY(SIGNATORY) | BY(GONE), NULL,
     revoke_a_member},
};
INSIDER_TABLE(insider_rows_people, rows);
