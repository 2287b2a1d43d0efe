#!/usr/bin/env python3
"""Enter in a one-line field presses the first submit button of its form: one that does what the form
itself says (no formaction), and that is there whenever a button that does something else is."""
import re
import sys

from lint import Lint

PARTIAL = re.compile(r"\{\{>\s*([\w/-]+)\s*\}\}")
PART = re.compile(r"\{\{[#^]\s*(?P<open>[\w.]+)\s*\}\}|\{\{/\s*(?P<close>[\w./-]+)\s*\}\}"
                  r"|(?P<form><form\b[^>]*>)|(?P<end></form>)"
                  r"|(?P<button><button\b[^>]*>|<input\b[^>]*\btype=\"(?:submit|image)\"[^>]*>)")
DEPTH = 6  # a group of fields holds fields


def expand(lint, text, depth=0):
    """The template with its partials in place; those that hold themselves end some levels down."""
    def partial(match):
        path = lint.root / "web" / f"{match[1]}.html"
        if depth == DEPTH or not path.is_file():
            return ""
        return expand(lint, path.read_text(encoding="utf-8"), depth + 1)
    return PARTIAL.sub(partial, text)


def submits(tag):
    return tag.startswith("<input") or not re.search(r"\btype=\"(button|reset)\"", tag)


def forms(text):
    """(its tag, [(button, the sections that it stands in)]) of each form."""
    sections, form = [], None
    for part in PART.finditer(text):
        if part["open"]:
            sections.append(part["open"])
        elif part["close"] and part["close"] in sections:
            del sections[len(sections) - 1 - sections[::-1].index(part["close"]):]
        elif part["form"]:
            form = (part["form"], [])
        elif part["end"] and form:
            yield form
            form = None
        elif part["button"] and form and submits(part["button"]):
            form[1].append((part["button"], set(sections)))


def main():
    lint = Lint(__doc__)
    pages = lint.files("web/pages/**/*.html")
    for path in pages:
        for tag, buttons in forms(expand(lint, path.read_text(encoding="utf-8"))):
            plain = []
            wrong = {}  # each is told once
            for button, sections in buttons:
                if "formaction" not in button:
                    plain.append(sections)
                elif not any(before <= sections for before in plain):
                    wrong[button] = f"{tag}: Enter may press {button}"
                lint.checked += 1
            for message in wrong.values():
                lint.fault(path, 0, message)
    if lint.checked == 0 and not pages:
        print("there is no page yet")
        sys.exit(0)
    lint.finish("submit buttons")


if __name__ == "__main__":
    sys.exit(main())
