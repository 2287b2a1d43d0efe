#include "insider_forge.h"

#include "core/charter/charter.h"
#include "core/doors/sign_in.h"
#include "core/journal/audit.h"
#include "core/journal/audit_state.h"
#include "core/members/acceptance.h"
#include "core/members/joining.h"
#include "core/overview/trace.h"
#include "crypto/certificate.h"
#include "journal/audit_watch.h"
#include "members/erasure.h"
#include "members/members.h"
#include "seances/attendance.h"
#include "trust/trust.h"

/* What the attacker has at the end, each as a line; insider.c takes away what they have without the
 * edit too. */

enum { KEY = 32 };

static void add(char *list, const char *line)
{
    const char *whole = line;
    const size_t len = strlen(list);
    for (const char *at = strstr(list, whole); at != NULL; at = strstr(at + 1, whole))
        if ((at == list || at[-1] == '\n') && at[strlen(whole)] == '\n')
            return;
    if (len + strlen(line) + 2 < INSIDER_LINE) {
        memcpy(list + len, line, strlen(line));
        memcpy(list + len + strlen(line), "\n", 2);
    }
}

void insider_got(struct insider *in, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    add(in->got, line);
}

void insider_note(struct insider *in, const char *format, ...)
{
    char line[256];
    va_list arguments;
    const size_t len = strlen(in->notes);
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (len + strlen(line) + 2 < sizeof in->notes)
        sprintf(in->notes + len, "%s\n", line);
}

static bool is_attacker(const struct insider *in, int who)
{
    return (in->attackers & BY(who)) != 0 && in->people[who].keys != NULL;
}

static bool unseal(uint8_t out[KEY], struct insider *in, struct bytes box)
{
    for (int who = 0; who < PEOPLE; who++)
        if (is_attacker(in, who) && insider_forge_unseal(out, box, in->people[who].keys))
            return true;
    return in->spare_used && insider_forge_unseal(out, box, in->spare);
}

static bool is_known(const struct insider *in, const uint8_t key[KEY])
{
    for (size_t i = 0; i < in->known_count; i++)
        if (memcmp(in->known[i], key, KEY) == 0)
            return true;
    return false;
}

static void know(struct insider *in, const uint8_t key[KEY])
{
    if (!is_known(in, key) && in->known_count < INSIDER_KEYS)
        memcpy(in->known[in->known_count++], key, KEY);
}

static struct bytes column(struct insider *in, sqlite3_stmt *row, int at)
{
    const size_t len = (size_t)sqlite3_column_bytes(row, at);
    return (struct bytes){arena_copy(in->world->arena, sqlite3_column_blob(row, at), len), len};
}

static const char *seance_label(const struct insider *in, const char *id)
{
    static const char *const names[SEANCES] = {"planned", "staffed", "submitted", "prepared",
                                               "held",    "drafted", "published"};
    for (int at = 0; at < SEANCES && id != NULL; at++)
        if (strcmp(id, world_hex(in->world, in->seances[at].id)) == 0)
            return names[at];
    return id == NULL ? "space" : "another";
}

#define ENVELOPES(of)                                                                              \
    "SELECT box, purpose, seance FROM " of ".envelope AS e JOIN " of ".vault AS v ON v.id ="       \
    " e.vault UNION ALL SELECT box, purpose, seance FROM " of ".recovery_envelope AS e JOIN " of   \
    ".vault AS v ON v.id = e.vault"

/* ${tell}: a key that was not known is something that they got. */
static void open_envelopes(struct insider *in, sqlite3 *handle, const char *query, bool tell)
{
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(handle, query, -1, &row, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(handle));
    while (sqlite3_step(row) == SQLITE_ROW) {
        uint8_t key[KEY];
        if (!unseal(key, in, column(in, row, 0)) || is_known(in, key))
            continue;
        know(in, key);
        if (tell)
            insider_got(in, "key of %s, %s", sqlite3_column_text(row, 1),
                        seance_label(in, (const char *)sqlite3_column_text(row, 2)));
    }
    sqlite3_finalize(row);
}

void insider_knows(struct insider *in)
{
    sqlite3 *handle = insider_open(in);
    open_envelopes(in, handle, ENVELOPES("old"), false);
    open_envelopes(in, handle, ENVELOPES("hour"), false);
    open_envelopes(in, handle, ENVELOPES("main"), false);
    sqlite3_close(handle);
}

