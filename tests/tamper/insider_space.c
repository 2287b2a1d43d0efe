#include "insider_forge.h"
#include "insider_tables.h"

#include "core/seances/positioning.h"

/* Spaces, charters and their signatures, structures and their leaving, cycles. */

#define NEWEST "(SELECT id FROM charter WHERE space = {here} ORDER BY number DESC LIMIT 1)"
#define FIRST "(SELECT id FROM charter WHERE space = {here} ORDER BY number LIMIT 1)"

static void bind_late(struct insider *in)
{
    insider_forge_charter_signature(in, "person", "{late}", in->me, in->old_at - DAY);
}

static void bind_lawyers_structure(struct insider *in)
{
    insider_forge_charter_signature(in, "structure", "{s_lawyer}", in->me, in->old_at - DAY);
}

static void bind_the_parted(struct insider *in)
{
    insider_forge_charter_signature(in, "structure", "{s_parted}", in->me, clock_now());
}

static void bind_oneself(struct insider *in)
{
    insider_forge_charter_signature(in, "person", "{me}", in->me, in->old_at - DAY);
}

static void leave_for_the_shelter(struct insider *in)
{
    insider_forge_departure(in, "{s_shelter}", in->me, in->old_at);
}

static void leave_and_tell(struct insider *in)
{
    leave_for_the_shelter(in);
    insider_forge_entry(in, in->me, "leave", "structure", "{s_shelter}", (struct bytes){0},
                        in->old_at);
}

/* A version of the charter, found by ${where}, by who coordinated then. */
static void sign_anew(struct insider *in, const char *where, int number, int64_t at,
                      const char *note)
{
    struct signature signature;
    struct world *world = in->world;
    struct arena *arena = world->arena;
    struct id charter;
    const char *text = insider_value(in, arena_printf(arena, "SELECT id FROM charter %s", where));
    assert_int_equal(STATUS_OK, id_parse(&charter, text));
    const char *row = arena_printf(arena, "WHERE id = '%s'", text);
    struct record *record = record_new(arena, "cocon/charter");
    record_id(record, &world->space.id);
    record_id(record, &charter);
    record_number(record, number);
    record_bytes(record,
                 insider_blob(in, arena_printf(arena, "SELECT sha256 FROM charter %s", row)));
    record_text(record, note);
    record_id(record, &in->people[LEFT].id.id);
    record_number(record, at);
    record_sign(&signature, record, in->people[LEFT].keys);
    insider_sql(in, arena_printf(arena,
                                 "UPDATE charter SET published_by = {left}, published_at = %lld,"
                                 " number = %d, note = nullif('%s', '') %s",
                                 (long long)at, number, note, row));
    insider_set(in, arena_printf(arena, "UPDATE charter SET signature = ?1 %s", row),
                BYTES_OF(signature.bytes));
}

/* The grace of the version before would run anew. */
static void publish_anew(struct insider *in)
{
    sign_anew(in, "WHERE id = " NEWEST, 2, in->old_at + 3600, "");
}

/* The first one as if it were the newest, and their name under it again. */
static void publish_in_another_order(struct insider *in)
{
    const int64_t newest =
        insider_number(in, "SELECT published_at FROM charter WHERE id = " NEWEST);
    insider_sql(in, "UPDATE charter SET number = 9 WHERE id = " NEWEST);
    sign_anew(in, "WHERE space = {here} AND number = 1", 2, newest, "");
    sign_anew(in, "WHERE space = {here} AND number = 9", 1, newest, "");
    insider_forge_charter_signature(in, "person", "{late}", LATE,
                                    insider_number(in, "SELECT signed_at FROM charter_signature"
                                                       " WHERE subject = {late}"));
}

/* What a page would show beside it. */
static void note_anew(struct insider *in)
{
    sign_anew(in, "WHERE id = " NEWEST, 2,
              insider_number(in, "SELECT published_at FROM charter WHERE id = " NEWEST),
              "Autre chose");
}

static void act_of_late(struct insider *in)
{
    struct act *act;
    if (insider_act(&act, in, LATE) == STATUS_OK &&
        positioning_answer(act, in->seances[AT_PLANNED],
                           world_form(in->world, "{'answer': 'coming'}")) == STATUS_OK)
        insider_got(in, "an act of whom the charter binds no more");
}

