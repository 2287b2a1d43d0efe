#include "insider_forge.h"
#include "insider_tables.h"

#include "core/doors/sign_in.h"
#include "core/members/acceptance.h"

/* Links: one's own token for a row, rows that come back, claims. */

static void own_link(struct insider *in)
{
    insider_forge_link(in, "of the invited person", INVITED, COORDINATOR, (struct bytes){0});
}

static void own_founding_link(struct insider *in)
{
    insider_forge_link(in, "as a founder", COORDINATOR, -1, (struct bytes){0});
}

static void founding_link_for_oneself(struct insider *in)
{
    insider_forge_link(in, "as a founder", in->me, -1, (struct bytes){0});
}

static void found(struct insider *in)
{
    char login[TOKEN_TEXT];
    json_t *faults;
    struct act *act;
    for (size_t i = 0; i < in->link_count; i++) {
        if (acceptance_accept(in->world->core, in->world->arena, in->links[i].text,
                              world_form(in->world,
                                         "{'name': 'Autre', 'email': 'other@cocon.example',"
                                         " 'passphrase': '%s', 'passphrase_again': '%s'}",
                                         INSIDER_PASSPHRASE, INSIDER_PASSPHRASE),
                              login, &faults) != STATUS_OK)
            continue;
        insider_got(in, "an account taken over: %s", in->links[i].what);
        if (sign_in_resume(in->world->core, in->world->arena, &act, login) == STATUS_OK &&
            (act->standing & RELATION_COORDINATION) != 0)
            insider_got(in, "a coordinator's login: %s", in->links[i].what);
    }
}

static void link_of(struct insider *in, const char *what, const char *text)
{
    struct insider_token *held = &in->links[in->link_count++];
    held->what = what;
    memcpy(held->text, text, TOKEN_TEXT);
}

/* Whose row says that they are a member there. */
static void link_from_elsewhere(struct insider *in)
{
    insider_sql(in, "INSERT INTO membership SELECT {there}, account, NULL, profession, 0, 0, since,"
                    " NULL, NULL FROM membership WHERE account = {police}");
    insider_forge_link(in, "of a member of another space", POLICE, ABROAD, (struct bytes){0});
    insider_sql(in, "UPDATE invitation SET space = {there} WHERE account = {police}");
}

/* Their mail was read, after it was too late. */
static void read_mail(struct insider *in)
{
    link_of(in, "of a link that was over", in->invited_link);
}

static void accept_late(struct insider *in)
{
    read_mail(in);
    found(in);
}

/* The digest of a token of one's own on a row that has a claim. */
static void own_digest(struct insider *in, const char *where, const char *what)
{
    struct login_token token;
    struct digest id;
    struct insider_token *held = &in->links[in->link_count++];
    held->what = what;
    login_token_new(&token);
    login_token_digest(&id, &token, "invitation");
    login_token_text(held->text, &token);
    login_token_free(&token);
    insider_set(in, arena_printf(in->world->arena, "UPDATE invitation SET id = ?1 %s", where),
                BYTES_OF(id.bytes));
}

static void own_digest_pending(struct insider *in)
{
    own_digest(in, "WHERE account = {invited}", "of the invited person");
}

static void own_digest_used(struct insider *in)
{
    insider_sql(in, "UPDATE invitation SET used_at = NULL, expires_at = {now} + 86400 WHERE account"
                    " = {guarded}");
    own_digest(in, "WHERE account = {guarded}", "of a member");
}

static void own_digest_newcomer(struct insider *in)
{
    insider_sql(in, "UPDATE invitation SET used_at = NULL, expires_at = {now} + 86400 WHERE account"
                    " = {newcomer}");
    own_digest(in, "WHERE account = {newcomer}", "of the newcomer");
}

/* A claim for who is outside, under a key that they still have. */
static void claim_with(struct insider *in, int generation, bool coordination)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, in->me, "{shared}", generation))
        insider_forge_invitation(in, in->me, COORDINATOR, coordination, in->people[in->me].keys,
                                 key);
}

static void claim_present(struct insider *in)
{
    claim_with(in, (int)insider_number(in, "SELECT generation FROM vault WHERE id = {shared}"),
               true);
}

static void claim_present_plain(struct insider *in)
{
    claim_with(in, (int)insider_number(in, "SELECT generation FROM vault WHERE id = {shared}"),
               false);
}