/* Versions that are not in the prepared world, of honest people. */
static void open_texts(struct insider *in, sqlite3 *handle)
{
    static const char query[] =
        "SELECT d.secret, v.cipher, v.hash, v.signature, v.previous, d.vault, d.id, v.author,"
        " d.kind, v.generation, v.version, v.at, d.seance FROM main.document_version v JOIN"
        " main.document d ON d.id = v.document WHERE v.cipher IS NOT NULL AND v.hash NOT IN (SELECT"
        " hash FROM hour.document_version UNION SELECT hash FROM old.document_version)";
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(handle, query, -1, &row, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(handle));
    while (sqlite3_step(row) == SQLITE_ROW) {
        const struct insider_version version = {
            .secret = column(in, row, 0),
            .cipher = column(in, row, 1),
            .hash = column(in, row, 2),
            .signature = column(in, row, 3),
            .previous = column(in, row, 4),
            .vault = insider_column_id(row, 5),
            .document = insider_column_id(row, 6),
            .author = insider_column_id(row, 7),
            .kind = arena_text(in->world->arena, (const char *)sqlite3_column_text(row, 8)),
            .generation = sqlite3_column_int64(row, 9),
            .version = sqlite3_column_int64(row, 10),
            .at = sqlite3_column_int64(row, 11)};
        bool own = false;
        for (int who = 0; who < PEOPLE; who++)
            own |= is_attacker(in, who) && id_equal(&in->people[who].id.id, &version.author);
        for (size_t k = 0; k < in->known_count && !own; k++)
            if (insider_forge_opens(in, &version, in->known[k])) {
                insider_got(in, "text of %s, %s", version.kind,
                            seance_label(in, (const char *)sqlite3_column_text(row, 12)));
                break;
            }
    }
    sqlite3_finalize(row);
}

/* What a certificate and the rows make of them, as the next request would. */
static void standing(struct insider *in, int who, const char *name, const struct account_keys *keys)
{
    struct act *act = NULL;
    struct certificate certificate;
    struct world *world = in->world;
    struct account_row row;
    struct db_conn *conn = db_read(world->core->db);
    enum status status = person_rows_account(&row, conn, world->arena, in->people[who].id);
    /* a login opens for the keys of its account's row only */
    if (status != STATUS_OK ||
        memcmp(row.sign_public, keys->public.sign, sizeof row.sign_public) != 0) {
        db_done(conn);
        return;
    }
    status = entry_begin(&act, world->core, world->arena, conn, insider_space(in, who),
                         in->people[who].id, account_keys_copy(keys));
    if (status == STATUS_OK && act->admitted)
        insider_got(in, "%s stands as a member", name);
    if (status == STATUS_OK && (act->standing & RELATION_SIGNATORY) != 0)
        insider_got(in, "%s stands as a signatory", name);
    if (status == STATUS_OK && (act->standing & RELATION_COORDINATION) != 0)
        insider_got(in, "%s stands as a coordinator", name);
    struct act *asks = arena_alloc(world->arena, sizeof *asks);
    *asks = (struct act){.core = world->core,
                         .arena = world->arena,
                         .space = insider_space(in, who),
                         .pack = world->pack,
                         .who = in->people[who].id};
    status = trust_now(&certificate, asks, conn, in->people[who].id);
    if (status == STATUS_OK &&
        memcmp(certificate.public.sign, keys->public.sign, sizeof keys->public.sign) == 0)
        insider_got(in, "%s is certified%s%s", name,
                    certificate.coordination ? " to coordinate" : "",
                    certificate.represents ? " to represent" : "");
    db_done(conn);
}

/* A genuine signature of an honest coordinator over keys of the attacker, new since. */
static void certificates(struct insider *in, sqlite3 *handle)
{
    static const char query[] =
        "SELECT space, account, box_public, sign_public, coalesce(structure, ''), coordination,"
        " represents, from_at, until_at, issued_at, signature FROM main.certificate WHERE issuer ="
        " ?1 AND signature NOT IN (SELECT signature FROM hour.certificate)";
    sqlite3_stmt *row = NULL;
    assert_int_equal(SQLITE_OK, sqlite3_prepare_v2(handle, query, -1, &row, NULL));
    sqlite3_bind_text(row, 1, world_hex(in->world, in->people[COORDINATOR].id.id), -1,
                      SQLITE_STATIC);
    while (sqlite3_step(row) == SQLITE_ROW) {
        struct certificate certificate = {.space = {insider_column_id(row, 0)},
                                          .account = {insider_column_id(row, 1)},
                                          .structure = {insider_column_id(row, 4)},
                                          .coordination = sqlite3_column_int(row, 5) != 0,
                                          .represents = sqlite3_column_int(row, 6) != 0,
                                          .from = sqlite3_column_int64(row, 7),
                                          .until = sqlite3_column_int64(row, 8),
                                          .issued_at = sqlite3_column_int64(row, 9),
                                          .issuer = in->people[COORDINATOR].id};
        memcpy(certificate.public.box, column(in, row, 2).data, KEY);
        memcpy(certificate.public.sign, column(in, row, 3).data, KEY);
        memcpy(certificate.signature.bytes, column(in, row, 10).data,
               sizeof certificate.signature.bytes);
        if (!insider_forge_certified(&certificate, in->people[COORDINATOR].keys))
            continue;
        bool ours =
            in->spare_used && memcmp(in->spare->public.sign, certificate.public.sign, KEY) == 0;
        for (int who = 0; who < PEOPLE; who++)
            ours |= is_attacker(in, who) &&
                    memcmp(in->people[who].keys->public.sign, certificate.public.sign, KEY) == 0;
        if (ours)
            insider_got(in, "a certificate%s", certificate.coordination ? " to coordinate" : "");
    }
    sqlite3_finalize(row);
}

