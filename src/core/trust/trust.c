#include "trust/trust.h"

#include "anchors.h"
#include "base/clock.h"
#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "store/rows/certificate_rows.h"
#include "store/rows/revocation_rows.h"
#include "trust/certified.h"
#include "trust/recall.h"
#include "verified.h"

#include <string.h>

enum { CHAIN_MAX = 8 };
static const int64_t LIFETIME =
    (int64_t)10 * 365 * 24 * 60 * 60; /* ends by revocation long before */

static enum status is_anchor(const struct act *act, const struct certificate *certificate)
{
    struct digest anchor;
    struct digest fingerprint;
    enum status status = anchors_get(act->core->anchors, &anchor, act->space);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
    certificate_fingerprint(&fingerprint, &certificate->public);
    return digest_equal(&anchor, &fingerprint) ? STATUS_OK : STATUS_TAMPERED;
}

static enum status by_trustees_at(const struct act *act, const struct certificate *certificate,
                                  int64_t at)
{
    struct account_public recovery;
    enum status status = anchors_recovery_at(act->core->anchors, &recovery, act->space, at);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_TAMPERED;
    return status == STATUS_OK ? verified_record(certificate_record(act->arena, certificate),
                                                 &certificate->signature, &recovery)
                               : status;
}

/* The trustees name a coordinator, and nobody else, with the key that was theirs at that time; in
 * the second in which they change it, with either. */
static enum status is_recovered(const struct act *act, const struct certificate *certificate)
{
    if (!certificate->coordination)
        return STATUS_TAMPERED;
    enum status status = by_trustees_at(act, certificate, certificate->issued_at);
    if (status == STATUS_TAMPERED)
        status = by_trustees_at(act, certificate, certificate->issued_at - 1);
    return status;
}

static enum status find(struct certificate *out, struct act *act, struct db_conn *conn,
                        struct account_id account, int64_t at, unsigned depth);

/* The signature of the issuer, who was entitled to issue at that time; up to the anchor. */
static enum status verify(const struct certificate *certificate, struct act *act,
                          struct db_conn *conn, unsigned depth)
{
    struct certificate issuer;
    enum status status;
    if (id_is_none(&certificate->issuer.id))
        return is_recovered(act, certificate);
    if (id_equal(&certificate->issuer.id, &certificate->account.id)) {
        issuer = *certificate;
        status = is_anchor(act, certificate);
    } else {
        status = depth == CHAIN_MAX ? STATUS_TAMPERED
                                    : find(&issuer, act, conn, certificate->issuer,
                                           certificate->issued_at, depth + 1);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_TAMPERED;
    }
    if (status == STATUS_OK && !issuer.coordination)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK)
        status = verified_record(certificate_record(act->arena, certificate),
                                 &certificate->signature, &issuer.public);
    return status;
}

static struct record *revocation_record(struct arena *arena, const struct revocation_row *row)
{
    struct record *record = record_new(arena, "cocon/revocation");
    record_id(record, &row->space.id);
    record_id(record, &row->account.id);
    record_number(record, row->at);
    record_id(record, &row->by.id);
    return record;
}

/* The platform has no certificate; its own key signs, and it can only end what others certified. */
static enum status verify_own(const struct revocation_row *row, struct act *act,
                              const struct signature *signature)
{
    enum status status = STATUS_TAMPERED;
    /* in the second of a change of server.key, the one or the other */
    for (int64_t at = row->at; at <= row->at + 1 && status == STATUS_TAMPERED; at++) {
        struct account_public platform = {0};
        const struct audit_public *key = server_key_audit_at(act->core->key, at);
        memcpy(platform.sign, key->bytes, sizeof platform.sign);
        status = verified_record(revocation_record(act->arena, row), signature, &platform);
    }
    return status;
}

static enum status verify_revocation(const struct revocation_row *row, struct act *act,
                                     struct db_conn *conn, unsigned depth)
{
    struct certificate revoker = {0};
    struct signature signature;
    memcpy(signature.bytes, row->signature, sizeof signature.bytes);
    if (id_is_none(&row->by.id))
        return verify_own(row, act, &signature);
    enum status status = depth == CHAIN_MAX
                             ? STATUS_TAMPERED
                             : find(&revoker, act, conn, row->by, row->at, depth + 1);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && !revoker.coordination))
        status = STATUS_TAMPERED;
    if (status == STATUS_OK)
        status = verified_record(revocation_record(act->arena, row), &signature, &revoker.public);
    return status;
}

struct revocations {
    struct revocation_row *rows; /* newest first */
    size_t count;
};

