/* A template's text into a tree. */

#include "mustache_template.h"

#include <string.h>

/*
 * White space follows the specification.  A tag alone on its line takes the line with it.  The
 * indentation of a partial, parent or block is not text but a property of the node: it goes before
 * each line that the node brings.  An argument block loses its own indentation here and gains that
 * of the place it fills when it is rendered.
 */

enum { LEVELS = 32 };

struct level {
    struct node *node; /* NULL for the template itself */
    struct node *last; /* last child so far */
    size_t line;
    bool argument;       /* a block that is the child of a parent */
    bool blank_before;   /* a parent whose line begins with it... */
    struct node *margin; /* ...and the blank text before it */
    size_t margin_len;
};

struct parser {
    struct arena *arena;
    struct run text;
    size_t at;
    struct run open;
    struct run close;
    struct node *first;
    struct level levels[LEVELS + 1];
    size_t depth;
    const char *problem;
};

struct tag {
    char sigil; /* 'v' for a plain value */
    struct run content;
    size_t start;
    size_t end;
    size_t line_start; /* where the blank before the tag begins, if there is nothing else */
    size_t line_end;   /* after the newline, if only blank follows */
    bool blank_before;
    bool blank_after;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_space(char c)
{
    return is_blank(c) || c == '\n';
}

static struct run trim(struct run run)
{
    while (run.len > 0 && is_space(run.text[0]))
        run = (struct run){run.text + 1, run.len - 1};
    while (run.len > 0 && is_space(run.text[run.len - 1]))
        run.len--;
    return run;
}

static size_t line_of(const struct parser *parser, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += parser->text.text[i] == '\n';
    return line;
}

static void fail(struct parser *parser, size_t line, const char *what, struct run subject)
{
    parser->problem = arena_printf(parser->arena, "line %zu: %s %.*s", line, what,
                                   subject.len < 80 ? (int)subject.len : 80, subject.text);
}

static struct level *top(struct parser *parser)
{
    return &parser->levels[parser->depth];
}

static bool in_parent(struct parser *parser)
{
    const struct node *node = top(parser)->node;
    return node != NULL && node->kind == NODE_PARENT;
}

static struct node *add_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_alloc(parser->arena, sizeof *node);
    struct level *level = top(parser);
    node->kind = kind;
    if (level->last != NULL)
        level->last->next = node;
    else if (level->node != NULL)
        level->node->children = node;
    else
        parser->first = node;
    level->last = node;
    return node;
}

/* One node a line, so that each can be indented. */
static void add_text(struct parser *parser, size_t from, size_t to)
{
    const char *text = parser->text.text;
    if (in_parent(parser)) /* what stands between arguments is not part of the page */
        return;
    while (from < to) {
        const char *newline = memchr(text + from, '\n', to - from);
        size_t end = newline != NULL ? (size_t)(newline - text) + 1 : to;
        struct node *node = add_node(parser, NODE_TEXT);
        node->text = (struct run){text + from, end - from};
        node->line_start = from == 0 || text[from - 1] == '\n';
        from = end;
    }
}

static size_t find(const struct parser *parser, size_t from, struct run what)
{
    const char *start = parser->text.text + from;
    const char *found = memmem(start, parser->text.len - from, what.text, what.len);
    return found != NULL ? (size_t)(found - parser->text.text) : parser->text.len;
}

static void look_around(const struct parser *parser, struct tag *tag)
{
    const char *text = parser->text.text;
    size_t before = tag->start;
    while (before > 0 && is_blank(text[before - 1]))
        before--;
    tag->blank_before = before == 0 || text[before - 1] == '\n';
    tag->line_start = before;
    size_t after = tag->end;
    while (after < parser->text.len && is_blank(text[after]))
        after++;
    tag->blank_after = after == parser->text.len || text[after] == '\n';
    tag->line_end = after < parser->text.len ? after + 1 : after;
}

/* The next tag from parser->at; false at the end or with a problem. */
static bool next_tag(struct parser *parser, struct tag *tag)
{
    const char *text = parser->text.text;
    size_t len = parser->text.len;
    *tag = (struct tag){.sigil = 'v', .start = find(parser, parser->at, parser->open)};
    if (tag->start == len)
        return false;
    size_t inside = tag->start + parser->open.len;
    size_t extra = 0; /* a "}" or "=" that comes before the closing delimiter */
    if (inside < len && text[inside] != '\0' && strchr("#^/!>&<$={", text[inside]) != NULL) {
        tag->sigil = text[inside++];
        extra = tag->sigil == '{' || tag->sigil == '=';
    }
    size_t close = find(parser, inside, parser->close);
    if (extra > 0) {
        char mark = tag->sigil == '{' ? '}' : '=';
        while (close < len && (close == inside || text[close - 1] != mark)) {
            /* in "}}}" the first two already look like the closing delimiter */
            if (text[close] == mark && close + parser->close.len < len &&
                memcmp(text + close + 1, parser->close.text, parser->close.len) == 0)
                close++;
            else
                close = find(parser, close + 1, parser->close);
        }
    }
    if (close >= len) {
        fail(parser, line_of(parser, tag->start), "a tag has no end", (struct run){"", 0});
        return false;
    }
    tag->end = close + parser->close.len;
    tag->content = trim((struct run){text + inside, close - extra - inside});
    look_around(parser, tag);
    return true;
}

