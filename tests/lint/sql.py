#!/usr/bin/env python3
"""SQL is written in src/store only, and there as whole literals: never put together from parts."""
import re
import sys

from lint import Lint, calls, literals

STATEMENT = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE TABLE|DROP TABLE|ALTER TABLE)\b[^\"]",
                       re.S)
FORMATTING = r"\w*printf|strcat|strncat|strlcat|stpcpy|text_join"
SQLITE_FORMATTING = r"sqlite3_(v?mprintf|v?snprintf|str_\w+)"


def main():
    lint = Lint(__doc__)
    for path in lint.files("src/**/*.[ch]", "include/**/*.h"):
        text = path.read_text(encoding="utf-8")
        if "store" not in path.relative_to(lint.root).parts[1:2]:
            for literal, line in literals(text):
                lint.check(not STATEMENT.search(literal), path, line, "SQL outside src/store")
            for name, _, line in calls(text, r"sqlite3_\w+"):
                lint.fault(path, line, f"{name} outside src/store")
            continue
        for name, _, line in calls(text, SQLITE_FORMATTING):
            lint.fault(path, line, f"{name}: SQL is a prepared statement with parameters")
        for name, arguments, line in calls(text, FORMATTING):
            literal = "".join(value for kind, value in arguments if kind == "string")
            lint.check(not STATEMENT.search(literal + " "), path, line,
                       f"{name} builds SQL: use parameters")
        for name, arguments, line in calls(text, r"sqlite3_(prepare\w*|exec)"):
            built = [value for kind, value in arguments
                     if kind == "word" and re.fullmatch(FORMATTING, value)]
            lint.check(not built, path, line, f"{name} of a string that was built")
    lint.finish("literals and calls")


if __name__ == "__main__":
    sys.exit(main())
