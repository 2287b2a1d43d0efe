/* Command line; what the process gives up at start. */

#include "command.h"

#include "base/log.h"
#include "crypto/secret.h"
#include "demo.h"

#include <argp.h>
#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

const char *argp_program_version = "cocon " COCON_VERSION;

static const struct command {
    const char *name;
    int (*run)(struct settings *settings, struct arena *arena);
    unsigned words; /* that may follow it */
} COMMANDS[] = {{"serve", command_serve, 0},         {"init", command_init, 0},
                {"demo", command_demo, 0},           {"check", command_check, 0},
                {"invite", command_invite, 0},       {"audit", command_audit, 4},
                {"anonymise", command_anonymise, 0}, {"recover", command_recover, SETTINGS_WORDS},
                {"retention", command_retention, 0}, {"rekey", command_rekey, 0}};

static const char DOC[] =
    "Cocon keeps the shared work of a network of professionals.\v"
    "Commands:\n"
    "  serve    run the server\n"
    "  init     make the data folder and the space, print the founding link\n"
    "  demo     fill an empty data folder with a whole year to try out\n"
    "  demo --scale N          and with N people and N dossiers more\n"
    "  check    verify configuration, policies, forms and templates, then stop\n"
    "  check --keys            and who holds which key, against who may\n"
    "  invite   print a new founding link while nobody coordinates the space yet\n"
    "  audit verify            check the whole journal\n"
    "  audit prove SEQ         print the proof that an entry is in the journal\n"
    "  audit prove --from SIZE print the proof that the journal only grew since\n"
    "  audit accept            take a backup's journal for all that there is\n"
    "  audit mend person|structure ID REASON   free what an edit froze as it left\n"
    "  retention               destroy what is over its time, as serve does daily\n"
    "  rekey                   put another server.key in the place of this one\n"
    "  recover --rehearse [FILE...]       see that the recovery sheets work\n"
    "  recover --email ADDRESS [FILE...]  name a coordinator who opens all texts\n"
    "  recover --renew [FILE...]          make new sheets in the place of these\n"
    "  anonymise               print what could identify somebody in a text\n\n"
    "Exit codes are those of sysexits(3).  See cocon(1).";

enum {
    OPTION_POLICIES = 256,
    OPTION_WEB,
    OPTION_SHARE,
    OPTION_CERTIFICATE,
    OPTION_JSON,
    OPTION_KEYS,
    OPTION_HEAD,
    OPTION_FROM,
    OPTION_DRY_RUN,
    OPTION_QUORUM,
    OPTION_SHEETS,
    OPTION_NO_RECOVERY,
    OPTION_REHEARSE,
    OPTION_RENEW,
    OPTION_EMAIL,
    OPTION_NAME,
    OPTION_EXPLAIN,
    OPTION_PEOPLE,
    OPTION_STRUCTURES,
    OPTION_REPLACE,
    OPTION_MAP,
    OPTION_DESPITE,
    OPTION_SCALE
};

static const struct argp_option OPTIONS[] = {
    {"data", 'd', "DIR", 0, "The data folder (default: data)", 0},
    {"port", 'p', "N", 0, "Listen on this port (serve), or write it to cocon.ini (init, demo)", 0},
    {"pack", 's', "NAME", 0,
     "The space's pack under policies/spaces/ (init, invite, recover; demo: one more space)", 0},
    {"scale", OPTION_SCALE, "N", 0,
     "N people more, a multiple of 20, and as many dossiers: for measuring (demo)", 0},
    {"policies", OPTION_POLICIES, "DIR", 0, "Policies and packs", 1},
    {"web", OPTION_WEB, "DIR", 0, "Templates and messages", 1},
    {"share", OPTION_SHARE, "DIR", 0, "Built files: word list, styles, fonts", 1},
    {"demo-certificate", OPTION_CERTIFICATE, NULL, 0,
     "Make a self-signed certificate for trying it out (init)", 0},
    {"json", OPTION_JSON, NULL, 0,
     "Print the result as JSON (init, invite, check --keys, audit verify, recover, rekey, "
     "retention)",
     0},
    {"keys", OPTION_KEYS, NULL, 0,
     "Compare who holds the keys of texts with who may read them (check)", 0},
    {"head", OPTION_HEAD, "SIZE:ROOT", 0,
     "A head that somebody noted, its root in hexadecimal, 16 digits at least (serve, audit "
     "verify)",
     0},
    {"dry-run", OPTION_DRY_RUN, NULL, 0, "Say what would be done and do nothing (retention)", 0},
    {"from", OPTION_FROM, "SIZE", 0, "The entries that a noted head is over (audit prove)", 0},
    {"explain", OPTION_EXPLAIN, NULL, 0, "Say which rule and which list found it (anonymise)", 0},
    {"people", OPTION_PEOPLE, "FILE", 0, "Names of people to find, one a line (anonymise)", 0},
    {"structures", OPTION_STRUCTURES, "FILE", 0, "Names of structures to find (anonymise)", 0},
    {"replace", OPTION_REPLACE, NULL, 0,
     "Print the text with everything replaced instead of findings (anonymise)", 0},
    {"map", OPTION_MAP, "FILE", 0,
     "Write there what stands for what: replacement, passage, category (anonymise)", 0},
    {"quorum", OPTION_QUORUM, "K/N", 0,
     "Any K of N recovery sheets open every text (init, recover --renew; default: 3/5)", 0},
    {"sheets", OPTION_SHEETS, "FILE", 0,
     "Write the recovery sheets there (init, recover --renew; default: in DIR/recovery/)", 0},
    {"no-recovery", OPTION_NO_RECOVERY, NULL, 0, "No recovery sheets (init)", 0},
    {"rehearse", OPTION_REHEARSE, NULL, 0, "Only see that the sheets work (recover)", 0},
    {"renew", OPTION_RENEW, NULL, 0, "Make new sheets and end these (recover)", 0},
    {"email", OPTION_EMAIL, "ADDRESS", 0, "The new coordinator's (recover)", 0},
    {"name", OPTION_NAME, "NAME", 0, "What they are called, if their --email is new (recover)", 0},
    {"despite-faults", OPTION_DESPITE, NULL, 0,
     "Go on where rows are not as the journal tells, which leaves them an edit for good (recover, "
     "rekey)",
     0},
    {0}};