static void set_delimiters(struct parser *parser, const struct tag *tag)
{
    struct run content = tag->content;
    size_t open = 0;
    while (open < content.len && !is_space(content.text[open]))
        open++;
    struct run close = trim((struct run){content.text + open, content.len - open});
    bool good = open > 0 && close.len > 0 && memchr(content.text, '=', content.len) == NULL;
    for (size_t i = 0; i < close.len; i++)
        good = good && !is_space(close.text[i]);
    if (!good) {
        fail(parser, line_of(parser, tag->start), "these are not two delimiters:", content);
        return;
    }
    parser->open = (struct run){content.text, open};
    parser->close = close;
}

static bool set_name(struct parser *parser, struct node *node, const struct tag *tag)
{
    struct run name = tag->content;
    bool good = name.len > 0;
    for (size_t i = 0; i < name.len; i++)
        good = good && !is_space(name.text[i]) && name.text[i] != '\0';
    if (!good) {
        fail(parser, line_of(parser, tag->start), "this is not a name:", name);
        return false;
    }
    node->name = arena_copy(parser->arena, name.text, name.len);
    return true;
}

static bool set_keys(struct parser *parser, struct node *node, const struct tag *tag)
{
    if (!set_name(parser, node, tag))
        return false;
    if (strcmp(node->name, ".") == 0)
        return true;
    size_t count = 1;
    for (const char *c = node->name; *c != '\0'; c++)
        count += *c == '.';
    const char **keys = arena_alloc(parser->arena, count * sizeof *keys);
    const char *rest = node->name;
    for (size_t i = 0; i < count; i++) {
        size_t len = strcspn(rest, ".");
        if (len == 0) {
            fail(parser, line_of(parser, tag->start), "this is not a name:", tag->content);
            return false;
        }
        keys[i] = arena_copy(parser->arena, rest, len);
        rest += len + 1;
    }
    node->keys = keys;
    node->key_count = count;
    return true;
}

static void enter(struct parser *parser, struct node *node, const struct tag *tag)
{
    if (parser->depth == LEVELS) {
        fail(parser, line_of(parser, tag->start), "too many sections within sections at",
             tag->content);
        return;
    }
    parser->depth++;
    *top(parser) = (struct level){.node = node, .line = line_of(parser, tag->start)};
}

/* The white space before the first line from ${at} on that has anything else. */
static struct run first_indent(const struct parser *parser, size_t at)
{
    size_t start = at;
    for (; at < parser->text.len && is_space(parser->text.text[at]); at++)
        if (parser->text.text[at] == '\n')
            start = at + 1;
    return (struct run){parser->text.text + start, at - start};
}

static struct run without(struct run run, struct run prefix)
{
    size_t same = 0;
    while (same < run.len && same < prefix.len && run.text[same] == prefix.text[same])
        same++;
    if (same == 0)
        return run; /* which may have no text at all */
    return (struct run){run.text + same, run.len - same};
}

static void dedent(struct node *nodes, struct run prefix)
{
    for (struct node *node = nodes; node != NULL; node = node->next) {
        if (node->kind == NODE_TEXT && node->line_start)
            node->text = without(node->text, prefix);
        node->indent = without(node->indent, prefix);
        if (node->kind != NODE_PARENT) /* arguments have lost their indentation already */
            dedent(node->children, prefix);
    }
}

static void open_parent(struct parser *parser, const struct tag *tag)
{
    struct node *margin = top(parser)->last;
    struct node *node = add_node(parser, NODE_PARENT);
    if (!set_name(parser, node, tag))
        return;
    node->indent = (struct run){parser->text.text + tag->line_start,
                                tag->blank_before ? tag->start - tag->line_start : 0};
    enter(parser, node, tag);
    top(parser)->blank_before = tag->blank_before;
    top(parser)->margin = margin;
    top(parser)->margin_len = node->indent.len;
    parser->at = tag->end;
}