static void keep_revocations(struct act *act, struct db_conn *conn, struct account_id account,
                             const struct revocations *found, enum status status)
{
    recall_keep(act, conn, RECALL_REVOCATIONS, &account.id, 0,
                arena_copy(act->arena, found, sizeof *found), status);
}

static enum status revocations_of(struct revocations *out, struct act *act, struct db_conn *conn,
                                  struct account_id account)
{
    const void *known;
    enum status status;
    *out = (struct revocations){0};
    if (recall_find(&known, &status, act, conn, RECALL_REVOCATIONS, &account.id, 0)) {
        *out = *(const struct revocations *)known;
        return status;
    }
    status = revocation_rows_list(&out->rows, &out->count, conn, act->arena, act->space, account);
    keep_revocations(act, conn, account, out, status);
    return status;
}

enum status trust_learn(struct act *act, struct db_conn *conn, const struct account_id *accounts,
                        size_t count)
{
    struct revocations all;
    const void *known;
    enum status status = revocation_rows_all(&all.rows, &all.count, conn, act->arena, act->space);
    for (size_t i = 0, next; status == STATUS_OK && i < all.count; i = next) {
        const struct account_id account = all.rows[i].account;
        for (next = i; next < all.count && id_equal(&all.rows[next].account.id, &account.id);)
            next++;
        keep_revocations(act, conn, account, &(struct revocations){&all.rows[i], next - i},
                         STATUS_OK);
    }
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        enum status before;
        if (!recall_find(&known, &before, act, conn, RECALL_REVOCATIONS, &accounts[i].id, 0))
            keep_revocations(act, conn, accounts[i], &(struct revocations){0}, STATUS_OK);
    }
    return status;
}

/* Whether the certificate was ended before ${at}.  What was signed in the very second of the
 * revocation stands: it may have come first.  A row that does not verify ends it too, as an edit.
 * Only earlier revocations matter to who revoked, so this ends. */
static enum status revoked(bool *out, const struct certificate *certificate, struct act *act,
                           struct db_conn *conn, int64_t at, unsigned depth)
{
    struct revocations all;
    char text[ID_TEXT];
    *out = false;
    enum status status = revocations_of(&all, act, conn, certificate->account);
    for (size_t i = 0; status == STATUS_OK && i < all.count && !*out; i++) {
        if (all.rows[i].at >= at || all.rows[i].at < certificate->issued_at)
            continue;
        *out = true;
        status = verify_revocation(&all.rows[i], act, conn, depth);
        if (status != STATUS_OK)
            log_error("a revocation of account %s does not verify: %s",
                      id_text(text, &certificate->account.id), status_name(status));
    }
    return status;
}

enum status trust_certificates(struct ledger_set *out, struct act *act, struct db_conn *conn,
                               struct account_id account)
{
    return certified_set(out, act, conn, account);
}

static enum status search(struct certificate *out, struct act *act, struct db_conn *conn,
                          struct account_id account, int64_t at, unsigned depth)
{
    struct certified all;
    char text[ID_TEXT];
    *out = (struct certificate){0};
    enum status status = certified_list(&all, act, conn, account);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < all.count; i++) {
        if (at < all.rows[i].from || at >= all.rows[i].until)
            continue;
        *out = certified_of(&all.rows[i]);
        status = verify(out, act, conn, depth);
        if (status != STATUS_OK) {
            *out = (struct certificate){0};
            log_error("certificate %lld of account %s does not verify: %s",
                      (long long)all.rows[i].number, id_text(text, &account.id),
                      status_name(status));
            return status;
        }
        bool ended;
        status = revoked(&ended, out, act, conn, at, depth);
        if (status == STATUS_OK && !ended)
            return STATUS_OK;
        *out = (struct certificate){0};
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_NOT_FOUND;
}

/* What is not found deep in a chain may be so for its length alone. */
static enum status find(struct certificate *out, struct act *act, struct db_conn *conn,
                        struct account_id account, int64_t at, unsigned depth)
{
    const void *known;
    enum status status;
    if (recall_find(&known, &status, act, conn, RECALL_CERTIFICATE, &account.id, at)) {
        *out = *(const struct certificate *)known;
        return status;
    }
    status = search(out, act, conn, account, at, depth);
    if (status == STATUS_OK || depth == 0)
        recall_keep(act, conn, RECALL_CERTIFICATE, &account.id, at,
                    arena_copy(act->arena, out, sizeof *out), status);
    return status;
}

