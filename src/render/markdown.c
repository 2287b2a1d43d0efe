#include "render/markdown.h"

#include "base/text.h"
#include "buffer.h"
#include "markdown_link.h"

#include <md4c.h>
#include <stdbool.h>
#include <string.h>

enum {
    INPUT_MAX = 1024 * 1024,
    OUTPUT_MAX = 4 * 1024 * 1024,
    ID_MAX = 60,
    ANCHORS_MAX = 256,
    COLUMNS = 16
};

struct anchor {
    const char *text;
    struct anchor *next;
};

struct writer {
    struct arena *arena;
    unsigned heading;
    struct buffer out;
    struct buffer title; /* the words of a heading or of a column's head, for its id or its cells */
    size_t heading_start; /* where its content begins in ${out} */
    bool in_heading, in_head;
    unsigned column;
    const char
        *heads[COLUMNS]; /* narrow screens show a row as a sheet: its cells name themselves */
    unsigned images;     /* within an image only its text counts */
    bool in_link;
    struct anchor *anchors;
    unsigned anchor_count;
};

static int answer(const struct writer *writer)
{
    return writer->out.status == STATUS_OK ? 0 : 1;
}

static void tag(struct writer *writer, const char *name, bool opens)
{
    buffer_text(&writer->out, opens ? "<" : "</");
    buffer_text(&writer->out, name);
    buffer_text(&writer->out, ">");
}

static bool taken(const struct writer *writer, const char *id)
{
    for (const struct anchor *other = writer->anchors; other != NULL; other = other->next)
        if (strcmp(other->text, id) == 0)
            return true;
    return false;
}

/* "Où déposer ?" is "ou-deposer"; the next one with the same words "ou-deposer-2".  NULL past the
 * last one that we keep. */
static const char *heading_id(struct writer *writer)
{
    struct bytes title;
    if (writer->anchor_count++ >= ANCHORS_MAX || buffer_finish(&writer->title, &title) != STATUS_OK)
        return NULL;
    const char *folded = text_fold(writer->arena, (const char *)title.data);
    char *id = arena_alloc(writer->arena, ID_MAX + 1);
    size_t len = 0;
    for (; *folded != '\0' && len < ID_MAX; folded++) {
        bool word = (*folded >= 'a' && *folded <= 'z') || (*folded >= '0' && *folded <= '9');
        if (word)
            id[len++] = *folded;
        else if (len > 0 && id[len - 1] != '-')
            id[len++] = '-';
    }
    while (len > 0 && id[len - 1] == '-')
        id[--len] = '\0';
    const char *base = len > 0 ? id : "section";
    const char *own = base;
    for (unsigned n = 2; taken(writer, own); n++)
        own = arena_printf(writer->arena, "%s-%u", base, n);
    struct anchor *known = arena_alloc(writer->arena, sizeof *known);
    *known = (struct anchor){own, writer->anchors};
    writer->anchors = known;
    return own;
}

static void enter_heading(struct writer *writer)
{
    writer->in_heading = true;
    writer->heading_start = writer->out.len;
    writer->title = buffer_start(writer->arena, INPUT_MAX);
}

/* The id is known only after the words: they are taken back and put after the opening tag. */
static void leave_heading(struct writer *writer, const MD_BLOCK_H_DETAIL *detail)
{
    writer->in_heading = false;
    if (writer->out.status != STATUS_OK)
        return;
    unsigned level = writer->heading + detail->level - 1;
    level = level > 6 ? 6 : level;
    size_t len = writer->out.len - writer->heading_start;
    const char *content =
        len > 0 ? arena_copy(writer->arena, writer->out.data + writer->heading_start, len) : "";
    writer->out.len = writer->heading_start;
    const char *id = heading_id(writer);
    buffer_text(&writer->out, id != NULL ? arena_printf(writer->arena, "<h%u id=\"%s\">", level, id)
                                         : arena_printf(writer->arena, "<h%u>", level));
    buffer_add(&writer->out, content, len);
    buffer_text(&writer->out, arena_printf(writer->arena, "</h%u>\n", level));
}

static void cell(struct writer *writer, const char *name, const MD_BLOCK_TD_DETAIL *detail)
{
    static const char *const classes[] = {
        [MD_ALIGN_DEFAULT] = "",
        [MD_ALIGN_LEFT] = " class=\"align-left\"",
        [MD_ALIGN_CENTER] = " class=\"align-center\"",
        [MD_ALIGN_RIGHT] = " class=\"align-right\"",
    };
    buffer_text(&writer->out, "<");
    buffer_text(&writer->out, name);
    if (strcmp(name, "th") == 0)
        buffer_text(&writer->out, " scope=\"col\"");
    buffer_text(&writer->out, classes[detail->align]);
    if (strcmp(name, "td") == 0 && writer->column < COLUMNS &&
        writer->heads[writer->column] != NULL) {
        const char *head = writer->heads[writer->column];
        buffer_text(&writer->out, " data-label=\"");
        buffer_escape(&writer->out, head, strlen(head));
        buffer_text(&writer->out, "\"");
    }
    buffer_text(&writer->out, ">");
    writer->in_head = strcmp(name, "th") == 0;
    if (writer->in_head)
        writer->title = buffer_start(writer->arena, INPUT_MAX);
}

static void leave_cell(struct writer *writer)
{
    struct bytes title;
    if (writer->in_head && writer->column < COLUMNS)
        writer->heads[writer->column] =
            buffer_finish(&writer->title, &title) == STATUS_OK && title.len > 0
                ? (const char *)title.data
                : NULL;
    writer->in_head = false;
    writer->column++;
}

