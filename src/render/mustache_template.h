/* A template as a tree. */
#ifndef RENDER_MUSTACHE_TEMPLATE_H
#define RENDER_MUSTACHE_TEMPLATE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"
#include "render/mustache.h"

#include <stdbool.h>
#include <stddef.h>

/* What mustache_compile() makes of a text and mustache_render() walks. */

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,    /* {{x}} */
    NODE_RAW,      /* {{{x}}} and {{&x}} */
    NODE_SECTION,  /* {{#x}} */
    NODE_INVERTED, /* {{^x}} */
    NODE_PARTIAL,  /* {{>x}} */
    NODE_PARENT,   /* {{<x}} */
    NODE_BLOCK, /* {{$x}}: an argument if it is a child of a parent, else a place with a default */
};

struct run {
    const char *text;
    size_t len;
};

struct node {
    enum node_kind kind;
    bool line_start; /* NODE_TEXT: it begins a line of the template */
    struct run text; /* NODE_TEXT: within one line, its newline included */
    const char *name;
    const char *const *keys; /* the parts of a dotted name, none for "." */
    size_t key_count;
    struct run indent;     /* white space for each line of what a partial, parent or block brings */
    struct run tail;       /* NODE_BLOCK: the blank rest of the line that closes it */
    struct node *children; /* NODE_PARENT: the arguments */
    struct node *next;
};

struct mustache_template {
    const char *name;
    struct node *nodes;
};

/** mustache_compile(out, arena, text, problem): the nodes of ${text}, which must live as long as
 * they do.  STATUS_INVALID with ${problem}; both results live in ${arena}. */
CHECKED enum status mustache_compile(struct node **out, struct arena *arena, struct run text,
                                     const char **problem);

/** mustache_find(set, name): borrowed, NULL without it. */
const struct mustache_template *mustache_find(const struct mustache *set, const char *name);

#endif
