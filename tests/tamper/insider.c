#include "insider.h"

#include "insider_tables.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* Lines of {fact, edit, attacker, honest clicks}, each on a fresh copy of one prepared world, in a
 * process of its own.  A line that shows more than the same clicks without the edit fails. */

struct report {
    bool done, told;
    char got[INSIDER_LINE], notes[INSIDER_LINE], broken[512];
    char folder[64]; /* the copy, until it is away */
};

static struct report *report;

static const char *const attackers[PEOPLE] = {
    [POLICE] = "who animated it",
    [POLICE_TOO] = "who was there",
    [SIGNATORY] = "a signatory",
    [LEFT] = "a withdrawn coordinator",
    [GONE] = "somebody withdrawn",
    [SHUT] = "somebody suspended",
    [LATE] = "whom the old charter bound",
    [PARTED] = "whose structure left",
    [LAWYER] = "a member, no signatory",
    [ABROAD] = "a coordinator elsewhere",
    [NEWCOMER] = "a newcomer",
    [GUARDED] = "who knows a passphrase",
    [INVITED] = "who has no keys",
};

static void edit(struct insider *in, const char *sql, void (*forge)(struct insider *))
{
    if (in->control)
        return;
    if (sql != NULL)
        insider_sql(in, sql);
    if (forge != NULL && in->broken == NULL)
        forge(in);
}

static const char *clicks_of(const struct insider_row *row)
{
    return row->clicks != NULL ? row->clicks : INSIDER_DAY;
}

static void run(struct insider *in, const struct insider_row *row)
{
    insider_enter(in);
    strcpy(report->folder, in->world->folder);
    insider_knows(in);
    edit(in, row->sql, row->forge);
    insider_clicks(in, clicks_of(row));
    insider_probe(in);
    if (row->sql_after != NULL || row->forge_after != NULL || row->clicks_after != NULL) {
        edit(in, row->sql_after, row->forge_after);
        if (row->clicks_after != NULL)
            insider_clicks(in, row->clicks_after);
        insider_probe(in);
    }
    if (row->probe != NULL && in->world->core != NULL)
        row->probe(in);
    insider_audit(in);
    insider_leave(in);
}

static void child(struct insider *in, const struct insider_row *row, bool verbose)
{
    if (!verbose) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(nowhere, STDERR_FILENO);
    }
    in->spare = account_keys_new();
    run(in, row);
    strcpy(report->got, in->got);
    strcpy(report->notes, in->notes);
    if (in->broken != NULL)
        snprintf(report->broken, sizeof report->broken, "%s", in->broken);
    report->told = in->told;
    report->done = true;
    _exit(0);
}

/* In a process of its own: a line that aborts is a line that is broken. */
static void in_child(struct insider *in, const struct insider_row *row, int me, bool control,
                     bool verbose)
{
    int result;
    memset(report, 0, sizeof *report);
    in->me = me;
    in->attackers = (BY(me) | row->with) & ~BY(GUARDED);
    in->control = control;
    fflush(stdout);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(in, row, verbose);
    assert_int_equal(pid, waitpid(pid, &result, 0));
    if (report->done)
        return;
    snprintf(report->broken, sizeof report->broken, "it stopped (%d)", result);
    if (report->folder[0] != '\0')
        assert_int_equal(0, nftw(report->folder, world_remove, 8, FTW_DEPTH | FTW_PHYS));
}

/* What the same clicks bring them without the edit, once for each attacker and clicks. */
struct control {
    const char *key;
    const char *got;
};
static struct control controls[256];
static size_t control_count;

static const char *control_of(struct insider *in, const struct insider_row *row, int me)
{
    const char *key =
        arena_printf(in->world->arena, "%d|%u|%s|%s|%p", me, row->with, clicks_of(row),
                     row->clicks_after != NULL ? row->clicks_after : "", *(void **)&row->probe);
    for (size_t i = 0; i < control_count; i++)
        if (strcmp(controls[i].key, key) == 0)
            return controls[i].got;
    in_child(in, row, me, true, false);
    if (*report->broken != '\0' || report->told) {
        printf("without an edit, %s: %s%s\n%s", key, report->broken,
               report->told ? " told of something" : "", report->notes);
        insider_unmake(in);
        exit(2);
    }
    const char *got = arena_text(in->world->arena, report->got);
    if (control_count < sizeof controls / sizeof *controls)
        controls[control_count++] = (struct control){key, got};
    return got;
}

static bool is_line(const char *list, const char *line)
{
    const size_t len = strlen(line);
    for (const char *at = list; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (strcspn(at, "\n") == len && strncmp(at, line, len) == 0)
            return true;
    return false;
}

/* ${got} without what ${control} has: "a; b". */
static const char *gain(struct insider *in, const char *got, const char *control)
{
    const char *out = "";
    char *rest = arena_text(in->world->arena, got);
    for (char *line = strtok_r(rest, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        if (!is_line(control, line))
            out = arena_printf(in->world->arena, "%s%s%s", out, *out == '\0' ? "" : "; ", line);
    return out;
}

struct tally {
    unsigned lines, got, broken;
};

static void one(struct insider *in, const struct insider_row *row, int me, struct tally *tally,
                bool verbose)
{
    const char *control = control_of(in, row, me);
    in_child(in, row, me, false, verbose);
    const char *what = gain(in, report->got, control);
    if (!report->told && !row->transient)
        what =
            arena_printf(in->world->arena, "%s%sit passes unseen", what, *what == '\0' ? "" : "; ");
    tally->broken += *report->broken != '\0';
    tally->got += *report->broken == '\0' && *what != '\0';
    printf("%3u | %s | %s | %s | %s%s%s | %s%s%s\n", tally->lines, row->fact, row->edit,
           arena_printf(in->world->arena, "%s%s", attackers[me],
                        row->with != 0 ? ", and who is with them" : ""),
           row->clicks != NULL ? row->clicks : "their day",
           row->clicks_after != NULL ? ", then " : "",
           row->clicks_after != NULL ? row->clicks_after : "",
           *report->broken != '\0' ? "BROKEN: " : "", report->broken,
           *report->broken != '\0' ? ""
           : *what != '\0'         ? what
                                   : "nothing");
    if (verbose)
        printf("%s", report->notes);
}

int main(int argc, char **argv)
{
    static struct insider in;
    struct tally tally = {0};
    const unsigned only = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    const int64_t began = (int64_t)time(NULL);
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(report != MAP_FAILED);
    insider_make(&in);
    printf("line | fact | edit | attacker | what honest people did then | what the attacker got\n");
    for (size_t t = 0; t < sizeof insider_tables / sizeof *insider_tables; t++)
        for (size_t r = 0; r < insider_tables[t]->count; r++)
            for (int me = 0; me < PEOPLE; me++) {
                const struct insider_row *row = &insider_tables[t]->rows[r];
                if ((row->each & BY(me)) == 0)
                    continue;
                tally.lines++;
                if (only == 0 || only == tally.lines)
                    one(&in, row, me, &tally, only != 0);
            }
    insider_unmake(&in);
    printf("%u lines: the attacker got something in %u; %u broken; %lld s\n", tally.lines,
           tally.got, tally.broken, (long long)time(NULL) - (long long)began);
    return tally.got == 0 && tally.broken == 0 ? 0 : 1;
}
