#!/usr/bin/env python3
"""Every route says who may come, every POST over what it is sent or why nothing, every page it names
exists, and every page is named."""
import re
import sys

from lint import Lint, tokens


def rows(text):
    """(words, strings, line) of each {HTTP_…, "/…", …} in C source."""
    stack = []
    for kind, value, line in tokens(text):
        if kind == "mark" and value == "{":
            stack.append(([], [], line))
        elif kind == "mark" and value == "}" and stack:
            words, strings, start = stack.pop()
            if any(re.fullmatch(r"HTTP_(GET|POST)", word) for word in words) and strings:
                yield words, strings, start
        elif stack and kind in ("word", "string"):
            stack[-1][kind == "string"].append(value)


def main():
    lint = Lint(__doc__)
    table = lint.root / "src" / "site" / "routes.c"
    if not table.is_file():
        print("there is no src/site/routes.c yet")
        sys.exit(0)
    pages = {path.relative_to(lint.root / "web").with_suffix("").as_posix(): path
             for path in lint.files("web/pages/**/*.html")}
    for words, strings, line in rows(table.read_text(encoding="utf-8")):
        access = [word for word in words if word.startswith("ACCESS_")]
        lint.check(len(access) == 1 and access != ["ACCESS_DENY"] and strings[0].startswith("/"),
                   table, line, f"{strings[0]}: who may come?")
        if "HTTP_POST" in words:
            lint.check(("over" in words) != ("alone" in words), table, line,
                       f"{strings[0]}: over which version, or why none?")
        for name in strings[1:]:
            if name.startswith("pages/"):
                lint.check(name in pages, table, line, f"{strings[0]}: there is no web/{name}.html")
    if lint.checked == 0:
        lint.finish("routes")
    named = {value for path in lint.files("src/site/**/*.c")
             for kind, value, _ in tokens(path.read_text(encoding="utf-8")) if kind == "string"}
    for name, path in pages.items():
        short = name.removeprefix("pages/")
        lint.check(name in named or short in named, path, 0, "no route shows this page")
    lint.finish("routes and pages")


if __name__ == "__main__":
    sys.exit(main())