static void cookies(struct insider *in)
{
    for (size_t i = 0; i < in->login_count; i++) {
        struct act *act;
        if (sign_in_resume(in->world->core, in->world->arena, &act, in->logins[i].text) ==
            STATUS_OK)
            insider_got(in, "a login: %s", in->logins[i].what);
    }
}

static void links(struct insider *in)
{
    for (size_t i = 0; i < in->link_count; i++) {
        json_t *model;
        if (acceptance_view(in->world->core, in->world->arena, &model, in->links[i].text) !=
            STATUS_OK)
            continue;
        const json_t *person = json_object_get(model, "person");
        if (json_is_string(json_object_get(model, "email")) &&
            json_string_length(json_object_get(model, "email")) > 0)
            insider_got(in, "an address: %s", in->links[i].what);
        if (json_is_string(json_object_get(person, "name")) &&
            json_string_length(json_object_get(person, "name")) > 0)
            insider_got(in, "a name: %s", in->links[i].what);
    }
}

void insider_probe(struct insider *in)
{
    if (in->world->core == NULL)
        return;
    sqlite3 *handle = insider_open(in);
    open_envelopes(in, handle, ENVELOPES("main"), true);
    open_texts(in, handle);
    certificates(in, handle);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
    for (int who = 0; who < PEOPLE; who++)
        if (is_attacker(in, who))
            standing(in, who, in->people[who].name, in->people[who].keys);
    if (in->spare_used)
        for (int who = 0; who < PEOPLE; who++)
            standing(in, who, "another key", in->spare);
    cookies(in);
    links(in);
}

static void names_in(struct insider *in, const json_t *model, const char *page)
{
    char *text = json_dumps(model, JSON_ENCODE_ANY);
    assert_non_null(text);
    for (int who = 0; who < PEOPLE; who++) {
        const char *name = who < SOMEONES ? world_people[who].name
                                          : arena_printf(in->world->arena, "\"Fonction %d\"", who);
        if (strstr(text, name) != NULL)
            insider_got(in, "the name of %s, %s", in->people[who].name, page);
    }
    if (strstr(text, "@cocon.example") != NULL)
        insider_got(in, "an address, %s", page);
    free(text);
}

static enum status calendar(struct act *act, json_t **out)
{
    return calendar_view(act, out, (struct cycle_id){0});
}

static enum status journal(struct act *act, json_t **out)
{
    static const struct trace_choice everything;
    return trace_view(act, out, &everything, TRACE_PAGE);
}

void insider_probe_names(struct insider *in)
{
    static const struct {
        const char *name;
        enum status (*view)(struct act *, json_t **);
    } pages[] = {{"members", members_list},
                 {"charter", charter_view},
                 {"erasures", erasure_list},
                 {"calendar", calendar},
                 {"journal", journal}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct act *act;
        json_t *model;
        if (insider_act(&act, in, in->me) == STATUS_OK && pages[i].view(act, &model) == STATUS_OK)
            names_in(in, model, pages[i].name);
    }
    for (int at = 0; at < SEANCES; at++) {
        struct act *act;
        json_t *model;
        if (insider_act(&act, in, in->me) == STATUS_OK &&
            attendance_view(act, &model, in->seances[at]) == STATUS_OK)
            names_in(in, model, "attendance");
    }
}

static void told(void *context, const struct audit_fault *fault)
{
    struct insider *in = context;
    insider_note(in, "audit: %s", audit_fault_text(in->world->arena, fault));
}

void insider_audit(struct insider *in)
{
    struct audit_result result;
    if (in->world->core == NULL) {
        in->told = true;
        return;
    }
    enum status journal = audit_verify(&result, in->world->core, NULL, told, in);
    enum status rows = audit_state(&result, in->world->core, told, in);
    in->told |= journal != STATUS_OK || rows != STATUS_OK;
}