static void open_block(struct parser *parser, const struct tag *tag, bool alone)
{
    bool argument = in_parent(parser);
    struct node *node = add_node(parser, NODE_BLOCK);
    if (!set_name(parser, node, tag))
        return;
    parser->at = (argument && tag->blank_after) || alone ? tag->line_end : tag->end;
    if (parser->at == tag->line_end && tag->blank_after)
        node->indent = first_indent(parser, parser->at);
    else if (tag->blank_before && !argument)
        node->indent =
            (struct run){parser->text.text + tag->line_start, tag->start - tag->line_start};
    enter(parser, node, tag);
    top(parser)->argument = argument;
}

/* A parent stands alone when nothing else is on the line of its first and of its last tag. */
static void close_parent(struct parser *parser, const struct level *level, const struct tag *tag)
{
    parser->at = tag->end;
    if (level->blank_before && tag->blank_after) {
        if (level->margin_len > 0 && level->margin != NULL)
            level->margin->text.len -= level->margin_len;
        parser->at = tag->line_end;
    } else {
        level->node->indent.len = 0;
    }
}

static void close_block(struct parser *parser, const struct level *level, const struct tag *tag,
                        bool alone)
{
    struct node *node = level->node;
    if (level->argument) {
        dedent(node->children, node->indent);
        node->indent.len = 0;
        parser->at = tag->end;
    } else if (!alone && tag->blank_after) {
        node->tail = (struct run){parser->text.text + tag->end, tag->line_end - tag->end};
        parser->at = tag->line_end;
    }
}

static void close_level(struct parser *parser, const struct tag *tag, bool alone)
{
    const struct level *level = top(parser);
    const char *name = level->node != NULL ? level->node->name : NULL;
    if (name == NULL) {
        fail(parser, line_of(parser, tag->start), "nothing is open to close with", tag->content);
        return;
    }
    if (strlen(name) != tag->content.len ||
        memcmp(name, tag->content.text, tag->content.len) != 0) {
        fail(parser, line_of(parser, tag->start),
             arena_printf(parser->arena, "%s (line %zu) is open, not", name, level->line),
             tag->content);
        return;
    }
    if (level->node->kind == NODE_PARENT)
        close_parent(parser, level, tag);
    else if (level->node->kind == NODE_BLOCK)
        close_block(parser, level, tag, alone);
    parser->depth--;
}

static void add_tag(struct parser *parser, const struct tag *tag, bool alone)
{
    struct node *node;
    switch (tag->sigil) {
    case '!':
        break;
    case '=':
        set_delimiters(parser, tag);
        break;
    case '/':
        close_level(parser, tag, alone);
        break;
    case '<':
        open_parent(parser, tag);
        break;
    case '$':
        open_block(parser, tag, alone);
        break;
    case '>':
        node = add_node(parser, NODE_PARTIAL);
        if (set_name(parser, node, tag) && alone)
            node->indent =
                (struct run){parser->text.text + tag->line_start, tag->start - tag->line_start};
        break;
    case '#':
    case '^':
        node = add_node(parser, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED);
        if (set_keys(parser, node, tag))
            enter(parser, node, tag);
        break;
    default:
        node = add_node(parser, tag->sigil == 'v' ? NODE_VALUE : NODE_RAW);
        (void)set_keys(parser, node, tag); /* a bad name is parser->problem */
    }
}

static bool stands_alone(struct parser *parser, const struct tag *tag)
{
    if (!tag->blank_before || strchr("v&{<", tag->sigil) != NULL)
        return false;
    if (tag->sigil == '/' && top(parser)->node != NULL) {
        if (top(parser)->argument) /* what follows is between arguments: it does not count */
            return true;
        if (in_parent(parser))
            return false;
    }
    return tag->blank_after;
}

enum status mustache_compile(struct node **out, struct arena *arena, struct run text,
                             const char **problem)
{
    struct parser parser = {.arena = arena, .text = text, .open = {"{{", 2}, .close = {"}}", 2}};
    struct tag tag;
    *out = NULL;
    while (parser.problem == NULL && next_tag(&parser, &tag)) {
        bool alone = stands_alone(&parser, &tag);
        if (in_parent(&parser) && strchr("!=$/", tag.sigil) == NULL) {
            fail(&parser, line_of(&parser, tag.start),
                 "a parent holds only blocks, this is outside:", tag.content);
            break;
        }
        add_text(&parser, parser.at, alone ? tag.line_start : tag.start);
        parser.at = alone && tag.blank_after ? tag.line_end : tag.end;
        add_tag(&parser, &tag, alone);
    }
    if (parser.problem == NULL && parser.depth > 0)
        fail(&parser, top(&parser)->line, "never closed:",
             (struct run){top(&parser)->node->name, strlen(top(&parser)->node->name)});
    *problem = parser.problem;
    if (parser.problem != NULL)
        return STATUS_INVALID;
    add_text(&parser, parser.at, text.len);
    *out = parser.first;
    return STATUS_OK;
}
