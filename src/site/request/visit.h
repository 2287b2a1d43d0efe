/* One request on its way to a page. */
#ifndef VISIT_H
#define VISIT_H

#include "core/act.h"
#include "core/core.h"
#include "core/doors/factor_key.h"
#include "core/doors/sign_in.h"
#include "http/files.h"
#include "http/limits.h"
#include "http/server.h"
#include "policy/form.h"
#include "policy/rules.h"
#include "render/mustache.h"
#include "request/route.h"
#include "words/words.h"

#include <jansson.h>

struct security_log;

struct help_page {
    const char *name; /* by which they are in order */
    const char *slug;
    const char *title;
    const char *html;
};

struct help {
    const struct help_page *pages;
    size_t count;
};

/* Loaded once, the same for every visit. */
struct site {
    struct arena *arena;
    struct core *core; /* NULL in site_check() */
    const struct rules *rules;
    struct words *words;          /* of no space in particular */
    const struct words **by_pack; /* each pack's over them, as rules_packs() has them */
    struct mustache *templates;
    struct files *css;
    struct files *js;
    struct files *assets;           /* may be NULL */
    const char *url;                /* how people reach it, for links */
    struct passkey_place passkeys;  /* the same, as browsers see it */
    const char *version;            /* of all static files */
    const struct help *help;        /* of each pack, likewise */
    struct limits *by_place;        /* all tries of signing in, hits too */
    struct limits *missed_by_place; /* waits grow here, in links and by person */
    struct limits *came_in;         /* by account and place */
    struct limits *missed_links;    /* by place: tokens in paths */
    struct limits *by_person;       /* from a place or a browser */
    struct limits *invitations;     /* by who invites */
    struct limits *by_factor;       /* codes that missed, by account or known browser */
    struct limits *examinations;    /* by who writes, and how much */
    struct limits *logins;          /* those that opened here: see bounds.h */
    struct security_log *security;
};

/** A refused form on its way back to the page it came from. */
struct failure {
    unsigned code;
    const char *title;
    const char *message;
    const char *form;    /* the form that was sent, NULL if none */
    const json_t *typed; /* what was typed, platform fields taken out */
    json_t *errors;      /* by path: {"key", …, "text"} */
    json_t *items;       /* for the summary: {"id", "label", "text"}, in the order of the page */
    bool stale;          /* somebody saved meanwhile: the page shows both */
    bool shown;          /* some page_form() showed what was typed */
    bool closed;         /* the right secret was given, and opens nothing: no other would */
    const char *version; /* the one it was typed over */
};

/** One request on its way to a page or an act. */
struct visit {
    const struct site *site;
    const struct http_request *request;
    struct http_reply *reply; /* files fill it themselves */
    struct arena *arena;
    const struct pack *pack; /* of the login's space, or the first one */
    struct act *act;         /* NULL before signing in */
    const char *path;        /* as asked for, with the space before it */
    const char *root;        /* of the tab's space, before every link of the page; or NULL */
    bool several;            /* in several spaces */
    const struct route *route;
    struct route_params params;
    json_t *query; /* borrowed */

    /* What a POST brought. */
    json_t *typed;      /* as sent, without the platform's own fields */
    json_t *fields;     /* clean; with "key" where the row takes one */
    json_int_t version; /* that it was typed over, where versions count up */
    const char *over;   /* the same as it came */
    bool over_said;     /* it came at all */
    const char *csrf_sent;
    struct act
        *there; /* REFUSAL_SPACE: the same person in the space that the form names, or NULL */
    const char *space_said; /* the space that the form names, or NULL */
    const char *key;
    const char *next;        /* sign-in only: where to go on */
    const char *resume;      /* sign-in only: what was typed there, sealed (core/kept_text.h) */
    json_t *beside;          /* what was typed in other forms of the page: see beside.h */
    bool hold;               /* nothing is to be done: show again, or keep, what was typed */
    struct account_id whose; /* who typed it, as their page says */

    /* Cookies and what forms carry. */
    char csrf[65];
    char before[TOKEN_TEXT]; /* cookie of somebody not signed in */
    bool before_is_new;
    const char *cookie_set;   /* a new login */
    bool cookie_drop;         /* the login is over */
    const char *cookie_known; /* this browser signed in to these accounts */
    const char *done_set;     /* what was just done, for the next page to tell */
    bool done_drop;           /* told */
    const char *pending; /* ACCESS_PENDING: the token that waits for a second factor, or NULL */
    const char *pending_set;
    bool pending_drop;
    struct account_id waiting; /* whose second factor is asked, once it is known */

    /* What the handler answers. */
    const char *shown;    /* the version that the page is about to show, or NULL */
    json_t *model;        /* an object, empty at first */
    const char *template; /* the route's, unless the handler sets another */
    const char *nav;      /* which entry of the navigation this is */
    const char *location; /* POST: NULL for the route's page */
    const char *done;     /* POST: key of [done] */
    const char *fragment; /* POST: where on that page */
    json_t *words;        /* values for the sentences of [done] */
    const char *fault;    /* before signing in: as in struct act */
    json_t *fault_fields;
    unsigned retry_after;
    struct failure *failure; /* a page shown again after a refusal */
    bool go_on;              /* signed in: show again what was typed before (next, resume) */
};

/** visit_set(visit, name, value): a member of the model, stolen. */
void visit_set(struct visit *visit, const char *name, json_t *value);

/** visit_messages(visit): what is said here: the space's own sentences, over those of all. */
const struct words *visit_messages(const struct visit *visit);

/** visit_word(visit, name, value): a value for the sentence of the notice. */
void visit_word(struct visit *visit, const char *name, const char *value);

/** visit_version(text): as models tell it: a number where versions count up, else the text. */
json_t *visit_version(const char *text);

/** visit_merge(visit, model): all members of what an activity of core answered. */
void visit_merge(struct visit *visit, json_t *model);

/** visit_id(out, visit): the {id} of the path; the route made sure of its form. */
void visit_id(struct id *out, const struct visit *visit);

/** visit_query(visit, name): a parameter of the query or NULL. */
const char *visit_query(const struct visit *visit, const char *name);

#endif
