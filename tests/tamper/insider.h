#ifndef TESTS_TAMPER_INSIDER_H
#define TESTS_TAMPER_INSIDER_H

#include "../unit/core/factor.h"
#include "../unit/core/world_dossier.h"

#include "crypto/login_token.h"

/* Somebody who holds the keys of members, or of people who left, who has last week's database and
 * writes into today's; and honest people, who go on.  What they got is what counts: see
 * insider_probe.c. */

enum {
    SIGNATORY = HOSPITAL_TOO, /* signed, takes part in no séance of the prepared world */
    LEFT = SOMEONES,          /* coordinated, certified GONE and GUARDED; withdrawn */
    GONE,                     /* read four dossiers; withdrawn */
    SHUT,                     /* suspended */
    LATE,                     /* signed the version before only, whose grace is over */
    NEWCOMER,                 /* accepted, adhered, waits to be admitted */
    INVITED,                  /* has a link */
    GUARDED,                  /* has a second factor; their passphrase is known */
    PARTED,                   /* represents a structure that left */
    ABROAD,                   /* coordinates another space */
    PEOPLE
};

enum {
    AT_PLANNED,
    AT_STAFFED,
    AT_SUBMITTED,
    AT_PREPARED,
    AT_HELD,
    AT_DRAFTED,
    AT_PUBLISHED,
    SEANCES
};

#define INSIDER_PASSPHRASE "sept girafes traversent Corbès"

/* The secret of a code application that GUARDED removed. */
#define INSIDER_OLDER_FACTOR "4142434445464748494a4b4c4d4e4f5051525354"

struct insider_person {
    const char *name; /* in statements: {gone} */
    struct account_id id;
    struct account_keys *keys; /* NULL: has none yet */
    char login[TOKEN_TEXT];    /* its cookie, if there was one */
};

/** A cookie or a link that the attacker holds. */
struct insider_token {
    const char *what;
    char text[TOKEN_TEXT];
};

enum { INSIDER_KEYS = 400, INSIDER_TOKENS = 8, INSIDER_LINE = 64 * 1024 };

struct insider {
    struct world *world;
    char base[64]; /* the folder of the prepared world */
    struct insider_person people[PEOPLE];
    struct structure_id parted; /* structure */
    struct seance_id seances[SEANCES];
    char invited_link[TOKEN_TEXT]; /* its mail was never read by the attacker */
    char ended[TOKEN_TEXT];        /* cookie of a login of the signatory that was signed out */
    char present[TOKEN_TEXT];      /* of one that is open */
    int64_t now, old_at;

    /* One line. */
    bool control;               /* the edits are left out: what honest people do anyway */
    unsigned attackers;         /* a bit each of people[] */
    int me;                     /* the one that {me} stands for */
    struct account_keys *spare; /* a pair that the attacker makes */
    bool spare_used;
    uint8_t known[INSIDER_KEYS][32]; /* vault keys that they had before, or made */
    size_t known_count;
    struct insider_token logins[INSIDER_TOKENS], links[INSIDER_TOKENS];
    size_t login_count, link_count;
    char pending[TOKEN_TEXT];
    char code[16];          /* that GUARDED showed lately */
    unsigned seq;           /* of clicks: what they write differs */
    bool told;              /* an act was refused as tampered, or a check told */
    char got[INSIDER_LINE]; /* lines */
    char notes[INSIDER_LINE];
    const char *broken; /* why the line proves nothing */
};

/** One edit, crossed with each attacker. */
struct insider_row {
    const char *fact;
    const char *edit;
    unsigned each; /* attackers, a line each */
    const char *sql;
    void (*forge)(struct insider *);
    const char *clicks; /* of honest people; NULL: their day */
    const char *sql_after;
    void (*forge_after)(struct insider *);
    const char *clicks_after;
    void (*probe)(struct insider *);
    unsigned with;  /* whose keys the attacker has besides */
    bool transient; /* put back, or refused where it is used: nothing has to tell of it */
};

struct insider_table {
    const struct insider_row *rows;
    size_t count;
};

#define INSIDER_TABLE(name, rows)                                                                  \
    const struct insider_table name = {rows, sizeof rows / sizeof *rows}

#define BY(who) (1U << (who))
#define INSIDER_DAY                                                                                \
    "read open invite position role draft approve synthesis comment hold sign structure plan "     \
    "signin tick"