static const struct insider_row rows[] = {
    {"space", "its pack changed to another", BY(SIGNATORY) | BY(GONE),
     "UPDATE space SET pack = 'none' WHERE id = {there};"
     "UPDATE space SET pack = 'elsewhere' WHERE id = {here};"
     "UPDATE space SET pack = 'vif-cevennes' WHERE id = {there}"},
    {"space", "its pack changed, server started anew", BY(SIGNATORY),
     "UPDATE space SET pack = 'none' WHERE id = {there};"
     "UPDATE space SET pack = 'elsewhere' WHERE id = {here};"
     "UPDATE space SET pack = 'vif-cevennes' WHERE id = {there}",
     NULL, "restart " INSIDER_DAY},
    {"space", "its day of founding moved", BY(SIGNATORY),
     "UPDATE space SET created_at = created_at - 86400 WHERE id = {here}"},
    {"space", "one added", BY(SIGNATORY),
     "INSERT INTO space SELECT lower(hex(randomblob(16))), 'another', created_at FROM space LIMIT "
     "1"},

    {"charter", "newest deleted", BY(LATE), "DELETE FROM charter WHERE id = " NEWEST},
    {"charter", "newest deleted with its signatures", BY(LATE) | BY(PARTED),
     "DELETE FROM charter_signature WHERE charter = " NEWEST
     ";DELETE FROM charter WHERE id = " NEWEST},
    {"charter", "newest deleted, its entries renamed", BY(LATE),
     "UPDATE journal SET object_kind = 'note' WHERE object = " NEWEST ";"
     "DELETE FROM charter_signature WHERE charter = " NEWEST
     ";DELETE FROM charter WHERE id = " NEWEST},
    {"charter", "newest deleted, its entries renamed, the tree made anew, heads taken away",
     BY(LATE),
     "UPDATE journal SET object_kind = 'note' WHERE object = " NEWEST ";"
     "DELETE FROM charter_signature WHERE charter = " NEWEST
     ";DELETE FROM charter WHERE id = " NEWEST ";DELETE FROM journal_head",
     insider_forge_tree, "restart " INSIDER_DAY},
    {"charter", "published later than it was", BY(LATE),
     "UPDATE charter SET published_at = {now} - 60 WHERE id = " NEWEST},
    {"charter", "newest signed anew by who coordinated then, published later", BY(LATE), NULL,
     publish_anew, "read tick", .with = BY(LEFT), .probe = act_of_late},
    {"charter", "signed anew by who coordinated then, in another order", BY(LATE), NULL,
     publish_in_another_order, "read tick", .with = BY(LEFT), .probe = act_of_late},
    {"charter", "signed anew by who coordinated then, with another note", BY(LEFT), NULL, note_anew,
     "read tick"},
    {"charter", "first one published later", BY(LATE),
     "UPDATE charter SET published_at = {now} - 60 WHERE id = " FIRST},
    {"charter", "numbers exchanged", BY(LATE),
     "UPDATE charter SET number = 9 WHERE id = " NEWEST ";"
     "UPDATE charter SET number = 10 WHERE id = (SELECT id FROM charter WHERE space = {here} AND"
     " number = 1)"},
    {"charter", "text changed", BY(SIGNATORY) | BY(LEFT),
     "UPDATE charter SET text = text || ' ' WHERE id = " NEWEST},
    {"charter", "taken to another space", BY(LATE) | BY(ABROAD),
     "UPDATE charter SET space = {there}, number = 7 WHERE id = " NEWEST},
    {"charter", "publisher changed to the officer, to read the name", BY(ABROAD),
     "UPDATE charter SET published_by = {police} WHERE space = {there}", NULL, "read", NULL, NULL,
     NULL, insider_probe_names},
    {"charter_signature", "signer changed to the officer, to read the name", BY(ABROAD),
     "UPDATE charter_signature SET account = {police} WHERE space = {there}", NULL, "read", NULL,
     NULL, NULL, insider_probe_names},
    {"charter", "publisher changed", BY(LEFT),
     "UPDATE charter SET published_by = {me} WHERE id = " NEWEST},

    {"charter_signature", "moved from the older version to the newer", BY(LATE),
     "UPDATE charter_signature SET charter = " NEWEST " WHERE subject = {me}"},
    {"charter_signature", "signed for somebody else", BY(SIGNATORY) | BY(LEFT), NULL, bind_late},
    {"charter_signature", "signed for a structure that is not one's own", BY(SIGNATORY) | BY(GONE),
     NULL, bind_lawyers_structure},
    {"charter_signature", "signed again for the structure that left, without saying so", BY(PARTED),
     NULL, bind_the_parted},
    {"charter_signature", "signed by oneself as of last week, without saying so", BY(LATE), NULL,
     bind_oneself},
    {"charter_signature", "of others deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM charter_signature WHERE subject = {police}"},
    {"charter_signature", "time moved behind the leaving", BY(PARTED),
     "UPDATE charter_signature SET signed_at = {now} WHERE subject = {s_parted}"},
    {"charter_signature", "signer changed", BY(SIGNATORY),
     "UPDATE charter_signature SET account = {me} WHERE subject = {s_shelter}"},
    {"charter_signature", "of another space", BY(ABROAD),
     "INSERT INTO charter_signature SELECT " NEWEST ", {here}, subject, kind, account, box_public,"
     " sign_public, signed_at, signature FROM charter_signature WHERE space = {there}"},
    {"charter_signature", "last week's in the place of today's", BY(SIGNATORY),
     "UPDATE charter_signature SET signed_at = signed_at + 1 WHERE subject = {me}"},

    {"structure", "renamed", BY(SIGNATORY),
     "UPDATE structure SET name = name || ' 2' WHERE id ="
     " {s_hospital}"},
    {"structure", "sheet changed", BY(SIGNATORY) | BY(GONE),
     "UPDATE structure SET sheet = '[]', version = version + 1 WHERE id = {s_hospital}"},
    {"structure", "confirmed later", BY(SIGNATORY),
     "UPDATE structure SET confirmed_at = {now} WHERE id = {s_hospital}"},
    {"structure", "deleted", BY(SIGNATORY), "DELETE FROM structure WHERE id = {s_lawyer}"},
    {"structure", "taken to another space", BY(SIGNATORY) | BY(ABROAD),
     "UPDATE structure SET space = {there} WHERE id = {s_lawyer}"},
    {"departure", "deleted", BY(PARTED), "DELETE FROM departure"},
    {"departure", "deleted, its entry renamed", BY(PARTED),
     "DELETE FROM departure; UPDATE journal SET action = 'left' WHERE action = 'leave'"},
    {"departure", "deleted, its entry renamed, the tree made anew, heads taken away", BY(PARTED),
     "DELETE FROM departure; UPDATE journal SET action = 'left' WHERE action = 'leave';"
     "DELETE FROM journal_head",
     insider_forge_tree, "restart " INSIDER_DAY},
    {"departure", "deleted, its entry about another structure", BY(PARTED),
     "DELETE FROM departure; UPDATE journal SET object = {s_strange} WHERE action = 'leave'"},
    {"departure", "moved to before the signature", BY(PARTED),
     "UPDATE departure SET at = (SELECT min(signed_at) - 1 FROM charter_signature)"},
    {"departure", "taken to another structure", BY(PARTED),
     "UPDATE departure SET structure = {s_lawyer}"},
    {"departure", "taken to another space", BY(PARTED), "UPDATE departure SET space = {there}"},
    {"departure", "signed for a structure, before one was withdrawn", BY(LEFT), NULL,
     leave_for_the_shelter},
    {"departure", "the same, with an entry that tells it", BY(LEFT), NULL, leave_and_tell},
    {"departure", "signed by who never might", BY(SIGNATORY), NULL, leave_for_the_shelter},
    {"cycle", "renamed", BY(SIGNATORY), "UPDATE cycle SET name = name || ' 2', year = 2021"},
    {"cycle", "deleted", BY(SIGNATORY), "DELETE FROM cycle"},
    {"cycle", "taken to another space", BY(SIGNATORY), "UPDATE cycle SET space = {there}"},
};
INSIDER_TABLE(insider_rows_space, rows);
