#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/markdown.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static int start(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int finish(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *html(const char *text)
{
    struct bytes out;
    assert_int_equal(markdown_render(&out, arena, text, 2), STATUS_OK);
    assert_int_equal(out.len, strlen((const char *)out.data));
    return (const char *)out.data;
}

struct pair {
    const char *text;
    const char *html;
};

static void compare(const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(html(pairs[i].text), pairs[i].html);
}

#define COMPARE(pairs) compare(pairs, sizeof pairs / sizeof *pairs)

static void blocks(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"", ""},
        {"one\ntwo\n\nthree  \nfour", "<p>one\ntwo</p>\n<p>three<br>\nfour</p>\n"},
        {"*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>\n"},
        {"> quoted\n\n---\n", "<blockquote>\n<p>quoted</p>\n</blockquote>\n<hr>\n"},
        {"```html\n<b>\n```\n", "<pre><code>&lt;b&gt;\n</code></pre>\n"},
        {"3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
    };
    COMPARE(pairs);
}

static void nested_lists(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"- a\n  - b\n    1. c\n- d\n",
         "<ul>\n<li>a<ul>\n<li>b<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n</li>\n<li>d</li>\n"
         "</ul>\n"},
        {"- a\n\n  b\n- c\n", "<ul>\n<li><p>a</p>\n<p>b</p>\n</li>\n<li><p>c</p>\n</li>\n</ul>\n"},
    };
    COMPARE(pairs);
}

static void tables(void **state)
{
    (void)state;
    assert_string_equal(
        html("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | *2* | 3 | <i> |\n"),
        "<table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th scope=\"col\" "
        "class=\"align-left\">b</th>\n<th scope=\"col\" class=\"align-center\">c</th>\n<th "
        "scope=\"col\" class=\"align-right\">d</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td "
        "data-label=\"a\">1</td>\n"
        "<td class=\"align-left\" data-label=\"b\"><em>2</em></td>\n<td class=\"align-center\" "
        "data-label=\"c\">3</td>\n<td class=\"align-right\" data-label=\"d\">&lt;i&gt;</td>\n"
        "</tr>\n</tbody>\n</table>\n");
}

static void headings(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"# Où déposer *l’été* ?",
         "<h2 id=\"ou-deposer-l-ete\">Où déposer <em>l’été</em> ?</h2>\n"},
        {"# A\n# A\n# A-2\n", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-2\">A</h2>\n"
                              "<h2 id=\"a-2-2\">A-2</h2>\n"},
        {"#\n", "<h2 id=\"section\"></h2>\n"},
        {"# \"><b>\n", "<h2 id=\"b\">&quot;&gt;&lt;b&gt;</h2>\n"},
        {"## b\n###### f\n", "<h3 id=\"b\">b</h3>\n<h6 id=\"f\">f</h6>\n"},
        {"Title\n=====\n", "<h2 id=\"title\">Title</h2>\n"},
        {"# a&nbsp;b `c`\n", "<h2 id=\"a-b-c\">a&nbsp;b <code>c</code></h2>\n"},
    };
    COMPARE(pairs);
    struct bytes out;
    assert_int_equal(markdown_render(&out, arena, "# a", 0), STATUS_OK);
    assert_string_equal((const char *)out.data, "<h1 id=\"a\">a</h1>\n");
    assert_int_equal(markdown_render(&out, arena, "# a", 9), STATUS_OK);
    assert_string_equal((const char *)out.data, "<h4 id=\"a\">a</h4>\n");
}

static void raw_html_is_text(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
        {"a <b onclick='x'>c</b>", "<p>a &lt;b onclick=&#39;x&#39;&gt;c&lt;/b&gt;</p>\n"},
        {"<!-- c -->", "<p>&lt;!-- c --&gt;</p>\n"},
        {"<div>\n\n*x*\n", "<p>&lt;div&gt;</p>\n<p><em>x</em></p>\n"},
    };
    COMPARE(pairs);
}

