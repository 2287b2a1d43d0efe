#include "insider.h"

/* The attacker's own connection: raw, and last week's database beside it. */

static const char *const seance_names[SEANCES] = {"planned", "staffed", "submitted", "prepared",
                                                  "held",    "drafted", "published"};
static const char *const structure_names[STRUCTURES] = {"s_police", "s_hospital", "s_shelter",
                                                        "s_lawyer", "s_strange"};

static const char *quoted(struct insider *in, struct id id)
{
    return arena_printf(in->world->arena, "'%s'", world_hex(in->world, id));
}

/* {held}, {held_situation}: its vault, {held_situation_text}: its document. */
static const char *of_seance(struct insider *in, const char *name)
{
    for (int at = 0; at < SEANCES; at++) {
        const size_t len = strlen(seance_names[at]);
        const char *id = quoted(in, in->seances[at].id);
        if (strncmp(name, seance_names[at], len) != 0)
            continue;
        if (name[len] == '\0')
            return id;
        const char *kind = name + len + 1;
        const size_t kind_len = strcspn(kind, "_");
        return arena_printf(in->world->arena,
                            kind[kind_len] == '\0'
                                ? "(SELECT id FROM main.vault WHERE seance = %s AND purpose ="
                                  " '%.*s')"
                                : "(SELECT id FROM main.document WHERE seance = %s AND kind ="
                                  " '%.*s' LIMIT 1)",
                            id, (int)kind_len, kind);
    }
    return NULL;
}

static const char *value_of(struct insider *in, const char *name)
{
    struct world *world = in->world;
    if (strcmp(name, "me") == 0)
        return quoted(in, in->people[in->me].id.id);
    if (strcmp(name, "here") == 0)
        return quoted(in, world->space.id);
    if (strcmp(name, "there") == 0)
        return quoted(in, world->elsewhere.id);
    if (strcmp(name, "s_parted") == 0)
        return quoted(in, in->parted.id);
    if (strcmp(name, "now") == 0)
        return arena_printf(world->arena, "%lld", (long long)clock_now());
    if (strcmp(name, "last_week") == 0)
        return arena_printf(world->arena, "%lld", (long long)in->old_at);
    if (strcmp(name, "shared") == 0)
        return arena_printf(world->arena,
                            "(SELECT id FROM main.vault WHERE seance IS NULL AND space = '%s')",
                            world_hex(world, world->space.id));
    for (int who = 0; who < PEOPLE; who++)
        if (strcmp(name, in->people[who].name) == 0)
            return quoted(in, in->people[who].id.id);
    for (int s = 0; s < STRUCTURES; s++)
        if (strcmp(name, structure_names[s]) == 0)
            return quoted(in, world->structures[s].id);
    return of_seance(in, name);
}

const char *insider_expand(struct insider *in, const char *text)
{
    const char *out = "";
    while (*text != '\0') {
        const size_t plain = strcspn(text, "{");
        out = arena_printf(in->world->arena, "%s%.*s", out, (int)plain, text);
        text += plain;
        if (*text == '\0')
            break;
        const size_t len = strcspn(text, "}");
        const char *name = arena_printf(in->world->arena, "%.*s", (int)len - 1, text + 1);
        const char *value = value_of(in, name);
        if (value == NULL)
            fail_msg("{%s} is nothing", name);
        out = arena_printf(in->world->arena, "%s%s", out, value);
        text += len + 1;
    }
    return out;
}