enum status trust_at(struct certificate *out, struct act *act, struct db_conn *conn,
                     struct account_id account, int64_t at)
{
    return find(out, act, conn, account, at, 0);
}

/* Whether the revocations that are there are those that the journal tells of: somebody who removed
 * or moved one of theirs would be certified as before. */
static enum status is_whole(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct ledger_facts told;
    struct ledger_set there = {0};
    struct revocations all;
    char text[ID_TEXT];
    enum status status = ledger_within(&told, act->core, conn, &account.id, &act->space.id);
    if (status == STATUS_OK)
        status = revocations_of(&all, act, conn, account);
    for (size_t i = 0; status == STATUS_OK && i < all.count; i++)
        ledger_set_record(&there, revocation_record(act->arena, &all.rows[i]));
    if (status == STATUS_OK && !ledger_set_equal(&told.ended, &there)) {
        log_error("account %s: %u revocations, and the journal tells of %u, or of others",
                  id_text(text, &account.id), (unsigned)there.count, (unsigned)told.ended.count);
        status = STATUS_TAMPERED;
    }
    return status;
}

enum status trust_now(struct certificate *out, struct act *act, struct db_conn *conn,
                      struct account_id account)
{
    /* the second of a revocation is over for whom it names */
    enum status status = trust_at(out, act, conn, account, clock_now() + 1);
    if (status == STATUS_OK)
        status = is_whole(act, conn, account);
    if (status != STATUS_OK)
        *out = (struct certificate){0};
    return status;
}

enum status trust_over(bool *out, struct act *act, struct db_conn *conn, struct account_id account)
{
    struct certificate certificate;
    enum status status = trust_now(&certificate, act, conn, account);
    *out = status == STATUS_NOT_FOUND;
    return *out ? is_whole(act, conn, account) : status;
}