/** insider_make(in): the prepared world, left closed.  insider_unmake(in): its folder goes. */
void insider_make(struct insider *in);
void insider_unmake(struct insider *in);

/** insider_enter(in), insider_leave(in): a fresh copy, open as by a server that starts; and away.
 */
void insider_enter(struct insider *in);
void insider_leave(struct insider *in);

/** insider_review_long(world): clicks begin weeks after the synthesis was handed in, and comments
 * are still to be taken: whenever the rules were read anew. */
void insider_review_long(struct world *world);

/** insider_act(out, in, who): as sign_in_resume() would begin it, with their keys. */
CHECKED enum status insider_act(struct act **out, struct insider *in, int who);
struct space_id insider_space(const struct insider *in, int who);

/** insider_clicks(in, names): what honest people do, one after the other, whatever each says. */
void insider_clicks(struct insider *in, const char *names);

/* Clicks about the texts whose keys turn. */
enum status insider_turns_withdraw_me(struct insider *in, struct act *act);
enum status insider_turns_suspend_me(struct insider *in, struct act *act);
enum status insider_turns_send_back(struct insider *in, struct act *act);
enum status insider_turns_redraft(struct insider *in, struct act *act);
enum status insider_turns_give_up(struct insider *in, struct act *act);
enum status insider_turns_follow(struct insider *in, struct act *act);
enum status insider_turns_follows(struct insider *in, struct act *act);
enum status insider_turns_rewrite(struct insider *in, struct act *act);

/* Clicks while rows about others are edited. */
enum status insider_passing_excuse(struct insider *in, struct act *act);
enum status insider_passing_give(struct insider *in, struct act *act);

/** insider_sql(in, statements): of somebody who writes into the database: {name} is an id or a
 * value, old.TABLE is last week's.  A statement that changes no row breaks the line. */
void insider_sql(struct insider *in, const char *statements);
/** insider_set(in, statement, blob): one statement about ?1. */
void insider_set(struct insider *in, const char *statement, struct bytes blob);
sqlite3 *insider_open(struct insider *in);
const char *insider_expand(struct insider *in, const char *text);
long long insider_number(struct insider *in, const char *query);
/** insider_blob(in, query): the first column of the only row, in the arena. */
struct bytes insider_blob(struct insider *in, const char *query);
const char *insider_value(struct insider *in, const char *query);

/** insider_column_id(row, column): none if there is no id. */
struct id insider_column_id(sqlite3_stmt *row, int column);

struct insider_field {
    const char *name;
    char type; /* i, t, b; 0: NULL */
    int64_t number;
    const char *text;
    struct bytes bytes;
};
#define IS_INT(column, value)                                                                      \
    {                                                                                              \
        .name = (column), .type = 'i', .number = (value)                                           \
    }
#define IS_TEXT(column, value)                                                                     \
    {                                                                                              \
        .name = (column), .type = 't', .text = (value)                                             \
    }
#define IS_BLOB(column, value)                                                                     \
    {                                                                                              \
        .name = (column), .type = 'b', .bytes = (value)                                            \
    }
#define IS_NULL(column)                                                                            \
    {                                                                                              \
        .name = (column)                                                                           \
    }

/** insider_put(in, table, fields, count): INSERT OR REPLACE; columns that are not named and may not
 * be NULL get zeros. */
void insider_put(struct insider *in, const char *table, const struct insider_field *fields,
                 size_t count);
#define INSIDER_PUT(in, table, ...)                                                                \
    insider_put(in, table, (const struct insider_field[]){__VA_ARGS__},                            \
                sizeof((const struct insider_field[]){__VA_ARGS__}) /                              \
                    sizeof(struct insider_field))

/** insider_knows(in): the keys that the attacker has before any edit. */
void insider_knows(struct insider *in);
/** insider_probe(in): what the attacker has now that they could not have before. */
void insider_probe(struct insider *in);
/** insider_probe_names(in): whose names pages show them. */
void insider_probe_names(struct insider *in);
/** insider_audit(in): whether a check of everything tells. */
void insider_audit(struct insider *in);
void insider_got(struct insider *in, const char *format, ...) __attribute__((format(printf, 2, 3)));
void insider_note(struct insider *in, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