sqlite3 *insider_open(struct insider *in)
{
    struct world *world = in->world;
    char *problem = NULL;
    sqlite3 *handle = raw_open(world);
    const char *attach = arena_printf(
        world->arena,
        "ATTACH 'file:%s/old.db?immutable=1' AS old; ATTACH 'file:%s/hour.db?immutable=1' AS hour",
        in->base, in->base);
    if (sqlite3_exec(handle, attach, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    return handle;
}

static sqlite3_stmt *step_of(sqlite3 *handle, const char **sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(handle, *sql, -1, &statement, sql) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(handle), *sql);
    return statement;
}

static void run(struct insider *in, sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement;
    while ((statement = step_of(handle, &sql)) != NULL) {
        const bool writes = sqlite3_stmt_readonly(statement) == 0;
        const char *text = sqlite3_sql(statement);
        int code;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            ;
        if (code != SQLITE_DONE)
            fail_msg("%s: %s", sqlite3_errmsg(handle), text);
        if (writes && strstr(text, "CREATE") == NULL && sqlite3_changes(handle) == 0)
            in->broken = arena_printf(in->world->arena, "changes no row: %s", text);
        sqlite3_finalize(statement);
    }
}

void insider_sql(struct insider *in, const char *statements)
{
    sqlite3 *handle = insider_open(in);
    run(in, handle, "BEGIN IMMEDIATE");
    in->broken = NULL;
    run(in, handle, insider_expand(in, statements));
    const char *broken = in->broken;
    run(in, handle, "COMMIT");
    in->broken = broken;
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

void insider_set(struct insider *in, const char *text, struct bytes blob)
{
    const char *sql = insider_expand(in, text);
    sqlite3 *handle = insider_open(in);
    sqlite3_stmt *statement = step_of(handle, &sql);
    sqlite3_bind_blob(statement, 1, blob.data, (int)blob.len, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail_msg("%s: %s", sqlite3_errmsg(handle), text);
    if (sqlite3_changes(handle) == 0)
        in->broken = arena_printf(in->world->arena, "changes no row: %s", text);
    sqlite3_finalize(statement);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* One value, copied into the arena. */
static struct bytes one(struct insider *in, const char *query)
{
    struct bytes out = {0};
    const char *sql = insider_expand(in, query);
    sqlite3 *handle = insider_open(in);
    sqlite3_stmt *statement = step_of(handle, &sql);
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) > 0) {
        const size_t len = (size_t)sqlite3_column_bytes(statement, 0);
        out = (struct bytes){arena_copy(in->world->arena, sqlite3_column_blob(statement, 0), len),
                             len};
    }
    sqlite3_finalize(statement);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
    return out;
}

struct bytes insider_blob(struct insider *in, const char *query)
{
    struct bytes found = one(in, query);
    if (found.len == 0)
        in->broken = arena_printf(in->world->arena, "finds nothing: %s", query);
    return found;
}

/* Text, or a number's digits. */
const char *insider_value(struct insider *in, const char *query)
{
    return (const char *)insider_blob(
               in, arena_printf(in->world->arena, "SELECT CAST((%s) AS BLOB)", query))
        .data;
}

long long insider_number(struct insider *in, const char *query)
{
    const char *text = insider_value(in, query);
    return text != NULL ? atoll(text) : 0;
}

struct id insider_column_id(sqlite3_stmt *row, int column)
{
    struct id id;
    const char *text = (const char *)sqlite3_column_text(row, column);
    if (text == NULL || id_parse(&id, text) != STATUS_OK)
        id = (struct id){0};
    return id;
}

static bool is_named(const struct insider_field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return true;
    return false;
}

/* What a later migration adds. */
static void add_others(struct insider *in, sqlite3 *handle, const char *table, const char **names,
                       const char **values, const struct insider_field *fields, size_t count)
{
    const char *sql =
        arena_printf(in->world->arena,
                     "SELECT name FROM pragma_table_info('%s') WHERE \"notnull\" = 1 AND"
                     " dflt_value IS NULL",
                     table);
    sqlite3_stmt *statement = step_of(handle, &sql);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        if (is_named(fields, count, name))
            continue;
        *names = arena_printf(in->world->arena, "%s, %s", *names, name);
        *values = arena_printf(in->world->arena, "%s, zeroblob(32)", *values);
    }
    sqlite3_finalize(statement);
}

void insider_put(struct insider *in, const char *table, const struct insider_field *fields,
                 size_t count)
{
    const char *names = "";
    const char *values = "";
    sqlite3 *handle = insider_open(in);
    for (size_t i = 0; i < count; i++) {
        names = arena_printf(in->world->arena, "%s%s%s", names, i == 0 ? "" : ", ", fields[i].name);
        values = arena_printf(in->world->arena, "%s%s?%zu", values, i == 0 ? "" : ", ", i + 1);
    }
    add_others(in, handle, table, &names, &values, fields, count);
    const char *sql = arena_printf(
        in->world->arena, "INSERT OR REPLACE INTO main.%s (%s) VALUES (%s)", table, names, values);
    sqlite3_stmt *statement = step_of(handle, &sql);
    for (size_t i = 0; i < count; i++) {
        const struct insider_field *field = &fields[i];
        const int at = (int)i + 1;
        if (field->type == 'i')
            sqlite3_bind_int64(statement, at, field->number);
        else if (field->type == 't')
            sqlite3_bind_text(statement, at, field->text, -1, SQLITE_STATIC);
        else if (field->type == 'b')
            sqlite3_bind_blob(statement, at, field->bytes.data, (int)field->bytes.len,
                              SQLITE_STATIC);
    }
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail_msg("%s: %s", table, sqlite3_errmsg(handle));
    sqlite3_finalize(statement);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}