static void claim_older(struct insider *in)
{
    claim_with(in, 1, true);
}

static int shared_generation(struct insider *in)
{
    return (int)insider_number(in, "SELECT generation FROM vault WHERE id = {shared}");
}

/* One has the key that claims lie under, another was a coordinator. */
static void claim_of_left(struct insider *in)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, in->me, "{shared}", shared_generation(in)))
        insider_forge_invitation(in, in->me, LEFT, true, in->people[in->me].keys, key);
}

static void claim_of_oneself(struct insider *in)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, in->me, "{shared}", shared_generation(in)))
        insider_forge_invitation(in, in->me, in->me, true, in->people[in->me].keys, key);
}

/* A signatory lets somebody back. */
static void claim_by_signatory(struct insider *in, int inviter)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, SIGNATORY, "{shared}", shared_generation(in)))
        insider_forge_invitation(in, in->me, inviter, in->me == LEFT, in->people[in->me].keys, key);
}

static void claim_for_one_who_left(struct insider *in)
{
    claim_by_signatory(in, COORDINATOR);
}

static void claim_of_left_for_one_who_left(struct insider *in)
{
    claim_by_signatory(in, LEFT);
}

/* A signatory admits somebody who was withdrawn, or nobody. */
static void claim_for_the_spare(struct insider *in)
{
    uint8_t key[32];
    insider_set(in,
                "UPDATE account SET box_public = ?1, state = 'active', generation = 1 WHERE id ="
                " {invited}",
                BYTES_OF(in->spare->public.box));
    insider_set(in, "UPDATE account SET sign_public = ?1 WHERE id = {invited}",
                BYTES_OF(in->spare->public.sign));
    in->spare_used = true;
    if (insider_forge_key(key, in, in->me, "{shared}",
                          (int)insider_number(in, "SELECT generation FROM vault WHERE id ="
                                                  " {shared}")))
        insider_forge_invitation(in, INVITED, COORDINATOR, true, in->spare, key);
}

#define NO_CERTIFICATE "DELETE FROM certificate WHERE account = {me}"
#define AS_COORDINATOR "UPDATE membership SET coordination = 1 WHERE account = {me}"
#define PRESENT_AGAIN                                                                              \
    "UPDATE membership SET until = NULL, suspended_at = NULL WHERE account = {me};"                \
    "UPDATE account SET state = 'active' WHERE id = {me}"
#define AS_TEAM "UPDATE membership SET coordination = 1, structure = NULL WHERE account = {me}"

