#include "insider_forge.h"
#include "insider_tables.h"

/* Documents, their versions, the signatures under a synthesis. */

/* Somebody who has the key writes the next version in a row. */
static void next_version(struct insider *in, const char *vault, const char *document)
{
    uint8_t key[32];
    if (insider_forge_key(key, in, in->me, vault, 1))
        insider_forge_version(in, document, key, "{\"context\":\"Autre texte.\"}");
}

static void next_synthesis(struct insider *in)
{
    next_version(in, "{drafted_synthesis}", "{drafted_synthesis_text}");
}

static void next_situation(struct insider *in)
{
    next_version(in, "{held_situation}", "{held_situation_text}");
}

static void sign_as_animator(struct insider *in)
{
    insider_forge_synthesis_signature(in, "{drafted_synthesis_text}", "animator", in->me);
}

static void sign_as_secretary(struct insider *in)
{
    insider_forge_synthesis_signature(in, "{drafted_synthesis_text}", "secretary", in->me);
}

#define LAST_OF(document)                                                                          \
    "version = (SELECT max(version) FROM document_version WHERE document = " document ")"

static const struct insider_row rows[] = {
    {"document", "author changed to oneself", BY(SIGNATORY) | BY(GONE),
     "UPDATE document SET author = {me} WHERE id = {submitted_situation_text}", NULL,
     "open approve"},
    {"document", "state put forward: a draft to approved", BY(SIGNATORY),
     "UPDATE document SET state = 'approved' WHERE id = {staffed_situation_text}", NULL,
     "draft open"},
    {"document", "state put forward: submitted to approved, and the stage", BY(SIGNATORY),
     "UPDATE document SET state = 'approved' WHERE id = {submitted_situation_text};"
     "UPDATE seance SET stage = 'prepared' WHERE id = {submitted};"
     "INSERT INTO positioning (space, seance, account, answer, venue, answered_at) VALUES"
     " ({here}, {submitted}, {me}, 'coming', 0, {now})",
     NULL, "open"},
    {"document", "state put back: published to submitted", BY(SIGNATORY),
     "UPDATE document SET state = 'submitted' WHERE id = {published_synthesis_text}", NULL, "read"},
    {"document", "secret taken from another", BY(SIGNATORY),
     "UPDATE document SET secret = (SELECT secret FROM document WHERE id = {held_situation_text})"
     " WHERE id = {staffed_situation_text}",
     NULL, "draft"},
    {"document", "secret known beforehand", BY(SIGNATORY) | BY(GONE),
     "UPDATE document SET secret = zeroblob(32) WHERE id = {held_synthesis_text}", NULL,
     "synthesis"},
    {"document", "vault changed to one whose key the attacker has", BY(SIGNATORY) | BY(GONE),
     "UPDATE document SET vault = {shared} WHERE id = {held_synthesis_text}", NULL, "synthesis"},
    {"document", "a draft's vault changed to the space's", BY(SIGNATORY),
     "UPDATE document SET vault = {shared} WHERE id = {staffed_situation_text}", NULL,
     "draft submit"},
    {"document", "kind changed", BY(SIGNATORY),
     "UPDATE document SET kind = 'synthesis_word' WHERE id = {held_synthesis_text}", NULL,
     "synthesis"},
    {"document", "moved to another séance", BY(SIGNATORY),
     "UPDATE document SET seance = {planned} WHERE id = {held_synthesis_text}", NULL,
     "read synthesis"},
    {"document", "taken to another space", BY(SIGNATORY) | BY(ABROAD),
     "UPDATE document SET space = {there} WHERE id = {published_synthesis_text}", NULL, "read"},
    {"document", "deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM document WHERE id = {held_situation_text}", NULL, "read"},
    {"document", "time of beginning moved", BY(SIGNATORY),
     "UPDATE document SET created_at = created_at - 86400 WHERE id = {held_situation_text}"},

    {"document_version", "newest deleted, the older in its place", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM document_version WHERE document = {submitted_situation_text} AND " LAST_OF(
         "{submitted_situation_text}"),
     NULL, "approve"},
    {"document_version", "numbers exchanged", BY(SIGNATORY),
     "UPDATE document_version SET version = 9 WHERE document = {submitted_situation_text} AND "
     "version"
     " = 1",
     NULL, "approve"},
    {"document_version", "newest deleted while its author goes on", BY(SIGNATORY),
     "DELETE FROM document_version WHERE document = {held_synthesis_text} AND " LAST_OF(
         "{held_synthesis_text}"),
     NULL, "synthesis"},
    {"document_version", "author changed", BY(SIGNATORY) | BY(GONE),
     "UPDATE document_version SET author = {me} WHERE document = {published_synthesis_text}", NULL,
     "read"},
    {"document_version", "text of another document", BY(SIGNATORY),
     "UPDATE document_version SET cipher = (SELECT cipher FROM document_version WHERE document ="
     " {drafted_situation_text} ORDER BY version DESC LIMIT 1) WHERE document = "
     "{held_situation_text}"
     " AND " LAST_OF("{held_situation_text}"),
     NULL, "read"},
    {"document_version", "emptied", BY(SIGNATORY),
     "UPDATE document_version SET cipher = NULL WHERE document = {held_situation_text}", NULL,
     "read"},
    {"document_version", "time moved to when its author still was somebody", BY(GONE),
     "UPDATE document_version SET at = at - 86400 WHERE document = {held_situation_text}", NULL,
     "read"},
    {"document_version", "one of one's own put after the last", BY(GONE), NULL, next_synthesis,
     "comment sign"},
    {"document_version", "one of one's own put after a situation's last", BY(GONE), NULL,
     next_situation, "read"},
    {"document_version", "kept taken away", BY(SIGNATORY),
     "UPDATE document_version SET kept = 0 WHERE document = {drafted_synthesis_text}", NULL,
     "read"},
    {"document_version", "generation changed", BY(GONE),
     "UPDATE document_version SET generation = generation + 1 WHERE document ="
     " {held_situation_text}",
     NULL, "read"},
    {"document_version", "taken to another space", BY(SIGNATORY),
     "UPDATE document_version SET space = {there} WHERE document = {held_situation_text}", NULL,
     "read"},

    {"document_signature", "signed in the animator's place", BY(SIGNATORY) | BY(GONE) | BY(LEFT),
     NULL, sign_as_animator, "sign"},
    {"document_signature", "signed in the secretary's place", BY(SIGNATORY) | BY(GONE), NULL,
     sign_as_secretary, "sign"},
    {"document_signature", "taken from another document", BY(SIGNATORY),
     "INSERT INTO document_signature SELECT {drafted_synthesis_text}, space, version, role, "
     "account,"
     " content_digest, signature, at FROM document_signature WHERE document ="
     " {published_synthesis_text} AND role IN ('secretary', 'animator')",
     NULL, "sign"},
    {"document_signature", "one role's taken for the other's", BY(SIGNATORY),
     "DELETE FROM document_signature WHERE document = {published_synthesis_text} AND role ="
     " 'animator';"
     "UPDATE document_signature SET role = 'animator' WHERE document = {published_synthesis_text}"
     " AND role = 'secretary'",
     NULL, "read"},
    {"document_signature", "deleted", BY(SIGNATORY) | BY(GONE),
     "DELETE FROM document_signature WHERE document = {published_synthesis_text}", NULL, "read"},
    {"document_signature", "time moved", BY(SIGNATORY),
     "UPDATE document_signature SET at = at - 60 WHERE document = {published_synthesis_text}", NULL,
     "read"},
};
INSIDER_TABLE(insider_rows_texts, rows);
