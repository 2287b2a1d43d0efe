/* Command line, cocon.ini, defaults. */
#ifndef COCON_SETTINGS_H
#define COCON_SETTINGS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Where everything is: the command line, then cocon.ini in the data folder, then what was built in.
 */

enum { SETTINGS_WORDS = 16 };

struct settings {
    const char *data;     /* folder with server.key, cocon.db, cocon.ini */
    const char *policies; /* folder with access.ini, forms/, spaces/ */
    const char *web;      /* folder with pages/, messages.fr.ini */
    const char *share;    /* french-words.txt, anonymise.lex, assets/ */
    const char *pack;     /* the space that init makes; NULL: the first by name */
    const char *address;  /* numeric, to listen on */
    unsigned port;
    const char *url;         /* how people reach it, for links; no slash at the end */
    const char *proxy;       /* numeric, whose X-Forwarded-For is believed; NULL: nobody's */
    bool hsts_subdomains;    /* browsers are told to use HTTPS for those of the url too */
    const char *certificate; /* PEM files */
    const char *private_key;
    const char *timezone;                  /* of the time zone database */
    unsigned workers;                      /* 0: two a processor */
    unsigned readers;                      /* connections that read */
    int demo_certificate;                  /* init: make a self-signed certificate too */
    int keys;                              /* check: who holds which key, too */
    int json;                              /* output for scripts */
    const char *words[SETTINGS_WORDS + 1]; /* audit, recover: what follows the command */
    const char *head;                      /* audit verify: SIZE:ROOT, as somebody noted it */
    const char *from;                      /* audit prove: SIZE */
    const char *quorum;                    /* init, recover --renew: K/N */
    const char *sheets;                    /* the same: where the sheets go */
    int no_recovery;                       /* init: no sheets at all */
    int rehearse, renew;                   /* recover */
    int despite_faults;                    /* recover, rekey: over rows that were edited too */
    const char *email;                     /* recover: the new coordinator */
    const char *name;
    int explain;                     /* anonymise: rules and lexicons too */
    const char *people, *structures; /* anonymise: files of known names */
    int replace;                     /* anonymise: the text with everything replaced */
    const char *map;                 /* anonymise: a new file for what stands for what */
    bool dry_run;                    /* retention: only say what is due */
    unsigned scale;                  /* demo: so many people more; 0: none */
    const char *kept_from; /* YYYY-MM-DD: what is older counts as of this day; NULL: its own */
};

/** settings_read(settings, arena): fill what the command line left open from DATA/cocon.ini (which
 * may be missing) and the defaults.  STATUS_INVALID (logged) for an unknown key or a bad number. */
CHECKED enum status settings_read(struct settings *settings, struct arena *arena);

/** settings_write(settings, arena): a commented cocon.ini, unless there is one. */
CHECKED enum status settings_write(const struct settings *settings, struct arena *arena);

#endif