static const struct insider_row rows[] = {
    {"invitation", "a link of one's own for who is invited", BY(INVITED) | BY(SIGNATORY), NULL,
     own_link, "read", .transient = true},
    {"invitation", "the digest of one's own token on a waiting row", BY(INVITED) | BY(SIGNATORY),
     NULL, own_digest_pending, "read", .transient = true},
    {"invitation", "the same, accepted in their place", BY(INVITED) | BY(SIGNATORY), NULL,
     own_digest_pending, "read", NULL, NULL, "grant", found, .transient = true},
    {"invitation", "put back after use, with a token of one's own", BY(INVITED) | BY(SIGNATORY),
     NULL, own_digest_used, "read", NULL, NULL, "grant", found, .transient = true},
    {"invitation", "put back after use, of one who waits, with a token of one's own",
     BY(INVITED) | BY(SIGNATORY), NULL, own_digest_newcomer, "read", NULL, NULL, "grant", found,
     .transient = true},
    {"invitation", "a founding one for the coordinator's account", BY(INVITED) | BY(SIGNATORY),
     NULL, own_founding_link, "read", NULL, NULL, "grant", found, .transient = true},
    {"invitation", "a founding one for oneself", BY(GONE) | BY(SIGNATORY), NULL,
     founding_link_for_oneself, "read", NULL, NULL, "grant", found, .transient = true},
    {"invitation", "a link of another space for an account of this one", BY(ABROAD), NULL,
     link_from_elsewhere, "read", .transient = true},
    {"invitation", "prolonged, the link found later", BY(INVITED),
     "UPDATE invitation SET expires_at = expires_at + 8640000 WHERE account = {invited}", NULL,
     "weeks", NULL, read_mail, "tick", .transient = true},
    {"invitation", "prolonged, accepted in their place", BY(INVITED),
     "UPDATE invitation SET expires_at = expires_at + 8640000 WHERE account = {invited}", NULL,
     "weeks", NULL, accept_late, "grant", .transient = true},
    {"invitation", "a new one was sent: the older put back", BY(INVITED), NULL, NULL, "again",
     "REPLACE INTO invitation SELECT * FROM hour.invitation WHERE account = {invited}", read_mail,
     "read", .transient = true},
    {"invitation", "used: put back as it was before", BY(INVITED), NULL, NULL, "accept",
     "REPLACE INTO invitation SELECT * FROM hour.invitation WHERE account = {invited}", read_mail,
     "read", .transient = true},
    {"invitation", "invited_by changed", BY(SIGNATORY),
     "UPDATE invitation SET invited_by = {left} WHERE account = {invited}"},
    {"invitation", "invited_by taken away", BY(SIGNATORY),
     "UPDATE invitation SET invited_by = NULL WHERE account = {invited}"},
    {"invitation", "account of the newcomer's changed to one's own", BY(SIGNATORY) | BY(GONE),
     "UPDATE invitation SET account = {me} WHERE account = {newcomer};" NO_CERTIFICATE, NULL,
     "grant"},
    {"invitation", "deleted", BY(SIGNATORY), "DELETE FROM invitation WHERE account = {invited}"},
    {"invitation", "claim taken from another row", BY(SIGNATORY),
     "UPDATE invitation SET claim = (SELECT claim FROM invitation WHERE account = {newcomer}) WHERE"
     " account = {invited}"},
    {"invitation", "claim to coordinate forged, certificate kept", BY(SIGNATORY), AS_COORDINATOR,
     claim_present, "grant"},
    {"invitation", "claim to coordinate, without a structure", BY(SIGNATORY),
     NO_CERTIFICATE ";" AS_TEAM, claim_present, "grant"},
    {"invitation", "claim to coordinate, the whole day", BY(SIGNATORY),
     NO_CERTIFICATE ";" AS_COORDINATOR, claim_present},
    {"invitation", "claim forged by whom the charter binds no more", BY(LATE),
     NO_CERTIFICATE ";" AS_COORDINATOR, claim_older, "grant"},
    {"invitation", "claim to represent forged", BY(SIGNATORY),
     NO_CERTIFICATE ";UPDATE membership SET represents = 1 WHERE account = {me}",
     claim_present_plain, "grant"},
    {"invitation", "claim with another structure forged", BY(SIGNATORY),
     NO_CERTIFICATE ";UPDATE membership SET structure = {s_shelter} WHERE account = {me}",
     claim_present_plain, "grant"},
    {"invitation", "claim for keys that the attacker made", BY(SIGNATORY),
     "UPDATE membership SET coordination = 1, structure = NULL WHERE account = {invited}",
     claim_for_the_spare, "grant"},
    {"invitation", "claim to coordinate under a withdrawn person's key", BY(GONE) | BY(LEFT),
     NO_CERTIFICATE ";" AS_COORDINATOR ";UPDATE membership SET until = NULL WHERE account = {me};"
                    "UPDATE account SET state = 'active' WHERE id = {me}",
     claim_older, "grant"},
    {"invitation", "claim to coordinate, invited by oneself", BY(SIGNATORY),
     NO_CERTIFICATE ";" AS_COORDINATOR, claim_of_oneself, "grant"},
    {"invitation", "claim to coordinate, invited by a coordinator who was withdrawn", BY(SIGNATORY),
     NO_CERTIFICATE ";" AS_COORDINATOR, claim_of_left, "grant", .with = BY(LEFT)},
    {"invitation", "claim for somebody who is out, flags put back", BY(GONE) | BY(LEFT) | BY(SHUT),
     PRESENT_AGAIN, claim_for_one_who_left, "open", .with = BY(SIGNATORY)},
    {"invitation", "the same, invited by a coordinator who was withdrawn", BY(GONE) | BY(SHUT),
     PRESENT_AGAIN, claim_of_left_for_one_who_left, "open", .with = BY(SIGNATORY) | BY(LEFT)},
    {"invitation", "claim for somebody who is out, their certificates deleted",
     BY(GONE) | BY(LEFT) | BY(SHUT), PRESENT_AGAIN ";" NO_CERTIFICATE, claim_for_one_who_left,
     "open", .with = BY(SIGNATORY)},
};
INSIDER_TABLE(insider_rows_invitations, rows);
