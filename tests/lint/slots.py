#!/usr/bin/env python3
"""An unescaped slot of a template has a name that ends in _html: only src/render/ (Markdown, QR
codes) writes those."""
import re
import sys

from lint import Lint

TAG = re.compile(r"\{\{\{\s*(?P<triple>[^}]*?)\s*\}\}\}|\{\{\s*&\s*(?P<ampersand>[^}]*?)\s*\}\}"
                 r"|(?P<delimiters>\{\{\s*=)|(?P<other>\{\{)")


def main():
    lint = Lint(__doc__)
    for path in lint.files("web/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for tag in TAG.finditer(text):
            line = text.count("\n", 0, tag.start()) + 1
            name = tag["triple"] if tag["triple"] is not None else tag["ampersand"]
            lint.check(name is None or re.fullmatch(r"[\w.]*\w_html", name), path, line,
                       f"unescaped {name}: its name must end in _html")
            if tag["delimiters"]:  # what follows them would go unread
                lint.fault(path, line, "a template keeps the usual delimiters")
    if lint.checked == 0 and not lint.files("web/**/*.html"):
        print("there is no template yet")
        sys.exit(0)
    lint.finish("tags")


if __name__ == "__main__":
    sys.exit(main())
