/* The tree and a model into text. */

#include "base/text.h"
#include "buffer.h"
#include "mustache_template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT_MAX = 4 * 1024 * 1024,
    DEPTH_MAX = 64,
    STEPS_MAX = 4 * 1024 * 1024, /* nested loops that print nothing end too */
    INDENT_MAX = 1024,
};

/* The context: innermost first. */
struct frame {
    json_t *value;
    const struct frame *outer;
};

/* The arguments that parent tags gave, innermost first. */
struct arguments {
    const struct node *blocks;
    const struct arguments *outer;
};

struct render {
    const struct mustache *set;
    struct buffer out;
    unsigned depth;
    size_t steps;
    bool line_start; /* the template begins a line: the indentation is due before what comes */
    char indent[INDENT_MAX];
    size_t indent_len;
};

static void render_nodes(struct render *render, const struct node *nodes, const struct frame *frame,
                         const struct arguments *arguments);

static void stop(struct render *render)
{
    if (render->out.status == STATUS_OK)
        render->out.status = STATUS_LIMIT;
}

static void begin(struct render *render)
{
    if (render->line_start)
        buffer_add(&render->out, render->indent, render->indent_len);
    render->line_start = false;
}

static void put(struct render *render, struct run text)
{
    if (text.len == 0)
        return;
    begin(render);
    buffer_add(&render->out, text.text, text.len);
    render->line_start = text.text[text.len - 1] == '\n';
}

static json_t *lookup(const struct node *node, const struct frame *frame)
{
    if (node->key_count == 0)
        return frame->value;
    json_t *value = NULL;
    for (; frame != NULL && value == NULL; frame = frame->outer)
        value = json_object_get(frame->value, node->keys[0]);
    for (size_t i = 1; i < node->key_count; i++)
        value = json_object_get(value, node->keys[i]);
    return value;
}

static bool is_true(const json_t *value)
{
    switch (value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_NULL:
    case JSON_FALSE:
        return false;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return json_string_length(value) > 0;
    case JSON_INTEGER:
        return json_integer_value(value) != 0;
    case JSON_REAL:
        return json_real_value(value) != 0.0;
    default:
        return true;
    }
}

/* The fewest digits that read back as the same number. */
static void print_real(char *out, size_t size, double number)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, size, "%.*g", digits, number);
        if (!(strtod(out, NULL) < number) && !(strtod(out, NULL) > number))
            return;
    }
}

static void put_value(struct render *render, const json_t *value, bool escape)
{
    char number[64] = "";
    const char *text = number;
    size_t len = 0;
    switch (value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_STRING:
        text = json_string_value(value);
        len = json_string_length(value);
        break;
    case JSON_INTEGER:
        len = strlen(text_number(number, json_integer_value(value)));
        break;
    case JSON_REAL:
        print_real(number, sizeof number, json_real_value(value));
        len = strlen(number);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        text = json_is_true(value) ? "true" : "false";
        len = strlen(text);
        break;
    default: /* nothing, a list or an object has no text of its own */
        break;
    }
    begin(render);
    if (escape)
        buffer_escape(&render->out, text, len);
    else
        buffer_add(&render->out, text, len);
}

static void render_section(struct render *render, const struct node *node,
                           const struct frame *frame, const struct arguments *arguments)
{
    json_t *value = lookup(node, frame);
    if (!is_true(value))
        return;
    struct frame inner = {value, frame};
    if (!json_is_array(value)) {
        render_nodes(render, node->children, &inner, arguments);
        return;
    }
    for (size_t i = 0; i < json_array_size(value) && render->out.status == STATUS_OK; i++) {
        inner.value = json_array_get(value, i);
        render_nodes(render, node->children, &inner, arguments);
    }
}

/* What another place wrote, with the indentation of this one. */
static void render_brought(struct render *render, struct run indent, const struct node *nodes,
                           const struct frame *frame, const struct arguments *arguments)
{
    if (render->depth == DEPTH_MAX || indent.len > INDENT_MAX - render->indent_len) {
        stop(render);
        return;
    }
    if (indent.len > 0)
        memcpy(render->indent + render->indent_len, indent.text, indent.len);
    render->indent_len += indent.len;
    render->depth++;
    render_nodes(render, nodes, frame, arguments);
    render->depth--;
    render->indent_len -= indent.len;
}

static void render_partial(struct render *render, const struct node *node,
                           const struct frame *frame, const struct arguments *arguments)
{
    const struct mustache_template *partial = mustache_find(render->set, node->name);
    if (partial == NULL)
        return;
    struct arguments with = {node->children, arguments};
    render_brought(render, node->indent, partial->nodes, frame,
                   node->kind == NODE_PARENT ? &with : arguments);
}

/* The outermost argument wins: the page over the layout that it extends.  Blocks within an argument
 * are parameters of the template that wrote it: they see only the arguments given to that one. */
static void render_block(struct render *render, const struct node *node, const struct frame *frame,
                         const struct arguments *arguments)
{
    const struct node *argument = NULL;
    const struct arguments *scope = NULL;
    for (const struct arguments *given = arguments; given != NULL; given = given->outer)
        for (const struct node *block = given->blocks; block != NULL; block = block->next)
            if (strcmp(block->name, node->name) == 0) {
                argument = block;
                scope = given->outer;
            }
    if (argument == NULL)
        render_nodes(render, node->children, frame, arguments);
    else
        render_brought(render, node->indent, argument->children, frame, scope);
    if (argument == NULL || !render->line_start) /* else the argument ended this line itself */
        put(render, node->tail);
}

static void render_nodes(struct render *render, const struct node *nodes, const struct frame *frame,
                         const struct arguments *arguments)
{
    for (const struct node *node = nodes; node != NULL && render->out.status == STATUS_OK;
         node = node->next) {
        if (render->steps++ == STEPS_MAX)
            stop(render);
        switch (node->kind) {
        case NODE_TEXT:
            put(render, node->text);
            break;
        case NODE_VALUE:
        case NODE_RAW:
            put_value(render, lookup(node, frame), node->kind == NODE_VALUE);
            break;
        case NODE_SECTION:
            render_section(render, node, frame, arguments);
            break;
        case NODE_INVERTED:
            if (!is_true(lookup(node, frame)))
                render_nodes(render, node->children, frame, arguments);
            break;
        case NODE_PARTIAL:
        case NODE_PARENT:
            render_partial(render, node, frame, arguments);
            break;
        case NODE_BLOCK:
            render_block(render, node, frame, arguments);
            break;
        }
    }
}

enum status mustache_render(struct bytes *out, const struct mustache *set, const char *name,
                            json_t *model, struct arena *arena)
{
    *out = (struct bytes){0};
    const struct mustache_template *template = mustache_find(set, name);
    if (template == NULL)
        return STATUS_NOT_FOUND;
    struct render render = {.set = set, .out = buffer_start(arena, OUTPUT_MAX), .line_start = true};
    struct frame frame = {model, NULL};
    render_nodes(&render, template->nodes, &frame, NULL);
    return buffer_finish(&render.out, out);
}
