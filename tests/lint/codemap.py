#!/usr/bin/env python3
"""Every C file of src/ has one line in the code map of ARCHITECTURE.md, and every line has its file."""
import re
import sys
from collections import Counter

from lint import Lint

MAP = "## Code map"
FOLDER = re.compile(r"### `([^`]+)/`")
ROW = re.compile(r"\| `([^`]+)` \|(.*)\|")


def entries(text):
    """(path, what is said of it, line) of each row of the map."""
    inside, folder = False, None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("## "):
            inside, folder = line == MAP, None
        elif inside and (heading := FOLDER.match(line)):
            folder = heading[1]
        elif inside and folder and (row := ROW.fullmatch(line)):
            yield f"{folder}/{row[1]}", row[2].strip(), number


def main():
    lint = Lint(__doc__)
    page = lint.root / "ARCHITECTURE.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    seen = Counter()
    for path, said, line in entries(text):
        seen[path] += 1
        lint.check((lint.root / path).exists(), page, line, f"there is no {path}")
        lint.check(said, page, line, f"{path}: what is it for?")
        lint.check(seen[path] == 1, page, line, f"{path} is written twice")
    for path in lint.files("src/*/*.c"):
        name = path.relative_to(lint.root).as_posix()
        lint.check(name in seen, page, 0, f"{name} is not in the code map")
    lint.finish("lines and files")


if __name__ == "__main__":
    sys.exit(main())