struct invocation {
    struct settings settings;
    const struct command *command;
    unsigned words;
};

static void take_argument(struct invocation *invocation, const char *argument,
                          struct argp_state *state)
{
    const struct command *command = invocation->command;
    if (command != NULL && invocation->words < command->words) {
        invocation->settings.words[invocation->words++] = argument;
        return;
    }
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS && command == NULL; i++)
        if (strcmp(argument, COMMANDS[i].name) == 0)
            command = &COMMANDS[i];
    if (command == NULL || invocation->command != NULL)
        argp_error(state, "no command '%s'", argument);
    invocation->command = command;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct invocation *invocation = state->input;
    struct settings *settings = &invocation->settings;
    char *end;
    switch (key) {
    case 'd':
        settings->data = argument;
        break;
    case 'p':
        settings->port = (unsigned)strtoul(argument, &end, 10);
        if (*end != '\0' || settings->port == 0 || settings->port > 65535)
            argp_error(state, "a port is a number from 1 to 65535");
        break;
    case 's':
        settings->pack = argument;
        break;
    case OPTION_POLICIES:
        settings->policies = argument;
        break;
    case OPTION_WEB:
        settings->web = argument;
        break;
    case OPTION_SHARE:
        settings->share = argument;
        break;
    case OPTION_CERTIFICATE:
        settings->demo_certificate = 1;
        break;
    case OPTION_JSON:
        settings->json = 1;
        break;
    case OPTION_KEYS:
        settings->keys = 1;
        break;
    case OPTION_HEAD:
        settings->head = argument;
        break;
    case OPTION_FROM:
        settings->from = argument;
        break;
    case OPTION_EXPLAIN:
        settings->explain = 1;
        break;
    case OPTION_PEOPLE:
        settings->people = argument;
        break;
    case OPTION_STRUCTURES:
        settings->structures = argument;
        break;
    case OPTION_REPLACE:
        settings->replace = 1;
        break;
    case OPTION_MAP:
        settings->map = argument;
        break;
    case OPTION_DESPITE:
        settings->despite_faults = 1;
        break;
    case OPTION_SCALE:
        settings->scale = (unsigned)strtoul(argument, &end, 10);
        if (*end != '\0' || !demo_scale_is(settings->scale))
            argp_error(state, "--scale is a multiple of 20 from 40 to 100000");
        break;
    case OPTION_DRY_RUN:
        settings->dry_run = true;
        break;
    case OPTION_QUORUM:
        settings->quorum = argument;
        break;
    case OPTION_SHEETS:
        settings->sheets = argument;
        break;
    case OPTION_NO_RECOVERY:
        settings->no_recovery = 1;
        break;
    case OPTION_REHEARSE:
        settings->rehearse = 1;
        break;
    case OPTION_RENEW:
        settings->renew = 1;
        break;
    case OPTION_EMAIL:
        settings->email = argument;
        break;
    case OPTION_NAME:
        settings->name = argument;
        break;
    case ARGP_KEY_ARG:
        take_argument(invocation, argument, state);
        break;
    case ARGP_KEY_END:
        if (invocation->command == NULL)
            argp_error(state, "which command?");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* Without memory there is no reply to give: nothing that makes JSON values need look for it. */
static void *alloc_or_abort(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        abort();
    return memory;
}

/* JSON values hold passphrases and texts on their way in and out. */
static void free_wiped(void *memory)
{
    if (memory != NULL)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

/* No core dump, no debugger, no gain of privileges, files for the owner only. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    umask(077);
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        log_warning("the process could not be hardened");
    json_set_alloc_funcs(alloc_or_abort, free_wiped);
}

int main(int argc, char **argv)
{
    const struct argp argp = {OPTIONS, parse, "COMMAND", DOC, NULL, NULL, NULL};
    struct invocation invocation = {.settings = {.data = "data"}};
    argp_err_exit_status = EX_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &invocation);
    harden();
    struct arena *arena = arena_new();
    if (arena == NULL || secret_start() != STATUS_OK)
        return EX_OSERR;
    int code = settings_read(&invocation.settings, arena) == STATUS_OK
                   ? invocation.command->run(&invocation.settings, arena)
                   : EX_CONFIG;
    arena_free(arena);
    return code;
}
