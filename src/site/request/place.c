#include "request/place.h"

#include <string.h>

#define SPACES "/espaces/"

enum { ID_DIGITS = 32, HEAD = sizeof SPACES - 1 + ID_DIGITS };

static bool names_space(struct id *out, const char *path)
{
    char digits[ID_TEXT];
    if (strncmp(path, SPACES, sizeof SPACES - 1) != 0 || strlen(path) < HEAD ||
        (path[HEAD] != '\0' && path[HEAD] != '/'))
        return false;
    memcpy(digits, path + sizeof SPACES - 1, ID_DIGITS);
    digits[ID_DIGITS] = '\0';
    return id_parse(out, digits) == STATUS_OK;
}

const char *place_inner(const char *path)
{
    struct id space;
    if (!names_space(&space, path))
        return path;
    return path[HEAD] == '\0' ? "/" : path + HEAD;
}

const char *place_of(struct arena *arena, const struct id *space)
{
    char text[ID_TEXT];
    return arena_printf(arena, SPACES "%s", id_text(text, space));
}

enum status place_enter(struct visit *visit, const char *path)
{
    struct space_id space;
    const bool named = names_space(&space.id, path);
    visit->root = NULL;
    if (visit->act == NULL)
        return STATUS_OK;
    struct act *act = visit->act;
    enum status status = STATUS_OK;
    if (named && !id_equal(&space.id, &visit->act->space.id))
        status = sign_in_beside(visit->act, &act, space);
    if (status == STATUS_OK)
        status = sign_in_is_elsewhere(act, &visit->several);
    if (status != STATUS_OK)
        return status;
    visit->act = act;
    visit->pack = act->pack;
    if (visit->several)
        visit->root = place_of(visit->arena, &visit->act->space.id);
    return STATUS_OK;
}

/* Where no space matters, and where one is in the path already. */
static bool is_common(const char *path)
{
    return path[0] != '/' || path[1] == '/' || strncmp(path, SPACES, sizeof SPACES - 1) == 0 ||
           strncmp(path, "/fichiers/", 10) == 0;
}

const char *place_path(const struct visit *visit, const char *path)
{
    return visit->root == NULL || is_common(path)
               ? path
               : arena_printf(visit->arena, "%s%s", visit->root, path);
}

static const char *encoded(struct arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, 3 * strlen(text) + 1);
    char *next = out;
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        const bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
                           (*c >= 'a' && *c <= 'z') || strchr("-_.~", *c) != NULL;
        if (plain) {
            *next++ = (char)*c;
            continue;
        }
        *next++ = '%';
        *next++ = digits[*c >> 4];
        *next++ = digits[*c & 15];
    }
    *next = '\0';
    return out;
}

const char *place_query(const struct visit *visit)
{
    const char *out = "";
    const char *name;
    json_t *value;
    json_object_foreach(visit->query, name, value)
    {
        const char *text = json_string_value(value);
        out = arena_printf(visit->arena, "%s%s%s=%s", out, *out == '\0' ? "?" : "&",
                           encoded(visit->arena, name),
                           encoded(visit->arena, text != NULL ? text : ""));
    }
    return out;
}

const char *place_suite(const struct visit *visit)
{
    const char *all = arena_printf(visit->arena, "%s%s", visit->path, place_query(visit));
    return strchr(all, '?') != NULL ? encoded(visit->arena, all) : all;
}

/* Of a typed text no quote is left in a page: these stand in templates and models alone. */
static const char *next_link(const char *from)
{
    const char *href = strstr(from, "href=\"/");
    const char *action = strstr(from, "action=\"/");
    if (href == NULL || (action != NULL && action < href))
        return action != NULL ? action + sizeof "action=\"" - 1 : NULL;
    return href + sizeof "href=\"" - 1;
}

void place_links(struct bytes *html, const struct visit *visit)
{
    const char *from = (const char *)html->data;
    size_t links = 0;
    if (visit->root == NULL || from == NULL)
        return;
    from = arena_copy(visit->arena, from, html->len);
    for (const char *link = next_link(from); link != NULL; link = next_link(link))
        links++;
    const size_t root = strlen(visit->root);
    char *out = arena_alloc(visit->arena, html->len + links * root + 1);
    char *next = out;
    for (const char *link = next_link(from); link != NULL; link = next_link(from)) {
        memcpy(next, from, (size_t)(link - from));
        next += link - from;
        if (!is_common(link)) {
            memcpy(next, visit->root, root);
            next += root;
        }
        from = link;
    }
    const size_t rest = strlen(from);
    memcpy(next, from, rest + 1);
    *html = (struct bytes){(const uint8_t *)out, (size_t)(next - out) + rest};
}

bool place_is_other(struct visit *visit)
{
    struct id space;
    if (visit->act == NULL || !route_is_in_space(visit->route))
        return false;
    if (visit->space_said != NULL)
        return id_parse(&space, visit->space_said) != STATUS_OK ||
               !id_equal(&space, &visit->act->space.id);
    /* a script that does not say acts where its path or its login is */
    return visit->several && !visit->request->body_is_json &&
           visit->path == place_inner(visit->path);
}