enum status trust_public(struct account_public *out, struct act *act, struct db_conn *conn,
                         struct account_id account, int64_t at)
{
    struct certificate certificate;
    enum status status = trust_at(&certificate, act, conn, account, at);
    *out = certificate.public;
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status trust_as(struct account_public *out, struct act *act, struct db_conn *conn,
                     struct account_id account, int64_t at, bool coordination)
{
    struct certificate certificate;
    enum status status = trust_at(&certificate, act, conn, account, at);
    /* who became a coordinator in this second is one at its end */
    if ((status == STATUS_OK && coordination && !certificate.coordination) ||
        status == STATUS_NOT_FOUND)
        status = trust_at(&certificate, act, conn, account, at + 1);
    if (status == STATUS_OK && coordination && !certificate.coordination)
        status = STATUS_TAMPERED;
    *out = status == STATUS_OK ? certificate.public : (struct account_public){0};
    return status;
}

enum status trust_member(struct certificate *out, struct act *act, struct db_conn *conn,
                         const struct membership_row *membership, const struct account_row *account)
{
    char text[ID_TEXT];
    if (strcmp(account->state, "active") != 0 || !person_rows_present(membership)) {
        *out = (struct certificate){0};
        return STATUS_NOT_FOUND;
    }
    enum status status = trust_now(out, act, conn, membership->account);
    if (status != STATUS_OK)
        return status;
    if (id_equal(&out->structure.id, &membership->structure.id) &&
        out->coordination == membership->coordination &&
        out->represents == membership->represents &&
        memcmp(out->public.box, account->box_public, sizeof account->box_public) == 0 &&
        memcmp(out->public.sign, account->sign_public, sizeof account->sign_public) == 0)
        return STATUS_OK;
    *out = (struct certificate){0};
    log_error("account %s: its rows say another thing than its certificate",
              id_text(text, &membership->account.id));
    return STATUS_TAMPERED;
}

static enum status issue(struct act *act, struct db_conn *conn, struct certificate *certificate,
                         struct account_id issuer, const struct account_keys *keys,
                         const char *action)
{
    struct certificate_row *rows;
    struct revocation_row *ended;
    size_t count;
    size_t ended_count;
    certificate->space = act->space;
    certificate->issuer = issuer;
    certificate->issued_at = clock_now();
    certificate->until = certificate->from + LIFETIME;
    enum status status =
        certificate_rows_list(&rows, &count, conn, act->arena, act->space, certificate->account);
    if (status == STATUS_OK)
        status = revocation_rows_list(&ended, &ended_count, conn, act->arena, act->space,
                                      certificate->account);
    if (status != STATUS_OK)
        return status;
    /* somebody who comes again in the second in which they left */
    if (ended_count > 0 && ended[0].at >= certificate->issued_at)
        certificate->issued_at = ended[0].at + 1;
    certificate_sign(certificate, keys);
    struct certificate_row row = {.space = certificate->space,
                                  .account = certificate->account,
                                  .number = count == 0 ? 1 : rows[0].number + 1,
                                  .structure = certificate->structure,
                                  .coordination = certificate->coordination,
                                  .represents = certificate->represents,
                                  .from = certificate->from,
                                  .until = certificate->until,
                                  .issued_at = certificate->issued_at,
                                  .issuer = certificate->issuer};
    memcpy(row.box_public, certificate->public.box, sizeof row.box_public);
    memcpy(row.sign_public, certificate->public.sign, sizeof row.sign_public);
    memcpy(row.signature, certificate->signature.bytes, sizeof row.signature);
    struct digest digest;
    digest_sha256(&digest, record_encoded(certificate_record(act->arena, certificate)));
    status = certificate_rows_insert(conn, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, action, "person", &certificate->account.id,
                             BYTES_OF(digest.bytes));
    return status;
}

enum status trust_certify(struct act *act, struct db_conn *conn, struct certificate *certificate)
{
    return issue(act, conn, certificate, act->who, act->keys, "admit");
}

enum status trust_certify_anew(struct act *act, struct db_conn *conn,
                               struct certificate *certificate, const char *action)
{
    return issue(act, conn, certificate, act->who, act->keys, action);
}

enum status trust_recover(struct act *act, struct db_conn *conn, struct certificate *certificate,
                          const struct account_keys *recovery)
{
    return issue(act, conn, certificate, (struct account_id){0}, recovery, "admit");
}

/* Changes within one second still come one after the other. */
static enum status next_second(int64_t *out, struct act *act, struct db_conn *conn,
                               struct account_id account)
{
    struct certificate_row *rows;
    struct revocation_row *ended;
    size_t count;
    size_t ended_count;
    *out = clock_now();
    if (ledger_looked(act->core, conn, &account.id) == LEDGER_FOUND_EDITED)
        return STATUS_OK; /* nobody's edit says when their access ends */
    enum status status =
        certificate_rows_list(&rows, &count, conn, act->arena, act->space, account);
    if (status == STATUS_OK)
        status = revocation_rows_list(&ended, &ended_count, conn, act->arena, act->space, account);
    if (status == STATUS_OK && count > 0 && rows[0].issued_at > *out)
        *out = rows[0].issued_at;
    if (status == STATUS_OK && ended_count > 0 && ended[0].at >= *out)
        *out = ended[0].at + 1;
    return status;
}

enum status trust_revoke(struct act *act, struct db_conn *conn, struct account_id account)
{
    return trust_end(act, conn, account, "withdraw");
}

enum status trust_end(struct act *act, struct db_conn *conn, struct account_id account,
                      const char *action)
{
    struct revocation_row row = {.space = act->space, .account = account, .by = act->who};
    struct signature signature;
    struct digest digest;
    enum status status = next_second(&row.at, act, conn, account);
    if (status != STATUS_OK)
        return status;
    struct record *record = revocation_record(act->arena, &row);
    if (act->keys != NULL)
        record_sign(&signature, record, act->keys);
    else
        server_key_audit_sign(act->core->key, &signature, record);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    digest_sha256(&digest, record_encoded(record));
    status = revocation_rows_insert(conn, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, action, "person", &account.id, BYTES_OF(digest.bytes));
    return status;
}

enum status trust_before(struct certificate *out, struct act *act, struct db_conn *conn,
                         struct account_id account)
{
    struct revocation_row *ended;
    size_t count;
    *out = (struct certificate){0};
    enum status status =
        revocation_rows_list(&ended, &count, conn, act->arena, act->space, account);
    if (status == STATUS_OK && count == 0)
        return STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = verify_revocation(&ended[0], act, conn, 0);
    return status == STATUS_OK ? trust_at(out, act, conn, account, ended[0].at) : status;
}

enum status trust_found(struct act *act, struct db_conn *conn, int64_t from)
{
    struct digest fingerprint;
    struct certificate certificate = {.account = act->who,
                                      .public = act->keys->public,
                                      .structure = act->membership.structure,
                                      .coordination = true,
                                      .represents = act->membership.represents,
                                      .from = from};
    enum status status = trust_certify(act, conn, &certificate);
    certificate_fingerprint(&fingerprint, &certificate.public);
    /* last: the file is not undone with the transaction */
    if (status == STATUS_OK)
        status = anchors_set(act->core->anchors, act->space, &fingerprint);
    return status;
}