static void entities(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"&eacute; &#233; &#xE9; &amp; &lt;b&gt;",
         "<p>&eacute; &#233; &#xE9; &amp; &lt;b&gt;</p>\n"},
        {"a & b &; &#; \\&amp;", "<p>a &amp; b &amp;; &amp;#; &amp;amp;</p>\n"},
        {"`&amp;`", "<p><code>&amp;amp;</code></p>\n"},
    };
    COMPARE(pairs);
}

static void links(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"[a](https://a.fr/?b=1&c=2)", "<p><a href=\"https://a.fr/?b=1&amp;c=2\">a</a></p>\n"},
        {"[a](HTTP://a.fr)", "<p><a href=\"HTTP://a.fr\">a</a></p>\n"},
        {"[*a*](/charte \"title\")", "<p><a href=\"/charte\"><em>a</em></a></p>\n"},
        {"[a](/)", "<p><a href=\"/\">a</a></p>\n"},
        {"<mailto:a@b.fr> <a@b.fr>", "<p><a href=\"mailto:a@b.fr\">mailto:a@b.fr</a> "
                                     "<a href=\"mailto:a@b.fr\">a@b.fr</a></p>\n"},
        {"[a][r]\n\n[r]: /outils/\"x", "<p><a href=\"/outils/&quot;x\">a</a></p>\n"},
        {"[a](/&#xE9;t&#233;&#x20AC;&#x1F600;&amp;)", "<p><a href=\"/été€😀&amp;\">a</a></p>\n"},
        {"![*logo*](https://a.fr/x.png)", "<p>logo</p>\n"},
        {"[![logo](x.png)](/charte)", "<p><a href=\"/charte\">logo</a></p>\n"},
        {"[![a [b](/c) d](e)](/f)", "<p>[a b d](/f)</p>\n"},
    };
    COMPARE(pairs);
}

static void unsafe_links_are_text(void **state)
{
    (void)state;
    static const char *const targets[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x1;javascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.fr",
        "/\\\\evil.fr",
        "/&#9;/evil.fr",
        "&#47;/evil.fr",
        "https&colon;//a.fr",
        "\\\\evil",
        "charte",
        "#a",
        "?a",
        "http:evil",
        "",
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const char *text = arena_printf(arena, "x [a](%s) y", targets[i]);
        assert_string_equal(html(text), "<p>x a y</p>\n");
    }
    assert_string_equal(html("<javascript:alert(1)>"), "<p>javascript:alert(1)</p>\n");
}

static void limits(void **state)
{
    (void)state;
    struct bytes out = {(const uint8_t *)"x", 1};
    const size_t max = 1024 * 1024;
    char *text = malloc(max + 2);
    memset(text, 'a', max + 1);
    text[max + 1] = '\0';
    assert_int_equal(markdown_render(&out, arena, text, 2), STATUS_LIMIT);
    assert_null(out.data);
    text[max] = '\0';
    assert_int_equal(markdown_render(&out, arena, text, 2), STATUS_OK);
    for (size_t i = 0; i < max; i++)
        text[i] = '"'; /* six times as long when escaped */
    assert_int_equal(markdown_render(&out, arena, text, 2), STATUS_LIMIT);
    for (size_t i = 0; i < max / 4; i++)
        text[i] = "#\n"[i % 2]; /* many headings with one id to share */
    text[max / 4] = '\0';
    assert_int_equal(markdown_render(&out, arena, text, 2), STATUS_OK);
    free(text);
    assert_int_equal(markdown_render(&out, arena, "a\xFF", 2), STATUS_INVALID);
    assert_null(out.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks),
        cmocka_unit_test(nested_lists),
        cmocka_unit_test(tables),
        cmocka_unit_test(headings),
        cmocka_unit_test(raw_html_is_text),
        cmocka_unit_test(entities),
        cmocka_unit_test(links),
        cmocka_unit_test(unsafe_links_are_text),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