/* Blocks that are one element; NULL for those that need more or are none. */
static const char *block_name(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        return "blockquote";
    case MD_BLOCK_UL:
        return "ul";
    case MD_BLOCK_OL:
        return "ol";
    case MD_BLOCK_LI:
        return "li";
    case MD_BLOCK_P:
        return "p";
    case MD_BLOCK_TABLE:
        return "table";
    case MD_BLOCK_THEAD:
        return "thead";
    case MD_BLOCK_TBODY:
        return "tbody";
    case MD_BLOCK_TR:
        return "tr";
    case MD_BLOCK_TH:
        return "th";
    case MD_BLOCK_TD:
        return "td";
    default:
        return NULL;
    }
}

static bool ends_line(MD_BLOCKTYPE type, bool opens)
{
    switch (type) {
    case MD_BLOCK_LI:
    case MD_BLOCK_P:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return !opens;
    default:
        return true;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
    struct writer *writer = userdata;
    const char *name = block_name(type);
    if (type == MD_BLOCK_H)
        enter_heading(writer);
    else if (type == MD_BLOCK_HR)
        buffer_text(&writer->out, "<hr>\n");
    else if (type == MD_BLOCK_CODE)
        buffer_text(&writer->out, "<pre><code>");
    else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        cell(writer, name, detail);
    else if (type == MD_BLOCK_TR) {
        writer->column = 0;
        tag(writer, name, true);
    } else if (type == MD_BLOCK_OL && ((MD_BLOCK_OL_DETAIL *)detail)->start != 1)
        buffer_text(&writer->out, arena_printf(writer->arena, "<ol start=\"%u\">",
                                               ((MD_BLOCK_OL_DETAIL *)detail)->start));
    else if (name != NULL)
        tag(writer, name, true);
    if (name != NULL && ends_line(type, true))
        buffer_text(&writer->out, "\n");
    return answer(writer);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
    struct writer *writer = userdata;
    const char *name = block_name(type);
    if (type == MD_BLOCK_H)
        leave_heading(writer, detail);
    else if (type == MD_BLOCK_CODE)
        buffer_text(&writer->out, "</code></pre>\n");
    else if (name != NULL)
        tag(writer, name, false);
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        leave_cell(writer);
    if (name != NULL && ends_line(type, false))
        buffer_text(&writer->out, "\n");
    return answer(writer);
}

static void open_link(struct writer *writer, const MD_SPAN_A_DETAIL *detail)
{
    const char *target = markdown_link_target(writer->arena, &detail->href);
    if (target == NULL || writer->in_link)
        return;
    writer->in_link = true;
    buffer_text(&writer->out, "<a href=\"");
    buffer_escape(&writer->out, target, strlen(target));
    buffer_text(&writer->out, "\">");
}

static const char *span_name(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return "em";
    case MD_SPAN_STRONG:
        return "strong";
    case MD_SPAN_CODE:
        return "code";
    default:
        return NULL;
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *userdata)
{
    struct writer *writer = userdata;
    if (type == MD_SPAN_IMG)
        writer->images++;
    else if (writer->images == 0 && type == MD_SPAN_A)
        open_link(writer, detail);
    else if (writer->images == 0 && span_name(type) != NULL)
        tag(writer, span_name(type), true);
    return answer(writer);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *userdata)
{
    (void)detail;
    struct writer *writer = userdata;
    if (type == MD_SPAN_IMG) {
        writer->images--;
    } else if (writer->images == 0 && type == MD_SPAN_A) {
        if (writer->in_link)
            tag(writer, "a", false);
        writer->in_link = false;
    } else if (writer->images == 0 && span_name(type) != NULL) {
        tag(writer, span_name(type), false);
    }
    return answer(writer);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *run, MD_SIZE size, void *userdata)
{
    struct writer *writer = userdata;
    switch (type) {
    case MD_TEXT_BR:
        buffer_text(&writer->out, writer->images == 0 ? "<br>\n" : "\n");
        break;
    case MD_TEXT_SOFTBR:
        buffer_text(&writer->out, "\n");
        break;
    case MD_TEXT_ENTITY: /* "&eacute;": browsers know them all, and unknown ones show as text */
        buffer_add(&writer->out, run, size);
        break;
    default:
        buffer_escape(&writer->out, run, size);
        break;
    }
    const bool gathers = writer->in_heading || writer->in_head;
    if (gathers && (type == MD_TEXT_NORMAL || type == MD_TEXT_CODE))
        buffer_add(&writer->title, run, size);
    else if (gathers)
        buffer_text(&writer->title, " ");
    return answer(writer);
}

enum status markdown_render(struct bytes *out, struct arena *arena, const char *source,
                            unsigned heading)
{
    *out = (struct bytes){0};
    size_t len = strlen(source);
    if (len > INPUT_MAX)
        return STATUS_LIMIT;
    if (!text_is_utf8(source, len))
        return STATUS_INVALID;
    struct writer writer = {.arena = arena,
                            .heading = heading < 1   ? 1
                                       : heading > 4 ? 4
                                                     : heading,
                            .out = buffer_start(arena, OUTPUT_MAX)};
    const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML,
                              .enter_block = enter_block,
                              .leave_block = leave_block,
                              .enter_span = enter_span,
                              .leave_span = leave_span,
                              .text = text};
    if (md_parse(source, (MD_SIZE)len, &parser, &writer) < 0)
        return STATUS_FAILED;
    return buffer_finish(&writer.out, out);
}
